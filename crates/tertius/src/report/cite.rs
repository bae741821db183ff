//! How to cite exactly what a dossier uses: its sources, scales and methods, as BibTeX.

use crate::dossier::{Asks, Dossier, Measure, Source};
use crate::events::sources::card;
use std::collections::BTreeMap;

const SCALE: &str = "@article{goldstein1992, author = {Goldstein, Joshua S.}, title = {A Conflict-Cooperation Scale for {WEIS} Events Data}, journal = {Journal of Conflict Resolution}, volume = {36}, number = {2}, pages = {369--385}, year = {1992}}";
const PROJECTION: &str = "@article{montielolea2021, author = {Montiel Olea, Jos{\\'e} Luis and Plagborg-M{\\o}ller, Mikkel}, title = {Local Projection Inference Is Simpler and More Robust Than You Think}, journal = {Econometrica}, volume = {89}, number = {4}, pages = {1789--1823}, year = {2021}}";
const COVARIANCE: &str = "@article{mackinnon1985, author = {MacKinnon, James G. and White, Halbert}, title = {Some Heteroskedasticity-Consistent Covariance Matrix Estimators with Improved Finite Sample Properties}, journal = {Journal of Econometrics}, volume = {29}, number = {3}, pages = {305--325}, year = {1985}}";
const HOLM: &str = "@article{holm1979, author = {Holm, Sture}, title = {A Simple Sequentially Rejective Multiple Test Procedure}, journal = {Scandinavian Journal of Statistics}, volume = {6}, number = {2}, pages = {65--70}, year = {1979}}";

const LONG_RUN: &str = "@article{newey1987, author = {Newey, Whitney K. and West, Kenneth D.}, title = {A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation Consistent Covariance Matrix}, journal = {Econometrica}, volume = {55}, number = {3}, pages = {703--708}, year = {1987}}";
const POISSON: &str = "@article{gourieroux1984, author = {Gourieroux, Christian and Monfort, Alain and Trognon, Alain}, title = {Pseudo Maximum Likelihood Methods: Applications to {Poisson} Models}, journal = {Econometrica}, volume = {52}, number = {3}, pages = {701--720}, year = {1984}}";

/// BibTeX entries for the program, every source, scale and method that the dossier uses, each once. Tables
/// without a producer's card are cited by the words of the dossier, as a comment.
pub fn bibtex(dossier: &Dossier) -> String {
    let mut entries: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    let mut add = |rank: u8, entry: String| {
        let list = entries.entry(rank).or_default();
        if !list.contains(&entry) {
            list.push(entry);
        }
    };
    add(
        0,
        format!(
            "@software{{tertius, title = {{Tertius: how much does a third state drive the relation between two others?}}, version = {{{}}}}}",
            env!("CARGO_PKG_VERSION")
        ),
    );
    for instrument in &dossier.instruments {
        let card = card(instrument.source);
        if !card.bibtex.is_empty() {
            add(1, card.bibtex.to_owned());
        }
        if let Some(words) = &instrument.citation {
            add(1, format!("% {}: {}", instrument.name.value, words.replace('\n', " ")));
        } else if matches!(instrument.source, Source::Counted | Source::Table | Source::Indicator | Source::InForce) {
            add(1, format!("% {}: the dossier gives no citation", instrument.name.value));
        }
        if matches!(instrument.measure, Measure::ScoreSum | Measure::ScoreMean) {
            add(2, SCALE.to_owned());
        }
    }
    if !dossier.claims.is_empty() {
        for method in [PROJECTION, COVARIANCE, HOLM] {
            add(3, method.to_owned());
        }
    }
    if dossier.claims.iter().any(|c| matches!(c.asks, Asks::Consolidation(_) | Asks::Boldness(_))) {
        add(3, LONG_RUN.to_owned());
    }
    if dossier.claims.iter().any(|c| matches!(c.asks, Asks::Boldness(_))) {
        add(3, POISSON.to_owned());
    }
    let mut text = entries.into_values().flatten().collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_used_is_not_cited() {
        let text = "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"a\"\nsource = \"keds\"\nontology = \"weis\"\nmeasure = \"score sum\"\nfiles = [\"x\"]\n[[instrument]]\nname = \"b\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"y\"]\ncitation = \"my table\"\n";
        let cited = bibtex(&Dossier::read(text, &[]).unwrap());
        assert!(cited.contains("@misc{keds") && cited.contains("goldstein1992") && cited.contains("% b: my table"));
        assert!(!cited.contains("icews") && !cited.contains("holm1979"));
    }
}
