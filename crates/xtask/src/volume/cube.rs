//! A cube as large as ten years of GDELT, drawn. What an event is (code, roles, score, root, mentions) comes whole from a
//! row of real files, so that these hang together and have their real shares; between which states it is comes from
//! Zipf's law: the n-th state of the real files, by how often it acts or is acted on there, has weight 1/n as initiator
//! and as target, all states that existed throughout included. Days are filled evenly. Real events come in bursts, so a
//! real cube of as many events has fewer cells than this one: the measurement is on the hard side.

use super::originals::lines;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tertius::actors::{Coding, Resolution, Role, RoleText, StateId, resolve, role, states};
use tertius::calendar::Day;
use tertius::events::ontologies::{Code, Ontology, code};
use tertius_lake::{DrawnEvent, Month, write_drawn};

/// Places of the table from which a state is drawn: a state of weight w has about w x SLOTS of them.
const SLOTS: usize = 1 << 16;

/// The name of the source in the lake.
const SOURCE: &str = "gdelt";

/// What an event is, but for who and when.
#[derive(Clone, Copy)]
struct Kind {
    roles: [Role; 2],
    code: Code,
    score_tenths: Option<i16>,
    is_root: bool,
    mentions: u32,
}

/// Events between two states that a file of the producer holds.
pub(super) struct Original {
    kinds: Vec<Kind>,
    acting: BTreeMap<StateId, u64>,
}

impl Original {
    /// Reads the rows of any of GDELT's layouts that tell of two different states.
    pub(super) fn read(text: &[u8]) -> Result<Original, String> {
        let mut found = Original { kinds: Vec::new(), acting: BTreeMap::new() };
        for (n, line) in lines(text) {
            let line = std::str::from_utf8(line).map_err(|_| format!("line {n} is not UTF-8"))?;
            let fields: Vec<&str> = line.split('\t').collect();
            if ![57, 58, 61].contains(&fields.len()) {
                return Err(format!("line {n} has {} columns, 57, 58 or 61 are wanted", fields.len()));
            }
            let day = Day::parse(fields[1]).ok_or_else(|| format!("line {n} has a date that does not exist"))?;
            let state = |at: usize| match resolve(Coding::Cameo, fields[at], day.ymd()) {
                Resolution::State(state) => Some(state),
                _ => None,
            };
            let (Some(initiator), Some(target)) = (state(7), state(17)) else { continue };
            let Some(code) = code(Ontology::Cameo, fields[26]).code().filter(|_| initiator != target) else { continue };
            for state in [initiator, target] {
                *found.acting.entry(state).or_default() += 1;
            }
            found.kinds.push(Kind {
                roles: [5, 15].map(|at| role(RoleText::Cameo(fields[at]), day.ymd())),
                code,
                score_tenths: fields[30].parse::<f64>().ok().map(|s| (s * 10.0).round() as i16),
                is_root: fields[25] == "1",
                mentions: fields[31].parse().unwrap_or(1),
            });
        }
        if found.kinds.is_empty() { Err("no events between two states".into()) } else { Ok(found) }
    }
}

/// All that is needed to draw.
struct Law {
    kinds: Vec<Kind>,
    /// States, the most frequent first.
    ranked: Vec<StateId>,
    /// A state for each slot.
    slots: Vec<StateId>,
    begin: Day,
    n_days: u64,
    events: u64,
}

impl Law {
    fn new(originals: Vec<Original>, begin: Day, years: i16, events: u64) -> Result<Law, String> {
        let (year, month, day) = begin.ymd();
        let end = year.checked_add(years).and_then(|y| Day::from_ymd(y, month, day)).filter(|_| years > 0 && day == 1);
        let end = end.ok_or("the span is to begin with the first of a month and to last a year at least\n")?;
        let (mut kinds, mut acting) = (Vec::new(), BTreeMap::<StateId, u64>::new());
        for original in originals {
            kinds.extend(original.kinds);
            for (state, n) in original.acting {
                *acting.entry(state).or_default() += n;
            }
        }
        let throughout = states().filter(|s| s.state().existed(begin.ymd()) && s.state().existed(end.ymd()));
        let mut ranked: Vec<StateId> = throughout.collect();
        // The table of states is in the order of their ids, which settles those that are equally frequent.
        ranked.sort_by_key(|state| std::cmp::Reverse(acting.get(state).copied().unwrap_or(0)));
        let total: f64 = (1..=ranked.len()).map(|rank| 1.0 / rank as f64).sum();
        let (mut slots, mut sum) = (Vec::with_capacity(SLOTS), 0.0);
        for (i, state) in ranked.iter().enumerate() {
            sum += 1.0 / (i + 1) as f64 / total;
            slots.resize((sum * SLOTS as f64).round() as usize, *state);
        }
        Ok(Law { kinds, ranked, slots, begin, n_days: end.days_since(begin) as u64, events })
    }

    fn months(&self) -> BTreeSet<Month> {
        (0..self.n_days as i32).map(|i| Month::of(self.begin.plus(i).days_since(Day::EPOCH))).collect()
    }

    /// Events before the `i`-th day: as many a day as the total allows.
    fn before(&self, i: u64) -> u64 {
        (u128::from(self.events) * u128::from(i) / u128::from(self.n_days)) as u64
    }

    /// Every event of a month. Each day has draws of its own, so the order of months does not matter.
    fn draw(&self, month: Month, take: &mut dyn FnMut(DrawnEvent)) {
        for i in 0..self.n_days {
            let day = self.begin.plus(i as i32);
            if Month::of(day.days_since(Day::EPOCH)) != month {
                continue;
            }
            let mut draws = Draws(i);
            for _ in self.before(i)..self.before(i + 1) {
                let initiator = self.slots[draws.below(self.slots.len())];
                let mut target = initiator;
                while target == initiator {
                    target = self.slots[draws.below(self.slots.len())];
                }
                let Kind { roles, code, score_tenths, is_root, mentions } = self.kinds[draws.below(self.kinds.len())];
                take(DrawnEvent { parties: [initiator, target], roles, day, code, score_tenths, is_root, mentions });
            }
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): enough for a volume, and the same on every machine.
struct Draws(u64);

impl Draws {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(z ^ (z >> 31)) * n as u128) >> 64) as usize
    }
}

/// Makes the lake and says how large it is.
pub(super) fn write(
    originals: Vec<Original>,
    lake: &Path,
    events: u64,
    years: i16,
    begin: Day,
    threads: usize,
) -> Result<String, String> {
    let law = Law::new(originals, begin, years, events)?;
    let months = law.months();
    let draw = |month: Month, take: &mut dyn FnMut(DrawnEvent)| law.draw(month, take);
    let drawn = write_drawn(lake, SOURCE, Ontology::Cameo, &months, threads, &draw).map_err(|e| format!("{e}\n"))?;
    Ok(format!(
        "{} months, {} events, {} cells; the most frequent dyad is {}-{}\n",
        months.len(),
        drawn.events,
        drawn.cells,
        law.ranked[0],
        law.ranked[1]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(initiator: &str, target: &str, code: &str) -> String {
        let mut fields = vec![""; 61];
        for (at, text) in [(1, "20180326"), (5, initiator), (7, &initiator[..3]), (15, target), (17, &target[..3])] {
            fields[at] = text;
        }
        for (at, text) in [(25, "1"), (26, code), (30, "-2.0"), (31, "10")] {
            fields[at] = text;
        }
        fields.join("\t") + "\n"
    }

    fn law(events: u64) -> Law {
        let text = row("USAGOV", "IRN", "040") + &row("IRN", "USAMIL", "190") + &row("USA", "RUS", "040");
        // Neither of these tells of two states by a known code.
        let text = text + &row("USA", "USAGOV", "040") + &row("USA", "XXX", "040") + &row("USA", "IRN", "---");
        let original = Original::read(text.as_bytes()).unwrap();
        Law::new(vec![original], Day::from_ymd(2010, 1, 1).unwrap(), 1, events).unwrap()
    }

    fn all(law: &Law) -> Vec<DrawnEvent> {
        let mut events = Vec::new();
        for month in law.months() {
            law.draw(month, &mut |event| events.push(event));
        }
        events
    }

    #[test]
    fn as_many_as_asked_for_with_the_frequencies_of_the_law() {
        let law = law(200_000);
        let events = all(&law);
        assert_eq!((law.months().len(), events.len()), (12, 200_000));
        assert_eq!(events, all(&law));
        let share = |wanted: &dyn Fn(&DrawnEvent) -> bool| events.iter().filter(|e| wanted(e)).count() as f64 / 2e5;
        // Of the three rows that tell of two states by a known code, two say 040.
        assert!((share(&|e| e.code.text() == "040") - 2.0 / 3.0).abs() < 0.01);
        // The United States act or are acted on most often, then Iran: weights 1 and 1/2.
        let by = |id: &str| share(&|e: &DrawnEvent| e.parties[0].code() == id);
        assert!((by("USA") / by("IRN") - 2.0).abs() < 0.1, "{} {}", by("USA"), by("IRN"));
        assert!(events.iter().all(|e| e.parties[0] != e.parties[1]));
        let days: BTreeMap<Day, usize> = events.iter().fold(BTreeMap::new(), |mut days, e| {
            *days.entry(e.day).or_default() += 1;
            days
        });
        assert_eq!(days.len(), 365);
        assert!(days.values().all(|n| (547..=548).contains(n)));
        // What an event is comes whole from one row.
        let military = events.iter().find(|e| e.roles[1] == Role::Military).unwrap();
        assert_eq!((military.code.text(), military.score_tenths, military.mentions), ("190", Some(-20), 10));
    }

    #[test]
    fn every_slot_is_somebodys() {
        let law = law(1);
        assert_eq!(law.slots.len(), SLOTS);
        let there: BTreeSet<StateId> = law.slots.iter().copied().collect();
        assert!(there.len() > 180, "{}", there.len());
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error() {
        assert!(Original::read(b"a\tb\n").is_err());
        assert_eq!(Original::read(b"").err().unwrap(), "no events between two states");
        let original = || vec![Original::read(row("USA", "IRN", "040").as_bytes()).unwrap()];
        assert!(Law::new(original(), Day::from_ymd(2010, 1, 2).unwrap(), 1, 5).is_err());
        assert!(Law::new(original(), Day::from_ymd(2010, 1, 1).unwrap(), 0, 5).is_err());
    }
}
