//! Bytes that are embedded or shared, cut into sections without copying.

use std::ops::Range;
use std::sync::Arc;

/// The bytes of an index.
#[derive(Clone)]
pub(crate) enum Bytes {
    Embedded(&'static [u8]),
    Shared(Arc<[u8]>),
    /// Whatever the caller holds, as a mapped file.
    Held(Arc<dyn AsRef<[u8]> + Send + Sync>),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Embedded(bytes) => bytes,
            Self::Shared(bytes) => bytes,
            Self::Held(bytes) => (**bytes).as_ref(),
        }
    }
}

/// A part of the bytes; the range is checked once, when the section is made.
#[derive(Clone)]
pub(crate) struct Section {
    bytes: Bytes,
    range: Range<usize>,
}

impl Section {
    pub(super) fn new(bytes: Bytes, range: Range<usize>) -> Self {
        debug_assert!(range.end <= bytes.as_ref().len());
        Self { bytes, range }
    }
}

impl AsRef<[u8]> for Section {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref().get(self.range.clone()).unwrap_or_default()
    }
}

pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let (mut value, mut shift) = (0u64, 0);
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
        shift += 7;
        if shift > 56 {
            return None;
        }
    }
}

pub(super) fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were_written_and_a_cut_one_is_none() {
        for value in [0, 1, 127, 128, 300_000, u64::from(u32::MAX)] {
            let mut out = Vec::new();
            push_varint(&mut out, value);
            assert_eq!(varint(&out, &mut 0), Some(value));
            assert_eq!(varint(&out[..out.len() - 1], &mut 0), None);
        }
    }
}
