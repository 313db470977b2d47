//! Reads one packed file out of a zip archive, as publishers of place data pack them.
//!
//! Written here because one shape is needed, not the format's forty years: files stored or deflated, found through the
//! directory at the end, checked by length and CRC. An archive that was cut has no directory and is refused at once.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::read::DeflateDecoder;

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) size: u64,
    packed: u64,
    crc: u32,
    method: u16,
    offset: u64,
}

const DIRECTORY_END: [u8; 4] = *b"PK\x05\x06";
const DIRECTORY_ENTRY: [u8; 4] = *b"PK\x01\x02";
const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the archive is damaged or was cut off: {what}"))
}

/// The files of an archive.
pub(crate) fn entries(file: &mut File) -> io::Result<Vec<Entry>> {
    let length = file.seek(SeekFrom::End(0))?;
    // The directory's end is followed by a comment of at most 64 KiB.
    let tail_at = length.saturating_sub(22 + 65_535);
    file.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    file.take(length - tail_at).read_to_end(&mut tail)?;
    let at =
        tail.windows(4).rposition(|four| four == DIRECTORY_END).ok_or_else(|| damaged("no directory"))?;
    let end = &tail[at..];
    let (count, size, offset) = (u16_at(end, 10), u32_at(end, 12), u64::from(u32_at(end, 16)));
    if count == u16::MAX || offset == u64::from(u32::MAX) {
        return Err(io::Error::other("the archive is larger than 4 GB; unpack it first"));
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut directory = Vec::new();
    file.take(u64::from(size)).read_to_end(&mut directory)?;
    let (mut entries, mut rest) = (Vec::new(), directory.as_slice());
    for _ in 0..count {
        if rest.len() < 46 || rest[..4] != DIRECTORY_ENTRY {
            return Err(damaged("its directory ends too early"));
        }
        let (name, extra, comment) =
            (usize::from(u16_at(rest, 28)), usize::from(u16_at(rest, 30)), usize::from(u16_at(rest, 32)));
        let bytes = rest.get(46..46 + name).ok_or_else(|| damaged("its directory ends too early"))?;
        entries.push(Entry {
            name: String::from_utf8_lossy(bytes).into_owned(),
            size: u64::from(u32_at(rest, 24)),
            packed: u64::from(u32_at(rest, 20)),
            crc: u32_at(rest, 16),
            method: u16_at(rest, 10),
            offset: u64::from(u32_at(rest, 42)),
        });
        rest = rest.get(46 + name + extra + comment..).unwrap_or_default();
    }
    Ok(entries)
}

/// The content of an entry; reading to its end fails unless length and checksum are as the directory says.
pub(crate) fn open(mut file: File, entry: &Entry) -> io::Result<impl Read + use<>> {
    file.seek(SeekFrom::Start(entry.offset))?;
    let mut header = [0; 30];
    file.read_exact(&mut header)?;
    if header[..4] != LOCAL_HEADER {
        return Err(damaged("a file is not where its directory says"));
    }
    if u16_at(&header, 6) & 1 != 0 {
        return Err(io::Error::other("the archive has a password; unpack it first"));
    }
    let skip = i64::from(u16_at(&header, 26)) + i64::from(u16_at(&header, 28));
    file.seek(SeekFrom::Current(skip))?;
    let packed = BufReader::new(file).take(entry.packed);
    let reader: Box<dyn Read> = match entry.method {
        0 => Box::new(packed),
        8 => Box::new(DeflateDecoder::new(packed)),
        _ => return Err(io::Error::other("the archive is packed in an unusual way; unpack it first")),
    };
    Ok(Checked { reader, crc: Crc::new(), left: entry.size, expected: entry.crc })
}

struct Checked {
    reader: Box<dyn Read>,
    crc: Crc,
    left: u64,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if read == 0 && !buffer.is_empty() && (self.left > 0 || self.crc.sum() != self.expected) {
            return Err(damaged("its checksum does not fit"));
        }
        self.crc.update(&buffer[..read]);
        self.left =
            self.left.checked_sub(read as u64).ok_or_else(|| damaged("a file is longer than it says"))?;
        Ok(read)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
