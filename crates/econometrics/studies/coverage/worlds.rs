//! Worlds with a known answer, from which the study draws: four kinds of data, and the true value of everything that
//! a method is asked for. No estimator is called here.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal, StudentT};
use tertius_econometrics::Columns;
use tertius_econometrics::resampling::stream;

/// The kinds of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Data {
    /// Autocorrelated series (roots .5 and .4), independent normal errors.
    Moderate,
    /// Roots .9 and .8, independent normal errors.
    Persistent,
    /// As moderate, with errors of Student's t with 3 degrees of freedom, scaled to variance 1.
    HeavyTails,
    /// As moderate, with errors whose common variance follows the squares of the last period (weight .5).
    Heteroskedastic,
}

impl Data {
    pub(crate) const ALL: [Self; 4] = [Self::Moderate, Self::Persistent, Self::HeavyTails, Self::Heteroskedastic];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Moderate => "moderate",
            Self::Persistent => "persistent",
            Self::HeavyTails => "heavy tails",
            Self::Heteroskedastic => "heteroskedastic",
        }
    }

    /// The larger root of every series.
    pub(crate) fn memory(self) -> f64 {
        if self == Self::Persistent { 0.9 } else { 0.5 }
    }
}

/// A source of errors: mean 0, variance 1, uncorrelated with each other and over time.
pub(crate) struct Errors {
    data: Data,
    tails: StudentT<f64>,
    variance: f64,
}

impl Errors {
    pub(crate) fn of(data: Data) -> Self {
        Self { data, tails: StudentT::new(3.0).expect("3 degrees of freedom"), variance: 1.0 }
    }

    /// The errors of the next period.
    pub(crate) fn next<const K: usize>(&mut self, random: &mut ChaCha8Rng) -> [f64; K] {
        let mut drawn = [0.0; K];
        match self.data {
            // The variance of t(3) is 3.
            Data::HeavyTails => drawn.fill_with(|| self.tails.sample(random) / 3f64.sqrt()),
            Data::Moderate | Data::Persistent => drawn.fill_with(|| StandardNormal.sample(random)),
            Data::Heteroskedastic => {
                let scale = self.variance.sqrt();
                drawn.fill_with(|| scale * <StandardNormal as Distribution<f64>>::sample(&StandardNormal, random));
                let mean_square = drawn.iter().map(|e| e * e).sum::<f64>() / K as f64;
                self.variance = 0.5 + 0.5 * mean_square;
            }
        }
        drawn
    }
}

type Matrix = [[f64; 3]; 3];

fn times(a: &Matrix, x: [f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|i| (0..3).map(|j| a[i][j] * x[j]).sum())
}

/// Periods that are thrown away before the first one.
pub(crate) const BEFORE: usize = 200;

/// Three series r, u, v (columns 0, 1, 2): `y_t = transition y_{t-1} + impact e_t`.
pub(crate) struct System {
    pub(crate) columns: Columns,
    /// The same for estimators that allow for gaps.
    pub(crate) readings: [Vec<Option<f64>>; 3],
    transition: Matrix,
    impact: Matrix,
}

impl System {
    fn draw(data: Data, periods: usize, transition: Matrix, impact: Matrix, random: &mut ChaCha8Rng) -> Self {
        let mut errors = Errors::of(data);
        let mut y = [0.0; 3];
        let mut series = [vec![], vec![], vec![]];
        for period in 0..periods + BEFORE {
            let (kept, new) = (times(&transition, y), times(&impact, errors.next(random)));
            y = [0, 1, 2].map(|i| kept[i] + new[i]);
            if period >= BEFORE {
                (0..3).for_each(|i| series[i].push(y[i]));
            }
        }
        let mut columns = Columns::new(periods);
        for (name, values) in ["r", "u", "v"].into_iter().zip(&series) {
            columns.push(name, values).expect("series of one length");
        }
        let readings = series.map(|values| values.into_iter().map(Some).collect());
        Self { columns, readings, transition, impact }
    }

    fn after(&self, horizon: usize, mut state: [f64; 3]) -> [f64; 3] {
        for _ in 0..horizon {
            state = times(&self.transition, state);
        }
        state
    }

    /// Response of r to a unit of u when r and v of the same period are held.
    pub(crate) fn response_last(&self, horizon: usize) -> f64 {
        self.after(horizon, [0.0, 1.0, 0.0])[0]
    }

    /// Response of r to a unit of u's error when only the past is held: r and v of the same period move along.
    pub(crate) fn response_first(&self, horizon: usize) -> f64 {
        let sigma = |i: usize, j: usize| -> f64 { (0..3).map(|m| self.impact[i][m] * self.impact[j][m]).sum() };
        self.after(horizon, [0, 1, 2].map(|i| sigma(i, 1) / sigma(1, 1)))[0]
    }

    /// Coefficient of `cause` one period before in the equation of `effect`.
    pub(crate) fn coefficient(&self, effect: usize, cause: usize) -> f64 {
        self.transition[effect][cause]
    }

    /// Response of series `effect` to one standard deviation of the orthogonal shock `shock`, order r, u, v.
    pub(crate) fn response_orthogonal(&self, effect: usize, shock: usize, horizon: usize) -> f64 {
        self.after(horizon, [0, 1, 2].map(|i| self.impact[i][shock]))[effect]
    }
}

/// y on a constant and two regressors, all with memory; the true slopes are .5 and 0.
pub(crate) struct Slopes {
    /// `const`, `a`, `b`.
    pub(crate) x: Columns,
    pub(crate) y: Vec<f64>,
}

impl Slopes {
    pub(crate) const FIRST: f64 = 0.5;

    /// `memory_of_errors` is the autocorrelation of the error of y.
    fn draw(data: Data, periods: usize, memory_of_errors: f64, random: &mut ChaCha8Rng) -> Self {
        let memory = [data.memory(), data.memory(), memory_of_errors];
        let mut errors = Errors::of(data);
        let mut now = [0.0; 3];
        let mut series = [vec![], vec![], vec![]];
        for period in 0..periods + BEFORE {
            let new: [f64; 3] = errors.next(random);
            // Scaled, so that every series has variance 1.
            now = [0, 1, 2].map(|i| memory[i] * now[i] + (1.0 - memory[i] * memory[i]).sqrt() * new[i]);
            if period >= BEFORE {
                (0..3).for_each(|i| series[i].push(now[i]));
            }
        }
        let mut x = Columns::new(periods);
        x.constant();
        x.push("a", &series[0]).expect("one length");
        x.push("b", &series[1]).expect("one length");
        let y = series[0].iter().zip(&series[2]).map(|(a, e)| 1.0 + Self::FIRST * a + e).collect();
        Self { x, y }
    }

    /// The response without what the first regressor does: both slopes are 0.
    pub(crate) fn y_null(&self) -> Vec<f64> {
        self.y.iter().zip(self.x.column(1)).map(|(y, a)| y - Self::FIRST * a).collect()
    }
}

/// Two series.
pub(crate) struct Pair {
    pub(crate) a: Vec<f64>,
    pub(crate) b: Vec<f64>,
}

impl Pair {
    /// Both with autocorrelation `memory`, correlated with each other in the same period only through `correlation`.
    fn draw(data: Data, periods: usize, memory: f64, correlation: f64, random: &mut ChaCha8Rng) -> Self {
        let mut errors = Errors::of(data);
        let mut pair = Self { a: vec![], b: vec![] };
        let (mut a, mut b) = (0.0, 0.0);
        for period in 0..periods + BEFORE {
            let [first, second] = errors.next(random);
            a = memory * a + first;
            b = memory * b + correlation * first + (1.0 - correlation * correlation).sqrt() * second;
            if period >= BEFORE {
                pair.a.push(a);
                pair.b.push(b);
            }
        }
        pair
    }
}

/// u moves r one period later, by as much as a 0/1 state of the period before u says.
pub(crate) struct States {
    pub(crate) r: Vec<Option<f64>>,
    pub(crate) u: Vec<Option<f64>>,
    pub(crate) state: Vec<Option<f64>>,
}

impl States {
    pub(crate) const HIGH: f64 = -0.5;
    pub(crate) const LOW: f64 = 0.2;

    fn draw(data: Data, periods: usize, high: f64, low: f64, random: &mut ChaCha8Rng) -> Self {
        let memory = data.memory();
        let mut errors = Errors::of(data);
        let mut out = Self { r: vec![], u: vec![], state: vec![] };
        let (mut r, mut u) = (0.0, 0.0);
        // States before the last period's and now; a state lasts ten periods on average.
        let mut states = [false; 3];
        for period in 0..periods + BEFORE {
            let [first, second] = errors.next(random);
            let turns = random.next_u64().is_multiple_of(10);
            states = [states[1], states[2], states[2] != turns];
            r = memory * r + if states[0] { high } else { low } * u + first;
            u = memory * u + second;
            if period >= BEFORE {
                out.r.push(Some(r));
                out.u.push(Some(u));
                out.state.push(Some(f64::from(u8::from(states[2]))));
            }
        }
        out
    }
}

/// Everything that is drawn for one replication.
pub(crate) struct World {
    pub(crate) data: Data,
    pub(crate) periods: usize,
    /// u moves r.
    pub(crate) effect: System,
    /// Neither u nor v moves r, r moves u, and the error of r is uncorrelated with those of u and v.
    pub(crate) null: System,
    /// The errors of the regression are independent over time.
    pub(crate) slopes: Slopes,
    /// They have the memory of the regressors.
    pub(crate) slopes_memory: Slopes,
    /// Correlation .5, no memory.
    pub(crate) pair: Pair,
    /// Correlation .5, with memory.
    pub(crate) pair_memory: Pair,
    /// Correlation 0, with memory.
    pub(crate) pair_null: Pair,
    /// The response depends on the state.
    pub(crate) states: States,
    /// It does not.
    pub(crate) states_null: States,
    seed: u64,
}

impl World {
    pub(crate) const CORRELATION: f64 = 0.5;

    pub(crate) fn draw(data: Data, periods: usize, random: &mut ChaCha8Rng) -> Self {
        let m = data.memory();
        let moves = [[m, -0.3, 0.1], [0.0, m, 0.0], [0.0, 0.2, m - 0.1]];
        let does_not = [[m, 0.0, 0.0], [0.2, m, 0.0], [0.0, 0.2, m - 0.1]];
        let tied = [[1.0, 0.0, 0.0], [0.4, 1.0, 0.0], [0.3, 0.2, 1.0]];
        let apart = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.3, 1.0]];
        Self {
            data,
            periods,
            effect: System::draw(data, periods, moves, tied, random),
            null: System::draw(data, periods, does_not, apart, random),
            slopes: Slopes::draw(data, periods, 0.0, random),
            slopes_memory: Slopes::draw(data, periods, m, random),
            pair: Pair::draw(data, periods, 0.0, Self::CORRELATION, random),
            pair_memory: Pair::draw(data, periods, m, Self::CORRELATION, random),
            pair_null: Pair::draw(data, periods, m, 0.0, random),
            states: States::draw(data, periods, States::HIGH, States::LOW, random),
            states_null: States::draw(data, periods, States::HIGH, States::HIGH, random),
            seed: random.next_u64(),
        }
    }

    /// A seed of this world's own, for methods that draw numbers.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Random numbers for a series that a method needs besides those above; one `tag` per method, so that adding a
    /// method changes no other.
    pub(crate) fn random(&self, tag: u64) -> ChaCha8Rng {
        stream(self.seed, tag)
    }

    /// A series of its own with the given autocorrelation, mean 0, errors of this world's kind.
    pub(crate) fn series(&self, tag: u64, memory: f64) -> Vec<f64> {
        let (mut random, mut errors, mut y) = (self.random(tag), Errors::of(self.data), 0.0);
        let all = (0..self.periods + BEFORE).map(|_| {
            let [e] = errors.next(&mut random);
            y = memory * y + e;
            y
        });
        all.skip(BEFORE).collect()
    }
}
