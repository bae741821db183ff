//! From the text of a world file to an [`Observatory`], or to all that is wrong with it at once, each at its place. Says
//! nothing about what is drawn; the ranges are those of the builders.

use super::circumstances::{Range, Shift, Whose};
use super::influence::Influence;
use super::link::Link;
use super::observatory::{Follows, Gap, Observatory, Reads, Watcher};
use super::tables;
use super::world::{DELAY_MAX, ImpossibleWorld, Kind, World};
use crate::dossier::{Complaint, Complaints, Spanned, Table, syntax, when};
use toml::de::DeTable;

/// Months of a world that states none.
const MONTHS: usize = 240;

/// The forms of influence, as words of a world file.
const FORMS: [(&str, &str); 6] = [
    ("none", "none"),
    ("direct", "direct"),
    ("through the other side", "through"),
    ("only in tension", "tension"),
    ("ended by a treaty", "treaty"),
    ("while a leader holds office", "leader"),
];

/// Reads a world file.
///
/// # Errors
/// Every complaint, in the order of the text.
pub fn read_world(text: &str) -> Result<Observatory, Vec<Complaint>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().map(|e| syntax(text, e)).collect());
    }
    let complaints = Complaints::default();
    let reader = Reader { complaints: &complaints };
    let observatory = reader.root(&Table::new(root.get_ref(), 0..0, "the world", &complaints));
    let complaints = complaints.into_sorted();
    if complaints.is_empty() { Ok(observatory) } else { Err(complaints) }
}

struct Reader<'a> {
    complaints: &'a Complaints,
}

/// A share of all that there is, or a size, between two ends that belong to it.
type Ends = (f64, f64);

impl Reader<'_> {
    fn complain(&self, span: std::ops::Range<usize>, message: String, label: &str, help: impl Into<String>) {
        self.complaints.add(Complaint::new(span, message, label, help));
    }

    /// A number within its range, or the default.
    fn number(&self, table: &Table<'_>, key: &'static str, (low, high): Ends, default: f64) -> f64 {
        let Some(n) = table.number(key) else { return default };
        if (low..=high).contains(&n.value) {
            return n.value;
        }
        let message = format!("`{key}` is {}, outside {low} to {high}", n.value);
        self.complain(n.span, message, "out of range", format!("choose between {low} and {high}"));
        default
    }

    fn whole(&self, table: &Table<'_>, key: &'static str, (low, high): (u64, u64), default: u64) -> u64 {
        let Some(n) = table.whole_number(key) else { return default };
        if (low..=high).contains(&n.value) {
            return n.value;
        }
        let message = format!("`{key}` is {}, outside {low} to {high}", n.value);
        self.complain(n.span, message, "out of range", format!("choose between {low} and {high}"));
        default
    }

    /// A month of the world, counted from 0: the first of a date, or the last.
    fn month(&self, text: Spanned<String>, periods: usize, last: bool) -> Option<usize> {
        let span = when(&text, self.complaints)?;
        let month = tables::month(if last { span.last } else { span.first }).filter(|t| *t < periods);
        if month.is_none() {
            let message = format!("{} lies outside the world", text.value);
            let help = format!("its months are {} to {}", tables::date(0), tables::date(periods - 1));
            self.complain(text.span, message, "no month of this world", help);
        }
        month
    }

    fn required_month(&self, table: &Table<'_>, key: &'static str, periods: usize, last: bool) -> Option<usize> {
        self.month(table.required_text(key, "\"2005-01\"")?, periods, last)
    }

    fn root(&self, root: &Table<'_>) -> Observatory {
        let periods = self.whole(root, "months", (12, 1_200), MONTHS as u64) as usize;
        let mut world = World::independent(periods)
            .states(self.whole(root, "states", (4, 24), 24) as usize)
            .seed(self.whole(root, "seed", (0, i64::MAX as u64), 1));
        if let Some(table) = root.table("relations", "[relations]") {
            world = self.relations(&table, world);
        }
        for table in root.tables("break", "[[break]]") {
            if let Some(shift) = self.shift(&table, periods) {
                world = world.shift(shift);
            }
        }
        let mut gaps = Vec::new();
        if let Some(table) = root.table("source", "[source]") {
            world = self.source(&table, world);
            gaps = self.gaps(&table, periods);
            table.finish();
        }
        if let Some(table) = root.table("influence", "[influence]") {
            world = self.influence(&table, world);
        }
        let mut observatory = Observatory { world, gaps, watchers: Vec::new() };
        for table in root.tables("instrument", "[[instrument]]") {
            self.watcher(&table, &mut observatory);
        }
        root.finish();
        self.whole_world(root, &observatory);
        observatory
    }

    /// What only shows once all is read: an effect that leaves no variance, an instrument that watches too little.
    fn whole_world(&self, root: &Table<'_>, observatory: &Observatory) {
        let said = observatory.check().and_then(|()| super::warmth::check(&observatory.world));
        let Err(why) = said else { return };
        let place = match why {
            ImpossibleWorld::EffectTooLarge { .. } => "influence",
            _ => "instrument",
        };
        let span = root.span_of(place).or_else(|| root.span_of("source")).unwrap_or(0..1);
        self.complain(span, why.to_string(), "cannot be drawn", "choose a smaller size, or watch for longer");
    }

    fn range(&self, table: Option<Table<'_>>, rho: f64) -> (f64, Range) {
        let Some(table) = table else { return (rho, Range::UNIT) };
        let rho = self.number(&table, "autocorrelation", (-0.99, 0.99), rho);
        let level = self.number(&table, "level", (-4.0, 4.0), 0.0);
        let spread = self.number(&table, "sd", (0.01, 4.0), 1.0);
        table.finish();
        (rho, Range { level, spread })
    }

    fn relations(&self, table: &Table<'_>, mut world: World) -> World {
        let (rho_between, pair) = self.range(table.table("pair", "`pair`"), world.rho_between);
        let (rho_driver, others) = self.range(table.table("others", "`others`"), world.rho_driver);
        world = world.autocorrelation(rho_between, rho_driver).ranges(pair, others);
        let common = self.number(table, "common_shock", (0.0, 0.99), 0.0);
        if common > 0.0 {
            world = world.common(common);
        }
        if table.truth("heavy_tails").is_some_and(|h| h.value) {
            world = world.with_heavy_tails();
        }
        let trend = self.number(table, "trend", (0.0, 10.0), 0.0);
        if trend > 0.0 {
            world = world.trends(trend);
        }
        table.finish();
        world
    }

    fn shift(&self, table: &Table<'_>, periods: usize) -> Option<Shift> {
        let from = self.required_month(table, "from", periods, false);
        if table.span_of("size").is_none() {
            table.missing("size", "-1.0");
        }
        let size = self.number(table, "size", (-10.0, 10.0), 0.0);
        let whose = table.choice("of", &[("pair", Whose::Pair), ("driver", Whose::Driver), ("all", Whose::All)]);
        table.finish();
        Some(Shift { from: from?, size, whose: whose.map_or(Whose::Pair, |w| w.value) })
    }

    fn source(&self, table: &Table<'_>, world: World) -> World {
        let words = [
            ("balance", Kind::Independent),
            ("conflict rate, media volume", Kind::MediaVolume),
            ("conflict rate, other wars", Kind::OtherWars),
        ];
        let kind = table.choice("read_as", &words).map_or(Kind::Independent, |k| k.value);
        let volume = self.number(table, "volume", (0.01, 1e6), world.volume);
        let growth = self.number(table, "growth", (0.001, 1_000.0), 1.0);
        let duplicates = self.number(table, "duplicates", (0.0, 0.95), 0.0);
        let error = self.number(table, "coder_error", (0.0, 0.49), 0.0);
        let world = World { kind, ..world }.volume(volume).duplicates(duplicates).coder_error(error);
        if growth == 1.0 { world } else { world.growth(growth) }
    }

    fn gaps(&self, table: &Table<'_>, periods: usize) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for text in table.texts("gaps").unwrap_or_default() {
            let ends: Vec<&str> = text.value.split("..").collect();
            let part = |p: &str, last| {
                self.month(Spanned { value: p.trim().to_owned(), span: text.span.clone() }, periods, last)
            };
            let both = match ends[..] {
                [one] => part(one, false).zip(part(one, true)),
                [a, b] => part(a, false).zip(part(b, true)),
                _ => {
                    self.complain(
                        text.span.clone(),
                        "more than one `..`".into(),
                        "not a span",
                        "write \"1999-01..2000-12\"",
                    );
                    None
                }
            };
            match both {
                Some((first, last)) if first <= last => gaps.push(Gap { first, last }),
                Some(_) => {
                    let message = "this ends before it begins".to_owned();
                    self.complain(text.span.clone(), message, "runs backwards", "write the earlier date first");
                }
                None => {}
            }
        }
        gaps
    }

    fn influence(&self, table: &Table<'_>, world: World) -> World {
        let form = table.choice("form", &FORMS);
        if form.is_none() && table.span_of("form").is_none() {
            table.missing("form", "\"direct\"");
        }
        let form = form.map_or("none", |f| f.value);
        let effect = match table.number("effect") {
            Some(e) if e.value.abs() < 1.0 => e.value,
            Some(e) => {
                let message =
                    format!("an effect of {} standard deviations is no response of one relation to another", e.value);
                self.complain(e.span, message, "not between -1 and 1", "write, for instance, -0.35");
                0.0
            }
            None if form != "none" && table.span_of("effect").is_none() => {
                table.missing("effect", "-0.35");
                0.0
            }
            None => 0.0,
        };
        let delay = self.whole(table, "delay", (1, DELAY_MAX as u64), 1) as usize;
        let periods = world.periods;
        let influence = match form {
            "direct" => Influence::Direct(effect),
            "through" => Influence::ThroughOtherSide(effect),
            "tension" => Influence::OnlyInTension(effect),
            "treaty" => match self.required_month(table, "until", periods, false) {
                Some(until) => Influence::UntilTreaty { effect, until },
                None => Influence::None,
            },
            "leader" => {
                let from = self.required_month(table, "from", periods, false);
                let to = self.required_month(table, "to", periods, true);
                if let (Some(from), Some(to)) = (from, to)
                    && from > to
                {
                    let span = table.span_of("to").unwrap_or_else(|| table.span());
                    self.complain(
                        span,
                        "this term ends before it begins".into(),
                        "too early",
                        "exchange `from` and `to`",
                    );
                }
                match (from, to) {
                    (Some(from), Some(to)) if from <= to => Influence::WhileLeader { effect, from, to },
                    _ => Influence::None,
                }
            }
            _ => Influence::None,
        };
        table.finish();
        world.influence(influence).delay(delay)
    }

    fn watcher(&self, table: &Table<'_>, observatory: &mut Observatory) {
        let periods = observatory.world.periods;
        let name = table.required_text("name", "\"second source\"");
        let reads = table.choice("reads", &[("events", true), ("numbers", false)]);
        if reads.is_none() && table.span_of("reads").is_none() {
            table.missing("reads", "\"events\"");
        }
        let of_events = reads.is_none_or(|r| r.value);
        let yearly = table.choice("by", &[("month", false), ("year", true)]).is_some_and(|b| b.value);
        let level = self.number(table, "level", (-1e6, 1e6), 0.0);
        let slope = self.number(table, "loading", (-1e6, 1e6), 0.4);
        let mut gaps = self.gaps(table, periods);
        let from = table.text("from").and_then(|t| self.month(t, periods, false));
        let to = table.text("to").and_then(|t| self.month(t, periods, true));
        gaps.extend(from.filter(|f| *f > 0).map(|f| Gap { first: 0, last: f - 1 }));
        gaps.extend(to.filter(|t| t + 1 < periods).map(|t| Gap { first: t + 1, last: periods - 1 }));
        let reads = if of_events {
            let volume = self.number(table, "volume", (0.01, 1e6), observatory.world.volume);
            let link = Link::Logistic { intercept: level, slope };
            Reads::Events { link, volume, recoded: self.recoded(table, periods) }
        } else {
            let error = self.number(table, "noise", (1e-9, 1e9), 0.5);
            let stated = table.truth("noise_stated").is_some_and(|s| s.value);
            Reads::Indicator { level, slope, error, stated }
        };
        let (duplicates, coder_error) = if of_events {
            (self.number(table, "duplicates", (0.0, 0.95), 0.0), self.number(table, "coder_error", (0.0, 0.49), 0.0))
        } else {
            (0.0, 0.0)
        };
        let dissents = table.truth("dissents").is_some_and(|d| d.value);
        table.finish();
        let Some(name) = name else { return };
        let taken = name.value == super::watchers::OWN || observatory.watchers.iter().any(|w| w.name == name.value);
        if taken || name.value.contains(['"', '\\', '\n']) {
            let message = format!("an instrument cannot be named \"{}\"", name.value.escape_debug());
            self.complain(name.span, message, "taken, or not a name", "give each a name of its own, without quotes");
            return;
        }
        let follows = if dissents { Follows::ItsOwnTruth } else { Follows::TheRelations };
        observatory.watchers.push(Watcher { name: name.value, reads, yearly, gaps, follows, duplicates, coder_error });
    }

    fn recoded(&self, table: &Table<'_>, periods: usize) -> Option<(usize, f64)> {
        let table = table.table("new_coder", "`new_coder`")?;
        let from = self.required_month(&table, "from", periods, false);
        let shift = self.number(&table, "shift", (-10.0, 10.0), 0.5);
        table.finish();
        Some((from?, shift))
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{EXAMPLE, EXAMPLES};
    use super::*;

    fn complaints(text: &str) -> Vec<String> {
        read_world(text).unwrap_err().into_iter().map(|c| c.message).collect()
    }

    #[test]
    fn every_bundled_world_is_sound() {
        assert!(read_world(EXAMPLE).is_ok(), "{:?}", read_world(EXAMPLE));
        for (name, _, text) in EXAMPLES {
            assert!(read_world(text).is_ok(), "{name}: {:?}", read_world(text));
        }
        // An empty file is a world without influence.
        let empty = read_world("").unwrap();
        assert_eq!(empty.world, World::independent(MONTHS));
    }

    #[test]
    fn what_is_written_is_what_is_drawn() {
        let text = "months = 120\nstates = 8\nseed = 5\n[relations]\npair = { autocorrelation = 0.2, level = 1.0, sd = 0.5 }\ncommon_shock = 0.3\nheavy_tails = true\n[[break]]\nfrom = \"1998\"\nsize = -1\nof = \"all\"\n[influence]\nform = \"while a leader holds office\"\neffect = -0.4\nfrom = \"1995-03\"\nto = \"1996\"\ndelay = 2\n[source]\nvolume = 60\ngrowth = 3\nduplicates = 0.2\ncoder_error = 0.1\ngaps = [\"2000-01..2000-06\"]\n";
        let read = read_world(text).unwrap();
        let wanted = World::independent(120)
            .states(8)
            .seed(5)
            .autocorrelation(0.2, 0.6)
            .ranges(Range { level: 1.0, spread: 0.5 }, Range::UNIT)
            .common(0.3)
            .with_heavy_tails()
            .shift(Shift { from: 60, size: -1.0, whose: Whose::All })
            .influence(Influence::WhileLeader { effect: -0.4, from: 26, to: 47 })
            .delay(2)
            .volume(60.0)
            .growth(3.0)
            .duplicates(0.2)
            .coder_error(0.1);
        assert_eq!(read.world, wanted);
        assert_eq!(read.gaps, [Gap { first: 84, last: 89 }]);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let text = "month = 12\nstates = 3\n[influence]\nform = \"directly\"\neffect = -1.5\n[source]\nvolume = 0\ngaps = [\"1850..1851\"]\n[[instrument]]\nname = \"simulated events\"\nreads = \"events\"\n";
        let all = complaints(text);
        for part in [
            "no key `month`",
            "`states` is 3",
            "does not know \"directly\"",
            "an effect of -1.5",
            "`volume` is 0",
            "1850 lies outside",
            "cannot be named",
        ] {
            assert!(all.iter().any(|c| c.contains(part)), "{part}: {all:?}");
        }
        assert!(complaints("months = ")[0].contains("not TOML"));
        assert!(complaints("[influence]\nform = \"ended by a treaty\"\neffect = -0.3\n")[0].contains("needs `until`"));
        let backwards =
            "[influence]\nform = \"while a leader holds office\"\neffect = -0.3\nfrom = \"1999\"\nto = \"1998\"\n";
        assert!(complaints(backwards)[0].contains("ends before it begins"));
        let too_much = "[influence]\nform = \"direct\"\neffect = -0.98\n";
        assert!(complaints(too_much)[0].contains("no variance of its own"), "{:?}", complaints(too_much));
        let blind = "months = 24\n[source]\ngaps = [\"1993-02..1994-12\"]\n";
        assert!(complaints(blind)[0].contains("watches"), "{:?}", complaints(blind));
    }
}
