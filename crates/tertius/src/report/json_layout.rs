//! How the public JSON is laid out: indented, but with every small record on a line of its own, so that a
//! series of readings can be read and compared by line. Layout only; what is written is decided elsewhere.

use serde_json::ser::{Formatter, PrettyFormatter};
use std::io::{self, Write};

/// Indents like the pretty printer down to a depth, and writes what lies deeper on one line.
pub(super) struct RecordsOnOneLine {
    pretty: PrettyFormatter<'static>,
    depth: usize,
}

const INDENTED_DEPTH: usize = 6;

impl Default for RecordsOnOneLine {
    fn default() -> Self {
        RecordsOnOneLine { pretty: PrettyFormatter::with_indent(b" "), depth: 0 }
    }
}

impl RecordsOnOneLine {
    fn open(&mut self) -> bool {
        self.depth += 1;
        self.depth <= INDENTED_DEPTH
    }

    fn close(&mut self) -> bool {
        self.depth -= 1;
        self.depth < INDENTED_DEPTH
    }

    fn within(&self) -> bool {
        self.depth <= INDENTED_DEPTH
    }
}

impl Formatter for RecordsOnOneLine {
    fn begin_array<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.open() { self.pretty.begin_array(w) } else { w.write_all(b"[") }
    }

    fn end_array<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.close() { self.pretty.end_array(w) } else { w.write_all(b"]") }
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        match (self.within(), first) {
            (true, _) => self.pretty.begin_array_value(w, first),
            (false, true) => Ok(()),
            (false, false) => w.write_all(b", "),
        }
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.within() { self.pretty.end_array_value(w) } else { Ok(()) }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.open() { self.pretty.begin_object(w) } else { w.write_all(b"{") }
    }

    fn end_object<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.close() { self.pretty.end_object(w) } else { w.write_all(b"}") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        match (self.within(), first) {
            (true, _) => self.pretty.begin_object_key(w, first),
            (false, true) => Ok(()),
            (false, false) => w.write_all(b", "),
        }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(w)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.within() { self.pretty.end_object_value(w) } else { Ok(()) }
    }
}
