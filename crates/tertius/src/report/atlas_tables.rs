//! An atlas as tables and as JSON: every screened question, the survivors with every gate, the ledger. Computes nothing.

use super::numbers::{full, full_or_empty, significant};
use super::table::Table;
use crate::atlas::{Atlas, AtlasLedger, ScreenRow};
use serde::Serialize;
use std::collections::BTreeMap;

/// Gates in the order of their columns.
const GATES: [&str; 6] =
    ["response", "single period", "placebo thirds", "latent response", "specification curve", "arithmetic"];

/// Questions with the smallest p-values that the JSON holds; the table holds all.
const STRONGEST: usize = 100;

/// Questions that a terminal shows.
const SHOWN: usize = 10;

/// The member of the pair with whom the third's relation is said to drive.
pub(super) fn through(row: &ScreenRow) -> &'static str {
    let [a, b] = row.between.states();
    if row.driver.contains(a) { a.code() } else { b.code() }
}

fn question(row: &ScreenRow) -> [String; 4] {
    let [a, b] = row.between.states();
    [a.code(), b.code(), row.third.code(), through(row)].map(str::to_owned)
}

/// Every question that was asked, smallest p-value first, then those without one in the order of states.
pub fn atlas_table(atlas: &Atlas) -> Table {
    let mut table = Table::new(
        "atlas",
        "Screened responses: not verdicts",
        &[
            "a",
            "b",
            "third",
            "through",
            "from",
            "to",
            "n",
            "standardised",
            "estimate",
            "standard_error",
            "t",
            "df",
            "p",
            "p_benjamini_yekutieli",
            "outcome",
        ],
    );
    let without = (0..atlas.rows.len()).filter(|i| atlas.rows[*i].outcome.is_err());
    for i in atlas.by_p.iter().copied().chain(without) {
        let row = &atlas.rows[i];
        let mut cells: Vec<String> = question(row).to_vec();
        let label = |at: usize| atlas.periods.get(at).cloned().unwrap_or_default();
        cells.extend([label(row.era.0), label(row.era.1), row.n.to_string()]);
        match &row.outcome {
            Ok(a) => {
                let numbers = [a.estimate * a.spread, a.estimate, a.standard_error, a.t, a.df, a.p_value];
                cells.extend(numbers.map(full));
                cells.push(full_or_empty(atlas.p_adjusted[i]));
                let significant = atlas.p_adjusted[i].is_some_and(|p| p <= atlas.level);
                cells.push(if significant { "response significant" } else { "response screened" }.to_owned());
            }
            Err(why) => {
                cells.extend(std::iter::repeat_n(String::new(), 7));
                cells.push(format!("not screened: {}", why.words()));
            }
        }
        table.push(cells);
    }
    table
}

/// What the full rule said of every question that survived the screening.
pub fn survivors_table(atlas: &Atlas) -> Table {
    let mut header =
        vec!["a", "b", "third", "through", "t", "p", "p_benjamini_yekutieli", "p_holm", "verdict", "because"];
    header.extend(GATES);
    header.push("sentences");
    let mut table =
        Table::new("survivors", "Survivors of the screening under the full rule; directions are post hoc", &header);
    for (i, survivor) in &atlas.survivors {
        let row = &atlas.rows[*i];
        let mut cells: Vec<String> = question(row).to_vec();
        let answer = row.answer();
        cells.extend([full_or_empty(answer.map(|a| a.t)), full_or_empty(answer.map(|a| a.p_value))]);
        cells.extend([full_or_empty(atlas.p_adjusted[*i]), full_or_empty(atlas.p_holm[*i])]);
        cells.extend([survivor.verdict.clone(), survivor.because.join(" ")]);
        cells.extend(GATES.map(|g| survivor.outcome(g).unwrap_or("not run").to_owned()));
        let said = survivor.gates.iter().map(|[name, _, sentence]| format!("{name}: {sentence}"));
        cells.push(said.collect::<Vec<_>>().join(" "));
        table.push(cells);
    }
    table
}

/// The ledger as names and counts, from all questions to those whose gates passed.
pub(super) fn ledger_lines(l: &AtlasLedger) -> [(&'static str, u64); 14] {
    [
        ("states", l.states),
        ("dyads", l.dyads),
        ("active dyads", l.active_dyads),
        ("triangles", l.triangles),
        ("triangles of active dyads", l.active_triangles),
        ("questions", l.questions),
        ("not asked, a side is too thin", l.thin),
        ("too few rows", l.too_few_rows),
        ("no variation", l.no_variation),
        ("singular", l.singular),
        ("no standard error", l.no_standard_error),
        ("screened", l.screened),
        ("response significant after the adjustment", l.response_significant),
        ("of these, every gate passed: discoveries", l.gates_passed),
    ]
}

/// The ledger, the strongest responses and what became of the survivors, for a terminal.
pub fn atlas_text(atlas: &Atlas) -> String {
    let mut text = format!(
        "{}, read as {}: every pair with every third, screened. None of this is a verdict.\n\n",
        atlas.instrument, atlas.measure
    );
    for (name, count) in ledger_lines(&atlas.ledger) {
        text.push_str(&format!("{count:>9}  {name}\n"));
    }
    let mut strongest = Table::new(
        "strongest",
        "The smallest p-values",
        &["pair", "third", "through", "rows", "standardised", "t", "p", "p adjusted", "outcome"],
    );
    for i in atlas.by_p.iter().take(SHOWN) {
        let row = &atlas.rows[*i];
        let Some(a) = row.answer() else { continue };
        let survivor = atlas.survivors.iter().find(|(at, _)| at == i).map(|(_, s)| s.verdict.as_str());
        strongest.push(vec![
            row.between.to_string(),
            row.third.code().to_owned(),
            through(row).to_owned(),
            row.n.to_string(),
            full(a.estimate * a.spread),
            full(a.t),
            significant(a.p_value, 2),
            atlas.p_adjusted[*i].map_or_else(String::new, |p| significant(p, 2)),
            survivor.unwrap_or("response screened").to_owned(),
        ]);
    }
    text.push_str(&format!("\n{}", strongest.text(32)));
    for (i, survivor) in &atlas.survivors {
        let row = &atlas.rows[*i];
        text.push_str(&format!(
            "\n{} after {} through {}: {} (post hoc). {}\n",
            row.between,
            row.third.code(),
            through(row),
            survivor.verdict,
            survivor.because.join(" ")
        ));
        for [gate, outcome, _] in &survivor.gates {
            text.push_str(&format!("  {gate}: {outcome}\n"));
        }
    }
    text
}

#[derive(Serialize)]
struct AtlasJson<'a> {
    edition: u32,
    what: &'static str,
    key: &'a str,
    instrument: &'a str,
    measure: &'a str,
    settings: BTreeMap<&'a str, Vec<&'a str>>,
    inputs: BTreeMap<&'a str, &'a str>,
    cautions: &'a [String],
    ledger: BTreeMap<&'static str, u64>,
    strongest: Vec<QuestionJson>,
    survivors: Vec<SurvivorJson<'a>>,
}

#[derive(Serialize)]
struct QuestionJson {
    a: String,
    b: String,
    third: String,
    through: String,
    n: usize,
    standardised: f64,
    t: f64,
    p: f64,
    p_benjamini_yekutieli: Option<f64>,
}

#[derive(Serialize)]
struct GateJson<'a> {
    gate: &'a str,
    outcome: &'a str,
    sentence: &'a str,
}

#[derive(Serialize)]
struct SurvivorJson<'a> {
    question: QuestionJson,
    p_holm: Option<f64>,
    verdict: &'a str,
    because: &'a [String],
    gates: Vec<GateJson<'a>>,
    cautions: &'a [String],
}

fn question_json(atlas: &Atlas, i: usize) -> Option<QuestionJson> {
    let row = &atlas.rows[i];
    let answer = row.answer()?;
    let [a, b, third, through] = question(row);
    Some(QuestionJson {
        a,
        b,
        third,
        through,
        n: row.n,
        standardised: answer.estimate * answer.spread,
        t: answer.t,
        p: answer.p_value,
        p_benjamini_yekutieli: atlas.p_adjusted[i],
    })
}

/// Ledger, settings, the strongest responses and the survivors, as JSON.
pub fn atlas_json(atlas: &Atlas) -> String {
    let mut settings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in &atlas.settings {
        settings.entry(name).or_default().push(value);
    }
    let survivors = atlas.survivors.iter().filter_map(|(i, s)| {
        let gates =
            s.gates.iter().map(|[gate, outcome, sentence]| GateJson { gate, outcome, sentence }).collect::<Vec<_>>();
        Some(SurvivorJson {
            question: question_json(atlas, *i)?,
            p_holm: atlas.p_holm[*i],
            verdict: &s.verdict,
            because: &s.because,
            gates,
            cautions: &s.cautions,
        })
    });
    let json = AtlasJson {
        edition: 1,
        what: "every pair with every third, screened by gate response; a screened response is no verdict",
        key: &atlas.key,
        instrument: &atlas.instrument,
        measure: &atlas.measure,
        settings,
        inputs: atlas.inputs.iter().map(|(name, sha256)| (name.as_str(), sha256.as_str())).collect(),
        cautions: &atlas.cautions,
        ledger: ledger_lines(&atlas.ledger).into_iter().collect(),
        strongest: atlas.by_p.iter().take(STRONGEST).filter_map(|i| question_json(atlas, *i)).collect(),
        survivors: survivors.collect(),
    };
    // Strings and finite numbers only: this cannot fail.
    serde_json::to_string_pretty(&json).map(|text| text + "\n").unwrap_or_default()
}
