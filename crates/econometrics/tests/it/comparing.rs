//! Compares our numbers with a reference, number by number in a named tolerance class, and notes how far the two
//! lie apart at most. The notes become the page `docs/lookup/reference-numbers.md`. No expectations live here.

use std::fmt::Display;
use std::io::Write;

use tertius_econometrics::Tolerance;
use toml::Value;

use crate::reading::{Table, reference, text};

/// Folders of `reference/` that a test reads.
pub(crate) const READ: &[&str] = &[
    "bayesian_var",
    "bayesian_var_hierarchical",
    "before_after",
    "block_length",
    "calibration",
    "chains",
    "chance_corrected_agreement",
    "coefficient_change",
    "comparison_units",
    "correlation",
    "expanding_window",
    "false_discovery",
    "forecast_comparison",
    "holm",
    "interrupted_series",
    "kalman_filter",
    "latent_relations",
    "local_projection",
    "local_projection_path",
    "newey_west_automatic",
    "null_draws",
    "ordinary_least_squares",
    "penalised_partition",
    "positions",
    "response_screen",
    "romano_wolf",
    "scoring",
    "signed_network",
    "specification_curve",
    "state_dependent_projection",
    "structural_breaks",
    "structural_time_series",
    "sup_t",
    "unknown_date_tests",
    "var_bootstrap",
    "var_error_shape",
    "var_responses",
    "var_system_tests",
    "vector_autoregression",
];

/// One folder of `reference/`.
pub(crate) struct Folder {
    pub(crate) input: Table,
    pub(crate) expected: Value,
    pub(crate) class: Tolerance,
    pub(crate) all: Comparison,
}

impl Folder {
    pub(crate) fn open(name: &str) -> Self {
        assert!(READ.contains(&name), "list {name} in READ");
        let folder = reference().join(name);
        let expected: Value = toml::from_str(&text(&folder.join("expected.toml"))).unwrap();
        let class = match expected["tolerance"].as_str() {
            Some("exact") => Tolerance::Exact,
            Some("iterative") => Tolerance::Iterative,
            // Every number comes with a standard error of its own.
            Some("simulated") => Tolerance::Simulated { standard_error: 0.0 },
            other => panic!("{name}: no tolerance class {other:?}"),
        };
        let title = text(&folder.join("README.md"));
        let title = title.lines().next().unwrap().trim_start_matches("# ").to_owned();
        let all = Comparison::of(&format!("reference/{name}"), &title, expected["recipe"].as_str().unwrap());
        Self { input: Table::read(&folder.join("input.csv")), expected, class, all }
    }
}

pub(crate) fn number(value: &Value) -> f64 {
    value.as_float().or_else(|| value.as_integer().map(|i| i as f64)).unwrap_or_else(|| panic!("{value}"))
}

pub(crate) fn list(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

pub(crate) fn periods(value: &Value) -> Vec<usize> {
    list(value).into_iter().map(|v| v as usize).collect()
}

/// Size of a reference number from which a difference is noted relative to it. It decides how a difference is written
/// down, not whether it is allowed: of numbers that are zero but for rounding a relative difference says nothing.
const RELATIVE_FROM: f64 = 1e-6;

/// Collects disagreements, so that a test names all of them at once, and the largest difference.
pub(crate) struct Comparison {
    /// Folder, estimator, program.
    from: [String; 3],
    compared: usize,
    differences: Vec<String>,
    /// Relative difference (absolute where the reference is below `RELATIVE_FROM`), what it is of, and its class.
    largest: (f64, String, String),
}

impl Comparison {
    /// `folder`: `reference/<name>` of the repository or `shared/<name>` of the shared reference; `estimator`: what
    /// is compared; `program`: whose numbers these are.
    pub(crate) fn of(folder: &str, estimator: &str, program: &str) -> Self {
        let largest = (-1.0, String::new(), String::new());
        let from = [folder, estimator, program].map(str::to_owned);
        Self { from, compared: 0, differences: Vec::new(), largest }
    }

    pub(crate) fn value(&mut self, class: Tolerance, what: impl Display, ours: f64, reference: f64) {
        self.compared += 1;
        let size = reference.abs();
        let difference = (ours - reference).abs() / if size < RELATIVE_FROM { 1.0 } else { size };
        if difference > self.largest.0 {
            self.largest = (difference, what.to_string(), format!("{class:?}"));
        }
        self.differences.extend(class.check(what, ours, reference).err());
    }

    pub(crate) fn values(&mut self, class: Tolerance, what: &str, ours: &[f64], reference: &[f64]) {
        assert_eq!(ours.len(), reference.len(), "{what}");
        for (at, (o, r)) in ours.iter().zip(reference).enumerate() {
            self.value(class, format!("{what}[{at}]"), *o, *r);
        }
    }

    /// Fails with all differences, or when fewer numbers were compared than the author of the test counted.
    /// Where `TERTIUS_DEVIATIONS` names a file, a line about the comparison is added to it.
    #[expect(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "a test notes its largest difference in a file that the environment names"
    )]
    pub(crate) fn finish(self, compared_min: usize) {
        assert!(self.differences.is_empty(), "\n{}", self.differences.join("\n"));
        assert!(self.compared >= compared_min, "only {} numbers were compared", self.compared);
        if let Some(file) = std::env::var_os("TERTIUS_DEVIATIONS") {
            let (largest, of, class) = self.largest;
            let [folder, estimator, program] = self.from;
            let line = serde_json::json!({
                "folder": folder, "estimator": estimator, "program": program,
                "compared": self.compared, "largest": largest, "of": of, "class": class,
            });
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
            file.write_all(format!("{line}\n").as_bytes()).unwrap();
        }
    }
}
