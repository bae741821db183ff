//! The page: how to read it, what breaks its promise and from how many periods on it is kept, all numbers. Nothing is
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

/// A method is not put to the test where its null is false.
fn blank(cell: &Cell) -> bool {
    cell.answered + cell.refused == 0
}

fn share(cell: &Cell, level: usize, promise: Promise) -> String {
    if blank(cell) {
        return String::new();
    }
    if cell.answered == 0 {
        return "none".to_owned();
    }
    let text = format!("{:.1}", 100.0 * cell.share(level));
    match side(cell, level, promise) {
        Side::Kept => text,
        Side::Wrong => format!("**{text}**"),
        Side::Cautious => format!("*{text}*"),
    }
}

/// Whether a method errs no more than it says, in all its levels.
fn keeps(cell: &Cell, promise: Promise) -> bool {
    cell.answered > 0 && levels(promise).iter().all(|&l| side(cell, l, promise) != Side::Wrong)
}

/// The shortest length from which on a method errs no more than it says, or `None`.
fn reliable_from(cells: &[Cell], lengths: &[usize], promise: Promise) -> Option<usize> {
    let bad = cells.iter().rposition(|cell| !keeps(cell, promise));
    lengths.get(bad.map_or(0, |at| at + 1)).copied()
}

/// The page, as Markdown.
pub(crate) fn page(methods: &[Method], rows: &[Row], lengths: &[usize], command: &str, replications: usize) -> String {
    let mut out = String::from("# Coverage and size\n\n");
    out.push_str(&introduction(command, replications));
    out.push_str(
        "\nThe next lists name what errs more often than it says, with the kinds of data in which it does; nothing is \
         said where it is all kinds.\n",
    );
    for (t, length) in lengths.iter().enumerate() {
        let _ = write!(out, "\n## What does not keep its promise at {length} periods\n\n");
        broken(&mut out, methods, rows, t);
    }
    out.push_str("\n## From how many periods on\n\n");
    out.push_str(
        "The shortest length from which on a method errs no more often than it says (all of its levels), by kind of \
         data. *Not reached* where it still errs too often at the longest.\n",
    );
    let heads: Vec<&str> = Data::ALL.iter().map(|d| d.label()).collect();
    for (family, members) in families(methods) {
        let _ = write!(
            out,
            "\n### {family}\n\n| method | {} |\n|---{}|\n",
            heads.join(" | "),
            "|---".repeat(Data::ALL.len())
        );
        for m in members {
            let cells: Vec<String> = rows[m]
                .iter()
                .map(|cells| {
                    if cells.iter().all(blank) {
                        return String::new();
                    }
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
         known; a method marked *1 world in n* only in those. An interval should hold the truth in \
         90 and 95 % of the worlds; a test at 5 % should reject a true null in 5 %.\n\n\
         The data, all with mean 0; the values of three series r, u, v follow an autoregression of order 1:\n\n\
         - **moderate**: roots .5 and .4, independent normal errors.\n\
         - **persistent**: roots .9 and .8, independent normal errors.\n\
         - **heavy tails**: as moderate, errors of Student's t with 3 degrees of freedom.\n\
         - **heteroskedastic**: as moderate, the errors of all series share a variance that follows the mean square \
         of the last period's errors with weight .5.\n\n\
         Regressors and the errors *with memory* have the autocorrelation .5, or .9 in the persistent data.\n\n\
         Some families draw worlds of their own with errors of the same four kinds: the level of a drifting series \
         moves by .3 standard deviations of its error (1 in the persistent data), with an event that adds 1 after two \
         thirds of the periods; the series with a break has it in the middle; the panel has 20 units, each with \
         errors of its own, and a shock for all in each period; the ten measures are correlated .5. Where a series has \
         no memory, the persistent data are the moderate ones drawn again.\n\n\
         How to read a cell: the share in percent, out of {replications} worlds or of the fewer that a method's name \
         says; its Monte Carlo standard error is at most {:.1} points at 95 % or 5 %, {:.1} at 90 %, and larger \
         by the root of n for 1 world in n. **Bold**: the method errs more often than it says, by more than three standard \
         errors and 2 points. *Slanted*: it is more cautious than it says, by as much. Empty: the null does not hold \
         in such data, so that rejecting it is no error. Widths are medians of 95 % intervals (for bands, of the \
         mean over the steps). Worlds in which a method refuses to answer are counted as such and are not in the \
         shares. Under *any of 10 true nulls rejected* the promise is that of all ten together; one rejection picked \
         by chance is false as often as the expected share of false rejections.\n",
        100.0 * (0.95 * 0.05 / replications as f64).sqrt(),
        100.0 * (0.9 * 0.1 / replications as f64).sqrt(),
    )
}

/// Methods that err more often than they say at one length, family by family, with the kinds of data unless it is all.
fn broken(out: &mut String, methods: &[Method], rows: &[Row], t: usize) {
    for (family, members) in families(methods) {
        let mut found = Vec::new();
        for m in members {
            let of = |cells: &Vec<Cell>| cells.get(t).filter(|cell| !blank(cell)).map(|c| keeps(c, methods[m].promise));
            let kept: Vec<Option<bool>> = rows[m].iter().map(of).collect();
            let wrong = Data::ALL.iter().zip(&kept).filter(|(_, kept)| **kept == Some(false));
            let kinds: Vec<&str> = wrong.map(|(data, _)| data.label()).collect();
            let name = methods[m].name.split(" (1 world in").next().unwrap_or_default();
            if kinds.len() == kept.iter().flatten().count() && !kinds.is_empty() {
                found.push(format!("  - {name}"));
            } else if !kinds.is_empty() {
                found.push(format!("  - {name}: {}", kinds.join(", ")));
            }
        }
        if !found.is_empty() {
            let _ = writeln!(out, "- {family}\n{}", found.join("\n"));
        }
    }
}

/// One line per method and level, one column per length and kind of data.
fn numbers(out: &mut String, methods: &[Method], rows: &[Row], chosen: &[usize], lengths: &[usize], promise: Promise) {
    let kinds = |text: &dyn Fn(&Data) -> String| Data::ALL.iter().map(text).collect::<Vec<_>>();
    let heads = lengths.iter().flat_map(|t| kinds(&|data| format!("{} {t}", data.label())));
    let heads: Vec<String> = ["method".to_owned(), "level".to_owned()].into_iter().chain(heads).collect();
    let _ = write!(out, "| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for &m in chosen {
        let mut line = |label: &str, text: &dyn Fn(&Cell) -> String| {
            let cells = (0..lengths.len()).flat_map(|t| rows[m].iter().map(move |cells| cells.get(t)));
            let cells: Vec<String> = cells.map(|cell| cell.map_or_else(String::new, text)).collect();
            if cells.iter().any(|c| !c.is_empty()) {
                let _ = writeln!(out, "| {} | {label} | {} |", methods[m].name, cells.join(" | "));
            }
        };
        if promise == Promise::Test {
            line("5 %", &|cell| share(cell, 0, promise));
        } else {
            line("90 %", &|cell| share(cell, 0, promise));
            line("95 %", &|cell| share(cell, 1, promise));
            line("width", &|cell| cell.median_width.map_or_else(String::new, |w| format!("{w:.2}")));
        }
        line("refused", &|cell| if cell.refused > 0 { cell.refused.to_string() } else { String::new() });
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
