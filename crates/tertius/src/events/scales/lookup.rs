//! The scores, kept as whole tenths so that sums over events are exact, and how a code finds its score.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::actors::table;
use crate::events::ontologies::{self, Ontology};

pub use crate::dossier::Scale;

/// The score of a code, from -10 (conflict) to 10 (cooperation); `None` for an unknown code.
///
/// CAMEO: the code itself, else its first three digits, else its first two. WEIS: the code itself. Text with
/// anything but digits in it has no score.
pub fn score(scale: Scale, code: &str) -> Option<f64> {
    score_tenths(scale, code).map(|tenths| f64::from(tenths) / 10.0)
}

/// The score of a code in whole tenths (-100 to 100), for sums that must be exact; else as [`score`].
pub fn score_tenths(scale: Scale, code: &str) -> Option<i16> {
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let scores = &SCORES[&scale];
    let shorter: &[usize] = match scale.ontology() {
        Ontology::Cameo => &[4, 3, 2],
        Ontology::Weis | Ontology::Plover | Ontology::Quad => &[],
    };
    scores.get(code).copied().or_else(|| {
        shorter.iter().filter_map(|length| code.get(..*length)).find_map(|beginning| scores.get(beginning).copied())
    })
}

/// Every code of the scale with its score in tenths, in order of text.
pub fn scored_codes(scale: Scale) -> impl ExactSizeIterator<Item = (&'static str, i16)> {
    SCORES[&scale].iter().map(|(code, tenths)| (*code, *tenths))
}

/// The codes of the scale's ontology that the scale itself does not score, in order of text. For CAMEO they
/// still find a score through their root; for WEIS they have none and their events carry no score.
pub fn unscored_codes(scale: Scale) -> impl Iterator<Item = &'static str> {
    let scores = &SCORES[&scale];
    ontologies::codes(scale.ontology()).map(|code| code.text()).filter(move |text| !scores.contains_key(text))
}

static SCORES: LazyLock<BTreeMap<Scale, BTreeMap<&'static str, i16>>> = LazyLock::new(|| {
    Scale::ALL
        .into_iter()
        .map(|scale| {
            let text = match scale {
                Scale::CameoGoldsteinGdelt => include_str!("cameo_goldstein_gdelt.csv"),
                Scale::CameoGoldsteinIcews => include_str!("cameo_goldstein_icews.csv"),
                Scale::WeisGoldstein => include_str!("weis_goldstein.csv"),
            };
            let scores = table::rows(text, 2).map(|row| (row[0], tenths(row[1]))).collect();
            (scale, scores)
        })
        .collect()
});

/// A score written with exactly one decimal, such as `-9.2`, as whole tenths.
fn tenths(text: &str) -> i16 {
    let (whole, tenth) = text.split_once('.').expect("embedded scores have one decimal");
    assert!(tenth.len() == 1, "embedded scores have one decimal: {text}");
    format!("{whole}{tenth}").parse().expect("embedded scores are numbers")
}
