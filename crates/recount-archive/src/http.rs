//! The answer of a web server as a crawler kept it: head, chunks, compression.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// A server's answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// Why the body cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The bytes are no answer of a server.
    NoHead,
    /// Packed in a way that is not read.
    Encoding,
    /// The body unpacks to more than allowed.
    TooLarge,
}

/// Takes an answer apart.
pub(crate) fn read_answer(bytes: &[u8], limit: u64) -> Result<Answer, Trouble> {
    let (head, body) = split_head(bytes).ok_or(Trouble::NoHead)?;
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = String::from_utf8_lossy(lines.next().unwrap_or(&[])).into_owned();
    let mut words = first.split_ascii_whitespace();
    let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/"));
    let status =
        words.next().and_then(|word| word.parse().ok()).filter(|_| is_http).ok_or(Trouble::NoHead)?;
    let headers: Vec<(String, String)> = lines.filter_map(header).collect();
    let value = |name: &str| headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let mut body = body.to_vec();
    if value("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked")) {
        // Some crawlers keep the header and undo the chunks; then there are none to undo.
        body = undo_chunks(&body).unwrap_or(body);
    }
    for coding in value("content-encoding").unwrap_or("").split(',').rev() {
        body = undo_coding(&coding.trim().to_ascii_lowercase(), body, limit)?;
    }
    Ok(Answer { status, content_type: value("content-type").map(str::to_owned), body })
}

fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let find = |mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark);
    let crlf = find(b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = find(b"\n\n").map(|at| (at, at + 2));
    let (end, start) = match (crlf, lf) {
        (Some(crlf), Some(lf)) => crlf.min(lf),
        (one, other) => one.or(other)?,
    };
    Some((&bytes[..end], &bytes[start..]))
}

/// A header line, its name in lower case.
pub(crate) fn header(line: &[u8]) -> Option<(String, String)> {
    let at = line.iter().position(|byte| *byte == b':')?;
    let name = String::from_utf8_lossy(&line[..at]).trim().to_ascii_lowercase();
    Some((name, String::from_utf8_lossy(&line[at + 1..]).trim().to_owned()))
}

/// Undoes chunked transfer; none where the bytes are not chunked. A cut last chunk gives what is there.
fn undo_chunks(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    loop {
        let line_len = bytes[at..].iter().take(1000).position(|byte| *byte == b'\n')?;
        let line = String::from_utf8_lossy(&bytes[at..at + line_len]);
        let digits = line.split(';').next().unwrap_or("").trim();
        let size = usize::from_str_radix(digits, 16).ok()?;
        at += line_len + 1;
        if size == 0 {
            return Some(out);
        }
        let end = at.saturating_add(size).min(bytes.len());
        out.extend_from_slice(&bytes[at..end]);
        at = end;
        at += bytes[at..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if at >= bytes.len() {
            return Some(out);
        }
    }
}

fn undo_coding(coding: &str, body: Vec<u8>, limit: u64) -> Result<Vec<u8>, Trouble> {
    let unpack = |reader: &mut dyn Read| {
        let mut out = Vec::new();
        // What was unpacked before an error is kept: crawlers cut long bodies.
        let _ = reader.take(limit + 1).read_to_end(&mut out);
        if out.len() as u64 > limit { Err(Trouble::TooLarge) } else { Ok(out) }
    };
    match coding {
        "gzip" | "x-gzip" if body.starts_with(b"\x1F\x8B") => unpack(&mut MultiGzDecoder::new(&body[..])),
        "deflate" if body.first().is_some_and(|byte| byte & 0x0F == 8) => {
            unpack(&mut ZlibDecoder::new(&body[..]))
        }
        "deflate" if !looks_plain(&body) => unpack(&mut DeflateDecoder::new(&body[..])),
        // The header is often kept when the crawler has undone the packing.
        _ if coding.is_empty() || coding == "identity" || looks_plain(&body) => Ok(body),
        _ => Err(Trouble::Encoding),
    }
}

fn looks_plain(body: &[u8]) -> bool {
    let head = &body[..body.len().min(200)];
    std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0'))
        || head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_and_compression_are_undone() {
        let packed = crate::packing::packed(b"<p>two dead</p>");
        let (one, two) = packed.split_at(7);
        let mut bytes =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\ntransfer-encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        for part in [one, two] {
            bytes.extend(format!("{:x};x=y\r\n", part.len()).bytes());
            bytes.extend(part);
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"0\r\n\r\n");
        let answer = read_answer(&bytes, 1000).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"<p>two dead</p>".as_slice()));
        assert_eq!(read_answer(&bytes, 5), Err(Trouble::TooLarge));
    }

    #[test]
    fn headers_that_no_longer_hold_are_ignored() {
        let bytes = b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: br\n\n<p>two dead</p>";
        assert_eq!(read_answer(bytes, 1000).unwrap().body, b"<p>two dead</p>");
        assert_eq!(read_answer(b"no head at all", 1000), Err(Trouble::NoHead));
    }
}
