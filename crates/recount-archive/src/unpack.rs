//! Goes through a file and everything packed in it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};

use zip::ZipArchive;

use crate::http::{Trouble, read_answer};
use crate::kind::{HEAD, Kind, kind_of};
use crate::limits::Limits;
use crate::mbox::next_letter;
use crate::source::Source;
use crate::warc::{End, Record, find_record, next_record};
use crate::zipped::{entries, of_zip};
use crate::{Document, Problem};

/// Whoever takes what is found; every answer is false once no more is wanted.
pub trait Take {
    /// Takes a document.
    fn document(&mut self, document: Document) -> bool;
    /// Whether something, by its name and its first bytes, is wanted as a stream and not as a document.
    fn wants_stream(&self, name: &str, head: &[u8]) -> bool;
    /// Takes a stream that is wanted as one, and reads it to its end.
    fn stream(&mut self, name: &str, reader: &mut dyn BufRead) -> bool;
    /// Takes what could not be read.
    fn problem(&mut self, problem: Problem) -> bool;
    /// Takes the name of something that by its kind holds no report.
    fn left_out(&mut self, name: &str);
}

/// What is unpacked.
pub enum Opened<'r> {
    /// A file, which can be read from any place.
    File(File),
    /// A stream that can be read once.
    Stream(Box<dyn BufRead + 'r>),
}

/// Takes everything out of a file; false once the taker wants no more.
pub fn unpack(name: &str, opened: Opened<'_>, limits: &Limits, take: &mut dyn Take) -> bool {
    match opened {
        Opened::File(file) => {
            let mut reader = BufReader::with_capacity(256 << 10, file);
            match reader.fill_buf() {
                Ok(head) if kind_of(name, head) == Kind::Zip => match reader.rewind() {
                    Ok(()) => read_zip(name, reader, 0, limits, take),
                    Err(error) => take.problem(of_io(name, &error)),
                },
                Ok(_) => read_stream(name, &mut reader, 0, limits, take),
                Err(error) => take.problem(of_io(name, &error)),
            }
        }
        Opened::Stream(mut reader) => read_stream(name, &mut reader, 0, limits, take),
    }
}

fn read_stream(
    name: &str,
    reader: &mut dyn BufRead,
    depth: usize,
    limits: &Limits,
    take: &mut dyn Take,
) -> bool {
    if depth > limits.depth {
        let message = format!("archives inside archives more than {} deep are not read", limits.depth);
        return take.problem(Problem::new(name, "too-deep", message));
    }
    let mut source = match Source::new(reader, *limits) {
        Ok(source) => source,
        Err(error) => return take.problem(of_io(name, &error)),
    };
    let (kind, is_streamed) = match source.fill_buf().map(|head| &head[..head.len().min(HEAD)]) {
        Ok(head) => (kind_of(name, head), take.wants_stream(name, head)),
        Err(error) => return take.problem(of_io(name, &error)),
    };
    match kind {
        Kind::Warc => read_warc(name, &mut source, limits, take),
        Kind::Mbox => read_mbox(name, &mut source, limits, take),
        Kind::Other if is_streamed => take.stream(name, &mut source),
        Kind::Zip | Kind::Other => match read_whole(name, &mut source, limits) {
            Ok(bytes) if kind == Kind::Zip => read_zip(name, Cursor::new(bytes), depth, limits, take),
            Ok(bytes) => take.document(Document { name: name.to_owned(), bytes, ..Document::default() }),
            Err(problem) => take.problem(problem),
        },
    }
}

fn read_whole(name: &str, reader: &mut impl Read, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let limit = limits.document_bytes;
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(|error| of_io(name, &error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(name, None, limit));
    }
    Ok(bytes)
}

fn too_large(name: &str, bytes: Option<u64>, limit: u64) -> Problem {
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    let size = bytes.map_or_else(String::new, |bytes| format!("{} MB, ", megabytes(bytes)));
    let message =
        format!("too large: {size}more than the {} MB one text may have; see --max-size", megabytes(limit));
    Problem::new(name, "too-large", message)
}

fn of_io(name: &str, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Problem::new(name, "truncated", "the compressed file is cut off"),
        io::ErrorKind::FileTooLarge => Problem::new(name, "too-large", format!("refused: {error}")),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            Problem::new(name, "damaged", format!("the compressed file is damaged: {error}"))
        }
        _ => Problem::new(name, "unreadable", error.to_string()),
    }
}

fn read_zip<R: Read + Seek>(
    name: &str,
    reader: R,
    depth: usize,
    limits: &Limits,
    take: &mut dyn Take,
) -> bool {
    let tell = |take: &mut dyn Take, name: &str, error: &zip::result::ZipError| {
        let (kind, message) = of_zip(error);
        take.problem(Problem::new(name, kind, message))
    };
    let mut archive = match ZipArchive::new(reader) {
        Ok(archive) => archive,
        Err(error) => return tell(take, name, &error),
    };
    if archive.len() > limits.entries {
        let message = format!("{} entries, more than the {} allowed", archive.len(), limits.entries);
        return take.problem(Problem::new(name, "too-many", message));
    }
    for (at, entry) in entries(&mut archive) {
        let inner = format!("{name}!{entry}");
        if is_media(&entry) {
            take.left_out(&inner);
            continue;
        }
        let goes_on = match archive.by_index(at) {
            Err(error) => tell(take, &inner, &error),
            Ok(file)
                if file.size() > Limits::FREE_BYTES
                    && file.size() / file.compressed_size().max(1) > limits.ratio =>
            {
                let message = format!("refused: unpacks to more than {} times its size", limits.ratio);
                take.problem(Problem::new(&inner, "too-large", message))
            }
            // An entry that unpacks to more than its head says is cut there by the zip reader's checks.
            Ok(file) => {
                let mut reader = BufReader::with_capacity(64 << 10, file);
                read_stream(&inner, &mut reader, depth + 1, limits, take)
            }
        };
        if !goes_on {
            return false;
        }
    }
    true
}

/// Whether a file by its name holds pictures, sound, programs or keys, and no text that tells of anything.
pub fn is_media(name: &str) -> bool {
    const ENDS: [&str; 52] = [
        ".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".avif", ".heic", ".svg", ".ico", ".bmp", ".tif",
        ".tiff", ".mp4", ".m4v", ".webm", ".mov", ".avi", ".mkv", ".mpg", ".mpeg", ".3gp", ".ts", ".m3u8",
        ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".aac", ".css", ".js", ".mjs", ".map",
        ".woff", ".woff2", ".ttf", ".otf", ".eot", ".swf", ".pem", ".crt", ".tsr", ".ots", ".sig", ".asc",
        ".cdx", ".cdxj", ".idx", ".vtt",
    ];
    let lower = name.to_ascii_lowercase();
    ENDS.iter().any(|end| lower.ends_with(end))
}

fn read_mbox<R: BufRead>(name: &str, source: &mut Source<R>, limits: &Limits, take: &mut dyn Take) -> bool {
    let mut begun = false;
    loop {
        let goes_on = match next_letter(source, &mut begun, limits.document_bytes) {
            Ok(None) => return true,
            Ok(Some(letter)) => {
                let name = format!("{name}@{}", letter.place);
                if letter.is_too_large {
                    take.problem(too_large(&name, None, limits.document_bytes))
                } else {
                    take.document(Document {
                        name,
                        bytes: letter.bytes,
                        content_type: Some("message/rfc822".to_owned()),
                        ..Document::default()
                    })
                }
            }
            Err(error) => return take.problem(of_io(name, &error)),
        };
        if !goes_on {
            return false;
        }
    }
}

fn read_warc<R: BufRead>(name: &str, source: &mut Source<R>, limits: &Limits, take: &mut dyn Take) -> bool {
    let mut documents = 0;
    loop {
        let goes_on = match next_record(source, limits.document_bytes) {
            Ok(record) => {
                documents += 1;
                take_record(name, record, limits, take)
            }
            Err(End::Done) => return true,
            Err(End::Truncated(place)) => {
                let message = format!(
                    "the file is cut off inside the record that begins at byte {place}; the {documents} records before it were read"
                );
                return take.problem(Problem::new(name, "truncated", message));
            }
            Err(End::Io(error)) => return take.problem(of_io(name, &error)),
            Err(End::Damaged(place)) => {
                let message = format!("no WARC record at byte {place}; reading goes on at the next one");
                let goes_on = take.problem(Problem::new(name, "damaged", message));
                match find_record(source) {
                    Ok(true) => goes_on,
                    Ok(false) => return goes_on,
                    Err(error) => return goes_on && take.problem(of_io(name, &error)),
                }
            }
        };
        if !goes_on {
            return false;
        }
    }
}

fn take_record(name: &str, record: Record, limits: &Limits, take: &mut dyn Take) -> bool {
    let name = format!("{name}@{}", record.place);
    if let Some(bytes) = record.oversize {
        return take.problem(too_large(&name, Some(bytes), limits.document_bytes));
    }
    let mut document = Document {
        name,
        bytes: record.content,
        url: record.url,
        content_type: record.content_type,
        saved: record.date,
        is_crawled: true,
    };
    let is_answer = document.content_type.as_deref().is_some_and(|kind| kind.starts_with("application/http"));
    match record.kind.as_str() {
        "response" if is_answer => match read_answer(&document.bytes, limits.document_bytes) {
            Ok(answer) => {
                document.bytes = answer.body;
                document.content_type = answer.content_type;
                if !(200..300).contains(&answer.status) {
                    take.left_out(&document.name);
                    return true;
                }
            }
            Err(Trouble::NoHead) => {
                return take.problem(Problem::new(
                    document.name,
                    "damaged",
                    "the record holds no answer of a server",
                ));
            }
            Err(Trouble::Encoding) => {
                // Pictures and scripts packed so are none of our business.
                take.left_out(&document.name);
                return true;
            }
            Err(Trouble::TooLarge) => {
                return take.problem(too_large(&document.name, None, limits.document_bytes));
            }
        },
        "response" | "resource" | "conversion" => {}
        _ => return true,
    }
    if is_page(&document) {
        take.document(document)
    } else {
        take.left_out(&document.name);
        true
    }
}

/// Whether a crawled document can hold a report: pages, feeds and plain text, as their type says or their bytes show.
fn is_page(document: &Document) -> bool {
    let kind = document.content_type.as_deref().unwrap_or("").split(';').next().unwrap_or("").trim();
    let path = document.url.as_deref().unwrap_or("").split(['?', '#']).next().unwrap_or("");
    let head = &document.bytes[..document.bytes.len().min(HEAD)];
    let has = |mark: &[u8]| head.windows(mark.len()).any(|part| part.eq_ignore_ascii_case(mark));
    if document.bytes.is_empty()
        || is_media(path)
        || path.ends_with("/robots.txt")
        || path.ends_with("/ads.txt")
    {
        return false;
    }
    match kind.to_ascii_lowercase().as_str() {
        "text/html" | "application/xhtml+xml" | "text/plain" | "application/feed+json" => true,
        "application/pdf" => cfg!(feature = "pdf"),
        kind if kind.ends_with("xml") => has(b"<rss") || has(b"<feed") || has(b"<rdf:rdf"),
        "" => has(b"<html") || has(b"<!doctype html"),
        _ => false,
    }
}
