//! Where a field's string stands in a line of JSON, and how its escapes map.

use super::runs::Runs;

/// The bytes of a top-level string field's content, without quotes; of two fields of one name the last, as parsers take
/// it. The line must be valid JSON.
pub(super) fn find_string(line: &[u8], field: &str) -> Option<(usize, usize)> {
    let mut at = skip_space(line, 0);
    if line.get(at) != Some(&b'{') {
        return None;
    }
    at = skip_space(line, at + 1);
    let mut found = None;
    while line.get(at) == Some(&b'"') {
        let key_end = string_end(line, at)?;
        let key = &line[at + 1..key_end];
        at = skip_space(line, key_end + 1);
        at = skip_space(line, (line.get(at) == Some(&b':')).then_some(at + 1)?);
        let value_end = skip_value(line, at)?;
        let is_field = key == field.as_bytes()
            || key.contains(&b'\\')
                && serde_json::from_slice::<String>(&line[at.min(key_end) - key.len() - 1..=key_end])
                    .is_ok_and(|key| key == field);
        if is_field {
            found = (line[at] == b'"').then_some((at + 1, value_end - 1));
        }
        at = skip_space(line, value_end);
        if line.get(at) != Some(&b',') {
            break;
        }
        at = skip_space(line, at + 1);
    }
    found
}

/// Runs of the decoded string into the bytes `start..end` of the line.
pub(super) fn string_runs(line: &[u8], start: usize, end: usize) -> Runs {
    let mut runs = Runs::default();
    let (mut text, mut at) = (0, start);
    while at < end {
        let plain = line[at..end].iter().position(|byte| *byte == b'\\').unwrap_or(end - at);
        runs.push(text, plain, at as u64, plain);
        (text, at) = (text + plain, at + plain);
        if at >= end {
            break;
        }
        let (text_len, raw_len) = match line.get(at + 1) {
            Some(b'u') => unicode_escape(&line[at..end]),
            _ => (1, 2),
        };
        runs.push(text, text_len, at as u64, raw_len);
        (text, at) = (text + text_len, at + raw_len);
    }
    runs
}

/// Length in UTF-8 and in the line of `\uXXXX` or of a surrogate pair.
fn unicode_escape(escape: &[u8]) -> (usize, usize) {
    let unit = |at: usize| {
        let digits = escape.get(at + 2..at + 6).and_then(|digits| std::str::from_utf8(digits).ok());
        digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0)
    };
    let first = unit(0);
    if (0xD800..0xDC00).contains(&first) {
        return (4, 12);
    }
    (char::from_u32(first).map_or(3, char::len_utf8), 6)
}

fn skip_space(line: &[u8], at: usize) -> usize {
    let rest = line.get(at..).unwrap_or(&[]);
    at + rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).unwrap_or(rest.len())
}

/// The closing quote of the string that opens at `at`.
fn string_end(line: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match line.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The byte after the value that starts at `at`.
fn skip_value(line: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        match line.get(at)? {
            b'"' => at = string_end(line, at)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b'}' | b']' | b',' if depth == 0 => return Some(at),
            _ => {
                at += 1;
                continue;
            }
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_field_of_a_name_is_found_past_nested_values() {
        let line = br#" {"a":{"text":"no"},"n":[1,{"text":"\"no"}],"text":"first", "text" : "yes"}"#;
        let (start, end) = find_string(line, "text").unwrap();
        assert_eq!(&line[start..end], b"yes");
    }

    #[test]
    fn escapes_map_as_wholes() {
        let line = br#"a\nb\u00e9\ud83d\ude00c"#;
        let text: String =
            serde_json::from_str(&format!("\"{}\"", std::str::from_utf8(line).unwrap())).unwrap();
        let map = string_runs(line, 0, line.len()).into_map();
        let text = recount_model::Text::with_map(text, map);
        let raw = |needle: &str| {
            let start = text.as_str().find(needle).unwrap();
            let range = text.offset_map().raw_range(text.span(start, start + needle.len()).unwrap()).unwrap();
            std::str::from_utf8(&line[range.start as usize..range.end as usize]).unwrap()
        };
        assert_eq!((raw("é"), raw("😀"), raw("c"), raw("b")), (r"\u00e9", r"\ud83d\ude00", "c", "b"));
    }
}
