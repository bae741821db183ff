//! Reading Rust without compiling it: which characters are code, which are strings, comments or tests. Just
//! enough of the language for the rules; no rule lives here.

use super::tree::Tree;

/// A Rust file and the views of it that rules look at. All views have the lines of the file.
#[derive(Debug)]
pub(super) struct Source {
    /// Path from the root of the repository.
    pub(super) path: String,
    /// Code and strings that end up in what is shipped: no comments, no tests.
    pub(super) shipped: String,
    /// The same without the contents of strings.
    pub(super) shipped_code: String,
    /// Code of the whole file, tests included, without comments and the contents of strings.
    pub(super) code: String,
    /// Code of tests, without comments and the contents of strings.
    pub(super) test_code: String,
}

/// The Rust files whose path begins with `folder`.
pub(super) fn sources(tree: &Tree, folder: &str) -> Vec<Source> {
    let files: Vec<(&str, Views)> = tree.texts_in(folder, ".rs").map(|(p, t)| (p, Views::of(t))).collect();
    let only_tests: Vec<String> = files.iter().flat_map(|(p, v)| v.test_modules.iter().map(|m| inside(p, m))).collect();
    files
        .into_iter()
        .map(|(path, views)| {
            let all_test = path.contains("/tests/")
                || path.contains("/benches/")
                || only_tests.iter().any(|m| *path == format!("{m}.rs") || path.starts_with(&format!("{m}/")));
            views.into_source(path, all_test)
        })
        .collect()
}

/// The path, without ending, of module `name` as declared in `file`.
fn inside(file: &str, name: &str) -> String {
    let (folder, stem) = file.rsplit_once('/').unwrap_or(("", file));
    match stem {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{folder}/{name}"),
        _ => format!("{}/{name}", file.trim_end_matches(".rs")),
    }
}

struct Views {
    /// Comments blanked.
    strings: Vec<char>,
    /// Comments and strings blanked.
    code: Vec<char>,
    /// Whether the character belongs to an item under `#[cfg(test)]`.
    test: Vec<bool>,
    /// `#[cfg(test)] mod name;`
    test_modules: Vec<String>,
}

impl Views {
    fn of(text: &str) -> Views {
        let (strings, code) = without_comments(&text.chars().collect::<Vec<_>>());
        let mut views = Views { test: vec![false; code.len()], strings, code, test_modules: Vec::new() };
        views.mark_tests();
        views
    }

    fn mark_tests(&mut self) {
        let mark: Vec<char> = "#[cfg(test)]".chars().collect();
        let mut at = 0;
        while at + mark.len() <= self.code.len() {
            if self.code[at..at + mark.len()] != mark[..] {
                at += 1;
                continue;
            }
            let end = end_of_item(&self.code, at + mark.len());
            let item: String = self.code[at + mark.len()..end].iter().collect();
            if let Some(name) = item.trim().trim_start_matches("pub(crate) ").strip_prefix("mod ")
                && let Some(name) = name.strip_suffix(';')
            {
                self.test_modules.push(name.trim().to_owned());
            }
            self.test[at..end].fill(true);
            at = end;
        }
    }

    fn into_source(self, path: &str, all_test: bool) -> Source {
        let view = |chars: &[char], keep: &dyn Fn(bool) -> bool| -> String {
            chars
                .iter()
                .zip(&self.test)
                .map(|(c, t)| if *c == '\n' || keep(*t || all_test) { *c } else { ' ' })
                .collect()
        };
        Source {
            path: path.to_owned(),
            shipped: view(&self.strings, &|test| !test),
            shipped_code: view(&self.code, &|test| !test),
            code: view(&self.code, &|_| true),
            test_code: view(&self.code, &|test| test),
        }
    }
}

/// One past the last character of the item that begins after `at` (attributes before it included).
fn end_of_item(code: &[char], mut at: usize) -> usize {
    let mut depth = 0usize;
    let mut brackets = 0usize;
    while at < code.len() {
        match code[at] {
            '[' | '(' => brackets += 1,
            ']' | ')' => brackets = brackets.saturating_sub(1),
            ';' if depth == 0 && brackets == 0 => return at + 1,
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    code.len()
}

/// The text with comments blanked, and with the contents of strings blanked too.
fn without_comments(text: &[char]) -> (Vec<char>, Vec<char>) {
    let (mut strings, mut code) = (text.to_vec(), text.to_vec());
    let at = |i: usize| text.get(i).copied().unwrap_or('\0');
    let blank = |view: &mut Vec<char>, from: usize, to: usize| {
        for c in &mut view[from..to] {
            if *c != '\n' {
                *c = ' ';
            }
        }
    };
    let mut i = 0;
    while i < text.len() {
        let end = match (at(i), at(i + 1)) {
            ('/', '/') => (i..text.len()).find(|j| text[*j] == '\n').unwrap_or(text.len()),
            ('/', '*') => end_of_block_comment(text, i),
            ('"', _) => {
                let end = end_of_string(text, i);
                blank(&mut code, i + 1, end.saturating_sub(1).max(i + 1));
                i = end;
                continue;
            }
            ('r', '"' | '#') if !is_word(i.checked_sub(1).map_or(' ', at)) || at(i.wrapping_sub(1)) == 'b' => {
                match end_of_raw_string(text, i) {
                    Some(end) => {
                        blank(&mut code, i + 1, end);
                        i = end;
                    }
                    None => i += 1,
                }
                continue;
            }
            ('\'', next) => {
                // A character, or the name of a lifetime, which has no closing quote two places on.
                let end = if next == '\\' {
                    (i + 3..text.len()).find(|j| text[*j] == '\'')
                } else {
                    (at(i + 2) == '\'').then_some(i + 2)
                };
                if let Some(end) = end {
                    blank(&mut code, i + 1, end);
                    i = end;
                }
                i += 1;
                continue;
            }
            _ => {
                i += 1;
                continue;
            }
        };
        blank(&mut strings, i, end);
        blank(&mut code, i, end);
        i = end;
    }
    (strings, code)
}

fn end_of_block_comment(text: &[char], from: usize) -> usize {
    let (mut depth, mut i) = (0usize, from);
    while i + 1 < text.len() {
        match (text[i], text[i + 1]) {
            ('/', '*') => (depth, i) = (depth + 1, i + 2),
            ('*', '/') => {
                (depth, i) = (depth - 1, i + 2);
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    text.len()
}

fn end_of_string(text: &[char], from: usize) -> usize {
    let mut i = from + 1;
    while i < text.len() {
        match text[i] {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    text.len()
}

fn end_of_raw_string(text: &[char], from: usize) -> Option<usize> {
    let hashes = text[from + 1..].iter().take_while(|c| **c == '#').count();
    let open = from + 1 + hashes;
    if text.get(open) != Some(&'"') {
        return None;
    }
    (open + 1..text.len())
        .find(|i| text[*i] == '"' && text[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes)
        .map(|i| i + 1 + hashes)
}

/// Whether a character may stand in a name.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The lines (from 1) on which `needle` stands as a whole word or path.
pub(super) fn lines_with(text: &str, needle: &str) -> Vec<usize> {
    let bounded = |line: &str, at: usize| {
        let before = line[..at].chars().next_back().unwrap_or(' ');
        let after = line[at + needle.len()..].chars().next().unwrap_or(' ');
        let (first, last) = (needle.chars().next().unwrap_or(' '), needle.chars().next_back().unwrap_or(' '));
        !(is_word(before) && is_word(first) || is_word(after) && is_word(last))
    };
    text.lines()
        .enumerate()
        .filter(|(_, line)| line.match_indices(needle).any(|(at, _)| bounded(line, at)))
        .map(|(n, _)| n + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! About std::fs.\nfn a<'x>(s: &'x str) -> char { let _ = \"std::env // no\"; '\"' } /* Day */\n\
                        #[cfg(test)]\nmod tests {\n    fn b() { std::fs::read(r#\"x \"y\"#); }\n}\nfn c() {}\n";

    #[test]
    fn comments_strings_and_tests_are_told_apart() {
        let tree = Tree::of(&[("crates/x/src/a.rs", FILE)]);
        let source = &sources(&tree, "crates/")[0];
        assert_eq!(source.shipped.lines().count(), FILE.lines().count());
        assert!(source.shipped.contains("std::env // no") && !source.shipped_code.contains("std::env"));
        assert!(!source.shipped.contains("std::fs") && !source.shipped.contains("Day"));
        assert!(source.shipped.contains("fn c()") && !source.shipped.contains("fn b()"));
        assert!(source.test_code.contains("std::fs::read") && !source.test_code.contains("\"y\""));
        assert!(source.code.contains("fn b()") && source.code.contains("fn c()"));
    }

    #[test]
    fn a_module_declared_for_tests_is_a_test() {
        let tree = Tree::of(&[
            ("crates/x/src/a/mod.rs", "#[cfg(test)]\nmod fixture;\nmod b;"),
            ("crates/x/src/a/b.rs", "fn b() {}"),
            ("crates/x/src/a/fixture.rs", "fn f() {}"),
        ]);
        let found = sources(&tree, "crates/x/");
        assert!(found[0].shipped.contains("fn b"));
        assert!(!found[1].shipped.contains("fn f") && found[1].test_code.contains("fn f"));
    }

    #[test]
    fn words_are_whole() {
        assert_eq!(lines_with("Days\nDay\na_Day\nDay::new", "Day"), [2, 4]);
        assert_eq!(lines_with("x < 0.051\nx < 0.05", "0.05"), [2]);
        assert_eq!(lines_with("File::open\nMyFile::open", "File::"), [1]);
    }
}
