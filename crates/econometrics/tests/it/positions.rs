//! (b) Positions on a line against NumPy and statsmodels.

use tertius_econometrics::{OwnPath, classical_scaling};

use crate::comparing::{Folder, list, number};

#[test]
fn positions() {
    let Folder { input, expected, class, mut all } = Folder::open("positions");
    let theirs = list(&expected["positions"]);
    let n = theirs.len();
    let distances: Vec<f64> =
        (0..n).flat_map(|i| input.with_gaps(&format!("d{i}"))[..n].iter().map(|d| d.expect("a distance"))).collect();
    let found = classical_scaling(&distances, n).unwrap();
    all.values(class, "position", &found.positions, &theirs);
    all.value(class, "share of the first axis", found.share, number(&expected["share"]));
    let path = OwnPath::fit(input.with_gaps("path")).unwrap();
    all.value(class, "memory", path.memory, number(&expected["memory"]));
    all.value(class, "constant", path.constant, number(&expected["constant"]));
    all.values(class, "residual", &path.residuals, &list(&expected["residuals"]));
    all.finish(n + 1 + 2 + path.residuals.len());
}
