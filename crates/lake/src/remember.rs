//! Remembering what texts mean without resolving them anew in every row: a map that is asked by what is short already.
//! What texts mean is decided elsewhere.

#[expect(clippy::disallowed_types, reason = "asked by key and never walked")]
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use tertius::actors::RoleText;
use tertius::events::sources::{Actor, Who};
use twox_hash::XxHash3_128;

/// A map of what is remembered.
#[expect(clippy::disallowed_types, reason = "asked by key and never walked")]
pub(crate) type Memory<V> = HashMap<TextKey, V, BuildHasherDefault<Folded>>;

/// Folds numbers together: what is asked by is short or a hash already.
#[derive(Default)]
pub(crate) struct Folded(u64);

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u64(&mut self, n: u64) {
        let product = u128::from(self.0.rotate_left(5) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn write_u128(&mut self, n: u128) {
        self.write_u64(n as u64);
        self.write_u64((n >> 64) as u64);
    }
}

/// What actors and codes are remembered by: a text of at most sixteen bytes or a hash, and what else tells them apart.
/// Bits of the second number: the state's text where it is short (0 to 23), lengths of both texts (24 to 35), how the
/// texts stand in the key (36 to 39), what kind of actor and of role it is (40 and above).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TextKey(u128, u64);

/// How texts stand in a key.
const SAME_NAME: u64 = 1 << 36;
const TWO_TEXTS: u64 = 1 << 37;
const ONE_TEXT: u64 = 1 << 38;
const HASHED: u64 = 1 << 39;

impl TextKey {
    /// The key of a code.
    pub(crate) fn of_code(code: &str) -> TextKey {
        short(code).map_or_else(|| hashed([code, "", "", ""], HASHED), |text| TextKey(text, (code.len() as u64) << 24))
    }

    /// The key of all that decides an actor's state and role, but for the day.
    pub(crate) fn of_actor(who: &Who<'_>) -> TextKey {
        let kind: u64 = match who.actor {
            Actor::Coded(coding, _) => coding as u64,
            Actor::Country { .. } => 100,
            Actor::Named(_) => 101,
        };
        let role_kind: u64 = match who.role {
            RoleText::Nothing => 0,
            RoleText::Cameo(_) => 1,
            RoleText::Plover(_) => 2,
            RoleText::Icews { .. } => 3,
        };
        let rest = kind << 40 | role_kind << 48;
        let role = match who.role {
            RoleText::Nothing => "",
            RoleText::Cameo(text) | RoleText::Plover(text) => text,
            RoleText::Icews { name, sectors } => {
                let country = if let Actor::Country { country, .. } = who.actor { country } else { "" };
                // The same text at the same place is enough; two keys for one actor do no harm.
                let same = std::ptr::eq(name, who.actor.text());
                let texts = [who.actor.text(), country, sectors, if same { "" } else { name }];
                return hashed(texts, rest | HASHED | if same { SAME_NAME } else { 0 });
            }
        };
        match who.actor {
            Actor::Coded(_, state) => match (short(role), short(state)) {
                (Some(text), _) if state == role => TextKey(text, rest | ONE_TEXT | (role.len() as u64) << 24),
                (Some(text), Some(state_text)) if state.len() < 4 => {
                    let lengths = (state.len() as u64) << 32 | (role.len() as u64) << 24;
                    TextKey(text, rest | TWO_TEXTS | lengths | state_text as u64)
                }
                _ => hashed([state, role, "", ""], rest | HASHED),
            },
            Actor::Country { name, country } => hashed([name, country, role, ""], rest | HASHED),
            Actor::Named(name) => hashed([name, "", role, ""], rest | HASHED),
        }
    }
}

/// A text of at most sixteen bytes as a number that no other text of its length has.
fn short(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    match bytes {
        [] => Some(0),
        [one] => Some(u128::from(*one)),
        [one, two] => Some(u128::from(u16::from_le_bytes([*one, *two]))),
        [one, two, three] => Some(u128::from(u32::from_le_bytes([*one, *two, *three, 0]))),
        _ if bytes.len() <= 8 => {
            let (first, last) = (bytes.first_chunk()?, bytes.last_chunk()?);
            Some(u128::from(u32::from_le_bytes(*first)) | u128::from(u32::from_le_bytes(*last)) << 32)
        }
        _ if bytes.len() <= 16 => {
            let (first, last) = (bytes.first_chunk()?, bytes.last_chunk()?);
            Some(u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << 64)
        }
        _ => None,
    }
}

/// Each text is hashed where it stands: to copy them into one costs more than the hashes.
fn hashed(texts: [&str; 4], rest: u64) -> TextKey {
    let fold = |sum: u128, text: &&str| {
        let hash = if text.is_empty() { 0 } else { XxHash3_128::oneshot(text.as_bytes()) };
        sum.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835).wrapping_add(hash)
    };
    TextKey(texts.iter().fold(0, fold), rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tertius::actors::Coding;

    /// What decides of an actor, in full.
    type Said = (u8, String, String, String, String);

    fn key(said: &Said) -> TextKey {
        let (kind, first, second, third, fourth) = said;
        let (actor, role) = match kind {
            0 => (Actor::Coded(Coding::Cameo, first), RoleText::Cameo(second)),
            1 => (Actor::Coded(Coding::Keds, first), RoleText::Plover(second)),
            2 => (Actor::Named(first), RoleText::Nothing),
            3 => (Actor::Country { name: first, country: second }, RoleText::Nothing),
            _ => (Actor::Country { name: first, country: second }, RoleText::Icews { name: third, sectors: fourth }),
        };
        TextKey::of_actor(&Who { actor, code: first, name: "", role })
    }

    /// Without what the kind of actor does not look at.
    fn bare((kind, first, second, third, fourth): Said) -> Said {
        match kind {
            0 | 1 | 3 => (kind, first, second, String::new(), String::new()),
            2 => (kind, first, String::new(), String::new(), String::new()),
            _ => (kind, first, second, third, fourth),
        }
    }

    proptest! {
        #[test]
        fn actors_have_one_key_where_they_say_the_same(
            a in (0u8..5, "[AB\0]{0,20}", "[AB]{0,20}", "[AB]{0,3}", "[AB]{0,3}"),
            cut in 0usize..20,
            turned in 0usize..20,
        ) {
            let a = bare(a);
            // One letter less or another one, or the two texts parted elsewhere: what keys that leave something out confuse.
            let both = format!("{}{}", a.1, a.2);
            let part = cut.min(both.len());
            let mut other = a.1.clone().into_bytes();
            if let Some(byte) = other.get_mut(turned) {
                *byte ^= 3;
            }
            let mut others = vec![
                (a.0, both[..part].to_owned(), both[part..].to_owned(), a.3.clone(), a.4.clone()),
                (a.0, String::from_utf8(other).unwrap(), a.2.clone(), a.3.clone(), a.4.clone()),
                (a.0, a.1.chars().skip(1).collect(), a.2.clone(), a.3.clone(), a.4.clone()),
                (a.0, a.1.clone(), a.1.clone(), a.4.clone(), a.3.clone()),
                a.clone(),
            ];
            others.extend((0..5).map(|kind| (kind, a.1.clone(), a.2.clone(), a.3.clone(), a.4.clone())));
            for b in others.into_iter().map(bare) {
                prop_assert_eq!(key(&a) == key(&b), a == b, "{:?} {:?}", a, b);
            }
        }

        #[test]
        fn codes_have_keys_of_their_own(a in "[01\\]]{0,18}", b in "[01\\]]{0,18}") {
            prop_assert_eq!(TextKey::of_code(&a) == TextKey::of_code(&b), a == b);
        }
    }
}
