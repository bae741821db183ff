//! What the kinds of claim ask beyond a third-party response: since when the pair is said to be closer, since when an
//! influence is said to be weaker, whose term is said to be bolder than which. Each kind has keys of its own.

use super::argument::side;
use super::complaint::{Complaint, did_you_mean};
use super::question::{Episode, Term, TriangleQuestion};
use super::read::{state, when};
use super::side::{Dyad, Side};
use super::table::{Complaints, Spanned, Table};
use crate::actors::StateId;
use crate::calendar::Day;

/// Names of kinds of claim whose keys differ from those of a third-party response.
pub const CONSOLIDATION: &str = "consolidation";
/// A third's influence is weaker since a date.
pub const MODERATION: &str = "moderation";
/// A leader's term is more active than another.
pub const BOLDNESS: &str = "boldness";

/// The date from which something is said to be different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// First day after.
    pub day: Day,
    /// The date as the dossier writes it, or the episode that begins on it.
    pub words: String,
}

/// A leader's term compared with another of the same state and office.
#[derive(Clone, Debug, PartialEq)]
pub struct BoldTerm {
    /// The term that is said to be bolder.
    pub term: Term,
    /// The term that it is compared with, which ended before it began.
    pub against: Term,
    /// The one state whose dealings are counted; `None` for all.
    pub towards: Option<StateId>,
}

/// What a claim asks, by its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Asks {
    /// Whether the pair responds to the third: the driver, the direction and the half say the rest.
    Response,
    /// Whether the pair is closer since a date.
    Consolidation(Since),
    /// Whether the driver's influence is weaker since a date.
    Moderation(Since),
    /// Whether a term is bolder than another.
    Boldness(BoldTerm),
}

impl Asks {
    /// Whether the claim names a driver, a direction and a side held constant.
    pub fn has_driver(&self) -> bool {
        matches!(self, Asks::Response | Asks::Moderation(_))
    }

    /// Whether the claim is about the pair's relation.
    pub fn is_of_pair(&self) -> bool {
        !matches!(self, Asks::Boldness(_))
    }

    /// The keys of its own in words; empty for a third-party response. Part of the claim's fingerprint.
    pub fn words(&self) -> String {
        match self {
            Asks::Response => String::new(),
            Asks::Consolidation(since) | Asks::Moderation(since) => format!("since {}", since.words),
            Asks::Boldness(b) => {
                let towards = b.towards.map_or_else(|| "all states".to_owned(), |s| s.state().name.to_owned());
                format!(
                    "{}, term of {} (from {}), against that of {} (from {}), towards {towards}",
                    b.term.state.state().name,
                    b.term.leader,
                    b.term.from,
                    b.against.leader,
                    b.against.from
                )
            }
        }
    }
}

/// Reads `since` or `episode`; one of them must be there.
pub(super) fn since(table: &Table<'_>, complaints: &Complaints, episodes: &[Episode]) -> Option<Since> {
    let (date, episode) = (table.text("since"), table.text("episode"));
    match (date, episode) {
        (Some(date), None) => Some(Since { day: when(&date, complaints)?.first, words: date.value.trim().to_owned() }),
        (None, Some(name)) => {
            let found = episodes.iter().find(|e| e.name.value == name.value);
            if found.is_none() {
                let names = || episodes.iter().map(|e| e.name.value.as_str());
                let help = did_you_mean(&name.value, names())
                    .map_or("name an [[episode]] of this dossier, or write `since`".to_owned(), |n| {
                        format!("did you mean \"{n}\"?")
                    });
                complaints.add(Complaint::new(
                    name.span,
                    format!("no episode is named \"{}\"", name.value),
                    "unknown episode",
                    help,
                ));
            }
            found.map(|e| Since { day: e.span.first, words: format!("the beginning of \"{}\"", e.name.value) })
        }
        (Some(date), Some(name)) => {
            complaints.add(
                Complaint::new(name.span, "a claim has one date", "the second", "keep `since` or `episode`")
                    .and_at(date.span, "the first"),
            );
            None
        }
        (None, None) => {
            if table.span_of("since").is_none() && table.span_of("episode").is_none() {
                table.missing("since", "\"2022-02\"");
            }
            None
        }
    }
}

/// Reads the keys of *boldness*: `state`, `leader`, `begins`, `against`, `towards`.
pub(super) fn boldness(table: &Table<'_>, complaints: &Complaints, terms: &[Term]) -> Option<BoldTerm> {
    let of = table.required_text("state", "\"USA\"");
    let leader = table.required_text("leader", "\"a leader with a [[term]]\"");
    let (begins, against, towards) = (table.text("begins"), table.text("against"), table.text("towards"));
    let of_state = state(&of?, complaints)?;
    let towards = match towards {
        Some(text) => {
            let target = state(&text, complaints)?;
            if target == of_state {
                complaints.add(Complaint::new(
                    text.span,
                    "a state has no dealings with itself here",
                    "the same state",
                    "name another state, or leave `towards` out",
                ));
                return None;
            }
            Some(target)
        }
        None => None,
    };
    let begins = match begins {
        Some(text) => Some(when(&text, complaints)?),
        None => None,
    };
    let leader = leader?;
    let theirs: Vec<&Term> = terms
        .iter()
        .filter(|t| t.state == of_state && t.leader == leader.value)
        .filter(|t| begins.is_none_or(|b| b.contains(t.from)))
        .collect();
    let term = match theirs[..] {
        [one] => one,
        [] => {
            complaints.add(no_term(&leader, of_state, terms));
            return None;
        }
        _ => {
            complaints.add(Complaint::new(
                leader.span,
                format!("\"{}\" has {} terms in this dossier", leader.value, theirs.len()),
                "which of them?",
                format!("add the date on which it begins, for instance: begins = \"{}\"", theirs[0].from),
            ));
            return None;
        }
    };
    // The last of those that were over when it began; the day of handing over may belong to both.
    let over = |t: &&Term| {
        t.state == term.state && t.office == term.office && t.to.is_some_and(|to| to <= term.from) && *t != term
    };
    let wanted = |t: &&Term| against.as_ref().is_none_or(|a| a.value == t.leader);
    let Some(before) = terms.iter().filter(over).filter(wanted).max_by_key(|t| t.from) else {
        let (span, message) = match &against {
            Some(a) => (a.span.clone(), format!("no term of \"{}\" ended before that of \"{}\"", a.value, term.leader)),
            None => (leader.span, format!("the dossier has no term before that of \"{}\"", term.leader)),
        };
        complaints.add(Complaint::new(
            span,
            message,
            "nothing to compare with",
            "add the earlier [[term]] of the same state and office",
        ));
        return None;
    };
    Some(BoldTerm { term: term.clone(), against: before.clone(), towards })
}

fn no_term(leader: &Spanned<String>, of: StateId, terms: &[Term]) -> Complaint {
    let names = || terms.iter().filter(|t| t.state == of).map(|t| t.leader.as_str());
    let help = match did_you_mean(&leader.value, names().filter(|n| *n != leader.value)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "add a [[term]] of that leader and state, or mend `begins`".to_owned(),
    };
    Complaint::new(
        leader.span.clone(),
        format!("no such term of \"{}\" in {}", leader.value, of.state().name),
        "unknown term",
        help,
    )
}

/// Reads `between`, which must be the pair of the dossier or one of its directions; the pair if it is left out.
pub(super) fn between(
    text: Option<Spanned<String>>,
    triangle: &TriangleQuestion,
    complaints: &Complaints,
) -> Option<Side> {
    let Some(text) = text else { return Some(Side::Pooled(triangle.pair)) };
    let (s, span) = side(&text, complaints)?;
    if s.dyad() != triangle.pair {
        let [a, b] = triangle.pair_as_written.map(StateId::code);
        complaints.add(Complaint::new(
            span,
            format!("{s} is not the pair of this dossier"),
            "a claim explains the pair",
            format!("write \"{a}-{b}\", or leave `between` out"),
        ));
    }
    Some(s)
}

/// The sides of the third, first with the one and then with the other member of the pair: what stands in the place of
/// driver and other side where a claim names none.
pub(super) fn sides_of_third(triangle: &TriangleQuestion) -> Option<[Side; 2]> {
    let [a, b] = triangle.pair_as_written;
    let with = |s| Dyad::new(s, triangle.third).map(Side::Pooled);
    Some([with(a)?, with(b)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Dossier;

    const HEAD: &str = "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"a\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"e.csv\"]\n[[episode]]\nname = \"war\"\nfrom = \"2022-02\"\nto = \"2022-12\"\n[[term]]\nleader = \"A\"\nstate = \"USA\"\nfrom = \"2009-01-20\"\nto = \"2017-01-20\"\n[[term]]\nleader = \"B\"\nstate = \"USA\"\nfrom = \"2017-01-20\"\nto = \"2021-01-20\"\n[[term]]\nleader = \"C\"\nstate = \"USA\"\nfrom = \"2021-01-20\"\nto = \"2025-01-20\"\n[[term]]\nleader = \"B\"\nstate = \"USA\"\nfrom = \"2025-01-20\"\n[[claim]]\nsays = \"x\"\n";
    const KINDS: [&str; 4] = ["third-party response", CONSOLIDATION, MODERATION, BOLDNESS];

    fn asked(claim: &str) -> Result<Asks, String> {
        Dossier::read(&format!("{HEAD}{claim}\n"), &KINDS)
            .map(|d| d.claims[0].asks.clone())
            .map_err(|all| all.iter().map(|c| format!("{} {}", c.message, c.help)).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn a_date_or_an_episode_parts_the_series() {
        let day = Day::from_ymd(2022, 2, 1).unwrap();
        for key in ["since = \"2022-02\"", "episode = \"war\""] {
            let Ok(Asks::Consolidation(since)) = asked(&format!("kind = \"consolidation\"\n{key}")) else {
                panic!("{key}")
            };
            assert_eq!(since.day, day);
        }
        assert!(asked("kind = \"consolidation\"").unwrap_err().contains("needs `since`"));
        assert!(asked("kind = \"consolidation\"\nepisode = \"wars\"").unwrap_err().contains("did you mean \"war\""));
        assert!(
            asked("kind = \"consolidation\"\nsince = \"2022\"\nepisode = \"war\"").unwrap_err().contains("one date")
        );
        assert!(
            asked("kind = \"consolidation\"\nsince = \"2022\"\ndriver = \"USA-RUS\"").unwrap_err().contains("driver")
        );
        let moderated = "kind = \"moderation\"\ndriver = \"USA-RUS\"\ndirection = \"opposite\"\nsince = \"2025-01-17\"";
        assert!(matches!(asked(moderated), Ok(Asks::Moderation(_))));
    }

    #[test]
    fn a_term_is_compared_with_the_one_before_it() {
        let found = |keys: &str| match asked(&format!("kind = \"boldness\"\nstate = \"USA\"\n{keys}")) {
            Ok(Asks::Boldness(b)) => Ok((b.term.leader, b.against.leader, b.towards.map(|s| s.code().to_owned()))),
            Ok(other) => panic!("{other:?}"),
            Err(why) => Err(why),
        };
        let three = |a: &str, b: &str, c: Option<&str>| Ok((a.to_owned(), b.to_owned(), c.map(str::to_owned)));
        assert_eq!(found("leader = \"C\""), three("C", "B", None));
        assert_eq!(found("leader = \"B\"\nbegins = \"2017\"\ntowards = \"IRN\""), three("B", "A", Some("IRN")));
        assert_eq!(found("leader = \"C\"\nagainst = \"A\""), three("C", "A", None));
        assert!(found("leader = \"B\"").unwrap_err().contains("2 terms"));
        assert!(found("leader = \"A\"").unwrap_err().contains("no term before"));
        assert!(found("leader = \"D\"").unwrap_err().contains("no such term"));
        assert!(found("leader = \"C\"\ntowards = \"USA\"").unwrap_err().contains("itself"));
    }
}
