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
