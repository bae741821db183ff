//! One reading of one side of a triangle in one period. Silence (looked, saw nothing) and absence of an
//! observer are different values, and neither is a number.

use crate::events::ontologies::QuadClass;

/// What a source said of one side in one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observation {
    /// A reading. Up is warmer.
    Score(f64),
    /// The source was watching and saw nothing of this side.
    Silent,
    /// The same, taken for 0 because the dossier says so. Enters tests as 0 and is counted apart everywhere.
    SilentAsZero,
    /// The source was not watching.
    Unobserved,
}

/// Events by class, in one period, of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassCounts {
    /// Verbal cooperation (quad class 1).
    pub verbal_cooperation: u64,
    /// Material cooperation (quad class 2).
    pub material_cooperation: u64,
    /// Verbal conflict (quad class 3).
    pub verbal_conflict: u64,
    /// Material conflict (quad class 4).
    pub material_conflict: u64,
    /// Conflict whose class the source does not tell.
    pub conflict: u64,
}

impl ClassCounts {
    /// Adds events of one class.
    pub(super) fn add(&mut self, class: QuadClass, n: u64) {
        *match class {
            QuadClass::VerbalCooperation => &mut self.verbal_cooperation,
            QuadClass::MaterialCooperation => &mut self.material_cooperation,
            QuadClass::VerbalConflict => &mut self.verbal_conflict,
            QuadClass::MaterialConflict => &mut self.material_conflict,
            QuadClass::Conflict => &mut self.conflict,
        } += n;
    }

    /// Adds the events of another count, class by class.
    pub(crate) fn join(&mut self, other: &ClassCounts) {
        self.verbal_cooperation += other.verbal_cooperation;
        self.material_cooperation += other.material_cooperation;
        self.verbal_conflict += other.verbal_conflict;
        self.material_conflict += other.material_conflict;
        self.conflict += other.conflict;
    }

    /// Events of cooperation.
    pub fn cooperative(&self) -> u64 {
        self.verbal_cooperation + self.material_cooperation
    }

    /// Events of conflict.
    pub fn conflictual(&self) -> u64 {
        self.verbal_conflict + self.material_conflict + self.conflict
    }

    /// All events.
    pub fn all(&self) -> u64 {
        self.cooperative() + self.conflictual()
    }
}

/// One period of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The value, or why there is none.
    pub observation: Observation,
    /// Sampling variance of the value, in its units squared; `None` where there is no value or the
    /// instrument states no error.
    pub variance: Option<f64>,
    /// Events counted.
    pub counts: ClassCounts,
    /// Exposure of a conflict rate: the two states' events with everybody outside the triangle. 0 for other measures.
    pub exposure: u64,
}

impl Reading {
    /// A period that nobody watched.
    pub const UNOBSERVED: Reading = Reading {
        observation: Observation::Unobserved,
        variance: None,
        counts: ClassCounts {
            verbal_cooperation: 0,
            material_cooperation: 0,
            verbal_conflict: 0,
            material_conflict: 0,
            conflict: 0,
        },
        exposure: 0,
    };
}
