//! From a block of text to rows: lines, the layout's reading, states and roles, codes, and the rules that need no other
//! row. Repetition is decided where blocks are put in order.

use crate::choices::Choices;
use crate::cube::DAYS;
use crate::row::{Block, Lesser, N_TEXTS, NO_SCORE, NONE, Party, Place, REJECTED_BYTES_MAX, Rejected, Row, Rule};
use memchr::memchr;
use std::borrow::Cow;
#[expect(clippy::disallowed_types, reason = "asked by key and never walked")]
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use tertius::actors::{self, Role, RoleText};
use tertius::calendar::Day;
use tertius::events::ontologies::{self, Code, Lookup};
use tertius::events::scales::{Scale, score_tenths};
use tertius::events::sources::{Actor, Details, EventLayout, EventRow, HeaderFault, Who};
use tertius::events::{LINE_BYTES_MAX, Rejection, state_of};
use twox_hash::{XxHash3_64, XxHash3_128};

/// Takes the number as its own hash: what is asked by is a hash already.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0 ^ u64::from_le_bytes(eight)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_u128(&mut self, n: u128) {
        self.0 = n as u64;
    }
}

#[expect(clippy::disallowed_types, reason = "asked by key and never walked")]
type Memory<K, V> = HashMap<K, V, BuildHasherDefault<Itself>>;

/// Reads blocks; remembers what actors and codes mean.
pub(crate) struct Parser {
    choices: Choices,
    /// Roles that are asked for, by number; all where none is named.
    roles: Vec<bool>,
    ontology: ontologies::Ontology,
    keep_rows: bool,
    actors: Memory<u128, (Party, Rule)>,
    codes: Memory<u64, u16>,
    /// The usual score of each code in tenths, by number, for rows that state none.
    scores: Vec<i32>,
    /// The day that was read last and the stretch of the actors' tables that it lies in.
    epoch: (i32, u16),
    scratch: Vec<u8>,
}

/// An actor that is empty.
const NOBODY: Party = Party { state: u16::MAX, role: Role::Unspecified as u8 };

/// The most actors that are remembered; beyond, everything is forgotten and learnt anew.
const ACTORS_MAX: usize = 1 << 19;

impl Parser {
    pub(crate) fn new(choices: &Choices, ontology: ontologies::Ontology, keep_rows: bool) -> Parser {
        let asked = |role: &Role| choices.roles.is_empty() || choices.roles.iter().any(|r| r == role.word());
        Parser {
            choices: choices.clone(),
            roles: Role::ALL.iter().map(asked).collect(),
            ontology,
            keep_rows,
            actors: Memory::default(),
            codes: Memory::default(),
            scores: scores(ontology),
            epoch: (i32::MIN, 0),
            scratch: Vec::new(),
        }
    }

    /// Reads a block of whole lines.
    ///
    /// `first_line` is that of the file where the block is not the file's beginning.
    ///
    /// # Errors
    /// The file is not of the layout.
    pub(crate) fn block(
        &mut self,
        layout: &mut dyn EventLayout,
        text: &[u8],
        first_line: Option<&str>,
    ) -> Result<Block, HeaderFault> {
        let mut block = Block::default();
        if let Some(first) = first_line {
            layout.begin(first)?;
        }
        let mut begun = first_line.is_some();
        let whole = std::str::from_utf8(text).ok();
        let mut at = 0;
        while at < text.len() {
            let end = memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
            let mut stop = end;
            if stop > at && text[stop - 1] == b'\r' {
                stop -= 1;
            }
            let from = if !begun && text[at..stop].starts_with(b"\xEF\xBB\xBF") { at + 3 } else { at };
            at = end + 1;
            block.lines += 1;
            if from >= stop {
                continue;
            }
            let line = match whole.and_then(|t| t.get(from..stop)) {
                Some(line) => Cow::Borrowed(line),
                None => String::from_utf8_lossy(&text[from..stop]),
            };
            if !begun {
                if text[from..stop].contains(&0) {
                    return Err(fault("the first line holds bytes that no text has", "this looks like a binary file"));
                }
                begun = true;
                if layout.begin(&line)? {
                    continue;
                }
            }
            block.not_utf8 += u64::from(matches!(line, Cow::Owned(_)));
            if line.len() > LINE_BYTES_MAX {
                block.rejected.push(self.rejected(&line, block.lines, (Rejection::LineTooLong, 0, String::new())));
                continue;
            }
            match layout.event(&line) {
                Ok(row) => match self.row(&row, &mut block) {
                    Ok(()) => {}
                    Err(fault) => block.rejected.push(self.rejected(&line, block.lines, fault)),
                },
                Err(fault) => block.rejected.push(self.rejected(&line, block.lines, fault)),
            }
        }
        Ok(block)
    }

    fn rejected(&self, line: &str, number: u32, (reason, column, example): (Rejection, usize, String)) -> Rejected {
        let mut end = line.len().min(REJECTED_BYTES_MAX);
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        Rejected { line: number, column: column as u32, reason, example, text: line[..end].to_owned() }
    }

    fn row(&mut self, event: &EventRow<'_>, block: &mut Block) -> Result<(), (Rejection, usize, String)> {
        let number = event.when.span.first.days_since(Day::EPOCH);
        if !(DAYS[0]..=DAYS[1]).contains(&number) {
            return Err((Rejection::NoSuchDate, 0, event.when.span.first.to_string()));
        }
        if let Some(length) = event.when.length {
            return Err((Rejection::NotADay, 0, format!("{} names a {}", event.when.span, length.word())));
        }
        let day = event.when.span.first;
        if self.epoch.0 != number {
            self.epoch = (number, actors::epoch(day.ymd()));
        }
        let code = self.code(event);
        let (initiator, first) = self.who(&event.initiator, day, block);
        let (target, second) = self.who(&event.target, day, block);
        let rule = if code == u16::MAX {
            note(block, "code", event.code);
            Rule::UnknownCode
        } else if first != Rule::Counted {
            first
        } else if second != Rule::Counted {
            second
        } else if initiator.state == target.state {
            Rule::Domestic
        } else {
            Rule::Counted
        };
        let key = event.key.map(|key| key_of(key, number));
        if !self.keep_rows && rule != Rule::Counted {
            block.lesser.push(Lesser { before: block.rows.len() as u32, day: number, key, rule });
            return Ok(());
        }
        let details = match event.details() {
            Ok(details) => details,
            // A number that is none says that something is wrong with the row; one that counts for nothing may stay.
            Err(fault) if rule == Rule::Counted => return Err(fault),
            Err(_) => Details::default(),
        };
        let rule = if rule == Rule::Counted { self.choice(&details, initiator, target) } else { rule };
        let identity = if rule == Rule::Counted {
            identity(
                &self.choices,
                number,
                [event.initiator.code, event.target.code, event.code, details.place, details.story],
                &mut self.scratch,
            )
        } else {
            0
        };
        if !self.keep_rows && rule != Rule::Counted {
            block.lesser.push(Lesser { before: block.rows.len() as u32, day: number, key, rule });
            return Ok(());
        }
        let text = block.places.len() as u32;
        if self.keep_rows {
            let texts: [&str; N_TEXTS] = [
                event.initiator.code,
                event.initiator.name,
                event.target.code,
                event.target.name,
                event.code,
                details.place,
                details.place_country,
                details.story,
            ];
            block.places.push(texts.map(|text| {
                let place = Place { start: block.heap.len() as u32, len: text.len() as u32 };
                block.heap.extend_from_slice(text.as_bytes());
                place
            }));
        }
        block.rows.push(Row {
            line: block.lines,
            day: number,
            key,
            event_id: event.key,
            initiator,
            target,
            code,
            rule,
            identity,
            count: event.count,
            root: details.is_root.map_or(NONE, u32::from),
            mentions: details.mentions.unwrap_or(NONE),
            sources: details.sources.unwrap_or(NONE),
            articles: details.articles.unwrap_or(NONE),
            tone: details.tone_hundredths.unwrap_or(NO_SCORE),
            score: match details.score_tenths {
                Some(score) => i32::from(score),
                None => self.scores.get(usize::from(code)).copied().unwrap_or(NO_SCORE),
            },
            added: details.added,
            text,
        });
        Ok(())
    }

    fn choice(&self, details: &Details<'_>, initiator: Party, target: Party) -> Rule {
        let c = &self.choices;
        if c.root_only && details.is_root == Some(false) {
            Rule::NotRoot
        } else if details.mentions.is_some_and(|n| n < c.min_mentions) {
            Rule::FewMentions
        } else if details.sources.is_some_and(|n| n < c.min_sources) {
            Rule::FewSources
        } else if !(self.roles[usize::from(initiator.role)] && self.roles[usize::from(target.role)]) {
            Rule::OtherRole
        } else {
            Rule::Counted
        }
    }

    fn code(&mut self, event: &EventRow<'_>) -> u16 {
        let found = |of: &Parser| {
            let code = if event.code_is_text {
                ontologies::code_of_text(of.ontology, event.code)
            } else {
                match ontologies::code(of.ontology, event.code) {
                    Lookup::Exact(code) | Lookup::Root(code) => Some(code),
                    Lookup::Unknown => None,
                }
            };
            code.map_or(u16::MAX, Code::number)
        };
        if event.code.is_empty() || event.code.len() > 64 {
            return found(self);
        }
        // Codes are short: eight bytes are their own key.
        let bytes = event.code.as_bytes();
        let key = match bytes.len() {
            n @ 1..=7 => {
                let mut eight = [0; 8];
                eight[..n].copy_from_slice(bytes);
                eight[7] = n as u8;
                u64::from_le_bytes(eight)
            }
            _ => XxHash3_64::oneshot(bytes) | 0xff << 56,
        };
        if let Some(code) = self.codes.get(&key) {
            return *code;
        }
        let code = found(self);
        // What nobody knows is not remembered: a file of noise would fill the memory.
        if code != u16::MAX {
            self.codes.insert(key, code);
        }
        code
    }

    fn who(&mut self, who: &Who<'_>, day: Day, block: &mut Block) -> (Party, Rule) {
        if who.code.is_empty() && matches!(who.actor, Actor::Coded(_, "")) {
            return (NOBODY, Rule::EmptyActor);
        }
        self.scratch.clear();
        self.scratch.extend_from_slice(&self.epoch.1.to_le_bytes());
        let (kind, texts): (u8, [&str; 4]) = match (who.actor, who.role) {
            (Actor::Coded(coding, text), role) => (coding as u8, parts(text, "", role)),
            (Actor::Country { name, country }, role) => (100, parts(name, country, role)),
            (Actor::Named(name), role) => (101, parts(name, "", role)),
        };
        self.scratch.push(kind);
        for text in texts {
            self.scratch.extend_from_slice(text.as_bytes());
            self.scratch.push(0xff);
        }
        let key = XxHash3_128::oneshot(&self.scratch);
        if let Some((party, rule)) = self.actors.get(&key) {
            if matches!(rule, Rule::UnknownActor | Rule::StateNotThen) {
                note(block, rule.words(), who.actor.text());
            }
            return (*party, *rule);
        }
        let (state, rule) = match state_of(who.actor, day) {
            Ok(state) => (state.number(), Rule::Counted),
            Err(reason) => (
                u16::MAX,
                match reason {
                    Rejection::EmptyActor => Rule::EmptyActor,
                    Rejection::NotAState => Rule::NotAState,
                    Rejection::StateNotThen => Rule::StateNotThen,
                    _ => Rule::UnknownActor,
                },
            ),
        };
        if matches!(rule, Rule::UnknownActor | Rule::StateNotThen) {
            note(block, rule.words(), who.actor.text());
        }
        let party = Party { state, role: actors::role(who.role, day.ymd()) as u8 };
        if self.actors.len() >= ACTORS_MAX {
            self.actors.clear();
        }
        self.actors.insert(key, (party, rule));
        (party, rule)
    }
}

/// The scores of an ontology's usual scale, by number of code.
fn scores(ontology: ontologies::Ontology) -> Vec<i32> {
    let scale = match ontology {
        ontologies::Ontology::Cameo => Scale::CameoGoldsteinGdelt,
        ontologies::Ontology::Weis => Scale::WeisGoldstein,
        _ => return Vec::new(),
    };
    let mut scores = Vec::new();
    for code in ontologies::codes(ontology) {
        scores.resize((usize::from(code.number()) + 1).max(scores.len()), NO_SCORE);
        if let Some(score) = score_tenths(scale, code.text()) {
            scores[usize::from(code.number())] = i32::from(score);
        }
    }
    scores
}

/// A producer's number and the day as one key. A day takes 17 bits; producers' numbers stay far below the other 47, and
/// what is larger (hashes of names, faults) is hashed with the day, so that none of its bits is lost.
pub(crate) fn key_of(number: u64, day: i32) -> u64 {
    if number < 1 << 47 {
        return (number << 17) ^ u64::from(day.rem_euclid(1 << 17).cast_unsigned());
    }
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    bytes[8..].copy_from_slice(&day.to_le_bytes());
    XxHash3_64::oneshot(&bytes)
}

/// What repetition is told by, under the strictest choice that is made; 0 where none is. The texts are initiator, target
/// and code as the producer writes them, place and story.
pub(crate) fn identity(choices: &Choices, day: i32, texts: [&str; 5], scratch: &mut Vec<u8>) -> u64 {
    let n = match choices {
        Choices { one_a_day: true, .. } => 3,
        Choices { one_story: true, .. } => 4,
        Choices { emitted_again: true, .. } => 5,
        _ => return 0,
    };
    scratch.clear();
    scratch.extend_from_slice(&day.to_le_bytes());
    for text in &texts[..n] {
        scratch.extend_from_slice(text.as_bytes());
        scratch.push(0xff);
    }
    XxHash3_64::oneshot(scratch).max(1)
}

fn parts<'a>(first: &'a str, second: &'a str, role: RoleText<'a>) -> [&'a str; 4] {
    match role {
        RoleText::Nothing => [first, second, "", ""],
        RoleText::Cameo(text) | RoleText::Plover(text) => [first, second, text, ""],
        RoleText::Icews { name, sectors } => [first, second, name, sectors],
    }
}

/// Bounded, so that a file of noise cannot fill the memory.
fn note(block: &mut Block, what: &str, text: &str) {
    let short: String = text.chars().take(60).collect();
    let key = format!("{what}: {short}");
    if let Some(n) = block.unresolved.get_mut(&key) {
        *n += 1;
    } else if block.unresolved.len() < 2_000 {
        block.unresolved.insert(key, 1);
    }
}

fn fault(message: &str, help: &str) -> HeaderFault {
    HeaderFault { column: 0, message: message.to_owned(), help: help.to_owned(), span: None }
}
