//! Attention: which share of its acts a state directs at another, and how unequal the two shares are (Womack 2016).

use std::collections::{BTreeMap, BTreeSet};

use crate::actors::StateId;
use crate::dossier::DirectedDyad;
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;

/// What a state's acts towards the other are a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denominator {
    /// Its acts towards the other two states of a table that holds three states.
    ThreeStates,
    /// Its acts towards all states of the table.
    Table {
        /// States of the table.
        n_states: usize,
    },
    /// Its events with everybody, as initiator and as target, from the instrument's table of exposure.
    Exposure,
}

impl Denominator {
    /// The denominator in words.
    pub fn words(self) -> String {
        match self {
            Denominator::ThreeStates => "of its acts towards the other two states".to_owned(),
            Denominator::Table { n_states } => format!("of its acts towards all {n_states} states of the table"),
            Denominator::Exposure => "of its events with everybody, in both roles".to_owned(),
        }
    }
}

/// Attention in one stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionRow {
    /// The year, or the era's first and last period.
    pub label: String,
    /// First period, an index into the instrument's calendar.
    pub first: usize,
    /// Last period, included.
    pub last: usize,
    /// Acts of the first state towards the second, and the denominator of its share.
    pub first_to_second: (u64, u64),
    /// Acts of the second state towards the first, and the denominator.
    pub second_to_first: (u64, u64),
    /// Second state's share less the first's, -1 to 1: positive where the second attends more to the first than it is
    /// attended to. `None` where a denominator is 0.
    pub asymmetry: Option<f64>,
    /// Its standard error, from shrunken shares (k + 1/2) / (n + 1) and the design effect; never 0.
    pub standard_error: Option<f64>,
}

/// How unequally two states attend to each other, by one instrument.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    /// Name of the instrument.
    pub instrument: String,
    /// The two states; which comes first decides the sign.
    pub states: [StateId; 2],
    /// What the shares are shares of.
    pub denominator: Denominator,
    /// One row per era.
    pub eras: Vec<AttentionRow>,
    /// One row per calendar year and era.
    pub years: Vec<AttentionRow>,
}

/// Least overlap of the two states' partners (common ones over all) for which their shares are compared.
const OVERLAP_MIN: f64 = 0.5;

/// Attention of two states to each other, over all acts that the instrument counts. Refuses an instrument that counts no
/// events, a table that holds nobody else, and one that knows other partners of the one than of the other: there the
/// shares would be shares of different things.
pub fn attention(series: &InstrumentSeries, states: [StateId; 2]) -> Result<Attention, Refusal> {
    if !series.is_of_events() {
        return Err(Refusal::new("the instrument counts no acts", "a table of events"));
    }
    if states[0] == states[1] {
        return Err(Refusal::new("a state does not attend to itself", "two states"));
    }
    let n_periods = series.calendar.len();
    let acts = |initiator: StateId, target: StateId| {
        let mut by_period = vec![0u64; n_periods];
        for unit in series.directed(DirectedDyad { initiator, target }) {
            by_period[unit.period] += unit.counts.all();
        }
        by_period
    };
    let all_states = series.states();
    let mut partners: [BTreeSet<StateId>; 2] = Default::default();
    let mut totals = [vec![0u64; n_periods], vec![0u64; n_periods]];
    for (who, state) in states.iter().enumerate() {
        for other in all_states.iter().filter(|other| *other != state) {
            let by_period = acts(*state, *other);
            if by_period.iter().any(|n| *n > 0) && !states.contains(other) {
                partners[who].insert(*other);
            }
            totals[who].iter_mut().zip(by_period).for_each(|(sum, n)| *sum += n);
        }
    }
    let denominator = if series.instrument.exposure.is_some() {
        totals = states.map(|state| exposure(series, state, n_periods));
        Denominator::Exposure
    } else {
        denominator_of_table(states, &partners, all_states.len())?
    };
    let between = [acts(states[0], states[1]), acts(states[1], states[0])];
    let row = |label: String, first: usize, last: usize| {
        let sum = |of: &[u64]| of[first..=last].iter().sum::<u64>();
        let pair = |who: usize| (sum(&between[who]), sum(&totals[who]));
        let (ours, theirs) = (pair(0), pair(1));
        let share = |(k, n): (u64, u64)| (n > 0).then(|| k as f64 / n as f64);
        let variance = |(k, n): (u64, u64)| {
            let p = (k as f64 + 0.5) / (n as f64 + 1.0);
            (n > 0).then(|| p * (1.0 - p) * series.design_effect / n as f64)
        };
        AttentionRow {
            label,
            first,
            last,
            first_to_second: ours,
            second_to_first: theirs,
            asymmetry: share(theirs).zip(share(ours)).map(|(b, a)| b - a),
            standard_error: variance(theirs).zip(variance(ours)).map(|(b, a)| (a + b).sqrt()),
        }
    };
    let label = |period: usize| series.calendar.label(period);
    let eras: Vec<AttentionRow> = series
        .eras
        .iter()
        .map(|era| row(format!("{} to {}", label(era.first), label(era.last)), era.first, era.last))
        .collect();
    let mut years = Vec::new();
    for era in &series.eras {
        let mut by_year: BTreeMap<i16, (usize, usize)> = BTreeMap::new();
        for period in era.first..=era.last {
            let (year, _, _) = series.calendar.span(period).first.ymd();
            by_year.entry(year).or_insert((period, period)).1 = period;
        }
        years.extend(by_year.into_iter().map(|(year, (first, last))| row(format!("{year:04}"), first, last)));
    }
    Ok(Attention { instrument: series.instrument.name.value.clone(), states, denominator, eras, years })
}

fn denominator_of_table(
    states: [StateId; 2],
    partners: &[BTreeSet<StateId>; 2],
    n_states: usize,
) -> Result<Denominator, Refusal> {
    let common = partners[0].intersection(&partners[1]).count();
    let all = partners[0].union(&partners[1]).count();
    let codes = states.map(StateId::code);
    if all == 0 {
        let why = format!("the table holds nothing that {} or {} did towards anybody else", codes[0], codes[1]);
        return Err(Refusal::new(why, "a table with all partners of both, or a table of exposure"));
    }
    if (common as f64) < OVERLAP_MIN * all as f64 {
        let why = format!(
            "the table holds other partners of {} ({}) than of {} ({}; {common} in common): what the shares are shares of is not known",
            codes[0],
            partners[0].len(),
            codes[1],
            partners[1].len()
        );
        return Err(Refusal::new(why, "a table with all partners of both, or a table of exposure"));
    }
    Ok(if n_states == 3 { Denominator::ThreeStates } else { Denominator::Table { n_states } })
}

fn exposure(series: &InstrumentSeries, state: StateId, n_periods: usize) -> Vec<u64> {
    let mut by_period = vec![0u64; n_periods];
    for ((_, day), n) in series.ledger.exposure.iter().filter(|((who, _), _)| *who == state) {
        if let Some(period) = series.calendar.index_of(*day) {
            by_period[period] += n;
        }
    }
    by_period
}

#[cfg(test)]
mod tests {
    //! (a) hand: shares in small tables, and what each table's denominator is; (c) property: exchanging the states turns
    //! the sign over.
    use super::*;
    use crate::claims::read_series;
    use crate::dossier::{Dossier, MemoryFiles};
    use crate::progress::Quiet;
    use tertius_econometrics::Tolerance::Exact;

    fn series(rows: &[&str], keys: &str, exposure: &str) -> InstrumentSeries {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"month\"\n[[instrument]]\nname = \"a\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"e.csv\"]\nobserved = [\"2001..2002\"]\n{keys}\n"
        );
        let csv = format!("date,initiator,target,code,count\n{}\n", rows.join("\n"));
        let files = vec![("e.csv".to_owned(), csv.into_bytes()), ("x.csv".to_owned(), exposure.as_bytes().to_vec())];
        let dossier = Dossier::read(&text, &[]).unwrap();
        read_series(&dossier, &MemoryFiles(files), &Quiet).unwrap().remove(0)
    }

    fn state(code: &str) -> StateId {
        crate::actors::state(code).unwrap()
    }

    #[test]
    fn shares_by_hand() {
        let rows = [
            "2001-03,IRN,RUS,verbal-cooperation,6",
            "2001-04,IRN,USA,verbal-conflict,4",
            "2001-03,RUS,IRN,verbal-cooperation,5",
            "2001-05,RUS,USA,verbal-cooperation,45",
            "2002-01,RUS,USA,verbal-cooperation,10",
            "2002-01,USA,RUS,verbal-cooperation,10",
        ];
        let both = [state("IRN"), state("RUS")];
        let found = attention(&series(&rows, "", ""), both).unwrap();
        assert_eq!(found.denominator, Denominator::ThreeStates);
        assert_eq!(found.years.len(), 2);
        let year = &found.years[0];
        assert_eq!((year.label.as_str(), year.first_to_second, year.second_to_first), ("2001", (6, 10), (5, 50)));
        Exact.check("asymmetry", year.asymmetry.unwrap(), 0.1 - 0.6).unwrap();
        let shrunken = |k: f64, n: f64| (k + 0.5) / (n + 1.0) * (1.0 - (k + 0.5) / (n + 1.0)) / n;
        let error = (shrunken(6.0, 10.0) + shrunken(5.0, 50.0)).sqrt();
        Exact.check("standard error", year.standard_error.unwrap(), error).unwrap();
        // In 2002 Iran did nothing that was seen: no share.
        assert_eq!((found.years[1].asymmetry, found.years[1].standard_error), (None, None));
        assert_eq!(found.eras[0].second_to_first, (5, 60));
        let other = attention(&series(&rows, "", ""), [both[1], both[0]]).unwrap();
        Exact.check("exchanged", other.years[0].asymmetry.unwrap(), 0.6 - 0.1).unwrap();
    }

    #[test]
    fn a_denominator_that_is_not_known_is_refused() {
        let uneven = [
            "2001-03,IRN,RUS,verbal-cooperation,6",
            "2001-03,RUS,IRN,verbal-cooperation,6",
            "2001-03,RUS,USA,verbal-cooperation,6",
            "2001-03,RUS,FRA,verbal-cooperation,6",
            "2001-03,RUS,DEU,verbal-cooperation,6",
            "2001-03,IRN,USA,verbal-cooperation,6",
        ];
        let both = [state("IRN"), state("RUS")];
        let refusal = attention(&series(&uneven, "", ""), both).unwrap_err();
        assert!(refusal.why.contains("1 in common"), "{}", refusal.why);
        let alone = attention(&series(&uneven[..2], "", ""), both).unwrap_err();
        assert!(alone.why.contains("towards anybody else"), "{}", alone.why);
        let months = ["2001-03,IRN,24", "2001-03,RUS,96", "2001-03,USA,50", "2001-03,FRA,50", "2001-03,DEU,50"];
        let exposure = format!("date,state,count\n{}\n", months.join("\n"));
        let keys = "exposure = \"x.csv\"\nmeasure = \"conflict rate\"";
        let found = attention(&series(&uneven, keys, &exposure), both).unwrap();
        assert_eq!(found.denominator, Denominator::Exposure);
        Exact.check("asymmetry", found.years[0].asymmetry.unwrap(), 6.0 / 96.0 - 6.0 / 24.0).unwrap();
    }
}
