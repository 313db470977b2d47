//! Bytes to text, with the way back.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use recount_model::Notice;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::error::ReadErrorKind;
use super::runs::Runs;

/// Decoded text.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// From the text to the raw bytes.
    pub(super) runs: Runs,
    pub(super) notices: Vec<Notice>,
    /// Name of the encoding.
    pub(super) encoding: &'static str,
}

/// Decodes by byte-order mark, then as UTF-8, then by the encoding the page declares, then by guess.
pub(super) fn decode(
    bytes: &[u8],
    declared: Option<&'static Encoding>,
) -> Result<Decoded, (ReadErrorKind, String)> {
    if bytes.starts_with(b"%PDF") {
        return Err((ReadErrorKind::Binary, "the bytes are a PDF and not text".to_owned()));
    }
    let marked = Encoding::for_bom(bytes);
    if marked.is_none() && looks_binary(bytes) {
        return Err((ReadErrorKind::Binary, "the file is not text".to_owned()));
    }
    let (encoding, mark_len) = marked.unwrap_or((UTF_8, 0));
    let content = &bytes[mark_len..];
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(content)
    {
        let runs = Runs::identity(text.len(), mark_len as u64);
        let (text, runs) = composed(text.to_owned(), runs);
        return Ok(Decoded { text, runs, notices: Vec::new(), encoding: UTF_8.name() });
    }
    let mut notices = Vec::new();
    let encoding = if marked.is_some() {
        encoding
    } else if let Some(declared) = declared.filter(|declared| *declared != UTF_8) {
        declared
    } else if is_nearly_utf8(content) {
        notices.push(Notice::new(
            "read.encoding-damaged",
            "some bytes are no UTF-8 and are shown as a replacement character",
        ));
        UTF_8
    } else {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(content, true);
        let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
        let message = format!("the file names no encoding and is no UTF-8; read as {}", guess.name());
        notices.push(Notice::new("read.encoding-guessed", message));
        guess
    };
    let (text, _) = encoding.decode_without_bom_handling(content);
    let text = text.into_owned();
    let runs = if encoding == UTF_8 {
        Some(damaged_utf8_runs(content, mark_len))
    } else {
        runs_of(&text, content.len(), mark_len, encoding)
    };
    let runs = runs.unwrap_or_else(|| {
        let message = "positions in the original file are not known for this encoding";
        notices.push(Notice::new("read.offsets-unknown", message));
        Runs::default()
    });
    let (text, runs) = composed(text, runs);
    Ok(Decoded { text, runs, notices, encoding: encoding.name() })
}

/// Whether nothing in a text is to be put together, as far as a quick look tells.
///
/// Characters below U+0300 are never marks, and their first byte in UTF-8 is below `0xCC`; most text is nothing else.
fn is_composed(text: &str) -> bool {
    let higher = text.bytes().enumerate().filter(|(_, byte)| *byte >= 0xCC);
    is_nfc_quick(higher.filter_map(|(at, _)| text[at..].chars().next())) == IsNormalized::Yes
}

/// Puts letters and the marks behind them together (Unicode normal form C), so that a name is one name however a page
/// spells it. Every other character, direction marks among them, stays as it is.
fn composed(text: String, runs: Runs) -> (String, Runs) {
    if is_composed(&text) {
        return (text, runs);
    }
    let mut out = String::with_capacity(text.len());
    let mut above = Runs::default();
    let mut at = 0;
    while at < text.len() {
        // What stands before the letter that the next higher character may belong to is composed as it is.
        let higher =
            text.as_bytes()[at..].iter().position(|byte| *byte >= 0xCC).map_or(text.len(), |to| at + to);
        let plain = text[at..higher].char_indices().next_back().map_or(0, |(last, _)| last);
        let plain = if higher == text.len() { text.len() - at } else { plain };
        if plain > 0 {
            above.push(out.len(), plain, at as u64, plain);
            out.push_str(&text[at..at + plain]);
            at += plain;
            continue;
        }
        // One letter with all its marks is composed at a time; nothing reaches over the next letter.
        let len = text[at..]
            .char_indices()
            .skip(1)
            .find(|(_, c)| canonical_combining_class(*c) == 0)
            .map_or(text.len() - at, |(next, _)| next);
        let from = out.len();
        out.extend(text[at..at + len].nfc());
        if out[from..] == text[at..at + len] {
            above.push(from, len, at as u64, len);
        } else {
            above.push(from, out.len() - from, at as u64, len);
        }
        at += len;
    }
    (out, above.through(&runs))
}

/// NUL bytes or many control characters.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let control = head
        .iter()
        .filter(|byte| **byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B))
        .count();
    head.contains(&0) || control * 20 > head.len()
}

/// A few broken bytes in much good UTF-8, as a cut or a bad join leaves them; a legacy encoding breaks far more.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

/// Runs of UTF-8 with broken places, each of which decodes to one replacement character.
fn damaged_utf8_runs(content: &[u8], mark_len: usize) -> Runs {
    let mut runs = Runs::default();
    let (mut at, mut raw) = (0usize, mark_len as u64);
    for chunk in content.utf8_chunks() {
        let (valid, invalid) = (chunk.valid().len(), chunk.invalid().len());
        runs.push(at, valid, raw, valid);
        at += valid;
        raw += valid as u64;
        if invalid > 0 {
            runs.push(at, '\u{FFFD}'.len_utf8(), raw, invalid);
            at += '\u{FFFD}'.len_utf8();
            raw += invalid as u64;
        }
    }
    runs
}

/// Runs by the width of each character in the encoding; none where the widths do not add up to the file.
fn runs_of(text: &str, raw_len: usize, mark_len: usize, encoding: &'static Encoding) -> Option<Runs> {
    let is_utf16 = encoding == UTF_16LE || encoding == UTF_16BE;
    let mut runs = Runs::default();
    let mut raw = mark_len;
    let mut buffer = [0u8; 4];
    for (at, c) in text.char_indices() {
        let width = if is_utf16 {
            c.len_utf16() * 2
        } else if encoding.is_single_byte() || c.is_ascii() {
            1
        } else {
            encoding.encode(c.encode_utf8(&mut buffer)).0.len()
        };
        runs.push(at, c.len_utf8(), raw as u64, width);
        raw += width;
    }
    (raw == mark_len + raw_len).then_some(runs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use recount_model::{RawRange, Text};

    fn raw_of(decoded: Decoded, needle: &str) -> Option<RawRange> {
        let start = decoded.text.find(needle).unwrap();
        let text = Text::with_map(decoded.text, decoded.runs.into_map());
        text.offset_map().raw_range(text.span(start, start + needle.len()).unwrap())
    }

    #[test]
    fn a_byte_order_mark_is_no_text_but_counts_in_offsets() {
        let decoded = decode("\u{FEFF}café open".as_bytes(), None).unwrap();
        assert_eq!(decoded.text, "café open");
        assert_eq!(raw_of(decoded, "open"), Some(RawRange { start: 9, end: 13 }));
    }

    #[test]
    fn utf_16_is_mapped_in_pairs_of_bytes() {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend("né en".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(raw_of(decode(&bytes, None).unwrap(), "en"), Some(RawRange { start: 8, end: 12 }));
    }

    #[test]
    fn a_legacy_encoding_is_guessed_with_a_notice() {
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1256.encode("قتل مدنيان في المدينة يوم الاثنين بحسب مصادر محلية في القرية");
        let decoded = decode(&bytes, None).unwrap();
        assert!(decoded.text.starts_with("قتل مدنيان"), "{}", decoded.text);
        assert_eq!(decoded.notices[0].id, "read.encoding-guessed");
        assert_eq!(raw_of(decoded, "مدنيان"), Some(RawRange { start: 4, end: 10 }));
    }

    #[test]
    fn one_broken_byte_does_not_change_the_encoding() {
        let mut bytes = "“Two” – “three” – “four” dead".as_bytes().to_vec();
        bytes.extend(b" \xE2\x80 at the end");
        let decoded = decode(&bytes, None).unwrap();
        assert!(decoded.text.contains("\u{FFFD} at the end"));
        assert_eq!(raw_of(decoded, "at the end").unwrap().end, bytes.len() as u64);
    }
}
