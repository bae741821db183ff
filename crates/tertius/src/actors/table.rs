//! Reading the tables that are compiled into the library: comma-separated text with comment lines. Only the
//! project's own embedded tables pass through here; producers' files have readers of their own.

use super::Day;

/// The rows of an embedded table, without comment lines (`#`), blank lines and the heading.
///
/// Each row gives at least `columns` fields; a shorter row is a fault of ours and panics, which a test over
/// every table rules out.
pub(crate) fn rows(text: &'static str, columns: usize) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).skip(1).map(move |line| {
        let row = fields(line);
        assert!(row.len() == columns, "embedded table row has {} fields instead of {columns}: {line}", row.len());
        row
    })
}

/// The fields of one line. A field that contains a comma stands in double quotes; quotes inside a field do
/// not occur in our tables, which lets every field be a slice of the line.
fn fields(line: &'static str) -> Vec<&'static str> {
    let mut out = Vec::new();
    let mut rest = line;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (field, after) = quoted.split_once('"').expect("quotes in embedded tables are closed");
            out.push(field);
            match after.strip_prefix(',') {
                Some(next) => rest = next,
                None => return out,
            }
        } else {
            match rest.split_once(',') {
                Some((field, next)) => {
                    out.push(field);
                    rest = next;
                }
                None => {
                    out.push(rest);
                    return out;
                }
            }
        }
    }
}

/// A day written as `1991-12-26`; `None` for an empty field.
pub(crate) fn day(field: &str) -> Option<Day> {
    if field.is_empty() {
        return None;
    }
    let mut parts = field.splitn(3, '-');
    let mut next = || parts.next().unwrap_or("");
    let year = next().parse().expect("embedded days are ISO dates");
    let month = next().parse().expect("embedded days are ISO dates");
    let day = next().parse().expect("embedded days are ISO dates");
    Some((year, month, day))
}

/// The alternatives of a field, separated by `|`; an empty field has none.
pub(crate) fn alternatives(field: &'static str) -> Vec<&'static str> {
    field.split('|').filter(|part| !part.is_empty()).collect()
}

/// A name made comparable: letters in lower case, runs of white space as one space, none at the ends.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_field_keeps_its_comma() {
        assert_eq!(fields("a,\"b, c\",d"), ["a", "b, c", "d"]);
        assert_eq!(fields("a,,"), ["a", "", ""]);
        assert_eq!(fields("\"a\",\"b\""), ["a", "b"]);
    }

    #[test]
    fn days_and_alternatives() {
        assert_eq!(day("1991-12-26"), Some((1991, 12, 26)));
        assert_eq!(day(""), None);
        assert_eq!(alternatives("RUS|USR"), ["RUS", "USR"]);
        assert!(alternatives("").is_empty());
        assert_eq!(folded("  Russian   Federation "), "russian federation");
    }
}
