//! Checksums as producers list them, and the computing of the same over bytes that come in pieces.

use md5::{Digest, Md5};
use sha2::{Sha256, Sha512};
use std::fmt;

/// The kinds that can be computed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChecksumKind {
    /// 32 hexadecimal digits. Against accidents, not against malice.
    Md5,
    /// 64 digits.
    Sha256,
    /// 128 digits.
    Sha512,
}

/// A checksum with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// How it is computed.
    pub kind: ChecksumKind,
    /// Lower-case hexadecimal digits, as many as the kind has.
    pub hex: String,
}

impl ChecksumKind {
    /// The kind a producer names: `MD5`, `SHA-256` and so on, in any case; `None` for one that is not computed here.
    pub fn parse(word: &str) -> Option<ChecksumKind> {
        match word.to_ascii_lowercase().replace('-', "").as_str() {
            "md5" => Some(ChecksumKind::Md5),
            "sha256" => Some(ChecksumKind::Sha256),
            "sha512" => Some(ChecksumKind::Sha512),
            _ => None,
        }
    }

    fn digits(self) -> usize {
        match self {
            ChecksumKind::Md5 => 32,
            ChecksumKind::Sha256 => 64,
            ChecksumKind::Sha512 => 128,
        }
    }
}

impl Checksum {
    /// `None` if the digits are not hexadecimal or not as many as the kind has.
    pub fn new(kind: ChecksumKind, hex: &str) -> Option<Checksum> {
        let is_whole = hex.len() == kind.digits() && hex.bytes().all(|b| b.is_ascii_hexdigit());
        is_whole.then(|| Checksum { kind, hex: hex.to_ascii_lowercase() })
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            ChecksumKind::Md5 => "md5",
            ChecksumKind::Sha256 => "sha256",
            ChecksumKind::Sha512 => "sha512",
        };
        write!(f, "{kind}:{}", self.hex)
    }
}

/// A checksum in the making.
pub(super) enum Summing {
    Md5(Md5),
    Sha256(Sha256),
    Sha512(Box<Sha512>),
}

impl Summing {
    pub(super) fn new(kind: ChecksumKind) -> Summing {
        match kind {
            ChecksumKind::Md5 => Summing::Md5(Md5::new()),
            ChecksumKind::Sha256 => Summing::Sha256(Sha256::new()),
            ChecksumKind::Sha512 => Summing::Sha512(Box::new(Sha512::new())),
        }
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        match self {
            Summing::Md5(s) => s.update(bytes),
            Summing::Sha256(s) => s.update(bytes),
            Summing::Sha512(s) => s.update(bytes),
        }
    }

    pub(super) fn done(self) -> Checksum {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        match self {
            Summing::Md5(s) => Checksum { kind: ChecksumKind::Md5, hex: hex(&s.finalize()) },
            Summing::Sha256(s) => Checksum { kind: ChecksumKind::Sha256, hex: hex(&s.finalize()) },
            Summing::Sha512(s) => Checksum { kind: ChecksumKind::Sha512, hex: hex(&s.finalize()) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_come_out() {
        // RFC 1321 and FIPS 180-4, of the text "abc".
        let of = |kind: ChecksumKind| {
            let mut sum = Summing::new(kind);
            sum.add(b"a");
            sum.add(b"bc");
            sum.done()
        };
        assert_eq!(of(ChecksumKind::Md5).to_string(), "md5:900150983cd24fb0d6963f7d28e17f72");
        assert!(of(ChecksumKind::Sha256).hex.starts_with("ba7816bf8f01cfea"));
        assert!(of(ChecksumKind::Sha512).hex.starts_with("ddaf35a193617aba"));
        for kind in ["MD5", "SHA-256", "sha512"] {
            let kind = ChecksumKind::parse(kind).expect("a kind");
            assert_eq!(Checksum::new(kind, &of(kind).hex.to_uppercase()), Some(of(kind)), "letters of any case");
        }
    }

    #[test]
    fn what_is_no_checksum_is_none() {
        assert_eq!(ChecksumKind::parse("SHA-1"), None);
        for hex in [
            "",
            "900150983cd24fb0d6963f7d28e17f7",
            "g00150983cd24fb0d6963f7d28e17f72",
            "é00150983cd24fb0d6963f7d28e17f7",
        ] {
            assert_eq!(Checksum::new(ChecksumKind::Md5, hex), None, "{hex}");
        }
    }
}
