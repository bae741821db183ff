//! What reading a text gives, without a lake: for fuzzing and for tests of readers. Takes the very way of an import: blocks
//! as they are cut from a stream, each with a reader of its own.

use crate::choices::Choices;
use crate::feed::{Current, Cut};
use crate::parse::Parser;
use std::io::Cursor;
use tertius::events::ontologies::Ontology;
use tertius::events::sources::{EventLayout, HeaderFault};
use twox_hash::XxHash3_64;
use twox_hash::xxhash3_128::Hasher;

/// What became of the lines of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    /// All lines.
    pub lines: u64,
    /// Lines, from 1, that were read as events, counted or removed by a rule.
    pub read: Vec<u32>,
    /// Lines that were rejected.
    pub rejected: Vec<u32>,
    /// A hash of everything that was read, rule by rule and text by text.
    pub digest: u64,
}

/// Reads a text in blocks of about so many bytes, as an import of a large file does.
///
/// # Errors
/// The text is not of the layout, or has a line that is too long for any table; in words.
pub fn probe(
    layout: &dyn Fn() -> Box<dyn EventLayout>,
    choices: &Choices,
    ontology: Ontology,
    text: &[u8],
    block: usize,
) -> Result<Probe, String> {
    let mut parser = Parser::new(choices, ontology, true);
    let mut member = Current::new("", Box::new(Cursor::new(text.to_vec())));
    let mut hash = Hasher::new();
    let mut probe = Probe::default();
    let mut all = String::new();
    let mut ended = false;
    while !ended {
        let Cut { text, first_line, ends } = member.cut(block.max(1), &mut hash).map_err(|e| e.to_string())?;
        ended = ends;
        let mut layout = layout();
        let worded = |fault: HeaderFault| fault.message;
        let block = parser.block(&mut *layout, &text, first_line.as_deref()).map_err(worded)?;
        let before = u32::try_from(probe.lines).unwrap_or(u32::MAX);
        for mut row in block.rows {
            let texts = block.places[row.text as usize].map(|p| {
                String::from_utf8_lossy(&block.heap[p.start as usize..(p.start + p.len) as usize]).into_owned()
            });
            (row.line, row.text) = (row.line + before, 0);
            probe.read.push(row.line);
            all.push_str(&format!("{row:?} {texts:?}\n"));
        }
        for mut rejected in block.rejected {
            rejected.line += before;
            probe.rejected.push(rejected.line);
            all.push_str(&format!("{rejected:?}\n"));
        }
        probe.lines += u64::from(block.lines);
    }
    // Rows and rejections of one block stand after each other, so their order depends on the blocks; their lines do not.
    let mut digest = 0u64;
    for line in all.lines() {
        digest = digest.wrapping_add(XxHash3_64::oneshot(line.as_bytes()));
    }
    probe.digest = digest;
    Ok(probe)
}
