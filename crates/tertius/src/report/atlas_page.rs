//! An atlas as one page that works offline: what was asked, a picture of the strongest responses, the survivors with
//! every gate, the ledger. Loads nothing and runs no script. Computes nothing but places on a circle.

use super::atlas_tables::{ledger_lines, through};
use super::numbers::{count, p_phrase, short, significant};
use crate::actors::StateId;
use crate::atlas::{Atlas, ScreenRow};
use std::collections::BTreeSet;
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");
const OWN_STYLE: &str = "
svg.network { width: 100%; height: auto; font: 11px var(--sans); }
svg.network text { fill: var(--ink); stroke: var(--paper); stroke-width: 3; paint-order: stroke; }
svg.network .third { fill: var(--soft); font-size: 9px; }
svg.network .same { stroke: var(--none); } svg.network .opposite { stroke: var(--accent); }
svg.network line { stroke-width: 1; stroke-dasharray: 4 3; } svg.network line.found { stroke-width: 3; stroke-dasharray: none; }
svg.network circle { fill: var(--ink); }
@media (max-width: 600px) { svg.network { font-size: 19px; } svg.network .third { font-size: 15px; } }
";

/// Responses in the picture: more of them hide each other.
const DRAWN: usize = 30;
/// Responses in the page's table; `atlas.csv` has all.
const LISTED: usize = 50;
/// Side of the picture, and the radius of the circle of states.
const SIDE: f64 = 640.0;
const RADIUS: f64 = 270.0;
/// Where along an edge its label may stand, best first.
const LABEL_AT: [f64; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8];
/// Half the room that a label takes on a telephone: across and down.
const LABEL: (f64, f64) = (30.0, 14.0);

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A question in words: "Iran – Russia after the United States and Russia".
fn words(row: &ScreenRow) -> String {
    let [a, b] = row.between.states();
    let member = if row.driver.contains(a) { a } else { b };
    format!("{} – {} after {} – {}", a.name(), b.name(), row.third.name(), member.name())
}

/// The page.
pub fn atlas_html(atlas: &Atlas) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>Atlas: {0}</title>\n<style>{STYLE}{OWN_STYLE}</style></head><body>\n<header class=\"top\"><p class=\"kicker\">Atlas</p><h1>{0}: every pair with every third</h1>\n{1}</header>\n<main>\n",
        escaped(&atlas.instrument),
        lead(atlas)
    );
    page.push_str(&survivors(atlas));
    let _ = write!(
        page,
        "<h2>The strongest responses</h2>\n<p>The {} smallest p-values. A line joins the pair; its label is the third. Orange: the pair cools when the third's side warms; blue: it moves alike. A solid line is significant after the adjustment, a dashed one is not and may be chance. None is a verdict.</p>\n{}",
        DRAWN.min(atlas.by_p.len()),
        picture(atlas)
    );
    page.push_str(&strongest(atlas));
    page.push_str(&ledger(atlas));
    page.push_str("</main></body></html>\n");
    page
}

fn lead(atlas: &Atlas) -> String {
    let l = &atlas.ledger;
    format!(
        "<p class=\"lead\">{} questions were screened among {} states: does the relation of a pair move in the periods after a surprise in a third state's relation with one of the two? Responses that are significant after an adjustment for all of them (Benjamini and Yekutieli): {}. If every p-value were right, {} in a hundred of these at most would be expected to be chance; significance alone is no discovery. Of them, {} passed every other gate too: only these are called discoveries.</p>\n<p class=\"note\">Read as: {}. Screening tells where to look. It finds directions in the data on which it tests them, it cannot tell influence from a cause that reaches the third's side first, and what it does not find it does not exclude.</p>\n",
        count(l.screened),
        l.states,
        l.response_significant,
        significant(100.0 * atlas.level, 2),
        l.gates_passed,
        escaped(&atlas.measure)
    )
}

fn survivors(atlas: &Atlas) -> String {
    if atlas.survivors.is_empty() {
        return "<h2>Survivors</h2>\n<p>No response is significant after the adjustment.</p>\n".to_owned();
    }
    let mut text = "<h2>Survivors under the full rule</h2>\n<ul class=\"cards\">\n".to_owned();
    for (i, survivor) in &atlas.survivors {
        let row = &atlas.rows[*i];
        let t = row.answer().map_or(f64::NAN, |a| a.t);
        let p = atlas.p_adjusted[*i].unwrap_or(f64::NAN);
        let class = survivor.verdict.replace(' ', "-");
        let _ = write!(
            text,
            "<li class=\"card {class}\"><h3>{}</h3><p class=\"verdict\"><span class=\"word\">{}</span> <span class=\"post-hoc\">post hoc</span></p>\n<p>t = {}; {} after the adjustment. {}</p>\n<dl class=\"card-of-source\">",
            escaped(&words(row)),
            escaped(&survivor.verdict),
            short(t),
            p_phrase(p),
            escaped(&survivor.because.join(" "))
        );
        for [gate, outcome, sentence] in &survivor.gates {
            let _ = write!(
                text,
                "<div><dt>{}</dt><dd><strong>{}</strong>. {}</dd></div>",
                escaped(gate),
                escaped(outcome),
                escaped(sentence)
            );
        }
        text.push_str("</dl></li>\n");
    }
    text + "</ul>\n"
}

fn picture(atlas: &Atlas) -> String {
    let drawn: Vec<&ScreenRow> = atlas.by_p.iter().take(DRAWN).map(|i| &atlas.rows[*i]).collect();
    let states: BTreeSet<StateId> = drawn.iter().flat_map(|r| r.between.states()).collect();
    let states: Vec<StateId> = states.into_iter().collect();
    let place = |s: StateId, radius: f64| {
        let at = states.iter().position(|x| *x == s).unwrap_or(0);
        let angle = std::f64::consts::TAU * at as f64 / states.len().max(1) as f64;
        (SIDE / 2.0 + radius * angle.sin(), SIDE / 2.0 - radius * angle.cos())
    };
    let mut svg = format!(
        "<svg class=\"network\" viewBox=\"0 0 {SIDE} {SIDE}\" role=\"img\" aria-label=\"Network of the strongest screened responses; the table below lists them\">\n"
    );
    let mut labels: Vec<(f64, f64)> = Vec::new();
    for (number, row) in drawn.iter().enumerate() {
        let [a, b] = row.between.states();
        let ((x1, y1), (x2, y2)) = (place(a, RADIUS), place(b, RADIUS));
        let at = |share: f64| (x1 + share * (x2 - x1), y1 + share * (y2 - y1));
        let free = |(x, y): (f64, f64)| labels.iter().all(|l| (l.0 - x).abs() > LABEL.0 || (l.1 - y).abs() > LABEL.1);
        let label = LABEL_AT.into_iter().map(at).find(|l| free(*l)).unwrap_or_else(|| at(LABEL_AT[0]));
        labels.push(label);
        let i = atlas.by_p[number];
        let found = if atlas.p_adjusted[i].is_some_and(|p| p <= atlas.level) { " found" } else { "" };
        let sign = if row.answer().is_some_and(|a| a.estimate < 0.0) { "opposite" } else { "same" };
        let _ = writeln!(
            svg,
            "<line class=\"{sign}{found}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"><title>{}</title></line>\n<text class=\"third\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            escaped(&words(row)),
            label.0,
            label.1 + 3.0,
            row.third.code()
        );
    }
    for s in &states {
        let ((x, y), (tx, ty)) = (place(*s, RADIUS), place(*s, RADIUS + 20.0));
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/><text x=\"{tx:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            ty + 4.0,
            s.code()
        );
    }
    svg + "</svg>\n"
}

fn strongest(atlas: &Atlas) -> String {
    let mut text = "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>pair</th><th>third</th><th>through</th><th>rows</th><th>response, standard deviations</th><th>t</th><th>p</th><th>p, adjusted</th></tr></thead><tbody>\n".to_owned();
    for i in atlas.by_p.iter().take(LISTED) {
        let row = &atlas.rows[*i];
        let Some(a) = row.answer() else { continue };
        let _ = writeln!(
            text,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            row.between,
            row.third.code(),
            through(row),
            row.n,
            short(a.estimate * a.spread),
            short(a.t),
            significant(a.p_value, 2),
            atlas.p_adjusted[*i].map_or_else(String::new, |p| significant(p, 2))
        );
    }
    text + "</tbody></table></div>\n<p class=\"small\">All that were screened: <code>atlas.csv</code>.</p>\n"
}

fn ledger(atlas: &Atlas) -> String {
    let mut text = "<h2>What became of every question</h2>\n<p>A question is a pair, a third, and the member of the pair whose relation with the third is said to drive: six for any three states.</p>\n<table><tbody>\n".to_owned();
    for (name, n) in ledger_lines(&atlas.ledger) {
        let _ = writeln!(text, "<tr><td>{name}</td><td>{}</td></tr>", count(n));
    }
    text.push_str("</tbody></table>\n<h2>Settings</h2>\n<table><tbody>\n");
    let inputs = atlas.inputs.iter().map(|(name, sha256)| (format!("SHA-256 of {name}"), sha256.clone()));
    for (name, value) in atlas.settings.iter().cloned().chain(inputs) {
        let _ = writeln!(text, "<tr><td>{}</td><td class=\"hash\">{}</td></tr>", escaped(&name), escaped(&value));
    }
    text.push_str("</tbody></table>\n");
    for caution in &atlas.cautions {
        let _ = writeln!(text, "<p class=\"note\">{}</p>", escaped(caution));
    }
    text
}

#[cfg(test)]
mod tests {
    //! The page of a world: whole, without scripts, with every survivor and the picture.
    use super::*;
    use crate::atlas::{AtlasSettings, MemoryStore, run};
    use crate::progress::Quiet;
    use crate::report::{atlas_json, atlas_table, survivors_table};
    use crate::simulate::World;

    #[test]
    fn the_files_of_an_atlas_tell_the_same() {
        let read = World::with_effect(120).effect(-0.5).emit().unwrap().read().unwrap();
        let settings = AtlasSettings { active_min: 24, lags: 2, rows_min: 60, level: 0.05, seed: 1 };
        let mut atlas = run(&read.series[0], &settings, &MemoryStore::default(), &Quiet).unwrap();
        atlas.cautions.push("a < b & \"c\"".to_owned());
        let page = atlas_html(&atlas);
        assert!(!page.contains("<script") && page.contains("a &lt; b &amp; &quot;c&quot;"));
        assert_eq!(page.matches("<li class=\"card").count(), atlas.survivors.len());
        assert_eq!(page.matches("<line ").count(), DRAWN.min(atlas.by_p.len()));
        assert!(page.contains("prefers-color-scheme: dark"));
        let table = atlas_table(&atlas);
        assert_eq!(table.rows.len(), atlas.rows.len());
        let significant = table.rows.iter().filter(|r| r[14] == "response significant").count();
        assert_eq!(significant, atlas.survivors.len());
        assert_eq!(survivors_table(&atlas).rows.len(), atlas.survivors.len());
        let json: serde_json::Value = serde_json::from_str(&atlas_json(&atlas)).unwrap();
        assert_eq!(json["ledger"]["screened"].as_u64(), Some(atlas.ledger.screened));
        assert_eq!(json["survivors"][0]["verdict"], "not established");
        assert!(!page.contains("supported</span>"), "a screening supports nothing");
    }
}
