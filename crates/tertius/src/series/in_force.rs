//! What measures in force (sanctions, embargoes) between two states say of a period. Pure numbers; which dyads and
//! periods a table speaks of is decided in `instrument`.

use super::reading::{Observation, Reading};
use crate::calendar::Span;
use crate::events::MeasuresInForce;

/// Minus ln(1 + x), where x is the number of kinds of measure in force, summed over cases and both directions, on the
/// mean day of the period: 0 without any, colder with more, and each further one counts for less. It states no error:
/// the list is taken as known.
pub(super) fn reading(measures: &[MeasuresInForce], period: Span) -> Reading {
    let days: i64 = measures
        .iter()
        .filter_map(|m| Some(i64::from(m.span.intersection(period)?.n_days()) * i64::from(m.kinds)))
        .sum();
    let mean = days as f64 / f64::from(period.n_days());
    // Not -ln(1) = -0.
    let value = if days == 0 { 0.0 } else { -mean.ln_1p() };
    Reading { observation: Observation::Score(value), ..Reading::UNOBSERVED }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::When;
    use crate::claims::read_series;
    use crate::dossier::{Dossier, MemoryFiles};
    use crate::progress::Quiet;

    /// Values of a side by year, `None` where nobody was watching.
    fn values(period: &str, side: usize, rows: &str) -> Vec<Option<f64>> {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"{period}\"\n[[instrument]]\nname = \"s\"\nsource = \"in force\"\nfiles = [\"s.csv\"]\nobserved = [\"1992..1995\"]\n"
        );
        let dossier = Dossier::read(&text, &[]).unwrap();
        let csv = format!("a,b,begin,end\n{rows}");
        let all = read_series(&dossier, &MemoryFiles(vec![("s.csv".into(), csv.into_bytes())]), &Quiet).unwrap();
        let readings = all[0].side(dossier.sides()[side], &[]).readings;
        let value = |r: &Reading| match r.observation {
            Observation::Score(v) => Some(v),
            _ => None,
        };
        readings.iter().map(value).collect()
    }

    #[test]
    fn cases_and_directions_add_up_and_none_is_an_observed_zero() {
        // United States and Iran: one case 1992-1993, one from 1993 on without end, one by Iran in 1995.
        let rows = "USA,Iran,1992,1993\nUSA,IRN,1993,\nIran,United States,1995,1995\nUSA,Russia,1994,1994\n";
        let minus_ln = |n: [f64; 4]| n.map(|x| Some(if x == 1.0 { 0.0 } else { -x.ln() })).to_vec();
        let near = |found: Vec<Option<f64>>, wanted: Vec<Option<f64>>| {
            found.len() == wanted.len()
                && found.iter().zip(&wanted).all(|(f, w)| (f.unwrap() - w.unwrap()).abs() < 1e-12)
        };
        assert!(near(values("year", 1, rows), minus_ln([2.0, 3.0, 2.0, 3.0])));
        assert!(near(values("year", 2, rows), minus_ln([1.0, 1.0, 2.0, 1.0])));
        assert!(near(values("year", 0, rows), minus_ln([1.0; 4])), "the table names both, and nothing between them");
        // A table that does not name Russia says nothing of it.
        assert_eq!(values("year", 0, "USA,IRN,1993,\n"), [None; 4]);
        // Years cannot be cut into months.
        assert_eq!(values("month", 1, rows).len(), 4);
        assert_eq!(values("month", 1, "USA,IRN,1993-01-01,\nUSA,RUS,1992-03-04,1994-01-02\n").len(), 48);
    }

    #[test]
    fn a_month_is_read_by_its_share_of_days() {
        let span = |t: &str| When::parse(t).unwrap().span;
        let dyad = crate::dossier::DirectedDyad {
            initiator: crate::actors::state("USA").unwrap(),
            target: crate::actors::state("RUS").unwrap(),
        };
        let of = |first: &str, last: &str, kinds| MeasuresInForce {
            span: Span { first: span(first).first, last: span(last).last },
            directed: dyad,
            kinds,
            file: 0,
            line: 2,
        };
        // Two kinds on 15 of 30 days: one on the mean day.
        let r = reading(&[of("2014-04-16", "2015", 2)], span("2014-04"));
        assert_eq!(r.observation, Observation::Score(-(2.0_f64.ln())));
        assert_eq!(reading(&[], span("2014-04")).observation, Observation::Score(0.0));
        assert_eq!(reading(&[of("2014-05", "2015", 2)], span("2014-04")).observation, Observation::Score(0.0));
    }
}
