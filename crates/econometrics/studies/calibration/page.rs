//! The page of the calibrations: what was done, one line per sampler, one line per parameter. Nothing is computed here.

use std::fmt::Write;

use crate::samplers::{Judged, PERIODS};

/// At or below this, after Holm's adjustment, a sampler counts as wrong.
const WRONG: f64 = 0.01;

pub(crate) fn found_wrong(judged: &Judged) -> bool {
    judged.result.smallest_p_value() <= WRONG
}

/// A p-value with as many digits as are worth reading.
fn p(value: f64) -> String {
    match value {
        v if v < 1e-12 => "below 1e-12".to_owned(),
        v if v < 1e-4 => format!("{v:.0e}"),
        v => format!("{v:.4}"),
    }
}

/// The page, as Markdown.
pub(crate) fn page(judged: &[Judged], command: &str, fits: usize) -> String {
    let mut out = format!(
        "# Calibration of the samplers\n\nWritten by a program; do not edit. The command, which anyone can repeat:\n\n    \
         {command}\n\n\
         In each of {fits} rounds, parameters (or hidden states) are drawn from the prior, a series of {PERIODS} \
         periods from the parameters, and 99 draws from the posterior by the sampler. If the sampler is right, the \
         true value takes every rank among its draws equally often (Talts, Betancourt, Simpson, Vehtari and Gelman \
         2018): a chi-squared test of the ranks in 20 bins, adjusted by Holm for the sampler's parameters. A sampler \
         counts as wrong when the smallest adjusted p-value is at most {WRONG}. The controls are wrong on purpose, and \
         must be found out.\n\n\
         | sampler | parameters | smallest p | smallest Holm p | worst parameter | verdict |\n|---|---|---|---|---|---|\n"
    );
    for one in judged {
        let parameters = &one.result.parameters;
        let worst = parameters.iter().min_by(|a, b| a.p_value.total_cmp(&b.p_value));
        let (name, smallest) = worst.map_or(("", 1.0), |w| (w.name.as_str(), w.p_value));
        let verdict = match (found_wrong(one), one.control) {
            (false, false) => "right",
            (true, true) => "found out",
            (true, false) => "**wrong**",
            (false, true) => "**not found out**",
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {name} | {verdict} |",
            one.name,
            parameters.len(),
            p(smallest),
            p(one.result.smallest_p_value())
        );
    }
    out.push_str(
        "\n## All parameters\n\nThe last column is the mean share of independent draws among those compared; far below \
         1, a right sampler would look wrong.\n\n\
         | sampler | parameter | chi-squared (19) | p | Holm p | independent |\n|---|---|---|---|---|---|\n",
    );
    for one in judged {
        for of in &one.result.parameters {
            let _ = writeln!(
                out,
                "| {} | {} | {:.1} | {} | {} | {:.2} |",
                one.name,
                of.name,
                of.chi_squared,
                p(of.p_value),
                p(of.p_value_holm),
                of.independent_share
            );
        }
    }
    out
}
