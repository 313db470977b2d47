//! Takes what the user wants read in, piece by piece.
//!
//! Files of JSON lines are streamed, so they may have any size. Everything else is read whole by whoever works on it,
//! up to a limit.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::listing::Found;

/// Something that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// File as the user named it.
    pub file: Arc<str>,
    /// Line, from 1, in a file of lines.
    pub line: Option<usize>,
    /// The id the line gives itself.
    pub external_id: Option<String>,
    /// What is wrong, for programs.
    pub kind: &'static str,
    /// What is wrong, for people.
    pub message: String,
}

impl Failure {
    /// A failure of a whole file.
    pub fn of_file(file: impl Into<Arc<str>>, kind: &'static str, message: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, external_id: None, kind, message: message.into() }
    }

    /// What the system said of a file.
    pub fn of_io(file: impl Into<Arc<str>>, error: &io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => "missing",
            _ => "unreadable",
        };
        Self::of_file(file, kind, plain_words(error))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// A piece of input for one worker.
#[derive(Debug)]
pub enum Piece {
    /// One line of a file of JSON lines, without its line break.
    Line {
        /// The file.
        file: Arc<str>,
        /// Counts from 1.
        number: usize,
        /// The line.
        bytes: Vec<u8>,
    },
    /// A file to be read whole.
    Whole {
        /// The file as the user named it.
        file: Arc<str>,
        /// Where it is.
        path: PathBuf,
    },
    /// A whole that could only be read once, as standard input.
    Taken {
        /// The file.
        file: Arc<str>,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// What could not even be begun.
    Failed(Failure),
}

/// What a blank line between lines of JSON is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlankLines {
    /// Nothing.
    Skip,
    /// A line like others: whoever counts lines gets a record for each.
    Feed,
}

/// Whatever takes pieces in; false once it wants no more.
pub trait Take {
    /// Takes one.
    fn take(&self, piece: Piece) -> bool;
}

impl<O> Take for crate::ordered::Feed<Piece, O> {
    fn take(&self, piece: Piece) -> bool {
        self.push(piece)
    }
}

/// Feeds everything found, in order, until it is done or nobody takes any more.
pub fn feed(found: Vec<Found>, blank: BlankLines, max_bytes: u64, into: &impl Take) {
    for one in found {
        let goes_on = match one {
            Found::Failed(failure) => into.take(Piece::Failed(failure)),
            Found::Input => feed_stream("-".into(), io::stdin().lock(), blank, max_bytes, into),
            Found::File(path) => feed_file(path, blank, max_bytes, into),
        };
        if !goes_on {
            return;
        }
    }
}

fn feed_file(path: PathBuf, blank: BlankLines, max_bytes: u64, into: &impl Take) -> bool {
    let file: Arc<str> = shown(&path).into();
    let fail = |error: &io::Error| into.take(Piece::Failed(Failure::of_io(file.clone(), error)));
    let (opened, meta) =
        match File::open(&path).and_then(|opened| opened.metadata().map(|meta| (opened, meta))) {
            Ok(both) => both,
            Err(error) => return fail(&error),
        };
    let mut reader = BufReader::with_capacity(256 << 10, opened);
    if !meta.is_file() {
        // A pipe can be read only once, so it is taken in here.
        return feed_stream(file, reader, blank, max_bytes, into);
    }
    match reader.fill_buf() {
        Err(error) => fail(&error),
        Ok(head) if has_lines(&file, head) => feed_lines(file, reader, blank, max_bytes, into),
        Ok(_) => into.take(Piece::Whole { file, path }),
    }
}

fn feed_stream(
    file: Arc<str>,
    mut reader: impl BufRead,
    blank: BlankLines,
    max_bytes: u64,
    into: &impl Take,
) -> bool {
    let fail = |error: &io::Error| into.take(Piece::Failed(Failure::of_io(file.clone(), error)));
    match reader.fill_buf() {
        Err(error) => fail(&error),
        Ok(head) if has_lines(&file, head) => feed_lines(file, reader, blank, max_bytes, into),
        Ok(_) => {
            let mut bytes = Vec::new();
            match reader.take(max_bytes + 1).read_to_end(&mut bytes) {
                Err(error) => fail(&error),
                Ok(_) => into.take(Piece::Taken { file, bytes }),
            }
        }
    }
}

/// Whether this is a file of JSON lines: by its name or, where that does not say, by its first character.
fn has_lines(file: &str, head: &[u8]) -> bool {
    let lower = file.to_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    ends(&[".jsonl", ".ndjson"]) && !head.is_empty() || first == Some(&b'{') && !ends(&[".txt", ".md"])
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

fn feed_lines(
    file: Arc<str>,
    mut reader: impl BufRead,
    blank: BlankLines,
    max_bytes: u64,
    into: &impl Take,
) -> bool {
    for number in 1.. {
        let mut bytes = Vec::new();
        let read = (&mut reader).take(max_bytes + 2).read_until(b'\n', &mut bytes);
        match read {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                let failure = Failure { line: Some(number), ..Failure::of_io(file.clone(), &error) };
                return into.take(Piece::Failed(failure));
            }
        }
        let is_cut = bytes.last() != Some(&b'\n') && bytes.len() as u64 > max_bytes;
        if is_cut {
            let failure = Failure { line: Some(number), ..too_large(file.clone(), None, max_bytes) };
            if !into.take(Piece::Failed(failure)) {
                return false;
            }
            if let Err(error) = skip_line(&mut reader) {
                return into.take(Piece::Failed(Failure::of_io(file, &error)));
            }
            continue;
        }
        let ending = bytes.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count().min(2);
        bytes.truncate(bytes.len() - ending);
        if number == 1 && bytes.starts_with(BOM) {
            bytes.drain(..BOM.len());
        }
        if blank == BlankLines::Skip && bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if !into.take(Piece::Line { file: file.clone(), number, bytes }) {
            return false;
        }
    }
    true
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let (len, is_end) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        reader.consume(len);
        if is_end {
            return Ok(());
        }
    }
}

/// Says that something is larger than one text may be.
pub fn too_large(file: impl Into<Arc<str>>, bytes: Option<u64>, max_bytes: u64) -> Failure {
    let megabytes = |bytes: u64| {
        let number = format!("{:.1}", bytes as f64 / f64::from(1 << 20));
        format!("{} MB", number.trim_end_matches(".0"))
    };
    let size = bytes.map_or_else(String::new, |bytes| format!("{}, ", megabytes(bytes)));
    let message =
        format!("too large: {size}more than the {} one text may have; see --max-size", megabytes(max_bytes));
    Failure::of_file(file, "too-large", message)
}

/// A path as messages show it.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What the system said, in the manner of our messages.
pub fn plain_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => return "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => return "permission denied".to_owned(),
        _ => {}
    }
    let words = error.to_string();
    let words = words.split(" (os error").next().unwrap_or(&words);
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    struct Taken(RefCell<Vec<String>>);

    impl Take for Taken {
        fn take(&self, piece: Piece) -> bool {
            self.0.borrow_mut().push(match piece {
                Piece::Line { number, bytes, .. } => format!("{number} {}", String::from_utf8_lossy(&bytes)),
                Piece::Taken { bytes, .. } => format!("whole {}", bytes.len()),
                Piece::Whole { path, .. } => format!("file {}", path.display()),
                Piece::Failed(failure) => failure.to_string(),
            });
            true
        }
    }

    fn fed(bytes: &[u8], blank: BlankLines, max_bytes: u64) -> Vec<String> {
        let taken = Taken(RefCell::default());
        // A tiny buffer, so that lines cross its borders.
        feed_stream("-".into(), BufReader::with_capacity(4, bytes), blank, max_bytes, &taken);
        taken.0.into_inner()
    }

    #[test]
    fn lines_keep_their_numbers_and_lose_only_their_breaks() {
        let bytes = b"\xEF\xBB\xBF{1}\r\n\n{2}";
        assert_eq!(fed(bytes, BlankLines::Feed, 99), ["1 {1}", "2 ", "3 {2}"]);
        assert_eq!(fed(bytes, BlankLines::Skip, 99), ["1 {1}", "3 {2}"]);
    }

    #[test]
    fn a_line_over_the_limit_is_told_and_the_next_is_read() {
        let told = fed(b"{1}\n{2345678901234567890}\n{3}\n", BlankLines::Feed, 6);
        assert_eq!((told[0].as_str(), told[2].as_str()), ("1 {1}", "3 {3}"));
        assert!(told[1].starts_with("-:2: too large"), "{}", told[1]);
    }

    #[test]
    fn what_is_no_lines_is_taken_whole() {
        assert_eq!(fed(b"<html>\n", BlankLines::Feed, 99), ["whole 7"]);
        assert_eq!(fed(b"", BlankLines::Feed, 99), ["whole 0"]);
        assert_eq!(fed(b"0123456789", BlankLines::Feed, 5), ["whole 6"]);
    }
}
