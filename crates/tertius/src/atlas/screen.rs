//! The screening: gate *response* for the six questions of every triangle, from readings and regressions that share
//! what can be shared. The numbers are those of `hypotheses::raw_response`; a test holds them to it.

use super::findings::{AtlasLedger, AtlasSettings};
use super::many_questions::{AtlasTriangle, active_dyads, triangles};
use super::rows::{NotScreened, ScreenRow};
use crate::actors::{StateId, succession_breaks};
use crate::calendar::Day;
use crate::dossier::{Arithmetic, Dyad};
use crate::refusal::Refusal;
use crate::series::{Era, InstrumentSeries, ManySides};
use rayon::prelude::*;
use std::collections::BTreeSet;
use tertius_econometrics::{Horizons, Lags, ProjectionScreen, SCREEN_ORDER, ScreenedProjection};

/// An instrument's table, ready to be screened.
#[derive(Clone, Debug)]
pub struct Screen<'a> {
    series: &'a InstrumentSeries,
    states: Vec<StateId>,
    dyads: Vec<Dyad>,
    triangles: Vec<AtlasTriangle>,
    sides: ManySides<'a>,
    /// Eras of a triangle without a succession in the time that was read.
    eras: Vec<Era>,
    /// States with such a succession.
    broken: BTreeSet<StateId>,
    empty: ProjectionScreen,
}

/// Memory of one thread.
struct Room {
    projections: ProjectionScreen,
    readings: [Vec<Option<f64>>; 3],
}

impl<'a> Screen<'a> {
    /// Finds the active dyads and their triangles, and counts what they share.
    ///
    /// # Errors
    /// A refusal for an instrument that places states on a line or may (its relations hang together by arithmetic), and
    /// for a table without a triangle of active dyads.
    pub fn new(series: &'a InstrumentSeries, settings: &AtlasSettings) -> Result<Screen<'a>, Refusal> {
        let name = &series.instrument.name.value;
        if series.instrument.arithmetic() != Arithmetic::Free {
            return Err(Refusal::new(
                format!(
                    "the relations that \"{name}\" reads may hang together by arithmetic, and nothing in a screening could tell"
                ),
                "an instrument of events, or one of which the dossier says that it is not arithmetical",
            ));
        }
        let states = series.states();
        let dyads = active_dyads(series, &states, settings.active_min);
        let triangles = triangles(&dyads);
        if triangles.is_empty() {
            let length = series.calendar.length();
            return Err(Refusal::new(
                format!(
                    "no three states of \"{name}\" have events with each other in {} {length}s or more",
                    settings.active_min
                ),
                format!("a longer table, or fewer active {length}s asked for"),
            ));
        }
        let refused = |e: tertius_econometrics::Refusal| Refusal::new(e.to_string(), "other settings");
        let lags = Lags::new(settings.lags).map_err(refused)?;
        let horizons = Horizons::new(1, series.calendar.length().primary_horizon()).map_err(refused)?;
        let breaks_in = |s: &StateId| {
            succession_breaks(*s).iter().any(|b| {
                let (y, m, d) = b.day;
                Day::from_ymd(y, m, d).and_then(|day| series.calendar.index_of(day)).is_some()
            })
        };
        Ok(Screen {
            series,
            broken: states.iter().copied().filter(breaks_in).collect(),
            sides: ManySides::new(series, &dyads),
            eras: series.eras_around(&[]),
            empty: ProjectionScreen::new(lags, horizons, settings.rows_min),
            states,
            dyads,
            triangles,
        })
    }

    /// The triangles, in the order of their states' codes.
    pub fn triangles(&self) -> &[AtlasTriangle] {
        &self.triangles
    }

    /// Whether a triangle is read in one era, without a succession.
    pub fn is_of_one_era(&self, triangle: &AtlasTriangle) -> bool {
        self.eras.len() == 1 && !triangle.states.iter().any(|s| self.broken.contains(s))
    }

    /// Screens some of the triangles: six rows for each, in their order, whatever the number of threads.
    pub fn screen(&self, triangles: &[AtlasTriangle]) -> Vec<ScreenRow> {
        let room = || Room { projections: self.empty.clone(), readings: [const { Vec::new() }; 3] };
        triangles.par_iter().map_init(room, |room, t| self.one(t, room)).flatten_iter().collect()
    }

    /// The six questions of a triangle, each in the era that gives it the most rows, the earlier on a tie.
    fn one(&self, triangle: &AtlasTriangle, room: &mut Room) -> [ScreenRow; 6] {
        let own;
        let eras = if triangle.states.iter().any(|s| self.broken.contains(s)) {
            own = self.series.eras_around(&triangle.states);
            &own
        } else {
            &self.eras
        };
        let dyads = triangle.dyads.map(|d| self.dyads[d]);
        let mut rows = SCREEN_ORDER.map(|(r, u)| ScreenRow {
            between: dyads[r],
            driver: dyads[u],
            other: dyads[3 - r - u],
            third: triangle.outside(r),
            era: eras.first().map_or((0, 0), |e| (e.first, e.last)),
            n: 0,
            outcome: Err(NotScreened::TooFewRows),
        });
        for era in eras {
            self.sides.read(triangle.states, triangle.dyads, era, &mut room.readings);
            let Ok(answers) = room.projections.screen(room.readings.each_ref().map(Vec::as_slice)) else { continue };
            let varies = room.readings.iter().all(|values| varies(values));
            for (row, ScreenedProjection { n, answer }) in rows.iter_mut().zip(answers) {
                if n > row.n {
                    row.n = n;
                    row.era = (era.first, era.last);
                    row.outcome = answer.map_err(|refusal| NotScreened::of(&refusal, varies));
                }
            }
        }
        rows
    }

    /// The ledger of rows that were screened, before the adjustment.
    pub(super) fn ledger(&self, rows: &[ScreenRow]) -> AtlasLedger {
        let n = self.states.len() as u64;
        let triangles = n * n.saturating_sub(1) * n.saturating_sub(2) / 6;
        let active = self.triangles.len() as u64;
        let count = |wanted: NotScreened| rows.iter().filter(|r| r.outcome == Err(wanted)).count() as u64;
        AtlasLedger {
            states: n,
            dyads: n * n.saturating_sub(1) / 2,
            active_dyads: self.dyads.len() as u64,
            triangles,
            active_triangles: active,
            questions: 6 * triangles,
            thin: 6 * (triangles - active),
            too_few_rows: count(NotScreened::TooFewRows),
            no_variation: count(NotScreened::NoVariation),
            singular: count(NotScreened::Singular),
            no_standard_error: count(NotScreened::NoStandardError),
            screened: rows.iter().filter(|r| r.outcome.is_ok()).count() as u64,
            response_significant: 0,
            gates_passed: 0,
        }
    }

    /// The states of the triangles, in order.
    pub(super) fn states_asked(&self) -> Vec<StateId> {
        let all: BTreeSet<StateId> = self.triangles.iter().flat_map(|t| t.states).collect();
        all.into_iter().collect()
    }
}

fn varies(values: &[Option<f64>]) -> bool {
    let mut all = values.iter().flatten();
    all.next().is_some_and(|first| all.any(|v| v != first))
}
