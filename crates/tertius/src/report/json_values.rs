//! Fills the public format from the findings and writes it: indented down to the single record, which
//! stays on one line. Also the stored JSON Schema. Types live in `json` and `json_tests`.

use super::json::{
    Claim, Days, Dossier, Episode, File, Fingerprint, Hypotheses, Instrument, Ledger, Manifest, NotTested, Periods,
    Reading, Report, SCHEMA_ID, Setting, SideReadings, SmallestCaught, Subset, Tally, Term, Triangle, Unresolved,
};
use super::json_layout::RecordsOnOneLine;
use super::numbers::finite;
use super::tables_of_readings::value;
use super::words;
use super::{json_evidence, json_relations, json_tests, json_triangle};
use crate::claims::{self, ClaimFinding, Findings, InstrumentFinding};
use crate::events as inner;
use crate::hypotheses::Gate;
use serde::Serialize;

/// The findings as `tertius-report/1`: numbers with the fewest digits that read back as the same number,
/// null for what is not there. Ends with a line feed.
pub fn json(findings: &Findings) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, RecordsOnOneLine::default());
    report(findings).serialize(&mut serializer).expect("plain values with string keys always serialise into memory");
    let mut text = String::from_utf8(bytes).expect("the JSON writer writes UTF-8");
    text.push('\n');
    text
}

/// The JSON Schema of `tertius-report/1`, as stored in `docs/lookup/report.schema.json`.
pub fn json_schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Report)).expect("a schema is plain JSON");
    text.push('\n');
    text
}

fn report(f: &Findings) -> Report {
    let t = &f.dossier.triangle;
    let mut tests = Vec::new();
    let (mut evidence, mut claims) = (Vec::new(), Vec::new());
    for (n, c) in f.claims.iter().enumerate() {
        let first = [tests.len(), evidence.len()];
        evidence.extend(c.evidence.iter().map(|one| json_evidence::evidence(n + 1, one)));
        tests.extend(c.tests.iter().map(|one| json_tests::test(n + 1, None, one)));
        let mut whole = claim(c, first);
        for s in &c.subsets {
            let (name, first) = (s.subset.name.value.as_str(), [tests.len(), evidence.len()]);
            tests.extend(s.finding.tests.iter().map(|one| json_tests::test(n + 1, Some(name), one)));
            whole.subsets.push(Subset {
                name: name.to_owned(),
                reads: s.subset.words.clone(),
                found: Box::new(claim(&s.finding, first)),
            });
        }
        claims.push(whole);
    }
    Report {
        schema: SCHEMA_ID,
        dossier: Dossier {
            title: f.dossier.title.clone(),
            pair: t.pair_as_written.map(|s| s.code().to_owned()),
            third: t.third.code().to_owned(),
            from: t.stated_ends().0.map(|d| d.to_string()),
            to: t.stated_ends().1.map(|d| d.to_string()),
            period: t.period.word().to_owned(),
            allies: t.allies.iter().map(|s| s.code().to_owned()).collect(),
            lags: f.dossier.settings.lags,
            rows_min: f.dossier.settings.rows_min,
            episodes: f.dossier.episodes.iter().map(episode).collect(),
            terms: f.dossier.terms.iter().map(term).collect(),
        },
        events: f.instruments.iter().map(|i| ledger(&i.series.instrument.name.value, &i.series.ledger)).collect(),
        series: f.instruments.iter().map(instrument).collect(),
        relations: f.relations.iter().map(json_relations::relation).collect(),
        triangle: Triangle {
            sides: f.sides().map(|s| s.to_string()),
            holes: f
                .holes
                .iter()
                .map(|(a, b)| Periods { from: a.clone(), to: b.clone(), because: "not observed".to_owned() })
                .collect(),
            latent: json_triangle::latent(f),
            typologies: json_triangle::all_typologies(f),
            attention: json_triangle::attention(f),
        },
        hypotheses: Hypotheses {
            tests,
            evidence,
            episodes: f.episodes.iter().map(json_tests::episode).collect(),
            reciprocity: f
                .instruments
                .iter()
                .map(|i| json_tests::reciprocity(&i.series.instrument.name.value, &i.exclusions))
                .collect(),
        },
        claims,
        cautions: f.cautions.clone(),
        manifest: Manifest {
            version: f.manifest.version.clone(),
            dossier_sha256: f.manifest.dossier_sha256.clone(),
            inputs: f
                .manifest
                .inputs
                .iter()
                .map(|i| File { name: i.name.clone(), sha256: i.sha256.clone(), bytes: i.bytes, rows: i.rows })
                .collect(),
            seed: f.manifest.seed,
            settings: f
                .manifest
                .settings
                .iter()
                .map(|s| Setting { name: s.name.clone(), value: s.value.clone(), stated: s.stated })
                .collect(),
            claims: f
                .manifest
                .claims
                .iter()
                .map(|(p, post_hoc)| Fingerprint { fingerprint: p.clone(), post_hoc: *post_hoc })
                .collect(),
        },
    }
}

fn episode(e: &crate::dossier::Episode) -> Episode {
    Episode {
        name: e.name.value.clone(),
        from: e.span.first.to_string(),
        to: e.span.last.to_string(),
        side: e.expect.map(|(s, _)| s.to_string()),
        expected: e.expect.map(|(_, t)| words::trend(t).to_owned()),
        because: e.because.clone(),
    }
}

fn term(t: &crate::dossier::Term) -> Term {
    Term {
        leader: t.leader.clone(),
        state: t.state.code().to_owned(),
        office: t.office.clone(),
        from: t.from.to_string(),
        to: t.to.map(|d| d.to_string()),
    }
}

fn ledger(name: &str, l: &inner::Ledger) -> Ledger {
    let tally = |reason: &str, t: &inner::Tally| Tally {
        reason: reason.to_owned(),
        rows: t.count,
        first_place: t.first.to_string(),
        example: t.example.clone(),
    };
    Ledger {
        instrument: name.to_owned(),
        files: l
            .files
            .iter()
            .map(|x| File { name: x.name.clone(), sha256: x.sha256.clone(), bytes: x.bytes, rows: x.rows })
            .collect(),
        rows_read: l.rows_read,
        rows_accepted: l.rows_accepted,
        rows_removed: l.rows_removed(),
        rows_rejected: l.rows_rejected(),
        removed: l.removed.iter().map(|(why, t)| tally(why.words(), t)).collect(),
        rejected: l.rejected.iter().map(|(why, t)| tally(why.words(), t)).collect(),
        unresolved: l.unresolved.iter().map(|(text, rows)| Unresolved { text: text.clone(), rows: *rows }).collect(),
        observed: l.observed.iter().map(|s| Days { from: s.first.to_string(), to: s.last.to_string() }).collect(),
        observed_is_inferred: l.observed_is_inferred,
        cautions: l.cautions.clone(),
    }
}

fn instrument(i: &InstrumentFinding) -> Instrument {
    let asked = &i.series.instrument;
    let calendar = &i.series.calendar;
    Instrument {
        name: asked.name.value.clone(),
        source: asked.source.word().to_owned(),
        producer: i.card.producer.to_owned(),
        licence: i.card.licence.to_owned(),
        coverage: i.card.coverage.to_owned(),
        absent_row: i.card.absent_row.to_owned(),
        known_faults: i.card.known_faults.iter().map(|t| (*t).to_owned()).collect(),
        bibtex: i.card.bibtex.to_owned(),
        citation: asked.citation.clone(),
        measure: asked.measure.word().to_owned(),
        scale: asked.scale.map(|s| s.word().to_owned()),
        field: asked.field.map(|f| f.word().to_owned()),
        arithmetical: asked.arithmetical,
        fused: asked.fused,
        silence_as_zero: asked.silence_as_zero,
        period: calendar.length().word().to_owned(),
        design_effect: finite(i.series.design_effect),
        eras: i
            .series
            .eras
            .iter()
            .map(|e| Periods { from: calendar.label(e.first), to: calendar.label(e.last), because: e.because.clone() })
            .collect(),
        sides: i
            .sides
            .iter()
            .map(|s| SideReadings {
                side: s.side.to_string(),
                readings: s
                    .readings
                    .iter()
                    .enumerate()
                    .map(|(p, r)| Reading {
                        period: calendar.label(p),
                        state: words::observation(r.observation),
                        value: value(r).and_then(finite),
                        standard_error: r.variance.and_then(|v| finite(v.sqrt())),
                        counts: [
                            r.counts.verbal_cooperation,
                            r.counts.material_cooperation,
                            r.counts.verbal_conflict,
                            r.counts.material_conflict,
                            r.counts.conflict,
                        ],
                        exposure: r.exposure,
                    })
                    .collect(),
            })
            .collect(),
        cautions: i.series.cautions.clone(),
    }
}

/// `first` are the places of the claim's first test in `hypotheses.tests` and of its first evidence in
/// `hypotheses.evidence`.
fn claim(c: &ClaimFinding, [first, first_evidence]: [usize; 2]) -> Claim {
    let q = &c.question;
    let driven = |text: String| q.asks.has_driver().then_some(text);
    Claim {
        kind: q.kind.value.clone(),
        says: q.says.value.clone(),
        asks: words::asks(q),
        between: q.asks.is_of_pair().then(|| q.between.to_string()),
        driver: driven(q.driver.to_string()),
        other: driven(q.other.to_string()),
        direction: driven(q.direction.word().to_owned()),
        half: driven(q.half.word().to_owned()),
        smallest_effect: q.smallest_effect.and_then(finite),
        verdict: c.verdict.words().to_owned(),
        post_hoc: c.post_hoc,
        because: c.because.clone(),
        effect: c.effect.clone(),
        what_would_change_it: c.what_would_change_it.clone(),
        primary_test: c.primary.map(|p| first + p),
        tests: (first..first + c.tests.len()).collect(),
        deciding_evidence: c.decides.map(|p| first_evidence + p),
        evidence: (first_evidence..first_evidence + c.evidence.len()).collect(),
        p_value_holm: c.p_value_holm.and_then(finite),
        n_tests: c.n_tests,
        confidence: finite(c.confidence),
        smallest_detectable: c.smallest_detectable.and_then(finite),
        smallest_caught: c.smallest_caught.as_ref().map(|found| json_tests::answer(found, caught)),
        // Filled by the caller, who knows where their tests stand.
        subsets: Vec::new(),
        not_tested: c.not_tested.iter().map(|(at, why)| NotTested { at: at.clone(), why: why.clone() }).collect(),
        cautions: c.cautions.clone(),
        trail: c.trail.clone(),
    }
}

fn caught(c: &claims::SmallestCaught) -> SmallestCaught {
    let names = |gates: &[Gate]| gates.iter().map(|g| g.name().to_owned()).collect();
    SmallestCaught {
        effect: c.effect.and_then(finite),
        error: c.error.and_then(finite),
        largest: c.largest,
        power_at_largest: finite(c.power_at_largest),
        outcomes: c.outcomes,
        gates: names(&c.gates),
        not_allowed: names(&c.not_allowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use std::path::Path;

    #[test]
    fn the_spine_gives_the_keys() {
        let v: serde_json::Value = serde_json::from_str(&json(&fixture::findings())).expect("valid JSON");
        let keys: Vec<&str> = v.as_object().expect("an object").keys().map(String::as_str).collect();
        for key in [
            "schema",
            "dossier",
            "events",
            "series",
            "relations",
            "triangle",
            "hypotheses",
            "claims",
            "cautions",
            "manifest",
        ] {
            assert!(keys.contains(&key), "{key} is missing from {keys:?}");
        }
        assert_eq!(v["schema"], SCHEMA_ID);
        assert_eq!(v["dossier"]["terms"].as_array().map(Vec::len), Some(fixture::findings().dossier.terms.len()));
        assert!(v["series"].as_array().expect("instruments").iter().any(|i| i["field"].is_string()));
        let primary = v["claims"][1]["primary_test"].as_u64().expect("the second claim has a primary test") as usize;
        assert_eq!(v["hypotheses"]["tests"][primary]["claim"], 2);
        let subset = &v["claims"][0]["subsets"][0];
        let primary = subset["found"]["primary_test"].as_u64().expect("the subset has a primary test") as usize;
        assert_eq!(v["hypotheses"]["tests"][primary]["subset"], subset["name"]);
        assert!(v["hypotheses"]["tests"][0]["subset"].is_null());
        assert_eq!(v["claims"][0]["smallest_caught"]["answered"]["effect"], 0.31);
    }

    #[test]
    fn what_is_not_finite_is_null_and_what_is_absent_is_not_zero() {
        let mut f = fixture::findings();
        f.claims[0].confidence = f64::NAN;
        f.claims[0].p_value_holm = Some(f64::INFINITY);
        let text = json(&f);
        assert!(!text.contains("NaN") && !text.contains(": inf"));
        let v: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        assert!(v["claims"][0]["confidence"].is_null() && v["claims"][0]["p_value_holm"].is_null());
        let silent = v["series"][0]["sides"][0]["readings"]
            .as_array()
            .expect("readings")
            .iter()
            .find(|r| r["state"] == "silent");
        assert!(silent.expect("a silent period")["value"].is_null());
    }

    #[test]
    fn one_reading_stands_on_one_line() {
        let text = json(&fixture::findings());
        assert!(text.lines().any(|l| l.trim_start().starts_with("{\"period\": ") && l.contains("\"exposure\"")));
        assert_eq!(text, json(&fixture::findings()), "the same findings give the same text");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the stored schema is a file of the repository")]
    fn the_stored_schema_is_the_types_schema() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lookup/report.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, json_schema()).expect("the schema can be stored");
        }
        let stored = std::fs::read_to_string(&path).expect("docs/lookup/report.schema.json is stored");
        assert!(
            stored == json_schema(),
            "the JSON format changed: raise its version if it is a break, then UPDATE=1 cargo test"
        );
    }

    /// Walks a value along a schema: every key that the value has is described, and every required key is there.
    fn check(value: &serde_json::Value, schema: &serde_json::Value, root: &serde_json::Value, at: &str) {
        if let Some(name) = schema["$ref"].as_str() {
            return check(value, &root["$defs"][name.trim_start_matches("#/$defs/")], root, at);
        }
        if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            let fits = |s: &&serde_json::Value| match value {
                serde_json::Value::Null => s["type"] == "null",
                serde_json::Value::Object(o) => {
                    s["required"].as_array().is_none_or(|r| r.iter().all(|k| o.contains_key(k.as_str().unwrap_or(""))))
                        && s["type"] != "null"
                }
                _ => s["type"] != "null",
            };
            return check(
                value,
                any.iter().find(fits).unwrap_or_else(|| panic!("{at}: no alternative fits")),
                root,
                at,
            );
        }
        match value {
            serde_json::Value::Object(o) => {
                for key in schema["required"].as_array().into_iter().flatten() {
                    assert!(o.contains_key(key.as_str().unwrap_or("")), "{at}: {key} is missing");
                }
                for (k, v) in o {
                    let of = &schema["properties"][k];
                    assert!(of.is_object(), "{at}: {k} is not in the schema");
                    check(v, of, root, &format!("{at}.{k}"));
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|v| check(v, &schema["items"], root, at)),
            serde_json::Value::Null => {
                assert!(schema["type"].to_string().contains("null"), "{at}: null is not allowed")
            }
            serde_json::Value::String(_) => {
                assert!(schema["type"].to_string().contains("string"), "{at}: no text expected")
            }
            serde_json::Value::Bool(_) => assert_eq!(schema["type"], "boolean", "{at}"),
            serde_json::Value::Number(_) => assert!(
                schema["type"].to_string().contains("number") || schema["type"].to_string().contains("integer"),
                "{at}"
            ),
        }
    }

    #[test]
    fn the_report_keeps_to_its_schema() {
        let schema: serde_json::Value = serde_json::from_str(&json_schema()).expect("valid JSON");
        let value: serde_json::Value = serde_json::from_str(&json(&fixture::findings())).expect("valid JSON");
        check(&value, &schema, &schema, "report");
    }
}
