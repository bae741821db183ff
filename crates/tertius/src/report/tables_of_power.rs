//! What these data could have shown, as tables: one row for each claim, instrument and era, and the curves. Computes
//! nothing.

use super::numbers::{full, full_or_empty};
use super::table::Table;
use crate::hypotheses::Gate;
use crate::power::{MorePeriods, PowerOf};

/// The smallest effects and missing periods, and the power curves.
pub fn power_tables(all: &[PowerOf]) -> [Table; 2] {
    let mut smallest = Table::new(
        "power",
        "Power: the smallest effect caught with a power of .8 (standard deviations), and the periods that are missing",
        &[
            "claim",
            "instrument",
            "from",
            "to",
            "rows",
            "smallest effect",
            "error",
            "from standard error",
            "outcomes",
            "effect asked for",
            "more periods",
            "until",
            "gates",
            "left out",
            "note",
        ],
    );
    let mut curves = Table::new(
        "power-curves",
        "Power curves: share of simulated outcomes in which the rule catches an effect, with its Monte Carlo error",
        &["claim", "instrument", "from", "to", "effect", "power", "error"],
    );
    for of in all {
        let head = || vec![of.claim.to_string(), of.instrument.clone(), of.era.0.clone(), of.era.1.clone()];
        let mut row = head();
        row.push(of.n_rows.to_string());
        match &of.found {
            Ok(p) => {
                let (more, until, note) = match &p.more {
                    MorePeriods::Enough => ("0".to_owned(), String::new(), String::new()),
                    MorePeriods::Needed { periods, until: Some(until), .. } => {
                        (periods.to_string(), until.clone(), String::new())
                    }
                    MorePeriods::Needed { periods, until: None, .. } => {
                        (periods.to_string(), String::new(), "the era has ended and cannot grow".to_owned())
                    }
                    MorePeriods::MoreThan { periods, power } => {
                        let note = format!("with {periods} more {}s the power is {}", of.period, full(*power));
                        (String::new(), String::new(), note)
                    }
                };
                row.extend([
                    full_or_empty(p.smallest),
                    full_or_empty(p.smallest_error),
                    full_or_empty(p.from_standard_error),
                    p.outcomes.to_string(),
                    full(p.target.0),
                    more,
                    until,
                    names(&p.gates),
                    names(&p.left_out),
                    note,
                ]);
                for point in &p.curve {
                    let mut row = head();
                    row.extend([full(point.effect), full(point.power), full(point.error)]);
                    curves.push(row);
                }
            }
            Err(r) => {
                let (more, until) = match &r.more {
                    Some((more, until)) => (more.to_string(), until.clone().unwrap_or_default()),
                    None => (String::new(), String::new()),
                };
                let nothing = || std::iter::repeat_n(String::new(), 5);
                row.extend(nothing().chain([more, until, String::new(), String::new()]));
                row.push(format!("refused: {}; it needs {}", r.refusal.why, r.refusal.needed));
            }
        }
        smallest.push(row);
    }
    [smallest, curves]
}

fn names(gates: &[Gate]) -> String {
    gates.iter().map(|g| g.name()).collect::<Vec<_>>().join("; ")
}
