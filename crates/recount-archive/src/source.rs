//! A stream that undoes compression and knows where in the file it stands.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::limits::Limits;

/// Bytes of a file, compressed or not. Compressed files may have any number of members, as crawlers write them.
pub struct Source<R> {
    state: State<R>,
    limits: Limits,
}

enum State<R> {
    Plain(Counting<R>),
    Packed(Box<Packed<R>>),
    /// Between two states; never seen from outside.
    Gone,
}

struct Packed<R> {
    decoder: GzDecoder<Counting<R>>,
    /// Where the member that is read begins.
    member: u64,
    buffer: Vec<u8>,
    at: usize,
    /// Bytes unpacked of this member before the buffer.
    unpacked: u64,
    total: u64,
    is_done: bool,
}

const BUFFER: usize = 64 << 10;

impl<R: BufRead> Source<R> {
    /// Looks at the first bytes and starts.
    pub fn new(mut reader: R, limits: Limits) -> io::Result<Self> {
        let is_packed = reader.fill_buf()?.starts_with(b"\x1F\x8B");
        let counting = Counting { inner: reader, count: 0 };
        let state =
            if is_packed { State::Packed(Box::new(Packed::of(counting))) } else { State::Plain(counting) };
        Ok(Self { state, limits })
    }

    /// Where the next byte stands in the file; of a compressed file, where the member that holds it begins.
    pub fn place(&self) -> u64 {
        match &self.state {
            State::Plain(plain) => plain.count,
            State::Packed(packed) => packed.member,
            State::Gone => 0,
        }
    }

    /// Whether the file was compressed.
    pub fn is_packed(&self) -> bool {
        matches!(self.state, State::Packed(_))
    }
}

impl<R: BufRead> Packed<R> {
    fn of(counting: Counting<R>) -> Self {
        let member = counting.count;
        Self {
            decoder: GzDecoder::new(counting),
            member,
            buffer: Vec::new(),
            at: 0,
            unpacked: 0,
            total: 0,
            is_done: false,
        }
    }

    /// Fills the buffer from one member only, so that the place of its bytes is known.
    fn fill(mut self, limits: &Limits) -> (Self, io::Result<()>) {
        while self.at >= self.buffer.len() && !self.is_done {
            self.unpacked += self.buffer.len() as u64;
            self.buffer.resize(BUFFER, 0);
            self.at = 0;
            let len = match self.decoder.read(&mut self.buffer) {
                Ok(len) => len,
                Err(error) => {
                    self.buffer.clear();
                    self.is_done = true;
                    return (self, Err(error));
                }
            };
            self.buffer.truncate(len);
            self.total += len as u64;
            let packed = self.decoder.get_ref().count.max(1);
            if self.total > Limits::FREE_BYTES && self.total / packed > limits.ratio {
                self.buffer.clear();
                self.is_done = true;
                let message = format!("unpacks to more than {} times its size", limits.ratio);
                return (self, Err(io::Error::new(io::ErrorKind::FileTooLarge, message)));
            }
            if len > 0 {
                break;
            }
            let mut rest = self.decoder.into_inner();
            match rest.skip_zeros() {
                Ok(true) => {
                    let total = self.total;
                    self = Self { total, ..Self::of(rest) };
                }
                end => {
                    self = Self { is_done: true, total: self.total, ..Self::of(rest) };
                    return (self, end.map(|_| ()));
                }
            }
        }
        (self, Ok(()))
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if matches!(&self.state, State::Packed(packed) if packed.at >= packed.buffer.len() && !packed.is_done)
        {
            let State::Packed(packed) = std::mem::replace(&mut self.state, State::Gone) else {
                return Ok(&[]);
            };
            let (packed, result) = packed.fill(&self.limits);
            self.state = State::Packed(Box::new(packed));
            result?;
        }
        match &mut self.state {
            State::Plain(plain) => plain.inner.fill_buf(),
            State::Packed(packed) => Ok(&packed.buffer[packed.at..]),
            State::Gone => Ok(&[]),
        }
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.state {
            State::Plain(plain) => plain.consume(amount),
            State::Packed(packed) => packed.at = (packed.at + amount).min(packed.buffer.len()),
            State::Gone => {}
        }
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let buffer = self.fill_buf()?;
        let len = buffer.len().min(into.len());
        into[..len].copy_from_slice(&buffer[..len]);
        self.consume(len);
        Ok(len)
    }
}

/// Counts what was consumed.
struct Counting<R> {
    inner: R,
    count: u64,
}

impl<R: BufRead> Counting<R> {
    /// Skips padding; false at the end of the file.
    fn skip_zeros(&mut self) -> io::Result<bool> {
        loop {
            let buffer = self.inner.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let zeros = buffer.iter().take_while(|byte| **byte == 0).count();
            let is_over = zeros < buffer.len();
            self.consume(zeros);
            if is_over {
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead> Read for Counting<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(into)?;
        self.count += len as u64;
        Ok(len)
    }
}

impl<R: BufRead> BufRead for Counting<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.count += amount as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packing::packed;

    #[test]
    fn the_place_is_where_the_member_of_the_next_byte_begins() {
        let (first, second) = (packed(b"one\n"), packed(b"two\n"));
        let file = [first.clone(), vec![0; 3], second].concat();
        let mut source = Source::new(&file[..], Limits::default()).unwrap();
        let mut line = String::new();
        source.fill_buf().unwrap();
        assert_eq!(source.place(), 0);
        source.read_line(&mut line).unwrap();
        source.fill_buf().unwrap();
        assert_eq!(source.place(), first.len() as u64 + 3);
        source.read_line(&mut line).unwrap();
        assert_eq!(line, "one\ntwo\n");
        assert!(source.fill_buf().unwrap().is_empty());
    }

    #[test]
    fn a_cut_file_gives_what_stands_before_the_cut_and_then_an_error() {
        let whole = [packed(b"one\n"), packed(&[b'x'; 100_000])].concat();
        let mut source = Source::new(&whole[..whole.len() - 9], Limits::default()).unwrap();
        let mut read = Vec::new();
        let error = source.read_to_end(&mut read).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert!(read.starts_with(b"one\n"));
    }

    #[test]
    fn a_file_that_unpacks_beyond_measure_is_refused() {
        let bomb = packed(&vec![0; 64 << 20]);
        let mut source = Source::new(&bomb[..], Limits::default()).unwrap();
        let error = io::copy(&mut source, &mut io::sink()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
