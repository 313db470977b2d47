//! Web pages: the main text, what the page says about itself, and the way back to its bytes.

mod align;
mod archived;
mod days;
mod depth;
mod metadata;
mod select;
mod write;

use dom_query::{Document, NodeRef};
use encoding_rs::Encoding;
use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, DayFound, DayOf, Notice, OffsetMap, Published, Sha256, Text, ZoneKind};

use super::decode::decode;
use super::digest::{find_bare_publisher, split_page};
use super::error::{ReadError, ReadErrorKind};
use super::language::find_language;
use super::layout::{Known, Layout, lay_out};
use super::lines::{fold_key, tidy};
use super::runs::Runs;
use super::told::{Body, Told, day};
use super::{FileReading, Given};
use archived::read_archived;
use metadata::{Metadata, read_metadata};
use select::{Marks, Selection};
use write::Block;

/// Reads a saved page.
pub(super) fn read_html(name: &str, bytes: &[u8], given: &Given, publication: &Publication) -> FileReading {
    let mut reading = FileReading::default();
    let declared = given.charset.as_ref().and_then(|label| Encoding::for_label(label.as_bytes()));
    let decoded = match decode(bytes, declared.or_else(|| declared_encoding(bytes))) {
        Ok(decoded) => decoded,
        Err((kind, message)) => {
            reading.errors.push(ReadError::of_file(name, kind, message));
            return reading;
        }
    };
    let told = |ordinal, given, body, notices| Told {
        name,
        ordinal,
        raw_sha256: Sha256::of(bytes),
        given,
        byline: None,
        language: None,
        encoding: Some(decoded.encoding.to_owned()),
        notices,
        body,
    };
    let known = Known {
        title: given.title.as_deref(),
        publisher: given.publisher.as_deref(),
        url: given.url.as_deref(),
    };
    let page = match read_page(&decoded.text, known, Shape::Page, publication) {
        Ok(page) => page,
        Err((kind, message)) => {
            reading.errors.push(ReadError::of_file(name, kind, message));
            return reading;
        }
    };
    let parts = split_page(&page.text, publication);
    if parts.len() < 2 {
        let told = told(0, given.clone(), Body::Read(Box::new(page), decoded.runs.clone()), decoded.notices);
        match told.into_report(publication) {
            Ok(report) => reading.reports.push(report),
            Err((kind, message)) => reading.errors.push(ReadError::of_file(name, kind, message)),
        }
        return reading;
    }
    // A page that gathers reports of others: what it says of itself holds where a report says nothing of its own.
    let own =
        Given { title: None, external_id: None, url: given.url.clone().or(page.url), ..Given::default() };
    for (ordinal, part) in parts.into_iter().enumerate() {
        let runs = page.runs.cut(part.start, part.len()).through(&decoded.runs);
        let mut own = own.clone();
        own.publisher = find_bare_publisher(&page.text[part.clone()], publication);
        let body = Body::Text(page.text[part].to_owned(), runs);
        match told(ordinal as u32, own, body, decoded.notices.clone()).into_report(publication) {
            Ok(mut report) => {
                report.publisher = report.publisher.or_else(|| given.publisher.clone().or(page.site.clone()));
                report.days.extend(given.days.iter().chain(&page.days).cloned());
                let published = report.days.iter().find(|day| day.of == DayOf::Published);
                report.published =
                    report.published.or(published.map(|day| Published { on: day.on, basis: day.basis }));
                reading.reports.push(report);
            }
            Err((kind, message)) => reading.errors.push(ReadError::of_file(name, kind, message)),
        }
    }
    reading
}

/// How much of a source is the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A page with everything that sites put around a report.
    Page,
    /// The report's own markup, as feeds and mails carry it; nothing has to be looked for in it.
    Fragment,
}

/// A page's text and what is known of it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) text: String,
    /// From the text to the page's source.
    pub(super) runs: Runs,
    kinds: Vec<(std::ops::Range<usize>, ZoneKind)>,
    pub(super) layout: Layout,
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    /// The publisher that the page's own description names.
    pub(super) site: Option<String>,
    pub(super) byline: Option<String>,
    /// The days it names, best first.
    pub(super) days: Vec<DayFound>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) notices: Vec<Notice>,
}

impl Page {
    /// The text with its zones.
    pub(super) fn zoned_text(&self, map: OffsetMap) -> Text {
        let mut text = Text::with_map(self.text.clone(), map);
        for (range, kind) in &self.kinds {
            if let Some(span) = text.span(range.start, range.end) {
                text.add_zone(span, *kind);
            }
        }
        self.layout.apply(&mut text);
        text
    }
}

/// Reads the source of a page; fails where it holds no words or nests too deeply to be read in good time.
pub(super) fn read_page(
    source: &str,
    known: Known<'_>,
    shape: Shape,
    publication: &Publication,
) -> Result<Page, (ReadErrorKind, String)> {
    let Some(code) = depth::survey(source) else {
        let message = format!("the page nests elements more than {} deep", depth::DEEPEST);
        return Err((ReadErrorKind::TooDeep, message));
    };
    let document = Document::from(depth::without(source, &code));
    read_shallow_page(&document, source, known, shape, publication)
        .ok_or_else(|| (ReadErrorKind::NoText, "the page holds no text".to_owned()))
}

fn read_shallow_page(
    document: &Document,
    source: &str,
    known: Known<'_>,
    shape: Shape,
    publication: &Publication,
) -> Option<Page> {
    let mut metadata = read_metadata(document, known.url, publication);
    metadata.is_bare_title &= known.title.is_none();
    let alignment = align::align(document, source);
    let deepest = select::number_elements(document);
    let selection = match read_archived(document, publication) {
        Some(archived) => {
            metadata = archived.metadata;
            Selection::of_element(&archived.content)
        }
        None => select::select(document, shape, deepest)?,
    };
    let written = |marks| write::write(document, &selection, marks, &alignment, publication);
    let (mut blocks, marked_len) = written(Marks::Heeded);
    // Where classes would hide half of the report, they mean something else on this site. Most pages have too little text
    // under such classes for that, and need not be written twice.
    let length = |blocks: &[Block]| blocks.iter().map(|block| block.text.len()).sum::<usize>();
    let is_hidden = |blocks: &[Block], all: usize| length(blocks) * 10 < all * 6;
    if is_hidden(&blocks, length(&blocks) + marked_len) {
        let (all, _) = written(Marks::Ignored);
        if is_hidden(&blocks, length(&all)) {
            blocks = all;
        }
    }
    let title = known.title.map(str::to_owned).or_else(|| metadata.title.clone());
    put_title_first(document, &mut blocks, title.as_deref(), |node| {
        write::write_element(node, &selection, &alignment, publication)
    });
    drop_link_lists(&mut blocks);
    let publisher = known.publisher.map(str::to_owned).or_else(|| metadata.publisher.clone());
    let known = Known {
        title: title.as_deref(),
        publisher: publisher.as_deref(),
        url: known.url.or(metadata.url.as_deref()),
    };
    let (joined, layout) = drop_furniture(&mut blocks, known, publication);
    if joined.text.trim().is_empty() {
        return None;
    }
    Some(finish(joined, &blocks, layout, metadata, title.clone(), publisher.clone(), publication))
}

struct Joined {
    text: String,
    runs: Runs,
    kinds: Vec<(std::ops::Range<usize>, ZoneKind)>,
}

fn finish(
    joined: Joined,
    blocks: &[Block],
    layout: Layout,
    metadata: Metadata,
    title: Option<String>,
    publisher: Option<String>,
    publication: &Publication,
) -> Page {
    let mut notices = Vec::new();
    let unplaced = blocks.iter().filter(|block| block.is_unplaced).count();
    if unplaced > 0 {
        let message = format!("{unplaced} blocks of the page could not be placed in its source");
        notices.push(Notice::new("read.offsets-unknown", message));
    }
    let mut days = metadata.days;
    days.extend(layout.day.map(|on| day(on, DateBasis::Printed, "printed in the text")));
    let language = find_language(&joined.text, publication).or(metadata.language);
    Page {
        // A page title of a word or two that stands nowhere in the text is the site's name.
        title: match layout.title.clone().filter(|_| metadata.is_bare_title) {
            Some(range) if !joined.text[range.clone()].is_empty() => Some(tidy(&joined.text[range])),
            _ => title,
        },
        site: metadata.publisher,
        publisher: publisher.or_else(|| layout.publisher.clone()),
        byline: metadata.byline.or_else(|| layout.byline.clone()),
        days,
        url: metadata.url,
        language,
        text: joined.text,
        runs: joined.runs,
        kinds: joined.kinds,
        layout,
        notices,
    }
}

fn join(blocks: &[Block]) -> Joined {
    let mut joined = Joined { text: String::new(), runs: Runs::default(), kinds: Vec::new() };
    for block in blocks {
        if !joined.text.is_empty() {
            (0..=block.blanks).for_each(|_| joined.text.push('\n'));
        }
        let start = joined.text.len();
        joined.runs.push_stretch(start, &block.runs, 0, block.text.len());
        joined.text.push_str(&block.text);
        joined.kinds.extend(block.kind.map(|kind| (start..joined.text.len(), kind)));
    }
    joined
}

/// The headline is part of the report, though extractors leave it out.
fn put_title_first(
    document: &Document,
    blocks: &mut Vec<Block>,
    title: Option<&str>,
    write: impl Fn(&NodeRef<'_>) -> Option<Block>,
) {
    let Some(key) = title.map(fold_key).filter(|key| !key.is_empty()) else { return };
    if blocks.iter().take(6).any(|block| fold_key(&block.text) == key) {
        return;
    }
    let is_heading = |node: &NodeRef<'_>| node.has_name("h1") || node.has_name("h2");
    let root = document.root();
    let mut headings = root.descendants_it().filter(is_heading);
    let heading = headings.find(|node| fold_key(&node.text()) == key);
    if let Some(mut block) = heading.as_ref().and_then(write) {
        block.kind = Some(ZoneKind::Heading);
        blocks.insert(0, block);
    }
}

/// Three and more list entries in a row that are nothing but links lead to other reports.
fn drop_link_lists(blocks: &mut Vec<Block>) {
    let is_link = |block: &Block| block.is_entry && block.link_len * 10 >= block.text.len() * 8;
    let mut keep = vec![true; blocks.len()];
    let mut at = 0;
    while at < blocks.len() {
        let run = blocks[at..].iter().take_while(|block| is_link(block)).count();
        if run >= 3 {
            keep[at..at + run].fill(false);
        }
        at += run.max(1);
    }
    let mut keep = keep.into_iter();
    blocks.retain(|_| keep.next().unwrap_or(true));
}

/// Drops the blocks whose lines are page furniture; a page's text is ours to write, so they need not be kept. Gives the
/// rest with its layout.
fn drop_furniture(blocks: &mut Vec<Block>, known: Known<'_>, publication: &Publication) -> (Joined, Layout) {
    let joined = join(blocks);
    let layout = lay_out(&joined.text, known, publication);
    let (count, mut at) = (blocks.len(), 0);
    blocks.retain(|block| {
        let start = if at == 0 { 0 } else { at + block.blanks + 1 };
        at = start + block.text.len();
        !layout.zones.iter().any(|(range, kind)| *kind == ZoneKind::Furniture && range.contains(&start))
    });
    if blocks.len() == count {
        return (joined, layout);
    }
    let joined = join(blocks);
    let layout = lay_out(&joined.text, known, publication);
    (joined, layout)
}

/// The encoding that the page's head declares.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let at = head.windows(8).position(|word| word == b"charset=")? + 8;
    let label: Vec<u8> = head[at..]
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'"' | b'\''))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&label)
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;
    use jiff::civil::date;
    use recount_model::{Published, Report};

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>Shells fall on the market | Example News</title>
<meta property="og:site_name" content="Example News"><meta property="article:published_time" content="2021-05-03T10:00:00Z">
<link rel="canonical" href="https://example.org/2021/05/04/shells"><script>var a = "<p>no</p>";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Shells fall on the market</h1><div class="share-bar">Share on Facebook</div>
<p>Two people were killed &amp; five were hurt on Monday when shells fell on the market of the&nbsp;town, a local
   official <b>told</b> Example News.</p><!-- a comment > here -->
<p>“They fell at noon,” said caf&eacute; owner &#8211; who asked not to be named – and he added that the street was full of people at the time.</p>
<figure><img src="a.jpg"><figcaption>The market after the shelling, seen from the north</figcaption></figure>
<h2>What officials say</h2>
<p>The ministry of defence did not answer questions about the shelling on Monday, and a spokesman for the other side denied any part in it.</p>
<h3>Related News</h3><ul><li><a href="/1">Ten killed in another town</a></li><li><a href="/2">Three hurt in a village</a></li><li><a href="/3">Nine dead</a></li></ul>
</article><div id="comments"><p>Forty were killed, wrote a reader who was not there at all, and this is a long comment.</p></div></body></html>"#;

    fn read(html: &str) -> Report {
        let mut reading = read_html("a.html", html.as_bytes(), &Given::default(), publication());
        assert_eq!(reading.errors, []);
        reading.reports.remove(0)
    }

    /// The raw bytes of every word, unescaped and folded, are the word again.
    fn check_round_trip(report: &Report, raw: &[u8]) {
        let text = report.text.as_str();
        for word in text.split_whitespace() {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let span = report.text.span(start, start + word.len()).unwrap();
            let range =
                report.text.offset_map().raw_range(span).unwrap_or_else(|| panic!("{word} has no place"));
            let raw = String::from_utf8_lossy(&raw[range.start as usize..range.end as usize]).into_owned();
            let plain = Document::from(format!("<p>{raw}</p>")).select("p").text();
            assert_eq!(plain.split_whitespace().collect::<String>(), word, "{raw}");
        }
    }

    #[test]
    fn the_main_text_is_written_without_what_stands_around_it() {
        let report = read(PAGE);
        let text = report.text.as_str();
        for part in [
            "killed & five were hurt",
            "café owner – who",
            "The market after the shelling",
            "What officials say",
        ] {
            assert!(text.contains(part), "{part:?} in {text}");
        }
        for part in ["Home", "Facebook", "Ten killed", "Forty were killed", "var a", "Related News"] {
            assert!(!text.contains(part), "{part:?} in {text}");
        }
        let kind = |part: &str| report.text.zone_at(text.find(part).unwrap());
        assert_eq!(kind("The market after"), ZoneKind::Caption);
        assert_eq!(kind("What officials"), ZoneKind::Heading);
        assert_eq!(kind("Two people"), ZoneKind::Body);
    }

    #[test]
    fn every_word_is_found_again_in_the_raw_bytes() {
        check_round_trip(&read(PAGE), PAGE.as_bytes());
    }

    #[test]
    fn the_page_speaks_for_itself() {
        let report = read(PAGE);
        assert_eq!(report.title.as_deref(), Some("Shells fall on the market"));
        assert_eq!(report.text.cut(report.title_span.unwrap()), "Shells fall on the market");
        assert_eq!(report.publisher.as_deref(), Some("Example News"));
        assert_eq!(report.published, Some(Published { on: date(2021, 5, 3), basis: DateBasis::Metadata }));
        assert_eq!(report.url.as_deref(), Some("https://example.org/2021/05/04/shells"));
        assert_eq!(report.language.as_deref(), Some("en"));
    }

    #[test]
    fn without_metadata_the_address_gives_the_day() {
        let page = PAGE.replace("article:published_time", "other");
        assert_eq!(
            read(&page).published,
            Some(Published { on: date(2021, 5, 4), basis: DateBasis::Address })
        );
    }

    #[test]
    fn a_page_in_a_declared_encoding_maps_to_its_own_bytes() {
        let page = PAGE.replace("<head>", "<head><meta charset=windows-1252>");
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&page);
        let report = read_html("a.html", &bytes, &Given::default(), publication()).reports.remove(0);
        let start = report.text.as_str().find("noon").unwrap();
        let raw = report.text.offset_map().raw_range(report.text.span(start, start + 4).unwrap()).unwrap();
        assert_eq!(&bytes[raw.start as usize..raw.end as usize], b"noon");
    }

    #[test]
    fn a_page_nested_without_end_is_refused_at_once_and_one_nested_deeply_is_read() {
        let nested = |times: usize| {
            let words =
                "Two people were killed when shells fell on the market of the town, an official said.";
            format!("<html><body>{}<p>{words}</p>{}", "<div>".repeat(times), "</div>".repeat(times))
        };
        let started = std::time::Instant::now();
        let reading = read_html("a.html", nested(200_000).as_bytes(), &Given::default(), publication());
        assert_eq!(reading.errors[0].kind, ReadErrorKind::TooDeep);
        assert!(started.elapsed().as_secs() < 2);
        assert!(read(&nested(300)).text.as_str().contains("Two people"));
    }

    #[test]
    fn a_page_without_words_is_an_error() {
        let reading = read_html(
            "a.html",
            b"<html><body><script>x()</script></body></html>",
            &Given::default(),
            publication(),
        );
        assert_eq!(reading.errors[0].kind, ReadErrorKind::NoText);
    }

    #[test]
    fn the_site_behind_the_headline_is_the_publisher_where_no_other_is_named() {
        let page = |title: &str| {
            format!(
                "<title>{title}</title><h1>Shells fall on the market</h1><p>Two people were killed in the town on Monday, a local \
                 official told reporters, and five were hurt.</p>"
            )
        };
        let publisher = |title: &str| read(&page(title)).publisher;
        assert_eq!(publisher("Shells fall on the market | Example Post").as_deref(), Some("Example Post"));
        assert_eq!(publisher("Shells fall on the market - two dead, five hurt"), None);
    }

    #[test]
    fn of_a_page_by_the_auto_archiver_only_the_post_is_read() {
        let page = r#"<html><head><title>https://example.org/post/7</title></head><body><h2>Archived media for <span class="copy">https://example.org/post/7</span></h2>
<p><b>title:</b> '<span class="copy">Blast in the port</span>'</p><h2>content 2 item(s)</h2><table class="content"><tr><th>about</th><th>files</th></tr><tr><td>screenshot</td><td>a.png of forty dead</td></tr></table>
<h2>metadata</h2><table class="metadata"><tr><th>key</th><th>value</th></tr><tr><td>url</td><td><a href="https://example.org/post/7">https://example.org/post/7</a></td></tr><tr><td>title</td><td><span class="copy">Blast in the port</span></td></tr>
<tr><td>content</td><td><span class="copy">Two people were killed in the port on Monday &amp; five were hurt, officials said.</span></td></tr><tr><td>timestamp</td><td>2021-05-03 10:00:00+00:00</td></tr></table>
<p class="center">Made with <a href="https://github.com/bellingcat/auto-archiver">bellingcat/auto-archiver</a></p></body></html>"#;
        let report = read(page);
        assert_eq!(
            report.text.as_str(),
            "Two people were killed in the port on Monday & five were hurt, officials said."
        );
        assert_eq!(report.title.as_deref(), Some("Blast in the port"));
        assert_eq!(report.url.as_deref(), Some("https://example.org/post/7"));
        assert_eq!(report.published.unwrap().on.to_string(), "2021-05-03");
        check_round_trip(&report, page.as_bytes());
    }

    #[test]
    fn a_page_that_gathers_reports_is_cut_into_them() {
        let body = "Shells fell on the town on Monday and killed two people, a local official said.";
        let page = format!(
            "<html><head><title>Sample Archive</title></head><body><nav><a href=/>Home</a></nav><main><p>First report of the day</p><p>Source: One News</p><p>{body}</p>\
             <p>Second report of the day</p><p>By Jane Example</p><p>Source: Two News</p><p>{body} {body}</p></main></body></html>"
        );
        let reading = read_html("a.html", page.as_bytes(), &Given::default(), publication());
        let seen: Vec<_> =
            reading.reports.iter().map(|r| (r.title.as_deref(), r.publisher.as_deref())).collect();
        assert_eq!(
            seen,
            [
                (Some("First report of the day"), Some("One News")),
                (Some("Second report of the day"), Some("Two News"))
            ]
        );
        reading.reports.iter().for_each(|report| check_round_trip(report, page.as_bytes()));
    }
}
