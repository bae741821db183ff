//! Layouts of events under damage: rows with bytes exchanged, columns lost or shifted, texts of any kind. Each row is an
//! event or a fault with its reason; none is a panic, and none changes what the next row says.

use super::event_row::EventLayout;
use super::recognise::recognise;
use super::row::event_layout;
use super::table::mapped_layout;
use crate::dossier::{Ontology, Source};
use proptest::prelude::*;

/// A layout with the first line and one whole row of a file.
struct Sample {
    name: &'static str,
    layout: fn() -> Box<dyn EventLayout>,
    first: String,
    row: String,
}

fn of(source: Source) -> Box<dyn EventLayout> {
    event_layout(source, Some(Ontology::Cameo)).expect("a source of events")
}

fn samples() -> Vec<Sample> {
    let gdelt = {
        let mut fields = vec!["7"; 58];
        fields[1] = "20180326";
        fields[5] = "USAGOVMIL";
        fields[7] = "USA";
        fields[17] = "IRN";
        fields[25] = "1";
        fields[26] = "0841";
        fields[30] = "-2.0";
        fields[34] = "-1.46";
        fields.join("\t")
    };
    let phoenix_row = "332047\t20140627\t2014\t6\t27\tISRMED\tISR\tMED\t\tIRN\tIRN\t\t\t010\t01\t0\t0.0\t\t35.7\t51.4\tTehran\tTehran\tIRN\t53_3\thttp://a\twire";
    vec![
        Sample { name: "gdelt", layout: || of(Source::Gdelt), first: gdelt.clone(), row: gdelt },
        Sample {
            name: "icews",
            layout: || of(Source::Icews),
            first: "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID".to_owned(),
            row: "33684429\t2018-10-04\tUnited States\t\tUnited States\tDemand\t100\t-5\tIran \"the\"\t\tIran\t4".to_owned(),
        },
        Sample {
            name: "icews by name",
            layout: || of(Source::IcewsNamed),
            first: "date\ts\tr\to".to_owned(),
            row: "2014-01-04\tForeign Affairs (Iran)\tMake a visit\tÉdouard Philippe".to_owned(),
        },
        Sample { name: "phoenix, tabs", layout: || of(Source::Phoenix), first: phoenix_row.to_owned(), row: phoenix_row.to_owned() },
        Sample {
            name: "phoenix, commas",
            layout: || of(Source::Phoenix),
            first: "\"GID\",\"Date\",\"Source\",\"Target\",\"CAMEO\",\"RootCode\",\"Goldstein\",\"URL\"".to_owned(),
            row: "\"12_v0.2.0\",20150220,\"UKRGOVENV\",\"RUS\",\"032\",3,4.5,\"http://a/b, c\"".to_owned(),
        },
        Sample {
            name: "polecat",
            layout: || of(Source::Polecat),
            first: "Event ID\tEvent Date\tEvent Type\tEvent Mode\tActor Name\tActor Country\tActor COW\tRecipient Name\tRecipient Country\tRecipient COW".to_owned(),
            row: "a_1\t2021-03-01\tACCUSE\tallege\tIran; Iraq\tIRN; IRQ\t630; 645\tUnited States\tUSA|GBR\t2".to_owned(),
        },
        Sample {
            name: "keds",
            layout: || of(Source::Keds),
            first: "950101\tIRN\tRUS\t064".to_owned(),
            row: "950101\tIRN\tRUS\t064\t(GRANT PRIVILEGE)\tSIGNED".to_owned(),
        },
        Sample {
            name: "counted",
            layout: || of(Source::Counted),
            first: "date,initiator,target,code,count".to_owned(),
            row: "1998-03,IRN,\"RUS\",conflict,7".to_owned(),
        },
        Sample {
            name: "table",
            layout: || mapped_layout("coding = \"cameo\"\nontology = \"cameo\"\nseparator = \";\"\ncolumns = { id = \"n\", mentions = \"m\" }").expect("a sound mapping"),
            first: "n;date;initiator;target;code;m".to_owned(),
            row: "x1;1998-03-01;USAGOV;\"IRN\";010;7".to_owned(),
        },
    ]
}

/// One way to damage a row: at a place, by a kind, with a character.
fn damaged(row: &str, damage: &[(usize, u8, char)]) -> String {
    let mut letters: Vec<char> = row.chars().collect();
    for (at, kind, with) in damage {
        let at = at % letters.len().max(1);
        match kind % 5 {
            0 if !letters.is_empty() => letters[at] = *with,
            1 if !letters.is_empty() => {
                letters.remove(at);
            }
            2 => letters.insert(at.min(letters.len()), *with),
            3 => letters.truncate(at),
            _ => letters.insert(at.min(letters.len()), '\t'),
        }
    }
    letters.into_iter().collect()
}

proptest! {
    #[test]
    fn a_damaged_row_is_an_event_or_a_fault_and_the_next_row_is_as_ever(
        damage in proptest::collection::vec((0usize..400, any::<u8>(), any::<char>()), 0..6),
        of_sample in 0usize..9,
    ) {
        let sample = &samples()[of_sample];
        let mut layout = (sample.layout)();
        layout.begin(&sample.first).expect("the first line is sound");
        let before = format!("{:?}", layout.event(&sample.row).expect("the row is sound"));
        let text = damaged(&sample.row, &damage);
        match layout.event(&text) {
            Ok(row) => prop_assert!(row.when.span.first <= row.when.span.last, "{}: {text}", sample.name),
            Err((reason, column, _)) => {
                prop_assert!(!reason.words().is_empty() && column <= 500, "{}: {text}", sample.name);
            }
        }
        let after = format!("{:?}", layout.event(&sample.row).expect("the row is sound still"));
        prop_assert_eq!(before, after, "{} after {}", sample.name, text);
    }

    #[test]
    fn any_first_line_is_taken_or_refused_with_a_remedy(
        line in "\\PC{0,200}",
        damage in proptest::collection::vec((0usize..400, any::<u8>(), any::<char>()), 0..6),
        of_sample in 0usize..9,
    ) {
        let sample = &samples()[of_sample];
        for line in [line, damaged(&sample.first, &damage)] {
            let mut layout = (sample.layout)();
            if let Err(fault) = layout.begin(&line) {
                prop_assert!(!fault.message.is_empty() && !fault.help.is_empty());
            } else {
                // Whatever the first line promised, a row is an event or a fault.
                let _either = layout.event(&sample.row).is_ok();
            }
            recognise(&format!("{line}\n{}\n", sample.row));
        }
    }

    #[test]
    fn any_text_is_a_mapping_or_complaints(text in "\\PC{0,200}") {
        if let Err(complaints) = mapped_layout(&text) {
            prop_assert!(!complaints.is_empty());
        }
    }
}

#[test]
fn there_are_as_many_samples_as_the_draws_reach() {
    assert_eq!(samples().len(), 9);
}
