//! Which layout of events a file has, from its first lines. The layouts themselves decide; here they are only asked.

use super::event_row::EventLayout;
use super::row::event_layout;
use crate::dossier::{Ontology, Source};

/// The layouts that a file can be told by, in the order of [`Source::WORDS`]. Tables by a mapping can be anything.
const TOLD: [Source; 7] =
    [Source::Counted, Source::Gdelt, Source::Icews, Source::IcewsNamed, Source::Phoenix, Source::Polecat, Source::Keds];

/// Bytes of a file's beginning that are looked at.
pub const HEAD_BYTES: usize = 64 * 1024;

/// Rows that are looked at.
const ROWS_MAX: usize = 200;

/// The sources whose event layout fits the first lines of a file (of which 64 KiB are looked at); empty where none does.
///
/// A layout fits if it takes the first line and can read more than half of the rows that follow; a header
/// without rows is enough. A last line without its end is not looked at, unless it is the only one.
pub fn recognise(head: &str) -> Vec<Source> {
    let mut end = head.len().min(HEAD_BYTES);
    while !head.is_char_boundary(end) {
        end -= 1;
    }
    let head = head[..end].strip_prefix('\u{feff}').unwrap_or(&head[..end]);
    let whole = head.rfind('\n').map_or(head, |last| &head[..last]);
    let lines: Vec<&str> = whole.lines().filter(|line| !line.is_empty()).take(1 + ROWS_MAX).collect();
    TOLD.into_iter().filter(|source| fits(*source, &lines)).collect()
}

fn fits(source: Source, lines: &[&str]) -> bool {
    // Either ontology reads the same rows of these layouts.
    let Some(mut layout) = event_layout(source, Some(Ontology::Cameo)) else { return false };
    let Some(first) = lines.first() else { return false };
    let Ok(header) = layout.begin(first) else { return false };
    let rows = &lines[usize::from(header)..];
    let read = rows.iter().filter(|row| reads(source, &mut *layout, row)).count();
    rows.is_empty() || 2 * read > rows.len()
}

/// Whether a row can be read. KEDS has no header and few columns, so that its actors and codes must look like such.
fn reads(source: Source, layout: &mut dyn EventLayout, row: &str) -> bool {
    let Ok(row) = layout.event(row) else { return false };
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    source != Source::Keds
        || ([row.initiator.code, row.target.code].into_iter().all(|code| code.len() >= 3 && letters(code))
            && row.code.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::shared_data::{shared, text};

    #[test]
    fn every_shared_event_file_fits_exactly_one_layout() {
        let test = "every_shared_event_file_fits_exactly_one_layout";
        for (file, source) in [
            ("gdelt/20151207.export.small.CSV.gz", Source::Gdelt),
            ("gdelt/20160728.sample.events.CSV", Source::Gdelt),
            ("gdelt/20161013151500.export.CSV.gz", Source::Gdelt),
            ("gdelt/20180326044500.export.CSV", Source::Gdelt),
            ("icews/20181004-icews-events.tab", Source::Icews),
            ("icews/20181010-icews-events.tab", Source::Icews),
            ("triangle/icews_raw_2018-09_2019-03.tsv.gz", Source::Icews),
            ("icews/icews14-named-quads.tsv.gz", Source::IcewsNamed),
            ("triangle/icews_quads_2014.tsv.gz", Source::IcewsNamed),
            ("triangle/icews_quads_2018-08-29_2018-10-31.tsv.gz", Source::IcewsNamed),
            ("triangle/icews_quads_2021-01_2021-08.tsv.gz", Source::IcewsNamed),
            ("triangle/icews_quads_2022-01_2022-08.tsv.gz", Source::IcewsNamed),
            ("keds/gulf.weis.csv.gz", Source::Keds),
            ("keds/casia.weis.csv", Source::Keds),
            ("keds/turkey.cameo.csv.gz", Source::Keds),
            ("keds/tabari-demo.keds", Source::Keds),
            ("phoenix/samplePhox_older.csv.gz", Source::Phoenix),
        ] {
            let Some(path) = shared(test, &format!("data/{file}")) else { return };
            let text = text(&path);
            assert_eq!(recognise(&text), [source], "{file}");
            // One line is enough but for rows that say little: a header, or a row of GDELT.
            let first = text.lines().next().unwrap_or("");
            assert_eq!(recognise(first), [source], "the first line of {file}");
        }
    }

    #[test]
    fn shared_files_that_hold_no_events_fit_none() {
        let test = "shared_files_that_hold_no_events_fit_none";
        for file in [
            "keds/cameo.scale.csv",
            "triangle/gdelt_yearly_1979_2008.csv",
            "triangle/icews_monthly_conflict_1991_2013.csv",
            "triangle/gpr_monthly_1900_2026.csv",
            "un/un_roll_calls.csv.gz",
            "un/un_votes.csv.gz",
            "dyads/icews_dyad_month_conflict_1991_2013.csv.gz",
        ] {
            let Some(path) = shared(test, &format!("data/{file}")) else { return };
            assert_eq!(recognise(&text(&path)), [], "{file}");
        }
    }

    #[test]
    fn small_files_are_told_apart_too() {
        for (head, wanted) in [
            ("date,initiator,target,code,count\n1998-03,IRN,RUS,conflict,7\n", &[Source::Counted][..]),
            ("date,initiator,target,code,count", &[Source::Counted]),
            ("950101\tIRN\tRUS\t064\t(GRANT)\tSIGNED\n950102\tIRN\tRUS\t06", &[Source::Keds]),
            ("\u{feff}date,source,target,code\r\n1995-01-01,IRN,RUS,064\r\n", &[Source::Keds]),
            // Rows that are none outvote a header.
            ("date,initiator,target,code,count\nx\ny\n1998-03,IRN,RUS,conflict,7\n", &[]),
            ("", &[]),
            ("\n\n", &[]),
            ("a,b\n1,2\n", &[]),
            ("950101\tiran\trussia\t064\n", &[]),
        ] {
            assert_eq!(recognise(head), wanted, "{head:?}");
        }
    }

    #[test]
    fn a_long_head_is_cut_and_letters_of_several_bytes_do_no_harm() {
        let row = "1998-03,IRN,RUS,conflict,7\n";
        let head = format!("date,initiator,target,code,count\n{}", row.repeat(HEAD_BYTES / row.len() + 10));
        assert_eq!(recognise(&head), [Source::Counted]);
        let head = "ä".repeat(HEAD_BYTES);
        assert_eq!(recognise(&format!("x{head}")), []);
    }
}
