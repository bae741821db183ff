//! One screened question, and how it is written down so that it is read back to the last digit.

use crate::actors::{self, StateId};
use crate::dossier::Dyad;
use tertius_econometrics::{Refusal, ScreenAnswer};

/// Why a question that was asked has no p-value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotScreened {
    /// Too few rows on which all three sides, their lags and the periods after are read.
    TooFewRows,
    /// A side has one value only.
    NoVariation,
    /// One column follows from the others.
    Singular,
    /// A perfect fit, or a period that decides all alone.
    NoStandardError,
}

impl NotScreened {
    const WORDS: [(&'static str, NotScreened); 4] = [
        ("too few rows", NotScreened::TooFewRows),
        ("no variation", NotScreened::NoVariation),
        ("singular", NotScreened::Singular),
        ("no standard error", NotScreened::NoStandardError),
    ];

    /// The reason in words.
    pub fn words(self) -> &'static str {
        Self::WORDS.iter().find(|(_, w)| *w == self).map_or("", |(w, _)| w)
    }

    /// The reason behind an estimator's refusal; `varies` tells whether every side of the triangle has more than one
    /// value.
    pub(super) fn of(refusal: &Refusal, varies: bool) -> NotScreened {
        match refusal {
            Refusal::TooFewObservations { .. } => NotScreened::TooFewRows,
            _ if !varies => NotScreened::NoVariation,
            Refusal::NoVariation { .. } => NotScreened::NoVariation,
            Refusal::Singular { .. } => NotScreened::Singular,
            _ => NotScreened::NoStandardError,
        }
    }
}

/// The outcome of the screening.
pub type ScreenOutcome = Result<ScreenAnswer, NotScreened>;

/// One question and its answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScreenRow {
    /// R: the pair.
    pub between: Dyad,
    /// U: the third's relation with a member of the pair.
    pub driver: Dyad,
    /// V: the third's relation with the other member.
    pub other: Dyad,
    /// The third.
    pub third: StateId,
    /// First and last period of the era, indices into the calendar.
    pub era: (usize, usize),
    /// Rows of the regression.
    pub n: usize,
    /// The response, or why there is none.
    pub outcome: ScreenOutcome,
}

impl ScreenRow {
    /// The answer, if there is one.
    pub fn answer(&self) -> Option<&ScreenAnswer> {
        self.outcome.as_ref().ok()
    }
}

/// All rows as text, one a line. Numbers keep every digit.
pub(super) fn written(rows: &[ScreenRow]) -> String {
    let mut text = String::new();
    for r in rows {
        let dyad = |d: Dyad| format!("{},{}", d.states()[0].code(), d.states()[1].code());
        let outcome = match &r.outcome {
            Ok(a) => format!("{},{},{},{},{},{}", a.estimate, a.standard_error, a.t, a.df, a.p_value, a.spread),
            Err(why) => why.words().to_owned(),
        };
        text.push_str(&format!(
            "{},{},{},{},{},{},{},{outcome}\n",
            dyad(r.between),
            dyad(r.driver),
            dyad(r.other),
            r.third.code(),
            r.era.0,
            r.era.1,
            r.n
        ));
    }
    text
}

/// The rows of a text; `None` if one cannot be understood.
pub(super) fn read(text: &str) -> Option<Vec<ScreenRow>> {
    text.lines().map(row).collect()
}

fn row(line: &str) -> Option<ScreenRow> {
    let cells: Vec<&str> = line.split(',').collect();
    let [a, b, c, d, e, f, third, first, last, n, outcome @ ..] = &cells[..] else { return None };
    let dyad = |a: &str, b: &str| Dyad::new(actors::state(a)?, actors::state(b)?);
    let outcome = match outcome {
        [word] => Err(NotScreened::WORDS.iter().find(|(w, _)| w == word)?.1),
        [estimate, standard_error, t, df, p_value, spread] => Ok(ScreenAnswer {
            estimate: estimate.parse().ok()?,
            standard_error: standard_error.parse().ok()?,
            t: t.parse().ok()?,
            df: df.parse().ok()?,
            p_value: p_value.parse().ok()?,
            spread: spread.parse().ok()?,
        }),
        _ => return None,
    };
    Some(ScreenRow {
        between: dyad(a, b)?,
        driver: dyad(c, d)?,
        other: dyad(e, f)?,
        third: actors::state(third)?,
        era: (first.parse().ok()?, last.parse().ok()?),
        n: n.parse().ok()?,
        outcome,
    })
}
