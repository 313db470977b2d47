//! Takes what the user wants read in, piece by piece.
//!
//! Lines of JSON, rows of tables and archives are streamed, so they may have any size. Everything else is read whole by
//! whoever works on it, up to a limit.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use recount_archive::{Document, HEAD, Kind, Limits, Opened, Problem, kind_of};
use recount_engine::read::{Columns, Given, NO_ROWS, RowEnd, Stream, find_stream, without_text};
use recount_model::{DateBasis, DayOf};

use crate::listing::Found;
use crate::sources::Sources;
use crate::work::Reader;

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
    /// One row of a table.
    Row {
        /// The file.
        file: Arc<str>,
        /// The line it begins on, from 1.
        number: usize,
        /// What its columns hold.
        columns: Arc<Columns>,
        /// The row.
        bytes: Vec<u8>,
    },
    /// A file to be read whole.
    Whole {
        /// The file as the user named it.
        file: Arc<str>,
        /// Where it is.
        path: PathBuf,
        /// What is known of it beside its bytes.
        given: Given,
    },
    /// A whole that could only be read once: from an archive or from standard input.
    Taken {
        /// The file, and where in it the document stands.
        file: Arc<str>,
        /// Its bytes.
        bytes: Vec<u8>,
        /// What is known of it beside its bytes.
        given: Given,
        /// Whether a crawler took it; then it may well hold no text.
        is_crawled: bool,
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

/// How pieces are taken in.
#[derive(Clone)]
pub struct Intaking {
    /// What the lines and columns of the user are called, and how large a text may be.
    pub reader: Reader,
    /// What a blank line between lines of JSON is.
    pub blank: BlankLines,
    /// How many files and records were left out because by their kind they hold no report.
    pub left_out: Arc<AtomicUsize>,
}

impl Intaking {
    /// Settings with nothing left out yet.
    pub fn new(reader: Reader, blank: BlankLines) -> Self {
        Self { reader, blank, left_out: Arc::default() }
    }

    /// What was left out, in words; none where nothing was.
    pub fn told_left_out(&self) -> Option<String> {
        let count = self.left_out.load(Ordering::Relaxed);
        let what = if count == 1 { "file or record that holds" } else { "files or records that hold" };
        (count > 0)
            .then(|| format!("{count} {what} no report by kind (pictures, scripts, error pages) left out"))
    }
}

/// Feeds everything found, in order, until it is done or nobody takes any more.
pub fn feed(found: Vec<Found>, intaking: &Intaking, into: &impl Take) {
    let (found, sources) =
        Sources::take_from(found, intaking.reader.publication(), intaking.reader.field_map());
    for one in found {
        let goes_on = match one {
            Found::Failed(failure) => into.take(Piece::Failed(failure)),
            Found::LeftOut => {
                intaking.left_out.fetch_add(1, Ordering::Relaxed);
                true
            }
            Found::Input => {
                let stream = Opened::Stream(Box::new(io::stdin().lock()));
                unpack("-", stream, Given::default(), intaking, into)
            }
            Found::File(path) => feed_file(path, &sources, intaking, into),
        };
        if !goes_on {
            return;
        }
    }
}

fn feed_file(path: PathBuf, sources: &Sources, intaking: &Intaking, into: &impl Take) -> bool {
    let given = sources.find(&path);
    let file: Arc<str> = shown(&path).into();
    let fail = |error: &io::Error| into.take(Piece::Failed(Failure::of_io(file.clone(), error)));
    let (mut opened, meta) =
        match File::open(&path).and_then(|opened| opened.metadata().map(|meta| (opened, meta))) {
            Ok(both) => both,
            Err(error) => return fail(&error),
        };
    if !meta.is_file() {
        // A pipe can be read only once, so it is taken in here.
        let stream = Opened::Stream(Box::new(BufReader::new(opened)));
        return unpack(&file, stream, given, intaking, into);
    }
    let mut head = Vec::new();
    if let Err(error) = (&mut opened).take(HEAD as u64).read_to_end(&mut head) {
        return fail(&error);
    }
    // A plain document is loaded by whoever works on it, so that all cores load.
    let is_document = kind_of(&file, &head) == Kind::Other && find_stream(&file, &head).is_none();
    if is_document && !head.starts_with(b"\x1F\x8B") {
        return into.take(Piece::Whole { file, path, given });
    }
    match io::Seek::rewind(&mut opened) {
        Ok(()) => unpack(&file, Opened::File(opened), given, intaking, into),
        Err(error) => fail(&error),
    }
}

fn unpack(file: &str, opened: Opened<'_>, given: Given, intaking: &Intaking, into: &impl Take) -> bool {
    let limits = Limits { document_bytes: intaking.reader.max_bytes(), ..Limits::default() };
    recount_archive::unpack(file, opened, &limits, &mut Unpacked { given, intaking, into })
}

/// Turns what archives hold into pieces.
struct Unpacked<'u, T> {
    /// What is known of the whole file.
    given: Given,
    intaking: &'u Intaking,
    into: &'u T,
}

impl<T: Take> recount_archive::Take for Unpacked<'_, T> {
    fn document(&mut self, document: Document) -> bool {
        let mut given = Given { url: document.url, ..Given::default() };
        if let Some(content_type) = &document.content_type {
            given.take_content_type(content_type);
        }
        let saved = document.saved.as_deref().and_then(|saved| saved.get(..10)?.parse().ok());
        if let Some(on) = saved {
            given.add_day(on, DayOf::Saved, DateBasis::Metadata, "archive record");
        }
        self.into.take(Piece::Taken {
            file: document.name.into(),
            bytes: document.bytes,
            given: given.or(&self.given),
            is_crawled: document.is_crawled,
        })
    }

    fn wants_stream(&self, name: &str, head: &[u8]) -> bool {
        find_stream(name, head).is_some()
    }

    fn stream(&mut self, name: &str, mut reader: &mut dyn BufRead) -> bool {
        let stream = match reader.fill_buf() {
            Ok(head) => find_stream(name, &head[..head.len().min(HEAD)]),
            Err(error) => return self.into.take(Piece::Failed(Failure::of_io(name, &error))),
        };
        match stream {
            Some(Stream::Rows) => feed_rows(name.into(), &mut reader, self.intaking, self.into),
            _ => feed_lines(
                name.into(),
                &mut reader,
                self.intaking.blank,
                self.intaking.reader.max_bytes(),
                self.into,
            ),
        }
    }

    fn problem(&mut self, problem: Problem) -> bool {
        self.into.take(Piece::Failed(Failure::of_file(problem.name, problem.kind, problem.message)))
    }

    fn left_out(&mut self, _: &str) {
        self.intaking.left_out.fetch_add(1, Ordering::Relaxed);
    }
}

/// Rows end at line breaks outside quotation marks.
fn feed_rows(file: Arc<str>, mut reader: impl BufRead, intaking: &Intaking, into: &impl Take) -> bool {
    let max_bytes = intaking.reader.max_bytes();
    let fail = |number, failure: Failure| into.take(Piece::Failed(Failure { line: Some(number), ..failure }));
    let mut columns: Option<Arc<Columns>> = None;
    let (mut number, mut has_rows) = (1, false);
    loop {
        let (mut bytes, mut lines, mut end) = (Vec::new(), 0, RowEnd::default());
        loop {
            let before = bytes.len();
            match (&mut reader).take(max_bytes + 2).read_until(b'\n', &mut bytes) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return fail(number, Failure::of_io(file.clone(), &error)),
            }
            lines += 1;
            if end.find(&bytes[before..]).is_some() || bytes.len() as u64 > max_bytes {
                break;
            }
        }
        if lines == 0 {
            let is_bare = columns.is_some() && !has_rows;
            return !is_bare || into.take(Piece::Failed(Failure::of_file(file, "no-text", NO_ROWS)));
        }
        let at = number;
        number += lines;
        if bytes.len() as u64 > max_bytes {
            // Where quotation marks do not match, everything to the end is one row; there is nothing to go on with.
            return fail(at, too_large(file.clone(), None, max_bytes));
        }
        let ending = bytes.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count().min(2);
        bytes.truncate(bytes.len() - ending);
        let Some(columns) = &columns else {
            match Columns::of_header(&bytes, intaking.reader.field_map(), intaking.reader.publication()) {
                Ok(found) if found.has_text() => columns = Some(Arc::new(found)),
                Ok(found) => {
                    return into.take(Piece::Failed(Failure::of_file(
                        file,
                        "missing-field",
                        without_text(&found),
                    )));
                }
                Err(message) => return into.take(Piece::Failed(Failure::of_file(file, "binary", message))),
            }
            continue;
        };
        let is_blank = bytes.iter().all(u8::is_ascii_whitespace);
        has_rows |= !is_blank;
        let piece = Piece::Row { file: file.clone(), number: at, columns: columns.clone(), bytes };
        if !is_blank && !into.take(piece) {
            return false;
        }
    }
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
                Piece::Failed(failure) => failure.to_string(),
                other => format!("{other:?}"),
            });
            true
        }
    }

    fn fed(bytes: &[u8], blank: BlankLines, max_bytes: u64) -> Vec<String> {
        let taken = Taken(RefCell::default());
        // A tiny buffer, so that lines cross its borders.
        feed_lines("-".into(), BufReader::with_capacity(4, bytes), blank, max_bytes, &taken);
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
}
