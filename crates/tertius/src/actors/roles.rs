//! What an actor is within its state: leader, government, ministry, military and so on, from each producer's own
//! coding. Which state it belongs to is decided in `resolve` and `names`. The tables are in `cameo_roles.csv`,
//! `icews_roles.csv` and `plover_roles.csv`, each with its rule in its first lines.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::names::{before_parentheses, office_held};
use super::{Day, table};

/// What a role follows from, as the producer wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RoleText<'a> {
    /// The layout says nothing of roles.
    #[default]
    Nothing,
    /// A chain of three-letter CAMEO codes, such as `USAGOVMIL`.
    Cameo(&'a str),
    /// An ICEWS name and its sectors, separated by commas, in no fixed order; sets by name have no sectors.
    Icews {
        /// The actor.
        name: &'a str,
        /// Its sectors.
        sectors: &'a str,
    },
    /// A PLOVER sector, such as `GOV`, or several, separated by `;`, `|` or commas.
    Plover(&'a str),
}

/// What an actor is within its state. The numbers are part of what the lake stores: append, never renumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum Role {
    /// The producer says no more than the state.
    #[default]
    Unspecified = 0,
    /// Head of state or government.
    Leader = 1,
    /// Government at large: executives, officials, governors, mayors.
    Government = 2,
    /// A ministry and its diplomats.
    Ministry = 3,
    /// Armed forces.
    Military = 4,
    /// Police and intelligence.
    Security = 5,
    /// Parliaments and their members.
    Legislature = 6,
    /// Courts, judges, prosecutors.
    Court = 7,
    /// Parties, in government or in opposition.
    Party = 8,
    /// Media, also those of a state.
    Media = 9,
    /// Rebels, insurgents, militants, armed groups of no known side.
    Rebel = 10,
    /// Companies.
    Business = 11,
    /// Citizens and what they form: religions, unions, universities, protest.
    Society = 12,
    /// The producer says something of the actor that none of these is.
    Other = 13,
}

impl Role {
    /// Every role, in the order of their numbers.
    pub const ALL: [Role; 14] = [
        Role::Unspecified,
        Role::Leader,
        Role::Government,
        Role::Ministry,
        Role::Military,
        Role::Security,
        Role::Legislature,
        Role::Court,
        Role::Party,
        Role::Media,
        Role::Rebel,
        Role::Business,
        Role::Society,
        Role::Other,
    ];

    /// The word of dossiers, tables and reports.
    pub fn word(self) -> &'static str {
        match self {
            Role::Unspecified => "unspecified",
            Role::Leader => "leader",
            Role::Government => "government",
            Role::Ministry => "ministry",
            Role::Military => "military",
            Role::Security => "security",
            Role::Legislature => "legislature",
            Role::Court => "court",
            Role::Party => "party",
            Role::Media => "media",
            Role::Rebel => "rebel",
            Role::Business => "business",
            Role::Society => "society",
            Role::Other => "other",
        }
    }

    /// The role of a word, exactly as [`Role::word`] writes it.
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// What an actor is on a day. The day matters to heads of state and government only, who are known by name and term
/// (`officials.csv`, `leaders.csv`).
///
/// CAMEO chains: the code of the highest rank decides, of equal ranks the first (`USAGOVMIL` is military, `USAGOVHLH` a
/// ministry, `USAELIGOV`, a former official, society); a chain whose later codes no table has is [`Role::Other`], one
/// that ends with the country [`Role::Unspecified`]. ICEWS: a leader by name; else the sector of the highest
/// rank; without sectors, an official by name or what stands before the brackets. Allocates nothing for CAMEO and
/// PLOVER.
pub fn role(text: RoleText<'_>, on: Day) -> Role {
    match text {
        RoleText::Nothing => Role::Unspecified,
        RoleText::Cameo(chain) => of_chain(chain),
        RoleText::Icews { name, sectors } => of_icews(name, sectors, on),
        RoleText::Plover(sectors) => of_sectors(sectors),
    }
}

/// What one code of a chain says.
#[derive(Clone, Copy, Debug)]
enum Said {
    /// In no table.
    Unknown,
    /// A country, a region or a people: who, not what.
    Who,
    /// A role with its rank, and whether it names a ministry where it stands behind GOV.
    Role(Role, u8, bool),
}

/// Letters of a code.
const LETTERS: usize = 26;

/// Where a code of three capital letters stands in a table of all of them.
fn place(code: &[u8]) -> Option<usize> {
    code.iter().try_fold(0, |at, letter| letter.is_ascii_uppercase().then(|| at * LETTERS + usize::from(letter - b'A')))
}

/// What every three letters mean, so that a code is found without a search.
static CAMEO: LazyLock<Vec<Said>> = LazyLock::new(|| {
    let mut said = vec![Said::Unknown; LETTERS.pow(3)];
    let who = super::resolve::cameo_codes();
    for at in who.filter(|code| code.len() == 3).filter_map(|code| place(code.as_bytes())) {
        said[at] = Said::Who;
    }
    for row in table::rows(include_str!("cameo_roles.csv"), 5) {
        let at = place(row[0].as_bytes()).expect("codes of the table are three capital letters");
        said[at] = Said::Role(in_table(row[1]), rank(row[2]), row[3] == "ministry");
    }
    said
});

/// The rank of an organ of a state: what a part of society becomes as part of a government.
const ORGAN: u8 = 3;

fn of_chain(chain: &str) -> Role {
    let table = &*CAMEO;
    let (mut best, mut in_government, mut unknown) = (None::<(Role, u8)>, false, false);
    for (i, code) in chain.as_bytes().chunks_exact(3).enumerate() {
        match place(code).map_or(Said::Unknown, |at| table[at]) {
            Said::Who => {}
            // The first code says who; one that is in no table is unresolved, which is counted elsewhere.
            Said::Unknown => unknown |= i > 0,
            Said::Role(role, rank, subject) => {
                let (role, rank) = if subject && in_government { (Role::Ministry, ORGAN) } else { (role, rank) };
                in_government |= role == Role::Government;
                if best.is_none_or(|(_, so_far)| rank > so_far) {
                    best = Some((role, rank));
                }
            }
        }
    }
    match best {
        Some((role, _)) => role,
        None if unknown => Role::Other,
        None => Role::Unspecified,
    }
}

static PLOVER: LazyLock<BTreeMap<&'static str, (Role, u8)>> = LazyLock::new(|| {
    table::rows(include_str!("plover_roles.csv"), 4).map(|row| (row[0], (in_table(row[1]), rank(row[2])))).collect()
});

fn of_sectors(sectors: &str) -> Role {
    let (mut best, mut unknown) = (None::<(Role, u8)>, false);
    for sector in sectors.split([';', '|', ',', ' ']).filter(|s| !s.is_empty() && *s != "None") {
        match PLOVER.get(sector) {
            Some((role, rank)) if best.is_none_or(|(_, so_far)| *rank > so_far) => best = Some((*role, *rank)),
            Some(_) => {}
            None => unknown = true,
        }
    }
    best.map_or(if unknown { Role::Other } else { Role::Unspecified }, |(role, _)| role)
}

/// The texts of one kind: exact ones, and those that begin or end with something. The number is the row's place in the
/// table.
#[derive(Default)]
struct Texts {
    exact: BTreeMap<&'static str, (Role, u8, usize)>,
    begin: Vec<(&'static str, (Role, u8, usize))>,
    end: Vec<(&'static str, (Role, u8, usize))>,
}

impl Texts {
    fn find(&self, text: &str) -> Option<(Role, u8, usize)> {
        let ending = || self.end.iter().find(|(end, _)| text.ends_with(end));
        let beginning = || self.begin.iter().find(|(begin, _)| text.starts_with(begin));
        self.exact.get(text).copied().or_else(|| ending().or_else(beginning).map(|(_, said)| *said))
    }
}

static ICEWS: LazyLock<BTreeMap<&'static str, Texts>> = LazyLock::new(|| {
    let mut kinds: BTreeMap<&'static str, Texts> = BTreeMap::new();
    for (i, row) in table::rows(include_str!("icews_roles.csv"), 4).enumerate() {
        let of_kind = kinds.entry(row[0]).or_default();
        let said = (in_table(row[2]), rank(row[3]), i);
        match (row[1].strip_prefix('*'), row[1].strip_suffix('*')) {
            (Some(end), _) => of_kind.end.push((end, said)),
            (_, Some(begin)) => of_kind.begin.push((begin, said)),
            _ => {
                of_kind.exact.insert(row[1], said);
            }
        }
    }
    kinds
});

fn of_icews(name: &str, sectors: &str, on: Day) -> Role {
    let name = name.trim();
    let held = office_held(name, on).and_then(|office| ICEWS["office"].find(office)).map(|(role, ..)| role);
    let before = before_parentheses(name);
    let named = before.and_then(|before| ICEWS["name"].find(before)).map(|(role, ..)| role);
    if held == Some(Role::Leader) || named == Some(Role::Leader) {
        return Role::Leader;
    }
    let (mut best, mut any) = (None::<(Role, u8, usize)>, false);
    for sector in sectors.split(',').map(str::trim).filter(|s| !s.is_empty()) {
        any = true;
        let Some((role, rank, row)) = ICEWS["sector"].find(sector) else { continue };
        if best.is_none_or(|(_, so_far, at)| rank > so_far || (rank == so_far && row < at)) {
            best = Some((role, rank, row));
        }
    }
    match best {
        Some((role, rank, _)) if rank > 0 => role,
        // Sectors that only qualify, or that no table has, leave the name to speak, as no sectors do.
        _ => held.or(named).unwrap_or(match best {
            _ if before.is_some() => Role::Other,
            None if any => Role::Other,
            _ => Role::Unspecified,
        }),
    }
}

fn in_table(word: &str) -> Role {
    Role::from_word(word).expect("roles of the tables are roles")
}

fn rank(digits: &str) -> u8 {
    digits.parse().expect("ranks of the tables are numbers")
}

/// Whether the tables have the sector, for tests of their completeness.
#[cfg(test)]
pub(super) fn knows_sector(sector: &str) -> bool {
    ICEWS["sector"].find(sector).is_some()
}
