//! Agreement of two raters: (b) against statsmodels, (c) in worlds with a known answer: raters who do not look at
//! each other agree by chance only, and the variance is the one that many samples show.

use rand::Rng as _;
use tertius_econometrics::resampling::replicates;
use tertius_econometrics::*;

use crate::comparing::{Folder, number};

const MODELS: [ChanceModel; 3] = [ChanceModel::Uncorrected, ChanceModel::OwnShares, ChanceModel::PooledShares];

fn settings(distance: CategoryDistance, chance: ChanceModel, prior_items: f64) -> AgreementSettings {
    AgreementSettings { categories: 3, distance, chance, prior_items }
}

#[test]
fn chance_corrected_agreement() {
    let Folder { input, expected, class, mut all } = Folder::open("chance_corrected_agreement");
    let column = |name: &str| input.column(name).into_iter().map(|v| v as usize).collect::<Vec<_>>();
    let (first, second) = (column("first"), column("second"));
    let grouped: Vec<u32> = column("cluster").into_iter().map(|c| c as u32).collect();
    let alone: Vec<u32> = (0..first.len() as u32).collect();
    let n = first.len() as f64;
    for (name, distance) in [
        ("absolute", CategoryDistance::Absolute),
        ("squared", CategoryDistance::Squared),
        ("nominal", CategoryDistance::Nominal),
    ] {
        let theirs = &expected[name];
        let ours =
            |chance, clusters: &[u32]| agreement(&first, &second, clusters, settings(distance, chance, 0.0)).unwrap();
        let [plain, kappa, pi] = MODELS.map(|m| ours(m, &alone));
        all.value(class, format!("{name} uncorrected"), plain.estimate, number(&theirs["uncorrected"]));
        all.value(
            class,
            format!("{name} uncorrected, standard error"),
            plain.variance.sqrt(),
            number(&theirs["uncorrected_standard_error"]),
        );
        let clustered = ours(ChanceModel::Uncorrected, &grouped);
        all.value(
            class,
            format!("{name} uncorrected, clustered"),
            clustered.variance.sqrt(),
            number(&theirs["uncorrected_clustered"]),
        );
        // Theirs is the large-sample formula, without n / (n - 1).
        let large_sample = |a: Agreement| (a.variance * (n - 1.0) / n).sqrt();
        for (what, of) in [("kappa", kappa), ("pi", pi)] {
            all.value(class, format!("{name} {what}"), of.estimate, number(&theirs[what]));
            let theirs = number(&theirs[format!("{what}_large_sample")]);
            all.value(class, format!("{name} {what}, standard error"), large_sample(of), theirs);
        }
    }
    all.finish(21);
}

/// Two raters of 60 items who know nothing of each other, with different shares: kappa is 0 on average. Pi is below
/// it, because different shares are disagreement. The variance is what 4,000 samples show, within a tenth.
#[test]
fn independent_raters_have_kappa_zero_and_the_variance_that_samples_show() {
    const SAMPLES: usize = 4_000;
    let alone: Vec<u32> = (0..60).collect();
    let samples = replicates(SAMPLES, 3, |_, rng| {
        let mut draw = |yes: f64, abstain: f64| -> Vec<usize> {
            let category = |u: f64| if u < yes { 0 } else { 1 + usize::from(u >= yes + abstain) };
            (0..60).map(|_| category((rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64)).collect()
        };
        let (a, b) = (draw(0.6, 0.2), draw(0.3, 0.3));
        MODELS.map(|m| agreement(&a, &b, &alone, settings(CategoryDistance::Absolute, m, 1.0)).unwrap())
    });
    for (which, model) in MODELS.into_iter().enumerate() {
        let size = SAMPLES as f64;
        let mean = samples.iter().map(|s| s[which].estimate).sum::<f64>() / size;
        let shown = samples.iter().map(|s| (s[which].estimate - mean).powi(2)).sum::<f64>() / (size - 1.0);
        let said = samples.iter().map(|s| s[which].variance).sum::<f64>() / size;
        assert!((said / shown - 1.0).abs() < 0.1, "{model:?}: says {said}, samples show {shown}");
        let error = (shown / size).sqrt();
        match model {
            ChanceModel::OwnShares => assert!(mean.abs() < 4.0 * error + 0.005, "kappa {mean}"),
            ChanceModel::PooledShares => assert!(mean < -0.05, "pi {mean}"),
            // .6 (.3 * .5 + .4) + .2 * .5 * .7 + .2 (.3 + .3 * .5) = .49 of distance.
            ChanceModel::Uncorrected => assert!((mean - 0.51).abs() < 4.0 * error, "agreement {mean}"),
        }
    }
}
