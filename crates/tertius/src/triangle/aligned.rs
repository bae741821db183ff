//! Cutting three sides to one era of one instrument.

use crate::actors::StateId;
use crate::dossier::Side;
use crate::series::{Era, InstrumentSeries, SideSeries};

/// R, U and V in one era. All three vectors have one entry per period of the era; `None` where the source
/// was silent or not watching.
#[derive(Clone, Debug)]
pub struct Aligned {
    /// The era.
    pub era: Era,
    /// R: the side that is explained.
    pub between: Vec<Option<f64>>,
    /// U: the side that is said to drive it.
    pub driver: Vec<Option<f64>>,
    /// V: the third side.
    pub other: Vec<Option<f64>>,
    /// Names of the periods.
    pub labels: Vec<String>,
}

impl Aligned {
    /// Periods in which all three have a value.
    pub fn n_complete(&self) -> usize {
        (0..self.between.len())
            .filter(|i| self.between[*i].is_some() && self.driver[*i].is_some() && self.other[*i].is_some())
            .count()
    }
}

/// Reads three sides in one era. `excluded` are the states whose events enter no exposure of a conflict
/// rate: the three, and a placebo third where one is at hand.
pub fn align(series: &InstrumentSeries, era: &Era, sides: [Side; 3], excluded: &[StateId]) -> Aligned {
    let cut = |s: &SideSeries| s.values()[era.first..=era.last].to_vec();
    let [between, driver, other] = sides.map(|side| cut(&series.side(side, excluded)));
    let labels = (era.first..=era.last).map(|i| series.calendar.label(i)).collect();
    Aligned { era: era.clone(), between, driver, other, labels }
}
