//! The tables as lines of cells, and as text: gates by world, one block for each number of months; coverage by world and
//! months; and the routes that were named. Counts come in; nothing is computed but rates.

use super::row::Row;
use super::run::CHEAP;
use crate::printed::{self, Lines, both, percent};
use tertius::hypotheses::Route;

/// Routes in the order of the columns.
const ROUTES: [Route; 6] = [
    Route::Direct,
    Route::ThroughOtherSide,
    Route::TensionOnly,
    Route::ThawOnly,
    Route::CommonShock,
    Route::CannotBeTold,
];

/// The numbers of months, in the order in which they were run.
pub(super) fn months(rows: &[Row]) -> Vec<usize> {
    let mut all = Vec::new();
    for row in rows {
        if !all.contains(&row.periods) {
            all.push(row.periods);
        }
    }
    all
}

/// The gates, at so many months.
pub(super) fn gates(rows: &[Row], periods: usize) -> Lines {
    let mut heads = vec!["world".to_owned(), "seeds".to_owned()];
    heads.extend(CHEAP.map(|g| g.name().to_owned()));
    heads.extend(
        ["every gate", "bound", "coverage", "joint test", "circular shift", "not run", "refused"].map(str::to_owned),
    );
    let line = |r: &Row| {
        let mut cells = vec![r.world.name.to_owned(), r.seeds.to_string()];
        cells.extend(r.gates.iter().map(|g| both(*g, r.seeds)));
        cells.push(both(r.passes, r.seeds));
        cells.push(r.bound().cell(r.passes, r.seeds));
        cells.push(percent(r.covered, r.with_interval));
        cells.push(percent(r.joint, r.seeds));
        cells.push(percent(r.circular, r.seeds));
        cells.push(r.cannot_run.to_string());
        cells.push(r.refused.to_string());
        cells
    };
    std::iter::once(heads).chain(rows.iter().filter(|r| r.periods == periods).map(line)).collect()
}

/// Coverage, a column for each number of months; a number below 90 % is marked.
pub(super) fn coverage(rows: &[Row]) -> Lines {
    let months = months(rows);
    let mut heads = vec!["world".to_owned()];
    heads.extend(months.iter().map(|m| format!("{m} months")));
    let mut lines = vec![heads];
    for first in rows.iter().filter(|r| r.periods == months[0]) {
        let mut line = vec![first.world.name.to_owned()];
        line.extend(rows.iter().filter(|r| r.world.name == first.world.name).map(|r| {
            let low = if 10 * r.covered < 9 * r.with_interval { " (!)" } else { "" };
            percent(r.covered, r.with_interval) + low
        }));
        lines.push(line);
    }
    lines
}

/// Routes, a line for each world that has one and each number of months.
pub(super) fn naming(rows: &[Row]) -> Lines {
    let mut heads: Vec<String> =
        ["world", "months", "half asked about", "seeds with a response", "should be named", "named so", "promise"]
            .map(str::to_owned)
            .into();
    heads.extend(ROUTES.map(|r| r.name().to_owned()));
    let mut lines = vec![heads];
    for row in rows {
        let Some(named) = &row.named else { continue };
        let promise = match (row.promises_a_name(), named.holds()) {
            (false, _) => "none",
            (true, true) => "90 %: holds",
            (true, false) => "90 %: BROKEN",
        };
        let mut cells = vec![
            row.world.name.to_owned(),
            row.periods.to_string(),
            row.asked().to_owned(),
            named.seeds.to_string(),
            named.naming.route.name().to_owned(),
            percent(named.right(), named.seeds),
            promise.to_owned(),
        ];
        cells.extend(ROUTES.map(|r| named.routes.get(r.name()).copied().unwrap_or(0).to_string()));
        lines.push(cells);
    }
    lines
}

/// Processor milliseconds per world, by months: the mean over the rows that tell.
pub(super) fn cost(rows: &[Row]) -> Vec<(usize, f64)> {
    let of = |periods: usize| {
        let told: Vec<f64> = rows.iter().filter(|r| r.periods == periods).filter_map(|r| r.milliseconds).collect();
        (!told.is_empty()).then(|| (periods, told.iter().sum::<f64>() / told.len() as f64))
    };
    months(rows).into_iter().filter_map(of).collect()
}

/// All tables, aligned.
pub(super) fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    for periods in months(rows) {
        text.push_str(&format!("{periods} months\n{}\n", printed::text(&gates(rows, periods))));
    }
    let naming = naming(rows);
    if naming.len() > 1 {
        text.push_str(&format!("routes\n{}\n", printed::text(&naming)));
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::row::Named;
    use super::super::worlds::ALL;
    use super::*;
    use std::collections::BTreeMap;

    pub(in crate::gates) fn row(periods: usize) -> Row {
        Row {
            world: ALL[0],
            periods,
            seeds: 400,
            gates: [(10, 12), (3, 4), (18, 17), (7, 8)],
            joint: 16,
            cannot_run: 2,
            passes: (2, 3),
            refused: 1,
            with_interval: 399,
            covered: 380,
            circular: 20,
            named: None,
            milliseconds: Some(20.0),
        }
    }

    #[test]
    fn a_row_shows_counts_rates_and_its_bound() {
        let text = text(&[row(240)]);
        assert!(
            text.contains("10 + 12 (5.5 %)") && text.contains("2 + 3 (1.2 %)") && text.contains("at most 28: holds"),
            "{text}"
        );
        assert!(text.contains("95.2 %") && text.starts_with("240 months\n") && !text.contains("routes"));
        let broken = Row { passes: (20, 9), ..row(240) };
        assert!(super::text(&[broken]).contains("BROKEN"));
    }

    #[test]
    fn months_are_blocks_and_columns() {
        let rows = [row(60), Row { covered: 350, milliseconds: Some(40.0), ..row(120) }];
        assert_eq!(months(&rows), [60, 120]);
        let lines = coverage(&rows);
        assert_eq!(lines[0], ["world", "60 months", "120 months"]);
        assert_eq!(lines[1], ["independent", "95.2 %", "87.7 % (!)"]);
        assert_eq!(cost(&rows), [(60, 20.0), (120, 40.0)]);
        assert!(text(&rows).contains("\n120 months\n"));
    }

    #[test]
    fn routes_are_shown_beside_what_should_be_named() {
        let world = ALL.into_iter().find(|w| w.name == "effect").unwrap();
        let naming_of = world.naming.unwrap();
        let routes = BTreeMap::from([("direct", 95), ("thaw only", 5)]);
        let named = Some(Named { naming: naming_of, seeds: 100, routes });
        let lines = naming(&[Row { world, named, ..row(240) }]);
        assert_eq!(
            lines[1],
            ["effect", "240", "both", "100", "direct", "95.0 %", "90 %: holds", "95", "0", "0", "5", "0", "0"]
        );
    }
}
