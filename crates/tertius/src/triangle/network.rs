//! Whole sets of states as a signed network of a stretch of time: who is friendly and hostile with whom, how balanced
//! that is, and into which two camps it falls best.

use tertius_econometrics as ec;

use crate::actors::StateId;
use crate::dossier::{Dyad, Measure, Side};
use crate::refusal::Refusal;
use crate::series::{InstrumentSeries, Observation};

/// What a dyad is compared with to be called friendly or hostile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkZero {
    /// As many cooperative as conflictual events: a balance of 0.
    EvenEvents,
    /// The dyad's own mean conflict rate of the era.
    OwnMean,
    /// The mean over the dyads of the stretch.
    MeanOfDyads,
}

/// Choices that shape a signed network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetworkSettings {
    /// Half-width of the dead zone, in standard deviations of the dyads' values in the stretch. Default 0.5.
    pub dead_zone: f64,
    /// Fewest events (readings, for an indicator or a rate: periods with a reading) of a dyad. Default 5 events; for
    /// indicators 1 is sensible.
    pub events_min: u64,
    /// How hard to look for the frustration index.
    pub search: ec::FrustrationSearch,
}

impl NetworkSettings {
    /// Half a standard deviation, five events, a search of usual length.
    pub fn seeded(seed: u64) -> NetworkSettings {
        NetworkSettings { dead_zone: 0.5, events_min: 5, search: ec::FrustrationSearch::seeded(seed) }
    }
}

/// One edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetworkEdge {
    /// The two states.
    pub dyad: Dyad,
    /// 1 friendly, -1 hostile.
    pub sign: i8,
    /// The value less the zero, in the instrument's units.
    pub value: f64,
    /// Events, or readings.
    pub n: u64,
}

/// How balanced a signed network is.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedBalance {
    /// Triangles by number of hostile edges.
    pub triangles: ec::TriangleCensus,
    /// Share of balanced triangles; `None` without triangles.
    pub balanced_share: Option<f64>,
    /// Walk balance, 0 to 1.
    pub walk_balance: f64,
    /// Frustration, with its bounds.
    pub frustration: ec::Frustration,
    /// The two camps of the best division found. In every connected part they may be exchanged, and other divisions may
    /// be as good.
    pub camps: [Vec<StateId>; 2],
    /// Connected parts.
    pub n_parts: usize,
}

/// The signed network of a stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkOfPeriod {
    /// Name of the instrument.
    pub instrument: String,
    /// Names of the first and last period.
    pub span: (String, String),
    /// Periods of the stretch that the instrument watched.
    pub n_watched: usize,
    /// Periods of the stretch.
    pub n_periods: usize,
    /// States with at least one edge, in the order of the nodes of `balance`.
    pub states: Vec<StateId>,
    /// What a dyad was compared with.
    pub zero: NetworkZero,
    /// The value of that zero, in the instrument's units.
    pub zero_value: f64,
    /// Half-width of the dead zone, in the instrument's units.
    pub dead_zone: f64,
    /// All edges, by dyad.
    pub edges: Vec<NetworkEdge>,
    /// Dyads in the dead zone: read, and neither friendly nor hostile.
    pub n_undecided: usize,
    /// Dyads with fewer events than asked for, but some.
    pub n_few: usize,
    /// Dyads that the table has at another time, and not in this stretch.
    pub n_silent: usize,
    /// Dyads among the table's states that it never has: silent, or outside of the table.
    pub n_never: usize,
    /// How balanced it is.
    pub balance: SignedBalance,
    /// What the reader must know.
    pub cautions: Vec<String>,
}

/// A dyad's value and how many events or readings it rests on; `None` with none. Dyads with counts but without a value
/// have their count.
fn read(series: &InstrumentSeries, dyad: Dyad, first: usize, last: usize) -> (Option<f64>, u64) {
    let side = series.side(Side::Pooled(dyad), &[]);
    let readings = &side.readings[first..=last];
    let measure = series.instrument.measure;
    if !measure.is_of_events() || measure == Measure::ConflictRate {
        let scores: Vec<f64> = readings
            .iter()
            .filter_map(|r| match r.observation {
                Observation::Score(v) => Some(v),
                _ => None,
            })
            .collect();
        let n = scores.len();
        return ((n > 0).then(|| scores.iter().sum::<f64>() / n as f64), n as u64);
    }
    let cooperative: u64 = readings.iter().map(|r| r.counts.cooperative()).sum();
    let conflictual: u64 = readings.iter().map(|r| r.counts.conflictual()).sum();
    let n = cooperative + conflictual;
    ((n > 0).then(|| (cooperative as f64 - conflictual as f64) / n as f64), n)
}

/// The signed network of the periods `first` to `last` (included) of an instrument's calendar. The sign of a dyad is
/// that of its balance of all events of the stretch (balances and score measures), of its mean warmth against its own
/// era (conflict rates), or of its mean against that of all dyads (indicators). A dyad without events is no edge, and is
/// counted. Refuses an instrument that holds only three states, a stretch outside of the calendar, and a stretch without
/// an edge.
pub fn signed_network(
    series: &InstrumentSeries,
    (first, last): (usize, usize),
    settings: &NetworkSettings,
) -> Result<NetworkOfPeriod, Refusal> {
    let all_states = series.states();
    if all_states.len() < 4 {
        let why =
            format!("\"{}\" holds {} states: that is the triangle", series.instrument.name.value, all_states.len());
        return Err(Refusal::new(why, "an instrument that reads many dyads"));
    }
    if first > last || last >= series.calendar.len() {
        return Err(Refusal::new(
            "the stretch does not lie within the instrument's calendar",
            "a stretch that it reads",
        ));
    }
    if !(settings.dead_zone >= 0.0 && settings.dead_zone.is_finite()) {
        return Err(Refusal::new("the dead zone is not a number of 0 or more", "a sound setting"));
    }
    let (mut n_few, mut n_silent, mut n_never) = (0, 0, 0);
    let mut read_dyads = Vec::new();
    for (at, a) in all_states.iter().enumerate() {
        for b in &all_states[at + 1..] {
            let Some(dyad) = Dyad::new(*a, *b) else { continue };
            if series.n_active(Side::Pooled(dyad)) == 0 {
                n_never += 1;
                continue;
            }
            match read(series, dyad, first, last) {
                (_, 0) => n_silent += 1,
                (Some(value), n) if n >= settings.events_min && value.is_finite() => read_dyads.push((dyad, value, n)),
                _ => n_few += 1,
            }
        }
    }
    let count = read_dyads.len() as f64;
    let mean = read_dyads.iter().map(|d| d.1).sum::<f64>() / count;
    let spread = (read_dyads.iter().map(|d| (d.1 - mean).powi(2)).sum::<f64>() / count).sqrt();
    let (zero, zero_value) = match series.instrument.measure {
        Measure::Balance | Measure::ScoreSum | Measure::ScoreMean => (NetworkZero::EvenEvents, 0.0),
        Measure::ConflictRate => (NetworkZero::OwnMean, 0.0),
        Measure::Level
        | Measure::TradeShare
        | Measure::InForce
        | Measure::Agreement
        | Measure::Kappa
        | Measure::Pi
        | Measure::S => (NetworkZero::MeanOfDyads, mean),
    };
    let half_width = settings.dead_zone * spread;
    let edges: Vec<NetworkEdge> = read_dyads
        .iter()
        .filter(|(_, value, _)| (value - zero_value).abs() > half_width)
        .map(|&(dyad, value, n)| {
            let value = value - zero_value;
            NetworkEdge { dyad, sign: if value > 0.0 { 1 } else { -1 }, value, n }
        })
        .collect();
    if edges.is_empty() {
        let why = format!("no dyad has {} events and a clear sign in the stretch", settings.events_min);
        return Err(Refusal::new(why, "a longer stretch"));
    }
    let mut states: Vec<StateId> = edges.iter().flat_map(|e| e.dyad.states()).collect();
    states.sort();
    states.dedup();
    let balance = balance(&states, &edges, &settings.search)?;
    let n_periods = last - first + 1;
    let n_watched = series.observed[first..=last].iter().filter(|watched| **watched).count();
    let cautions = cautions(series, (first, last), (n_watched, n_never), &balance);
    Ok(NetworkOfPeriod {
        instrument: series.instrument.name.value.clone(),
        span: (series.calendar.label(first), series.calendar.label(last)),
        n_watched,
        n_periods,
        states,
        zero,
        zero_value,
        dead_zone: half_width,
        n_undecided: read_dyads.len() - edges.len(),
        edges,
        n_few,
        n_silent,
        n_never,
        balance,
        cautions,
    })
}

fn balance(
    states: &[StateId],
    edges: &[NetworkEdge],
    search: &ec::FrustrationSearch,
) -> Result<SignedBalance, Refusal> {
    let refused = |e: ec::Refusal| Refusal::new(e.to_string(), "another stretch or set of states");
    let place = |state: StateId| states.partition_point(|s| *s < state);
    let numbered: Vec<_> = edges
        .iter()
        .map(|e| {
            let [a, b] = e.dyad.states().map(place);
            (a, b, f64::from(e.sign))
        })
        .collect();
    let network = ec::SignedNetwork::new(states.len(), &numbered).map_err(refused)?;
    let triangles = network.triangles();
    let frustration = network.frustration(search).map_err(refused)?;
    let camp = |which: bool| {
        let inside = states.iter().zip(&frustration.camps).filter(|(_, camp)| **camp == which);
        inside.map(|(state, _)| *state).collect()
    };
    Ok(SignedBalance {
        triangles,
        balanced_share: triangles.balanced_share().ok(),
        walk_balance: network.walk_balance().map_err(refused)?,
        camps: [camp(false), camp(true)],
        n_parts: network.components(),
        frustration,
    })
}

fn cautions(
    series: &InstrumentSeries,
    (first, last): (usize, usize),
    (n_watched, n_never): (usize, usize),
    balance: &SignedBalance,
) -> Vec<String> {
    let mut all = Vec::new();
    let n_periods = last - first + 1;
    if n_watched < n_periods {
        all.push(format!("The instrument watched {n_watched} of the stretch's {n_periods} periods."));
    }
    if series.eras.iter().filter(|e| e.first <= last && first <= e.last).count() > 1 {
        all.push("The stretch crosses a known break of the instrument: its values are not all of one kind.".to_owned());
    }
    if n_never > 0 {
        all.push(format!(
            "{n_never} dyads among these states are never in the table: nothing happened between them, or the table does not hold them. Triangles through them are not counted."
        ));
    }
    let frustration = &balance.frustration;
    if !frustration.proven {
        all.push(format!(
            "The frustration index is not proven: it lies between {} and {}; camps and normalised value belong to the upper bound.",
            frustration.lower_bound, frustration.count
        ));
    }
    all
}

#[cfg(test)]
mod tests {
    //! (a) hand: six states in two camps with one contradiction, and what becomes of every dyad; refusals.
    use super::*;
    use crate::claims::read_series;
    use crate::dossier::{Dossier, MemoryFiles};
    use crate::progress::Quiet;
    use tertius_econometrics::Tolerance::Exact;

    fn series(rows: &[String], keys: &str) -> InstrumentSeries {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"month\"\n[[instrument]]\nname = \"a\"\nfiles = [\"e.csv\"]\nobserved = [\"2001..2002\"]\n{keys}\n"
        );
        let header = if keys.contains("indicator") { "date,a,b,value" } else { "date,initiator,target,code,count" };
        let csv = format!("{header}\n{}\n", rows.join("\n"));
        let dossier = Dossier::read(&text, &[]).unwrap();
        let files = MemoryFiles(vec![("e.csv".into(), csv.into_bytes())]);
        read_series(&dossier, &files, &Quiet).unwrap().remove(0)
    }

    fn events(a: &str, b: &str, cooperative: u32, conflictual: u32) -> Vec<String> {
        let row = |class: &str, n: u32| format!("2001-05,{a},{b},{class},{n}");
        let both = [("verbal-cooperation", cooperative), ("verbal-conflict", conflictual)];
        both.into_iter().filter(|(_, n)| *n > 0).map(|(class, n)| row(class, n)).collect()
    }

    const COUNTED: &str = "source = \"counted\"\nontology = \"quad\"";

    #[test]
    fn two_camps_by_hand() {
        let mut rows = Vec::new();
        for (a, b, friendly) in [
            ("IRN", "RUS", true),
            ("IRN", "SYR", true),
            ("RUS", "SYR", true),
            ("USA", "FRA", true),
            ("IRN", "USA", false),
            ("RUS", "USA", false),
            ("SYR", "FRA", false),
            // The contradiction.
            ("RUS", "FRA", true),
        ] {
            let (c, k) = if friendly { (9, 1) } else { (1, 9) };
            rows.extend(events(a, b, c, k));
        }
        rows.extend(events("USA", "SYR", 5, 5));
        rows.extend(events("FRA", "IRN", 2, 0));
        rows.push("2002-05,CHN,USA,verbal-conflict,9".to_owned());
        let of = series(&rows, COUNTED);
        let found = signed_network(&of, (0, 11), &NetworkSettings::seeded(1)).unwrap();
        assert_eq!(found.zero, NetworkZero::EvenEvents);
        assert_eq!((found.edges.len(), found.n_undecided, found.n_few, found.n_silent), (8, 1, 1, 1));
        // Six states make fifteen dyads; China is in the table with the United States alone.
        assert_eq!(found.n_never, 15 - 8 - 1 - 1 - 1);
        assert_eq!((found.states.len(), found.n_watched, found.n_periods), (5, 12, 12));
        // Values .8 (five), -.8 (three), 0 (one): variance 8/9 x .64 - (1.6/9)^2.
        let spread = (8.0 / 9.0 * 0.64 - (1.6f64 / 9.0).powi(2)).sqrt();
        Exact.check("dead zone", found.dead_zone, 0.5 * spread).unwrap();
        let balance = &found.balance;
        assert_eq!((balance.frustration.count, balance.frustration.proven, balance.n_parts), (1, true, 1));
        assert_eq!(balance.frustration.frustrated_edges.len(), 1);
        let mut camps = balance.camps.clone().map(|c| c.iter().map(|s| s.code()).collect::<Vec<_>>());
        camps.sort();
        assert_eq!(camps, [vec!["FRA", "USA"], vec!["IRN", "RUS", "SYR"]]);
        // Triangles: IRN-RUS-SYR (+++), IRN-RUS-USA (+--), RUS-SYR-FRA (++-), RUS-FRA-USA (++-).
        let t = balance.triangles;
        assert_eq!((t.none_negative, t.one_negative, t.two_negative, t.three_negative), (1, 2, 1, 0));
        Exact.check("share", balance.balanced_share.unwrap(), 0.5).unwrap();
        assert_eq!(found.cautions.len(), 1, "{:?}", found.cautions);
        assert!(signed_network(&of, (0, 24), &NetworkSettings::seeded(1)).is_err());
        let late = signed_network(&of, (0, 23), &NetworkSettings::seeded(1)).unwrap();
        assert_eq!((late.edges.len(), late.n_silent), (9, 0));
        let nothing = signed_network(&of, (0, 2), &NetworkSettings::seeded(1)).unwrap_err();
        assert!(nothing.why.contains("no dyad"), "{}", nothing.why);
    }

    #[test]
    fn the_triangle_alone_is_refused() {
        let rows: Vec<String> = [("IRN", "RUS"), ("IRN", "USA"), ("RUS", "USA")]
            .into_iter()
            .flat_map(|(a, b)| events(a, b, 9, 1))
            .collect();
        let refusal = signed_network(&series(&rows, COUNTED), (0, 11), &NetworkSettings::seeded(1)).unwrap_err();
        assert!(refusal.why.contains("holds 3 states"), "{}", refusal.why);
    }

    #[test]
    fn indicators_are_held_against_the_mean_of_the_dyads() {
        let rows: Vec<String> = [("IRN", "RUS", 0.9), ("IRN", "USA", 0.1), ("RUS", "USA", 0.2), ("FRA", "USA", 0.8)]
            .into_iter()
            .map(|(a, b, v)| format!("2001-05,{a},{b},{v}"))
            .collect();
        let settings = NetworkSettings { events_min: 1, ..NetworkSettings::seeded(1) };
        let found = signed_network(&series(&rows, "source = \"indicator\""), (0, 11), &settings).unwrap();
        assert_eq!(found.zero, NetworkZero::MeanOfDyads);
        Exact.check("mean", found.zero_value, 0.5).unwrap();
        let signs: Vec<_> = found.edges.iter().map(|e| (e.dyad.to_string(), e.sign)).collect();
        let expected = [("FRA-USA", 1), ("IRN-RUS", 1), ("IRN-USA", -1), ("RUS-USA", -1)];
        assert_eq!(signs, expected.map(|(d, s)| (d.to_owned(), s)));
        Exact.check("balanced", found.balance.balanced_share.unwrap(), 1.0).unwrap();
    }

    /// Every measure that is not of events has its edges from its readings' means.
    #[test]
    fn every_measure_makes_a_network() {
        let network = |series: &InstrumentSeries| {
            let settings = NetworkSettings { events_min: 1, ..NetworkSettings::seeded(1) };
            let found = signed_network(series, (0, series.calendar.len() - 1), &settings).unwrap();
            found.edges.iter().map(|e| (e.dyad.to_string(), e.sign)).collect::<Vec<_>>()
        };
        let of = |files: &[(&str, &str)], keys: &str| {
            let text = format!(
                "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"year\"\n[[instrument]]\nname = \"a\"\nfiles = [\"*.csv\"]\n{keys}\n"
            );
            let dossier = Dossier::read(&text, &[]).unwrap();
            let files = files.iter().map(|(n, t)| ((*n).to_owned(), t.as_bytes().to_vec())).collect();
            read_series(&dossier, &MemoryFiles(files), &Quiet).unwrap().remove(0)
        };
        let signs = |list: [(&str, i8); 2]| list.map(|(d, s)| (d.to_owned(), s)).to_vec();
        let trade = "date,a,b,value,total_a,total_b\n2001,IRN,RUS,50,100,100\n2001,FRA,USA,1,100,100\n";
        let found = network(&of(&[("t.csv", trade)], "source = \"indicator\"\nmeasure = \"trade share\""));
        assert_eq!(found, signs([("FRA-USA", -1), ("IRN-RUS", 1)]));

        let cases = "a,b,begin,end\nUSA,IRN,2001,2002\nUSA,IRN,2001,2002\nUSA,IRN,2001,2002\nFRA,RUS,2002,2002\n";
        let found = network(&of(&[("c.csv", cases)], "source = \"in force\"\nobserved = [\"2001..2002\"]"));
        assert_eq!(found, signs([("FRA-RUS", 1), ("IRN-USA", -1)]));

        // Two camps of two: each votes alike within, and unlike the other.
        let calls = "rcid,session,date\n1,56,2001-12-01\n2,56,2001-12-02\n3,56,2001-12-03\n4,56,2001-12-04\n";
        let mut votes = "rcid,country,vote\n".to_owned();
        for (state, cast) in [("IRN", "yyny"), ("RUS", "yynn"), ("USA", "nnyn"), ("FRA", "nnyy")] {
            for (call, vote) in cast.chars().enumerate() {
                votes += &format!("{},{state},{}\n", call + 1, if vote == 'y' { "yes" } else { "no" });
            }
        }
        let mut by_measure = Vec::new();
        for measure in ["agreement", "kappa", "pi", "S"] {
            let keys = format!("source = \"roll calls\"\nmeasure = \"{measure}\"");
            by_measure.push(network(&of(&[("calls.csv", calls), ("votes.csv", &votes)], &keys)));
        }
        for found in &by_measure {
            assert!(
                found.contains(&("IRN-RUS".to_owned(), 1)) && found.contains(&("IRN-USA".to_owned(), -1)),
                "{found:?}"
            );
        }
    }
}
