//! Writes docs/lookup/reciprocity.md: who answers whom in the events of the Gulf, by the table that every report
//! prints (`hypotheses::exclusion_table`), through the program's own reader, scale and series. Computes nothing.

use crate::bundle::SharedFiles;
use crate::printed::{self, Lines};
use clap::Args;
use std::path::PathBuf;
use tertius::claims::{kind_names, read_series};
use tertius::dossier::Dossier;
use tertius::hypotheses::{ExclusionLine, exclusion_table};
use tertius::progress::Quiet;

/// Level at which a test counts in the sums of the page.
const LEVEL: f64 = 0.05;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of the producers' files (it has `keds` in it)
    #[arg(long, default_value = "../shared/data")]
    shared: PathBuf,
    /// Write the table as a page of the manual to this file too
    #[arg(long)]
    markdown: Option<PathBuf>,
}

/// A triad of the page: pair, third, first and last day.
struct Triad {
    states: [&'static str; 3],
    from: &'static str,
    to: &'static str,
}

/// The Gulf's triads in the years of the war between Iran and Iraq, and after.
const TRIADS: [Triad; 8] = [
    Triad { states: ["IRN", "IRQ", "USA"], from: "1979-04-15", to: "1990-12-22" },
    Triad { states: ["IRQ", "KWT", "USA"], from: "1979-04-15", to: "1990-12-22" },
    Triad { states: ["IRQ", "KWT", "USA"], from: "1979-04-15", to: "1990-07-28" },
    Triad { states: ["IRN", "IRQ", "SAU"], from: "1979-04-15", to: "1990-12-22" },
    Triad { states: ["ISR", "LBN", "SYR"], from: "1979-04-15", to: "1990-12-22" },
    Triad { states: ["IRN", "IRQ", "USA"], from: "1991-01-06", to: "1999-03-20" },
    Triad { states: ["IRQ", "KWT", "USA"], from: "1991-01-06", to: "1999-03-20" },
    Triad { states: ["IRN", "RUS", "USA"], from: "1992-01-05", to: "1999-03-20" },
];

/// Prints the tables and, if asked, writes the page.
///
/// # Errors
/// Files that are missing or cannot be read, or a triad that has no table.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let files = SharedFiles::new(&arguments.shared);
    let mut sections = Vec::new();
    for triad in TRIADS {
        sections.push((heading(&triad), table(&triad, &files)?));
    }
    let lines = summary(&sections);
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, page(&sections, &lines))
            .map_err(|e| format!("{} cannot be written: {e}\n", path.display()))?;
    }
    Ok(printed::text(&lines))
}

fn heading(t: &Triad) -> String {
    format!("{}, {}, {}: {} to {}", t.states[0], t.states[1], t.states[2], t.from, t.to)
}

fn table(t: &Triad, files: &SharedFiles) -> Result<Vec<ExclusionLine>, String> {
    let [a, b, c] = t.states;
    let text = format!(
        "[triangle]\npair = [\"{a}\", \"{b}\"]\nthird = \"{c}\"\nfrom = \"{}\"\nto = \"{}\"\nperiod = \"week\"\n[settings]\nlags = 4\n[[instrument]]\nname = \"Gulf\"\nsource = \"keds\"\nfiles = [\"keds/gulf.weis.csv.gz\"]\nontology = \"weis\"\nmeasure = \"score sum\"\nsilence = \"zero\"\n",
        t.from, t.to
    );
    let told = |all: Vec<tertius::dossier::Complaint>| {
        let words: Vec<String> = all.into_iter().map(|c| c.message).collect();
        format!("{}: {}\n", heading(t), words.join("; "))
    };
    let dossier = Dossier::read(&text, &kind_names()).map_err(told)?;
    let all = read_series(&dossier, files, &Quiet).map_err(told)?;
    let series = all.first().ok_or("no instrument\n")?;
    let era = series.eras.iter().max_by_key(|e| e.last - e.first).ok_or("nothing was observed\n")?;
    let q = &dossier.triangle;
    let states = [q.pair_as_written[0], q.pair_as_written[1], q.third];
    exclusion_table(series, era, states, dossier.settings.lags).map_err(|r| format!("{}: {}\n", heading(t), r.why))
}

fn classical(line: &ExclusionLine) -> bool {
    line.p_value < LEVEL
}

fn robust(line: &ExclusionLine) -> bool {
    line.p_value_hc3.is_some_and(|p| p < LEVEL)
}

/// One line per triad: how many tests of each kind reject.
fn summary(sections: &[(String, Vec<ExclusionLine>)]) -> Lines {
    let heads =
        ["triad", "dyads with reciprocity", "with HC3 errors", "triangular tests that reject", "with HC3 errors"];
    let line = |(name, table): &(String, Vec<ExclusionLine>)| {
        let dyads = |rejects: fn(&ExclusionLine) -> bool| {
            let found = table.iter().filter(|l| l.is_reciprocity() && rejects(l) && l.sum > 0.0);
            let mut dyads: Vec<String> = found.map(|l| dyad(&l.effect)).collect();
            dyads.sort();
            dyads.dedup();
            if dyads.is_empty() { "none".to_owned() } else { dyads.join(", ") }
        };
        let others = |rejects: fn(&ExclusionLine) -> bool| {
            let all: Vec<&ExclusionLine> = table.iter().filter(|l| !l.is_reciprocity()).collect();
            format!("{} of {}", all.iter().filter(|l| rejects(l)).count(), all.len())
        };
        vec![name.clone(), dyads(classical), dyads(robust), others(classical), others(robust)]
    };
    std::iter::once(heads.map(str::to_owned).to_vec()).chain(sections.iter().map(line)).collect()
}

/// A directed dyad without its direction.
fn dyad(directed: &str) -> String {
    let mut states: Vec<&str> = directed.split('>').collect();
    states.sort_unstable();
    states.join("-")
}

fn p(value: f64) -> String {
    if value < 0.001 { format!("{value:.0e}") } else { format!("{value:.3}") }
}

fn page(sections: &[(String, Vec<ExclusionLine>)], lines: &Lines) -> String {
    let mut page = String::from(
        "# Who answers whom in the Gulf

Written by the program; do not edit. The command, which anyone with the files can repeat:

    cargo run -p xtask -- reciprocity --markdown docs/lookup/reciprocity.md

Weekly sums of the Goldstein scale (WEIS codes) in the KEDS events of the Gulf, weeks without events taken for 0, four lags
of six directed series, through the program's own reader, scale and series. Each test leaves one cause's lags out of one
effect's equation; it rejects with p below .05. *Reciprocity*: the cause is the effect's dyad in the other direction, and the sum of
coefficients is positive; a dyad has it if one of its states answers the other. *Triangular*: the cause is any other. By chance one
test in twenty rejects. The numbers of three of these triads equal an independent program's
(`every_reciprocity_number_of_the_reference_is_reproduced`).

",
    );
    page.push_str(&printed::markdown(lines));
    page.push_str(
        "
With classical errors, as in the studies of the field, reciprocity is found in every conflict dyad (Iran and Iraq, either and the
United States, Iraq and Kuwait), and in the years of the war triangular response in few tests: the pattern of Goldstein, Pevehouse, Gerner
and Telhami (2001). HC3 errors leave reciprocity where there was conflict in hundreds of weeks (Iran and Iraq, both ways; the United
States towards Iran), and take it from Iraq's dyads with Kuwait and the United States, where a few weeks carry it: between Iraq and the
United States nothing is left without the invasion of August 1990, the line that ends before it shows. The same weeks make a web of
triangular responses by classical errors, of which HC3 errors leave one. A test asserts the pattern of the first two lines. The table is descriptive: no verdict rests on it, and of
Iran, Russia and the United States it holds the artefact that gate *single period* is there for.
",
    );
    for (name, table) in sections {
        page.push_str(&format!(
            "\n## {name}\n\nEvery test of reciprocity, and the triangular ones that reject with HC3 errors.\n\n"
        ));
        let heads = ["effect", "cause", "kind", "F", "p", "p (HC3)", "sum of coefficients"].map(str::to_owned).to_vec();
        let rows = table.iter().filter(|l| l.is_reciprocity() || robust(l)).map(|l| {
            vec![
                l.effect.clone(),
                l.cause.clone(),
                if l.is_reciprocity() { "reciprocity" } else { "triangular" }.to_owned(),
                format!("{:.2}", l.f),
                p(l.p_value),
                l.p_value_hc3.map_or("none".to_owned(), p),
                format!("{:+.3}", l.sum),
            ]
        });
        page.push_str(&printed::markdown(&std::iter::once(heads).chain(rows).collect()));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_count_directions_that_answer_in_kind() {
        let line = |effect: &str, cause: &str, p: f64, sum: f64| ExclusionLine {
            effect: effect.into(),
            cause: cause.into(),
            f: 1.0,
            df1: 4.0,
            df2: 500.0,
            p_value: p,
            p_value_hc3: Some(p),
            sum,
        };
        let mut table = vec![
            line("IRN>IRQ", "IRQ>IRN", 0.01, 0.3),
            line("IRQ>USA", "USA>IRQ", 0.01, -0.3),
            line("IRN>IRQ", "USA>IRN", 0.04, 0.1),
            line("IRN>IRQ", "IRN>USA", 0.4, 0.1),
        ];
        table[2].p_value_hc3 = None;
        let lines = summary(&[("triad".to_owned(), table)]);
        assert_eq!(lines[1], ["triad", "IRN-IRQ", "IRN-IRQ", "1 of 2", "0 of 2"]);
        assert_eq!((p(0.0000012), p(0.021)), ("1e-6".to_owned(), "0.021".to_owned()));
    }
}
