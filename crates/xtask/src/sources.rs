//! docs/lookup/sources.md: the cards of all sources, written from the code.

use std::fmt::Write as _;
use tertius::dossier::Source;
use tertius::events::sources::card;

const FILE: &str = "docs/lookup/sources.md";

/// The page.
pub fn page() -> String {
    let mut text = String::from(
        "# Sources\n\nWhoever made the data, what they cover, and what is wrong with them. Written by `cargo run -p xtask -- sources`\nfrom the cards of the readers; a test compares it with the code. *Break*: levels before and after do not compare.\n",
    );
    for (word, source) in Source::WORDS {
        let card = card(source);
        let _ = write!(
            text,
            "\n## {} (`source = \"{word}\"`)\n\n- Producer: {}.\n- Terms: {}.\n- Covers: {}.\n- An absent row means: {}.\n",
            card.name, card.producer, card.licence, card.coverage, card.absent_row
        );
        for (day, what) in card.breaks {
            let _ = writeln!(text, "- Break, {day}: {what}.");
        }
        for fault in card.known_faults {
            let _ = writeln!(text, "- Known fault: {fault}");
        }
        if let Some(key) = card.bibtex.split_once('{').and_then(|(_, rest)| rest.split_once(',')).map(|(key, _)| key) {
            let _ = writeln!(text, "- Cited as `{key}`; `tertius cite` prints the entry.");
        }
    }
    text
}

/// Writes the page.
///
/// # Errors
/// If it cannot be written.
pub fn write() -> Result<String, String> {
    let path = crate::tidy::root()?.join(FILE);
    std::fs::write(&path, page()).map_err(|e| format!("{}: {e}\n", path.display()))?;
    Ok(format!("{FILE} is written.\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_sources_is_the_codes() {
        let path = crate::tidy::root().unwrap().join(FILE);
        let stored = std::fs::read_to_string(path).unwrap();
        assert_eq!(stored, page(), "cargo run -p xtask -- sources writes it anew");
    }
}
