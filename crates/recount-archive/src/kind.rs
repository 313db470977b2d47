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
    /// Anything else: one document, or whatever the taker makes of it.
    Other,
}

/// How many of the first bytes are looked at.
pub const HEAD: usize = 2048;

/// Tells the kind from the first bytes, which leave no doubt for archives, and from the name for mailboxes.
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
    Kind::Other
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
    fn archives_are_known_by_their_bytes() {
        assert_eq!(kind_of("a", b"WARC/1.1\r\n"), Kind::Warc);
        assert_eq!(kind_of("a.txt", b"PK\x03\x04rest"), Kind::Zip);
        assert_eq!(kind_of("inbox", b"From a@b Mon\nReceived: x"), Kind::Mbox);
        assert_eq!(kind_of("a.txt", b"From the town, two dead.\nMore words"), Kind::Other);
        assert_eq!(kind_of("a.html", b"<html>"), Kind::Other);
    }
}
