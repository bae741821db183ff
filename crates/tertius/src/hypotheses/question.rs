//! A claim put to one era of one instrument: the projection that answers it, and the one statistic that
//! every gate varies. Gates differ in what they do to the sample, never in how the answer is computed.

use super::findings::{Estimate, GateOutcome};
use super::specifications::Declared;
use crate::actors::StateId;
use crate::dossier::{ClaimQuestion, Half, Side};
use crate::refusal::Refusal;
use crate::series::{Era, InstrumentSeries};
use crate::triangle::{Aligned, align};
use tertius_econometrics as ec;

/// What is asked of which data.
#[derive(Clone, Copy, Debug)]
pub struct Putting<'a> {
    /// The instrument's series.
    pub series: &'a InstrumentSeries,
    /// The era.
    pub era: &'a Era,
    /// The claim.
    pub claim: &'a ClaimQuestion,
    /// The third state.
    pub third: StateId,
    /// Its allies: shown among the placebo thirds, not ranked.
    pub allies: &'a [StateId],
    /// The placebo thirds that the dossier names, if it does.
    pub placebos: Option<&'a [StateId]>,
    /// Lags of all three relations.
    pub lags: usize,
    /// Fewest rows of a regression.
    pub rows_min: usize,
    /// The dossier's seed.
    pub seed: u64,
    /// Confidence of printed intervals.
    pub confidence: f64,
    /// What gate *specification curve* tries; `None` if it is not to be run.
    pub curve: Option<Curve<'a>>,
    /// What gate *latent response* needs; `None` if it is not to be run.
    pub latent: Option<Latent<'a>>,
    /// Whether findings are made that cost more than all cheap gates together (*share*, *response over time*): in reports,
    /// not in simulations, which read gates.
    pub dear_findings: bool,
}

/// What gate *specification curve* tries besides the claim's own regression, and its random numbers.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    /// What the dossier declares, with the series made of its ledgers.
    pub declared: &'a Declared,
    /// All instruments, in the order in which `declared` counts them.
    pub instruments: &'a [&'a InstrumentSeries],
    /// The dossier's seed.
    pub seed: u64,
    /// Number of this test among the dossier's, so that each has random numbers of its own.
    pub number: u64,
}

/// What gate *latent response* reads besides the deciding instrument, and its random numbers.
#[derive(Clone, Copy, Debug)]
pub struct Latent<'a> {
    /// All instruments; those that place states on a line are left out.
    pub instruments: &'a [&'a InstrumentSeries],
    /// The dossier's seed.
    pub seed: u64,
    /// Number of this test among the dossier's, so that each has random numbers of its own.
    pub number: u64,
}

/// R, U and V, ready to be projected.
#[derive(Clone, Debug)]
pub(super) struct Three {
    pub(super) between: Vec<Option<f64>>,
    pub(super) driver: Vec<Option<f64>>,
    pub(super) other: Vec<Option<f64>>,
}

impl From<Aligned> for Three {
    fn from(a: Aligned) -> Three {
        Three { between: a.between, driver: a.driver, other: a.other }
    }
}

impl Putting<'_> {
    /// The three sides with any state in the third's place. Exposures leave out the pair, the third and that state, so
    /// that a placebo's R is not moved by what the pair does with the third itself.
    pub(super) fn aligned_with(&self, third: StateId) -> Aligned {
        let replace = |side: Side| side.with_replaced(self.third, third);
        let sides = [self.claim.between, replace(self.claim.driver), replace(self.claim.other)];
        let [a, b] = self.claim.between.dyad().states();
        align(self.series, self.era, sides, &[a, b, self.third, third])
    }

    /// Last period of the primary horizon.
    pub(super) fn horizon(&self) -> usize {
        self.series.calendar.length().primary_horizon()
    }

    /// The projection of R on the surprise in U.
    pub(super) fn projection<'b>(&self, three: &'b Three) -> Result<ec::LocalProjection<'b>, ec::Refusal> {
        Ok(ec::LocalProjection {
            response: ec::Named { name: "R", values: &three.between },
            impulse: ec::Named { name: "U", values: &three.driver },
            controls: vec![ec::Named { name: "V", values: &three.other }],
            lags: ec::Lags::new(self.lags)?,
            order: ec::Order::ImpulseLast,
        })
    }

    /// The primary regression's sample: the mean of R over t+1 to the primary horizon.
    pub(super) fn sample(&self, three: &Three) -> Result<ec::ProjectionSample, ec::Refusal> {
        self.projection(three)?.sample(ec::Horizons::new(1, self.horizon())?)
    }

    /// The coefficient that the claim is about: of the whole surprise in U, or of one half of it.
    pub(super) fn statistic(&self, sample: &ec::ProjectionSample) -> Result<ec::Coefficient, ec::Refusal> {
        match self.claim.half {
            Half::Both => sample.fit()?.coefficient(sample.impulse_column, ec::Covariance::Hc3),
            Half::Thaw => Ok(sample.halves(ec::Covariance::Hc3)?.positive),
            Half::Tension => Ok(sample.halves(ec::Covariance::Hc3)?.negative),
        }
    }

    /// The statistic of altered series; for gates that change the data.
    pub(super) fn statistic_of(&self, three: &Three) -> Result<ec::Coefficient, ec::Refusal> {
        self.statistic(&self.sample(three)?)
    }

    /// Sign of the response that the claim states.
    pub(super) fn sign(&self) -> f64 {
        self.claim.direction.sign()
    }
}

/// Which direction passed, if any.
pub(super) fn direction(passes: bool, value: f64, stated_sign: f64) -> GateOutcome {
    if !passes || value == 0.0 || !value.is_finite() {
        GateOutcome::Failed
    } else if value * stated_sign > 0.0 {
        GateOutcome::Passed
    } else {
        GateOutcome::PassedOpposite
    }
}

/// A refusal of the estimator in the words of this stage.
pub(super) fn refused(refusal: &ec::Refusal) -> Refusal {
    let needed = match refusal {
        ec::Refusal::TooFewObservations { need, .. } => {
            format!("at least {need} periods in which all three sides, their lags and the months after are read")
        }
        ec::Refusal::NoVariation { .. } | ec::Refusal::Singular { .. } => {
            "periods in which the reading moves".to_owned()
        }
        _ => "other data, or other settings".to_owned(),
    };
    Refusal::new(refusal.to_string().trim_end_matches('.').to_owned(), needed)
}

/// A coefficient with its interval, or a refusal if anything in it is not finite.
pub(super) fn estimate(c: &ec::Coefficient, confidence: f64) -> Result<Estimate, Refusal> {
    let level = ec::Confidence::new(confidence).map_err(|e| refused(&e))?;
    let interval = c.interval(level);
    let all = [c.estimate, c.standard_error, interval.low, interval.high, c.t, c.p_value];
    if all.iter().any(|x| !x.is_finite()) {
        return Err(Refusal::new("the estimate is not a finite number", "readings that vary"));
    }
    Ok(Estimate {
        value: c.estimate,
        standard_error: c.standard_error,
        low: interval.low,
        high: interval.high,
        confidence,
        t: c.t,
        df: c.df,
        p_value: c.p_value,
    })
}
