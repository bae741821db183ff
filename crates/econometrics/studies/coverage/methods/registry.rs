//! What a method under test is, and the list of all of them. To add one: a `Method::interval`, `Method::band` or
//! `Method::test` in the file of its family, whose list `all` strings together. Nothing is tallied here.

use tertius_econometrics::{Band, Confidence, Interval, Refusal};

use crate::worlds::{Data, World};

/// The levels at which intervals are judged.
pub(crate) const LEVELS: [f64; 2] = [0.9, 0.95];

/// The level at which tests are judged.
pub(crate) const SIZE: f64 = 0.05;

/// What a method promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    /// Its 90 and 95 % intervals (or bands for a whole path) hold the truth that often.
    Interval,
    /// Its 5 % test rejects a true null that often.
    Test,
}

/// What came out in one world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Outcome {
    /// Whether the truth was held at 90 and 95 %, and the width at 95 %.
    Covered { held: [bool; 2], width: f64 },
    /// Whether the test rejected at 5 %.
    Rejected(bool),
    /// There was no answer.
    Refused,
}

type Run = Box<dyn Fn(&World) -> Result<Outcome, Refusal> + Sync>;

/// A method under test.
pub(crate) struct Method {
    /// Heading under which it is listed.
    pub(crate) family: &'static str,
    /// Name of the row.
    pub(crate) name: String,
    pub(crate) promise: Promise,
    /// It runs in every so many worlds only: for methods that take long.
    pub(crate) every: usize,
    /// The kinds of data in which its truth or null holds.
    holds_in: fn(Data) -> bool,
    run: Run,
}

impl Method {
    pub(crate) fn run(&self, world: &World) -> Outcome {
        (self.run)(world).unwrap_or(Outcome::Refused)
    }

    /// An interval: `run` gives the truth and the interval at a confidence.
    pub(crate) fn interval<F>(
        family: &'static str,
        name: impl Into<String>,
        run: impl Fn(&World) -> Result<(f64, F), Refusal> + Sync + 'static,
    ) -> Self
    where
        F: Fn(Confidence) -> Interval,
    {
        Self::of(family, name, Promise::Interval, move |world| {
            let (truth, at) = run(world)?;
            let intervals = levels()?.map(at);
            let held = intervals.map(|i| i.low <= truth && truth <= i.high);
            Ok(Outcome::Covered { held, width: intervals[1].high - intervals[1].low })
        })
    }

    /// A band for a whole path: `run` gives the true path, step 0 first, and the band at a confidence. The width is
    /// the mean over the steps.
    pub(crate) fn band<F>(
        family: &'static str,
        name: impl Into<String>,
        run: impl Fn(&World) -> Result<(Vec<f64>, F), Refusal> + Sync + 'static,
    ) -> Self
    where
        F: Fn(Confidence) -> Result<Band, Refusal>,
    {
        Self::of(family, name, Promise::Interval, move |world| {
            let (truth, at) = run(world)?;
            let [first, second] = levels()?;
            let bands = [at(first)?, at(second)?];
            let holds = |b: &Band| truth.iter().zip(b.low.iter().zip(&b.high)).all(|(t, (l, h))| l <= t && t <= h);
            let held = [holds(&bands[0]), holds(&bands[1])];
            let widths: f64 = bands[1].low.iter().zip(&bands[1].high).map(|(l, h)| h - l).sum();
            Ok(Outcome::Covered { held, width: widths / truth.len() as f64 })
        })
    }

    /// A test of a true null: `run` gives the p-value.
    pub(crate) fn test(
        family: &'static str,
        name: impl Into<String>,
        run: impl Fn(&World) -> Result<f64, Refusal> + Sync + 'static,
    ) -> Self {
        Self::of(family, name, Promise::Test, move |world| Ok(Outcome::Rejected(run(world)? <= SIZE)))
    }

    /// A test of a true null that says whether it rejects at 5 %, for tests with tables instead of p-values.
    pub(crate) fn decision(
        family: &'static str,
        name: impl Into<String>,
        run: impl Fn(&World) -> Result<bool, Refusal> + Sync + 'static,
    ) -> Self {
        Self::of(family, name, Promise::Test, move |world| Ok(Outcome::Rejected(run(world)?)))
    }

    /// Runs the method in every `every`-th world only, and says so in its name.
    pub(crate) fn thinned(self, every: usize) -> Self {
        if every < 2 {
            return self;
        }
        let name = format!("{} (1 world in {every})", self.name);
        Self { every, name, ..self }
    }

    /// Leaves the method out in kinds of data in which its null is false: what it does there is power, not size.
    pub(crate) fn only_in(self, holds_in: fn(Data) -> bool) -> Self {
        Self { holds_in, ..self }
    }

    /// Whether the method is run in world `k` of this kind.
    pub(crate) fn runs_in(&self, data: Data, k: usize) -> bool {
        k.is_multiple_of(self.every) && (self.holds_in)(data)
    }

    fn of(
        family: &'static str,
        name: impl Into<String>,
        promise: Promise,
        run: impl Fn(&World) -> Result<Outcome, Refusal> + Sync + 'static,
    ) -> Self {
        Self { family, name: name.into(), promise, every: 1, holds_in: |_| true, run: Box::new(run) }
    }
}

fn levels() -> Result<[Confidence; 2], Refusal> {
    Ok([Confidence::new(LEVELS[0])?, Confidence::new(LEVELS[1])?])
}

/// All methods, family by family.
pub(crate) fn all() -> Vec<Method> {
    let mut methods = super::regression::methods();
    methods.extend(super::association::methods());
    methods.extend(super::vector_autoregressions::methods());
    methods.extend(super::vector_bands::methods());
    methods.extend(super::local_projections::methods());
    methods.extend(super::bayesian::methods());
    methods.extend(super::state_space::methods());
    methods.extend(super::breaks::methods());
    methods.extend(super::comparison::methods());
    methods.extend(super::many_tests::methods());
    methods.extend(super::scoring::methods());
    methods
}
