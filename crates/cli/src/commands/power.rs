//! `tertius power`: what a dossier's data could have shown.

use super::open::open;
use super::show::{no_such_instrument, print_tables};
use crate::Failure;
use crate::args::{Global, PowerGates, TableFormat};
use crate::progress::Shown;
use tertius::claims::{kind_names, read_series};
use tertius::dossier::Dossier;
use tertius::power::{Gates, PowerSettings};
use tertius::report::power_tables;

/// What is to be simulated and shown.
pub(crate) struct Wanted<'a> {
    /// Outcomes for each effect.
    pub seeds: u32,
    /// Which gates.
    pub gates: PowerGates,
    /// The effect that more periods are counted for.
    pub effect: f64,
    /// Only this instrument.
    pub instrument: Option<&'a str>,
    /// The curves instead of the smallest effects.
    pub curves: bool,
}

/// Prints the power of every claim.
pub(crate) fn power(
    wanted: &Wanted<'_>,
    dossier: Option<&str>,
    format: TableFormat,
    global: &Global,
) -> Result<(), Failure> {
    if !(wanted.effect > 0.0 && wanted.effect < 1.0) {
        return Err(Failure::Complaint(format!(
            "complaint: --effect {} is no effect between 0 and 1\n  help: give standard deviations, such as 0.2",
            wanted.effect
        )));
    }
    let opened = open(dossier)?;
    let dossier = Dossier::read_with_files(&opened.text, &kind_names(), &*opened.files)
        .map_err(|c| opened.failure(&c, global))?;
    let names: Vec<&str> = dossier.instruments.iter().map(|i| i.name.value.as_str()).collect();
    no_such_instrument(wanted.instrument, &names)?;
    let progress = Shown::new(global.quiet);
    let series = read_series(&dossier, &*opened.files, &progress).map_err(|c| opened.failure(&c, global))?;
    let settings = PowerSettings {
        seeds: wanted.seeds as usize,
        gates: match wanted.gates {
            PowerGates::All => Gates::All,
            PowerGates::Response => Gates::Response,
        },
        target: wanted.effect,
        ..PowerSettings::default()
    };
    let found = tertius::power::power(&dossier, series, wanted.instrument, &settings, &progress);
    let [smallest, curves] = power_tables(&found);
    print_tables(&[if wanted.curves { curves } else { smallest }], format, 40)
}
