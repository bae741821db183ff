//! Signed networks of a stretch of time as tables: one row per instrument, and one per edge. Computes nothing.

use super::numbers::{full, full_or_empty, short};
use super::table::Table;
use crate::calendar::{PeriodCalendar, Span};
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;
use crate::triangle::{NetworkOfPeriod, NetworkSettings, NetworkZero, signed_network};

/// The signed networks of the states of every instrument given, over the periods that lie within a stretch (`None`: all of
/// the instrument's), as two tables: what each network is like and what became of every dyad, and the edges. An
/// instrument that gives no network has a row that says why.
pub fn network_tables(
    all: &[&InstrumentSeries],
    stretch: Option<Span>,
    settings: impl Fn(&InstrumentSeries) -> NetworkSettings,
) -> [Table; 2] {
    let mut networks = Table::new(
        "network",
        "Signed networks: who is friendly and hostile with whom, and how balanced that is",
        &["instrument", "quantity", "value"],
    );
    let mut edges = Table::new(
        "network-edges",
        "Edges of the signed networks: sign, value less what it is compared with, events or readings",
        &["instrument", "from", "to", "a", "b", "sign", "value", "n"],
    );
    for series in all {
        match network(series, stretch, &settings(series)) {
            Ok(n) => {
                for (quantity, value) in quantities(&n) {
                    networks.push(vec![n.instrument.clone(), quantity.to_owned(), value]);
                }
                for e in &n.edges {
                    let [a, b] = e.dyad.states().map(|s| s.code().to_owned());
                    let sign = if e.sign > 0 { "friendly" } else { "hostile" };
                    let (from, to) = n.span.clone();
                    edges.push(vec![
                        n.instrument.clone(),
                        from,
                        to,
                        a,
                        b,
                        sign.to_owned(),
                        full(e.value),
                        e.n.to_string(),
                    ]);
                }
            }
            Err(r) => networks.push(vec![
                series.instrument.name.value.clone(),
                "refused".to_owned(),
                format!("{}; it needs {}", r.why, r.needed),
            ]),
        }
    }
    [networks, edges]
}

fn network(
    series: &InstrumentSeries,
    stretch: Option<Span>,
    settings: &NetworkSettings,
) -> Result<NetworkOfPeriod, Refusal> {
    let calendar = &series.calendar;
    let within = periods_within(calendar, stretch.unwrap_or(calendar.whole()));
    let outside = || Refusal::new("it has no whole period in the stretch", "a stretch that it reads");
    signed_network(series, within.ok_or_else(outside)?, settings)
}

/// First and last period that lie wholly within a span.
fn periods_within(calendar: &PeriodCalendar, span: Span) -> Option<(usize, usize)> {
    let inside: Vec<usize> = (0..calendar.len()).filter(|i| span.covers(calendar.span(*i))).collect();
    Some((*inside.first()?, *inside.last()?))
}

fn quantities(n: &NetworkOfPeriod) -> Vec<(&'static str, String)> {
    let b = &n.balance;
    let count = |sign: i8| n.edges.iter().filter(|e| e.sign == sign).count().to_string();
    let zero = match n.zero {
        NetworkZero::EvenEvents => "as many cooperative as conflictual events".to_owned(),
        NetworkZero::OwnMean => "each dyad's own mean of the era".to_owned(),
        NetworkZero::MeanOfDyads => format!("the mean of the dyads, {}", short(n.zero_value)),
    };
    let camp = |at: usize| b.camps[at].iter().map(|s| s.code()).collect::<Vec<_>>().join(" ");
    let mut all = vec![
        ("from", n.span.0.clone()),
        ("to", n.span.1.clone()),
        ("states", n.states.len().to_string()),
        ("friendly dyads", count(1)),
        ("hostile dyads", count(-1)),
        ("dyads in the dead zone", n.n_undecided.to_string()),
        ("dyads with too few events", n.n_few.to_string()),
        ("dyads silent in the stretch", n.n_silent.to_string()),
        ("dyads never read", n.n_never.to_string()),
        ("compared with", zero),
        ("half-width of the dead zone", full(n.dead_zone)),
        ("triangles", b.triangles.total().to_string()),
        ("triangles without a hostile dyad", b.triangles.none_negative.to_string()),
        ("triangles with one", b.triangles.one_negative.to_string()),
        ("triangles with two", b.triangles.two_negative.to_string()),
        ("triangles with three", b.triangles.three_negative.to_string()),
        ("balanced share of triangles", full_or_empty(b.balanced_share)),
        ("walk balance", full(b.walk_balance)),
        ("frustration index, at least", b.frustration.lower_bound.to_string()),
        ("frustration index, at most", b.frustration.count.to_string()),
        ("frustration index, normalised", full_or_empty(b.frustration.normalised)),
        ("connected parts", b.n_parts.to_string()),
        ("one camp", camp(0)),
        ("the other", camp(1)),
    ];
    all.extend(n.cautions.iter().map(|c| ("caution", c.clone())));
    all
}

#[cfg(test)]
mod tests {
    //! A network of four states by hand, and the row of an instrument that gives none.
    use super::*;
    use crate::claims::read_series;
    use crate::dossier::{Dossier, MemoryFiles};
    use crate::progress::Quiet;

    #[test]
    fn a_network_and_a_refusal_have_their_rows() {
        let text = "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"month\"\n[[instrument]]\nname = \"four\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"e.csv\"]\nobserved = [\"2001..2002\"]\n[[instrument]]\nname = \"three\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"f.csv\"]\nobserved = [\"2001..2002\"]\n";
        let mut four = String::from("date,initiator,target,code,count\n");
        for (a, b, cooperative, conflictual) in [
            ("IRN", "RUS", 9, 1),
            ("IRN", "USA", 1, 9),
            ("RUS", "USA", 1, 9),
            ("FRA", "USA", 9, 1),
            ("FRA", "IRN", 5, 5),
        ] {
            four += &format!("2001-05,{a},{b},verbal-cooperation,{cooperative}\n");
            four += &format!("2001-05,{a},{b},verbal-conflict,{conflictual}\n");
        }
        let three: String = four.lines().filter(|l| !l.contains("FRA")).map(|l| format!("{l}\n")).collect();
        let dossier = Dossier::read(text, &[]).unwrap();
        let files = MemoryFiles(vec![("e.csv".into(), four.into_bytes()), ("f.csv".into(), three.into_bytes())]);
        let all = read_series(&dossier, &files, &Quiet).unwrap();
        let all: Vec<&InstrumentSeries> = all.iter().collect();
        let year = crate::calendar::When::parse("2001").map(|w| w.span);
        let [networks, edges] = network_tables(&all, year, |_| NetworkSettings::seeded(1));
        let value = |quantity: &str| networks.rows.iter().find(|r| r[1] == quantity).map(|r| r[2].as_str());
        assert_eq!(value("from"), Some("2001-01"));
        assert_eq!(value("to"), Some("2001-12"));
        assert_eq!(value("friendly dyads"), Some("2"));
        assert_eq!(value("hostile dyads"), Some("2"));
        assert_eq!(value("dyads in the dead zone"), Some("1"));
        assert_eq!(value("triangles with two"), Some("1"));
        assert_eq!(value("balanced share of triangles"), Some("1"));
        assert_eq!(value("frustration index, at most"), Some("0"));
        assert!(value("refused").is_some_and(|why| why.contains("3 states")), "{:?}", networks.rows);
        assert_eq!(edges.rows.len(), 4);
    }
}
