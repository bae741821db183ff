//! Relations fused from instruments with a known truth: what agreement, disagreement, gaps and few events do to the
//! band. Numbers come in as an analyst's files; the sampler's own proofs are the business of `econometrics`.

use crate::support::run;
use rand::RngExt;
use std::fmt::Write as _;
use tertius::dossier::MemoryFiles;
use tertius::series::relation::{Piece, Relation};
use tertius_econometrics::resampling::stream;

const MONTHS: usize = 120;

/// Roughly normal numbers: sums of twelve uniform ones.
fn normal(seed: u64) -> impl FnMut() -> f64 {
    let mut random = stream(seed, 0);
    move || (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0
}

/// A relation of unit variance by month, autocorrelation .85.
fn truth(seed: u64) -> Vec<f64> {
    let mut draw = normal(seed);
    let mut x = vec![draw()];
    for t in 1..MONTHS {
        x.push(0.85 * x[t - 1] + 0.5268 * draw());
    }
    x
}

fn month(t: usize) -> String {
    format!("{}-{:02}", 2000 + t / 12, t % 12 + 1)
}

/// A table of an indicator by month: the truth with error of standard deviation `error`, in the months wanted.
fn monthly(truth: &[f64], error: f64, seed: u64, wanted: impl Fn(usize) -> bool) -> Vec<u8> {
    let mut draw = normal(seed);
    let mut text = String::from("date,a,b,value,se\n");
    for (t, x) in truth.iter().enumerate() {
        let value = x + error * draw();
        if wanted(t) {
            let _ = writeln!(text, "{},IRN,RUS,{value:.6},{error}", month(t));
        }
    }
    text.into_bytes()
}

/// The same by year: means of twelve months.
fn yearly(truth: &[f64], error: f64, seed: u64) -> Vec<u8> {
    let mut draw = normal(seed);
    let mut text = String::from("date,a,b,value\n");
    for (y, months) in truth.chunks(12).enumerate() {
        let value = months.iter().sum::<f64>() / 12.0 + error * draw();
        let _ = writeln!(text, "{},IRN,RUS,{value:.6}", 2000 + y);
    }
    text.into_bytes()
}

fn dossier(names: &[&str], episodes: &str) -> String {
    let mut text = String::from("[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"month\"\n");
    for name in names {
        let _ = write!(
            text,
            "[[instrument]]\nname = \"{name}\"\nsource = \"indicator\"\nfiles = [\"{name}.csv\"]\nmeasure = \"level\"\n"
        );
    }
    text + episodes
}

/// The pair's relation from tables of indicators.
fn fuse(tables: Vec<(&str, Vec<u8>)>, episodes: &str) -> Relation {
    let names: Vec<&str> = tables.iter().map(|t| t.0).collect();
    let text = dossier(&names, episodes);
    let files = tables.into_iter().map(|(name, bytes)| (format!("{name}.csv"), bytes)).collect();
    let findings = run(&text, &MemoryFiles(files)).unwrap_or_else(|c| panic!("{c:?}"));
    findings.relations.into_iter().next().expect("the pair is read")
}

fn piece(relation: &Relation) -> &Piece {
    relation.pieces[0].as_ref().unwrap_or_else(|r| panic!("{r:?}"))
}

fn mean_width(piece: &Piece, wanted: impl Fn(usize) -> bool) -> f64 {
    let at = (piece.first..=piece.last).filter(|t| wanted(*t)).map(|t| &piece.path[t - piece.first]);
    let widths: Vec<f64> = at.map(|p| p.high - p.low).collect();
    widths.iter().sum::<f64>() / widths.len() as f64
}

/// Share of months in which the band holds the truth, and correlation of the mean path with it.
fn held(piece: &Piece, truth: &[f64]) -> (f64, f64) {
    let inside = piece.path.iter().zip(truth).filter(|(p, x)| p.low <= **x && **x <= p.high).count();
    let means: Vec<f64> = piece.path.iter().map(|p| p.mean).collect();
    let r = tertius_econometrics::correlation(&means, truth).unwrap().estimate;
    (inside as f64 / truth.len() as f64, r)
}

#[test]
fn two_sources_with_one_truth_are_narrow_and_two_truths_are_wide_and_say_so() {
    let x = truth(1);
    let one = fuse(vec![("first", monthly(&x, 0.4, 11, |_| true)), ("second", monthly(&x, 0.4, 12, |_| true))], "");
    let agreed = piece(&one);
    assert_eq!(one.pieces.len(), 1);
    assert!(agreed.disagreements.is_empty(), "{:?}", agreed.disagreements);
    assert!(!one.cautions.iter().any(|c| c.contains("one story")), "{:?}", one.cautions);
    let (share, r) = held(agreed, &x);
    // 120 dependent months: a band of 90 % holds at least 80 % of them in nearly all worlds.
    assert!(share > 0.8 && r > 0.9, "{share} {r}");

    let two =
        fuse(vec![("first", monthly(&x, 0.4, 11, |_| true)), ("second", monthly(&truth(2), 0.4, 12, |_| true))], "");
    let parted = piece(&two);
    assert!(!parted.disagreements.is_empty());
    assert!(two.cautions.iter().any(|c| c.contains("not tell one story")), "{:?}", two.cautions);
    let (narrow, wide) = (mean_width(agreed, |_| true), mean_width(parted, |_| true));
    assert!(wide > 1.8 * narrow, "{wide} against {narrow}");
}

#[test]
fn a_gap_widens_the_band_and_names_who_is_left() {
    let x = truth(3);
    let gap = |t: usize| !(48..84).contains(&t);
    let tables = vec![("by month", monthly(&x, 0.3, 31, gap)), ("by year", yearly(&x, 0.2, 32))];
    let episode = "[[episode]]\nname = \"gap\"\nfrom = \"2004-07\"\nto = \"2005-06\"\n[[episode]]\nname = \"at the end\"\nfrom = \"2009-07\"\nto = \"2009-12\"\n";
    let relation = fuse(tables, episode);
    let p = piece(&relation);
    assert_eq!(p.unit.anchor, "by month");
    assert_eq!((p.first, p.last, p.path.len()), (0, MONTHS - 1, MONTHS));
    assert_eq!(relation.unread.iter().map(|u| (u.first, u.last)).collect::<Vec<_>>(), [(48, 83)]);
    assert_eq!(relation.unread[0].only, ["by year"]);
    assert!(mean_width(p, |t| !gap(t)) > 1.5 * mean_width(p, gap));
    let said = "2004-01 to 2006-12: read only by by year.";
    assert!(relation.cautions.iter().any(|c| c.starts_with(said)), "{:?}", relation.cautions);
    let inside = relation.contrasts[0].outcome.as_ref().unwrap();
    assert_eq!((inside.inside, inside.around), ((12, 0), (12, 0)));
    assert!((0.0..=1.0).contains(&inside.probability_warmer) && inside.difference.low < inside.difference.high);
    assert!(relation.contrasts[1].outcome.is_err(), "nothing after it");
    // Without the year there are two pieces, and neither is compared with the other.
    let left = p.left_out.iter().find(|l| l.instrument == "by year").unwrap();
    let path = left.path.as_ref().unwrap();
    assert!(path[47].is_some() && path[60].is_none() && path[84].is_some());
}

#[test]
fn months_with_few_events_are_the_least_certain_and_none_is_certain() {
    // Every fourth month has one, two or three events, all of one kind; the others have sixty.
    let x = truth(5);
    let mut draw = stream(51, 0);
    let few = |t: usize| (t % 4 == 1).then_some(1 + t as u64 / 4 % 3);
    let mut csv = String::from("date,initiator,target,code,count\n");
    for (t, warmth) in x.iter().enumerate() {
        let share = (0.5 + 0.15 * warmth).clamp(0.05, 0.95);
        let n = few(t).unwrap_or(60);
        let warm = match few(t) {
            Some(n) if warmth > &0.0 => n,
            Some(_) => 0,
            None => (0..n).filter(|_| draw.random::<f64>() < share).count() as u64,
        };
        for (code, count) in [("verbal-cooperation", warm), ("material-conflict", n - warm)] {
            if count > 0 {
                let _ = writeln!(csv, "{},IRN,RUS,{code},{count}", month(t));
            }
        }
    }
    let text = "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"month\"\n[[instrument]]\nname = \"events\"\nsource = \"counted\"\nfiles = [\"e.csv\"]\nontology = \"quad\"\nmeasure = \"balance\"\ndesign_effect = 1\n";
    let findings =
        run(text, &MemoryFiles(vec![("e.csv".into(), csv.into_bytes())])).unwrap_or_else(|c| panic!("{c:?}"));
    let p = piece(&findings.relations[0]);
    assert!(p.path.iter().all(|s| s.standard_deviation > 0.0 && s.low < s.high));
    // Each lies between months with many events. Their mean, because one of them may be an outlier of its own.
    for t in (1..MONTHS - 1).filter(|t| few(*t).is_some()) {
        let sd = |t: usize| p.path[t].standard_deviation;
        assert!(2.0 * sd(t) > sd(t - 1) + sd(t + 1), "{}: {} {} {}", month(t), sd(t - 1), sd(t), sd(t + 1));
    }
    let reading = |t: usize| {
        p.readings.iter().find(|r| r.first == t).map(|r| r.converted.map(|c| c.high - c.low).unwrap()).unwrap()
    };
    let widest_of_many = (0..MONTHS).filter(|t| few(*t).is_none()).map(reading).fold(0.0, f64::max);
    assert!((0..MONTHS).filter(|t| few(*t).is_some()).all(|t| reading(t) > widest_of_many));
}
