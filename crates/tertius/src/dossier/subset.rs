//! Declared subsets of a claim: the same sentence asked of one source, one field, one direction of a side, or one stretch
//! of time. Reads the tables `[[claim.subset]]` and complains about those that restrict nothing, repeat another, or name
//! what the dossier does not have. What comes out is decided in `claims`.

use super::argument::{check_instrument, side};
use super::complaint::Complaint;
use super::field::Field;
use super::question::{ClaimQuestion, Instrument, OPEN, TriangleQuestion};
use super::read::from_to;
use super::side::Side;
use super::table::{Complaints, Spanned, Table};
use crate::calendar::Span;
use std::ops::Range;

/// A part of the data, named before they are read, that a claim is put to beside the whole.
#[derive(Clone, Debug)]
pub struct Subset {
    /// Its name; no other subset of the claim has it.
    pub name: Spanned<String>,
    /// The one instrument that is read.
    pub instrument: Option<Spanned<String>>,
    /// The field whose instruments alone are read.
    pub field: Option<Field>,
    /// One direction in the place of a pooled side: explained side, driver, side held constant.
    pub sides: [Option<Side>; 3],
    /// The days that alone are read; periods that lie only partly in it are left out. `None` for all.
    pub span: Option<Span>,
    /// The restrictions in words, as the report prints them.
    pub words: String,
}

impl Subset {
    /// Whether the subset reads this instrument.
    pub fn reads(&self, instrument: &Instrument) -> bool {
        self.instrument.as_ref().is_none_or(|i| i.value == instrument.name.value)
            && self.field.is_none_or(|f| instrument.field == Some(f))
    }

    /// Whether it names who reads: then no other instrument helps to answer it.
    pub fn names_a_source(&self) -> bool {
        self.instrument.is_some() || self.field.is_some()
    }
}

impl ClaimQuestion {
    /// The claim as it is asked of one of its subsets; the days are the caller's business.
    pub fn of_subset(&self, subset: &Subset) -> ClaimQuestion {
        let [between, driver, other] = subset.sides;
        let instrument = if subset.names_a_source() { &subset.instrument } else { &self.instrument };
        ClaimQuestion {
            between: between.unwrap_or(self.between),
            driver: driver.unwrap_or(self.driver),
            other: other.unwrap_or(self.other),
            instrument: instrument.clone(),
            subsets: Vec::new(),
            ..self.clone()
        }
    }
}

/// One `[[claim.subset]]` as written.
pub(super) struct Written {
    at: Range<usize>,
    name: Option<Spanned<String>>,
    instrument: Option<Spanned<String>>,
    field: Option<Spanned<Field>>,
    sides: [Option<Spanned<String>>; 3],
    ends: [Option<Spanned<String>>; 2],
    n_keys: usize,
}

/// The keys of one direction in the place of a pooled side.
const SIDES: [&str; 3] = ["between", "driver", "other"];

/// Takes the tables out of a claim's; what they say is checked once the claim is known.
pub(super) fn written(claim: &Table<'_>) -> Vec<Written> {
    let tables = claim.tables("subset", "[[claim.subset]]");
    let read = |table: Table<'_>| {
        let found = Written {
            at: table.span(),
            name: table.required_text("name", "\"before the treaty\""),
            instrument: table.text("instrument"),
            field: table.choice("field", &Field::WORDS),
            sides: SIDES.map(|key| table.text(key)),
            ends: ["from", "to"].map(|key| table.text(key)),
            n_keys: table.keys().iter().filter(|k| *k != "name").count(),
        };
        table.finish();
        found
    };
    tables.into_iter().map(read).collect()
}

/// Complains where a kind of claim takes no subsets.
pub(super) fn not_taken(written: &[Written], kind: &str, complaints: &Complaints) {
    for subset in written {
        complaints.add(Complaint::new(
            subset.at.clone(),
            format!("a claim of the kind \"{kind}\" takes no subsets"),
            "for third-party responses only",
            "leave the subset out, or make it a claim of its own",
        ));
    }
}

/// What a subset, or the claim as a whole, comes down to: sides, positions of instruments, days.
type Reach = ([Side; 3], Vec<usize>, Option<Span>);

/// The subsets of a claim, with a complaint for each that is none.
pub(super) fn subsets(
    written: Vec<Written>,
    claim: &ClaimQuestion,
    triangle: &TriangleQuestion,
    instruments: &[Instrument],
    complaints: &Complaints,
) -> Vec<Subset> {
    let named = |i: &Instrument| claim.instrument.as_ref().is_none_or(|n| n.value == i.name.value);
    let positions = |reads: &dyn Fn(&Instrument) -> bool| -> Vec<usize> {
        (0..instruments.len()).filter(|i| reads(&instruments[*i])).collect()
    };
    let whole: Reach = ([claim.between, claim.driver, claim.other], positions(&named), triangle.span);
    let mut all: Vec<(Subset, Reach, Range<usize>)> = Vec::new();
    for one in written {
        let (at, n_keys) = (one.at.clone(), one.n_keys);
        let Some(subset) = subset(one, claim, triangle, instruments, complaints) else { continue };
        let reads = |i: &Instrument| if subset.names_a_source() { subset.reads(i) } else { named(i) };
        // The days that the dossier asks about bound those of a subset.
        let days = match (subset.span, triangle.span) {
            (Some(own), Some(asked)) => own.intersection(asked),
            (own, asked) => own.or(asked),
        };
        let sides = [0, 1, 2].map(|k| subset.sides[k].unwrap_or(whole.0[k]));
        let reach: Reach = (sides, positions(&reads), days);
        let twin = all.iter().find(|(s, r, _)| s.name.value == subset.name.value || *r == reach);
        if n_keys == 0 || reach == whole {
            complaints.add(Complaint::new(
                at,
                format!("the subset \"{}\" restricts nothing: it is the whole claim", subset.name.value),
                "nothing is left out",
                "add `instrument`, `field`, `from`, `to`, or one direction as `between`, `driver` or `other`",
            ));
        } else if let Some((twin, _, twin_at)) = twin {
            let (message, help) = if twin.name.value == subset.name.value {
                (format!("two subsets of this claim are named \"{}\"", twin.name.value), "give each its own name")
            } else {
                (
                    format!("\"{}\" and \"{}\" are the same subset", twin.name.value, subset.name.value),
                    "each counts as a test: leave one of them out",
                )
            };
            complaints.add(Complaint::new(at, message, "the second", help).and_at(twin_at.clone(), "the first"));
        } else {
            all.push((subset, reach, at));
        }
    }
    all.into_iter().map(|(subset, ..)| subset).collect()
}

fn subset(
    written: Written,
    claim: &ClaimQuestion,
    triangle: &TriangleQuestion,
    instruments: &[Instrument],
    complaints: &Complaints,
) -> Option<Subset> {
    let mut words: Vec<String> = Vec::new();
    check_instrument(written.instrument.as_ref(), instruments, complaints);
    if let Some(name) = &written.instrument {
        words.push(format!("read by \"{}\" alone", name.value));
    }
    if let Some(field) = &written.field {
        check_field(field, written.instrument.as_ref(), instruments, complaints);
        words.push(format!("{} only", field.value.word()));
    }
    let of_claim = [claim.between, claim.driver, claim.other];
    let mut sides = [None; 3];
    for (k, text) in written.sides.iter().enumerate() {
        let Some(text) = text else { continue };
        let (found, at) = side(text, complaints)?;
        if found != of_claim[k] && (found.dyad() != of_claim[k].dyad() || matches!(of_claim[k], Side::Directed(_))) {
            complaints.add(Complaint::new(
                at,
                format!("{found} is not a part of the claim's {}", of_claim[k]),
                "no direction of that side",
                format!(
                    "write one direction of a side that the claim pools: `{}` of the claim is {}",
                    SIDES[k], of_claim[k]
                ),
            ));
            return None;
        }
        words.push(format!("{} for {}", found.words(), of_claim[k].words()));
        sides[k] = Some(found);
    }
    let [from, to] = written.ends;
    let span = if from.is_some() || to.is_some() {
        words.push(match (&from, &to) {
            (Some(a), Some(b)) => format!("{} to {}", a.value, b.value),
            (Some(a), None) => format!("from {} on", a.value),
            (None, b) => format!("up to {}", b.as_ref().map_or("", |b| &b.value)),
        });
        let at = from.as_ref().or(to.as_ref()).map_or(written.at, |t| t.span.clone());
        let open = |end: &str| Some(Spanned { value: end.to_owned(), span: at.clone() });
        let span = from_to(from.or_else(|| open(OPEN.0)), to.or_else(|| open(OPEN.1)), complaints)?;
        if triangle.span.is_some_and(|asked| asked.intersection(span).is_none()) {
            complaints.add(Complaint::new(
                at,
                format!(
                    "no day of this subset lies in the time that the dossier asks about ({})",
                    triangle.span_words()
                ),
                "an empty subset",
                "change its `from` and `to`, or those of [triangle]",
            ));
            return None;
        }
        Some(span)
    } else {
        None
    };
    Some(Subset {
        name: written.name?,
        instrument: written.instrument,
        field: written.field.map(|f| f.value),
        sides,
        span,
        words: words.join("; "),
    })
}

fn check_field(
    field: &Spanned<Field>,
    instrument: Option<&Spanned<String>>,
    instruments: &[Instrument],
    complaints: &Complaints,
) {
    let word = field.value.word();
    let of_field = |i: &Instrument| i.field == Some(field.value);
    let (message, help) = match instrument {
        Some(name) if instruments.iter().any(|i| i.name.value == name.value && !of_field(i)) => (
            format!("the instrument \"{}\" does not measure the field \"{word}\"", name.value),
            "leave `field` out, or name an instrument of that field".to_owned(),
        ),
        None if !instruments.iter().any(of_field) => (
            format!("no instrument of this dossier measures the field \"{word}\""),
            format!("add an [[instrument]] with field = \"{word}\": the same files may be read a second time"),
        ),
        _ => return,
    };
    complaints.add(Complaint::new(field.span.clone(), message, "read by none", help));
}

#[cfg(test)]
mod tests {
    //! (a) by hand: what a subset comes down to, and each complaint with its remedy.
    use super::*;
    use crate::dossier::{CONSOLIDATION, Dossier};

    const HEAD: &str = "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nfrom = \"1993\"\nto = \"2012\"\n[[instrument]]\nname = \"events\"\nsource = \"counted\"\nontology = \"cameo\"\nfiles = [\"e.csv\"]\n[[instrument]]\nname = \"arms\"\nsource = \"counted\"\nontology = \"cameo\"\nfiles = [\"e.csv\"]\nfield = \"military\"\n";
    const CLAIM: &str =
        "[[claim]]\nkind = \"third-party response\"\nsays = \"x\"\ndriver = \"USA-RUS\"\ndirection = \"opposite\"\n";

    fn read(claim: &str) -> Result<Vec<Subset>, String> {
        Dossier::read(&format!("{HEAD}{claim}"), &["third-party response", CONSOLIDATION])
            .map(|d| d.claims[0].subsets.clone())
            .map_err(|all| all.iter().map(|c| format!("{} {}", c.message, c.help)).collect::<Vec<_>>().join("; "))
    }

    fn subset(keys: &str) -> Result<Vec<Subset>, String> {
        read(&format!("{CLAIM}[[claim.subset]]\nname = \"a\"\n{keys}\n"))
    }

    #[test]
    fn a_subset_narrows_the_claim() {
        let dossier = Dossier::read(
            &format!("{HEAD}{CLAIM}instrument = \"events\"\nsubset = [{{ name = \"early\", to = \"2000\" }}, {{ name = \"one way\", between = \"RUS>IRN\" }}, {{ name = \"arms\", field = \"military\" }}]\n"),
            &["third-party response"],
        )
        .unwrap();
        let claim = &dossier.claims[0];
        let [early, one_way, arms] = &claim.subsets[..] else { panic!("{:?}", claim.subsets) };
        assert_eq!(
            (early.words.as_str(), early.span.unwrap().last.to_string()),
            ("up to 2000", "2000-12-31".to_owned())
        );
        assert_eq!(claim.of_subset(early).instrument.unwrap().value, "events");
        assert_eq!(claim.of_subset(one_way).between.to_string(), "RUS>IRN");
        assert_eq!(claim.of_subset(one_way).driver, claim.driver);
        assert_eq!(claim.of_subset(arms).instrument, None, "the field says who reads");
        assert!(arms.reads(&dossier.instruments[1]) && !arms.reads(&dossier.instruments[0]));
        assert!(claim.of_subset(early).subsets.is_empty());
        assert_eq!(dossier.n_tests(), 4);
    }

    #[test]
    fn what_is_no_subset_is_complained_about() {
        for (keys, part) in [
            ("", "restricts nothing"),
            ("from = \"1990\"", "restricts nothing"),
            ("between = \"IRN-RUS\"", "restricts nothing"),
            ("instrument = \"evens\"", "did you mean \"events\""),
            ("field = \"economic\"", "add an [[instrument]] with field"),
            ("field = \"military\"\ninstrument = \"events\"", "does not measure the field"),
            ("from = \"2005\"\nto = \"2003\"", "ends before it begins"),
            ("from = \"2013\"", "no day of this subset"),
            ("between = \"USA>RUS\"", "not a part of the claim's IRN-RUS"),
            ("since = \"2005\"", "no key `since`"),
            ("from = \"2005\"\n[[claim.subset]]\nname = \"b\"\nfrom = \"2005-01-01\"", "are the same subset"),
            ("from = \"2005\"\n[[claim.subset]]\nname = \"a\"\nfrom = \"2006\"", "two subsets of this claim are named"),
            ("field = \"military\"\n[[claim.subset]]\nname = \"b\"\ninstrument = \"arms\"", "are the same subset"),
        ] {
            let found = subset(keys).map(|s| format!("{s:?}")).expect_err(keys);
            assert!(found.contains(part), "{keys}: {found}");
        }
        let other = "[[claim]]\nkind = \"consolidation\"\nsays = \"x\"\nsince = \"2005\"\n[[claim.subset]]\nname = \"a\"\nfrom = \"2000\"\n";
        assert!(read(other).unwrap_err().contains("takes no subsets"));
        let one_instrument =
            format!("{CLAIM}instrument = \"arms\"\n[[claim.subset]]\nname = \"a\"\nfield = \"military\"\n");
        assert!(read(&one_instrument).unwrap_err().contains("restricts nothing"));
        assert!(read(&format!("{CLAIM}subset = \"a\"\n")).unwrap_err().contains("[[claim.subset]]"));
    }
}
