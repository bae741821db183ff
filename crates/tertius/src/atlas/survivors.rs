//! The full rule for a question that survived the screening: all gates, with every other state in the third's place, in
//! the direction that was found. It was found in these data, so the verdict is post hoc and says so.

use super::findings::{AtlasSettings, Survivor};
use super::rows::ScreenRow;
use crate::claims::{FAMILY_LEVEL, judge};
use crate::dossier::{Asks, ClaimQuestion, Direction, Half, Side, Spanned};
use crate::hypotheses::{self, Curve, Declared, Gate, GateOutcome, Latent, Putting};
use crate::series::InstrumentSeries;

/// What the reader of every survivor must know.
const POST_HOC: &str = "The question and its direction were found by screening these same data (post hoc). The adjustment bounds how many such finds are chance; it does not make this one a claim that was stated beforehand.";

/// The outcome of a gate in a word or two.
fn outcome_words(outcome: &GateOutcome) -> &'static str {
    match outcome {
        GateOutcome::Passed => "passed",
        GateOutcome::PassedOpposite => "passed in the opposite direction",
        GateOutcome::Failed => "not passed",
        GateOutcome::CannotRun(_) => "cannot be run",
        GateOutcome::NotNeeded => "not needed",
        GateOutcome::NotReached => "not reached",
    }
}

/// Whether every gate that the instrument needs has passed. One that these data do not allow has not.
pub(super) fn passes_every_gate(survivor: &Survivor) -> bool {
    let stands = [&GateOutcome::Passed, &GateOutcome::NotNeeded].map(outcome_words);
    survivor.outcome(Gate::Response.name()) == Some(outcome_words(&GateOutcome::Passed))
        && survivor.gates.iter().all(|[_, outcome, _]| stands.contains(&outcome.as_str()))
}

/// Puts one row to the full rule. `p_holm` is its p-value after Holm over all that were screened, which is what the rule
/// asks for; `n_tests` how many these are, for the confidence of intervals; `number` this test's own random numbers.
pub(super) fn full_rule(
    series: &InstrumentSeries,
    settings: &AtlasSettings,
    row: &ScreenRow,
    (p_holm, n_tests, number): (Option<f64>, usize, u64),
) -> Survivor {
    let [a, b] = row.between.states();
    let series = series.around(&[a, b, row.third]);
    let refused = |why: String| Survivor {
        verdict: crate::claims::Verdict::Refused.words().to_owned(),
        because: vec![why],
        gates: Vec::new(),
        cautions: vec![POST_HOC.to_owned()],
    };
    let Some(era) = series.eras.iter().find(|e| (e.first, e.last) == row.era) else {
        return refused("The era of the screening is not among the instrument's.".to_owned());
    };
    let claim = question(row);
    let instruments = [&series];
    let declared = Declared::of_one(&series, settings.lags);
    let putting = Putting {
        series: &series,
        era,
        claim: &claim,
        third: row.third,
        allies: &[],
        placebos: None,
        lags: settings.lags,
        rows_min: settings.rows_min,
        confidence: 1.0 - FAMILY_LEVEL / n_tests.max(1) as f64,
        seed: settings.seed,
        curve: Some(Curve { declared: &declared, instruments: &instruments, seed: settings.seed, number }),
        latent: Some(Latent { instruments: &instruments, seed: settings.seed, number }),
        dear_findings: false,
    };
    match hypotheses::put(&putting) {
        Err(refusal) => refused(format!("{}; needed: {}.", refusal.why, refusal.needed)),
        Ok(test) => {
            let (verdict, because) = judge(Some(&test), p_holm, None);
            let gates = test
                .gates
                .iter()
                .map(|g| [g.gate.name().to_owned(), outcome_words(&g.outcome).to_owned(), g.sentence.clone()])
                .collect();
            let mut cautions = vec![POST_HOC.to_owned()];
            cautions.extend(test.cautions.iter().cloned());
            Survivor { verdict: verdict.words().to_owned(), because, gates, cautions }
        }
    }
}

/// The row as a claim in the direction that was found.
fn question(row: &ScreenRow) -> ClaimQuestion {
    let opposite = row.answer().is_some_and(|a| a.estimate < 0.0);
    let direction = if opposite { Direction::Opposite } else { Direction::Same };
    let unwritten = |value: String| Spanned { value, span: 0..0 };
    let [between, driver, other] = [row.between, row.driver, row.other].map(Side::Pooled);
    let says = format!("{} moves {} {} (found by screening)", between.words(), direction.word(), driver.words());
    ClaimQuestion {
        kind: unwritten("third-party response".to_owned()),
        says: unwritten(says),
        asks: Asks::Response,
        between,
        driver,
        other,
        direction,
        half: Half::Both,
        smallest_effect: None,
        instrument: None,
        subsets: Vec::new(),
        span: 0..0,
    }
}
