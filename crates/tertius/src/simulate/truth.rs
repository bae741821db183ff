//! What a world hands to whoever wants to check an answer: the truth as JSON and as CSV. Text only.

use super::emit::Emitted;
use super::influence::Influence;
use super::states::{FIRST, SECOND, THIRD};
use super::tables::date;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Name and version of the layout of `truth.json`.
const FORMAT: &str = "tertius-truth/1";

impl Emitted {
    /// The truth: influence, response over the primary horizon in standard deviations, instruments, and the warmth of
    /// every relation by month.
    pub fn truth_json(&self) -> String {
        let t = &self.truth;
        let ends = |m: [usize; 2]| json!({ "from": date(m[0]), "to": date(m[1]) });
        let relations: Vec<Value> = self
            .relations
            .iter()
            .enumerate()
            .map(|(k, r)| json!({ "states": r.states, "role": role(k), "warmth": r.warmth }))
            .collect();
        let instruments: Vec<Value> = self
            .instruments
            .iter()
            .map(|i| {
                json!({
                    "name": i.name, "levels": i.levels, "slope": i.slope,
                    "reads_a_truth_of_its_own": i.own.is_some(),
                })
            })
            .collect();
        let months = self.relations.first().map_or(0, |r| r.warmth.len());
        let truth = json!({
            "format": FORMAT,
            "seed": self.seed,
            "pair": [FIRST, SECOND],
            "third": THIRD,
            "months": { "from": date(0), "to": date(months.max(1) - 1) },
            "influence": {
                "form": t.influence.name(),
                "size": t.influence.size(),
                "delay_months": t.delay,
                "acts": t.months.map(ends),
                "carried_by_the_other_side": matches!(t.influence, Influence::ThroughOtherSide(_)).then_some(Influence::CARRIED),
            },
            "response": {
                "what": "mean of the pair's warmth over the three months after a surprise of one standard deviation of warmth in the driver's, while the influence acts; in tension after a colder one",
                "other_side_held": t.response,
                "other_side_not_held": t.response_other_not_held,
                "after_one_month": t.one_month,
                "direction": t.direction.map(|d| d.word()),
            },
            "instruments": instruments,
            "relations": relations,
        });
        format!("{truth:#}\n")
    }

    /// Warmth of every relation by month, one row each, and whether the influence acts.
    pub fn truth_csv(&self) -> String {
        let mut text = String::from("month,a,b,role,warmth,influence\n");
        for (k, relation) in self.relations.iter().enumerate() {
            let [a, b] = &relation.states;
            for (t, x) in relation.warmth.iter().enumerate() {
                let acts =
                    self.truth.months.is_some() && i64::try_from(t).is_ok_and(|t| self.truth.influence.acts_in(t));
                let _ = writeln!(text, "{},{a},{b},{},{x},{}", date(t), role(k), u8::from(acts && k == 0));
            }
        }
        text
    }
}

/// What a relation is in the triangle, by its place.
fn role(number: usize) -> &'static str {
    match number {
        0 => "pair",
        1 => "driver",
        2 => "other side",
        _ => "placebo",
    }
}
