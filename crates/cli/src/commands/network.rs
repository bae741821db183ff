//! `tertius network`: the states of an instrument's table as a signed network of a stretch of time.

use super::open::open;
use super::show::{no_such_instrument, print_tables};
use crate::Failure;
use crate::args::{Global, TableFormat};
use crate::progress::Shown;
use tertius::calendar::{Span, When};
use tertius::claims::read_series;
use tertius::dossier::Dossier;
use tertius::report::network_tables;
use tertius::series::InstrumentSeries;
use tertius::triangle::NetworkSettings;

/// What is to be shown.
pub(crate) struct Wanted<'a> {
    /// First and last date of the stretch, as written.
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    /// Only this instrument.
    pub instrument: Option<&'a str>,
    /// The edges instead of the network's quantities.
    pub edges: bool,
}

/// Prints the network of every instrument, or of one.
pub(crate) fn network(
    wanted: &Wanted<'_>,
    dossier: Option<&str>,
    format: TableFormat,
    global: &Global,
) -> Result<(), Failure> {
    let stretch = stretch(wanted)?;
    let opened = open(dossier)?;
    let mut dossier = Dossier::read_with_files(&opened.text, &tertius::claims::kind_names(), &*opened.files)
        .map_err(|c| opened.failure(&c, global))?;
    let names: Vec<&str> = dossier.instruments.iter().map(|i| i.name.value.as_str()).collect();
    no_such_instrument(wanted.instrument, &names)?;
    dossier.instruments.retain(|i| wanted.instrument.is_none_or(|w| w == i.name.value));
    let series =
        read_series(&dossier, &*opened.files, &Shown::new(global.quiet)).map_err(|c| opened.failure(&c, global))?;
    let asked: Vec<&InstrumentSeries> = series.iter().collect();
    let [networks, edges] = network_tables(&asked, stretch, |s| {
        let settings = NetworkSettings::seeded(dossier.settings.seed);
        // A reading of an indicator, or a rate, is no event: one is enough.
        if s.is_of_events() { settings } else { NetworkSettings { events_min: 1, ..settings } }
    });
    // Camps and cautions are to be read, not cut.
    print_tables(&[if wanted.edges { edges } else { networks }], format, usize::MAX)
}

/// The days from the first of `--from` to the last of `--to`; `None` where neither is given.
fn stretch(wanted: &Wanted<'_>) -> Result<Option<Span>, Failure> {
    let complaint = |what: &str, help: &str| Failure::Complaint(format!("complaint: {what}\n  help: {help}"));
    let read = |option: &str, text: Option<&str>| {
        text.map(|text| {
            When::parse(text).map(|when| when.span).ok_or_else(|| {
                complaint(&format!("{option} {text} is no date"), "write 2009, 2009-Q1, 2009-03 or 2009-03-06")
            })
        })
        .transpose()
    };
    match (read("--from", wanted.from)?, read("--to", wanted.to)?) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) => {
            let span = Span::new(from.first, to.last);
            span.map(Some).ok_or_else(|| complaint("--to lies before --from", "exchange them"))
        }
        _ => Err(complaint("a stretch has two ends", "give both --from and --to, or neither")),
    }
}
