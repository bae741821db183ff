//! Fields: in which part of life a relation is cooperative or hostile. Only the words and where each comes from;
//! which code belongs to which field is a table of the ontologies.

/// A field of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Visits, recognition, support in words, negotiation, relations as such. From event codes.
    Diplomatic,
    /// Trade, aid in money, embargoes. From event codes and indicators.
    Economic,
    /// Arms, postures, fights, cease-fires, peacekeeping. From event codes and indicators.
    Military,
    /// Courts, arrests, extradition, espionage charges. From event codes.
    Judicial,
    /// Relief, asylum, evacuation. From event codes.
    Humanitarian,
    /// Oil, gas, pipelines. Event codes do not tell it; from indicators only.
    Energy,
    /// Nuclear weapons and material. Event codes hardly tell it; from vote issues and indicators only.
    Nuclear,
    /// A General Assembly issue. From votes only.
    HumanRights,
    /// A General Assembly issue: the Palestinian conflict. From votes only.
    MiddleEast,
    /// A General Assembly issue: arms control and disarmament. From votes only.
    Disarmament,
    /// A General Assembly issue. From votes only.
    Colonialism,
}

impl Field {
    /// The words of the dossier, in the order in which readers should meet them.
    pub const WORDS: [(&'static str, Field); 11] = [
        ("diplomatic", Field::Diplomatic),
        ("economic", Field::Economic),
        ("military", Field::Military),
        ("judicial", Field::Judicial),
        ("humanitarian", Field::Humanitarian),
        ("energy", Field::Energy),
        ("nuclear", Field::Nuclear),
        ("human rights", Field::HumanRights),
        ("Middle East", Field::MiddleEast),
        ("disarmament", Field::Disarmament),
        ("colonialism", Field::Colonialism),
    ];

    /// The fields that event codes tell apart.
    pub const OF_EVENTS: [Field; 5] =
        [Field::Diplomatic, Field::Economic, Field::Military, Field::Judicial, Field::Humanitarian];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, f)| *f == self).map_or("", |(w, _)| w)
    }

    /// Whether event codes tell this field; all others come from indicators and votes.
    pub fn is_of_events(self) -> bool {
        Self::OF_EVENTS.contains(&self)
    }
}
