//! Compact forms of what a report's row holds: zstd for bytes, variable-length numbers for offsets and shingles.

use recount_model::span::OffsetRun;
use recount_model::{OffsetMap, Text, ZoneKind};

/// No report or file may unpack to more than this, whatever a damaged row claims.
const MAX_UNPACKED_BYTES: u64 = 2 << 30;

/// Compresses with one context for a whole batch, which for small texts costs a fraction of a new one each time.
pub(crate) struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    pub(crate) fn new() -> std::io::Result<Self> {
        zstd::bulk::Compressor::new(3).map(Self)
    }

    pub(crate) fn pack(&mut self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        self.0.compress(bytes)
    }
}

/// Unpacks what [`Packer::pack`] packed, with one context for a whole pass over the ledger: making one costs more than
/// unpacking a report.
pub(crate) struct Unpacker(zstd::bulk::Decompressor<'static>);

impl Unpacker {
    pub(crate) fn new() -> Result<Self, String> {
        zstd::bulk::Decompressor::new().map(Self).map_err(|error| error.to_string())
    }

    pub(crate) fn unpack(&mut self, packed: &[u8]) -> Result<Vec<u8>, String> {
        let len =
            zstd::zstd_safe::get_frame_content_size(packed).ok().flatten().ok_or("its length is damaged")?;
        if len > MAX_UNPACKED_BYTES {
            return Err(format!("it says it has {len} bytes, more than any report"));
        }
        let bytes = self.0.decompress(packed, len as usize).map_err(|error| error.to_string())?;
        if bytes.len() as u64 == len { Ok(bytes) } else { Err("it is shorter than it says".to_owned()) }
    }
}

/// Unpacks one thing.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>, String> {
    Unpacker::new()?.unpack(packed)
}

pub(crate) fn pack_zones(text: &Text) -> Vec<u8> {
    let mut out = Vec::new();
    for zone in text.zones() {
        out.push(match zone.kind {
            ZoneKind::Body => 0,
            ZoneKind::Heading => 1,
            ZoneKind::Caption => 2,
            ZoneKind::Furniture => 3,
            ZoneKind::Credit => 4,
        });
        put(&mut out, zone.span.start() as u64);
        put(&mut out, zone.span.len() as u64);
    }
    out
}

/// Puts the zones back; the error says what does not fit the text.
pub(crate) fn unpack_zones(text: &mut Text, mut bytes: &[u8]) -> Result<(), String> {
    while let Some((kind, rest)) = bytes.split_first() {
        bytes = rest;
        let kind = match kind {
            0 => ZoneKind::Body,
            1 => ZoneKind::Heading,
            2 => ZoneKind::Caption,
            3 => ZoneKind::Furniture,
            4 => ZoneKind::Credit,
            other => return Err(format!("zone kind {other} does not exist")),
        };
        let (start, len) = (take(&mut bytes)?, take(&mut bytes)?);
        let end = start.checked_add(len).ok_or("a zone ends beyond all texts")?;
        let span = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        let span = span.and_then(|(start, end)| text.span(start, end));
        text.add_zone(span.ok_or("a zone does not fit the text")?, kind);
    }
    Ok(())
}

/// Runs follow one another closely in text and file, so differences are small numbers.
pub(crate) fn pack_map(map: &OffsetMap) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut text_end, mut raw_end) = (0u32, 0u64);
    for run in map.runs() {
        put(&mut out, zigzag(i64::from(run.text_start) - i64::from(text_end)));
        put(&mut out, u64::from(run.text_len));
        put(&mut out, zigzag(run.raw_start.wrapping_sub(raw_end) as i64));
        put(&mut out, zigzag(i64::from(run.raw_len) - i64::from(run.text_len)));
        text_end = run.text_start.wrapping_add(run.text_len);
        raw_end = run.raw_start.wrapping_add(u64::from(run.raw_len));
    }
    out
}

pub(crate) fn unpack_map(mut bytes: &[u8]) -> Result<OffsetMap, String> {
    let number = |value: i64| u32::try_from(value).map_err(|_| "an offset is out of range".to_owned());
    let mut runs = Vec::new();
    let (mut text_end, mut raw_end) = (0u32, 0u64);
    while !bytes.is_empty() {
        let text_start = number(i64::from(text_end).wrapping_add(unzigzag(take(&mut bytes)?)))?;
        let text_len = number(take(&mut bytes)? as i64)?;
        let raw_start = raw_end.wrapping_add(unzigzag(take(&mut bytes)?) as u64);
        let raw_len = number(i64::from(text_len).wrapping_add(unzigzag(take(&mut bytes)?)))?;
        runs.push(OffsetRun { text_start, text_len, raw_start, raw_len });
        text_end = text_start.checked_add(text_len).ok_or("a run ends beyond all texts")?;
        raw_end = raw_start.checked_add(u64::from(raw_len)).ok_or("a run ends beyond all files")?;
    }
    Ok(OffsetMap::from_runs(runs))
}

/// Shingle hashes use all 64 bits, so they are kept as they are.
pub(crate) fn pack_shingles(shingles: &[u64]) -> Vec<u8> {
    shingles.iter().flat_map(|shingle| shingle.to_le_bytes()).collect()
}

pub(crate) fn unpack_shingles(bytes: &[u8]) -> Vec<u64> {
    bytes.as_chunks::<8>().0.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect()
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn unzigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn take(bytes: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or("a number is cut short")?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number is too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_whose_runs_jump_back_in_the_file_reads_back() {
        let run =
            |text_start, text_len, raw_start, raw_len| OffsetRun { text_start, text_len, raw_start, raw_len };
        let map =
            OffsetMap::from_runs(vec![run(0, 3, 900, 3), run(4, 1, 10, 5), run(5, 70_000, 1 << 40, 70_000)]);
        assert_eq!(unpack_map(&pack_map(&map)), Ok(map));
    }

    #[test]
    fn damaged_bytes_are_an_error_and_no_panic() {
        for first in 0..=255u8 {
            for second in [0, 1, 127, 128, 255] {
                let bytes = [first, second, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, first];
                let _ = unpack_map(&bytes);
                let _ = unpack_zones(&mut Text::new("é"), &bytes);
                let _ = unpack(&bytes);
            }
        }
        assert!(unpack_map(&[0x80]).is_err());
        assert!(unpack_zones(&mut Text::new("é"), &[0, 0, 1]).is_err());
    }
}
