//! The bytes of an answer as they come in: counted against the announced length, held to the pace.

use super::pace::Pace;
use std::io::{self, Read};

/// A body being read.
pub(super) struct Incoming<'a> {
    reader: ureq::BodyReader<'static>,
    announced: Option<u64>,
    got: u64,
    pace: &'a Pace,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(body: ureq::Body, pace: &'a Pace) -> Incoming<'a> {
        let announced = body.content_length();
        // The bound of the client library is for answers kept in memory; files may have any length.
        Incoming { reader: body.into_with_config().limit(u64::MAX).reader(), announced, got: 0, pace }
    }

    /// Whether the answer did not say how long it would be.
    pub(super) fn is_unannounced(&self) -> bool {
        self.announced.is_none()
    }
}

impl Read for Incoming<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.got += n as u64;
        match self.announced {
            Some(announced) if n == 0 && !buffer.is_empty() && self.got < announced => Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                format!("the answer ended after {} of {announced} bytes", self.got),
            )),
            _ => {
                self.pace.bytes_read(n);
                Ok(n)
            }
        }
    }
}
