//! Which kind of archive a stream is.

/// Kinds of streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Records of a crawler.
    Warc,
    /// Entries with names.
    Zip,
    /// Mails one after the other.
    Mbox,
    /// Lines of JSON.
    JsonLines,
    /// Rows of a table.
    Table,
    /// One document.
    Document,
}

/// Tells the kind from the first bytes, which leave no doubt for archives, and from the name for tables and lines.
pub fn kind_of(name: &str, head: &[u8]) -> Kind {
    let mut lower = name.to_ascii_lowercase();
    if let Some(inner) = lower.strip_suffix(".gz") {
        lower = inner.to_owned();
    }
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if text.starts_with(b"WARC/") {
        return Kind::Warc;
    }
    if text.starts_with(b"From ") && (ends(&[".mbox", ".mbx"]) || looks_like_mail(text)) {
        return Kind::Mbox;
    }
    if ends(&[".csv", ".tsv"]) {
        return Kind::Table;
    }
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    let is_feed = text.windows(20).any(|part| part.eq_ignore_ascii_case(b"jsonfeed.org/version"));
    if ends(&[".jsonl", ".ndjson"]) && !text.is_empty()
        || first == Some(&b'{') && !is_feed && !ends(&[".txt", ".md"])
    {
        return Kind::JsonLines;
    }
    Kind::Document
}

/// Whether the second line is a mail header.
fn looks_like_mail(text: &[u8]) -> bool {
    let second = text.split(|byte| *byte == b'\n').nth(1).unwrap_or(&[]);
    let name = second.iter().position(|byte| *byte == b':').map_or(&[][..], |at| &second[..at]);
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_known_by_their_bytes_and_tables_by_their_names() {
        assert_eq!(kind_of("a", b"WARC/1.1\r\n"), Kind::Warc);
        assert_eq!(kind_of("a.txt", b"PK\x03\x04rest"), Kind::Zip);
        assert_eq!(kind_of("inbox", b"From a@b Mon\nReceived: x"), Kind::Mbox);
        assert_eq!(kind_of("a.txt", b"From the town, two dead.\nMore words"), Kind::Document);
        assert_eq!(kind_of("a.csv.gz", b"id,text"), Kind::Table);
        assert_eq!(kind_of("a.json", b"{\"text\": 1}"), Kind::JsonLines);
        assert_eq!(kind_of("a.json", b"{\"version\": \"https://jsonfeed.org/version/1\"}"), Kind::Document);
        assert_eq!(kind_of("a.html", b"<html>"), Kind::Document);
    }
}
