//! The public format `tertius-report/1`: types of our own, apart from the program's inner ones, with the
//! descriptions that become its JSON Schema. While no version of the program is
//! published, keys may be added under the same number; from 0.1.0 on, and for every key that goes or changes its meaning,
//! a change here is a change of a promise: raise the version.

use schemars::JsonSchema;
use serde::Serialize;

/// The name and version of the format.
pub(super) const SCHEMA_ID: &str = "tertius-report/1";

/// A whole report.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "tertius-report/1")]
pub(super) struct Report {
    /// Name and version of this format: `tertius-report/1`.
    pub(super) schema: &'static str,
    /// What was asked.
    pub(super) dossier: Dossier,
    /// What was read, and what became of every row.
    pub(super) events: Vec<Ledger>,
    /// What every instrument says of the three sides.
    pub(super) series: Vec<Instrument>,
    /// The relation of each pair, fused from all instruments: the pair, then the third with its first and second member.
    pub(super) relations: Vec<super::json_relations::Relation>,
    /// The three sides, and the stretches that no instrument with events watched.
    pub(super) triangle: Triangle,
    /// Tests, episodes and tables of reciprocity.
    pub(super) hypotheses: Hypotheses,
    /// The claims, in the dossier's order, with their verdicts.
    pub(super) claims: Vec<Claim>,
    /// Cautions on the whole.
    pub(super) cautions: Vec<String>,
    /// What is needed to repeat the run.
    pub(super) manifest: Manifest,
}

/// What was asked.
#[derive(Serialize, JsonSchema)]
pub(super) struct Dossier {
    /// Title of the report.
    pub(super) title: String,
    /// The pair, in the order of the dossier, as codes of states.
    pub(super) pair: [String; 2],
    /// The third.
    pub(super) third: String,
    /// First day asked about, or null for all that the instruments read.
    pub(super) from: Option<String>,
    /// Last day asked about.
    pub(super) to: Option<String>,
    /// Length of a period: week, month, quarter or year.
    pub(super) period: String,
    /// Allies of the third: shown among the placebo thirds, not ranked.
    pub(super) allies: Vec<String>,
    /// Lags of all three relations in the local projection.
    pub(super) lags: usize,
    /// Fewest rows of a regression.
    pub(super) rows_min: usize,
    /// Named stretches of time.
    pub(super) episodes: Vec<Episode>,
    /// Terms of leaders, drawn above the relations.
    pub(super) terms: Vec<Term>,
}

/// One leader's time in an office.
#[derive(Serialize, JsonSchema)]
pub(super) struct Term {
    /// The leader.
    pub(super) leader: String,
    /// The state, by its code.
    pub(super) state: String,
    /// The office, where the dossier names one.
    pub(super) office: Option<String>,
    /// First day.
    pub(super) from: String,
    /// Last day; null if the term had not ended when the dossier was written.
    pub(super) to: Option<String>,
}

/// A named stretch of time.
#[derive(Serialize, JsonSchema)]
pub(super) struct Episode {
    /// Its name.
    pub(super) name: String,
    /// First day.
    pub(super) from: String,
    /// Last day.
    pub(super) to: String,
    /// The side of which something is expected.
    pub(super) side: Option<String>,
    /// What is expected of it: warming or cooling.
    pub(super) expected: Option<String>,
    /// What was said or signed, and where that can be read.
    pub(super) because: Option<String>,
}

/// What became of an instrument's rows. `rows_read` = `rows_accepted` + `rows_removed` + `rows_rejected`.
#[derive(Serialize, JsonSchema)]
pub(super) struct Ledger {
    /// Name of the instrument.
    pub(super) instrument: String,
    /// Files in the order read.
    pub(super) files: Vec<File>,
    /// Rows read.
    pub(super) rows_read: u64,
    /// Rows that became events or readings.
    pub(super) rows_accepted: u64,
    /// Rows left out by named rules.
    pub(super) rows_removed: u64,
    /// Rows that are not usable.
    pub(super) rows_rejected: u64,
    /// Removed rows by rule.
    pub(super) removed: Vec<Tally>,
    /// Rejected rows by reason.
    pub(super) rejected: Vec<Tally>,
    /// The most frequent actors, codes or texts that could not be resolved.
    pub(super) unresolved: Vec<Unresolved>,
    /// When the source was watching.
    pub(super) observed: Vec<Days>,
    /// Whether that was inferred from the rows.
    pub(super) observed_is_inferred: bool,
    /// What the reader must know.
    pub(super) cautions: Vec<String>,
}

/// A file.
#[derive(Serialize, JsonSchema)]
pub(super) struct File {
    /// Its name.
    pub(super) name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub(super) sha256: String,
    /// Bytes.
    pub(super) bytes: u64,
    /// Rows without the header.
    pub(super) rows: u64,
}

/// Rows that went one way.
#[derive(Serialize, JsonSchema)]
pub(super) struct Tally {
    /// Why, in words.
    pub(super) reason: String,
    /// How many rows.
    pub(super) rows: u64,
    /// Where the first one stands.
    pub(super) first_place: String,
    /// What it said there.
    pub(super) example: String,
}

/// A text that could not be resolved.
#[derive(Serialize, JsonSchema)]
pub(super) struct Unresolved {
    /// The text.
    pub(super) text: String,
    /// Rows that have it.
    pub(super) rows: u64,
}

/// From one day to another, both included.
#[derive(Serialize, JsonSchema)]
pub(super) struct Days {
    /// First day.
    pub(super) from: String,
    /// Last day.
    pub(super) to: String,
}

/// A run of periods, as printed.
#[derive(Serialize, JsonSchema)]
pub(super) struct Periods {
    /// First period.
    pub(super) from: String,
    /// Last period.
    pub(super) to: String,
    /// What began it; empty for the first.
    pub(super) because: String,
}

/// One instrument and its readings.
#[derive(Serialize, JsonSchema)]
pub(super) struct Instrument {
    /// Its name in the dossier.
    pub(super) name: String,
    /// The producer's layout.
    pub(super) source: String,
    /// Who makes it.
    pub(super) producer: String,
    /// Terms of use, as far as known.
    pub(super) licence: String,
    /// Time and actors covered.
    pub(super) coverage: String,
    /// What an absent row means.
    pub(super) absent_row: String,
    /// Known faults.
    pub(super) known_faults: Vec<String>,
    /// How to cite it: BibTeX.
    pub(super) bibtex: String,
    /// Where the figures come from, for tables without a producer's card.
    pub(super) citation: Option<String>,
    /// What is made of the events.
    pub(super) measure: String,
    /// The scale, where the measure needs one.
    pub(super) scale: Option<String>,
    /// The one field that it measures; null for all together.
    pub(super) field: Option<String>,
    /// Whether it places states on a line or divides a total, so that its relations hang together by arithmetic.
    pub(super) arithmetical: bool,
    /// Whether the dossier lets its readings into the fused relation.
    pub(super) fused: bool,
    /// Whether a silent period counts as zero.
    pub(super) silence_as_zero: bool,
    /// Length of its periods.
    pub(super) period: String,
    /// Factor by which repeated stories inflate the sampling variance.
    pub(super) design_effect: Option<f64>,
    /// Stretches without a known break.
    pub(super) eras: Vec<Periods>,
    /// The pair, then the third with the first and the second member of the pair.
    pub(super) sides: Vec<SideReadings>,
    /// What the reader must know.
    pub(super) cautions: Vec<String>,
}

/// One side as one instrument reads it.
#[derive(Serialize, JsonSchema)]
pub(super) struct SideReadings {
    /// The side, such as `IRN-RUS`.
    pub(super) side: String,
    /// One reading per period.
    pub(super) readings: Vec<Reading>,
}

/// One period of one side.
#[derive(Serialize, JsonSchema)]
pub(super) struct Reading {
    /// The period as printed.
    pub(super) period: String,
    /// `observed`, `silent` (watching, saw nothing) or `unobserved` (not watching).
    pub(super) state: &'static str,
    /// The value; null unless `observed`. Up is warmer.
    pub(super) value: Option<f64>,
    /// Its standard error; null where the instrument states none.
    pub(super) standard_error: Option<f64>,
    /// Events of verbal cooperation, material cooperation, verbal conflict, material conflict, conflict of unknown class.
    pub(super) counts: [u64; 5],
    /// The two states' events with everybody outside the triangle; 0 for measures without exposure.
    pub(super) exposure: u64,
}

/// The three sides.
#[derive(Serialize, JsonSchema)]
pub(super) struct Triangle {
    /// The pair, then the third with the first and the second member of the pair.
    pub(super) sides: [String; 3],
    /// Stretches that no instrument with events watched.
    pub(super) holes: Vec<Periods>,
    /// The three relations drawn together, from all instruments and without the arithmetical ones.
    pub(super) latent: Vec<super::json_triangle::LatentTriangle>,
    /// What kind of triangle they make.
    pub(super) typologies: Vec<super::json_triangle::Typology>,
    /// Who attends to whom, per instrument of events and side.
    pub(super) attention: Vec<super::json_triangle::Attention>,
}

/// Tests, episodes and tables of reciprocity.
#[derive(Serialize, JsonSchema)]
pub(super) struct Hypotheses {
    /// Every claim put to every instrument and era that allowed it.
    pub(super) tests: Vec<super::json_tests::Test>,
    /// What claims of other kinds than third-party response rest on, by instrument and era.
    pub(super) evidence: Vec<super::json_evidence::Evidence>,
    /// Episodes against the periods around them.
    pub(super) episodes: Vec<super::json_tests::EpisodeContrast>,
    /// Reciprocity and triangular response, by instrument.
    pub(super) reciprocity: Vec<super::json_tests::Reciprocity>,
}

/// A sentence and its verdict.
#[derive(Serialize, JsonSchema)]
pub(super) struct Claim {
    /// The kind of claim.
    pub(super) kind: String,
    /// The analyst's sentence.
    pub(super) says: String,
    /// What is asked, in words.
    pub(super) asks: String,
    /// The side that is explained; null for claims that are not about the pair.
    pub(super) between: Option<String>,
    /// The side that is said to drive it; null for claims without a driver, like the three that follow.
    pub(super) driver: Option<String>,
    /// The side held constant.
    pub(super) other: Option<String>,
    /// `opposite` or `same`.
    pub(super) direction: Option<String>,
    /// `both`, `thaw` or `tension`.
    pub(super) half: Option<String>,
    /// Effects smaller than this do not matter: in standard deviations, for boldness a logarithm of a ratio.
    pub(super) smallest_effect: Option<f64>,
    /// `supported`, `contradicted`, `mixed`, `no effect`, `not established` or `refused`.
    pub(super) verdict: String,
    /// Whether it was added after results had been seen.
    pub(super) post_hoc: bool,
    /// Why this verdict.
    pub(super) because: Vec<String>,
    /// The effect in plain units; empty when refused.
    pub(super) effect: String,
    /// What would change the verdict.
    pub(super) what_would_change_it: Vec<String>,
    /// Index of the test that decides, into `hypotheses.tests`.
    pub(super) primary_test: Option<usize>,
    /// Indices of all its tests.
    pub(super) tests: Vec<usize>,
    /// Index of the evidence that decides, into `hypotheses.evidence`; null for third-party responses.
    pub(super) deciding_evidence: Option<usize>,
    /// Indices of all its evidence.
    pub(super) evidence: Vec<usize>,
    /// p-value of the primary test or evidence after Holm.
    pub(super) p_value_holm: Option<f64>,
    /// Tests that Holm counts.
    pub(super) n_tests: usize,
    /// Confidence of the printed intervals.
    pub(super) confidence: Option<f64>,
    /// Smallest effect that gate *response*, or the deciding estimate, alone would have caught with 80 % power.
    pub(super) smallest_detectable: Option<f64>,
    /// The smallest effect that the whole rule but for gate *latent response* would have caught with 80 % power, by
    /// simulation; null where it was not asked for: of claims that are not established a report asks.
    pub(super) smallest_caught: Option<super::json_tests::Answer<SmallestCaught>>,
    /// The declared subsets.
    pub(super) subsets: Vec<Subset>,
    /// Instruments and eras that were not tested, and why.
    pub(super) not_tested: Vec<NotTested>,
    /// Cautions on the claim.
    pub(super) cautions: Vec<String>,
    /// From the sentence down to the rows.
    pub(super) trail: Vec<String>,
}

/// A declared subset of a claim.
#[derive(Serialize, JsonSchema)]
pub(super) struct Subset {
    /// Its name.
    pub(super) name: String,
    /// What alone is read, in words.
    pub(super) reads: String,
    /// The claim as it was asked of the subset; it has no subsets itself.
    pub(super) found: Box<Claim>,
}

/// The smallest effect that the rule would have caught.
#[derive(Serialize, JsonSchema)]
pub(super) struct SmallestCaught {
    /// In standard deviations; null where even the largest simulated one is caught less often.
    pub(super) effect: Option<f64>,
    /// Its Monte Carlo error.
    pub(super) error: Option<f64>,
    /// The largest effect that was simulated.
    pub(super) largest: f64,
    /// Share of outcomes in which that one was caught.
    pub(super) power_at_largest: Option<f64>,
    /// Simulated outcomes.
    pub(super) outcomes: usize,
    /// Gates that had to be passed.
    pub(super) gates: Vec<String>,
    /// Gates that these data do not allow: with them nothing would be supported.
    pub(super) not_allowed: Vec<String>,
}

/// An instrument or era that was not tested.
#[derive(Serialize, JsonSchema)]
pub(super) struct NotTested {
    /// Which.
    pub(super) at: String,
    /// Why.
    pub(super) why: String,
}

/// What is needed to repeat the run.
#[derive(Serialize, JsonSchema)]
pub(super) struct Manifest {
    /// Version of the program.
    pub(super) version: String,
    /// SHA-256 of the dossier's text.
    pub(super) dossier_sha256: String,
    /// Inputs in the order read.
    pub(super) inputs: Vec<File>,
    /// Seed of all draws.
    pub(super) seed: u64,
    /// Every setting that shaped a number.
    pub(super) settings: Vec<Setting>,
    /// Fingerprints of the claims, so that claims added later can be told.
    pub(super) claims: Vec<Fingerprint>,
}

/// A setting that shaped a number.
#[derive(Serialize, JsonSchema)]
pub(super) struct Setting {
    /// Its name.
    pub(super) name: String,
    /// Its value.
    pub(super) value: String,
    /// Whether the dossier states it (otherwise it is a default).
    pub(super) stated: bool,
}

/// A claim's fingerprint.
#[derive(Serialize, JsonSchema)]
pub(super) struct Fingerprint {
    /// SHA-256 over the claim's keys and values.
    pub(super) fingerprint: String,
    /// Whether the claim is post hoc.
    pub(super) post_hoc: bool,
}
