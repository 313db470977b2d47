//! Crawler archives: WARC records one after the other, compressed record by record or not at all.

use std::io::{self, BufRead, Read};

use crate::http::header;
use crate::source::Source;

/// One record.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Where it begins in the file.
    pub(crate) place: u64,
    /// `response`, `resource`, `conversion` and others, in lower case.
    pub(crate) kind: String,
    pub(crate) url: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) content: Vec<u8>,
    /// Bytes of the content, where they are more than allowed; then the content is empty.
    pub(crate) oversize: Option<u64>,
}

/// How reading a record ended when it gave none.
#[derive(Debug)]
pub(crate) enum End {
    /// The file is over.
    Done,
    /// The file ends inside a record that begins here.
    Truncated(u64),
    /// The bytes here are no record.
    Damaged(u64),
    /// The file cannot be read.
    Io(io::Error),
}

/// Heads of records are short; more than this is no head.
const HEAD_BYTES: u64 = 64 << 10;

/// Reads the next record. The content of kinds that hold no pages is skipped.
pub(crate) fn next_record<R: BufRead>(source: &mut Source<R>, limit: u64) -> Result<Record, End> {
    let mut record = Record::default();
    let first = loop {
        // Fill first: only then is the place that of the byte to come.
        let filled = source.fill_buf().map(<[u8]>::is_empty);
        record.place = source.place();
        if filled.map_err(|error| of_io(error, record.place))? {
            return Err(End::Done);
        }
        let line = head_line(source, record.place)?;
        if !line.is_empty() {
            break line;
        }
    };
    if !first.starts_with(b"WARC/") {
        return Err(End::Damaged(record.place));
    }
    let mut length = None;
    let mut head_bytes = 0;
    loop {
        let line = head_line(source, record.place)?;
        if line.is_empty() {
            break;
        }
        head_bytes += line.len() as u64;
        if head_bytes > HEAD_BYTES {
            return Err(End::Damaged(record.place));
        }
        let Some((name, value)) = header(&line) else { continue };
        match name.as_str() {
            "content-length" => length = value.parse::<u64>().ok(),
            "warc-type" => record.kind = value.to_ascii_lowercase(),
            // Old writers put the address in angle brackets.
            "warc-target-uri" => record.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-date" => record.date = Some(value),
            "content-type" => record.content_type = Some(value),
            _ => {}
        }
    }
    let Some(length) = length else { return Err(End::Damaged(record.place)) };
    let holds_page = matches!(record.kind.as_str(), "response" | "resource" | "conversion");
    let mut content = source.take(length);
    let read = if holds_page && length <= limit {
        content.read_to_end(&mut record.content).map(|len| len as u64)
    } else {
        record.oversize = holds_page.then_some(length);
        io::copy(&mut content, &mut io::sink())
    };
    match read {
        Ok(read) if read == length => Ok(record),
        Ok(_) => Err(End::Truncated(record.place)),
        Err(error) => Err(of_io(error, record.place)),
    }
}

/// Goes on to the next line that opens a record; false at the end of the file.
pub(crate) fn find_record<R: BufRead>(source: &mut Source<R>) -> io::Result<bool> {
    loop {
        let buffer = source.fill_buf()?;
        if buffer.is_empty() {
            return Ok(false);
        }
        if buffer.starts_with(b"WARC/1.") {
            return Ok(true);
        }
        let len = buffer.iter().position(|byte| *byte == b'\n').map_or(buffer.len(), |at| at + 1);
        source.consume(len);
    }
}

fn head_line<R: BufRead>(source: &mut Source<R>, place: u64) -> Result<Vec<u8>, End> {
    let mut line = Vec::new();
    let read = source.take(HEAD_BYTES).read_until(b'\n', &mut line).map_err(|error| of_io(error, place))?;
    if line.pop() != Some(b'\n') {
        return Err(if read as u64 >= HEAD_BYTES { End::Damaged(place) } else { End::Truncated(place) });
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(line)
}

fn of_io(error: io::Error, place: u64) -> End {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => End::Truncated(place),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => End::Damaged(place),
        _ => End::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn record(kind: &str, url: &str, content: &str) -> String {
        format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-05-03T10:00:00Z\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
            content.len()
        )
    }

    #[test]
    fn records_are_read_with_their_places_and_others_are_skipped() {
        let one = record("request", "https://example.org/a", "GET / HTTP/1.1\r\n\r\n");
        let two = record("resource", "<https://example.org/b>", "<p>two</p>");
        let file = format!("{one}{two}");
        let mut source = Source::new(file.as_bytes(), Limits::default()).unwrap();
        let first = next_record(&mut source, 1000).unwrap();
        assert_eq!((first.place, first.kind.as_str(), first.content.len()), (0, "request", 0));
        let second = next_record(&mut source, 1000).unwrap();
        assert_eq!((second.place, second.url.as_deref()), (one.len() as u64, Some("https://example.org/b")));
        assert_eq!(second.content, b"<p>two</p>");
        assert!(matches!(next_record(&mut source, 1000), Err(End::Done)));
    }

    #[test]
    fn a_cut_record_says_where_it_began() {
        let file = record("resource", "https://example.org/b", "<p>two</p>");
        for cut in [20, file.len() - 8] {
            let mut source = Source::new(&file.as_bytes()[..cut], Limits::default()).unwrap();
            assert!(matches!(next_record(&mut source, 1000), Err(End::Truncated(0))), "{cut}");
        }
    }

    #[test]
    fn behind_damage_the_next_record_is_found() {
        let two = record("resource", "https://example.org/b", "<p>two</p>");
        let file = format!("rubbish\nmore of it\n{two}");
        let mut source = Source::new(file.as_bytes(), Limits::default()).unwrap();
        assert!(matches!(next_record(&mut source, 1000), Err(End::Damaged(0))));
        assert!(find_record(&mut source).unwrap());
        assert_eq!(next_record(&mut source, 1000).unwrap().content, b"<p>two</p>");
    }
}
