//! How events are cleaned before they are counted: named choices, each with a default for every source and its reason.

use crate::error::LakeError;
use serde::{Deserialize, Serialize};
use tertius::dossier::Source;

/// The choices of one source in one lake. All imports of a source into a lake share them, or counts would not compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Rows with the producer's key of an earlier row are not counted.
    pub same_row_again: bool,
    /// Rows of the same day, actors, code, place and story as an earlier row of the window are not counted.
    pub emitted_again: bool,
    /// As `emitted_again`, whatever the story.
    pub one_story: bool,
    /// One row a day of the same initiator, target and code, as the producer writes them, within the window.
    pub one_a_day: bool,
    /// Only events in the lead of their story.
    pub root_only: bool,
    /// Fewest mentions.
    pub min_mentions: u32,
    /// Fewest sources.
    pub min_sources: u32,
    /// Only these roles of both actors; empty for all.
    pub roles: Vec<String>,
}

impl Choices {
    /// What is done with a source where nothing else is asked.
    pub fn of(source: Source) -> Choices {
        Choices {
            same_row_again: true,
            emitted_again: source == Source::Gdelt,
            one_story: false,
            one_a_day: false,
            root_only: false,
            min_mentions: 0,
            min_sources: 0,
            roles: Vec::new(),
        }
    }

    /// Whether rows are compared with others by what they say.
    pub(crate) fn tell_repeats(&self) -> bool {
        self.emitted_again || self.one_story || self.one_a_day
    }

    /// Each choice that is made: its name and the reason of the default.
    pub fn reasons(&self) -> Vec<(String, &'static str)> {
        let mut all = Vec::new();
        let mut say = |made: bool, name: String, reason| {
            if made {
                all.push((name, reason));
            }
        };
        say(
            self.same_row_again,
            "same row again".into(),
            "a producer's key names one row; a second one is a file delivered twice or an update",
        );
        say(
            self.emitted_again,
            "same event of the same story again".into(),
            "GDELT emits an event of one story several times: with other places of its actors, and anew in later quarter-hours",
        );
        say(self.one_story, "one story".into(), "asked for: other stories of an event are attention, not events");
        say(
            self.one_a_day,
            "one a day".into(),
            "asked for: the usual filter of the field; it also drops events that did happen twice",
        );
        say(
            self.root_only,
            "root events only".into(),
            "asked for: events in the lead of a story are less often background",
        );
        say(
            self.min_mentions > 0,
            format!("at least {} mentions", self.min_mentions),
            "asked for: events seen once are more often coding errors",
        );
        say(
            self.min_sources > 0,
            format!("at least {} sources", self.min_sources),
            "asked for: events of one source are more often coding errors",
        );
        say(
            !self.roles.is_empty(),
            format!("roles: {}", self.roles.join(", ")),
            "asked for: only these actors speak for their state",
        );
        all
    }

    /// Complains where an import would be cleaned otherwise than what stands in the lake.
    pub(crate) fn must_equal(&self, standing: &Choices, source: &str) -> Result<(), LakeError> {
        if self == standing {
            return Ok(());
        }
        let words = |c: &Choices| c.reasons().into_iter().map(|(name, _)| name).collect::<Vec<_>>().join("; ");
        Err(LakeError::complaint(
            format!(
                "the events of {source} in this lake were cleaned otherwise: {}; asked for is: {}",
                words(standing),
                words(self)
            ),
            "leave the cleaning options out, or import into a lake of its own",
        ))
    }
}
