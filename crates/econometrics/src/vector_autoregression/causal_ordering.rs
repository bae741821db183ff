//! The order in which the series of a system may act on one another within a period. Names only; the factor of the
//! error covariance that follows from an order stands in `impulse_response.rs`.

use crate::refusal::{Refusal, require_name};

/// A recursive order: within the period of the shock a series moves those after it, and never those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CausalOrdering {
    names: Vec<String>,
}

impl CausalOrdering {
    /// The series from the first to move to the last. Refuses a name that is given twice.
    pub fn new(names: &[&str]) -> Result<Self, Refusal> {
        for (at, name) in names.iter().enumerate() {
            if names[..at].contains(name) {
                return Err(Refusal::NameTaken { name: (*name).to_owned() });
            }
        }
        Ok(Self { names: names.iter().map(|n| (*n).to_owned()).collect() })
    }

    /// The names, the first to move first.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Position in `series` of each name. Refuses a name that is no series, and a series that is left out.
    pub(super) fn positions(&self, series: &[String]) -> Result<Vec<usize>, Refusal> {
        for name in series {
            require_name("series in the ordering", name, &self.names)?;
        }
        self.names.iter().map(|name| require_name("series", name, series)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordering_holds_each_series_once() {
        let series = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(CausalOrdering::new(&["c", "a", "b"]).unwrap().positions(&series), Ok(vec![2, 0, 1]));
        assert!(matches!(CausalOrdering::new(&["a", "a"]), Err(Refusal::NameTaken { .. })));
        for wrong in [&["a", "b"][..], &["a", "b", "c", "d"]] {
            let refused = CausalOrdering::new(wrong).unwrap().positions(&series);
            assert!(matches!(refused, Err(Refusal::NoSuchName { .. })), "{wrong:?}");
        }
    }
}
