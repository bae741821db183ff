//! In which layout a world's events are written: counted, or row by row as ICEWS delivers them. Text only; what
//! happened is drawn elsewhere, but on which day and by which code it did is drawn here.

use super::counts::Month;
use super::states::Relation;
use super::tables::{self, Watched};
use super::world::ImpossibleWorld;
use crate::actors;
use crate::calendar::Day;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::fmt::Write as _;

/// The layout of a source's events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Date, initiator, target, quad class, count.
    #[default]
    Counted,
    /// The daily tab-separated layout of ICEWS, one row per story, CAMEO codes. Only monthly sources; yearly tables
    /// stay counted.
    Icews,
}

impl Layout {
    /// Words of the command line.
    pub const WORDS: [(&'static str, Layout); 2] = [("counted", Layout::Counted), ("icews", Layout::Icews)];

    /// Lines of a dossier's instrument that tell how its files are read.
    pub(super) fn source(self) -> &'static str {
        match self {
            Layout::Counted => "source = \"counted\"\nontology = \"quad\"\n",
            Layout::Icews => "source = \"icews\"\n",
        }
    }

    /// A file's name with the ending of the layout.
    pub(super) fn file(self, name: &str) -> String {
        match self {
            Layout::Counted => name.to_owned(),
            Layout::Icews => name.replace(".csv", ".tab"),
        }
    }
}

const HEADER: &str = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\n";

/// Most rows that are written one by one; a world with more is to be counted.
const ROWS_MAX: u64 = 5_000_000;

/// Text, CAMEO code and intensity of the events of cooperation and of conflict.
const CODES: [[(&str, &str, &str); 4]; 2] = [
    [
        ("Express intent to meet or negotiate", "036", "4.0"),
        ("Consult", "040", "1.0"),
        ("Make a visit", "042", "1.9"),
        ("Sign formal agreement", "057", "8.0"),
    ],
    [
        ("Accuse", "112", "-2.0"),
        ("Threaten", "130", "-4.4"),
        ("Arrest, detain, or charge with legal action", "173", "-5.0"),
        ("Use conventional military force", "190", "-10.0"),
    ],
];

/// One event: its day, its two states by place, class and code, and how many rows repeat it.
type Told = (u8, [usize; 2], usize, usize, u64);

/// Events row by row: every event on a day of its own, a repeated one several times on the same.
///
/// # Errors
/// If there are more rows than anybody would want in one file.
pub(super) fn icews(
    names: &[&str],
    relations: &[Relation],
    months: &[Vec<[Month; 2]>],
    watched: &[Watched],
    mut random: ChaCha8Rng,
) -> Result<Vec<u8>, ImpossibleWorld> {
    let all = months.iter().flatten().flatten().flat_map(|m| m.rows()).sum::<u64>();
    if all > ROWS_MAX {
        return Err(ImpossibleWorld::Layout("more than five million rows of events: use the counted layout"));
    }
    let named: Vec<&str> = names.iter().map(|n| actors::state(n).map_or(*n, |s| s.state().name)).collect();
    let mut text = String::from(HEADER);
    let mut id = 0_u64;
    for t in watched.iter().flat_map(|p| p.months.clone()) {
        let (year, month) = tables::year_and_month(t);
        let days = (28..=31).rev().find(|d| Day::from_ymd(year, month, *d).is_some()).unwrap_or(28);
        let mut told: Vec<Told> = Vec::new();
        for (relation, months) in relations.iter().zip(months) {
            for direction in 0..2 {
                let states = [relation[direction], relation[1 - direction]];
                let m = months[t][direction];
                for (class, n) in [m.cooperation, m.conflict].into_iter().enumerate() {
                    let first = told.len();
                    for _ in 0..n {
                        let code = random.random_range(0..CODES[class].len());
                        told.push((random.random_range(1..=days), states, class, code, 0));
                    }
                    repeat(&mut told[first..], m.repeated[class], &mut random);
                }
            }
        }
        told.sort_unstable();
        for (day, [initiator, target], class, code, repeated) in told {
            let (what, cameo, intensity) = CODES[class][code];
            let (initiator, target) = (named[initiator], named[target]);
            for _ in 0..=repeated {
                id += 1;
                let _ = writeln!(
                    text,
                    "{id}\t{year}-{month:02}-{day:02}\t{initiator}\t\t{initiator}\t{what}\t{cameo}\t{intensity}\t{target}\t\t{target}\t{id}"
                );
            }
        }
    }
    Ok(text.into_bytes())
}

/// Spreads repetitions over events: a row already there is repeated, whichever it is, which gives every event a
/// geometric number of rows.
fn repeat(told: &mut [Told], repeated: u64, random: &mut ChaCha8Rng) {
    let mut rows: Vec<usize> = (0..told.len()).collect();
    for _ in 0..repeated {
        if rows.is_empty() {
            return;
        }
        let event = rows[random.random_range(0..rows.len())];
        told[event].4 += 1;
        rows.push(event);
    }
}

#[cfg(test)]
mod tests {
    use super::super::observatory::Observatory;
    use super::super::world::World;
    use super::*;

    #[test]
    fn both_layouts_tell_the_same_events() {
        let world = World::independent(36).states(6).volume(30.0).duplicates(0.2).coder_error(0.1).seed(4);
        let observatory = Observatory::new(world);
        let counted = observatory.emit().unwrap().read().unwrap();
        let rows = observatory.emit_as(Layout::Icews).unwrap().read().unwrap();
        let (a, b) = (&counted.series[0], &rows.series[0]);
        assert_eq!(b.ledger.rows_accepted, b.ledger.rows_read, "{:?}", b.ledger.rejected);
        for side in counted.dossier.sides() {
            let values = |s: &crate::series::InstrumentSeries| s.side(side, &[]).values();
            assert_eq!(values(a), values(b));
        }
        // 20 % of rows repeat another: (1 + .2) / (1 - .2), beside a few events that share day and code by chance.
        let estimated = b.ledger.design_effect.unwrap();
        assert!((1.45..1.65).contains(&estimated), "{estimated}");
        assert!((a.design_effect - 1.5).abs() < 1e-9);
    }

    #[test]
    fn a_flood_is_to_be_counted() {
        let flood = Observatory::new(World::with_effect(240));
        assert!(matches!(flood.emit_as(Layout::Icews), Err(ImpossibleWorld::Layout(_))));
    }
}
