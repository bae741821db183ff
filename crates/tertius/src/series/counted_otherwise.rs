//! The same rows of an instrument, made into another series: with another measure, scale, length of period, or filter.
//! Only for the three states of a triangle, since nothing else is asked of it.

use super::instrument::InstrumentSeries;
use crate::calendar::PeriodLength;
use crate::dossier::{Dossier, Instrument, Measure, Scale};

/// How an instrument's rows are made into a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counting {
    /// What is made of them.
    pub measure: Measure,
    /// The scale, where the measure needs one.
    pub scale: Option<Scale>,
    /// Length of a period.
    pub period: PeriodLength,
    /// Whether events that repeat another row's are left out.
    pub one_a_day: bool,
}

impl InstrumentSeries {
    /// How this series was counted.
    pub fn counting(&self) -> Counting {
        let measure = self.instrument.measure;
        Counting {
            measure,
            scale: needs_scale(measure).then(|| self.scale()).flatten(),
            period: self.calendar.length(),
            one_a_day: self.instrument.one_a_day,
        }
    }

    /// Counts the rows in another way. The states are those of the dossier's triangle; other states have no reading.
    ///
    /// # Errors
    /// The reason, as a clause, if the rows cannot be counted that way.
    pub fn counted_otherwise(&self, how: Counting, dossier: &Dossier) -> Result<InstrumentSeries, String> {
        let own = &self.instrument;
        if how.measure != own.measure && !(tells_both_sides(own) && measures_both_sides(how.measure)) {
            return Err(format!("a {} cannot be read as a {}", own.measure.word(), how.measure.word()));
        }
        if how.measure != own.measure && needs_scale(how.measure) && self.ledger.ontology.usual_scale().is_none() {
            return Err(format!("{} have no scores", self.ledger.ontology.codes_in_words()));
        }
        if let Some(scale) = how.scale
            && scale.ontology() != self.ledger.ontology
        {
            return Err(format!(
                "{} scores {} codes, and these are {}",
                scale.word(),
                scale.ontology().word().to_uppercase(),
                self.ledger.ontology.word().to_uppercase()
            ));
        }
        if own.one_a_day && !how.one_a_day {
            return Err(
                "the rows that its filter removed are not kept; name the files in a second instrument without it"
                    .to_owned(),
            );
        }
        if how.one_a_day && !own.one_a_day && !self.has_dated_rows() {
            return Err("its rows are counted already, not one for each event".to_owned());
        }
        if let Some(coarsest) = self.ledger.resolution.filter(|r| *r > how.period) {
            return Err(format!("its table is by {coarsest}"));
        }
        let t = &dossier.triangle;
        let states = [t.pair_as_written[0], t.pair_as_written[1], t.third];
        let ledger = self.ledger.of_states(&states, how.one_a_day);
        let coder_error = if how.measure == Measure::Balance { own.coder_error } else { 0.0 };
        let instrument = Instrument {
            measure: how.measure,
            scale: how.scale.or(own.scale),
            one_a_day: how.one_a_day,
            coder_error,
            ..own.clone()
        };
        let mut asked = dossier.clone();
        asked.triangle.period = how.period;
        let mut counted = InstrumentSeries::new(&instrument, ledger, &asked)
            .ok_or_else(|| "nothing of it lies within the dossier's time".to_owned())?;
        counted.turns.clone_from(&self.turns);
        Ok(counted)
    }

    /// Whether rows are single events with a day, so that one can repeat another.
    pub fn has_dated_rows(&self) -> bool {
        self.is_of_events() && self.ledger.design_effect.is_some()
    }
}

/// Sums and means of scores need a scale.
pub fn needs_scale(measure: Measure) -> bool {
    matches!(measure, Measure::ScoreSum | Measure::ScoreMean)
}

/// Measures of cooperation and conflict together.
pub fn measures_both_sides(measure: Measure) -> bool {
    matches!(measure, Measure::Balance | Measure::ScoreSum | Measure::ScoreMean)
}

fn tells_both_sides(instrument: &Instrument) -> bool {
    measures_both_sides(instrument.measure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::read_series;
    use crate::dossier::MemoryFiles;
    use crate::progress::Quiet;
    use crate::series::Observation;

    /// A dossier with one instrument, and its series.
    fn read(keys: &str, table: &str) -> (Dossier, InstrumentSeries) {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"e\"\nfiles = [\"e.csv\"]\nobserved = [\"2001..2002\"]\n{keys}\n"
        );
        let dossier = Dossier::read(&text, &[]).unwrap();
        let files = MemoryFiles(vec![("e.csv".into(), table.as_bytes().to_vec())]);
        let series = read_series(&dossier, &files, &Quiet).unwrap().remove(0);
        (dossier, series)
    }

    const CAMEO: &str = "source = \"counted\"\nontology = \"cameo\"";
    const ROWS: &str = "date,initiator,target,code,count\n2001-01,IRN,RUS,042,3\n2001-02,RUS,IRN,173,1\n2001-05,IRN,RUS,010,2\n2001-05,TUR,RUS,190,9\n2001-05,USA,RUS,112,1\n";

    fn values(series: &InstrumentSeries, dossier: &Dossier, side: usize) -> Vec<(String, f64)> {
        let readings = series.side(dossier.sides()[side], &[]).readings;
        let one = |(i, r): (usize, &crate::series::Reading)| match r.observation {
            Observation::Score(v) => Some((series.calendar.label(i), v)),
            _ => None,
        };
        readings.iter().enumerate().filter_map(one).collect()
    }

    #[test]
    fn quarters_and_scores_of_the_same_rows() {
        let (dossier, series) = read(CAMEO, ROWS);
        let own = series.counting();
        assert_eq!(
            own,
            Counting { measure: Measure::Balance, scale: None, period: PeriodLength::Month, one_a_day: false }
        );
        let quarter = Counting { period: PeriodLength::Quarter, ..own };
        let by_quarter = series.counted_otherwise(quarter, &dossier).unwrap();
        assert_eq!(values(&by_quarter, &dossier, 0), [("2001-Q1".to_owned(), 0.5), ("2001-Q2".to_owned(), 1.0)]);
        let sums = Counting { measure: Measure::ScoreSum, scale: Some(Scale::CameoGoldsteinGdelt), ..own };
        let by_month = series.counted_otherwise(sums, &dossier).unwrap();
        assert_eq!(by_month.counting(), sums);
        // 042 scores 1.9, three times; 173 scores -5.
        let found = values(&by_month, &dossier, 0);
        assert_eq!((found[0].1, found[1].1), (5.7, -5.0), "{found:?}");
        // The same as if the dossier had asked for it, but for states outside of the triangle.
        let (other, asked) =
            read(&format!("{CAMEO}\nmeasure = \"score sum\"\nscale = \"CAMEO-Goldstein (GDELT)\""), ROWS);
        for side in 0..3 {
            assert_eq!(values(&by_month, &dossier, side), values(&asked, &other, side));
        }
        assert!(asked.states().len() == 4 && by_month.states().len() == 3);
    }

    #[test]
    fn what_cannot_be_counted_has_a_reason() {
        let (dossier, series) = read(CAMEO, ROWS);
        let own = series.counting();
        let reason = |how: Counting| series.counted_otherwise(how, &dossier).map(|_| ()).unwrap_err();
        assert!(reason(Counting { period: PeriodLength::Week, ..own }).contains("by month"));
        assert!(reason(Counting { one_a_day: true, ..own }).contains("counted already"));
        let weis = Counting { measure: Measure::ScoreMean, scale: Some(Scale::WeisGoldstein), ..own };
        assert!(reason(weis).contains("WEIS codes, and these are CAMEO"));
        assert!(reason(Counting { measure: Measure::ConflictRate, ..own }).contains("cannot be read"));
        let (dossier, rate) = read(
            "source = \"counted\"\nontology = \"quad\"\nmeasure = \"conflict rate\"",
            "date,initiator,target,code,count\n2001-01,IRN,RUS,conflict,1\n",
        );
        let balance = Counting { measure: Measure::Balance, ..rate.counting() };
        assert!(rate.counted_otherwise(balance, &dossier).is_err());
        let quad = read(
            "source = \"counted\"\nontology = \"quad\"",
            "date,initiator,target,code,count\n2001-01,IRN,RUS,conflict,1\n",
        )
        .1;
        let scores = Counting { measure: Measure::ScoreMean, ..quad.counting() };
        assert!(quad.counted_otherwise(scores, &dossier).unwrap_err().contains("no scores"));
    }

    #[test]
    fn one_a_day_afterwards_is_one_a_day_beforehand() {
        let rows = "010105\tIRN\tRUS\t042\tx\n010105\tIRN\tRUS\t042\tx\n010105\tIRNGOV\tRUS\t042\tx\n010106\tRUS\tIRN\t173\tx\n010106\tRUS\tIRN\t173\tx\n010106\tRUS\tIRN\t173\tx\n010106\tRUS\tTUR\t173\tx\n010107\tUSA\tRUS\t042\tx\n";
        let keds = "source = \"keds\"\nontology = \"cameo\"";
        for measure in ["balance", "conflict rate"] {
            let keys = format!("{keds}\nmeasure = \"{measure}\"");
            let (dossier, plain) = read(&keys, rows);
            let (other, filtered) = read(&format!("{keys}\nfilter = \"one a day\""), rows);
            let how = Counting { one_a_day: true, ..plain.counting() };
            let afterwards = plain.counted_otherwise(how, &dossier).unwrap();
            for (side, of_other) in dossier.sides().into_iter().zip(other.sides()) {
                let all = dossier.sides().iter().flat_map(|s| s.dyad().states()).collect::<Vec<_>>();
                let bare = |s: &InstrumentSeries, side| {
                    s.side(side, &all)
                        .readings
                        .iter()
                        .map(|r| (r.observation, r.counts, r.exposure))
                        .collect::<Vec<_>>()
                };
                assert_eq!(bare(&afterwards, side), bare(&filtered, of_other), "{measure} {side}");
            }
            let back = Counting { one_a_day: false, ..filtered.counting() };
            assert!(filtered.counted_otherwise(back, &other).unwrap_err().contains("not kept"));
        }
    }
}
