//! From relations held against their truth to counts, shares and correlations.

use super::judge::{Judged, Month, Stretch};

/// Two series, as sums: their correlation when all is in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Moments {
    pub(super) fn add(&mut self, x: f64, y: f64) {
        self.n += 1.0;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.xy += x * y;
        self.yy += y * y;
    }

    /// `None` where one of the two does not vary.
    pub(super) fn correlation(&self) -> Option<f64> {
        let cross = self.xy - self.x * self.y / self.n;
        let (x, y) = (self.xx - self.x * self.x / self.n, self.yy - self.y * self.y / self.n);
        let r = cross / (x * y).sqrt();
        r.is_finite().then_some(r)
    }
}

/// Months of one kind: how often the band holds the truth.
#[derive(Clone, Debug, Default)]
pub(super) struct Bands {
    pub(super) months: usize,
    pub(super) covered: usize,
    /// Months with a second truth whose band holds that one.
    pub(super) other_covered: usize,
    /// Sum of the widths.
    pub(super) widths: f64,
    /// Sum of the squared errors of the posterior mean.
    pub(super) squares: f64,
    pub(super) moments: Moments,
    /// Share covered of each relation: months of one relation are no independent trials.
    pub(super) shares: Vec<f64>,
}

impl Bands {
    /// The months of one relation that are `wanted`.
    fn add(&mut self, months: &[Month], wanted: impl Fn(&Month) -> bool) {
        let (mut n, mut covered) = (0, 0);
        for month in months.iter().filter(|m| wanted(m)) {
            let within = |x: f64| month.low <= x && x <= month.high;
            n += 1;
            covered += usize::from(within(month.truth));
            self.other_covered += usize::from(month.other_truth.is_some_and(within));
            self.widths += month.high - month.low;
            self.squares += (month.mean - month.truth).powi(2);
            self.moments.add(month.mean, month.truth);
        }
        self.months += n;
        self.covered += covered;
        if n > 0 {
            self.shares.push(covered as f64 / n as f64);
        }
    }

    /// Mean width of a band, in standard deviations of warmth.
    pub(super) fn width(&self) -> Option<f64> {
        (self.months > 0).then(|| self.widths / self.months as f64)
    }

    /// Root mean square error of the posterior mean, in standard deviations of warmth.
    pub(super) fn error(&self) -> Option<f64> {
        (self.months > 0).then(|| (self.squares / self.months as f64).sqrt())
    }

    pub(super) fn correlation(&self) -> Option<f64> {
        self.moments.correlation()
    }

    /// Standard error of the share covered, from how much it differs between relations.
    pub(super) fn standard_error(&self) -> Option<f64> {
        let n = self.shares.len() as f64;
        let mean = self.shares.iter().sum::<f64>() / n;
        let variance = self.shares.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (self.shares.len() > 1).then(|| (variance / n).sqrt())
    }
}

/// One instrument over all relations of a condition.
#[derive(Clone, Debug, Default)]
pub(super) struct InstrumentTally {
    pub(super) name: String,
    /// Its loading, and what came out.
    pub(super) true_loading: Option<f64>,
    pub(super) loadings: usize,
    pub(super) loadings_covered: usize,
    loading: f64,
    reliabilities: usize,
    reliability: f64,
    pub(super) readings: usize,
    with_truth: Moments,
    fused_with_truth: Moments,
}

impl InstrumentTally {
    pub(super) fn mean_loading(&self) -> Option<f64> {
        (self.loadings > 0).then(|| self.loading / self.loadings as f64)
    }

    /// Mean of the posterior means of its reliability.
    pub(super) fn mean_reliability(&self) -> Option<f64> {
        (self.reliabilities > 0).then(|| self.reliability / self.reliabilities as f64)
    }

    /// Squared correlation of its readings with the truth, within eras: its true reliability.
    pub(super) fn true_reliability(&self) -> Option<f64> {
        self.with_truth.correlation().map(|r| r * r)
    }

    /// Correlation of its readings with the truth, and of the fused path over the same periods, within eras.
    pub(super) fn correlations(&self) -> [Option<f64>; 2] {
        [self.with_truth.correlation(), self.fused_with_truth.correlation()]
    }

    fn add(&mut self, stretch: &Stretch) {
        let n = stretch.readings.len() as f64;
        let mean = |of: fn(&super::judge::Beside) -> f64| stretch.readings.iter().map(of).sum::<f64>() / n;
        let (reading, truth, fused) = (mean(|b| b.reading), mean(|b| b.truth), mean(|b| b.fused));
        for b in &stretch.readings {
            self.readings += 1;
            self.with_truth.add(b.reading - reading, b.truth - truth);
            self.fused_with_truth.add(b.fused - fused, b.truth - truth);
        }
    }
}

/// All relations of a condition.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) relations: usize,
    /// Relations of which a piece was refused, and the first reason.
    pub(super) refused: usize,
    pub(super) first_refusal: Option<String>,
    /// Relations with an instrument that is said to disagree.
    pub(super) disagreeing: usize,
    /// Relations in which the dissenting source is the one, or one of those, said to disagree.
    pub(super) rightly_named: usize,
    pub(super) with_caution: usize,
    pub(super) all: Bands,
    /// By number of monthly instruments that read the month: none, one, two and more.
    pub(super) by_readers: [Bands; 3],
    pub(super) instruments: Vec<InstrumentTally>,
}

impl Tally {
    /// One relation; `dissenting` is the name of the source with a truth of its own.
    pub(super) fn add(&mut self, judged: &Judged, dissenting: Option<&str>) {
        self.relations += 1;
        self.refused += usize::from(!judged.refusals.is_empty());
        if let (None, Some(why)) = (&self.first_refusal, judged.refusals.first()) {
            self.first_refusal = Some(why.clone());
        }
        self.disagreeing += usize::from(!judged.disagreeing.is_empty());
        self.rightly_named += usize::from(dissenting.is_some_and(|d| judged.disagreeing.iter().any(|i| i == d)));
        self.with_caution += usize::from(judged.cautions > 0);
        self.all.add(&judged.months, |_| true);
        for (readers, bands) in self.by_readers.iter_mut().enumerate() {
            bands.add(&judged.months, |m| m.readers.min(2) == readers);
        }
        for loaded in &judged.loaded {
            let tally = self.instrument(&loaded.name);
            tally.true_loading = Some(loaded.true_loading);
            tally.loadings += 1;
            tally.loading += loaded.loading.mean;
            let covered = loaded.loading.low <= loaded.true_loading && loaded.true_loading <= loaded.loading.high;
            tally.loadings_covered += usize::from(covered);
            if let Some(reliability) = loaded.reliability {
                tally.reliabilities += 1;
                tally.reliability += reliability;
            }
        }
        for stretch in &judged.stretches {
            self.instrument(&stretch.instrument).add(stretch);
        }
    }

    fn instrument(&mut self, name: &str) -> &mut InstrumentTally {
        let at = self.instruments.iter().position(|i| i.name == name).unwrap_or_else(|| {
            self.instruments.push(InstrumentTally { name: name.to_owned(), ..InstrumentTally::default() });
            self.instruments.len() - 1
        });
        &mut self.instruments[at]
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge::{Beside, Loaded};
    use super::*;
    use tertius::series::relation::Posterior;

    fn month(readers: usize, truth: f64, low: f64, high: f64) -> Month {
        Month { readers, truth, other_truth: Some(-truth), mean: (low + high) / 2.0, low, high }
    }

    fn judged() -> Judged {
        let loading = Posterior { mean: 0.5, standard_deviation: 0.1, low: 0.3, high: 0.7 };
        let beside = |reading: f64, truth: f64| Beside { reading, truth, fused: 2.0 * truth };
        Judged {
            months: vec![month(0, 1.0, 0.0, 2.0), month(1, 3.0, 0.0, 2.0), month(3, -1.0, -2.0, 1.0)],
            refusals: Vec::new(),
            loaded: vec![Loaded { name: "votes".into(), true_loading: 0.8, loading, reliability: Some(0.4) }],
            stretches: vec![
                Stretch { instrument: "votes".into(), readings: vec![beside(1.0, 0.0), beside(3.0, 1.0)] },
                Stretch { instrument: "votes".into(), readings: vec![beside(11.0, 1.0), beside(9.0, 0.0)] },
            ],
            disagreeing: vec!["second".into()],
            cautions: 2,
        }
    }

    #[test]
    fn a_relation_counted_by_hand() {
        let mut tally = Tally::default();
        tally.add(&judged(), Some("second"));
        assert_eq!((tally.all.months, tally.all.covered, tally.all.other_covered), (3, 2, 1));
        assert_eq!(tally.by_readers.each_ref().map(|b| (b.months, b.covered)), [(1, 1), (1, 0), (1, 1)]);
        assert_eq!(tally.all.width(), Some(7.0 / 3.0));
        // Errors 0, -2 and .5.
        assert_eq!(tally.all.error(), Some((4.25_f64 / 3.0).sqrt()));
        assert_eq!((tally.disagreeing, tally.rightly_named, tally.refused), (1, 1, 0));
        let votes = &tally.instruments[0];
        assert_eq!((votes.mean_loading(), votes.loadings_covered, votes.mean_reliability()), (Some(0.5), 0, Some(0.4)));
        // Within eras readings move by 2 with each unit of truth; the jump of 8 between eras is no error.
        assert_eq!((votes.readings, votes.true_reliability()), (4, Some(1.0)));
    }

    #[test]
    fn coverage_has_an_error_from_relations_and_not_from_months() {
        let mut tally = Tally::default();
        tally.add(&judged(), None);
        assert_eq!(tally.all.standard_error(), None);
        let mut none = judged();
        none.months.iter_mut().for_each(|m| m.truth = 9.0);
        tally.add(&none, None);
        // Shares 2/3 and 0: variance 2/9, over two relations 1/9.
        assert!((tally.all.standard_error().unwrap() - 1.0 / 3.0).abs() < 1e-12);
    }
}
