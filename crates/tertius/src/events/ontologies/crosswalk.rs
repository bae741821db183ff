//! From a code of one ontology to one of another, where the published tables or the definitions are certain. Codes
//! without an equal have none: nothing is guessed. The figures are in `plover_of_cameo.csv` and `cameo_of_weis.csv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::codes::{Code, Ontology, code};
use crate::actors::table;

/// A code of the one list and its equal in the other, by text; `None` where it is named as having none.
type Equals = BTreeMap<&'static str, Option<Code>>;

fn equals(text: &'static str, other: Ontology) -> Equals {
    table::rows(text, 2)
        .map(|row| (row[0], (row[1] != "none").then(|| code(other, row[1]).code().expect("equals are codes"))))
        .collect()
}

static PLOVER: LazyLock<Equals> = LazyLock::new(|| equals(include_str!("plover_of_cameo.csv"), Ontology::Plover));

static CAMEO: LazyLock<Equals> = LazyLock::new(|| equals(include_str!("cameo_of_weis.csv"), Ontology::Cameo));

/// The PLOVER type of a CAMEO code, with its mode where the published table gives one; `None` for statements and appeals
/// (CAMEO 01 and 02), which PLOVER does not have, and for codes of other ontologies.
pub fn plover_of_cameo(cameo: Code) -> Option<Code> {
    if cameo.ontology() != Ontology::Cameo {
        return None;
    }
    PLOVER.get(cameo.text()).copied().flatten()
}

/// The CAMEO root of a WEIS code, where the definitions leave no doubt; `None` elsewhere and for codes of other
/// ontologies.
pub fn cameo_root_of_weis(weis: Code) -> Option<Code> {
    if weis.ontology() != Ontology::Weis {
        return None;
    }
    row_of_weis(weis.text()).flatten()
}

/// What the table says of the longest beginning of a WEIS code that it has.
fn row_of_weis(text: &str) -> Option<Option<Code>> {
    (1..=text.len()).rev().find_map(|n| CAMEO.get(text.get(..n)?)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::ontologies::codes;

    fn of(ontology: Ontology, text: &str) -> Code {
        code(ontology, text).code().unwrap()
    }

    #[test]
    fn every_cameo_code_has_a_plover_type_or_is_named_as_having_none() {
        assert_eq!(PLOVER.len(), codes(Ontology::Cameo).len());
        for c in codes(Ontology::Cameo) {
            let found = PLOVER.get(c.text()).unwrap_or_else(|| panic!("{c:?} is not spoken for"));
            let statement = matches!(c.root(), Some("01" | "02"));
            assert_eq!(found.is_none(), statement, "{c:?}");
            assert_eq!(plover_of_cameo(c), *found);
        }
        // And every type of PLOVER is reached.
        for kind in codes(Ontology::Plover).filter(|c| !c.text().contains('/')) {
            let reached = codes(Ontology::Cameo).filter_map(plover_of_cameo).any(|p| p.root() == Some(kind.text()));
            assert!(reached, "{kind:?}");
        }
    }

    #[test]
    fn equals_are_those_of_the_published_table() {
        for (cameo, plover) in [
            ("036", "AGREE"),
            ("042", "CONSULT/visit"),
            ("0841", "RETREAT/release"),
            ("08", "CONCEDE"),
            ("163", "COERCE/restrict"),
            ("1712", "ASSAULT"),
            ("190", "ASSAULT"),
            ("195", "ASSAULT/heavy-weapons"),
        ] {
            assert_eq!(plover_of_cameo(of(Ontology::Cameo, cameo)), Some(of(Ontology::Plover, plover)), "{cameo}");
        }
        assert_eq!(plover_of_cameo(of(Ontology::Cameo, "010")), None);
        assert_eq!(plover_of_cameo(of(Ontology::Weis, "031")), None);
        // Where both tell, cooperation stays cooperation. Yielding is material in CAMEO, conceding verbal in PLOVER.
        for c in codes(Ontology::Cameo) {
            if let Some(p) = plover_of_cameo(c) {
                assert_eq!(p.quad_class().is_cooperation(), c.quad_class().is_cooperation(), "{c:?} {p:?}");
            }
        }
    }

    #[test]
    fn every_weis_code_is_spoken_for_and_keeps_its_side() {
        let mut certain = 0;
        for c in codes(Ontology::Weis) {
            assert!(row_of_weis(c.text()).is_some(), "{c:?} is not spoken for");
            let Some(root) = cameo_root_of_weis(c) else { continue };
            certain += 1;
            assert_eq!(root.text().len(), 2, "{c:?}");
            // A symbolic protest is conflict in WEIS and a mere act of symbol in CAMEO.
            if c.text() != "133" {
                assert_eq!(root.quad_class().is_cooperation(), c.quad_class().is_cooperation(), "{c:?} {root:?}");
            }
        }
        assert!(certain > 60, "{certain}");
        assert_eq!(cameo_root_of_weis(of(Ontology::Weis, "121")), Some(of(Ontology::Cameo, "11")));
        assert_eq!(cameo_root_of_weis(of(Ontology::Weis, "196")), Some(of(Ontology::Cameo, "14")));
        assert_eq!(cameo_root_of_weis(of(Ontology::Weis, "081")), None);
        assert_eq!(cameo_root_of_weis(of(Ontology::Cameo, "121")), None);
    }
}
