//! Sound documents of every shape, and ways to break them.
//!
//! Random bytes rarely get past the first line of a reader, so every input starts from a sound document that was written
//! for this and is then cut, repeated and overwritten. A run makes the same inputs every time; longer runs are made by
//! hand: `PROPTEST_CASES=72000 cargo test --release -p recount-fuzz` makes a million. Each input is held to a time and to an
//! amount of memory by itself ([`bounds`]).

#![allow(clippy::unwrap_used, reason = "the documents are ours; one that cannot be made is a broken test")]

pub mod bounds;
pub mod laws;
pub mod packing;
pub mod sound;

/// One change of a document.
pub type Change = (u16, u8, u8);

/// A document after some changes: a byte overwritten, a piece dropped, repeated, moved, or the rest cut off.
pub fn changed(sound: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for (place, what, value) in changes.iter().take(24) {
        if bytes.is_empty() {
            break;
        }
        let at = *place as usize * bytes.len() / (usize::from(u16::MAX) + 1);
        let len = (usize::from(*value) + 1).min(bytes.len() - at);
        match what % 8 {
            0 | 1 => bytes[at] = *value,
            2 => bytes.insert(at, *value),
            3 => drop(bytes.drain(at..at + len)),
            4 => {
                let piece = bytes[at..at + len].to_vec();
                let to = usize::from(*value) * bytes.len() / 256;
                bytes.splice(to..to, piece);
            }
            5 => {
                // Characters that mean something to the readers.
                let marks = b"<>&\"';=-\0\r\n{}[],\\:%\xFF\xEF/";
                bytes[at] = marks[usize::from(*value) % marks.len()];
            }
            6 if value % 8 == 0 => bytes.truncate(at),
            _ => {
                let piece = bytes[at..at + len.min(40)].repeat(usize::from(value % 5) + 1);
                bytes.splice(at..at, piece);
            }
        }
        bytes.truncate(256 << 10);
    }
    bytes
}
