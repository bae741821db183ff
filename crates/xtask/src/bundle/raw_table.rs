//! Comma- or tab-separated tables that the program has no reader for: columns by name, rows as text, every row
//! counted. What a row means is the caller's business.

use super::shared_files::SharedFiles;
use super::sources_card::{Input, inputs};

/// A producer's table with a header.
pub(super) struct RawTable {
    text: String,
    at: Vec<usize>,
    n_columns: usize,
    input: Input,
}

impl RawTable {
    /// Reads the file and finds the columns in the order in which rows shall give them.
    pub(super) fn read(files: &SharedFiles, name: &str, columns: &[&str]) -> Result<RawTable, String> {
        let bytes = files.bytes(name).map_err(|e| format!("{name}: {e}"))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8 text"))?;
        let header = split(text.lines().next().unwrap_or_default());
        let at: Result<Vec<usize>, String> = columns
            .iter()
            .map(|c| header.iter().position(|h| h == c).ok_or_else(|| format!("{name} has no column \"{c}\"")))
            .collect();
        let input = inputs(files, [name].into_iter())?.remove(0);
        Ok(RawTable { at: at?, n_columns: header.len(), text, input })
    }

    /// The file and its checksum.
    pub(super) fn input(&self) -> Input {
        self.input.clone()
    }

    /// The wanted columns of every row, or `None` for a row with another number of fields than the header.
    pub(super) fn rows(&self) -> impl Iterator<Item = Option<Vec<String>>> + '_ {
        self.text.lines().skip(1).filter(|l| !l.is_empty()).map(|line| {
            let fields = split(line);
            (fields.len() == self.n_columns).then(|| self.at.iter().map(|i| fields[*i].clone()).collect())
        })
    }
}

/// Fields between commas; quotes may enclose a field and are taken off.
fn split(line: &str) -> Vec<String> {
    if !line.contains('"') {
        return line.split(',').map(str::to_owned).collect();
    }
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("there is always a last field").push(c),
        }
    }
    fields
}

/// A whole number that may be written with a decimal point (`2002.0`).
pub(super) fn whole(text: &str) -> Option<u64> {
    let value: f64 = text.parse().ok()?;
    (value >= 0.0 && value.fract() == 0.0 && value < 1e15).then_some(value as u64)
}

/// A finite number; `None` for empty and for `NA`.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|v| v.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_taken_off_and_keep_their_commas() {
        assert_eq!(split("\"1\",2,\"a, b\",NA"), ["1", "2", "a, b", "NA"]);
        assert_eq!(split("a,,b"), ["a", "", "b"]);
    }

    #[test]
    fn whole_numbers_may_carry_a_point() {
        assert_eq!(
            (whole("2002.0"), whole("7"), whole("-9"), whole("1.5"), whole("")),
            (Some(2002), Some(7), None, None, None)
        );
        assert_eq!((number("NA"), number("inf"), number("-0.25")), (None, None, Some(-0.25)));
    }
}
