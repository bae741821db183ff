//! From a block of text to rows: lines, the layout's reading, states and roles, codes, and the rules that need no other
//! row. Repetition is decided where blocks are put in order.

use crate::choices::Choices;
use crate::cube::DAYS;
use crate::remember::{Memory, TextKey};
use crate::row::{Block, Lesser, N_TEXTS, NO_SCORE, NONE, Party, Place, REJECTED_BYTES_MAX, Rejected, Row, Rule};
use memchr::memchr;
use std::borrow::Cow;
use tertius::actors::{self, Role};
use tertius::calendar::Day;
use tertius::events::ontologies::{self, Code, Lookup};
use tertius::events::scales::{Scale, score_tenths};
use tertius::events::sources::{Actor, Details, EventLayout, EventRow, HeaderFault, Who};
use tertius::events::{LINE_BYTES_MAX, Rejection, state_of};
use twox_hash::XxHash3_64;

/// Reads blocks; remembers what actors and codes mean.
pub(crate) struct Parser {
    choices: Choices,
    /// Roles that are asked for, by number; all where none is named.
    roles: Vec<bool>,
    ontology: ontologies::Ontology,
    keep_rows: bool,
    /// What actors mean, by the stretch of the actors' tables: rows of one time find theirs close together in memory.
    actors: Vec<Memory<Known>>,
    n_actors: usize,
    /// Actors without a state, by the number that [`Known`] has of them.
    stateless: Vec<Stateless>,
    /// Those of `stateless` that the block which is being read names.
    named: Vec<u32>,
    codes: Memory<u16>,
    /// The usual score of each code in tenths, by number, for rows that state none.
    scores: Vec<i32>,
    /// The day that was read last and the stretch of the actors' tables that it lies in.
    epoch: (i32, u16),
    scratch: Vec<u8>,
}

/// What an actor's texts mean.
#[derive(Clone, Copy)]
struct Known {
    party: Party,
    rule: Rule,
    /// Where it stands in [`Parser::stateless`]; `u32::MAX` for those that the account does not name.
    stateless: u32,
}

/// An actor that the account names.
struct Stateless {
    words: String,
    /// Rows of the block.
    rows: u64,
}

/// An actor that is empty.
const NOBODY: Party = Party { state: u16::MAX, role: Role::Unspecified as u8 };

/// The most actors that are remembered; beyond, everything is forgotten and learnt anew.
const ACTORS_MAX: usize = 1 << 18;

/// The most codes that are remembered: more than any ontology has, with whatever producers append to them.
const CODES_MAX: usize = 1 << 14;

impl Parser {
    pub(crate) fn new(choices: &Choices, ontology: ontologies::Ontology, keep_rows: bool) -> Parser {
        let asked = |role: &Role| choices.roles.is_empty() || choices.roles.iter().any(|r| r == role.word());
        Parser {
            choices: choices.clone(),
            roles: Role::ALL.iter().map(asked).collect(),
            ontology,
            keep_rows,
            actors: Vec::new(),
            n_actors: 0,
            stateless: Vec::new(),
            named: Vec::new(),
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
        if self.keep_rows {
            // About what rows take; memory that is never touched costs nothing.
            block.heap.reserve(text.len());
            block.rows.reserve(text.len() >> 8);
            block.places.reserve(text.len() >> 8);
        } else {
            block.rows.reserve(text.len() >> 10);
            block.lesser.reserve(text.len() >> 8);
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
            // Rows are large: they are lent, not handed on.
            match layout.event(&line) {
                Ok(ref row) => match self.row(row, &mut block) {
                    Ok(()) => {}
                    Err(fault) => block.rejected.push(self.rejected(&line, block.lines, fault)),
                },
                Err(fault) => block.rejected.push(self.rejected(&line, block.lines, fault)),
            }
        }
        self.account(&mut block);
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
            let stretches = usize::from(self.epoch.1) + 1;
            self.actors.resize_with(self.actors.len().max(stretches), Memory::default);
        }
        let code = self.code(event);
        let (initiator, first) = self.who(&event.initiator, day, block);
        let (target, second) = self.who(&event.target, day, block);
        let rule = if code == u16::MAX {
            note(block, &noted("code", event.code), 1);
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
        let key = TextKey::of_code(event.code);
        if let Some(code) = self.codes.get(&key) {
            return *code;
        }
        let code = found(self);
        // What nobody knows is not remembered: a file of noise would fill the memory.
        if code != u16::MAX && self.codes.len() < CODES_MAX {
            self.codes.insert(key, code);
        }
        code
    }

    fn who(&mut self, who: &Who<'_>, day: Day, block: &mut Block) -> (Party, Rule) {
        if who.code.is_empty() && matches!(who.actor, Actor::Coded(_, "")) {
            return (NOBODY, Rule::EmptyActor);
        }
        let key = TextKey::of_actor(who);
        let stretch = usize::from(self.epoch.1);
        if let Some(known) = self.actors[stretch].get(&key).copied() {
            self.name(known.stateless);
            return (known.party, known.rule);
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
        self.n_actors += 1;
        if self.n_actors > ACTORS_MAX {
            self.account(block);
            self.stateless.clear();
            self.n_actors = 1;
            // Maps that are only cleared would keep their memory, each that of its own crowd.
            let stretches = self.actors.len();
            self.actors.clear();
            self.actors.resize_with(stretches, Memory::default);
        }
        let mut stateless = u32::MAX;
        if matches!(rule, Rule::UnknownActor | Rule::StateNotThen) {
            stateless = self.stateless.len() as u32;
            self.stateless.push(Stateless { words: noted(rule.words(), who.actor.text()), rows: 0 });
        }
        let party = Party { state, role: actors::role(who.role, day.ymd()) as u8 };
        self.actors[stretch].insert(key, Known { party, rule, stateless });
        self.name(stateless);
        (party, rule)
    }

    /// Counts a row for an actor of `stateless`.
    fn name(&mut self, stateless: u32) {
        if let Some(actor) = self.stateless.get_mut(stateless as usize) {
            if actor.rows == 0 {
                self.named.push(stateless);
            }
            actor.rows += 1;
        }
    }

    /// Says in the block's account which actors had no state, and begins to count anew.
    fn account(&mut self, block: &mut Block) {
        for number in std::mem::take(&mut self.named) {
            let actor = &mut self.stateless[number as usize];
            note(block, &actor.words, std::mem::take(&mut actor.rows));
        }
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

/// How the account names what could not be resolved.
fn noted(what: &str, text: &str) -> String {
    format!("{what}: {}", text.chars().take(60).collect::<String>())
}

/// Bounded, so that a file of noise cannot fill the memory.
fn note(block: &mut Block, words: &str, rows: u64) {
    if let Some(n) = block.unresolved.get_mut(words) {
        *n += rows;
    } else if block.unresolved.len() < 2_000 {
        block.unresolved.insert(words.to_owned(), rows);
    }
}

fn fault(message: &str, help: &str) -> HeaderFault {
    HeaderFault { column: 0, message: message.to_owned(), help: help.to_owned(), span: None }
}
