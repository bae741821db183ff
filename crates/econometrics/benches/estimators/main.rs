//! Times of the estimators on series of stated sizes. `cargo run -p xtask -- speed` runs these beside the peers of
//! `peers/` and writes the table; a name here is the name of the same work there. Nothing is asserted here.

mod data;
mod work;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    work::vector_autoregressions(&mut criterion);
    work::bayesian(&mut criterion);
    work::breaks(&mut criterion);
    work::state_space(&mut criterion);
    criterion.final_summary();
}
