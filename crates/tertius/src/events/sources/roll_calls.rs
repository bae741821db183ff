//! Roll calls of the General Assembly in the producer's tables: votes (`rcid`, `country` or `ccode`, `vote`), roll calls
//! (`rcid`, `session`, `date`, and if there `unres`, the resolution), and issues (`rcid`, `short_name` or `issue`). Which
//! of the three a file is shows in its header.

use super::event_row::Actor;
use super::row::{HeaderFault, Layout, RawRow, RowFault, shorten};
use crate::actors::Coding;
use crate::calendar::When;
use crate::dossier::{Issue, Source};
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_commas;
use crate::events::roll_calls::Vote;

/// The card of roll calls.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::RollCalls,
    name: "General Assembly roll calls",
    producer: "Erik Voeten, Anton Strezhnev, Michael Bailey: United Nations General Assembly Voting Data; in tables as the R package unvotes (David Robinson) arranges them",
    bibtex: "@data{voeten2009unvotes, author = {Voeten, Erik and Strezhnev, Anton and Bailey, Michael}, title = {United Nations General Assembly Voting Data}, publisher = {Harvard Dataverse}, year = {2009}, doi = {10.7910/DVN/LEJUQZ}}",
    licence: "public, under the terms of Harvard Dataverse",
    coverage: "Roll calls of the General Assembly from 1946; members of the United Nations. Resolutions adopted without a vote are not in it; they are the greater part.",
    absent_row: "the state was absent, or no member: no vote, unobserved",
    known_faults: &[
        "Votes place states on a line: signs among the three relations of a triangle may be built in.",
        "The agenda decides what is voted on: agreement changes when it does. Agreement corrected for chance takes out how one-sided the votes were, not what they were about.",
        "Several roll calls on parts of one resolution depend on each other, and so do yearly resolutions on one subject; only the first is in the standard error.",
        "Four fifths of roll calls are dated December. Before 2004 nearly every date (4,522 of 4,699) names one of the first seven days of its month, so the day is not to be trusted there; a few dates lie outside their session.",
        "Belarus and Ukraine voted before they were states of their own: these votes are rejected, but count for whether a roll call was unanimous.",
    ],
};

/// Spellings of the producer that no list of ours has, with the state in a coding that has it.
const SPELLINGS: [(&str, Coding, &str); 14] = [
    ("Antigua & Barbuda", Coding::Iso3, "ATG"),
    ("Bosnia & Herzegovina", Coding::Iso3, "BIH"),
    ("Congo - Brazzaville", Coding::Iso3, "COG"),
    ("Congo - Kinshasa", Coding::Iso3, "COD"),
    ("Côte d’Ivoire", Coding::Iso3, "CIV"),
    ("Federal Republic of Germany", Coding::Iso3, "DEU"),
    ("Micronesia (Federated States of)", Coding::Iso3, "FSM"),
    ("Myanmar (Burma)", Coding::Iso3, "MMR"),
    ("St. Kitts & Nevis", Coding::Iso3, "KNA"),
    ("St. Lucia", Coding::Iso3, "LCA"),
    ("St. Vincent & Grenadines", Coding::Iso3, "VCT"),
    ("São Tomé & Príncipe", Coding::Iso3, "STP"),
    ("Trinidad & Tobago", Coding::Iso3, "TTO"),
    // The producer has no Serbia: its votes go on under the old name to the end, as these letters do in KEDS.
    ("Yugoslavia", Coding::Keds, "YUG"),
];

/// Which of the producer's tables a file is, with the places of its columns.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Table {
    #[default]
    Unknown,
    /// Roll call, voter, vote; whether voters are Correlates of War numbers.
    Votes([usize; 3], bool),
    /// Roll call, session, date; resolution.
    RollCalls([usize; 3], Option<usize>),
    /// Roll call, issue.
    Issues([usize; 2]),
}

/// The layout; set up by each file's header.
#[derive(Debug, Default)]
pub(super) struct RollCallTables {
    table: Table,
    /// Columns up to this one are needed; what follows is free text in some files and is not split.
    n_needed: usize,
}

impl Layout for RollCallTables {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fields = split_commas(first_line).unwrap_or_default();
        let at = |name: &str| fields.iter().position(|f| f.trim().eq_ignore_ascii_case(name));
        let voter = at("ccode").map(|i| (i, true)).or_else(|| at("country").map(|i| (i, false)));
        let issue = at("short_name").or_else(|| at("issue"));
        self.table = match (at("rcid"), at("vote"), voter, at("session"), at("date"), issue) {
            (Some(call), Some(vote), Some((voter, numbers)), ..) => Table::Votes([call, voter, vote], numbers),
            (Some(call), None, _, Some(session), Some(date), _) => Table::RollCalls([call, session, date], at("unres")),
            (Some(call), None, _, _, _, Some(issue)) => Table::Issues([call, issue]),
            _ => {
                return Err(HeaderFault {
                    column: 0,
                    span: None,
                    message: "the header is of none of the three tables of roll calls".to_owned(),
                    help: format!(
                        "votes have the columns rcid, country (or ccode), vote; roll calls rcid, session, date; issues rcid, short_name (or issue); this file begins with \"{}\"",
                        shorten(first_line)
                    ),
                });
            }
        };
        let last = match self.table {
            Table::Votes(at, _) => at.into_iter().max(),
            Table::RollCalls(at, resolution) => at.into_iter().chain(resolution).max(),
            Table::Issues(at) => at.into_iter().max(),
            Table::Unknown => None,
        };
        self.n_needed = last.map_or(0, |i| i + 1);
        Ok(true)
    }

    fn row<'a>(&'a mut self, line: &'a str) -> Result<RawRow<'a>, RowFault> {
        let fields = leading_fields(line, self.n_needed)?;
        let text = |i: usize| fields[i].trim();
        match self.table {
            Table::Votes([call, voter, vote], numbers) => Ok(RawRow::Vote {
                roll_call: whole(text(call), call)?,
                vote: read_vote(text(vote), vote)?,
                voter: read_voter(text(voter), numbers),
            }),
            Table::RollCalls([call, session, date], resolution) => {
                let day = When::parse(text(date)).filter(|w| w.length.is_none());
                Ok(RawRow::RollCall {
                    number: whole(text(call), call)?,
                    session: u16::try_from(whole(text(session), session)?)
                        .map_err(|_| (Rejection::NotANumber, session + 1, shorten(text(session))))?,
                    day: day.ok_or_else(|| (Rejection::NoSuchDate, date + 1, shorten(text(date))))?.span.first,
                    resolution: resolution.map_or("", |i| text(i)).to_owned(),
                })
            }
            Table::Issues([call, issue]) => Ok(RawRow::RollCallIssue {
                roll_call: whole(text(call), call)?,
                issue: Issue::of_text(text(issue))
                    .ok_or_else(|| (Rejection::UnknownIssue, issue + 1, shorten(text(issue))))?,
            }),
            Table::Unknown => Err((Rejection::TooFewColumns, 0, shorten(line))),
        }
    }
}

/// The first `n` fields, without the quotes around them (none within); what stands behind them is not looked at.
fn leading_fields(line: &str, n: usize) -> Result<Vec<&str>, RowFault> {
    let mut fields = Vec::with_capacity(n);
    let mut rest = Some(line);
    while fields.len() < n {
        let Some(text) = rest else { return Err((Rejection::TooFewColumns, fields.len(), shorten(line))) };
        let (field, behind) = match text.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or_else(|| (Rejection::OpenQuote, 0, shorten(line)))?,
            None => text.split_at(memchr::memchr(b',', text.as_bytes()).unwrap_or(text.len())),
        };
        fields.push(field);
        rest = behind.strip_prefix(',');
        if rest.is_none() && !behind.is_empty() {
            return Err((Rejection::OpenQuote, fields.len(), shorten(line)));
        }
    }
    Ok(fields)
}

/// A whole number from 0, which may be written `3.0`.
fn whole(text: &str, column: usize) -> Result<u32, RowFault> {
    let plain = text.strip_suffix(".0").unwrap_or(text);
    plain.parse().map_err(|_| (Rejection::NotANumber, column + 1, shorten(text)))
}

/// `None` where the state did not vote: absent (8), no member (9), or nothing written.
fn read_vote(text: &str, column: usize) -> Result<Option<Vote>, RowFault> {
    match text {
        "yes" | "1" => Ok(Some(Vote::Yes)),
        "abstain" | "2" => Ok(Some(Vote::Abstain)),
        "no" | "3" => Ok(Some(Vote::No)),
        "" | "NA" | "absent" | "8" | "9" => Ok(None),
        _ => Err((Rejection::NoSuchVote, column + 1, shorten(text))),
    }
}

/// A number of the Correlates of War list, three capital letters of ours, or a name in words.
fn read_voter(text: &str, numbers: bool) -> Actor<'_> {
    if numbers {
        return Actor::Coded(Coding::CowNumber, text);
    }
    // The table is in the order of bytes, so that half a million names are looked up in a moment.
    if let Ok(at) = SPELLINGS.binary_search_by(|(name, ..)| (*name).cmp(text)) {
        let (_, coding, code) = SPELLINGS[at];
        return Actor::Coded(coding, code);
    }
    let is_code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    if is_code { Actor::Coded(Coding::Iso3, text) } else { Actor::Coded(Coding::Icews, text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(header: &str, lines: &[&str]) -> Vec<String> {
        let mut layout = RollCallTables::default();
        layout.begin(header).unwrap();
        lines
            .iter()
            .map(|l| match layout.row(l) {
                Ok(row) => format!("{row:?}"),
                Err((reason, column, text)) => format!("{}, column {column}: {text}", reason.words()),
            })
            .collect()
    }

    #[test]
    fn the_header_tells_the_three_tables_apart() {
        let votes = rows("rcid,country,country_code,vote", &["3.0,Iran,IR,no", "3,Côte d’Ivoire,CI,absent"]);
        assert!(votes[0].contains("Icews, \"Iran\"") && votes[0].contains("Some(No)"), "{}", votes[0]);
        assert!(votes[1].contains("Iso3, \"CIV\"") && votes[1].contains("None"), "{}", votes[1]);
        let numbered = rows("rcid,ccode,member,session,vote,date", &["7,630,1,1,2,1946-01-01", "7,2,1,1,9,1946-01-01"]);
        assert!(numbered[0].contains("CowNumber, \"630\"") && numbered[0].contains("Some(Abstain)"), "{}", numbered[0]);
        // The free text behind the fourth column breaks the rules of quoting.
        let calls =
            rows("rcid,session,importantvote,date,unres,descr", &[r#"3,1.0,0,1946-01-01,R/1/66,"a \MEMBERS\""""#]);
        assert!(calls[0].contains("session: 1") && calls[0].contains("R/1/66"), "{}", calls[0]);
        let issues = rows("rcid,short_name,issue", &["77,me,Palestinian conflict"]);
        assert!(issues[0].contains("MiddleEast"), "{}", issues[0]);
        assert!(RollCallTables::default().begin("date,a,b,value").is_err());
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_column() {
        let at = |header: &str, line: &str| rows(header, &[line]).remove(0);
        assert_eq!(at("rcid,country,vote", "3,Iran,maybe"), "no such vote, column 3: maybe");
        assert_eq!(at("rcid,country,vote", "x,Iran,yes"), "not a usable number, column 1: x");
        assert_eq!(at("rcid,country,vote", "3,Iran"), "too few columns, column 2: 3,Iran");
        assert_eq!(at("rcid,country,vote", "3,\"Iran,yes"), "quotes that do not close, column 0: 3,\"Iran,yes");
        assert_eq!(at("rcid,session,date", "3,1,1946-02-30"), "no such date, column 3: 1946-02-30");
        assert_eq!(at("rcid,session,date", "3,1,1946-02"), "no such date, column 3: 1946-02");
        assert_eq!(at("rcid,session,date", "3,99999,1946-02-01"), "not a usable number, column 2: 99999");
        assert_eq!(at("rcid,issue", "3,whaling"), "unknown issue, column 2: whaling");
    }

    #[test]
    fn spellings_stand_in_the_order_of_bytes() {
        assert!(SPELLINGS.is_sorted_by_key(|(name, ..)| *name));
    }
}
