//! The counts by name, as JSON.

use super::row::Row;
use super::run::CHEAP;
use serde_json::{Map, Value, json};

/// Every count, by name.
pub(super) fn json(rows: &[Row], command: &str) -> String {
    let both = |(stated, opposite): (usize, usize)| json!({ "stated": stated, "opposite": opposite });
    let worlds: Vec<Value> = rows
        .iter()
        .map(|r| {
            let gates: Map<String, Value> =
                CHEAP.iter().zip(r.gates).map(|(g, n)| (g.name().to_owned(), both(n))).collect();
            let routes = r.named.as_ref().map(
                |n| json!({ "should_be": n.naming.route.name(), "seeds_with_a_response": n.seeds, "named": n.routes }),
            );
            json!({
                "world": r.world.name,
                "periods": r.periods,
                "seeds": r.seeds,
                "gates": gates,
                "every_gate": both(r.passes),
                "bound": r.bound().words(r.seeds),
                "holds": r.broken().is_empty(),
                "intervals": r.with_interval,
                "intervals_that_cover": r.covered,
                "joint_test_at_most_5_percent": r.joint,
                "circular_shift_at_most_5_percent": r.circular,
                "some_gate_not_run": r.cannot_run,
                "refused": r.refused,
                "routes": routes,
                "processor_milliseconds_per_seed": r.milliseconds,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "command": command, "worlds": worlds }))
}

#[cfg(test)]
mod tests {
    use super::super::table::tests::row;

    #[test]
    fn counts_go_by_name() {
        let value: serde_json::Value = serde_json::from_str(&super::json(&[row(240)], "command")).unwrap();
        assert_eq!(value["worlds"][0]["every_gate"]["opposite"], 3);
        assert_eq!(value["worlds"][0]["gates"]["placebo thirds"]["stated"], 18);
        assert_eq!(value["worlds"][0]["periods"], 240);
    }
}
