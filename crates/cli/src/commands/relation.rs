//! `tertius relation`: a quick look at one pair, from a lake.

use super::asked::{complaint, known_role, threads};
use super::report::print;
use super::show::print_tables;
use crate::Failure;
use crate::args::{Global, RelationArguments, TableFormat};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use tertius::actors::{StateId, nearest, state};
use tertius::calendar::{Day, PeriodCalendar, PeriodLength, Span, When};
use tertius::report::Table;
use tertius_lake::{Counts, Lake, Relation, RelationQuestion, first_day, fold_pair, observed, relation as of_pair};

/// Prints a pair's events by period.
pub(crate) fn relation(a: &RelationArguments, global: &Global) -> Result<(), Failure> {
    let pair = [known(&a.a)?, known(&a.b)?];
    if pair[0] == pair[1] {
        return Err(complaint(format!("{0} and {0} are one state", pair[0]), "name two"));
    }
    let lake = Lake::open(&a.lake)?;
    let date = |text: &Option<String>, what: &str| match text {
        None => Ok(None),
        Some(text) => When::parse(text)
            .map(|w| Some(w.span))
            .ok_or_else(|| complaint(format!("--{what} {text} is no date"), "write it as 2018, 2018-03 or 2018-03-15")),
    };
    let (from, to) = (date(&a.from, "from")?, date(&a.to, "to")?);
    let first = from.map_or(Day::EPOCH.plus(-62_091), |s| s.first);
    let last = to.map_or(Day::EPOCH.plus(68_000), |s| s.last);
    let span = Span::new(first, last).ok_or_else(|| complaint("--to lies before --from", "turn them round"))?;
    for role in &a.roles {
        known_role(role)?;
    }
    let question = RelationQuestion {
        pair,
        sources: a.source.clone(),
        span: Some(span),
        roles: a.roles.clone(),
        threads: threads(global),
    };
    if a.counted {
        return print(&counted(&lake, &question)?);
    }
    let period = PeriodLength::parse(&a.period).ok_or_else(|| {
        complaint(format!("\"{}\" is no period", a.period), "periods are week, month, quarter and year")
    })?;
    let relation = of_pair(&lake, &question, period)?;
    let table = table(&lake, &question, &relation, period);
    if table.rows.is_empty() {
        return Err(complaint(
            format!("no source of the lake was watching between {first} and {last}"),
            format!("`tertius lake {}` shows when they were", a.lake.display()),
        ));
    }
    print_tables(&[table], a.format, 48)?;
    if a.format == TableFormat::Table {
        print(&plot(&question, &relation, period))?;
    }
    Ok(())
}

fn known(text: &str) -> Result<StateId, Failure> {
    state(text).ok_or_else(|| {
        let near: Vec<String> = nearest(text, 3).iter().map(|s| format!("{} ({})", s.code(), s.name())).collect();
        complaint(
            format!("no state is known as \"{text}\""),
            if near.is_empty() {
                "use three letters, such as IRN".to_owned()
            } else {
                format!("did you mean {}?", near.join(", "))
            },
        )
    })
}

/// Events by day, direction and code.
type CountedRows = std::collections::BTreeMap<(Day, usize, String), u64>;

/// The pair's events as a table of counted events, which a dossier reads with `source = "counted"`.
fn counted(lake: &Lake, question: &RelationQuestion) -> Result<String, Failure> {
    let sources: BTreeSet<&str> = lake.sources();
    if question.sources.len() != 1 && sources.len() > 1 {
        let names: Vec<&str> = sources.into_iter().collect();
        return Err(complaint(
            "counted events of several sources cannot stand in one table",
            format!("say which: --source, one of: {}", names.join(", ")),
        ));
    }
    let parts = fold_pair(lake, question, |made: &mut CountedRows, _, direction, row| {
        *made.entry((Day::EPOCH.plus(row.day), direction, row.code.to_owned())).or_insert(0) += row.cell.events;
    })?;
    let mut rows = CountedRows::new();
    for (key, n) in parts.into_iter().flatten() {
        *rows.entry(key).or_insert(0) += n;
    }
    let mut text = String::from("date,initiator,target,code,count\n");
    for ((day, direction, code), n) in rows {
        let [a, b] = question.pair;
        let (initiator, target) = if direction == 0 { (a, b) } else { (b, a) };
        let _ = writeln!(text, "{day},{initiator},{target},{code},{n}");
    }
    Ok(text)
}

const HEADER: [&str; 12] = [
    "source",
    "period",
    "initiator",
    "target",
    "verbal cooperation",
    "material cooperation",
    "verbal conflict",
    "material conflict",
    "conflict",
    "events",
    "mean score",
    "stories",
];

/// One row for each source, period and direction: counts where the source was watching, empty cells where it was not.
fn table(lake: &Lake, question: &RelationQuestion, relation: &Relation, period: PeriodLength) -> Table {
    let [a, b] = question.pair;
    let mut table = Table {
        name: "relation".to_owned(),
        title: format!(
            "{} and {}: events by {}, from the cube. An empty row: the source has no file for that period.",
            a.name(),
            b.name(),
            period.word()
        ),
        header: HEADER.map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    for source in lake.sources() {
        if !(question.sources.is_empty() || question.sources.iter().any(|s| s == source)) {
            continue;
        }
        let watching: Vec<Span> =
            observed(lake, source).into_iter().filter_map(|s| question.span.and_then(|q| q.intersection(s))).collect();
        let (Some(first), Some(last)) = (watching.first(), watching.last()) else { continue };
        let counted = relation.keys().filter(|(s, _, _)| s == source).map(|(_, _, day)| *day);
        let first = counted.clone().min().map_or(first.first, |d| d.min(first.first));
        let last = counted.max().map_or(last.last, |d| d.max(last.last));
        let Some(whole) = Span::new(first_day(period, first), last) else { continue };
        let calendar = PeriodCalendar::covering(period, whole);
        for i in 0..calendar.len() {
            let span = calendar.span(i);
            let was_watching = watching.iter().any(|w| w.intersection(span).is_some());
            for (direction, [initiator, target]) in [[a, b], [b, a]].into_iter().enumerate() {
                let counts = relation.get(&(source.to_owned(), direction, span.first));
                let mut row =
                    vec![source.to_owned(), calendar.label(i), initiator.code().to_owned(), target.code().to_owned()];
                match (counts, was_watching) {
                    (Some(counts), _) => row.extend(cells(counts)),
                    (None, true) => row.extend(cells(&Counts::default())),
                    (None, false) => row.extend(vec![String::new(); 8]),
                }
                table.rows.push(row);
            }
        }
    }
    table
}

fn cells(counts: &Counts) -> Vec<String> {
    let mut cells: Vec<String> = counts.by_class.iter().map(ToString::to_string).collect();
    cells.push(counts.all.events.to_string());
    cells.push(if counts.all.scored == 0 {
        String::new()
    } else {
        format!("{}", counts.all.score_tenths as f64 / 10.0 / counts.all.scored as f64)
    });
    cells.push(counts.all.stories.to_string());
    cells
}

/// Bars on either side of a line: the share of cooperation less that of conflict, both directions together.
fn plot(question: &RelationQuestion, relation: &Relation, period: PeriodLength) -> String {
    const HALF: usize = 20;
    let mut sums: std::collections::BTreeMap<(&str, Day), [u64; 2]> = std::collections::BTreeMap::new();
    for ((source, _, day), counts) in relation {
        let [coop, conflict] = sums.entry((source, *day)).or_default();
        *coop += counts.by_class[0] + counts.by_class[1];
        *conflict += counts.by_class[2..].iter().sum::<u64>();
    }
    let [a, b] = question.pair;
    let mut text = format!(
        "\n{} and {}, both directions: share of conflict (left) or of cooperation (right) that outweighs the other\n",
        a.name(),
        b.name()
    );
    let mut before = "";
    for ((source, day), [coop, conflict]) in sums {
        if source != before {
            let _ = writeln!(text, "{source}");
            before = source;
        }
        let n = coop + conflict;
        let net = (coop as f64 - conflict as f64) / (n.max(1)) as f64;
        let bar = (net.abs() * HALF as f64).round() as usize;
        let (left, right) = if net < 0.0 { ("#".repeat(bar), String::new()) } else { (String::new(), "#".repeat(bar)) };
        let label = PeriodCalendar::covering(period, Span { first: day, last: day }).label(0);
        let _ = writeln!(text, "  {label:<8} {left:>HALF$}|{right:<HALF$} {n:>8} events");
    }
    text
}
