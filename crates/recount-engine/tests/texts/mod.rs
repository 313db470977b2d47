//! Files for the laws: the golden reports' own sentences, shuffled, cut and glued, written in every shape we read.
//!
//! Sentences of real reports reach far more of the engine than random letters do; junk between them reaches the rest.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::Index;

/// How a text is written into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Plain text.
    Plain,
    /// Plain text whose lines end in two bytes.
    PlainTwoByteEnds,
    /// One JSON line.
    Line,
    /// One JSON line in which every character beyond ASCII is an escape.
    EscapedLine,
    /// A page, one paragraph for each block, with entities.
    Page,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 5] =
        [Self::Plain, Self::PlainTwoByteEnds, Self::Line, Self::EscapedLine, Self::Page];
}

/// A file and the text that was put into it.
#[derive(Clone, Debug)]
pub struct File {
    /// Its shape.
    pub shape: Shape,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl File {
    /// Writes a text in a shape.
    pub fn write(shape: Shape, text: &str) -> Self {
        let content = match shape {
            Shape::Plain => text.to_owned(),
            Shape::PlainTwoByteEnds => text.replace('\n', "\r\n"),
            Shape::Line => {
                serde_json::json!({"id": "a", "published": "2016-10-08", "text": text}).to_string()
            }
            Shape::EscapedLine => {
                escape(&serde_json::json!({"published": "2016-10-08", "text": text}).to_string())
            }
            Shape::Page => page(text),
        };
        Self { shape, bytes: content.into_bytes() }
    }

    /// A name that tells the shape.
    pub fn name(&self) -> &'static str {
        match self.shape {
            Shape::Plain | Shape::PlainTwoByteEnds => "a.txt",
            Shape::Line | Shape::EscapedLine => "a.jsonl",
            Shape::Page => "a.html",
        }
    }

    /// What some of the file's bytes say once the shape's own writing is undone.
    ///
    /// White space says nothing in a page, so there it is left out; compare with [`plain`].
    pub fn says(&self, raw: &[u8]) -> String {
        let raw = String::from_utf8_lossy(raw);
        match self.shape {
            Shape::Plain => raw.into_owned(),
            Shape::PlainTwoByteEnds => raw.replace("\r\n", "\n"),
            Shape::Line | Shape::EscapedLine => {
                serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| format!("not a string: {raw}"))
            }
            Shape::Page => plain(&unpage(&raw)),
        }
    }

    /// A text in the form in which [`File::says`] gives it.
    pub fn as_said(&self, text: &str) -> String {
        if self.shape == Shape::Page { plain(text) } else { text.to_owned() }
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn escape(json: &str) -> String {
    let mut out = String::new();
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

fn page(text: &str) -> String {
    let mut out = String::from(
        "<!doctype html><html><head><meta charset=utf-8><title>A page</title></head><body><article>",
    );
    for block in text.split('\n').filter(|block| !block.trim().is_empty()) {
        out.push_str("<p>");
        for c in block.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\u{80}'.. => out.push_str(&format!("&#x{:x};", u32::from(c))),
                _ => out.push(c),
            }
        }
        out.push_str("</p>\n");
    }
    out + "</article></body></html>"
}

fn unpage(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '<' => rest.find('>').map(|end| (end, None)),
            '&' => rest.find(';').and_then(|end| Some((end, Some(entity(&rest[1..end])?)))),
            _ => None,
        };
        match end {
            Some((end, said)) => {
                out.extend(said);
                rest = &rest[end + 1..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        _ => char::from_u32(u32::from_str_radix(name.strip_prefix("#x")?, 16).ok()?),
    }
}

/// The golden reports without their front matter, sorted by name.
pub fn golden() -> &'static [String] {
    static GOLDEN: OnceLock<Vec<String>> = OnceLock::new();
    GOLDEN.get_or_init(|| {
        let entries =
            fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/golden")).unwrap();
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        let texts = folders.iter().map(|folder| fs::read_to_string(folder.join("report.md")).unwrap());
        texts.map(|text| text.splitn(3, "---\n").last().unwrap().trim().to_owned()).collect()
    })
}

fn sentences() -> &'static [String] {
    static SENTENCES: OnceLock<Vec<String>> = OnceLock::new();
    SENTENCES.get_or_init(|| {
        let lines = golden().iter().flat_map(|text| text.lines());
        let cut = lines.flat_map(|line| line.split_inclusive(". ")).map(|part| part.trim().to_owned());
        cut.filter(|part| !part.is_empty()).collect()
    })
}

/// Lines that make a reader or the engine change its mind.
const LINES: [&str; 8] = [
    "Source: Harbour Wire\n",
    "\n8 October 2016\n",
    "SANAA, Oct 9 (Harbour Wire) - ",
    "\n\n\n\nA second headline\n\nSource: Harbour Wire\n",
    "<b>&amp;</b> ",
    "Read also: ten killed elsewhere\n",
    "\u{feff}\u{202b}قُتل ١٢ مدنياً\u{202c} ",
    "{\"text\": \"no line\"} ",
];

fn fragment() -> impl Strategy<Value = String> {
    let sentence = || any::<Index>().prop_map(|at| at.get(sentences()).clone());
    let piece = (sentence(), any::<Index>(), any::<Index>()).prop_map(|(text, from, to)| {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (*from.get(&places), *to.get(&places));
        text[a.min(b)..a.max(b)].to_owned()
    });
    prop_oneof![
        8 => sentence(),
        2 => piece,
        1 => proptest::sample::select(LINES.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

/// Texts made of the golden reports' sentences.
pub fn texts() -> impl Strategy<Value = String> {
    let glue = proptest::sample::select(vec![" ", " ", " ", "\n\n", "\n\n", "\n", "", ", "]);
    prop::collection::vec((fragment(), glue), 1..16)
        .prop_map(|parts| parts.into_iter().flat_map(|(text, glue)| [text, glue.to_owned()]).collect())
}

/// Files made of the golden reports' sentences, in every shape.
pub fn files() -> impl Strategy<Value = File> {
    (proptest::sample::select(Shape::ALL.to_vec()), texts())
        .prop_map(|(shape, text)| File::write(shape, &text))
}

/// Files with some of their bytes replaced.
pub fn broken_files() -> impl Strategy<Value = File> {
    let blows = prop::collection::vec((any::<Index>(), any::<u8>()), 1..24);
    (files(), blows).prop_map(|(mut file, blows)| {
        for (at, byte) in blows {
            let at = at.index(file.bytes.len());
            file.bytes[at] = byte;
        }
        file
    })
}
