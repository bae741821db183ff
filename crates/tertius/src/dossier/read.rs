//! From the text of a dossier to a [`Dossier`], or to all that is wrong with it. The head and the
//! triangle are read here; instruments in `sections`, episodes and claims in `argument`, leaders' terms in `terms`.

use super::complaint::Complaint;
use super::files::Files;
use super::question::{Dossier, OPEN, Settings, TriangleQuestion};
use super::side::Dyad;
use super::table::{Complaints, Spanned, Table};
use super::{argument, curve, sections, terms};
use crate::actors::{self, StateId};
use crate::calendar::{PeriodLength, Span, When};
use toml::de::DeTable;

impl Dossier {
    /// Reads a dossier.
    ///
    /// # Errors
    /// Every complaint that can be found without opening a data file, in the order of the text. `kinds`
    /// are the kinds of claim that exist.
    pub fn read(text: &str, kinds: &[&'static str]) -> Result<Dossier, Vec<Complaint>> {
        Dossier::read_beside(text, kinds, None)
    }

    /// Reads a dossier and looks its file patterns up, so that those that match nothing are among the complaints.
    ///
    /// # Errors
    /// As [`Dossier::read`].
    pub fn read_with_files(text: &str, kinds: &[&'static str], files: &dyn Files) -> Result<Dossier, Vec<Complaint>> {
        Dossier::read_beside(text, kinds, Some(files))
    }

    fn read_beside(text: &str, kinds: &[&'static str], files: Option<&dyn Files>) -> Result<Dossier, Vec<Complaint>> {
        let (root, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(errors.iter().map(|e| syntax(text, e)).collect());
        }
        let complaints = Complaints::default();
        let read =
            read_root(&Table::new(root.get_ref(), 0..0, "the dossier", &complaints), &complaints, kinds, text, files);
        let complaints = complaints.into_sorted();
        match read {
            Some(dossier) if complaints.is_empty() => Ok(dossier),
            _ if complaints.is_empty() => Err(vec![Complaint::new(
                0..0,
                "the dossier could not be read",
                "",
                "please report this as a fault of Tertius",
            )]),
            _ => Err(complaints),
        }
    }
}

/// A text that is not TOML.
pub(crate) fn syntax(text: &str, error: &toml::de::Error) -> Complaint {
    let span = error.span().unwrap_or(0..0);
    let end = span.end.max(span.start + 1).min(text.len().max(1));
    Complaint::new(
        span.start..end,
        format!("this is not TOML: {}", error.message().lines().collect::<Vec<_>>().join("; ")),
        "here",
        "mend this place first; the rest is checked once the file can be read",
    )
}

fn read_root(
    root: &Table<'_>,
    complaints: &Complaints,
    kinds: &[&'static str],
    text: &str,
    files: Option<&dyn Files>,
) -> Option<Dossier> {
    let title = root.text("title");
    let triangle = match root.table("triangle", "[triangle]") {
        Some(table) => read_triangle(&table, complaints),
        None => {
            if root.span_of("triangle").is_none() {
                root.missing("[triangle]", "pair = [\"IRN\", \"RUS\"] and third = \"USA\"");
            }
            None
        }
    };
    let period = triangle.as_ref().map_or(PeriodLength::Month, |t| t.period);
    let settings = read_settings(root, complaints, period);
    let mut settings = settings;
    settings.stated.extend(root.table("triangle", "[triangle]").iter().flat_map(|t| {
        let keys = t.keys();
        t.close();
        keys
    }));
    let instruments = sections::instruments(root, complaints, files);
    let episodes = argument::episodes(root, complaints, triangle.as_ref());
    let terms = terms::terms(root, complaints);
    let curve = curve::curve(root, complaints, period, &instruments);
    let named = argument::Named {
        triangle: triangle.as_ref(),
        instruments: &instruments,
        episodes: &episodes,
        terms: &terms,
        kinds,
    };
    let claims = argument::claims(root, complaints, &named);
    root.finish();
    let triangle = triangle?;
    let states = [triangle.pair_as_written[0], triangle.pair_as_written[1], triangle.third].map(|s| s.state().name);
    Some(Dossier {
        title: title
            .map_or_else(|| format!("{} and {}, with {} as the third", states[0], states[1], states[2]), |t| t.value),
        triangle,
        settings,
        instruments,
        episodes,
        terms,
        claims,
        curve,
        text: text.to_owned(),
    })
}

/// Finds a state by its code; complains, with near misses, if there is none.
pub(super) fn state(text: &Spanned<String>, complaints: &Complaints) -> Option<StateId> {
    let found = actors::state(&text.value);
    if found.is_none() {
        let near: Vec<String> =
            actors::nearest(&text.value, 3).iter().map(|s| format!("\"{}\" ({})", s.code(), s.state().name)).collect();
        let help = if near.is_empty() {
            "use three-letter codes such as \"IRN\" or \"RUS\"".into()
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        complaints.add(Complaint::new(
            text.span.clone(),
            format!("no state is known as \"{}\"", text.value),
            "unknown state",
            help,
        ));
    }
    found
}

/// Reads a date of any precision; complains if there is no such date.
pub(crate) fn when(text: &Spanned<String>, complaints: &Complaints) -> Option<Span> {
    let read = When::parse(text.value.trim());
    if read.is_none() {
        complaints.add(Complaint::new(
            text.span.clone(),
            format!("\"{}\" is not a date", text.value),
            "no such day, month, quarter or year",
            "write \"2014-03-08\", \"2014-03\", \"2014-Q1\" or \"2014\"",
        ));
    }
    read.map(|w| w.span)
}

/// From the beginning of one date to the end of another; complains if that runs backwards.
pub(super) fn from_to(
    from: Option<Spanned<String>>,
    to: Option<Spanned<String>>,
    complaints: &Complaints,
) -> Option<Span> {
    let (from, to) = (from?, to?);
    let (a, b) = (when(&from, complaints), when(&to, complaints));
    let (a, b) = (a?, b?);
    let span = Span::new(a.first, b.last);
    if span.is_none() {
        complaints.add(
            Complaint::new(
                to.span,
                "this ends before it begins",
                format!("ends on {}", b.last),
                "exchange `from` and `to`",
            )
            .and_at(from.span, format!("begins on {}", a.first)),
        );
    }
    span
}

fn read_triangle(table: &Table<'_>, complaints: &Complaints) -> Option<TriangleQuestion> {
    let pair_text = table.texts("pair");
    if pair_text.is_none() && table.span_of("pair").is_none() {
        table.missing("pair", "[\"IRN\", \"RUS\"]");
    }
    let third_text = table.required_text("third", "\"USA\"");
    let (from, to) = (table.text("from"), table.text("to"));
    let words = PeriodLength::ALL.map(|l| (l.word(), l));
    let period = table.choice("period", &words).map_or(PeriodLength::Month, |p| p.value);
    let open = |end: &str| Some(Spanned { value: end.to_owned(), span: 0..0 });
    let span = match (&from, &to) {
        (Some(_), None) => from_to(from, open(OPEN.1), complaints),
        (None, Some(_)) => from_to(open(OPEN.0), to, complaints),
        _ => from_to(from, to, complaints),
    };
    let known = |texts: Option<Vec<Spanned<String>>>| -> Option<Vec<(StateId, Spanned<String>)>> {
        Some(texts?.into_iter().filter_map(|t| state(&t, complaints).map(|s| (s, t))).collect())
    };
    let allies = known(table.texts("allies")).unwrap_or_default();
    let placebos = known(table.texts("placebos"));
    table.finish();

    let pair_text = pair_text?;
    if pair_text.len() != 2 {
        let span = table.span_of("pair").unwrap_or_else(|| table.span());
        let message = format!("`pair` names {} states, not two", pair_text.len());
        complaints.add(Complaint::new(
            span,
            message,
            "two states belong here",
            "write, for instance: pair = [\"IRN\", \"RUS\"]",
        ));
    }
    let states: Vec<Option<StateId>> = pair_text.iter().map(|t| state(t, complaints)).collect();
    let third = third_text.as_ref().and_then(|t| state(t, complaints));
    if let (Some(third), Some(text)) = (third, &third_text)
        && let Some(at) = states.iter().position(|s| *s == Some(third))
    {
        complaints.add(
            Complaint::new(
                text.span.clone(),
                "the third is also a member of the pair",
                "listed in `pair` too",
                "a triangle needs three different states",
            )
            .and_at(pair_text[at].span.clone(), "here"),
        );
    }
    if let Some((first, text)) =
        allies.iter().chain(placebos.iter().flatten()).find(|(s, _)| Some(*s) == third || states.contains(&Some(*s)))
    {
        complaints.add(Complaint::new(
            text.span.clone(),
            format!("{} is part of the triangle and cannot be its own ally or placebo", first.state().name),
            "one of the three states",
            "leave it out here",
        ));
    }
    let [Some(a), Some(b)] = states[..] else { return None };
    let Some(pair) = Dyad::new(a, b) else {
        complaints.add(Complaint::new(
            pair_text[1].span.clone(),
            "a state has no relation with itself",
            "the same state twice",
            "name two different states",
        ));
        return None;
    };
    Some(TriangleQuestion {
        pair,
        pair_as_written: [a, b],
        third: third?,
        span,
        period,
        allies: allies.into_iter().map(|(s, _)| s).collect(),
        placebos: placebos.map(|p| p.into_iter().map(|(s, _)| s).collect()),
    })
}

fn read_settings(root: &Table<'_>, complaints: &Complaints, period: PeriodLength) -> Settings {
    let default_lags = match period {
        PeriodLength::Week => 6,
        PeriodLength::Month | PeriodLength::Quarter => 2,
        PeriodLength::Year => 1,
    };
    let mut settings = Settings { seed: 1, lags: default_lags, rows_min: 60, power_seeds: 40, stated: Vec::new() };
    let Some(table) = root.table("settings", "[settings]") else { return settings };
    let within = |key: &'static str, low: u64, high: u64, what: &str| -> Option<u64> {
        let n = table.whole_number(key)?;
        if (low..=high).contains(&n.value) {
            return Some(n.value);
        }
        let message = format!("`{key}` is {}, outside {low} to {high}", n.value);
        complaints.add(Complaint::new(
            n.span,
            message,
            "out of range",
            format!("{what}; choose between {low} and {high}"),
        ));
        None
    };
    settings.stated = table.keys();
    settings.seed = within("seed", 0, i64::MAX as u64, "any seed will do").unwrap_or(settings.seed);
    settings.lags = within("lags", *curve::LAGS.start(), *curve::LAGS.end(), "lags of all three relations")
        .unwrap_or(default_lags as u64) as usize;
    settings.rows_min =
        within("rows_min", 30, 10_000, "the fewest periods that a test may rest on").unwrap_or(60) as usize;
    settings.power_seeds =
        within("power_seeds", 0, 1_000, "outcomes simulated for each claim, 0 for none").unwrap_or(40) as usize;
    table.finish();
    settings
}
