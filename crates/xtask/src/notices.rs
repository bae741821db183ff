//! The list of other people's work in Tertius: every crate of the lock file with its licence, read from
//! `cargo metadata`, and the vendored files with their licence texts. Written to THIRD-PARTY-NOTICES.md.

use crate::tidy::Tree;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const FILE: &str = "THIRD-PARTY-NOTICES.md";
const VENDOR: &str = "crates/tertius/src/report/vendor/";

/// The crate whose binary is handed to users.
const SHIPPED: &str = "tertius-cli";

const HEAD: &str = "\
# Third-party notices

Tertius is built on the work listed here. The file is written by `cargo run -p xtask -- notices` from the
manifests of the crates; a test compares it with `Cargo.lock`. *In the binary* means that `tertius` contains it
on some system; the others only build or test it. Data are not listed here: each instrument's card names its
producer, its terms and how to cite it, and `tertius cite` prints them.
";

/// Writes THIRD-PARTY-NOTICES.md.
///
/// # Errors
/// If cargo cannot describe the workspace, or a file cannot be read or written.
pub fn write() -> Result<String, String> {
    let root = crate::tidy::root()?;
    let tree = Tree::of_workspace()?;
    let told = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(&root)
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .map_err(|e| format!("cargo metadata: {e}\n"))?;
    if !told.status.success() {
        return Err(String::from_utf8_lossy(&told.stderr).into_owned());
    }
    let metadata: Value = serde_json::from_slice(&told.stdout).map_err(|e| format!("cargo metadata: {e}\n"))?;
    let text = format!("{HEAD}\n## Crates\n\n{}\n## Vendored files\n{}", crates(&metadata)?, vendored(&tree)?);
    std::fs::write(root.join(FILE), &text).map_err(|e| format!("{FILE}: {e}\n"))?;
    Ok(format!("{FILE} written\n"))
}

/// What THIRD-PARTY-NOTICES.md should say and does not, from the lock file and the vendored files alone.
///
/// # Errors
/// If a file cannot be read.
pub fn out_of_date() -> Result<Vec<String>, String> {
    let tree = Tree::of_workspace()?;
    let lock = tree.text("Cargo.lock").ok_or("Cargo.lock is missing\n")?;
    let notices = tree.text(FILE).ok_or("THIRD-PARTY-NOTICES.md is missing\n")?;
    let mut problems = difference(&locked(lock)?, &noticed(notices));
    for file in vendored_files(&tree) {
        if !notices.contains(&format!("`{file}`")) {
            problems.push(format!("{file} is vendored and not noticed"));
        }
    }
    Ok(problems)
}

fn difference(locked: &BTreeSet<(String, String)>, noticed: &BTreeSet<(String, String)>) -> Vec<String> {
    let missing = locked.difference(noticed).map(|(n, v)| format!("{n} {v} is used and not noticed"));
    let extra = noticed.difference(locked).map(|(n, v)| format!("{n} {v} is noticed and not used"));
    missing.chain(extra).collect()
}

/// Name and version of every package of the lock file that is not ours.
fn locked(lock: &str) -> Result<BTreeSet<(String, String)>, String> {
    let lock: toml::Table = lock.parse().map_err(|e| format!("Cargo.lock: {e}\n"))?;
    let packages = lock.get("package").and_then(|p| p.as_array()).ok_or("Cargo.lock lists no package\n")?;
    let text = |p: &toml::Value, key: &str| p.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    Ok(packages.iter().filter(|p| p.get("source").is_some()).map(|p| (text(p, "name"), text(p, "version"))).collect())
}

/// Name and version of every row of the table of crates.
fn noticed(notices: &str) -> BTreeSet<(String, String)> {
    notices
        .lines()
        .filter_map(|l| {
            let cells: Vec<&str> = l.trim().strip_prefix('|')?.split('|').map(str::trim).collect();
            let named = cells.len() > 2 && cells[0] != "crate" && !cells[0].starts_with("--");
            named.then(|| (cells[0].to_owned(), cells[1].to_owned()))
        })
        .collect()
}

fn crates(metadata: &Value) -> Result<String, String> {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let packages = list(metadata, "packages");
    let start = packages
        .iter()
        .find(|p| p["name"] == SHIPPED)
        .map(|p| text(p, "id"))
        .ok_or(format!("no crate is called {SHIPPED}\n"))?;

    // What the binary contains: everything reached from it without development and build dependencies.
    let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"], "nodes") {
        let normal =
            list(&node, "deps").into_iter().filter(|d| list(d, "dep_kinds").iter().any(|k| k["kind"].is_null()));
        edges.insert(text(&node, "id"), normal.map(|d| text(&d, "pkg")).collect());
    }
    let (mut shipped, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(id) = open.pop() {
        if shipped.insert(id.clone()) {
            open.extend(edges.get(&id).into_iter().flatten().cloned());
        }
    }

    let mut rows: Vec<[String; 5]> = Vec::new();
    for package in packages.iter().filter(|p| !p["source"].is_null()) {
        let licence = match text(package, "license") {
            none if none.is_empty() => format!("see its file {}", text(package, "license_file")),
            known => known.replace(" / ", " OR ").replace('/', " OR "),
        };
        let used = if shipped.contains(&text(package, "id")) { "in the binary" } else { "builds or tests it" };
        rows.push([
            text(package, "name"),
            text(package, "version"),
            licence,
            used.to_owned(),
            text(package, "repository"),
        ]);
    }
    rows.sort();
    let mut table = String::from("| crate | version | licence | use | where |\n|---|---|---|---|---|\n");
    rows.iter().for_each(|r| table.push_str(&format!("| {} |\n", r.join(" | "))));
    Ok(table)
}

/// The vendored files that are not licence texts or checksums.
fn vendored_files(tree: &Tree) -> Vec<String> {
    let code = |name: &str| name.ends_with(".js") || name.ends_with(".css");
    tree.paths().filter_map(|p| p.strip_prefix(VENDOR)).filter(|n| code(n)).map(str::to_owned).collect()
}

fn vendored(tree: &Tree) -> Result<String, String> {
    let mut text = String::new();
    for file in vendored_files(tree) {
        let name = file.trim_end_matches(".js").trim_end_matches(".css").trim_end_matches(".min");
        let path = format!("{VENDOR}LICENSE-{name}");
        let licence = tree.text(&path).ok_or(format!("{path} is missing: vendor the licence beside the file\n"))?;
        text.push_str(&format!(
            "\n### `{file}`\n\nCopied unchanged into the report, so that it works offline. Its licence:\n\n"
        ));
        for line in licence.trim_end().lines() {
            let line = line.trim_end();
            text.push_str(&if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") });
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_that_is_not_noticed_is_found() {
        let lock = "[[package]]\nname = \"ours\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"a\"\nversion = \"2.0.0\"\nsource = \"registry\"\n";
        let table = |row: &str| format!("| crate | version | licence |\n|---|---|---|\n{row}");
        let problems = |row: &str| difference(&locked(lock).expect("a lock file"), &noticed(&table(row))).len();
        assert_eq!(problems("| a | 2.0.0 | MIT |\n"), 0);
        assert_eq!(problems(""), 1);
        assert_eq!(problems("| a | 1.9.0 | MIT |\n"), 2);
    }

    #[test]
    fn what_the_binary_holds_is_told_from_what_tests_it() {
        let metadata = serde_json::json!({
            "packages": [
                {"id": "o", "name": SHIPPED, "version": "1.0.0", "source": null},
                {"id": "a", "name": "a", "version": "1.0.0", "source": "r", "license": "MIT/Apache-2.0", "repository": "there"},
                {"id": "b", "name": "b", "version": "1.0.0", "source": "r", "license": "MIT"},
            ],
            "resolve": {"nodes": [{"id": "o", "deps": [
                {"pkg": "a", "dep_kinds": [{"kind": null}]},
                {"pkg": "b", "dep_kinds": [{"kind": "dev"}]},
            ]}]},
        });
        let table = crates(&metadata).expect("a table");
        assert!(table.contains("| a | 1.0.0 | MIT OR Apache-2.0 | in the binary | there |"));
        assert!(table.contains("| b | 1.0.0 | MIT | builds or tests it |"));
    }
}
