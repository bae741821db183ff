//! What was skipped. A test that wants the shared data and does not find them appends its line to the file
//! that TERTIUS_SKIPS names; here the lines are counted and named, so that a green run cannot hide a hole.

use std::path::Path;

/// How the line of a test ends that did not find the shared data.
const SHARED: &str = "shared data not found";

/// The skipped tests, counted and named.
///
/// # Errors
/// If `none_allowed` and something was skipped, or if the file cannot be read. A file that does not exist
/// means that no test was skipped.
pub fn report(file: &Path, none_allowed: bool) -> Result<String, String> {
    let lines = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(format!("{}: {e}\n", file.display())),
    };
    in_words(&lines, none_allowed)
}

fn in_words(lines: &str, none_allowed: bool) -> Result<String, String> {
    let mut names: Vec<&str> = lines.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Ok("skipped: no test\n".into());
    }
    let mut text = format!("skipped: {} {}\n", names.len(), if names.len() == 1 { "test" } else { "tests" });
    for name in names {
        text.push_str("  ");
        text.push_str(name.strip_prefix("skipped: ").unwrap_or(name));
        text.push('\n');
    }
    // A Python without other engines is no fault of a tree that has the shared data.
    if none_allowed && lines.contains(SHARED) {
        text.push_str("the shared data are there, so none of these may be skipped: mend how the tests look for them\n");
        return Err(text);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::in_words;

    const TWO: &str =
        "skipped: b: shared data not found\nskipped: a: shared data not found\nskipped: b: shared data not found\n";

    #[test]
    fn skips_are_counted_once_and_named() {
        let text = in_words(TWO, false).expect("skips are allowed");
        assert_eq!(text, "skipped: 2 tests\n  a: shared data not found\n  b: shared data not found\n");
        assert_eq!(in_words("\n", true), Ok("skipped: no test\n".into()));
    }

    #[test]
    fn a_skip_fails_where_none_is_allowed() {
        assert!(in_words(TWO, true).is_err());
        let other = "skipped: c: no Python with duckdb and polars\n";
        assert!(in_words(other, true).is_ok_and(|text| text.contains("c: no Python")));
        assert!(in_words(&format!("{other}{TWO}"), true).is_err());
    }
}
