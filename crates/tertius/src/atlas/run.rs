//! The chain written down: screening in chunks, the adjustment over all of them, the full rule for what survives. A
//! chunk that was kept by a run with the same key is taken, not made again.

use super::findings::{Atlas, AtlasSettings, Survivor};
use super::keep::{Store, kept_or_made};
use super::rows::{self, ScreenRow};
use super::screen::Screen;
use super::survivors::{full_rule, passes_every_gate};
use crate::events::sha256;
use crate::progress::Progress;
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;
use tertius_econometrics::{benjamini_yekutieli, holm};

/// Triangles of one chunk: some hundredths of a second of work, so that little is lost and few files are written.
const CHUNK: usize = 512;

/// Changes when the same input and settings give other numbers or other files.
const EDITION: &str = "atlas 1";

/// Why a run ended without an atlas.
#[derive(Clone, Debug, PartialEq)]
pub enum AtlasStop {
    /// The table cannot be screened.
    Refused(Refusal),
    /// A chunk could not be kept.
    Store(String),
}

/// Everything that shapes an atlas, by name.
fn settings_by_name(series: &InstrumentSeries, settings: &AtlasSettings) -> Vec<(String, String)> {
    let instrument = &series.instrument;
    let mut all: Vec<(&str, String)> = vec![
        ("measure", instrument.measure.word().to_owned()),
        ("period", series.calendar.length().to_string()),
        ("time", series.calendar.whole().to_string()),
        ("active periods, at least", settings.active_min.to_string()),
        ("lags", settings.lags.to_string()),
        ("rows, at least", settings.rows_min.to_string()),
        ("primary horizon", format!("t+1 to t+{}", series.calendar.length().primary_horizon())),
        ("covariance", "HC3, lag-augmented".to_owned()),
        ("adjustment", "Benjamini-Yekutieli over all screened".to_owned()),
        ("level", settings.level.to_string()),
        ("seed", settings.seed.to_string()),
        ("design effect", series.design_effect.to_string()),
        ("coder error", instrument.coder_error.to_string()),
        ("silence", if instrument.silence_as_zero { "zero" } else { "missing" }.to_owned()),
        ("filter", if instrument.one_a_day { "one a day" } else { "none" }.to_owned()),
        ("field", instrument.field.map_or("all together", |f| f.word()).to_owned()),
        ("scale", series.scale().map_or("none", |s| s.word()).to_owned()),
    ];
    let observed = series.ledger.observed.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    all.push(("observed", observed));
    all.extend(instrument.breaks.iter().map(|(day, because)| ("break", format!("{day}: {because}"))));
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn inputs(series: &InstrumentSeries) -> Vec<(String, String)> {
    series.ledger.files.iter().map(|f| (f.name.clone(), f.sha256.clone())).collect()
}

/// Hash of the input's bytes and of everything that shapes a number.
pub fn run_key(series: &InstrumentSeries, settings: &AtlasSettings) -> String {
    let mut text = format!("{EDITION}\n{}\n{}\n", env!("CARGO_PKG_VERSION"), series.instrument.name.value);
    for (name, value) in settings_by_name(series, settings).iter().chain(&inputs(series)) {
        text.push_str(&format!("{name}\t{value}\n"));
    }
    sha256(&text)
}

/// Screens, adjusts, and puts the survivors to the full rule.
///
/// # Errors
/// A refusal where the table cannot be screened; the store's words where a chunk could not be kept.
pub fn run(
    series: &InstrumentSeries,
    settings: &AtlasSettings,
    store: &dyn Store,
    progress: &dyn Progress,
) -> Result<Atlas, AtlasStop> {
    let key = run_key(series, settings);
    let screen = Screen::new(series, settings).map_err(AtlasStop::Refused)?;
    progress.begin("screening triangles", Some(screen.triangles().len() as u64));
    let mut all: Vec<ScreenRow> = Vec::with_capacity(6 * screen.triangles().len());
    for (number, chunk) in screen.triangles().chunks(CHUNK).enumerate() {
        let name = format!("screen-{number:05}");
        let made = kept_or_made(
            (store, &key, &name),
            |text| rows::read(text).filter(|rows| rows.len() == 6 * chunk.len()),
            |rows: &Vec<ScreenRow>| Some(rows::written(rows)),
            || screen.screen(chunk),
        );
        all.append(&mut made.map_err(AtlasStop::Store)?);
        progress.advance(chunk.len() as u64);
    }
    progress.end();
    let mut ledger = screen.ledger(&all);
    let by_p = in_order(&all);
    let p_values: Vec<f64> = by_p.iter().filter_map(|i| all[*i].answer().map(|a| a.p_value)).collect();
    let refused = |e: tertius_econometrics::Refusal| AtlasStop::Refused(Refusal::new(e.to_string(), "p-values"));
    let spread_out = |adjusted: Vec<f64>| {
        let mut by_row = vec![None; all.len()];
        by_p.iter().zip(adjusted).for_each(|(i, p)| by_row[*i] = Some(p));
        by_row
    };
    let p_adjusted = spread_out(benjamini_yekutieli(&p_values).map_err(refused)?);
    let p_holm = spread_out(holm(&p_values).map_err(refused)?);
    let found: Vec<usize> =
        by_p.iter().copied().filter(|i| p_adjusted[*i].is_some_and(|p| p <= settings.level)).collect();
    progress.begin("putting survivors to the full rule", Some(found.len() as u64));
    let mut survivors: Vec<(usize, Survivor)> = Vec::with_capacity(found.len());
    for row in found {
        let name = format!("rule-{row:07}");
        let survivor = kept_or_made(
            (store, &key, &name),
            |text| serde_json::from_str(text).ok(),
            |survivor: &Survivor| serde_json::to_string(survivor).ok(),
            || full_rule(series, settings, &all[row], (p_holm[row], p_values.len(), row as u64)),
        );
        survivors.push((row, survivor.map_err(AtlasStop::Store)?));
        progress.advance(1);
    }
    progress.end();
    ledger.response_significant = survivors.len() as u64;
    ledger.gates_passed = survivors.iter().filter(|(_, s)| passes_every_gate(s)).count() as u64;
    Ok(Atlas {
        key,
        settings: settings_by_name(series, settings),
        inputs: inputs(series),
        instrument: series.instrument.name.value.clone(),
        measure: series.instrument.measure.word().to_owned(),
        cautions: series.cautions.clone(),
        level: settings.level,
        states: screen.states_asked(),
        periods: (0..series.calendar.len()).map(|i| series.calendar.label(i)).collect(),
        rows: all,
        p_adjusted,
        p_holm,
        by_p,
        survivors,
        ledger,
    })
}

/// The rows that were screened, smallest p-value first, ties in the order of states.
fn in_order(rows: &[ScreenRow]) -> Vec<usize> {
    let p = |i: usize| rows[i].answer().map_or(f64::NAN, |a| a.p_value);
    let mut order: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].outcome.is_ok()).collect();
    order.sort_by(|a, b| p(*a).total_cmp(&p(*b)).then(a.cmp(b)));
    order
}
