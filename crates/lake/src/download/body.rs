//! The bytes of an answer as they come in, held to the pace. A body that is shorter than announced is an error of the
//! client library; one that was not announced is known to be so.

use super::pace::Pace;
use std::io::{self, Read};

/// A body being read.
pub(super) struct Incoming<'a> {
    reader: ureq::BodyReader<'static>,
    is_announced: bool,
    pace: &'a Pace,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(body: ureq::Body, pace: &'a Pace) -> Incoming<'a> {
        let is_announced = body.content_length().is_some();
        // The bound of the client library is for answers kept in memory; files may have any length.
        Incoming { reader: body.into_with_config().limit(u64::MAX).reader(), is_announced, pace }
    }

    /// Whether the answer did not say how long it would be.
    pub(super) fn is_unannounced(&self) -> bool {
        !self.is_announced
    }
}

impl Read for Incoming<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.pace.bytes_read(n);
        Ok(n)
    }
}
