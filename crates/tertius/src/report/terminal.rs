//! The report as plain text: the verdicts first, one block a claim, then what was read. Everything is said
//! in words; colour, if asked for, only repeats a verdict's word.

use super::numbers::{count, p_phrase, short};
use super::tables_of_triangle::pictures;
use super::{words, words_of_findings};
use crate::claims::{ClaimFinding, Findings, InstrumentFinding, SubsetFinding, Verdict};
use crate::dossier::Side;
use crate::hypotheses::{Evidence, GateOutcome, Tested};
use crate::series::Observation;
use crate::series::relation::Relation;

const LABEL: usize = 13;

/// The report for a terminal of `width` columns (40 at least), with ANSI colour for the verdicts' words if
/// `colour`.
pub fn terminal(findings: &Findings, width: usize, colour: bool) -> String {
    let mut page = Page { out: String::new(), width: width.max(40) };
    let t = &findings.dossier.triangle;
    page.line(0, &findings.dossier.title);
    page.line(0, &"=".repeat(findings.dossier.title.chars().count().min(page.width)));
    let [a, b] = t.pair_as_written.map(|s| s.state().name);
    let when = t.span_words();
    page.line(
        0,
        &format!(
            "Pair: {a} and {b}. Third: {}. {}, by {}.",
            t.third.state().name,
            words::capital(&when),
            t.period.word()
        ),
    );
    page.blank();
    page.line(0, "VERDICTS");
    for (n, claim) in findings.claims.iter().enumerate() {
        page.blank();
        claim_block(&mut page, n + 1, claim, colour);
    }
    if !findings.relations.is_empty() {
        page.blank();
        page.line(0, "RELATIONS");
        for r in &findings.relations {
            page.blank();
            relation_block(&mut page, r);
        }
    }
    page.blank();
    page.line(0, "TRIANGLE");
    triangle_block(&mut page, findings);
    page.blank();
    page.line(0, "DATA");
    for i in &findings.instruments {
        page.blank();
        instrument_block(&mut page, i);
    }
    if !findings.holes.is_empty() {
        page.blank();
        let holes: Vec<String> = findings.holes.iter().map(|(a, b)| format!("{a} to {b}")).collect();
        page.labelled(0, "holes", &format!("no instrument with events was watching in {}", holes.join(", ")));
    }
    for caution in &findings.cautions {
        page.labelled(0, "caution", &words::sentence(caution));
    }
    page.blank();
    let m = &findings.manifest;
    page.line(
        0,
        &format!(
            "Tertius {}, seed {}, dossier {}.",
            m.version,
            m.seed,
            m.dossier_sha256.chars().take(12).collect::<String>()
        ),
    );
    page.out
}

struct Page {
    out: String,
    width: usize,
}

impl Page {
    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A paragraph, wrapped, every line indented by so many columns.
    fn line(&mut self, indent: usize, text: &str) {
        self.hanging(indent, indent, text);
    }

    /// A paragraph whose further lines are indented by `rest` columns.
    fn hanging(&mut self, first: usize, rest: usize, text: &str) {
        let mut column = first;
        self.out.push_str(&" ".repeat(first));
        let mut fresh = true;
        for word in text.split_whitespace() {
            let n = word.chars().count();
            if !fresh && column + 1 + n > self.width {
                self.out.push('\n');
                self.out.push_str(&" ".repeat(rest));
                column = rest;
                fresh = true;
            }
            if !fresh {
                self.out.push(' ');
                column += 1;
            }
            self.out.push_str(word);
            column += n;
            fresh = false;
        }
        self.out.push('\n');
    }

    /// A label in a column of its own, then a paragraph.
    fn labelled(&mut self, indent: usize, label: &str, text: &str) {
        let pad = LABEL.saturating_sub(label.chars().count()).max(1);
        let start = indent + label.chars().count() + pad;
        self.out.push_str(&format!("{}{label}{}", " ".repeat(indent), " ".repeat(pad)));
        let body = self.out.len();
        self.hanging(start, start, text);
        self.out.replace_range(body..body + start, "");
    }
}

fn painted(verdict: Verdict, colour: bool) -> String {
    let words = verdict.words().to_uppercase();
    if !colour {
        return words;
    }
    let code = match verdict {
        Verdict::Supported => "1;32",
        Verdict::Contradicted => "1;35",
        Verdict::Mixed => "1;33",
        Verdict::NoEffect => "1;36",
        Verdict::NotEstablished => "1",
        Verdict::Refused => "2",
    };
    format!("\u{1b}[{code}m{words}\u{1b}[0m")
}

fn claim_block(page: &mut Page, number: usize, claim: &ClaimFinding, colour: bool) {
    let post_hoc = if claim.post_hoc { ", post hoc" } else { "" };
    page.hanging(0, 3, &format!("{number}. {}", words::sentence(&claim.question.says.value)));
    // The painted word holds invisible characters, so it is written past the wrapping.
    page.out.push_str(&format!("   {}{post_hoc}\n", painted(claim.verdict, colour)));
    if claim.post_hoc {
        page.labelled(3, "post hoc", "added after results had been seen.");
    }
    for because in &claim.because {
        page.labelled(3, "because", &words::sentence(because));
    }
    if !claim.effect.is_empty() {
        page.labelled(3, "effect", &words::sentence(&claim.effect));
    }
    if let Some(p) = claim.p_value_holm {
        page.labelled(
            3,
            "after Holm",
            &format!("{} over {} {}", p_phrase(p), claim.n_tests, if claim.n_tests == 1 { "test" } else { "tests" }),
        );
    }
    if let Some(Ok(caught)) = &claim.smallest_caught {
        page.labelled(3, "detectable", &words::caught(caught));
    } else if let Some(d) = claim.smallest_detectable {
        page.labelled(
            3,
            "detectable",
            &match claim.deciding_evidence() {
                None => format!("from {} standard deviations on, by gate response alone, with 80 % power", short(d)),
                Some(e) => format!("from {} {} on, by the estimate alone, with 80 % power", short(d), e.unit),
            },
        );
    }
    let primary = claim.primary.and_then(|p| claim.tests.get(p));
    if let Some(tested) = primary {
        page.labelled(3, "decided by", &words::subject(&tested.subject));
        gate_lines(page, tested);
        for (name, line) in words_of_findings::lines(tested) {
            page.labelled(3, name, &words::sentence(&line));
        }
    }
    for (k, tested) in claim.tests.iter().enumerate().filter(|(k, _)| Some(*k) != claim.primary) {
        let s = &tested.subject;
        page.labelled(
            3,
            &format!("test {}", k + 1),
            &format!("{}, {} to {}: {}", s.instrument, s.era.0, s.era.1, gates_in_a_line(tested)),
        );
    }
    let deciding = claim.deciding_evidence();
    if let Some(e) = deciding {
        page.labelled(3, "decided by", &words::evidence(e));
        check_lines(page, e);
    }
    for (k, e) in claim.evidence.iter().enumerate().filter(|(k, _)| Some(*k) != claim.decides) {
        let checks: Vec<String> =
            e.checks.iter().map(|c| format!("{} {}", c.name, words::outcome(&c.outcome))).collect();
        let what = format!("{}, {} to {}: {}", e.instrument, e.era.0, e.era.1, checks.join("; "));
        page.labelled(3, &format!("evidence {}", k + 1), &what);
    }
    for s in &claim.subsets {
        subset_lines(page, s);
    }
    for (at, why) in words::by_reason(&claim.not_tested) {
        page.labelled(3, "not tested", &words::sentence(&format!("{at}: {why}")));
    }
    for change in &claim.what_would_change_it {
        page.labelled(3, "would change", &words::sentence(change));
    }
    let of_the_test = primary.into_iter().flat_map(|t| &t.cautions);
    let of_the_evidence = deciding.into_iter().flat_map(|e| &e.cautions);
    for caution in claim.cautions.iter().chain(of_the_test).chain(of_the_evidence) {
        page.labelled(3, "caution", &words::sentence(caution));
    }
}

/// A declared subset: its verdict and why, and how the gates of its tests came out.
fn subset_lines(page: &mut Page, s: &SubsetFinding) {
    let found = &s.finding;
    let because: Vec<String> = found.because.iter().map(|b| words::sentence(b)).collect();
    page.labelled(
        3,
        "subset",
        &format!("{}: {}. {}", words::subset(&s.subset), found.verdict.words(), because.join(" ")),
    );
    if !found.effect.is_empty() {
        page.labelled(3, "", &words::sentence(&found.effect));
    }
    for (k, tested) in found.tests.iter().enumerate() {
        let decides = if found.primary == Some(k) { "decided by " } else { "" };
        let t = &tested.subject;
        page.labelled(
            3,
            "",
            &format!("{decides}{}, {} to {}: {}", t.instrument, t.era.0, t.era.1, gates_in_a_line(tested)),
        );
    }
    for (at, why) in words::by_reason(&found.not_tested) {
        page.labelled(3, "", &words::sentence(&format!("not tested: {at}: {why}")));
    }
}

/// Whether a gate belongs in a group of outcomes that is printed under one word.
type InGroup = fn(&GateOutcome) -> bool;

const GROUPS: [(&str, InGroup); 6] = [
    ("passed", |o| *o == GateOutcome::Passed),
    ("opposite", |o| *o == GateOutcome::PassedOpposite),
    ("failed", |o| *o == GateOutcome::Failed),
    ("cannot run", |o| matches!(o, GateOutcome::CannotRun(_))),
    ("not reached", |o| *o == GateOutcome::NotReached),
    ("not needed", |o| *o == GateOutcome::NotNeeded),
];

fn gate_lines(page: &mut Page, tested: &Tested) {
    for (word, belongs) in GROUPS {
        let group = tested.gates.iter().filter(|g| belongs(&g.outcome));
        if ["not reached", "not needed"].contains(&word) {
            let names: Vec<&str> = group.map(|g| g.gate.name()).collect();
            if !names.is_empty() {
                page.labelled(3, word, &names.join(", "));
            }
            continue;
        }
        for g in group {
            page.labelled(3, word, &format!("{}: {}", g.gate.name(), words::sentence(&g.sentence)));
        }
    }
}

fn check_lines(page: &mut Page, e: &Evidence) {
    for c in &e.checks {
        // The words of the groups of gates: short enough for the column of labels.
        let word = GROUPS.iter().find(|(_, belongs)| belongs(&c.outcome)).map_or("", |(word, _)| word);
        page.labelled(3, word, &format!("{}: {}", c.name, words::sentence(&c.sentence)));
    }
    for f in &e.findings {
        page.labelled(3, f.name, &words::sentence(&f.sentence));
    }
}

fn gates_in_a_line(tested: &Tested) -> String {
    let mut parts = Vec::new();
    for (word, belongs) in GROUPS {
        let names: Vec<&str> = tested.gates.iter().filter(|g| belongs(&g.outcome)).map(|g| g.gate.name()).collect();
        if !names.is_empty() {
            parts.push(format!("{word} {}", names.join(", ")));
        }
    }
    parts.join("; ")
}

fn relation_block(page: &mut Page, r: &Relation) {
    page.line(0, &words::side(Side::Pooled(r.dyad)));
    for x in &r.pieces {
        match x {
            Ok(x) => {
                let span = words::from_to(&r.calendar, x.first, x.last);
                page.labelled(
                    3,
                    "piece",
                    &format!("{span}, in units of {} ({})", x.unit.anchor, words::measure_short(x.unit.measure)),
                );
                let shares: Vec<String> = x
                    .instruments
                    .iter()
                    .filter_map(|i| Some(format!("{} {}", i.name, words::posterior(i.reliability.as_ref()?))))
                    .collect();
                page.labelled(3, "reliability", &shares.join("; "));
                for d in &x.disagreements {
                    page.labelled(3, "disagreement", &words::sentence(&d.sentence));
                }
            }
            Err(why) => page.labelled(3, "refused", &words::refusal(why)),
        }
    }
    for caution in words::cautions_of(r) {
        page.labelled(3, "caution", &caution);
    }
}

/// The triangle's turning points, by picture, with the zero of each relation's own mean.
fn triangle_block(page: &mut Page, f: &Findings) {
    for (picture, latent) in pictures(f) {
        page.line(0, &words::capital(picture));
        let types = latent.as_ref().map_err(Clone::clone).and_then(|t| {
            page.labelled(3, "drawn", &words::from_to(&t.calendar, 0, t.calendar.len().saturating_sub(1)));
            words::alike(&t.cautions).iter().for_each(|c| page.labelled(3, "caution", c));
            t.typology.as_ref().map_err(Clone::clone)
        });
        match types {
            Err(why) => page.labelled(3, "refused", &words::refusal(&why)),
            Ok(x) => {
                let zone = format!("{}; dead zone {} standard deviations", x.zero.words(), x.settings.dead_zone);
                page.labelled(3, "types", &zone);
                x.turning_points.iter().for_each(|t| page.labelled(3, "turned", &words::turn(x, t)));
                x.cautions.iter().for_each(|c| page.labelled(3, "caution", &words::sentence(c)));
            }
        }
    }
}

fn instrument_block(page: &mut Page, i: &InstrumentFinding) {
    let (ledger, calendar) = (&i.series.ledger, &i.series.calendar);
    page.line(0, &format!("{} ({})", i.series.instrument.name.value, words::measure_unit(i.series.instrument.measure)));
    page.labelled(
        3,
        "rows",
        &format!(
            "{} read = {} accepted + {} removed + {} rejected",
            count(ledger.rows_read),
            count(ledger.rows_accepted),
            count(ledger.rows_removed()),
            count(ledger.rows_rejected())
        ),
    );
    for (why, t) in &ledger.removed {
        page.labelled(3, "removed", &format!("{}: {}, first in {}", why.words(), count(t.count), t.first));
    }
    for (why, t) in &ledger.rejected {
        page.labelled(3, "rejected", &format!("{}: {}, first in {}", why.words(), count(t.count), t.first));
    }
    let eras: Vec<String> =
        i.series.eras.iter().map(|e| format!("{} to {}", calendar.label(e.first), calendar.label(e.last))).collect();
    page.labelled(3, "eras", &if eras.is_empty() { "none".to_owned() } else { eras.join("; ") });
    for s in &i.sides {
        let n = |o: fn(&Observation) -> bool| s.readings.iter().filter(|r| o(&r.observation)).count();
        page.labelled(
            3,
            &s.side.to_string(),
            &format!(
                "{} with a reading, {} silent, {} unobserved",
                words::periods(calendar.length(), n(|o| matches!(o, Observation::Score(_)))),
                n(|o| matches!(o, Observation::Silent | Observation::SilentAsZero)),
                n(|o| *o == Observation::Unobserved)
            ),
        );
    }
    for caution in &i.series.cautions {
        page.labelled(3, "caution", &words::sentence(caution));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_verdicts_come_first_and_every_gate_is_named() {
        let text = terminal(&fixture::findings(), 80, false);
        let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no \"{what}\" in\n{text}"));
        assert!(
            at("NOT ESTABLISHED") < at("SUPPORTED, post")
                && at("SUPPORTED, post") < at("REFUSED")
                && at("REFUSED") < at("RELATIONS")
                && at("RELATIONS") < at("TRIANGLE")
                && at("TRIANGLE") < at("DATA")
        );
        for gate in crate::hypotheses::Gate::ALL {
            at(gate.name());
        }
        for word in [
            "subset       \"two years\" (2001-01 to 2002-12)",
            "detectable   from 0.31 standard deviations on",
            "not reached",
            "failed",
            "passed",
            "opposite",
            "cannot run",
            "post hoc",
            "holes",
            "reliability",
            "disagreement",
            "in units of events A (balance)",
            "read only by votes",
            "12,345 read = 12,200 accepted + 100 removed + 45 rejected",
        ] {
            at(word);
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [40, 60, 100] {
            let text = terminal(&fixture::findings(), width, false);
            // A word longer than the room that is left cannot be broken; the fixture has none.
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn colour_only_repeats_what_words_say() {
        let f = fixture::findings();
        let coloured = terminal(&f, 80, true);
        assert!(
            coloured.contains("\u{1b}[1mNOT ESTABLISHED\u{1b}[0m"),
            "\"not established\" is plain bold: it is no failure"
        );
        let mut bare = coloured;
        for code in ["\u{1b}[1;32m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"] {
            bare = bare.replace(code, "");
        }
        assert_eq!(bare, terminal(&f, 80, false));
    }
}
