//! Chart *placebo thirds*: the t statistic of the response to every state in the third's place, strongest
//! in the stated direction on top. The third is a filled diamond, allies are hollow and not ranked.

use super::chart::{Chart, layered, rule};
use crate::actors::StateId;
use crate::claims::ClaimFinding;
use crate::hypotheses::PlaceboThirds;
use crate::report::numbers::{finite, full, percent, short};
use crate::report::table::Table;
use serde_json::{Value, json};

/// The chart of one test's placebo thirds.
pub(in crate::report) fn placebo(id: &str, claim: &ClaimFinding, third: StateId, p: &PlaceboThirds) -> Chart {
    let stated = claim.question.direction.sign();
    let mut rows: Vec<(String, &str, f64)> = p
        .placebos
        .iter()
        .map(|one| (one.state.state().name.to_owned(), if one.ally { "ally, not ranked" } else { "placebo" }, one.t))
        .collect();
    rows.push((third.state().name.to_owned(), "third", p.third_t));
    rows.sort_by(|a, b| (stated * b.2).total_cmp(&(stated * a.2)).then_with(|| a.0.cmp(&b.0)));
    let mut t = Table::new(id, "t statistic with every state in the third's place", &["state", "role", "t"]);
    let mut by_role: [(&str, &str, Vec<Value>); 3] =
        [("placebo", "placebo", Vec::new()), ("ally, not ranked", "ally", Vec::new()), ("third", "third", Vec::new())];
    for (state, role, value) in &rows {
        t.push(vec![state.clone(), (*role).to_owned(), full(*value)]);
        for (name, _, list) in &mut by_role {
            if name == role {
                list.push(json!({"state": state, "role": role, "t": finite(*value)}));
            }
        }
    }
    let order: Vec<&String> = rows.iter().map(|r| &r.0).collect();
    let y = json!({"field": "state", "type": "nominal", "sort": order, "scale": {"domain": order}, "title": null, "axis": {"grid": false, "labelOverlap": false}});
    let x =
        |field: &str| json!({"field": field, "type": "quantitative", "title": "t statistic", "axis": {"tickCount": 6}});
    let mut layers = vec![rule("x", 0.0, "zero")];
    for (_, style, values) in by_role.iter().filter(|(_, _, values)| !values.is_empty()) {
        layers.push(json!({"data": {"values": values}, "mark": {"type": "rule", "style": format!("{style}-stem")}, "encoding": {"y": y, "x": x("t"), "x2": {"datum": 0}}}));
        layers.push(json!({"data": {"values": values}, "mark": {"type": "point", "style": style, "tooltip": {"content": "data"}}, "encoding": {"y": y, "x": x("t")}}));
    }
    Chart {
        id: id.to_owned(),
        title: format!("Is it this third ({}), or would any state do?", third.state().name),
        description: format!(
            "t statistic of the same response with each state in the third's place, strongest in the stated direction first. Filled diamond: {}, t = {}. Grey: {} placebo states, of which with the third a share of {} is at least as strong. Hollow: allies, shown but not ranked.",
            third.state().name,
            short(p.third_t),
            p.n_ranked,
            percent(p.share_stated)
        ),
        spec: layered(14 * rows.len(), layers),
        table: t,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_state_is_drawn_once_and_the_strongest_stands_on_top() {
        let f = fixture::findings();
        let claim = &f.claims[0];
        let p = claim.tests[0].placebo_thirds.as_ref().expect("answered in the fixture");
        let chart = placebo("p", claim, f.dossier.triangle.third, p);
        assert_eq!(chart.table.rows.len(), p.placebos.len() + 1);
        let drawn: usize =
            [2, 4, 6].iter().map(|l| chart.spec["layer"][*l]["data"]["values"].as_array().map_or(0, Vec::len)).sum();
        assert_eq!(drawn, chart.table.rows.len());
        let t: Vec<f64> = chart
            .table
            .rows
            .iter()
            .map(|r| claim.question.direction.sign() * r[2].parse::<f64>().expect("a number"))
            .collect();
        assert!(t.is_sorted_by(|a, b| a >= b));
        assert_eq!(chart.spec["layer"][6]["mark"]["style"], "third");
    }
}
