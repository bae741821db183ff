//! Worlds that several instruments watch, from text through the readers to series: what each instrument reads is
//! held against the warmth that it was drawn from.

use tertius::dossier::{Dyad, Side};
use tertius::progress::Quiet;
use tertius::series::relation::fuse;
use tertius::series::{InstrumentSeries, Observation};
use tertius::simulate::{Emitted, Observatory, TrueRelation, World, WorldRead};

fn emit(observatory: &Observatory) -> (Emitted, WorldRead) {
    let emitted = observatory.emit().unwrap_or_else(|e| panic!("{observatory:?}: {e}"));
    let read = emitted.read().unwrap_or_else(|e| panic!("{observatory:?}: {e}"));
    (emitted, read)
}

/// Readings of the pair by one instrument, each with the mean warmth over its period.
fn with_warmth(
    emitted: &Emitted,
    read: &WorldRead,
    series: &InstrumentSeries,
    relation: &TrueRelation,
) -> Vec<[f64; 2]> {
    let side = Side::Pooled(read.dossier.triangle.pair);
    let readings = series.side(side, &read.series[0].states()).readings;
    let mean = |period: usize| {
        let span = series.calendar.span(period);
        let months = emitted.month_of(span.first).unwrap()..=emitted.month_of(span.last).unwrap();
        relation.warmth[months.clone()].iter().sum::<f64>() / months.count() as f64
    };
    let scored = readings.iter().enumerate().filter_map(|(i, r)| match r.observation {
        Observation::Score(value) => Some([value, mean(i)]),
        _ => None,
    });
    scored.collect()
}

/// Slope of readings on warmth, and the share of the readings' variance that lies on that line.
fn line(pairs: &[[f64; 2]]) -> (f64, f64) {
    let n = pairs.len() as f64;
    let mean = |of: &dyn Fn(&[f64; 2]) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (y, x) = (mean(&|p| p[0]), mean(&|p| p[1]));
    let cross = mean(&|p| (p[0] - y) * (p[1] - x));
    let (of_y, of_x) = (mean(&|p| (p[0] - y).powi(2)), mean(&|p| (p[1] - x).powi(2)));
    (cross / of_x, cross * cross / of_x / of_y)
}

#[test]
fn readings_are_as_reliable_as_the_world_says() {
    // Share of the variance of 12 x 1,200 readings that is the relation's. A squared correlation q of n independent
    // readings has variance 4 q (1 - q)^2 / n; with an autocorrelation of .8 in one factor the sample is worth at least
    // (1 - .64) / (1 + .64) of itself: standard error below .0112 at q = .6. Bound: four of them.
    let mut shares = (0.0, 0.0);
    for seed in 1..=12 {
        let (emitted, read) = emit(&Observatory::new(World::noisy_readings(1_200).states(4).seed(seed)));
        let series = &read.series[0];
        let pairs = with_warmth(&emitted, &read, series, &emitted.relations[0]);
        assert_eq!(pairs.len(), 1_200);
        shares.0 += line(&pairs).1 / 12.0;
        let side = Side::Pooled(read.dossier.triangle.pair);
        shares.1 += series.reliability(side, &[], &series.eras[0]).unwrap() / 12.0;
    }
    assert!((shares.0 - 0.6).abs() < 0.0448, "{shares:?}");
    assert!((shares.1 - 0.6).abs() < 0.0448, "{shares:?}");
}

#[test]
fn every_instrument_follows_its_own_line() {
    // 1,200 months or 100 years of one world. Standard errors of the slopes by the residual variance of each
    // instrument; bound: four of them, and for the two monthly sources no wider than a tenth of the slope.
    let (emitted, read) = emit(&Observatory::two_sources(1_200).seed(2));
    for (series, truth) in read.series.iter().zip(&emitted.instruments) {
        assert_eq!(series.instrument.name.value, truth.name);
        let pairs = with_warmth(&emitted, &read, series, &emitted.relations[0]);
        let (slope, share) = line(&pairs);
        let wanted = truth.slope.unwrap();
        let error = slope * ((1.0 - share) / share / pairs.len() as f64).sqrt();
        assert!((slope - wanted).abs() < 4.0 * error && error < 0.025 * wanted, "{}: {slope}, {wanted}", truth.name);
    }
    let (emitted, read) = emit(&Observatory::several(1_200).seed(3));
    for (series, truth) in read.series.iter().zip(&emitted.instruments).skip(2) {
        let pairs = with_warmth(&emitted, &read, series, &emitted.relations[0]);
        assert_eq!(pairs.len(), 100, "{}", truth.name);
        let (slope, share) = line(&pairs);
        let error = slope * ((1.0 - share) / share / 100.0).sqrt();
        assert!((slope - truth.slope.unwrap()).abs() < 4.0 * error, "{}: {slope}", truth.name);
        assert!(share > 0.4, "{}: {share}", truth.name);
    }
}

#[test]
fn gaps_are_unobserved_and_a_new_coder_opens_an_era() {
    let (_, read) = emit(&Observatory::several(240));
    let side = Side::Pooled(read.dossier.triangle.pair);
    let unobserved = |i: usize| {
        let readings = read.series[i].side(side, &[]).readings;
        readings.iter().filter(|r| r.observation == Observation::Unobserved).count()
    };
    // Inside each source's first and last watched month: three years of a gap each.
    assert_eq!((unobserved(0), unobserved(1)), (36, 36));
    assert_eq!(read.series[0].eras.len(), 2);
    assert_eq!(read.series[1].eras.iter().filter(|e| e.because == "a new coder").count(), 1);
    assert_eq!(read.series[1].eras.len(), 3);
    let read_by = |i: usize, label: &str| {
        let s = &read.series[i];
        (0..s.calendar.len()).any(|p| s.calendar.label(p) == label && s.observed[p])
    };
    assert!(!read_by(0, "2002-06") && !read_by(1, "2002-06") && read_by(2, "2002") && read_by(3, "2002"));
}

#[test]
fn a_dissenting_source_reads_another_truth() {
    let (emitted, read) = emit(&Observatory::two_sources(1_200).dissenting().seed(4));
    let truth = &emitted.instruments[1];
    let own = truth.own.as_ref().expect("a dissenting source has a truth of its own");
    let dyad = |r: &TrueRelation| r.states.clone();
    assert_eq!(own.iter().map(dyad).collect::<Vec<_>>(), emitted.relations.iter().map(dyad).collect::<Vec<_>>());
    let share = |relation: &TrueRelation| line(&with_warmth(&emitted, &read, &read.series[1], relation)).1;
    assert!(share(&own[0]) > 0.5, "{}", share(&own[0]));
    // Of two independent autoregressions of .8 over 1,200 months the squared correlation is .004 on average.
    assert!(share(&emitted.relations[0]) < 0.05, "{}", share(&emitted.relations[0]));
}

#[test]
fn another_instrument_changes_no_table_of_the_others() {
    let all = Observatory::several(60).seed(5);
    let mut fewer = all.clone();
    fewer.watchers.truncate(1);
    let (all, fewer) = (all.emit().unwrap(), fewer.emit().unwrap());
    assert_eq!(all.files.0[..2], fewer.files.0[..]);
    assert_eq!(all.relations, fewer.relations);
    // A dissenting one has other tables; the world and its own source stay.
    let dissenting = Observatory::several(60).dissenting().seed(5).emit().unwrap();
    assert_eq!(all.files.0[0], dissenting.files.0[0]);
    assert_ne!(all.files.0[1], dissenting.files.0[1]);
    assert_eq!(all.files.0[2..], dissenting.files.0[2..]);
}

#[test]
fn true_relations_are_those_of_the_dossier() {
    let (emitted, read) = emit(&Observatory::several(60));
    let state = |code: &String| tertius::actors::state(code).unwrap();
    let dyad = |r: &TrueRelation| Dyad::new(state(&r.states[0]), state(&r.states[1])).unwrap();
    assert_eq!(dyad(&emitted.relations[0]), read.dossier.triangle.pair);
    let driver = read.dossier.claims[0].driver.dyad();
    assert_eq!(dyad(&emitted.relations[1]), driver);
    assert!(emitted.relations.iter().all(|r| r.warmth.len() == 60));
}

#[test]
fn a_fused_relation_is_nearer_to_the_truth_than_any_of_its_sources() {
    // Three relations of one world; the study "fusion" counts coverage, here only a real breakage is caught.
    let (emitted, read) = emit(&Observatory::two_sources(72).seed(6));
    let series: Vec<&InstrumentSeries> = read.series.iter().collect();
    let relations = fuse(&read.dossier, &series, &Quiet);
    assert_eq!(relations.len(), 3);
    let (mut fused, mut alone, mut covered) = (Vec::new(), [Vec::new(), Vec::new()], 0);
    for relation in &relations {
        let state = |code: &String| tertius::actors::state(code).unwrap();
        let is_it = |r: &&TrueRelation| Dyad::new(state(&r.states[0]), state(&r.states[1])) == Some(relation.dyad);
        let truth = emitted.relations.iter().find(is_it).expect("a relation of the world");
        let piece = relation.pieces[0].as_ref().unwrap();
        assert!(piece.disagreements.is_empty(), "{:?}", piece.disagreements);
        assert_eq!((piece.unit.anchor.as_str(), piece.path.len()), ("simulated events", 72));
        let [level, slope] = [emitted.instruments[0].levels[0], emitted.instruments[0].slope.unwrap()];
        for (p, x) in piece.path.iter().zip(&truth.warmth) {
            fused.push([p.mean, *x]);
            covered += usize::from(p.low <= level + slope * x && level + slope * x <= p.high);
        }
        for (series, pairs) in read.series.iter().zip(&mut alone) {
            let values = series.side(Side::Pooled(relation.dyad), &[]).values();
            pairs.extend(values.iter().zip(&truth.warmth).filter_map(|(v, x)| v.map(|v| [v, *x])));
        }
    }
    let share = |pairs: &[[f64; 2]]| line(pairs).1;
    assert!(
        alone.iter().all(|a| share(&fused) > share(a) + 0.05),
        "{}, {:?}",
        share(&fused),
        alone.each_ref().map(|a| share(a))
    );
    assert!((173..=212).contains(&covered), "{covered} of 216 months lie within bands of 90 %");
}

#[test]
fn both_responses_are_asked_of_the_same_world() {
    let noisy = World::noisy_readings(96).states(4).seed(7);
    let mut two = Observatory::two_sources(96);
    two.world = noisy.clone();
    let (_, read) = emit(&two);
    let answer = read.responses(0.95).unwrap();
    let (raw, latent) = (answer.raw.unwrap(), answer.latent.unwrap());
    assert!(latent.instruments.iter().all(|i| i.len() == 2), "{:?}", latent.instruments);
    let s = latent.standardised;
    assert!(s.low < s.value && s.value < s.high && (0.0..=1.0).contains(&latent.probability_positive));
    // What is not known of the relations behind the readings makes the answer wider, never narrower.
    assert!(s.high - s.low > raw.standardised.high - raw.standardised.low, "{s:?} {:?}", raw.standardised);
    assert!(latent.reliability.iter().flatten().all(|r| (0.05..0.95).contains(r)), "{:?}", latent.reliability);
    assert_eq!(latent.n_periods, 96);
    // The sampler is not asked where fewer months are read than a test may rest on.
    let mut short = Observatory::new(noisy).emit().unwrap().read().unwrap();
    short.dossier.settings.rows_min = 97;
    assert!(short.responses(0.95).unwrap().latent.unwrap_err().why.contains("96 months"));
}
