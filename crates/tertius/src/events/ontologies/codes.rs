//! The codes of each ontology, interned, with label and quad class, and the two ways to find one: by its code
//! text and by its event text.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use crate::actors::table;

pub use crate::dossier::Ontology;

/// The class of an event: cooperation or conflict, in word or in deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuadClass {
    /// Cooperation in words: statements, appeals, consultations, promises.
    VerbalCooperation,
    /// Cooperation in deeds: aid, yielding.
    MaterialCooperation,
    /// Conflict in words: demands, accusations, threats.
    VerbalConflict,
    /// Conflict in deeds: protest, coercion, fighting.
    MaterialConflict,
    /// Conflict in words or deeds, not told apart by the source.
    Conflict,
}

impl QuadClass {
    /// Every class, in the usual order.
    pub const ALL: [QuadClass; 5] = [
        QuadClass::VerbalCooperation,
        QuadClass::MaterialCooperation,
        QuadClass::VerbalConflict,
        QuadClass::MaterialConflict,
        QuadClass::Conflict,
    ];

    /// Whether the class is one of the two kinds of cooperation.
    pub fn is_cooperation(self) -> bool {
        matches!(self, QuadClass::VerbalCooperation | QuadClass::MaterialCooperation)
    }

    /// The name of the class in counted tables, such as `verbal-cooperation`.
    pub fn name(self) -> &'static str {
        match self {
            QuadClass::VerbalCooperation => "verbal-cooperation",
            QuadClass::MaterialCooperation => "material-cooperation",
            QuadClass::VerbalConflict => "verbal-conflict",
            QuadClass::MaterialConflict => "material-conflict",
            QuadClass::Conflict => "conflict",
        }
    }
}

/// One code of one ontology, interned: cheap to copy; ordered by ontology, then by text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

impl Code {
    /// The code as text, with leading zeros.
    pub fn text(self) -> &'static str {
        self.entry().text
    }

    /// What the code is called in its ontology.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// The ontology that the code belongs to.
    pub fn ontology(self) -> Ontology {
        self.entry().ontology
    }

    /// Its place among the codes of all ontologies, which may change with the tables: for use in memory, never in a file.
    pub fn number(self) -> u16 {
        self.0
    }

    /// The code at a place.
    pub fn of_number(number: u16) -> Option<Code> {
        (usize::from(number) < TABLE.entries.len()).then_some(Code(number))
    }

    /// The quad class: by root for CAMEO, by cue category for WEIS, by type for PLOVER (the rules stand in the CSV files).
    pub fn quad_class(self) -> QuadClass {
        self.entry().quad
    }

    /// The first two digits of a CAMEO or WEIS code (`01` to `22`), the type of a PLOVER code; `None` for `Quad`.
    pub fn root(self) -> Option<&'static str> {
        match self.ontology() {
            Ontology::Cameo | Ontology::Weis => self.text().get(..2),
            Ontology::Plover => self.text().split('/').next(),
            Ontology::Quad => None,
        }
    }

    fn entry(self) -> &'static Entry {
        &TABLE.entries[usize::from(self.0)]
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.ontology().word(), self.text())
    }
}

/// How a code text was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The text is a code of the ontology.
    Exact(Code),
    /// The text is no code, but this shorter beginning of it is: digits of CAMEO, the type of PLOVER without its mode.
    Root(Code),
    /// Neither.
    Unknown,
}

impl Lookup {
    /// The code, however it was found.
    pub fn code(self) -> Option<Code> {
        match self {
            Lookup::Exact(code) | Lookup::Root(code) => Some(code),
            Lookup::Unknown => None,
        }
    }
}

/// Finds a code by its text: exactly, or, for CAMEO codes of three digits and more, by the longest of their
/// first four, three, two digits that is a code.
///
/// Text with anything but digits in it (`0841]`) is unknown: a damaged code is the reader's to reject, not
/// ours to repair. WEIS has no two-digit codes to fall back on. A PLOVER type with a mode that the list does not have
/// is read as its type.
pub fn code(ontology: Ontology, text: &str) -> Lookup {
    let known = &TABLE.by_text[&ontology];
    if let Some(code) = known.get(text) {
        return Lookup::Exact(*code);
    }
    if ontology == Ontology::Cameo && text.bytes().all(|b| b.is_ascii_digit()) {
        for length in [4, 3, 2] {
            if let Some(code) = text.get(..length).and_then(|beginning| known.get(beginning)) {
                return Lookup::Root(*code);
            }
        }
    }
    if ontology == Ontology::Plover
        && let Some(code) = text.split_once('/').and_then(|(kind, _)| known.get(kind))
    {
        return Lookup::Root(*code);
    }
    Lookup::Unknown
}

/// Finds a code by its event text, whatever the case and the white space: a label of the ontology or, for
/// CAMEO, one of the alternative spellings of `cameo_text.csv`. Where a root and its residual code share a
/// label (`Demand` is 10 and 100), the residual code is meant, as in the files of ICEWS.
pub fn code_of_text(ontology: Ontology, text: &str) -> Option<Code> {
    TABLE.by_label[&ontology].get(&table::folded(text)).copied()
}

/// Every code of the ontology, in order of text (`Quad`: in the usual order of classes).
pub fn codes(ontology: Ontology) -> impl ExactSizeIterator<Item = Code> {
    TABLE.ranges[&ontology].clone().map(Code)
}

struct Entry {
    ontology: Ontology,
    text: &'static str,
    quad: QuadClass,
    label: &'static str,
}

struct Table {
    entries: Vec<Entry>,
    ranges: BTreeMap<Ontology, Range<u16>>,
    by_text: BTreeMap<Ontology, BTreeMap<&'static str, Code>>,
    by_label: BTreeMap<Ontology, BTreeMap<String, Code>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = Vec::new();
    let mut ranges = BTreeMap::new();
    let mut by_text = BTreeMap::new();
    let mut by_label = BTreeMap::new();
    for ontology in Ontology::ALL {
        let first = index(entries.len());
        match ontology {
            Ontology::Cameo => entries
                .extend(table::rows(include_str!("cameo.csv"), 4).map(|row| entry(ontology, row[0], row[2], row[3]))),
            Ontology::Weis => entries
                .extend(table::rows(include_str!("weis.csv"), 3).map(|row| entry(ontology, row[0], row[1], row[2]))),
            Ontology::Plover => entries
                .extend(table::rows(include_str!("plover.csv"), 3).map(|row| entry(ontology, row[0], row[1], row[2]))),
            Ontology::Quad => entries
                .extend(table::rows(include_str!("quad.csv"), 3).map(|row| entry(ontology, row[0], row[1], row[2]))),
        }
        let range = first..index(entries.len());
        let texts: BTreeMap<&'static str, Code> =
            range.clone().map(|i| (entries[usize::from(i)].text, Code(i))).collect();
        // Later rows win: within a root the residual code follows the root and takes the shared label. Codes
        // without a published label can only be found by their text.
        let mut labels: BTreeMap<String, Code> = range
            .clone()
            .filter(|i| !entries[usize::from(*i)].label.starts_with("no label"))
            .map(|i| (table::folded(entries[usize::from(i)].label), Code(i)))
            .collect();
        if ontology == Ontology::Cameo {
            for row in table::rows(include_str!("cameo_text.csv"), 2) {
                labels
                    .entry(table::folded(row[0]))
                    .or_insert(*texts.get(row[1]).expect("each alternative text names a code"));
            }
        }
        ranges.insert(ontology, range);
        by_text.insert(ontology, texts);
        by_label.insert(ontology, labels);
    }
    Table { entries, ranges, by_text, by_label }
});

fn index(length: usize) -> u16 {
    u16::try_from(length).expect("the embedded ontologies have fewer than 65,536 codes")
}

fn entry(ontology: Ontology, text: &'static str, quad: &str, label: &'static str) -> Entry {
    let quad = match quad {
        "1" => QuadClass::VerbalCooperation,
        "2" => QuadClass::MaterialCooperation,
        "3" => QuadClass::VerbalConflict,
        "4" => QuadClass::MaterialConflict,
        "5" => QuadClass::Conflict,
        other => panic!("embedded ontology has the quad class {other}"),
    };
    Entry { ontology, text, quad, label }
}
