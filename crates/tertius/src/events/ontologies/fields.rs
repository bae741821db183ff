//! Which field a code belongs to, by the longest beginning that the table names. The figures are in `fields.csv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::codes::Code;
use crate::actors::table;
use crate::dossier::Field;

/// Beginnings of codes and their fields, by ontology; `None` is "not coded".
static BEGINNINGS: LazyLock<BTreeMap<(&'static str, &'static str), Option<Field>>> = LazyLock::new(|| {
    table::rows(include_str!("fields.csv"), 3)
        .map(|row| {
            let field = Field::WORDS.iter().find(|(word, _)| *word == row[2]).map(|(_, field)| *field);
            assert!(
                field.is_some_and(Field::is_of_events) || row[2] == "not coded",
                "embedded table of fields has {}",
                row[2]
            );
            ((row[0], row[1]), field)
        })
        .collect()
});

impl Code {
    /// The field that the code belongs to; `None` where codes do not carry that far ("not coded"): statements that may
    /// be about anything, and quad classes.
    pub fn field(self) -> Option<Field> {
        self.row_of_fields().flatten()
    }

    /// What the table says of the code; `None` if it has no row for it or any beginning of it.
    pub(super) fn row_of_fields(self) -> Option<Option<Field>> {
        let text = self.text();
        (1..=text.len()).rev().find_map(|n| BEGINNINGS.get(&(self.ontology().word(), text.get(..n)?)).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Ontology;
    use crate::events::ontologies::{code, codes};

    fn field(ontology: Ontology, text: &str) -> Option<&'static str> {
        code(ontology, text).code().unwrap().field().map(Field::word)
    }

    #[test]
    fn every_code_has_a_row_and_every_row_a_code() {
        for ontology in [Ontology::Cameo, Ontology::Weis, Ontology::Plover] {
            for code in codes(ontology) {
                assert!(code.row_of_fields().is_some(), "{code:?} {} is not spoken for", code.label());
            }
            for field in Field::OF_EVENTS {
                // PLOVER tells economic and humanitarian matters in modes of aid only.
                // WEIS tells economic aid and truces, and little else; each field has a code of it all the same.
                assert!(codes(ontology).any(|c| c.field() == Some(field)), "{} {}", ontology.word(), field.word());
            }
        }
        for (word, beginning) in BEGINNINGS.keys() {
            let ontology = Ontology::WORDS.iter().find(|(w, _)| w == word).map(|(_, o)| *o).unwrap();
            assert!(codes(ontology).any(|c| c.text().starts_with(beginning)), "{word} {beginning} names no code");
        }
        assert!(codes(Ontology::Quad).all(|c| c.field().is_none()));
    }

    #[test]
    fn fields_are_those_of_the_labels() {
        for (text, wanted) in [
            ("0211", Some("economic")),
            ("0311", Some("economic")),
            ("061", Some("economic")),
            ("062", Some("military")),
            ("063", Some("judicial")),
            ("071", Some("economic")),
            ("072", Some("military")),
            ("073", Some("humanitarian")),
            ("0254", Some("economic")),
            ("163", Some("economic")),
            ("154", Some("military")),
            ("190", Some("military")),
            ("173", Some("judicial")),
            ("042", Some("diplomatic")),
            ("111", None),
            ("010", None),
            ("141", None),
        ] {
            assert_eq!(field(Ontology::Cameo, text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("071", Some("economic")),
            ("223", Some("military")),
            ("031", Some("diplomatic")),
            ("121", None),
            // As CAMEO 174, 181 and 186.
            ("201", Some("judicial")),
            ("213", Some("military")),
            ("225", Some("military")),
            ("202", None),
        ] {
            assert_eq!(field(Ontology::Weis, text), wanted, "{text}");
        }
    }
}
