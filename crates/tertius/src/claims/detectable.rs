//! What the data could have shown, in a sentence: the smallest effect that the whole rule would have caught where it was
//! simulated, else that of gate *response* alone. No statistics.

use super::verdict::{ClaimFinding, SmallestCaught};
use crate::hypotheses::Gate;

/// The sentence for a third-party response; `None` where neither number is at hand.
pub(super) fn detectable(finding: &ClaimFinding) -> Option<String> {
    if let Some(Ok(caught)) = &finding.smallest_caught {
        return Some(simulated(caught));
    }
    let s = finding.smallest_detectable?;
    let mut text = format!(
        "With these data, gate \"response\" alone catches effects of {s:.2} standard deviations of these readings or more with 80 % power; the whole rule needs larger ones (`tertius power` finds them by simulation), and readings with error show an effect on the relation itself paler than it is."
    );
    if let Some(Err(why)) = &finding.smallest_caught {
        text.push_str(&format!(" A simulation of the whole rule is refused: {}.", why.why));
    }
    Some(text)
}

fn names(gates: &[Gate]) -> String {
    gates.iter().map(|g| g.name()).collect::<Vec<_>>().join(", ")
}

fn simulated(c: &SmallestCaught) -> String {
    let size = match (c.effect, c.error) {
        (Some(effect), Some(error)) => {
            format!("effects of {effect:.2} standard deviations or more with 80 % power (Monte Carlo error {error:.2}")
        }
        (Some(effect), None) => format!("effects of {effect:.2} standard deviations or more with 80 % power ("),
        (None, _) => format!(
            "only effects above {:.1} standard deviations with 80 % power: one of {:.1} in {:.0} % of outcomes (",
            c.largest,
            c.largest,
            100.0 * c.power_at_largest
        ),
    };
    let separator = if c.effect.is_some() && c.error.is_some() { "; " } else { "" };
    let mut text = format!(
        "In these data the rule catches {size}{separator}{} outcomes simulated from this series; gates: {}; \"latent response\" left out, whose sampler takes too long). An effect on the relation itself is paler in readings with error.",
        c.outcomes,
        names(&c.gates)
    );
    if !c.not_allowed.is_empty() {
        text.push_str(&format!(
            " These data do not allow \"{}\", so that no effect of any size would be supported here.",
            names(&c.not_allowed)
        ));
    }
    text
}
