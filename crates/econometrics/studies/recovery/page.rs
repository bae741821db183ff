//! The page of the recovery: what was done, how often the truth was found again. Nothing is computed here.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::tally::{Count, Mean, Tally};

fn shares(out: &mut String, heading: &str, rows: &BTreeMap<String, Count>, order: &[&str]) {
    let _ = write!(out, "\n| {heading} | cases | within its 90 % interval |\n|---|---:|---:|\n");
    let known = order.iter().filter_map(|key| rows.get_key_value(*key));
    let rest = rows.iter().filter(|(key, _)| !order.contains(&key.as_str()));
    for (key, count) in known.chain(rest) {
        let _ = writeln!(out, "| {key} | {} | {:.1} % |", count.tries(), 100.0 * count.share());
    }
}

fn means(out: &mut String, heading: &str, what: &str, rows: &BTreeMap<String, Mean>, order: &[&str]) {
    let _ = write!(out, "\n| {heading} | cases | {what} |\n|---|---:|---:|\n");
    for (key, mean) in order.iter().filter_map(|key| rows.get_key_value(*key)) {
        let _ = writeln!(out, "| {key} | {} | {:.2} |", mean.count, mean.value());
    }
}

const READERS: [&str; 4] = ["three", "two", "one", "none"];

/// The page, as Markdown.
pub(crate) fn page(tally: &Tally, command: &str, worlds: usize, periods: usize) -> String {
    let mut out = format!(
        "# Recovery of hidden relations\n\nWritten by a program; do not edit. The command, which anyone can \
         repeat:\n\n    {command}\n\n\
         {worlds} simulated triangles of {periods} months. Each of three relations follows its own past (a coefficient of \
         .5 to .97), the other two a little, and surprises that are correlated by 0 to .6; nothing of this is drawn from \
         the sampler's prior. Six instruments read each relation, three by the month and three by the year, with \
         loadings of .4 to 1.6 and reliabilities of .2 to .9. Every monthly instrument misses years of its own; in up to \
         half of the years no monthly instrument reads; one has two eras. Part of the errors' variance is known, and told \
         with an error of a fifth. Errors are normal, Student's with 5 degrees of freedom (the sampler's own assumption) \
         or with 3. The fit has two lags where the truth has one, the default prior, two chains, and stops by the default \
         rule.\n"
    );
    let _ = writeln!(
        out,
        "\n**{:.1} %** of {} months lie within their 90 % band.\n",
        100.0 * tally.months.share(),
        tally.months.tries()
    );
    let mut by_world = tally.worlds.clone();
    by_world.sort_by(f64::total_cmp);
    if let (Some(least), Some(most)) = (by_world.get(by_world.len() / 10), by_world.get(by_world.len() * 9 / 10)) {
        let _ = writeln!(
            out,
            "Months of one world share their level and scale, so that they miss together: in a tenth of the worlds at most \
             {:.0} % of the months are covered, in a tenth at least {:.0} %.",
            100.0 * least,
            100.0 * most
        );
    }
    shares(&mut out, "months read by ... monthly instruments", &tally.by_readers, &READERS);
    means(
        &mut out,
        "months read by ... monthly instruments",
        "mean width of the band, in standard deviations of the relation",
        &tally.width,
        &READERS,
    );
    shares(&mut out, "errors", &tally.by_errors, &[]);
    shares(&mut out, "coefficient of a relation's own past", &tally.by_persistence, &[]);
    let order = ["more than 90 %", "70 to 90 %", "50 to 70 %", "at most 50 %"];
    let what = "mean correlation of posterior mean and truth";
    means(&mut out, "months read by any monthly instrument", what, &tally.correlation, &order);
    shares(&mut out, "other quantities", &tally.others, &[]);
    out.push_str("\n| sweeps per chain until all had settled | worlds |\n|---:|---:|\n");
    for (sweeps, count) in &tally.sweeps {
        let _ = writeln!(out, "| {sweeps} | {count} |");
    }
    let _ = writeln!(out, "\nRefused: {}.", tally.refused.len());
    for refused in &tally.refused {
        let _ = writeln!(out, "- {refused}");
    }
    out
}
