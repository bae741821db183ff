//! What is wrong with a dossier, where, and what to do about it. A complaint never carries a number
//! from the data except the place in a file where reading had to stop.

use std::fmt;
use std::ops::Range;

/// A place in a data file. Lines and columns count from 1; column 0 means the whole line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlace {
    /// The file as the dossier's pattern found it.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Column (field), from 1, or 0 for the line as a whole.
    pub column: u64,
}

impl fmt::Display for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        if self.column > 0 {
            write!(f, ", column {}", self.column)?;
        }
        Ok(())
    }
}

/// The dossier cannot be run as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The bytes of the dossier that are underlined.
    pub span: Range<usize>,
    /// What is written beside the underlined bytes.
    pub label: String,
    /// A second place in the dossier that the first contradicts.
    pub also: Option<(Range<usize>, String)>,
    /// What to do.
    pub help: String,
    /// Where in a data file, if it is about one.
    pub place: Option<FilePlace>,
}

impl Complaint {
    /// A complaint about these bytes of the dossier.
    pub fn new(
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Complaint {
        Complaint { message: message.into(), span, label: label.into(), also: None, help: help.into(), place: None }
    }

    /// Adds the second place.
    pub fn and_at(mut self, span: Range<usize>, label: impl Into<String>) -> Complaint {
        self.also = Some((span, label.into()));
        self
    }

    /// Adds the place in a data file.
    pub fn in_file(mut self, place: FilePlace) -> Complaint {
        self.place = Some(place);
        self
    }

    /// Line and column, both from 1, of the underlined bytes in the dossier's text.
    pub fn line_and_column(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.span.start.min(text.len())).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        (line, column)
    }
}

/// The nearest of `known` to a misspelt word, if one is near enough to be meant.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&word.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(d, k)| *d <= 1 + k.chars().count() / 4)
        .min()
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_offered_and_far_ones_are_not() {
        assert_eq!(did_you_mean("perid", ["period", "pair"]), Some("period"));
        assert_eq!(did_you_mean("balence", ["balance", "conflict rate"]), Some("balance"));
        assert_eq!(did_you_mean("weather", ["period", "pair"]), None);
    }

    #[test]
    fn places_count_from_one() {
        let c = Complaint::new(7..9, "", "", "");
        assert_eq!(c.line_and_column("ab\ncé\nxyz"), (3, 1));
        assert_eq!(Complaint::new(99..99, "", "", "").line_and_column("ab"), (1, 3));
    }
}
