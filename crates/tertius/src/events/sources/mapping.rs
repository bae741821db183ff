//! Finding the columns that a dossier names in a table's header. Knows no layout and reads no row.

use super::row::HeaderFault;
use crate::dossier::{Spanned, did_you_mean};

/// Bytes of a header that a message shows: enough for all names of most tables.
const SHOWN_MAX: usize = 400;

/// Where a column stands: under the dossier's name for it, or under its own (`key`) where the dossier names none.
pub(super) fn find(names: &[&str], mapped: Option<&Spanned<String>>, key: &str) -> Result<usize, HeaderFault> {
    let wanted = mapped.map_or(key, |m| m.value.trim());
    let same = |n: &&str| n.trim() == wanted;
    let alike = |n: &&str| n.trim().eq_ignore_ascii_case(wanted);
    names.iter().position(same).or_else(|| names.iter().position(alike)).ok_or_else(|| {
        let near = did_you_mean(wanted, names.iter().map(|n| n.trim()))
            .map_or(String::new(), |n| format!("did you mean \"{n}\"? "));
        HeaderFault {
            column: 0,
            message: format!("the header has no column \"{wanted}\""),
            help: format!(
                "{near}The header has: {}{}",
                listed(names),
                if mapped.is_some() {
                    String::new()
                } else {
                    format!("; say which one it is: columns = {{ {key} = \"...\" }}")
                }
            ),
            span: mapped.map(|m| m.span.clone()),
        }
    })
}

/// As [`find`], for a column that may be absent unless the dossier names it.
pub(super) fn find_if_any(
    names: &[&str],
    mapped: Option<&Spanned<String>>,
    key: &str,
) -> Result<Option<usize>, HeaderFault> {
    match (find(names, mapped, key), mapped) {
        (Ok(at), _) => Ok(Some(at)),
        (Err(_), None) => Ok(None),
        (Err(fault), Some(_)) => Err(fault),
    }
}

fn listed(names: &[&str]) -> String {
    let mut text = String::new();
    for (i, name) in names.iter().enumerate() {
        if text.len() + name.len() > SHOWN_MAX {
            text.push_str(&format!(" and {} more", names.len() - i));
            break;
        }
        if i > 0 {
            text.push_str(", ");
        }
        text.push_str(name.trim());
    }
    text
}
