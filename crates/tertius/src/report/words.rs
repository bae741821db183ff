//! Words for values: sides, measures, observations, gate outcomes and findings. One place, so that the
//! terminal, the page and the tables say the same thing. No layout.

use super::numbers::{coarse, p_phrase, percent, short, together};
use crate::calendar::{PeriodCalendar, PeriodLength};
use crate::claims::{ClaimFinding, SmallestCaught};
use crate::dossier::{Asks, ClaimQuestion, Direction, Half, Measure, Side, Subset, Trend};
use crate::hypotheses::{
    CircularShift, Estimate, Evidence, GateOutcome, Route, RouteFinding, SamePeriod, Subject, TwoHalves,
};
use crate::refusal::Refusal;
use crate::series::Observation;
use crate::series::relation::{Posterior, Relation, Unread};
use crate::triangle::{TurningPoint, Typology, Watching};

/// "Iran – Russia", or "Russia toward Iran" for one direction.
pub(super) fn side(side: Side) -> String {
    side.words()
}

/// What the numbers of a measure mean, with unit and range.
pub(super) fn measure_unit(measure: Measure) -> &'static str {
    match measure {
        Measure::Balance => "balance of cooperation and conflict, -1 to 1, up is warmer",
        Measure::ConflictRate => "minus the logarithm of conflict per exposure, up is warmer",
        Measure::ScoreSum => "sum of scale values per period, up is warmer",
        Measure::ScoreMean => "mean scale value per event, up is warmer",
        Measure::Level => "the indicator's own unit, turned so that up is warmer",
        Measure::TradeShare => "geometric mean of the two trade shares, 0 to 1, up is warmer",
        Measure::InForce => "minus ln(1 + measures in force), 0 or less, up is warmer",
        Measure::Agreement => "agreement of votes, 0 to 1, up is warmer",
        Measure::Kappa => "agreement of votes beyond chance (Cohen's kappa), at most 1, up is warmer",
        Measure::Pi => "agreement of votes beyond chance (Scott's pi), at most 1, up is warmer",
        Measure::S => "S of votes, -1 to 1, up is warmer",
    }
}

/// The unit in as few words as an axis or a sentence has room for.
pub(super) fn measure_short(measure: Measure) -> &'static str {
    match measure {
        Measure::Balance => "balance",
        Measure::ConflictRate => "minus log rate",
        Measure::ScoreSum => "score sum",
        Measure::ScoreMean => "score mean",
        Measure::Level => "level",
        Measure::TradeShare => "trade share",
        Measure::InForce => "minus log in force",
        Measure::Agreement => "agreement",
        Measure::Kappa => "kappa",
        Measure::Pi => "pi",
        Measure::S => "S",
    }
}

/// "observed", "silent" or "unobserved".
pub(super) fn observation(o: Observation) -> &'static str {
    match o {
        Observation::Score(_) => "observed",
        Observation::Silent => "silent",
        Observation::SilentAsZero => "silent, taken as 0",
        Observation::Unobserved => "unobserved",
    }
}

/// Things with the same reason side by side: ("A; B", reason), in the order in which a reason first comes.
pub(super) fn by_reason(list: &[(String, String)]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (what, why) in list {
        match out.iter_mut().find(|(_, w)| w == why) {
            Some((names, _)) => {
                names.push_str("; ");
                names.push_str(what);
            }
            None => out.push((what.clone(), why.clone())),
        }
    }
    out
}

/// Cautions that say the same of several instruments, in one sentence each: those that begin with a name in quotation
/// marks and go on alike.
pub(super) fn alike(cautions: &[String]) -> Vec<String> {
    let parted = |c: &String| -> (String, String) {
        let rest = c.strip_prefix('"').and_then(|c| c.split_once("\" "));
        rest.map_or((String::new(), c.clone()), |(name, rest)| (name.to_owned(), rest.to_owned()))
    };
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (name, rest) in cautions.iter().map(parted) {
        match groups.iter_mut().find(|(r, names)| *r == rest && !name.is_empty() && !names.is_empty()) {
            Some((_, names)) => names.push(name),
            None => groups.push((rest, if name.is_empty() { Vec::new() } else { vec![name] })),
        }
    }
    let whole = |(rest, names): (String, Vec<String>)| match names.as_slice() {
        [] => sentence(&rest),
        [one] => sentence(&format!("\"{one}\" {rest}")),
        many => sentence(&format!("\"{}\": each {rest}", many.join("\", \""))),
    };
    groups.into_iter().map(whole).collect()
}

/// The cautions of a relation that are not said elsewhere: instruments that disagree have a place of their own.
pub(super) fn cautions_of(r: &Relation) -> Vec<String> {
    let said: Vec<&String> = r.pieces.iter().flatten().flat_map(|p| &p.disagreements).map(|d| &d.sentence).collect();
    let rest: Vec<String> = r.cautions.iter().filter(|c| !said.contains(c)).cloned().collect();
    alike(&rest)
}

/// "month" or "months".
pub(super) fn periods(length: PeriodLength, n: usize) -> String {
    if n == 1 { format!("1 {}", length.word()) } else { format!("{n} {}s", length.word()) }
}

/// "2001-01", or "2001-01 to 2001-12": periods of a calendar from one to another, both included.
pub(super) fn from_to(calendar: &PeriodCalendar, first: usize, last: usize) -> String {
    if first == last {
        return calendar.label(first);
    }
    format!("{} to {}", calendar.label(first), calendar.label(last))
}

/// "0.62 (0.51 to 0.73)": posterior mean and central interval.
pub(super) fn posterior(x: &Posterior) -> String {
    let [mean, low, high] = coarse([x.mean, x.low, x.high]);
    if x.low == x.high { mean } else { format!("{mean} ({low} to {high})") }
}

/// A stretch that no instrument by period reads, in a clause.
pub(super) fn unread(calendar: &PeriodCalendar, u: &Unread) -> String {
    let only =
        if u.only.is_empty() { "read by nobody".to_owned() } else { format!("read only by {}", u.only.join(", ")) };
    format!("{}: {only}", from_to(calendar, u.first, u.last))
}

/// Who watched while the triangle turned.
pub(super) fn watching(w: Watching) -> &'static str {
    match w {
        Watching::All => "throughout",
        Watching::Partly => "in part",
        Watching::Nobody => "by nobody: the date is the model's",
    }
}

/// A turning point in a line: "2012-10 (2012-09 to 2013-04): none of these to unit veto, in 93 % of draws".
pub(super) fn turn(t: &Typology, x: &TurningPoint) -> String {
    let label = |p: usize| t.labels.get(p).map_or("", String::as_str);
    let interval = x.interval.map_or_else(String::new, |(a, b)| format!(" ({} to {})", label(a), label(b)));
    format!(
        "{}{interval}: {} to {}, in {} of draws; watched {}",
        label(x.period),
        x.from.words(),
        x.to.words(),
        percent(x.share_of_draws),
        watching(x.watching)
    )
}

/// "4.2 (2 to 7)": a quantity over the draws, with its central interval.
pub(super) fn over_draws(x: &crate::triangle::DrawSummary) -> String {
    let [mean, low, high] = coarse([x.mean, x.low, x.high]);
    if x.low == x.high { mean } else { format!("{mean} ({low} to {high})") }
}

/// What the claim's direction says.
pub(super) fn direction(d: Direction) -> &'static str {
    match d {
        Direction::Opposite => "cools when the driver warms, warms when it cools",
        Direction::Same => "moves as the driver moves",
    }
}

/// "warming" or "cooling".
pub(super) fn trend(t: Trend) -> &'static str {
    match t {
        Trend::Warming => "warming",
        Trend::Cooling => "cooling",
    }
}

/// How a gate came out, in words that need no colour.
pub(super) fn outcome(o: &GateOutcome) -> &'static str {
    match o {
        GateOutcome::Passed => "passed",
        GateOutcome::PassedOpposite => "passed in the opposite direction",
        GateOutcome::Failed => "failed",
        GateOutcome::CannotRun(_) => "cannot run",
        GateOutcome::NotNeeded => "not needed",
        GateOutcome::NotReached => "not reached",
    }
}

/// A mark beside the word.
pub(super) fn outcome_mark(o: &GateOutcome) -> &'static str {
    match o {
        GateOutcome::Passed => "✓",
        GateOutcome::PassedOpposite => "⇅",
        GateOutcome::Failed => "✗",
        GateOutcome::CannotRun(_) => "–",
        GateOutcome::NotNeeded => "·",
        GateOutcome::NotReached => "…",
    }
}

/// "-0.31 (95 % interval -0.52 to -0.10)".
pub(super) fn estimate(e: &Estimate) -> String {
    let [value, low, high] = together([e.value, e.low, e.high]);
    format!("{value} ({} interval {low} to {high})", percent(e.confidence))
}

/// The sample in a line.
pub(super) fn subject(s: &Subject) -> String {
    format!(
        "{}, {} to {}: {} on {}, given {}; {}; {} of {} observed periods enter",
        s.instrument,
        s.era.0,
        s.era.1,
        side(s.between),
        side(s.driver),
        side(s.other),
        if s.lags == 1 { "1 lag".to_owned() } else { format!("{} lags", s.lags) },
        s.n_rows,
        s.n_observed,
    )
}

/// The sample of a piece of evidence in a line.
pub(super) fn evidence(e: &Evidence) -> String {
    format!(
        "{}, {} to {}: {}; {} {}s before {} and {} from it on enter",
        e.instrument, e.era.0, e.era.1, e.compared, e.n_before, e.period, e.since, e.n_after
    )
}

/// What a claim asks, in a line.
pub(super) fn asks(q: &ClaimQuestion) -> String {
    let influence = || {
        let half = if q.half == Half::Both { String::new() } else { format!("; {} only", q.half.word()) };
        format!(
            "{} {}; driver: {}; held constant: {}{half}",
            side(q.between),
            direction(q.direction),
            side(q.driver),
            side(q.other)
        )
    };
    match &q.asks {
        Asks::Response => format!("{}.", influence()),
        Asks::Consolidation(_) => format!("{} is warmer {}.", side(q.between), q.asks.words()),
        Asks::Moderation(_) => format!("{}; this influence is weaker {}.", influence(), q.asks.words()),
        Asks::Boldness(_) => format!("{}: initiates more.", q.asks.words()),
    }
}

/// The instrument and stretch on which a claim's verdict rests; empty if none.
pub(super) fn decided_by(c: &ClaimFinding) -> String {
    let test = c.primary.and_then(|k| c.tests.get(k)).map(|t| (&t.subject.instrument, &t.subject.era));
    let decides = test.or(c.deciding_evidence().map(|e| (&e.instrument, &e.era)));
    decides.map_or_else(String::new, |(instrument, era)| format!("{instrument}, {} to {}", era.0, era.1))
}

/// A declared subset: its name, and what alone is read.
pub(super) fn subset(s: &Subset) -> String {
    format!("\"{}\" ({})", s.name.value, s.words)
}

/// The smallest effect that the rule would have caught, in a line.
pub(super) fn caught(c: &SmallestCaught) -> String {
    let size = match (c.effect, c.error) {
        (Some(effect), Some(error)) => {
            format!("from {effect:.2} standard deviations on (Monte Carlo error {error:.2})")
        }
        (Some(effect), None) => format!("from {effect:.2} standard deviations on"),
        (None, _) => format!("above {:.1} standard deviations", c.largest),
    };
    let not_allowed = match &c.not_allowed[..] {
        [] => String::new(),
        gates => {
            let names: Vec<&str> = gates.iter().map(|g| g.name()).collect();
            format!(", nor gates that these data do not allow ({})", names.join(", "))
        }
    };
    format!(
        "{size}, by the rule without gate latent response{not_allowed}, with 80 % power; {} simulated outcomes",
        c.outcomes
    )
}

/// A refusal as two sentences.
pub(super) fn refusal(r: &Refusal) -> String {
    format!("{}. Needed: {}.", capital(r.why.trim_end_matches('.')), r.needed.trim_end_matches('.'))
}

/// The first letter in upper case.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// A sentence with exactly one full stop (or other end mark).
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// Finding *same-period co-movement* in a sentence.
pub(super) fn same_period(f: &SamePeriod) -> String {
    let [correlation, low, high] = together([f.correlation, f.low, f.high]);
    format!(
        "Surprises on the two sides correlate at {correlation} in the same period (interval {low} to {high}, {} periods). This decides nothing: one shock, or one meeting of all three, looks the same.",
        f.n_rows
    )
}

/// Finding *two halves* in a sentence.
pub(super) fn two_halves(f: &TwoHalves) -> String {
    format!(
        "After surprises warmer than expected the response is {}; after colder ones it is {}. The difference is {} ({}).",
        estimate(&f.thaw),
        estimate(&f.tension),
        short(f.difference.value),
        p_phrase(f.difference.p_value)
    )
}

/// Finding *other side held* in a sentence.
pub(super) fn route(f: &RouteFinding) -> String {
    let route = match f.route {
        Route::CommonShock => {
            "Surprises of the same period go together, so that one shock that both feel may be behind it"
        }
        Route::ThawOnly => "The next period answers surprises warmer than expected, and not colder ones",
        Route::TensionOnly => "The next period answers surprises colder than expected, and not warmer ones",
        Route::Direct => {
            "The pair answers in the next period with the other side held: direct, as far as readings tell"
        }
        Route::ThroughOtherSide => {
            "The pair does not answer in the next period with the other side held; the other side answers, and the pair answers to it: through the other side, as far as readings tell"
        }
        Route::CannotBeTold => "By which route, these readings do not tell",
    };
    format!(
        "{route} (driver on the pair {}, driver on the other side {}, other side on the pair {}). With nothing of the other side held the response is {}.",
        p_phrase(f.p_direct),
        p_phrase(f.p_driver_on_other),
        p_phrase(f.p_other_on_pair),
        estimate(&f.without_other)
    )
}

/// Finding *circular shift* in a sentence.
pub(super) fn circular_shift(f: &CircularShift) -> String {
    format!(
        "Against {} shifts of the third's series in time, a share of {} has a statistic at least as large as |t| = {}.",
        f.n_shifts,
        percent(f.share),
        short(f.statistic)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_once() {
        assert_eq!(sentence("so it is"), "so it is.");
        assert_eq!(sentence("so it is."), "so it is.");
        assert_eq!(sentence("  "), "");
        assert_eq!(refusal(&Refusal::new("too few rows.", "60 rows")), "Too few rows. Needed: 60 rows.");
        assert_eq!(capital("ärger"), "Ärger");
    }

    #[test]
    fn one_reason_is_given_once() {
        let list = [("a", "x"), ("b", "y"), ("c", "x")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let want = [("a; c", "x"), ("b", "y")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(by_reason(&list), want);
    }

    #[test]
    fn what_is_said_of_several_instruments_is_said_once() {
        let all =
            ["\"a\" is drawn alone", "\"b\" moves by 2", "\"c\" is drawn alone.", "\"d\" is drawn alone", "so be it"];
        let all: Vec<String> = all.iter().map(|c| (*c).trim_end_matches('.').to_owned()).collect();
        assert_eq!(alike(&all), ["\"a\", \"c\", \"d\": each is drawn alone.", "\"b\" moves by 2.", "so be it."]);
    }

    #[test]
    fn one_period_is_not_plural() {
        assert_eq!(periods(PeriodLength::Month, 1), "1 month");
        assert_eq!(periods(PeriodLength::Quarter, 3), "3 quarters");
    }
}
