//! (b) Newey-West covariances with automatic bandwidth against R's sandwich. What is solved by hand stands beside
//! the code.

use tertius_econometrics::Tolerance::Exact;
use tertius_econometrics::*;

use crate::comparing::{Comparison, Folder, list, number};
use crate::reading::{Table, line_with, numbers, shared, text};

#[test]
fn automatic_bandwidth() {
    let Folder { input, expected, class, mut all } = Folder::open("newey_west_automatic");
    let y = input.column("y");
    for theirs in expected["fit"].as_array().unwrap() {
        let name = theirs["columns"].as_str().unwrap();
        let mut x = Columns::new(y.len());
        if name != "no_constant" {
            x.constant();
        }
        if name != "mean" {
            x.push("a", &input.column("a")).unwrap();
            x.push("b", &input.column("b")).unwrap();
        }
        let fit = OrdinaryLeastSquares::fit(&y, &x).unwrap();
        let prewhiten = theirs["prewhiten"].as_bool().unwrap();
        let chosen = fit.automatic_bandwidth(prewhiten).unwrap();
        let what = format!("{name}, prewhitened {prewhiten}");
        all.value(class, format!("{what} bandwidth"), chosen.bandwidth, number(&theirs["bandwidth"]));
        assert_eq!(chosen.lags, chosen.bandwidth.floor() as usize);
        assert_eq!(chosen.prewhitening_root.is_some(), prewhiten);
        for (small_sample, suffix) in [(true, "_small_sample"), (false, "")] {
            let kind = Covariance::NeweyWestAutomatic { prewhiten, small_sample };
            let each = |f: &dyn Fn(Coefficient) -> f64| -> Vec<f64> {
                (0..fit.k()).map(|i| f(fit.coefficient(i, kind).unwrap())).collect()
            };
            let theirs = |key: &str| &theirs[&format!("{key}{suffix}")];
            all.values(class, &what, &each(&|c| c.standard_error), &list(theirs("standard_errors")));
            all.values(class, &what, &each(&|c| c.p_value), &list(theirs("p_values")));
            let matrix = fit.covariance(kind).unwrap();
            all.value(class, &what, matrix.get(0, fit.k() - 1), number(theirs("covariance_first_last")));
        }
    }
    all.finish(6 + 2 * 2 * (2 * 6 + 3));
}

#[test]
fn default_of_sandwich_on_investment() {
    let Some(folder) = shared("default_of_sandwich_on_investment", "newey_west") else { return };
    let expected = text(&folder.join("expected.txt"));
    let data = Table::read(&folder.join("investment.csv"));
    let complete: Vec<usize> =
        (0..data.with_gaps("year").len()).filter(|&i| data.with_gaps("RealInt")[i].is_some()).collect();
    let column = |name: &str| complete.iter().map(|&i| data.with_gaps(name)[i].unwrap()).collect::<Vec<_>>();
    let mut x = Columns::new(complete.len());
    x.constant();
    x.push("RealGNP", &column("RealGNP")).unwrap();
    x.push("RealInt", &column("RealInt")).unwrap();
    let fit = OrdinaryLeastSquares::fit(&column("RealInv"), &x).unwrap();
    let mut all = Comparison::of("shared/newey_west", "Newey-West with automatic bandwidth", "R sandwich");
    let heading = line_with(&expected, &["auto bw prewhite=1"]);
    let errors = numbers(expected.lines().skip_while(|l| *l != heading).nth(2).unwrap());
    let kind = Covariance::NeweyWestAutomatic { prewhiten: true, small_sample: false };
    let ours: Vec<f64> = (0..3).map(|i| fit.coefficient(i, kind).unwrap().standard_error).collect();
    all.values(Exact, "standard errors", &ours, &errors);
    let line = line_with(&expected, &["bwNeweyWest prewhite=1"]);
    let theirs: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    for (prewhiten, theirs) in [true, false].into_iter().zip(theirs) {
        let ours = fit.automatic_bandwidth(prewhiten).unwrap().bandwidth;
        all.value(Exact, format!("bandwidth, prewhitened {prewhiten}"), ours, theirs);
    }
    all.finish(5);
}
