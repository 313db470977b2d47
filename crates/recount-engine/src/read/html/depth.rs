//! How deep the elements of a page nest, and where it holds code, found before the page is parsed.
//!
//! A parser looks through all open elements at every tag, so the time it takes grows with the square of the depth.
//! This pass takes one look. It may count deeper than a parser would, never much less deep. Scripts and styles are two
//! fifths of a page, hold no words of a report and need not be parsed at all.

use std::ops::Range;

use hashbrown::HashMap;
use memchr::{memchr, memchr_iter, memmem};

/// Pages nested deeper are refused. Browsers stop nesting at 512; an unclosed `font` for each paragraph of a long old
/// page stays below twice that.
pub(super) const DEEPEST: usize = 1024;

/// Elements that never hold others, or that the next of their kind closes; sorted.
const FLAT: &[&[u8]] = &[
    b"area",
    b"base",
    b"body",
    b"br",
    b"col",
    b"dd",
    b"dt",
    b"embed",
    b"frame",
    b"head",
    b"hr",
    b"html",
    b"image",
    b"img",
    b"input",
    b"li",
    b"link",
    b"meta",
    b"optgroup",
    b"option",
    b"p",
    b"param",
    b"rb",
    b"rp",
    b"rt",
    b"rtc",
    b"source",
    b"tbody",
    b"td",
    b"tfoot",
    b"th",
    b"thead",
    b"tr",
    b"track",
    b"wbr",
];

/// Elements that end a drawing or formula they stand in, so that their `/>` closes nothing; sorted.
const NEVER_DRAWN: &[&[u8]] = &[
    b"b",
    b"big",
    b"blockquote",
    b"center",
    b"code",
    b"div",
    b"dl",
    b"em",
    b"font",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"i",
    b"listing",
    b"menu",
    b"nobr",
    b"ol",
    b"pre",
    b"ruby",
    b"s",
    b"small",
    b"span",
    b"strike",
    b"strong",
    b"sub",
    b"sup",
    b"table",
    b"tt",
    b"u",
    b"ul",
    b"var",
];

/// The stretches of a page that are code; none where it nests deeper than [`DEEPEST`].
pub(super) fn survey(source: &str) -> Option<Vec<Range<usize>>> {
    let bytes = source.as_bytes();
    let mut code = Vec::new();
    let mut open: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut name: Vec<u8> = Vec::new();
    // How many drawings and formulas are open, and how many elements.
    let (mut drawings, mut depth) = (0usize, 0usize);
    let mut at = 0;
    while let Some(tag) = memchr(b'<', &bytes[at..]) {
        at += tag + 1;
        if bytes[at..].starts_with(b"!--") {
            // "<!-->" is a whole comment.
            at = find(bytes, at + 1, b"-->").map_or(bytes.len(), |found| found + 3);
            continue;
        }
        let closes = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(closes);
        if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let is_name = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
        let name_end = start + bytes[start..].iter().take_while(|byte| is_name(byte)).count();
        name.clear();
        name.extend(bytes[start..name_end].iter().map(u8::to_ascii_lowercase));
        let name = name.as_slice();
        let end = tag_end(bytes, name_end);
        at = end;
        if FLAT.binary_search(&name).is_ok() {
            continue;
        }
        let is_drawing = matches!(name, b"svg" | b"math");
        if closes {
            if let Some(count) = open.get_mut(name).filter(|count| **count > 0) {
                *count -= 1;
                depth -= 1;
                drawings -= usize::from(is_drawing);
            }
            continue;
        }
        let closes_itself = bytes[..end].ends_with(b"/>");
        if closes_itself && (drawings > 0 || is_drawing) && NEVER_DRAWN.binary_search(&name).is_err() {
            continue;
        }
        if drawings == 0 && matches!(name, b"script" | b"style" | b"textarea" | b"title") {
            at = find_close(bytes, end, name).unwrap_or(bytes.len());
            let body = end..at;
            let is_code = match name {
                b"script" => {
                    // What a page says of itself in JSON is read; comments in scripts may hide the end of the script.
                    memmem::find(&bytes[name_end..end], b"json").is_none()
                        && memmem::find(&bytes[body.clone()], b"<!--").is_none()
                }
                b"style" => true,
                _ => false,
            };
            if is_code && !body.is_empty() {
                code.push(body);
            }
            continue;
        }
        *open.entry_ref(name).or_default() += 1;
        drawings += usize::from(is_drawing);
        depth += 1;
        if depth > DEEPEST {
            return None;
        }
    }
    Some(code)
}

/// A page without its code.
pub(super) fn without(source: &str, code: &[Range<usize>]) -> String {
    let mut left = String::with_capacity(source.len());
    let mut at = 0;
    for body in code {
        left.push_str(&source[at..body.start]);
        at = body.end;
    }
    left.push_str(&source[at..]);
    left
}

/// The byte after the tag; a `>` inside a quoted value does not end it.
fn tag_end(bytes: &[u8], mut at: usize) -> usize {
    let mut is_value = false;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => return at,
            b'"' | b'\'' if is_value => {
                at += memchr(byte, &bytes[at..]).map_or(bytes.len() - at, |len| len + 1);
                is_value = false;
            }
            b'=' => is_value = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => is_value = false,
        }
    }
    at
}

fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    memmem::find(bytes.get(from..)?, needle).map(|found| from + found)
}

/// Where the closing tag of an element begins, in capitals or not.
pub(super) fn find_close(bytes: &[u8], from: usize, name: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let closes = |at: &usize| {
        let word = rest[at + 1..].strip_prefix(b"/").and_then(|tag| tag.get(..name.len()));
        word.is_some_and(|word| word.eq_ignore_ascii_case(name))
    };
    memchr_iter(b'<', rest).find(closes).map(|found| from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_too_deep(source: &str) -> bool {
        survey(source).is_none()
    }

    #[test]
    fn scripts_and_styles_are_code_and_what_a_page_says_of_itself_is_not() {
        let page = "<STYLE>p {}</STYLE><script src='a>b'>f('<p>')</script><script type=\"application/ld+json\">{}</script>\
                    <script><!-- g('</script>') --></script><!-- <script> --><p title='<style>'>words</p><title><style></title>";
        let left = without(page, &survey(page).unwrap());
        assert_eq!(left, page.replace("p {}", "").replace("f('<p>')", ""));
    }

    #[test]
    fn elements_inside_each_other_are_counted_however_they_hide() {
        for piece in ["<div>", "<DIV/>", "<div></x>", "<div a='</div>'>", "<b><p>", "<svg><g></svg><div/>"] {
            assert!(is_too_deep(&piece.repeat(20_000)), "{piece}");
        }
        assert!(is_too_deep(&format!("<svg>{}", "<div/>".repeat(20_000))));
    }

    #[test]
    fn names_stand_in_order_so_that_they_are_found() {
        assert!(FLAT.is_sorted() && NEVER_DRAWN.is_sorted());
    }

    #[test]
    fn long_flat_pages_are_not_deep() {
        for piece in [
            "<div>a</div>",
            "<p>a<br>b<img src=a>",
            "<li><a href=b>a</a>",
            "<tr><td>a",
            "<!--><div> --></div>",
            "<script>var a = '<div>';</script>",
            "<svg><path d='a'/><circle/></svg>",
            "<a title='1 > 0 <div>'>b</a>",
            "a < b and <3",
        ] {
            assert!(!is_too_deep(&piece.repeat(20_000)), "{piece}");
        }
    }
}
