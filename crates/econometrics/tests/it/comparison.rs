//! (b) Comparison of units against statsmodels, SciPy and the shared reference numbers.

use tertius_econometrics::comparison::*;
use tertius_econometrics::{Columns, Tolerance};
use toml::Value;

use crate::comparing::{Comparison, Folder, list, number};
use crate::reading::{Table, line_with, numbers, shared, text};

fn panel(input: &Table, treated: &Value, before: usize) -> TreatedPanel {
    let treated: Vec<&str> = treated.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
    // The treated units of the recipe are u00 and u01; one that is not asked for stays out.
    let names = input.names.iter().map(String::as_str);
    let kept: Vec<&str> = names.filter(|n| !["u00", "u01"].contains(n) || treated.contains(n)).collect();
    TreatedPanel::new(&input.columns(&kept), &treated, before).unwrap()
}

#[test]
fn comparison_units() {
    let Folder { input, expected, class, mut all } = Folder::open("comparison_units");
    let before = number(&expected["before"]) as usize;
    let theirs = &expected["clustered"];
    let ours = clustered_difference_in_differences(&panel(&input, &theirs["treated"], before)).unwrap();
    all.value(Tolerance::Exact, "clustered", ours.effect, number(&theirs["effect"]));
    all.value(Tolerance::Exact, "clustered se", ours.standard_error, number(&theirs["standard_error"]));
    all.value(Tolerance::Exact, "clustered p", ours.p_value, number(&theirs["p_value"]));
    for (key, method) in [
        ("synthetic_control", ComparisonMethod::SyntheticControl),
        ("synthetic_difference_in_differences", ComparisonMethod::SyntheticDifferenceInDifferences),
    ] {
        for theirs in expected[key].as_array().unwrap() {
            let panel = panel(&input, &theirs["treated"], before);
            let ours = method.estimate(&panel).unwrap();
            let what = format!("{key} {}", theirs["treated"]);
            all.value(class, format!("{what} effect"), ours.effect, number(&theirs["effect"]));
            let weights: Vec<f64> = ours.unit_weights().map(|(_, w)| w).collect();
            all.values(class, &format!("{what} units"), &weights, &list(&theirs["unit_weights"]));
            all.values(class, &format!("{what} periods"), &ours.period_weights, &list(&theirs["period_weights"]));
            if panel.treated().count() > 1 {
                continue;
            }
            let placebo = placebo_in_space(&panel, method).unwrap();
            let each = |f: &dyn Fn(&PlaceboEffect) -> f64| placebo.placebos.iter().map(f).collect::<Vec<_>>();
            all.value(class, format!("{what} ratio"), placebo.rmspe_ratio, number(&theirs["ratio"]));
            all.values(class, &format!("{what} placebos"), &each(&|p| p.effect), &list(&theirs["placebos"]));
            all.values(class, &format!("{what} ratios"), &each(&|p| p.rmspe_ratio.unwrap()), &list(&theirs["ratios"]));
            all.value(class, format!("{what} se"), placebo.standard_error, number(&theirs["standard_error"]));
            let left: Vec<f64> = leave_one_donor_out(&panel, method).unwrap().iter().map(|l| l.effect).collect();
            all.values(class, &format!("{what} left out"), &left, &list(&theirs["left_out"]));
        }
    }
    all.finish(3 + 6 * 31 + 4 * 38);
}

#[test]
fn shared_california() {
    let Some(folder) = shared("shared_california", "synthetic_control") else { return };
    let mut all = Comparison::of("shared/synthetic_control", "Comparison of units", "R synthdid");
    let printed = text(&folder.join("expected.txt"));
    let table = text(&folder.join("california_prop99.csv"));
    let cells: Vec<Vec<&str>> = table.lines().skip(1).map(|l| l.trim().split(';').collect()).collect();
    // Year after year, the 39 states in one order.
    let mut outcomes = Columns::new(31);
    for state in 0..39 {
        let own = || cells.iter().skip(state).step_by(39);
        assert!(own().all(|c| c[0] == cells[state][0]));
        outcomes.push(cells[state][0], &own().map(|c| c[2].parse().unwrap()).collect::<Vec<f64>>()).unwrap();
    }
    let panel = TreatedPanel::new(&outcomes, &["California"], 19).unwrap();
    assert_eq!(panel.donors().count(), 38);
    let printed_number = |words: &[&str]| numbers(line_with(&printed, words))[0];
    let did = placebo_in_space(&panel, ComparisonMethod::DifferenceInDifferences).unwrap();
    all.value(Tolerance::PrintedDigits(10), "DiD", did.estimate.effect, printed_number(&["did_estimate -"]));
    let sc = placebo_in_space(&panel, ComparisonMethod::SyntheticControl).unwrap();
    let sdid = placebo_in_space(&panel, ComparisonMethod::SyntheticDifferenceInDifferences).unwrap();
    // Their search stops early even at its tight setting: for SC .007 from the optimum, which an exact active-set
    // solution by SciPy's NNLS puts at -19.51362977.
    let early = Tolerance::PrintedDigits(3);
    let near = Tolerance::Simulated { standard_error: 0.15 / 4.0 };
    all.value(early, "SC", sc.estimate.effect, printed_number(&["sc tight tol"]));
    all.value(Tolerance::PrintedDigits(10), "SC optimum", sc.estimate.effect, -19.51362977);
    all.value(near, "SC default", sc.estimate.effect, -19.61966347);
    all.value(Tolerance::PrintedDecimals(4), "SDID", sdid.estimate.effect, printed_number(&["synthdid tight tol"]));
    all.value(near, "SDID default", sdid.estimate.effect, -15.60382787);
    for (year, theirs) in [(16, 0.366471), (17, 0.206453), (18, 0.427076)] {
        all.value(Tolerance::PrintedDecimals(3), "period weight", sdid.estimate.period_weights[year], theirs);
    }
    for (state, theirs) in [("Nevada", 0.124489), ("New Hampshire", 0.105048), ("Connecticut", 0.078287)] {
        all.value(Tolerance::PrintedDecimals(2), state, sdid.estimate.weight_of(state).unwrap(), theirs);
    }
    // Every placebo: names and numbers alternate in lines.
    let from = printed.find("  Rhode Island").unwrap();
    let lines: Vec<&str> = printed[from..].lines().collect();
    let mut compared = 0;
    for pair in lines.chunks_exact(2) {
        let values = numbers(pair[1]);
        let width = pair[0].len() / values.len();
        for (at, theirs) in values.into_iter().enumerate() {
            let state = pair[0][at * width..(at + 1) * width].trim();
            let ours = sdid.of(state).unwrap().effect;
            all.value(near, format!("placebo {state}"), ours, theirs);
            compared += 1;
        }
    }
    assert_eq!(compared, 38);
    assert_eq!(sdid.rank_by_effect, 2);
    // Theirs are 200 random draws: 15 %.
    for (found, theirs) in [(&did, 17.74026697), (&sc, 9.917425549), (&sdid, 8.367993081)] {
        let bound = Tolerance::Simulated { standard_error: 0.15 / 4.0 * theirs };
        all.value(bound, "placebo se", found.standard_error, theirs);
    }
    all.finish(6 + 6 + 38 + 3);
}
