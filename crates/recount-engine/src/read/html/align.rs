//! Where each text node of a parsed page stands in the page's source.
//!
//! A tree has no positions, so a second, simple pass over the source finds the stretches between tags, and the text
//! nodes are matched with them in order, character by character. An entity is whatever the tree made of it: the source
//! reads `&name;`, the node has one or two characters there, and the text behind must match again. So no table of
//! names is needed and a wrong match cannot pass.

use std::ops::Range;

use dom_query::{Document, NodeId};
use hashbrown::HashMap;
use memchr::memchr;

use super::super::runs::Runs;
use super::depth::find_close;

/// From text nodes to their places in the source.
pub(super) struct Alignment {
    nodes: HashMap<NodeId, Runs>,
}

impl Alignment {
    /// The runs of a node's text into the source; none where no place was found.
    pub(super) fn find(&self, node: NodeId) -> Option<&Runs> {
        self.nodes.get(&node)
    }
}

/// How many stretches ahead a node is looked for when it does not stand next. Parsers move text out of tables and drop
/// what stands between rows; both reach no further than a table.
const AHEAD: usize = 400;

/// Matches the text nodes of a document with its source.
pub(super) fn align(document: &Document, source: &str) -> Alignment {
    let stretches = find_text(source);
    let mut nodes = HashMap::new();
    let mut place = (0usize, 0usize);
    for node in document.root().descendants_it() {
        if !node.is_text() || node.parent().is_some_and(|parent| is_code(parent.node_name().as_deref())) {
            continue;
        }
        let text = node.text();
        if text.trim().is_empty() {
            continue;
        }
        let later = (place.0 + 1..stretches.len().min(place.0 + AHEAD)).map(|at| (at, 0));
        let found =
            std::iter::once(place).chain(later).find_map(|from| match_text(&text, source, &stretches, from));
        if let Some((runs, next)) = found {
            nodes.insert(node.id, runs);
            place = next;
        }
    }
    Alignment { nodes }
}

fn is_code(name: Option<&str>) -> bool {
    matches!(name, Some("script" | "style"))
}

/// Matches one text from a place on; gives its runs and the place behind it.
fn match_text(
    text: &str,
    source: &str,
    stretches: &[Range<usize>],
    from: (usize, usize),
) -> Option<(Runs, (usize, usize))> {
    let mut runs = Runs::default();
    let (mut stretch, mut at) = (from.0, stretches.get(from.0)?.start.max(from.1));
    let mut text_at = 0;
    while text_at < text.len() {
        let rest = &text[text_at..];
        let c = rest.chars().next()?;
        while at >= stretches[stretch].end {
            if rest.trim_start().is_empty() {
                return Some((runs, (stretch, at)));
            }
            stretch += 1;
            at = stretches.get(stretch)?.start;
        }
        let raw = &source[at..stretches[stretch].end];
        let alike = same_start(rest, raw);
        if alike > 0 {
            runs.push(text_at, alike, at as u64, alike);
            (text_at, at) = (text_at + alike, at + alike);
            continue;
        }
        let d = raw.chars().next()?;
        if d == '&' {
            let (text_len, raw_len) = match_entity(rest, raw)?;
            runs.push(text_at, text_len, at as u64, raw_len);
            (text_at, at) = (text_at + text_len, at + raw_len);
        } else if c.is_whitespace() {
            // Line ends are normalised by the parser; space is matched loosely on both sides.
            text_at += c.len_utf8();
        } else if d.is_whitespace() {
            at += d.len_utf8();
        } else {
            return None;
        }
    }
    Some((runs, (stretch, at)))
}

/// How many bytes both begin with alike, up to an `&`; whole characters.
fn same_start(text: &str, raw: &str) -> usize {
    let pairs = text.bytes().zip(raw.bytes());
    let mut alike = pairs.take_while(|(a, b)| a == b && *a != b'&').count();
    while !text.is_char_boundary(alike) {
        alike -= 1;
    }
    alike
}

/// How many bytes of the node's text and of the source an `&` stands for.
fn match_entity(text: &str, raw: &str) -> Option<(usize, usize)> {
    let name_len = raw[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(raw.len() - 1);
    let closed = raw[1 + name_len..].starts_with(';');
    let width = |count: usize| text.chars().take(count).map(char::len_utf8).sum::<usize>();
    if closed && name_len > 0 && !(text.starts_with('&') && fits(&text[1..], &raw[1..])) {
        let raw_len = name_len + 2;
        let of_two = fits(&text[width(2)..], &raw[raw_len..])
            && (!fits(&text[width(1)..], &raw[raw_len..])
                || raw[raw_len..].is_empty() && text[width(1)..].starts_with(is_second));
        return Some((width(if of_two { 2 } else { 1 }), raw_len));
    }
    if text.starts_with('&') && (name_len == 0 || fits(&text[1..], &raw[1..])) {
        return Some((1, 1));
    }
    // Old pages leave the semicolon out; the name ends where the text goes on.
    (2..=name_len).find(|len| fits(&text[width(1)..], &raw[1 + len..])).map(|len| (width(1), 1 + len))
}

/// What stands second where an entity is two characters, which must be known where no source follows to tell.
fn is_second(c: char) -> bool {
    matches!(c, '\u{338}' | '\u{333}' | '\u{331}' | '\u{20D2}' | '\u{20E5}' | '\u{FE00}' | '\u{200A}')
}

/// Whether text and source go on alike for a few characters, up to the next entity or the end of either.
fn fits(text: &str, raw: &str) -> bool {
    let solid = |part: &str| part.chars().filter(|c| !c.is_whitespace()).take(6).collect::<Vec<_>>();
    let (text, raw) = (solid(text), solid(raw));
    for (c, d) in text.iter().zip(&raw) {
        if *d == '&' {
            return true;
        }
        if c != d {
            return false;
        }
    }
    true
}

/// The stretches of the source that are text, in order.
fn find_text(source: &str) -> Vec<Range<usize>> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut start) = (0, 0);
    while at < bytes.len() {
        let Some(open) = memchr(b'<', &bytes[at..]).map(|offset| at + offset) else { break };
        let next = bytes.get(open + 1).copied().unwrap_or(b' ');
        if !(next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?')) {
            at = open + 1;
            continue;
        }
        if start < open {
            found.push(start..open);
        }
        at = markup_end(source, open);
        if next.is_ascii_alphabetic() {
            let name_len =
                bytes[open + 1..].iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(0);
            let name = source[open + 1..open + 1 + name_len].to_ascii_lowercase();
            if let "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" =
                name.as_str()
            {
                let end = find_close(bytes, at, name.as_bytes()).unwrap_or(bytes.len());
                if name != "script" && name != "style" && at < end {
                    found.push(at..end);
                }
                at = end;
            }
        }
        start = at;
    }
    if start < bytes.len() {
        found.push(start..bytes.len());
    }
    found
}

/// The byte after a tag or comment.
fn markup_end(source: &str, open: usize) -> usize {
    let rest = &source[open..];
    if let Some(inner) = rest.strip_prefix("<!--") {
        let empty = inner.starts_with('>') || inner.starts_with("->");
        let end = if empty {
            rest.find('>').map(|at| at + 1)
        } else {
            inner.find("-->").map(|at| at + "<!---->".len())
        };
        return open + end.unwrap_or(rest.len());
    }
    let mut quote = None;
    let mut last = b' ';
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match quote {
            Some(mark) if byte == mark => quote = None,
            Some(_) => {}
            // A quotation mark opens a value only behind an equals sign; elsewhere it is a broken name.
            None if matches!(byte, b'"' | b'\'') && last == b'=' => quote = Some(byte),
            None if byte == b'>' => return open + at + 1,
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    source.len()
}
