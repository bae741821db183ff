//! What a dossier asks, once it has been read and found sound. Plain values with the bytes they came
//! from; nothing here opens a file or knows a number from the data.

use super::asks::Asks;
use super::columns::Columns;
use super::curve::CurveQuestion;
use super::field::Field;
use super::mapping::TableMapping;
use super::ontology::{Ontology, Scale};
use super::side::{Dyad, Side};
use super::subset::Subset;
use super::table::Spanned;
use super::votes::VoteChoices;
use crate::actors::StateId;
use crate::calendar::{Day, PeriodLength, Span};

/// The pair, the third, and the time that is asked about.
#[derive(Clone, Debug)]
pub struct TriangleQuestion {
    /// The two states whose relation is explained.
    pub pair: Dyad,
    /// The pair in the order in which the dossier names it.
    pub pair_as_written: [StateId; 2],
    /// The state that may drive it.
    pub third: StateId,
    /// The days asked about; `None` means all that the instruments read.
    pub span: Option<Span>,
    /// The period that series are counted in.
    pub period: PeriodLength,
    /// Allies of the third: shown among the placebo thirds, not ranked.
    pub allies: Vec<StateId>,
    /// The placebo thirds, if the dossier names them; otherwise every state with enough data.
    pub placebos: Option<Vec<StateId>>,
}

/// The years with which an open beginning or end of a dossier's span is filled: before and after all that can be
/// observed.
pub(super) const OPEN: (&str, &str) = ("1800", "2199");

impl TriangleQuestion {
    /// The first and the last day asked about, where the dossier states them.
    pub fn stated_ends(&self) -> (Option<Day>, Option<Day>) {
        let stated = |day: Day, open: &str| (!day.to_string().starts_with(open)).then_some(day);
        self.span.map_or((None, None), |s| (stated(s.first, OPEN.0), stated(s.last, OPEN.1)))
    }

    /// The time asked about, as it is printed.
    pub fn span_words(&self) -> String {
        match self.stated_ends() {
            (None, None) => "all that the instruments read".to_owned(),
            (None, Some(last)) => format!("up to {last}"),
            (Some(first), None) => format!("from {first} on"),
            (Some(first), Some(last)) => format!("{first} to {last}"),
        }
    }
}

/// Everything else that shapes a number. Each has a default that the report prints.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Seed of all random draws. Default 1.
    pub seed: u64,
    /// Lags of all three relations in the local projection, at least 1. Default by period: 6 weeks, 2 months, 2 quarters, 1 year.
    pub lags: usize,
    /// Fewest rows of a regression, at least 30. Default 60.
    pub rows_min: usize,
    /// Simulated outcomes from which a report finds the smallest effect that the rule would have caught, 0 to 1,000; 0
    /// for none. Default 40.
    pub power_seeds: usize,
    /// The keys of `[settings]` and `[triangle]` that the dossier states.
    pub stated: Vec<String>,
}

/// Producers' layouts that a reader exists for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// GDELT event files, 1.0 and 2.0.
    Gdelt,
    /// Real-time Phoenix, as CSV with a header or in the published tab-separated files.
    Phoenix,
    /// POLECAT, the tab-separated files of the NGEC coder, in PLOVER.
    Polecat,
    /// KEDS/TABARI text, or its four columns as CSV.
    Keds,
    /// ICEWS daily or yearly tab-separated files with the producer's header.
    Icews,
    /// ICEWS by name: date, initiator, CAMEO text, target.
    IcewsNamed,
    /// Any table of events, by a mapping of its columns.
    Table,
    /// Counted events: date, initiator, target, code, count.
    Counted,
    /// A number per dyad and date: trade, distances, anything computed elsewhere.
    Indicator,
    /// Measures with a first and a last day, such as sanctions.
    InForce,
    /// Roll calls of the General Assembly: votes, the roll calls' dates and sessions, their issues.
    RollCalls,
    /// Ideal points by state and session, with quantiles.
    IdealPoints,
}

impl Source {
    /// The words of the dossier, in the order in which readers should meet them.
    pub const WORDS: [(&'static str, Source); 12] = [
        ("counted", Source::Counted),
        ("gdelt", Source::Gdelt),
        ("icews", Source::Icews),
        ("icews by name", Source::IcewsNamed),
        ("phoenix", Source::Phoenix),
        ("polecat", Source::Polecat),
        ("keds", Source::Keds),
        ("table", Source::Table),
        ("indicator", Source::Indicator),
        ("in force", Source::InForce),
        ("roll calls", Source::RollCalls),
        ("ideal points", Source::IdealPoints),
    ];

    /// Whether its readings follow from positions of states on a line (or in a small space), so that a sign among the
    /// three relations of a triangle may be built in.
    pub fn places_states_on_a_line(self) -> bool {
        matches!(self, Source::RollCalls | Source::IdealPoints)
    }

    /// The ontology that all files of the source are coded in; `None` where it differs from file to file, or there are no
    /// codes.
    pub fn ontology(self) -> Option<Ontology> {
        match self {
            Source::Gdelt | Source::Icews | Source::IcewsNamed | Source::Phoenix => Some(Ontology::Cameo),
            Source::Polecat => Some(Ontology::Plover),
            _ => None,
        }
    }

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("", |(w, _)| w)
    }
}

/// How events become a reading of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// (cooperation - conflict) / (cooperation + conflict), -1 to 1.
    Balance,
    /// Conflict per exposure, as minus its logarithm so that up is warmer.
    ConflictRate,
    /// Sum of the scale's values.
    ScoreSum,
    /// Mean of the scale's values.
    ScoreMean,
    /// The indicator's own number.
    Level,
    /// The geometric mean of the shares that a dyad's trade has in the two states' totals, 0 to 1.
    TradeShare,
    /// Minus the logarithm of one more than the number of measures in force on a dyad.
    InForce,
    /// Agreement of votes: 1 less the mean distance, 0 to 1.
    Agreement,
    /// Agreement of votes beyond chance, each state's own shares of votes taken as chance (Cohen's kappa).
    Kappa,
    /// Agreement of votes beyond chance, the two states' pooled shares taken as chance (Scott's pi).
    Pi,
    /// S of votes (Signorino and Ritter 1999): 1 less twice the mean distance, -1 to 1.
    S,
}

impl Measure {
    /// The words of the dossier.
    pub const WORDS: [(&'static str, Measure); 11] = [
        ("balance", Measure::Balance),
        ("conflict rate", Measure::ConflictRate),
        ("score sum", Measure::ScoreSum),
        ("score mean", Measure::ScoreMean),
        ("level", Measure::Level),
        ("trade share", Measure::TradeShare),
        ("in force", Measure::InForce),
        ("agreement", Measure::Agreement),
        ("kappa", Measure::Kappa),
        ("pi", Measure::Pi),
        ("S", Measure::S),
    ];

    /// Whether it is made of events.
    pub fn is_of_events(self) -> bool {
        matches!(self, Measure::Balance | Measure::ConflictRate | Measure::ScoreSum | Measure::ScoreMean)
    }

    /// Whether it is made of votes.
    pub fn is_of_votes(self) -> bool {
        matches!(self, Measure::Agreement | Measure::Kappa | Measure::Pi | Measure::S)
    }

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("", |(w, _)| w)
    }
}

/// What is known of whether an instrument's relations hang together by arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// They do: the dossier says so, or the source or measure is of that kind.
    Tied,
    /// They do not: the dossier says so, or the source computes no relation from another.
    Free,
    /// An indicator of which the dossier does not say: it may be computed from anything.
    Unstated,
}

/// What measures the relations: a set of files, how to read them, and what to make of them.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// Unique name.
    pub name: Spanned<String>,
    /// The layout of its files.
    pub source: Source,
    /// Patterns of file names, relative to the dossier.
    pub files: Vec<Spanned<String>>,
    /// The codes' ontology; fixed for ICEWS, stated for KEDS and counted events.
    pub ontology: Option<Spanned<Ontology>>,
    /// The scale, where the measure needs one.
    pub scale: Option<Scale>,
    /// What is made of the events.
    pub measure: Measure,
    /// File of total event counts per state, for conflict rates of tables that hold some dyads only.
    pub exposure: Option<Spanned<String>>,
    /// When the source was watching; empty means that it is inferred from the rows.
    pub observed: Vec<Span>,
    /// First days of new eras, with the reason.
    pub breaks: Vec<(Day, String)>,
    /// A silent period counts as zero (a choice that the report prints).
    pub silence_as_zero: bool,
    /// Keep one event per day, directed dyad and code.
    pub one_a_day: bool,
    /// Multiply an indicator by -1, because its high values mean cold.
    pub up_is_colder: bool,
    /// What is taken of roll calls, for sources of votes.
    pub votes: VoteChoices,
    /// How much repeated stories inflate the sampling variance, at least 1. Default 1, and then a caution says so.
    pub design_effect: Option<f64>,
    /// Share of rows that repeat another row's event, 0 or more and below 1: another way to state the design effect.
    pub duplicate_rate: f64,
    /// Probability that an event is coded to the wrong side (cooperation for conflict or the reverse), 0 or more and
    /// below a half. Balances are corrected for it.
    pub coder_error: f64,
    /// Whether it places states on a line, or divides one total among them, so that relations hang together by
    /// arithmetic. `false` also for indicators of which the dossier does not say: see [`Instrument::arithmetic`].
    pub arithmetical: bool,
    /// Whether its readings enter the fused relation; otherwise they are drawn and described alone.
    pub fused: bool,
    /// The one field it measures; `None` for all together.
    pub field: Option<Field>,
    /// Which columns of the table mean what, where the dossier says so.
    pub columns: Option<Columns>,
    /// How a table of events is to be read; `None` for other sources.
    pub mapping: Option<TableMapping>,
    /// Where the figures come from, in words, for tables without a producer's card.
    pub citation: Option<String>,
    /// Bytes of the whole table in the dossier.
    pub span: std::ops::Range<usize>,
    /// The keys that the dossier states in it; all others have their default.
    pub stated: Vec<String>,
}

impl Instrument {
    /// Whether the dossier states the key in this instrument.
    pub fn states_key(&self, key: &str) -> bool {
        self.stated.iter().any(|k| k == key)
    }

    /// Whether a verdict that rests on this instrument needs the gate *arithmetic*. What the dossier does not say of
    /// an indicator is not taken for a no.
    pub fn arithmetic(&self) -> Arithmetic {
        if self.arithmetical {
            Arithmetic::Tied
        } else if self.source == Source::Indicator && !self.states_key("arithmetical") {
            Arithmetic::Unstated
        } else {
            Arithmetic::Free
        }
    }
}

/// Which way a relation is said to have gone, or to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Warmer than before.
    Warming,
    /// Colder than before.
    Cooling,
}

/// A named stretch of time that the analyst's argument rests on.
#[derive(Clone, Debug)]
pub struct Episode {
    /// Its name.
    pub name: Spanned<String>,
    /// Its days.
    pub span: Span,
    /// What is expected of one side of the triangle.
    pub expect: Option<(Side, Trend)>,
    /// What was said or signed, and where that can be read.
    pub because: Option<String>,
}

/// One leader's time in an office of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The leader.
    pub leader: String,
    /// The state.
    pub state: StateId,
    /// The office, where the dossier names one: a state may have several at a time.
    pub office: Option<String>,
    /// First day in office.
    pub from: Day,
    /// Last day in office; `None` if the term had not ended when the dossier was written.
    pub to: Option<Day>,
}

/// Direction of a third's influence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The pair cools when the third's side warms, and warms when it cools.
    Opposite,
    /// The pair moves as the third's side moves.
    Same,
}

impl Direction {
    /// The words of the dossier.
    pub const WORDS: [(&'static str, Direction); 2] = [("opposite", Direction::Opposite), ("same", Direction::Same)];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        if self == Direction::Opposite { "opposite" } else { "same" }
    }

    /// Sign of the response that the direction states: -1 or 1.
    pub fn sign(self) -> f64 {
        if self == Direction::Opposite { -1.0 } else { 1.0 }
    }
}

/// Which surprises in the driver a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// All of them.
    Both,
    /// Warmer than expected only.
    Thaw,
    /// Colder than expected only.
    Tension,
}

impl Half {
    /// The words of the dossier.
    pub const WORDS: [(&'static str, Half); 3] =
        [("both", Half::Both), ("thaw", Half::Thaw), ("tension", Half::Tension)];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("", |(w, _)| w)
    }
}

/// One sentence of the argument, as something that can be tested.
#[derive(Clone, Debug)]
pub struct ClaimQuestion {
    /// The kind of claim, by its name in `claims`.
    pub kind: Spanned<String>,
    /// The analyst's sentence.
    pub says: Spanned<String>,
    /// What it asks, by its kind.
    pub asks: Asks,
    /// The side that is explained: R. The pair for claims that are not about it.
    pub between: Side,
    /// The side that is said to drive it: U. For claims without a driver, a side of the third that nothing reads.
    pub driver: Side,
    /// The third side, held constant: V. Pooled unless the dossier says otherwise.
    pub other: Side,
    /// The stated direction.
    pub direction: Direction,
    /// The half of the driver's movements it is about.
    pub half: Half,
    /// Effects smaller than this do not matter: in standard deviations of R (per standard deviation of U, where there
    /// is a driver); for boldness, as a logarithm of the ratio of rates.
    pub smallest_effect: Option<f64>,
    /// The instrument that decides, if the dossier names it.
    pub instrument: Option<Spanned<String>>,
    /// Declared subsets: the same sentence asked of parts of the data. Third-party responses only.
    pub subsets: Vec<Subset>,
    /// Bytes of the whole table.
    pub span: std::ops::Range<usize>,
}

/// An analyst's question, read and sound.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// Title of the report.
    pub title: String,
    /// Who asks whom about what.
    pub triangle: TriangleQuestion,
    /// Numbers that shape numbers.
    pub settings: Settings,
    /// What measures.
    pub instruments: Vec<Instrument>,
    /// What happened when.
    pub episodes: Vec<Episode>,
    /// Who held which office when, in the order of state, office and time. Drawn; claims of boldness compare them.
    pub terms: Vec<Term>,
    /// What is claimed.
    pub claims: Vec<ClaimQuestion>,
    /// Which choices of the analysis are declared defensible.
    pub curve: CurveQuestion,
    /// The text it was read from.
    pub text: String,
}

impl Dossier {
    /// Tests that the dossier makes: every claim, and every declared subset of one.
    pub fn n_tests(&self) -> usize {
        self.claims.iter().map(|c| 1 + c.subsets.len()).sum()
    }

    /// The three sides, both directions pooled: the pair, then the third with the first and with the second
    /// member of the pair as written.
    pub fn sides(&self) -> [Side; 3] {
        let [a, b] = self.triangle.pair_as_written;
        let with_third = |s: StateId| {
            Side::Pooled(self.triangle.pair).with_replaced(if s == a { b } else { a }, self.triangle.third)
        };
        [Side::Pooled(self.triangle.pair), with_third(a), with_third(b)]
    }
}

#[cfg(test)]
mod tests {
    use crate::dossier::Dossier;

    #[test]
    fn an_open_end_is_not_a_date() {
        let words = |ends: &str| {
            let text = format!(
                "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n{ends}\n[[instrument]]\nname = \"a\"\nsource = \"indicator\"\nfiles = [\"x\"]\n"
            );
            Dossier::read(&text, &[]).unwrap().triangle.span_words()
        };
        assert_eq!(words("from = \"1979\""), "from 1979-01-01 on");
        assert_eq!(words("to = \"1990\""), "up to 1990-12-31");
        assert_eq!(words("from = \"1979\"\nto = \"1990-Q2\""), "1979-01-01 to 1990-06-30");
        assert_eq!(words(""), "all that the instruments read");
    }
}
