//! (b) Adjustments for many tests and specification curves against statsmodels, SciPy and definitions followed by
//! brute force. Properties stand beside the code.

use tertius_econometrics::many_tests::CurveStatistic;
use tertius_econometrics::*;

use crate::comparing::{Folder, list, number};
use crate::reading::Table;

/// The rows of some columns.
fn rows(input: &Table, names: &[String]) -> Vec<Vec<f64>> {
    let columns: Vec<Vec<f64>> = names.iter().map(|name| input.column(name)).collect();
    (0..columns[0].len()).map(|row| columns.iter().map(|c| c[row]).collect()).collect()
}

#[test]
fn false_discovery_rate() {
    let Folder { input, expected, class, mut all } = Folder::open("false_discovery");
    let p = input.column("p");
    all.values(class, "independent", &benjamini_hochberg(&p).unwrap(), &list(&expected["benjamini_hochberg"]));
    all.values(class, "dependent", &benjamini_yekutieli(&p).unwrap(), &list(&expected["benjamini_yekutieli"]));
    all.finish(56);
}

#[test]
fn romano_wolf_adjustment() {
    let Folder { input, expected, class, mut all } = Folder::open("romano_wolf");
    let rows = rows(&input, &input.names);
    let ours = romano_wolf(&rows[0], &rows[1..]).unwrap();
    all.values(class, "adjusted", &ours.adjusted, &list(&expected["adjusted"]));
    all.finish(8);
}

#[test]
fn curve_of_specifications() {
    let Folder { input, expected, class, mut all } = Folder::open("specification_curve");
    let (estimates, z) = input.names.split_at(input.names.len() / 2);
    let mut curves: Vec<Specifications> = rows(&input, estimates)
        .into_iter()
        .zip(rows(&input, z))
        .map(|(estimates, z)| Specifications { estimates, z })
        .collect();
    let observed = curves.remove(0);
    let ours = specification_curve(&observed, &curves, number(&expected["critical_z"])).unwrap();
    let mut check = |name: &str, one: &CurveStatistic| {
        all.value(class, name, one.value, number(&expected[name]));
        all.value(class, name, one.standing.p_value, number(&expected[&format!("p_{name}")]));
    };
    check("median", &ours.median);
    check("share_significant", &ours.share_beyond);
    check("stouffer", &ours.stouffer);
    all.finish(6);
}

#[test]
fn draws_under_the_null() {
    let Folder { input, expected, class, mut all } = Folder::open("null_draws");
    let blocks: Vec<usize> = input.column("block").iter().map(|b| *b as usize).collect();
    let count = blocks.iter().max().unwrap() + 1;
    let signs = |minus: &dyn Fn(usize) -> bool| (0..count).map(|b| if minus(b) { -1.0 } else { 1.0 }).collect();
    let weights: [Vec<f64>; 3] = [signs(&|_| false), signs(&|b| b % 3 == 0), signs(&|b| b % 2 == 0)];
    for (name, columns) in [("two", &["u", "v"][..]), ("four", &["u", "v", "u_l1", "v_l1"])] {
        let mut x = Columns::new(blocks.len());
        x.constant();
        for column in columns {
            x.push(*column, &input.column(column)).unwrap();
        }
        let unit = number(&expected["unit"]);
        let scores = NullScores::of(&input.column("y"), &x, 1, &blocks, unit).unwrap();
        let drawn: Vec<(f64, f64)> = weights.iter().map(|w| scores.draw(w).unwrap()).collect();
        let each = |f: &dyn Fn(&(f64, f64)) -> f64| drawn.iter().map(f).collect::<Vec<_>>();
        all.values(class, name, &each(&|d| d.0), &list(&expected[&format!("estimate_{name}")]));
        all.values(class, name, &each(&|d| d.1), &list(&expected[&format!("t_{name}")]));
    }
    let df = number(&expected["df"]);
    let ours: Vec<f64> = list(&expected["t"]).into_iter().map(|t| normal_score(t, df)).collect();
    all.values(class, "normal score", &ours, &list(&expected["normal_score"]));
    all.finish(17);
}
