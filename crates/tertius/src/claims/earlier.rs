//! What an earlier run into the same folder had shown: which claims are post hoc by it, and what was changed after its
//! results had been seen. Compares; runs nothing.

use super::findings::Manifest;

/// What an earlier run into the same folder claimed, and with which settings. A run about other states is no
/// earlier run of this question and is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EarlierRun {
    /// The codes of its pair, as written, and of its third.
    pub triangle: [String; 3],
    /// Fingerprints of its claims, and whether each was post hoc then.
    pub claims: Vec<(String, bool)>,
    /// Every setting that shaped its numbers: name and value.
    pub settings: Vec<(String, String)>,
    /// Its inputs: name and SHA-256.
    pub inputs: Vec<(String, String)>,
}

impl EarlierRun {
    /// What a run with this manifest will be to later ones.
    pub fn of(triangle: [String; 3], manifest: &Manifest) -> EarlierRun {
        EarlierRun {
            triangle,
            claims: manifest.claims.clone(),
            settings: manifest.settings.iter().map(|s| (s.name.clone(), s.value.clone())).collect(),
            inputs: manifest.inputs.iter().map(|i| (i.name.clone(), i.sha256.clone())).collect(),
        }
    }

    /// Which of this run's claims are post hoc, and what was changed, given what was there before it. Two earlier runs
    /// with the same answer here give the same findings.
    pub fn marks(&self, earlier: Option<&EarlierRun>) -> (Vec<bool>, Option<String>) {
        let earlier = earlier.filter(|e| e.triangle == self.triangle);
        let post_hoc = self.claims.iter().map(|(fingerprint, _)| is_post_hoc(fingerprint, earlier)).collect();
        (post_hoc, earlier.and_then(|e| self.changed_since(e)))
    }

    /// Settings and inputs that differ from an earlier run whose results have been seen: as good a way to fish as a new
    /// claim, so the report says it.
    pub(super) fn changed_since(&self, earlier: &EarlierRun) -> Option<String> {
        let value =
            |name: &str, list: &[(String, String)]| list.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        let mut changes = Vec::new();
        for (before, after, is_setting) in
            [(&earlier.settings, &self.settings, true), (&earlier.inputs, &self.inputs, false)]
        {
            let mut names: Vec<&String> = before.iter().chain(after).map(|(n, _)| n).collect();
            names.sort();
            names.dedup();
            for name in names {
                let (was, is) = (value(name, before), value(name, after));
                if was == is {
                    continue;
                }
                let words = |v: Option<String>| v.unwrap_or_else(|| "not used".to_owned());
                changes.push(if is_setting {
                    format!("{name}: {} before, {} now", words(was), words(is))
                } else {
                    format!("the file {name}")
                });
            }
        }
        (!changes.is_empty())
            .then(|| format!("Changed after results of an earlier run had been seen: {}.", changes.join("; ")))
    }
}

/// A claim that an earlier run did not have, or had as post hoc.
pub(super) fn is_post_hoc(fingerprint: &str, earlier: Option<&EarlierRun>) -> bool {
    earlier.is_some_and(|e| e.claims.iter().find(|(f, _)| f == fingerprint).is_none_or(|(_, was)| *was))
}
