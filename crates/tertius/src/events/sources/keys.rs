//! Producers' names for events as numbers, for layouts whose names are texts. Knows no layout.

/// A number for a producer's name of an event: the number itself where it is one, else a hash of its bytes (FNV-1a, 64
/// bits). Two names of one day have the same number with a probability of one in 10^10 for a million events a day.
pub(super) fn key_of(name: &str) -> Option<u64> {
    let name = name.trim();
    if name.is_empty() || name == "None" {
        return None;
    }
    if name.bytes().all(|b| b.is_ascii_digit())
        && let Ok(number) = name.parse()
    {
        return Some(number);
    }
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    Some(name.bytes().fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_and_texts_are_told_apart() {
        assert_eq!(key_of(" 332047 "), Some(332047));
        assert_eq!((key_of(""), key_of("None")), (None, None));
        // The published test vector of FNV-1a.
        assert_eq!(key_of("a"), Some(0xaf63_dc4c_8601_ec8c));
        assert_ne!(key_of("332047_v0.2.0"), key_of("332047_v1.2.0"));
        assert!(key_of("99999999999999999999999").is_some());
    }
}
