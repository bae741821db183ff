//! The table `[curve]` of a dossier: which choices the analyst declares defensible beforehand, so that gate
//! *specification curve* can try all their combinations. Reads words and checks them against the dossier; what is tried
//! where the table says nothing, and what can be run, is decided in `hypotheses`.

use super::complaint::{Complaint, did_you_mean};
use super::ontology::Scale;
use super::question::{Arithmetic, Instrument, Measure};
use super::table::{Complaints, Spanned, Table};
use crate::calendar::PeriodLength;
use std::ops::RangeInclusive;

/// The part of an era that a specification reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stretch {
    /// All of it.
    Whole,
    /// Its first half.
    FirstHalf,
    /// Its second half.
    SecondHalf,
    /// All but its first fifth.
    WithoutFirstFifth,
    /// All but its last fifth.
    WithoutLastFifth,
}

impl Stretch {
    /// The words of the dossier.
    pub const WORDS: [(&'static str, Stretch); 5] = [
        ("whole", Stretch::Whole),
        ("first half", Stretch::FirstHalf),
        ("second half", Stretch::SecondHalf),
        ("without first fifth", Stretch::WithoutFirstFifth),
        ("without last fifth", Stretch::WithoutLastFifth),
    ];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("", |(w, _)| w)
    }

    /// Which of so many periods it has, counted from 0.
    pub fn of(self, n_periods: usize) -> std::ops::Range<usize> {
        let (half, fifth) = (n_periods / 2, n_periods / 5);
        match self {
            Stretch::Whole => 0..n_periods,
            Stretch::FirstHalf => 0..half,
            Stretch::SecondHalf => half..n_periods,
            Stretch::WithoutFirstFifth => fifth..n_periods,
            Stretch::WithoutLastFifth => 0..n_periods - fifth,
        }
    }
}

/// What `[curve]` declares; `None` where it says nothing of a choice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CurveQuestion {
    /// Names of the instruments that serve beside the deciding one.
    pub instruments: Option<Vec<Spanned<String>>>,
    /// Lags of all three relations, 1 to 24.
    pub lags: Option<Vec<Spanned<u64>>>,
    /// Lengths of a period, none shorter than the dossier's.
    pub periods: Option<Vec<Spanned<PeriodLength>>>,
    /// What is made of events that tell cooperation and conflict. A conflict rate stays one.
    pub measures: Option<Vec<Spanned<Measure>>>,
    /// Scales of sums and means.
    pub scales: Option<Vec<Spanned<Scale>>>,
    /// Whether one event a day is kept.
    pub filters: Option<Vec<Spanned<bool>>>,
    /// Parts of the era.
    pub samples: Option<Vec<Spanned<Stretch>>>,
}

/// What lags may be, as in `[settings]`.
pub(super) const LAGS: RangeInclusive<u64> = 1..=24;

/// The filters of instruments and curves, and whether they keep one event a day.
pub(super) const FILTERS: [(&str, bool); 2] = [("none", false), ("one a day", true)];

/// Reads `[curve]`; nothing is declared where there is none.
pub(super) fn curve(
    root: &Table<'_>,
    complaints: &Complaints,
    period: PeriodLength,
    instruments: &[Instrument],
) -> CurveQuestion {
    let Some(table) = root.table("curve", "[curve]") else { return CurveQuestion::default() };
    let lengths = PeriodLength::ALL.map(|l| (l.word(), l));
    let measures: Vec<(&'static str, Measure)> = Measure::WORDS
        .into_iter()
        .filter(|(_, m)| matches!(m, Measure::Balance | Measure::ScoreMean | Measure::ScoreSum))
        .collect();
    let found = CurveQuestion {
        instruments: table.texts("instruments"),
        lags: table.whole_numbers("lags"),
        periods: table.choices("periods", &lengths),
        measures: table.choices("measures", &measures),
        scales: table.choices("scales", &Scale::WORDS),
        filters: table.choices("filters", &FILTERS),
        samples: table.choices("samples", &Stretch::WORDS),
    };
    let checked = Checked { table: &table, complaints };
    checked.list("instruments", found.instruments.as_deref());
    checked.list("lags", found.lags.as_deref());
    checked.list("periods", found.periods.as_deref());
    checked.list("measures", found.measures.as_deref());
    checked.list("scales", found.scales.as_deref());
    checked.list("filters", found.filters.as_deref());
    checked.list("samples", found.samples.as_deref());
    for lags in found.lags.iter().flatten().filter(|l| !LAGS.contains(&l.value)) {
        complaints.add(Complaint::new(
            lags.span.clone(),
            format!("{} lags are outside {} to {}", lags.value, LAGS.start(), LAGS.end()),
            "out of range",
            "lags of all three relations; choose between 1 and 24",
        ));
    }
    for shorter in found.periods.iter().flatten().filter(|p| p.value < period) {
        complaints.add(Complaint::new(
            shorter.span.clone(),
            format!("a {} is shorter than the dossier's period, a {period}", shorter.value),
            "too short",
            format!("name {period} or longer periods, or make the dossier's `period` shorter"),
        ));
    }
    for name in found.instruments.iter().flatten() {
        checked.instrument(name, instruments);
    }
    table.finish();
    found
}

/// What is wrong with lists.
struct Checked<'a> {
    table: &'a Table<'a>,
    complaints: &'a Complaints,
}

impl Checked<'_> {
    /// A list that is there must say something, and nothing twice.
    fn list<T: PartialEq>(&self, key: &str, all: Option<&[Spanned<T>]>) {
        let Some(all) = all else { return };
        if all.is_empty() && self.table.is_empty_list(key) {
            self.complaints.add(Complaint::new(
                self.table.span_of(key).unwrap_or_else(|| self.table.span()),
                format!("`{key}` in [curve] is an empty list"),
                "nothing here",
                "name what is defensible, or leave the key out for what is usual",
            ));
        }
        for (at, one) in all.iter().enumerate() {
            if let Some(twin) = all[..at].iter().find(|t| t.value == one.value) {
                self.complaints.add(
                    Complaint::new(
                        one.span.clone(),
                        format!("`{key}` in [curve] says the same thing twice"),
                        "the second",
                        "keep one: a choice counts once",
                    )
                    .and_at(twin.span.clone(), "the first"),
                );
            }
        }
    }

    fn instrument(&self, name: &Spanned<String>, instruments: &[Instrument]) {
        match instruments.iter().find(|i| i.name.value == name.value) {
            None => {
                let names: Vec<&str> = instruments.iter().map(|i| i.name.value.as_str()).collect();
                let help = did_you_mean(&name.value, names.iter().copied())
                    .map_or(format!("the dossier has: {}", names.join(", ")), |n| format!("did you mean \"{n}\"?"));
                self.complaints.add(Complaint::new(
                    name.span.clone(),
                    format!("no instrument is named \"{}\"", name.value),
                    "unknown instrument",
                    help,
                ));
            }
            Some(i) if i.arithmetic() != Arithmetic::Free => self.complaints.add(
                Complaint::new(
                    name.span.clone(),
                    format!(
                        "the relations of \"{}\" hang together by arithmetic, or it is not said that they do not",
                        name.value
                    ),
                    "its sign may be built in",
                    "leave it out; an indicator of which it is not so takes `arithmetical = false`",
                )
                .and_at(i.name.span.clone(), "this instrument"),
            ),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Dossier;

    fn read(curve: &str) -> Result<CurveQuestion, Vec<String>> {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"events\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"x\"]\n[[instrument]]\nname = \"votes\"\nsource = \"roll calls\"\nfiles = [\"y\"]\n[[instrument]]\nname = \"index\"\nsource = \"indicator\"\nfiles = [\"z\"]\n{curve}"
        );
        Dossier::read(&text, &[]).map(|d| d.curve).map_err(|all| {
            all.iter().map(|c| format!("{} | {} | {}", c.message, &text[c.span.clone()], c.help)).collect()
        })
    }

    #[test]
    fn every_key_is_read_and_none_is_needed() {
        assert_eq!(read("").unwrap(), CurveQuestion::default());
        let all = read(
            "[curve]\ninstruments = [\"events\"]\nlags = [1, 6]\nperiods = [\"month\", \"year\"]\nmeasures = \"balance\"\nscales = [\"WEIS-Goldstein\"]\nfilters = [\"none\", \"one a day\"]\nsamples = [\"whole\", \"first half\"]\n",
        )
        .unwrap();
        let values = |v: &Option<Vec<Spanned<u64>>>| v.iter().flatten().map(|s| s.value).collect::<Vec<_>>();
        assert_eq!(values(&all.lags), [1, 6]);
        assert_eq!(all.periods.unwrap()[1].value, PeriodLength::Year);
        assert_eq!(all.measures.unwrap()[0].value, Measure::Balance);
        assert_eq!(all.samples.unwrap()[1].value, Stretch::FirstHalf);
        assert!(all.filters.unwrap()[1].value);
    }

    #[test]
    fn what_is_wrong_is_underlined() {
        for (curve, message, at, help) in [
            ("lag = [1]", "[curve] has no key `lag`", "lag", "did you mean `lags`?"),
            ("lags = [0]", "0 lags are outside 1 to 24", "0", "between 1 and 24"),
            ("lags = [2, 25]", "25 lags are outside", "25", ""),
            ("lags = [1.5]", "`lags` in [curve] must be a list of whole numbers", "1.5", ""),
            ("lags = [2, 2]", "says the same thing twice", "2", "keep one"),
            ("lags = []", "is an empty list", "[]", "leave the key out"),
            ("periods = [\"week\"]", "a week is shorter than the dossier's period, a month", "\"week\"", ""),
            ("periods = [\"quater\"]", "`periods` does not know \"quater\"", "\"quater\"", "did you mean \"quarter\"?"),
            ("measures = [\"conflict rate\"]", "does not know \"conflict rate\"", "\"conflict rate\"", "\"balance\""),
            ("instruments = [\"event\"]", "no instrument is named", "\"event\"", "did you mean \"events\"?"),
            ("instruments = [\"votes\"]", "hang together by arithmetic", "\"votes\"", "leave it out"),
            ("instruments = [\"index\"]", "hang together by arithmetic", "\"index\"", "arithmetical = false"),
            ("samples = [\"third half\"]", "`samples` does not know", "\"third half\"", "\"first half\""),
            ("filters = [\"two a day\"]", "`filters` does not know", "\"two a day\"", "\"one a day\""),
            ("scales = [\"Goldstein\"]", "`scales` does not know", "\"Goldstein\"", "WEIS-Goldstein"),
        ] {
            let complaints = read(&format!("[curve]\n{curve}\n")).unwrap_err();
            assert_eq!(complaints.len(), 1, "{curve}: {complaints:?}");
            let parts: Vec<&str> = complaints[0].split(" | ").collect();
            assert!(parts[0].contains(message) && parts[1] == at && parts[2].contains(help), "{curve}: {complaints:?}");
        }
    }

    #[test]
    fn stretches_of_an_era() {
        for (stretch, found) in [
            (Stretch::Whole, 0..13),
            (Stretch::FirstHalf, 0..6),
            (Stretch::SecondHalf, 6..13),
            (Stretch::WithoutFirstFifth, 2..13),
            (Stretch::WithoutLastFifth, 0..11),
        ] {
            assert_eq!(stretch.of(13), found, "{}", stretch.word());
        }
    }
}
