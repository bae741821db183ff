//! (b) Automatic block lengths against the Python package arch.

use tertius_econometrics::resampling::block_length;

use crate::comparing::{Folder, list};

#[test]
fn automatic_block_length() {
    let Folder { input, expected, class, mut all } = Folder::open("block_length");
    for (rows, key) in [(250, "all"), (60, "first_60")] {
        let ours: Vec<_> = input.names.iter().map(|name| block_length(&input.column(name)[..rows]).unwrap()).collect();
        let (stationary, circular): (Vec<f64>, Vec<f64>) = ours.iter().map(|b| (b.stationary, b.circular)).unzip();
        all.values(class, "stationary", &stationary, &list(&expected[&format!("stationary_{key}")]));
        all.values(class, "circular", &circular, &list(&expected[&format!("circular_{key}")]));
    }
    all.finish(20);
}
