//! What a file is: told from its first bytes, its name and what the transport said.

/// The shapes that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    JsonLines,
    JsonFeed,
    Feed,
    Mail,
    Table,
    Pdf,
    Html,
    Text,
}

/// What can be read piece by piece, however large it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// Lines of JSON.
    Lines,
    /// Rows of a table.
    Rows,
}

/// Whether a file, by its name and its first bytes, can be read piece by piece. A `.gz` at the end of the name is none of
/// its own: the bytes are those unpacked.
pub fn find_stream(name: &str, head: &[u8]) -> Option<Stream> {
    let plain = name
        .len()
        .checked_sub(3)
        .filter(|at| name.is_char_boundary(*at) && name[*at..].eq_ignore_ascii_case(".gz"));
    match find_shape(&name[..plain.unwrap_or(name.len())], None, head) {
        _ if head.is_empty() => None,
        Shape::JsonLines => Some(Stream::Lines),
        Shape::Table => Some(Stream::Rows),
        _ => None,
    }
}

/// Tells the shape. Bytes that leave no doubt win over the name, the name over the media type.
pub(super) fn find_shape(name: &str, media_type: Option<&str>, bytes: &[u8]) -> Shape {
    let name = name.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let is_media = |kinds: &[&str]| media_type.is_some_and(|own| kinds.contains(&own));
    let head = &bytes[..bytes.len().min(2048)];
    // Some programs write a line before the mark.
    let is_pdf = |head: &[u8]| head.windows(5).any(|window| window == b"%PDF-");
    if head.starts_with(b"%PDF-") || ends(&[".pdf"]) && is_pdf(head) {
        return Shape::Pdf;
    }
    let first =
        head.iter().position(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    let head = head[first.unwrap_or(0)..].to_ascii_lowercase();
    let has = |mark: &[u8]| head.windows(mark.len()).any(|window| window == mark);
    if has(b"jsonfeed.org/version") && head.first() == Some(&b'{') {
        return Shape::JsonFeed;
    }
    if ends(&[".jsonl", ".ndjson"]) || head.first() == Some(&b'{') && !ends(&[".txt", ".md"]) {
        return Shape::JsonLines;
    }
    if ends(&[".eml"]) || is_media(&["message/rfc822"]) {
        return Shape::Mail;
    }
    if ends(&[".csv", ".tsv"]) || is_media(&["text/csv", "text/tab-separated-values"]) {
        return Shape::Table;
    }
    let opens = head.first() == Some(&b'<');
    if opens && has(b"<html") {
        return Shape::Html;
    }
    if opens && [b"<rss".as_slice(), b"<feed", b"<rdf:rdf"].iter().any(|mark| has(mark)) {
        return Shape::Feed;
    }
    let is_page = opens && [b"<!doctype html".as_slice(), b"<body", b"<head"].iter().any(|mark| has(mark));
    if is_page || ends(&[".html", ".htm", ".xhtml"]) || is_media(&["text/html", "application/xhtml+xml"]) {
        return Shape::Html;
    }
    Shape::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_rows_are_streams_also_when_packed() {
        assert_eq!(find_stream("a.CSV.gz", b"id,text"), Some(Stream::Rows));
        assert_eq!(find_stream("a.json", b"{\"text\": 1}"), Some(Stream::Lines));
        assert_eq!(find_stream("a.jsonl", b""), None);
        assert_eq!(find_stream("a.json", b"{\"version\": \"https://jsonfeed.org/version/1\"}"), None);
        assert_eq!(find_stream("a.html", b"<html>"), None);
    }

    #[test]
    fn bytes_then_names_then_media_types_tell_the_shape() {
        let shape = |name, media, bytes: &str| find_shape(name, media, bytes.as_bytes());
        assert_eq!(shape("a.xml", None, "<?xml version='1.0'?>\n<rss version='2.0'>"), Shape::Feed);
        assert_eq!(shape("a.html", None, "<feed xmlns='x'>"), Shape::Feed);
        assert_eq!(shape("a", None, "<!DOCTYPE html><title>a"), Shape::Html);
        assert_eq!(shape("a", Some("text/html"), "words"), Shape::Html);
        assert_eq!(shape("a.txt", None, "{not json"), Shape::Text);
        assert_eq!(shape("a", None, r#"{"version": "https://jsonfeed.org/version/1.1"}"#), Shape::JsonFeed);
        assert_eq!(shape("a.csv", None, "id,text"), Shape::Table);
        assert_eq!(shape("a.html", None, "%PDF-1.7"), Shape::Pdf);
        assert_eq!(shape("a.pdf", None, "\n%PDF-1.7"), Shape::Pdf);
        assert_eq!(shape("a.EML", None, "From: a"), Shape::Mail);
    }
}
