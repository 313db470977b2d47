//! The law of offsets: whatever span of a report's text is cut from the original bytes and read again is the span.
//!
//! Ten thousand spans are drawn over all pages at hand: those of this repository, and beside a checkout that has the
//! evaluation data, its saved pages and texts too.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say where")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use recount_engine::read::{ReadOptions, read_file};
use recount_lexicon::publication::Publication;
use recount_model::Report;
use unicode_normalization::UnicodeNormalization;

const SPANS: u64 = 10_000;
const LONGEST: u64 = 400;

#[test]
fn every_span_of_every_page_is_found_again_in_the_original_bytes() {
    let publication = Publication::from_toml(include_str!("../../../lexicons/en/publication.toml")).unwrap();
    let mut read = Vec::new();
    for (name, bytes) in pages() {
        let reading = read_file(&name, &bytes, &publication, &ReadOptions::default());
        let unplaced = |report: &Report| report.notices.iter().any(|n| n.id == "read.offsets-unknown");
        for report in reading.reports {
            assert!(!unplaced(&report), "{name}: {:?}", report.notices);
            read.push((bytes.clone(), report));
        }
    }
    assert!(read.len() >= 10, "only {} reports", read.len());
    let mut chance = Chance(20_261_121);
    for _ in 0..SPANS {
        let (bytes, report) = &read[chance.below(read.len() as u64) as usize];
        let text = report.text.as_str();
        let start = floor(text, chance.below(text.len() as u64) as usize);
        let end = floor(text, (start + 1 + chance.below(LONGEST) as usize).min(text.len()));
        let end =
            if end > start { end } else { start + text[start..].chars().next().map_or(0, char::len_utf8) };
        assert_eq!(
            read_again(report, bytes, start, end),
            text[start..end],
            "{}: {start}..{end}",
            report.file
        );
    }
    println!("{SPANS} spans over {} reports", read.len());
}

/// Cuts a span from the bytes and undoes what pages and encodings do to text. Between the pieces that stand in the file
/// only white space may be the writer's own.
fn read_again(report: &Report, bytes: &[u8], start: usize, end: usize) -> String {
    let text = report.text.as_str();
    let encoding = report.encoding.as_ref().and_then(|name| Encoding::for_label(name.as_bytes()));
    let encoding = encoding.unwrap_or(encoding_rs::UTF_8);
    let mut again = String::new();
    let mut at = start;
    for run in report.text.offset_map().runs() {
        let (run_start, run_end) = (run.text_start as usize, (run.text_start + run.text_len) as usize);
        let (from, to) = (run_start.max(start), run_end.min(end));
        if from >= to {
            continue;
        }
        push_own(&mut again, &text[at..from], report);
        let raw = |from: u64, len: usize| {
            let bytes = &bytes[from as usize..from as usize + len];
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        };
        if run.text_len == run.raw_len {
            again.push_str(&raw(run.raw_start + (from - run_start) as u64, to - from));
        } else {
            let whole = unescaped(&raw(run.raw_start, run.raw_len as usize));
            again.push_str(whole.get(from - run_start..to - run_start).unwrap_or(&whole));
        }
        at = to;
    }
    push_own(&mut again, &text[at..end], report);
    again
}

fn push_own(again: &mut String, own: &str, report: &Report) {
    assert!(own.chars().all(char::is_whitespace), "{}: {own:?} stands nowhere in the file", report.file);
    again.push_str(own);
}

/// References resolved and characters composed, as a browser shows them.
fn unescaped(raw: &str) -> String {
    let page = dom_query::Document::from(format!("<pre>\n{raw}</pre>"));
    page.select("pre").text().nfc().collect()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The pages and texts to draw from.
fn pages() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages = vec![("made up".to_owned(), MADE_UP.as_bytes().to_vec())];
    let folders = ["examples", "../shared/eval/sets/article-extraction/wcxb-dev/html", "../shared/seeds"];
    for path in folders.iter().flat_map(|folder| files_in(&root.join(folder))) {
        let name = path.display().to_string();
        let bytes = fs::read(&path).unwrap();
        if let Some(plain) = name.strip_suffix(".gz") {
            let mut page = Vec::new();
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut page).unwrap();
            pages.push((plain.to_owned(), page));
        } else if name.ends_with(".html") || name.ends_with(".txt") {
            pages.push((name, bytes));
        }
    }
    // What files do not show: other encodings of the same words, and letters in two pieces.
    let words = "<meta charset=utf-8><p>Dvě granáty dopadly na Šumperk, řekl svědek, a ‘pět’ lidí bylo zraněno v pondělí.</p>";
    let (utf_16, decomposed) =
        (words.encode_utf16().flat_map(u16::to_le_bytes), words.nfd().collect::<String>());
    pages.push(("utf-16.html".to_owned(), [0xFF, 0xFE].into_iter().chain(utf_16).collect()));
    pages.push(("decomposed.html".to_owned(), decomposed.into_bytes()));
    let old = words.replace("utf-8", "windows-1250");
    pages.push(("windows-1250.html".to_owned(), encoding_rs::WINDOWS_1250.encode(&old).0.into_owned()));
    pages
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

const MADE_UP: &str = "<!DOCTYPE html><html lang=en><title>Shells &amp; mines in Sampleton</title><body><nav><a href=/>Home</a></nav><article>\
<h1>Shells &amp; mines in <i>Sampleton</i></h1><p>Shells fell on the&nbsp;market of Sampleton on Monday and killed at least\r\n   12 people&mdash;among \
them four caf&eacute; guests&#8212;a local <b>off</b>icial told R&D News, AT&T said &#x201C;nothing&#x201D; &lt;so far&gt;. &NotEqualTilde;</p>\
<table><tr><td>killed<td>12<tr><td>hurt</td><td>5</td></table>Bare words that the parser moves about in the tree of the page, some of them long.\
<pre>first line\n\n  second &amp; third</pre><ul><li>One was a driver of the mill<li>Two were guards</ul>\
<blockquote>They fell at noon, said the owner of a café, when the street was full of people.<br>He asked not to be named.</blockquote></article>";

/// The same numbers every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}
