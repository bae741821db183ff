//! What a former run's `report.json` says of its claims, so that claims added after results were seen can
//! be marked *post hoc*. Reads text; opens no file.

use super::json::SCHEMA_ID;
use crate::claims::EarlierRun;
use serde::Deserialize;

#[derive(Deserialize)]
struct Former {
    schema: String,
    dossier: FormerDossier,
    manifest: FormerManifest,
}

#[derive(Deserialize)]
struct FormerDossier {
    pair: [String; 2],
    third: String,
}

#[derive(Deserialize)]
struct FormerManifest {
    claims: Vec<FormerClaim>,
    settings: Vec<FormerSetting>,
    inputs: Vec<FormerInput>,
}

#[derive(Deserialize)]
struct FormerSetting {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct FormerInput {
    name: String,
    sha256: String,
}

#[derive(Deserialize)]
struct FormerClaim {
    fingerprint: String,
    post_hoc: bool,
}

/// Reads a former report.
///
/// # Errors
/// A sentence without a full stop if the text is not JSON, not of the format `tertius-report/1`, or has no manifest.
pub fn previous_claims(json: &str) -> Result<EarlierRun, String> {
    let text = json.strip_prefix('\u{feff}').unwrap_or(json);
    let former: Former = serde_json::from_str(text).map_err(|e| format!("the former report cannot be read: {e}"))?;
    if former.schema != SCHEMA_ID {
        return Err(format!(
            "the former report is of the format \"{}\", this version reads \"{SCHEMA_ID}\"",
            former.schema
        ));
    }
    let claims = former.manifest.claims.into_iter().map(|c| (c.fingerprint, c.post_hoc)).collect();
    let [a, b] = former.dossier.pair;
    Ok(EarlierRun {
        triangle: [a, b, former.dossier.third],
        claims,
        settings: former.manifest.settings.into_iter().map(|s| (s.name, s.value)).collect(),
        inputs: former.manifest.inputs.into_iter().map(|i| (i.name, i.sha256)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, json};

    #[test]
    fn a_report_tells_the_next_run_what_it_claimed() {
        let f = fixture::findings();
        let former = previous_claims(&json(&f)).expect("our own report");
        assert_eq!(former.claims, f.manifest.claims);
        let settings = f.manifest.settings.iter().map(|s| (s.name.clone(), s.value.clone()));
        assert_eq!(former.settings, settings.collect::<Vec<_>>());
    }

    #[test]
    fn anything_else_is_refused_with_a_reason() {
        for (text, part) in [("", "cannot be read"), ("{}", "cannot be read"), ("[1", "cannot be read")] {
            assert!(previous_claims(text).is_err_and(|e| e.contains(part)), "{text}");
        }
        let newer = json(&fixture::findings()).replace("tertius-report/1", "tertius-report/9");
        assert!(previous_claims(&newer).is_err_and(|e| e.contains("tertius-report/9")));
    }
}
