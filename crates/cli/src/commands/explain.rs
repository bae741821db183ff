//! `tertius explain`: a kind of claim in words.

use super::report::print;
use crate::Failure;
use crate::args::ReportFormat;
use serde_json::json;
use tertius::claims::{KINDS, Kind, kind_names};
use tertius::dossier::did_you_mean;

/// Prints one kind, or all.
pub(crate) fn explain(kind: Option<&str>, format: ReportFormat) -> Result<(), Failure> {
    let kinds: Vec<&Kind> = KINDS.iter().filter(|k| kind.is_none_or(|w| w.eq_ignore_ascii_case(k.name))).collect();
    if kinds.is_empty() {
        let wanted = kind.unwrap_or_default();
        let near = did_you_mean(wanted, kind_names()).map_or(String::new(), |n| format!("did you mean \"{n}\"? "));
        return Err(Failure::Complaint(format!(
            "complaint: no kind of claim is called \"{wanted}\"\n  help: {near}Kinds are: {}",
            kind_names().join(", ")
        )));
    }
    match format {
        ReportFormat::Json => {
            let all: Vec<_> = kinds.iter().map(|k| json!({ "kind": k.name, "says": k.says, "does_not_say": k.does_not_say, "needs": k.needs, "refuted_by": k.refuted_by })).collect();
            print(&format!("{}\n", json!(all)))
        }
        ReportFormat::Text => print(
            &kinds
                .iter()
                .map(|k| format!("{}\n\nWhat it says\n  {}\n\nWhat it does not say\n  {}\n\nEvidence it needs\n  {}\n\nWhat would refute it\n  {}\n", k.name, k.says, k.does_not_say, k.needs, k.refuted_by))
                .collect::<Vec<_>>()
                .join("\n"),
        ),
    }
}
