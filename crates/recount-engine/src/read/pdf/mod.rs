//! PDF files: their words page by page, behind the feature `pdf`.
//!
//! A page of a PDF is a drawing. Its letters come in the order in which they are drawn, which is the order of reading in
//! what word processors and browsers write; paragraphs are told from the distances of the lines. The bytes of a page are
//! packed and hold codes of its own fonts, so no word has bytes of its own: every word of a page leads to the bytes of that
//! page's drawing, and a notice says so. Nothing is read from pictures.

mod file;
mod font;
mod object;
mod page;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, DayOf, Notice, Sha256};

use super::error::{ReadError, ReadErrorKind};
use super::runs::Runs;
use super::told::{Body, Told};
use super::{FileReading, Given};
use file::PdfFile;
use object::{Dictionary, Object};
use page::{Line, show};

/// Pages of one file.
const MOST_PAGES: usize = 5_000;
/// Lines on all pages.
const MOST_LINES: usize = 1_000_000;
/// Groups of pages inside one another.
const DEEPEST: usize = 32;

/// Reads a PDF file as one report.
pub(super) fn read_pdf(name: &str, bytes: &[u8], given: &Given, publication: &Publication) -> FileReading {
    match read(name, bytes, given, publication) {
        Ok(report) => FileReading { reports: vec![report], errors: Vec::new() },
        Err((kind, message)) => {
            FileReading { reports: Vec::new(), errors: vec![ReadError::of_file(name, kind, message)] }
        }
    }
}

type Refused = (ReadErrorKind, String);

fn read(
    name: &str,
    bytes: &[u8],
    given: &Given,
    publication: &Publication,
) -> Result<recount_model::Report, Refused> {
    let refuse = |kind, message: &str| Err((kind, message.to_owned()));
    let Some(file) = PdfFile::open(bytes) else {
        return refuse(ReadErrorKind::Damaged, "the PDF is too damaged to be read in good time");
    };
    if file.is_encrypted {
        return refuse(ReadErrorKind::Encrypted, "the PDF is encrypted; save a copy without a password");
    }
    let pages = find_pages(&file);
    if pages.is_empty() {
        return refuse(ReadErrorKind::Damaged, "the PDF has no pages");
    }
    let (mut read, mut known, mut unknown, mut lines) = (Vec::new(), 0, 0, 0);
    for page in &pages {
        let drawing = Drawing::of(&file, page);
        let shown = show(&file, &drawing.content, &page.resources);
        (known, unknown, lines) = (known + shown.known, unknown + shown.unknown, lines + shown.lines.len());
        if lines > MOST_LINES || file.is_exhausted() {
            return refuse(ReadErrorKind::TooLarge, "the PDF draws more than any report does");
        }
        read.push((shown.lines, drawing.place));
    }
    drop_running_heads(&mut read);
    let blank = read.iter().enumerate().filter(|(_, (lines, _))| lines.is_empty()).map(|(at, _)| at + 1);
    let blank: Vec<String> = blank.map(|number| number.to_string()).collect();
    if blank.len() == pages.len() || unknown > known {
        let why = if unknown > known {
            "its fonts do not say which characters they show"
        } else {
            "its pages are pictures"
        };
        return Err((ReadErrorKind::NoText, format!("the PDF holds no text that can be read: {why}")));
    }
    let (text, runs) = write(&read);
    let mut notices = vec![Notice::new(
        "read.pdf-page-places",
        "words of a PDF have no bytes of their own: a quote leads to the bytes of its whole page",
    )];
    if !blank.is_empty() {
        let message = format!("pages without text that can be read: {}", blank.join(", "));
        notices.push(Notice::new("read.pdf-blank-pages", message));
    }
    if unknown > 0 {
        let message = format!("{unknown} of {} characters could not be read", known + unknown);
        notices.push(Notice::new("read.pdf-unknown-characters", message));
    }
    let mut given = given.clone();
    // The day the file was made is not that of publication: people print old pages.
    if let Some(on) = day_of_making(&file) {
        given.add_day(on, DayOf::Saved, DateBasis::Metadata, "pdf CreationDate");
    }
    let told = Told {
        name,
        ordinal: 0,
        raw_sha256: Sha256::of(bytes),
        given,
        byline: None,
        language: None,
        encoding: None,
        notices,
        body: Body::Text(text, runs),
    };
    told.into_report(publication)
}

/// A page before it is read.
struct Page {
    own: Dictionary,
    resources: Dictionary,
}

/// The pages in their order.
fn find_pages(file: &PdfFile<'_>) -> Vec<Page> {
    let root = file.root.and_then(|root| file.object(root)).and_then(Object::into_dictionary);
    let top = root.and_then(|root| root.find("Pages").cloned());
    let mut walk = Walk { file, seen: HashSet::new(), pages: Vec::new() };
    if let Some(top) = top {
        walk.take(&top, &Dictionary::default(), 0);
    }
    if walk.pages.is_empty() {
        // A damaged file that does not say where it begins: whatever calls itself a page is one.
        for number in file.numbers() {
            let own = file.object(number).and_then(Object::into_dictionary);
            let is_page = |own: &Dictionary| own.find("Type").and_then(Object::as_name) == Some("Page");
            if own.as_ref().is_some_and(is_page) {
                walk.take(&Object::Reference(number), &Dictionary::default(), 0);
            }
        }
    }
    walk.pages
}

struct Walk<'w, 'b> {
    file: &'w PdfFile<'b>,
    seen: HashSet<u32>,
    pages: Vec<Page>,
}

impl Walk<'_, '_> {
    fn take(&mut self, node: &Object, resources: &Dictionary, depth: usize) {
        let is_new = node.as_reference().is_none_or(|number| self.seen.insert(number));
        if depth > DEEPEST || !is_new || self.pages.len() >= MOST_PAGES {
            return;
        }
        let Some(own) = self.file.resolve(node).and_then(Object::into_dictionary) else { return };
        let resources = self.file.dictionary(&own, "Resources").unwrap_or_else(|| resources.clone());
        match self.file.field(&own, "Kids") {
            Some(Object::Array(kids)) => kids.iter().for_each(|kid| self.take(kid, &resources, depth + 1)),
            _ => self.pages.push(Page { own, resources }),
        }
    }
}

/// The steps that draw a page, and the bytes of the file that hold them.
#[derive(Default)]
struct Drawing {
    content: Vec<u8>,
    place: Option<Range<usize>>,
}

impl Drawing {
    fn of(file: &PdfFile<'_>, page: &Page) -> Self {
        let mut drawing = Self::default();
        let Some(contents) = page.own.find("Contents") else { return drawing };
        let parts = match file.resolve(contents) {
            Some(Object::Array(parts)) => parts,
            _ => vec![contents.clone()],
        };
        for stream in parts.iter().filter_map(|part| file.stream(part)) {
            let Some(content) = file.unpack(&stream) else { continue };
            drawing.content.extend(content);
            drawing.content.push(b'\n');
            let place = drawing.place.get_or_insert(stream.place.clone());
            *place = place.start.min(stream.place.start)..place.end.max(stream.place.end);
        }
        drawing
    }
}

/// Lines at the head and foot that stand on most pages, but for their numbers, are furniture.
fn drop_running_heads(pages: &mut [(Vec<Line>, Option<Range<usize>>)]) {
    const EDGE: usize = 2;
    let key = |line: &Line| -> String {
        line.words.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
    };
    let is_edge = |at: usize, len: usize| at < EDGE || at + EDGE >= len;
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (lines, _) in pages.iter() {
        let edges = lines.iter().enumerate().filter(|(at, _)| is_edge(*at, lines.len()));
        let keys: HashSet<String> = edges.map(|(_, line)| key(line)).collect();
        keys.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    let least = 3.max(pages.len() / 2);
    for (lines, _) in pages {
        let len = lines.len();
        let mut at = 0;
        lines.retain(|line| {
            at += 1;
            !(is_edge(at - 1, len) && counts.get(&key(line)).is_some_and(|count| *count >= least))
        });
    }
}

/// Puts the lines together into paragraphs; each page leads to its bytes.
fn write(pages: &[(Vec<Line>, Option<Range<usize>>)]) -> (String, Runs) {
    let (mut text, mut runs) = (String::new(), Runs::default());
    let mut last: Option<&Line> = None;
    for (lines, place) in pages {
        let pitch = usual_pitch(lines);
        let margins = margins(lines);
        let mut start = None;
        for (at, line) in lines.iter().enumerate() {
            if let Some(before) = last {
                let goes_on =
                    if at == 0 { goes_over(before, line) } else { is_next_line(before, line, pitch) };
                // Only a line that is full was broken for want of room.
                let is_full = before.end + 6.0 * before.size > margin_of(&margins, line);
                match (goes_on, is_full) {
                    (true, true) if before.words.ends_with('-') => {}
                    (true, true) => text.push(' '),
                    (true, false) => text.push('\n'),
                    (false, _) => text.push_str("\n\n"),
                }
            }
            start.get_or_insert(text.len());
            text.push_str(&line.words);
            last = Some(line);
        }
        if let (Some(start), Some(place)) = (start, place) {
            let len = text.len() - start;
            // Runs of one length are byte for byte; a page never is.
            let raw_len = place.len() + usize::from(place.len() == len);
            runs.push(start, len, place.start as u64, raw_len);
        }
    }
    (text, runs)
}

/// How far lines reach that begin at about one place: the right margin of each column.
fn margins(lines: &[Line]) -> HashMap<i64, f64> {
    let mut margins = HashMap::new();
    for line in lines {
        let margin: &mut f64 = margins.entry(column(line)).or_insert(line.end);
        *margin = margin.max(line.end);
    }
    margins
}

fn margin_of(margins: &HashMap<i64, f64>, line: &Line) -> f64 {
    let own = column(line);
    // The first line of a paragraph may be moved in.
    let near = (own - 1..=own + 1).filter_map(|column| margins.get(&column));
    near.copied().fold(line.end, f64::max)
}

fn column(line: &Line) -> i64 {
    const WIDTH: f64 = 20.0;
    (line.start / WIDTH).round() as i64
}

/// The distance of the lines inside a paragraph: a small one among those of a page, which may have few lines.
fn usual_pitch(lines: &[Line]) -> f64 {
    let mut pitches: Vec<f64> = lines
        .windows(2)
        .map(|pair| pair[0].across - pair[1].across)
        .map(f64::abs)
        .filter(|pitch| *pitch > 1.0)
        .collect();
    pitches.sort_by(f64::total_cmp);
    pitches.get(pitches.len().saturating_sub(1) / 3).copied().unwrap_or(0.0)
}

/// Whether a line goes on with the paragraph of the line before.
fn is_next_line(before: &Line, line: &Line, pitch: f64) -> bool {
    let distance = (before.across - line.across).abs();
    let is_same_size = (before.size - line.size).abs() < 0.15 * before.size.max(line.size);
    let is_below = distance < 1.25 * pitch.max(before.size) && distance < 3.0 * before.size;
    // The next column begins beside, not below.
    is_same_size && is_below && line.start < before.end
}

/// Whether a paragraph goes on over the end of a page.
fn goes_over(before: &Line, line: &Line) -> bool {
    let is_open = !before.words.ends_with(['.', '!', '?', ':', '”', '"', '’']);
    is_open && line.words.starts_with(char::is_lowercase)
}

/// `D:20210503...`
fn day_of_making(file: &PdfFile<'_>) -> Option<jiff::civil::Date> {
    let info = file.object(file.info?)?.into_dictionary()?;
    let made = file.field(&info, "CreationDate")?;
    let digits: String =
        made.as_text()?.iter().map(|byte| *byte as char).filter(char::is_ascii_digit).take(8).collect();
    let part = |range: Range<usize>| digits.get(range)?.parse::<i16>().ok();
    jiff::civil::Date::new(part(0..4)?, part(4..6)? as i8, part(6..8)? as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;
    use recount_model::Report;

    /// A file of pages that are drawn by these steps, with one font of known widths.
    fn made(pages: &[&str]) -> Vec<u8> {
        let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 10 + at * 2)).collect();
        let mut file = format!(
            "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Kids [{}] /Resources <</Font <</F 3 0 R>>>>>> endobj\n\
             3 0 obj <</Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /FirstChar 32 /Widths [{}]>> endobj\n\
             4 0 obj <</CreationDate (D:20210506120000Z)>> endobj\n",
            kids.join(" "),
            "500 ".repeat(224)
        );
        for (at, page) in pages.iter().enumerate() {
            let (own, drawing) = (10 + at * 2, 11 + at * 2);
            file += &format!("{own} 0 obj <</Type /Page /Contents {drawing} 0 R>> endobj\n");
            file += &format!("{drawing} 0 obj <</Length {}>> stream\n{page}\nendstream endobj\n", page.len());
        }
        file += "trailer <</Root 1 0 R /Info 4 0 R>>";
        file.into_bytes()
    }

    fn read_one(pages: &[&str]) -> Report {
        let mut reading = read_pdf("a.pdf", &made(pages), &Given::default(), publication());
        assert_eq!(reading.errors, []);
        reading.reports.remove(0)
    }

    const FIRST: &str = "BT /F 18 Tf 50 750 Td (Shells fall on Sampleton) Tj ET\n\
        BT /F 10 Tf 12 TL 50 700 Td (Shells fell on the market of Sampleton on Monday and killed at least) Tj T* \
        [(12 pe) 20 (ople,) -300 (a local official said. They fell at noon.)] TJ ET\n\
        BT /F 10 Tf 50 650 Td (Nobody has said who fired them, and the road was) Tj ET";
    const SECOND: &str = "BT /F 10 Tf 50 700 Td (closed in the evening.) Tj ET";

    #[test]
    fn lines_become_paragraphs_and_letters_moved_together_stay_one_word() {
        let report = read_one(&[FIRST, SECOND]);
        assert_eq!(
            report.text.as_str(),
            "Shells fall on Sampleton\n\nShells fell on the market of Sampleton on Monday and killed at least 12 people, a local \
             official said. They fell at noon.\n\nNobody has said who fired them, and the road was closed in the evening."
        );
        assert_eq!(report.title.as_deref(), Some("Shells fall on Sampleton"));
        assert_eq!((report.published, report.days[0].of), (None, DayOf::Saved));
        assert!(report.notices.iter().any(|notice| notice.id == "read.pdf-page-places"));
    }

    #[test]
    fn every_word_leads_to_the_drawing_of_its_page() {
        let (bytes, report) = (made(&[FIRST, SECOND]), read_one(&[FIRST, SECOND]));
        for (words, drawing) in [("12 people", FIRST), ("closed", SECOND)] {
            let start = report.text.as_str().find(words).unwrap();
            let span = report.text.span(start, start + words.len()).unwrap();
            let raw = report.text.offset_map().raw_range(span).unwrap();
            assert_eq!(String::from_utf8_lossy(&bytes[raw.start as usize..raw.end as usize]).trim(), drawing);
        }
    }

    #[test]
    fn heads_that_stand_on_every_page_are_left_out() {
        let page = |number: usize| {
            format!(
                "BT /F 8 Tf 50 800 Td (Example Monitor, page {number}) Tj ET BT /F 10 Tf 50 700 Td (Two people were hurt in town {}.) Tj ET",
                ["one", "two", "three", "four"][number]
            )
        };
        let pages: Vec<String> = (0..4).map(page).collect();
        let report = read_one(&pages.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(!report.text.as_str().contains("Monitor"), "{}", report.text.as_str());
        assert!(report.text.as_str().contains("town three"));
    }

    #[test]
    fn pictures_of_pages_and_locked_files_are_refused_in_plain_words() {
        let refused =
            |bytes: &[u8]| read_pdf("a.pdf", bytes, &Given::default(), publication()).errors[0].to_string();
        assert!(refused(&made(&["q 600 0 0 800 0 0 cm /Im Do Q"])).contains("its pages are pictures"));
        let locked = [made(&[FIRST]), b"trailer <</Encrypt 9 0 R>>".to_vec()].concat();
        assert!(refused(&locked).contains("encrypted"));
        assert!(refused(b"%PDF-1.7\nhello").contains("no pages"));
    }
}
