//! Walking through a TOML table by name, so that every complaint of a file is found in one pass and
//! each knows its bytes. Knows TOML, not what the keys mean.

use super::complaint::{Complaint, did_you_mean};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A value and the bytes it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Bytes of the dossier.
    pub span: Range<usize>,
}

/// Where all complaints of one reading are gathered.
#[derive(Default)]
pub(crate) struct Complaints(RefCell<Vec<Complaint>>);

impl Complaints {
    pub(crate) fn add(&self, complaint: Complaint) {
        self.0.borrow_mut().push(complaint);
    }

    /// In the order of the file.
    pub(crate) fn into_sorted(self) -> Vec<Complaint> {
        let mut all = self.0.into_inner();
        all.sort_by_key(|c| (c.span.start, c.span.end));
        all
    }
}

/// One table of the dossier, its name for messages, and the keys asked for so far.
pub(crate) struct Table<'a> {
    entries: &'a DeTable<'a>,
    span: Range<usize>,
    name: &'static str,
    asked: RefCell<Vec<&'static str>>,
    complaints: &'a Complaints,
    finished: Cell<bool>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(
        entries: &'a DeTable<'a>,
        span: Range<usize>,
        name: &'static str,
        complaints: &'a Complaints,
    ) -> Table<'a> {
        Table { entries, span, name, asked: RefCell::default(), complaints, finished: Cell::new(false) }
    }

    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn value(&self, key: &'static str) -> Option<(&'a DeValue<'a>, Range<usize>)> {
        self.asked.borrow_mut().push(key);
        self.entries.get(key).map(|v| (v.get_ref(), v.span()))
    }

    fn wrong_kind(&self, key: &str, span: Range<usize>, found: &DeValue<'_>, wanted: &str) {
        self.complaints.add(Complaint::new(
            span,
            format!("`{key}` in {} must be {wanted}", self.name),
            format!("this is {} {}", article(found.type_str()), found.type_str()),
            format!("write {wanted}"),
        ));
    }

    /// The keys that the dossier states in this table.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.entries.keys().map(|k| k.get_ref().to_string()).collect()
    }

    /// The bytes of a key's value, if it is there.
    pub(crate) fn span_of(&self, key: &str) -> Option<Range<usize>> {
        self.entries.get(key).map(toml::Spanned::span)
    }

    pub(crate) fn text(&self, key: &'static str) -> Option<Spanned<String>> {
        let (value, span) = self.value(key)?;
        match value.as_str() {
            Some(s) => Some(Spanned { value: s.to_owned(), span }),
            None => {
                self.wrong_kind(key, span, value, "a text in quotes");
                None
            }
        }
    }

    /// A text that must be there; `example` is shown when it is not.
    pub(crate) fn required_text(&self, key: &'static str, example: &str) -> Option<Spanned<String>> {
        if !self.entries.contains_key(key) {
            self.asked.borrow_mut().push(key);
            self.missing(key, example);
            return None;
        }
        self.text(key)
    }

    pub(crate) fn missing(&self, key: &str, example: &str) {
        self.complaints.add(Complaint::new(
            self.heading(),
            format!("{} needs `{key}`", self.name),
            "missing here",
            // A heading takes no equals sign.
            format!("add, for instance: {key} {} {example}", if key.starts_with('[') { "with" } else { "=" }),
        ));
    }

    /// A short span at the table's beginning, so that a missing key does not underline the whole table.
    fn heading(&self) -> Range<usize> {
        self.span.start..self.span.start + 1
    }

    pub(crate) fn texts(&self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let (value, span) = self.value(key)?;
        if let Some(one) = value.as_str() {
            return Some(vec![Spanned { value: one.to_owned(), span }]);
        }
        let Some(array) = value.as_array() else {
            self.wrong_kind(key, span, value, "a list of texts, such as [\"a\", \"b\"]");
            return None;
        };
        let mut all = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(s) => all.push(Spanned { value: s.to_owned(), span: item.span() }),
                None => self.wrong_kind(key, item.span(), item.get_ref(), "a list of texts, such as [\"a\", \"b\"]"),
            }
        }
        Some(all)
    }

    pub(crate) fn number(&self, key: &'static str) -> Option<Spanned<f64>> {
        let (value, span) = self.value(key)?;
        let number = match value {
            DeValue::Float(f) => f.as_str().replace('_', "").parse().ok(),
            DeValue::Integer(i) if i.radix() == 10 => i.as_str().replace('_', "").parse().ok(),
            _ => None,
        };
        match number {
            Some(n) if f64::is_finite(n) => Some(Spanned { value: n, span }),
            _ => {
                self.wrong_kind(key, span, value, "a finite number");
                None
            }
        }
    }

    pub(crate) fn truth(&self, key: &'static str) -> Option<Spanned<bool>> {
        let (value, span) = self.value(key)?;
        let truth = value.as_bool();
        if truth.is_none() {
            self.wrong_kind(key, span.clone(), value, "true or false");
        }
        truth.map(|value| Spanned { value, span })
    }

    /// Whether the key holds a list, or a table. Asks for nothing.
    pub(crate) fn is_list(&self, key: &str) -> bool {
        self.entries.get(key).is_some_and(|v| v.get_ref().is_array())
    }

    pub(crate) fn is_table(&self, key: &str) -> bool {
        self.entries.get(key).is_some_and(|v| v.get_ref().is_table())
    }

    /// All entries of a table whose keys are the analyst's own, such as names of sides; each must be a text.
    pub(crate) fn named_texts(&self) -> Vec<(Spanned<String>, Spanned<String>)> {
        self.close();
        let mut all: Vec<(Spanned<String>, Spanned<String>)> = Vec::new();
        for (key, item) in self.entries {
            match item.get_ref().as_str() {
                Some(text) => all.push((
                    Spanned { value: key.get_ref().to_string(), span: key.span() },
                    Spanned { value: text.to_owned(), span: item.span() },
                )),
                None => self.wrong_kind(key.get_ref(), item.span(), item.get_ref(), "a text in quotes"),
            }
        }
        all.sort_by_key(|(key, _)| key.span.start);
        all
    }

    pub(crate) fn whole_number(&self, key: &'static str) -> Option<Spanned<u64>> {
        let (value, span) = self.value(key)?;
        let number =
            value.as_integer().filter(|i| i.radix() == 10).and_then(|i| i.as_str().replace('_', "").parse().ok());
        if number.is_none() {
            self.wrong_kind(key, span.clone(), value, "a whole number, 0 or more");
        }
        number.map(|value| Spanned { value, span })
    }

    /// A list of whole numbers, 0 or more; one number is a list of one.
    pub(super) fn whole_numbers(&self, key: &'static str) -> Option<Vec<Spanned<u64>>> {
        let (value, span) = self.value(key)?;
        let read = |value: &DeValue<'_>, span: Range<usize>| {
            let number =
                value.as_integer().filter(|i| i.radix() == 10).and_then(|i| i.as_str().replace('_', "").parse().ok());
            if number.is_none() {
                self.wrong_kind(key, span.clone(), value, "a list of whole numbers, such as [1, 2]");
            }
            number.map(|value| Spanned { value, span })
        };
        match value.as_array() {
            Some(array) => Some(array.iter().filter_map(|item| read(item.get_ref(), item.span())).collect()),
            None => Some(read(value, span).into_iter().collect()),
        }
    }

    /// Whether the key holds a list without entries. Asks for nothing.
    pub(super) fn is_empty_list(&self, key: &str) -> bool {
        self.entries.get(key).and_then(|v| v.get_ref().as_array()).is_some_and(|a| a.is_empty())
    }

    /// A list of words, each looked up in a closed list; one word is a list of one.
    pub(super) fn choices<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<Vec<Spanned<T>>> {
        let texts = self.texts(key)?;
        Some(texts.into_iter().filter_map(|text| self.look_up(key, text, words)).collect())
    }

    /// Looks a text up in a closed list of words.
    pub(crate) fn choice<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<Spanned<T>> {
        self.look_up(key, self.text(key)?, words)
    }

    fn look_up<T: Copy>(&self, key: &str, text: Spanned<String>, words: &[(&'static str, T)]) -> Option<Spanned<T>> {
        if let Some((_, t)) = words.iter().find(|(w, _)| *w == text.value) {
            return Some(Spanned { value: *t, span: text.span });
        }
        let list = words.iter().map(|(w, _)| format!("\"{w}\"")).collect::<Vec<_>>().join(", ");
        let help = match did_you_mean(&text.value, words.iter().map(|(w, _)| *w)) {
            Some(near) => format!("did you mean \"{near}\"? Known are {list}"),
            None => format!("known are {list}"),
        };
        self.complaints.add(Complaint::new(
            text.span,
            format!("`{key}` does not know \"{}\"", text.value),
            "not one of the known words",
            help,
        ));
        None
    }

    pub(crate) fn table(&self, key: &'static str, name: &'static str) -> Option<Table<'a>> {
        let (value, span) = self.value(key)?;
        match value.as_table() {
            Some(t) => Some(Table::new(t, span, name, self.complaints)),
            None => {
                self.wrong_kind(key, span, value, "a table");
                None
            }
        }
    }

    pub(crate) fn tables(&self, key: &'static str, name: &'static str) -> Vec<Table<'a>> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(array) = value.as_array() else {
            // A table within a table is headed by the names of both.
            let heading = if name.starts_with("[[") { name.to_owned() } else { format!("[[{key}]]") };
            self.wrong_kind(key, span, value, &format!("a list of tables, each headed {heading}"));
            return Vec::new();
        };
        let mut all = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_table() {
                Some(t) => all.push(Table::new(t, item.span(), name, self.complaints)),
                None => self.wrong_kind(key, item.span(), item.get_ref(), &format!("a table headed [[{key}]]")),
            }
        }
        all
    }

    /// Marks a table that was only looked at: its keys are checked elsewhere.
    pub(crate) fn close(&self) {
        self.finished.set(true);
    }

    /// Complains about every key that nobody asked for. Must be called once all keys were asked for.
    pub(crate) fn finish(&self) {
        self.finished.set(true);
        let asked = self.asked.borrow();
        for key in self.entries.keys() {
            let word: &str = key.get_ref();
            if asked.contains(&word) {
                continue;
            }
            let help = match did_you_mean(word, asked.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{} knows: {}", self.name, asked.join(", ")),
            };
            self.complaints.add(Complaint::new(
                key.span(),
                format!("{} has no key `{word}`", self.name),
                "unknown key",
                help,
            ));
        }
    }
}

impl Drop for Table<'_> {
    fn drop(&mut self) {
        debug_assert!(
            self.finished.get() || std::thread::panicking(),
            "table {} was dropped without `finish`",
            self.name
        );
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
