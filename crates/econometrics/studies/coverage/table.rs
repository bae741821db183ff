//! The page: how to read it, from how many periods on each method keeps its promise, and all numbers. Nothing is
//! computed here but marks.

use std::fmt::Write;

use crate::methods::{Method, Promise};
use crate::tally::{Cell, Row};
use crate::worlds::Data;

/// On which side of its promise a share lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Kept,
    /// Intervals miss too often, tests reject too often.
    Wrong,
    /// Intervals hold more than they say, tests reject less than they say.
    Cautious,
}

fn side(cell: &Cell, level: usize, promise: Promise) -> Side {
    let nominal = match promise {
        Promise::Interval => crate::methods::LEVELS[level],
        Promise::Test => crate::methods::SIZE,
    };
    let off = cell.share(level) - nominal;
    if off.abs() <= 3.0 * cell.standard_error(level) + 0.02 {
        Side::Kept
    } else if (off > 0.0) == (promise == Promise::Test) {
        Side::Wrong
    } else {
        Side::Cautious
    }
}

fn levels(promise: Promise) -> &'static [usize] {
    if promise == Promise::Interval { &[0, 1] } else { &[0] }
}

fn share(cell: &Cell, level: usize, promise: Promise) -> String {
    if cell.answered == 0 {
        return "none".to_owned();
    }
    let text = format!("{:.1} ({:.1})", 100.0 * cell.share(level), 100.0 * cell.standard_error(level));
    match side(cell, level, promise) {
        Side::Kept => text,
        Side::Wrong => format!("**{text}**"),
        Side::Cautious => format!("*{text}*"),
    }
}

/// The shortest length from which on a method errs no more than it says, or `None`.
fn reliable_from(cells: &[Cell], lengths: &[usize], promise: Promise) -> Option<usize> {
    let fine =
        |cell: &Cell| cell.answered > 0 && levels(promise).iter().all(|&l| side(cell, l, promise) != Side::Wrong);
    let bad = cells.iter().rposition(|cell| !fine(cell));
    lengths.get(bad.map_or(0, |at| at + 1)).copied()
}

/// The page, as Markdown.
pub(crate) fn page(methods: &[Method], rows: &[Row], lengths: &[usize], command: &str, replications: usize) -> String {
    let mut out = String::from("# Coverage and size\n\n");
    out.push_str(&introduction(command, replications));
    out.push_str("\n## From how many periods on\n\n");
    out.push_str(
        "The shortest length from which on a method errs no more often than it says (all of its levels), by kind of \
         data. *Not reached* where it still errs too often at the longest.\n",
    );
    let heads: Vec<&str> = Data::ALL.iter().map(|d| d.label()).collect();
    for (family, members) in families(methods) {
        let _ = write!(out, "\n### {family}\n\n| method | {} |\n|---{}|\n", heads.join(" | "), "|---".repeat(4));
        for m in members {
            let cells: Vec<String> = rows[m]
                .iter()
                .map(|cells| {
                    let from = reliable_from(cells, lengths, methods[m].promise);
                    from.map_or_else(|| "not reached".to_owned(), |t| t.to_string())
                })
                .collect();
            let _ = writeln!(out, "| {} | {} |", methods[m].name, cells.join(" | "));
        }
    }
    out.push_str("\n## All numbers\n");
    for (family, members) in families(methods) {
        for (promise, title) in [(Promise::Interval, "intervals"), (Promise::Test, "tests")] {
            let chosen: Vec<usize> = members.iter().copied().filter(|&m| methods[m].promise == promise).collect();
            if !chosen.is_empty() {
                let _ = write!(out, "\n### {family}: {title}\n\n");
                numbers(&mut out, methods, rows, &chosen, lengths, promise);
            }
        }
    }
    out
}

fn introduction(command: &str, replications: usize) -> String {
    format!(
        "Written by a program; do not edit. The command, which anyone can repeat:\n\n    {command}\n\n\
         Every method answers in {replications} simulated worlds of each kind and length in which the right answer is \
         known; a method marked with *every n-th world* only in those. An interval should hold the truth in \
         90 and 95 % of the worlds; a test at 5 % should reject a true null in 5 %.\n\n\
         The data, all with mean 0; the values of three series r, u, v follow an autoregression of order 1:\n\n\
         - **moderate**: roots .5 and .4, independent normal errors.\n\
         - **persistent**: roots .9 and .8, independent normal errors.\n\
         - **heavy tails**: as moderate, errors of Student's t with 3 degrees of freedom.\n\
         - **heteroskedastic**: as moderate, the errors of all series share a variance that follows the mean square \
         of the last period's errors with weight .5.\n\n\
         Regressors and the errors *with memory* have the autocorrelation .5, or .9 in the persistent data.\n\n\
         How to read a cell: the share in percent, and in brackets its Monte Carlo standard error. **Bold**: the method \
         errs more often than it says, by more than three standard errors and 2 points. *Slanted*: it is more cautious \
         than it says, by as much. Widths are medians of 95 % intervals (for bands, of the mean over the steps). \
         Worlds in which a method refuses to answer are counted in the last column and not in the shares.\n"
    )
}

fn numbers(out: &mut String, methods: &[Method], rows: &[Row], chosen: &[usize], lengths: &[usize], promise: Promise) {
    let mut heads = vec!["method".to_owned(), "data".to_owned()];
    let names: &[&str] = if promise == Promise::Interval { &["90 %", "95 %"] } else { &["5 %"] };
    heads.extend(names.iter().flat_map(|name| lengths.iter().map(move |t| format!("{name}, {t}"))));
    if promise == Promise::Interval {
        heads.extend(lengths.iter().map(|t| format!("width, {t}")));
    }
    heads.push("refused".to_owned());
    let _ = write!(out, "| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for &m in chosen {
        for (data, cells) in Data::ALL.iter().zip(&rows[m]) {
            let mut line = vec![methods[m].name.clone(), data.label().to_owned()];
            for &level in levels(promise) {
                line.extend(cells.iter().map(|cell| share(cell, level, promise)));
            }
            if promise == Promise::Interval {
                line.extend(cells.iter().map(|c| c.median_width.map_or_else(String::new, |w| format!("{w:.2}"))));
            }
            let refused = lengths.iter().zip(cells).filter(|(_, cell)| cell.refused > 0);
            line.push(refused.map(|(t, cell)| format!("{t}: {}", cell.refused)).collect::<Vec<_>>().join(", "));
            let _ = writeln!(out, "| {} |", line.join(" | "));
        }
    }
}

/// Families in the order of their first method, with the positions of their methods.
fn families(methods: &[Method]) -> Vec<(&'static str, Vec<usize>)> {
    let mut found: Vec<(&'static str, Vec<usize>)> = Vec::new();
    for (m, method) in methods.iter().enumerate() {
        match found.iter_mut().find(|(family, _)| *family == method.family) {
            Some((_, members)) => members.push(m),
            None => found.push((method.family, vec![m])),
        }
    }
    found
}
