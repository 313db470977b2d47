//! Feeds: RSS, Atom and JSON Feed. Every entry is a report.
//!
//! The elements are read by hand from the stream of XML events, because every word of an entry must lead back to its
//! bytes in the feed, which no feed library tells.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, DayOf, Notice, Sha256};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::dates::parse_day;
use super::decode::decode;
use super::error::{ReadError, ReadErrorKind};
use super::html::Shape;
use super::json_string::{find_string, string_runs};
use super::lines::tidy;
use super::runs::Runs;
use super::told::{Body, Told};
use super::xml::XmlText;
use super::{FileReading, Given};

/// What one entry says, whatever the format calls it.
#[derive(Default)]
struct Entry {
    id: Option<String>,
    url: Option<String>,
    publisher: Option<String>,
    author: Option<String>,
    title: XmlText,
    published: Option<String>,
    modified: Option<String>,
    /// The whole text, and the summary where there is none.
    content: XmlText,
    summary: XmlText,
}

/// Reads RSS of any version, and Atom.
pub(super) fn read_feed(name: &str, bytes: &[u8], given: &Given, publication: &Publication) -> FileReading {
    let mut reading = FileReading::default();
    let decoded = match decode(bytes, None) {
        Ok(decoded) => decoded,
        Err((kind, message)) => {
            reading.errors.push(ReadError::of_file(name, kind, message));
            return reading;
        }
    };
    let (entries, publisher, broken) = read_entries(&decoded.text);
    let feed = Feed {
        name,
        raw_sha256: Sha256::of(bytes),
        publisher: given.publisher.clone().or(publisher),
        encoding: Some(decoded.encoding.to_owned()),
        below: decoded.runs,
        notices: decoded.notices,
        publication,
    };
    entries.into_iter().for_each(|entry| feed.tell(entry, &mut reading));
    if let Some(message) = broken {
        reading.errors.push(ReadError::of_file(name, ReadErrorKind::Damaged, message));
    } else if reading.reports.is_empty() && reading.errors.is_empty() {
        reading.errors.push(ReadError::of_file(name, ReadErrorKind::NoText, "the feed has no entries"));
    }
    reading
}

/// What the entries of a feed have in common.
struct Feed<'f> {
    name: &'f str,
    raw_sha256: Sha256,
    publisher: Option<String>,
    encoding: Option<String>,
    below: Runs,
    notices: Vec<Notice>,
    publication: &'f Publication,
}

impl Feed<'_> {
    fn tell(&self, entry: Entry, reading: &mut FileReading) {
        let title = Some(plain_words(&entry.title.text)).filter(|title| !title.is_empty());
        let body = if entry.content.text.trim().is_empty() { &entry.summary } else { &entry.content };
        // The headline is part of what the report says, so it stands in the text.
        let mut source = XmlText::default();
        source.push_own("<html><body><h1>");
        source.push(&entry.title);
        source.push_own("</h1><div>");
        source.push(body);
        source.push_own("</div></body></html>");

        let mut notices = self.notices.clone();
        let mut own = Given {
            external_id: entry.id.clone(),
            url: entry.url,
            publisher: entry.publisher.or_else(|| self.publisher.clone()),
            title,
            ..Given::default()
        };
        let days = [
            (entry.published, DayOf::Published, "feed published"),
            (entry.modified, DayOf::Modified, "feed updated"),
        ];
        for (value, of, at) in days {
            let Some(value) = value else { continue };
            match parse_day(&value, self.publication) {
                Some(on) => own.add_day(on, of, DateBasis::Metadata, at),
                None => notices
                    .push(Notice::new("read.date-unreadable", format!("the date {value:?} names no day"))),
            }
        }
        let ordinal = reading.reports.len() + reading.errors.len();
        let told = Told {
            name: self.name,
            ordinal: ordinal as u32,
            raw_sha256: self.raw_sha256,
            given: own,
            byline: entry.author,
            language: None,
            encoding: self.encoding.clone(),
            notices,
            body: Body::Page(source.text, source.runs.through(&self.below), Shape::Fragment),
        };
        match told.into_report(self.publication) {
            Ok(report) => reading.reports.push(report),
            Err((kind, message)) => reading.errors.push(ReadError {
                external_id: entry.id,
                ..ReadError::of_file(self.name, kind, format!("entry {}: {message}", ordinal + 1))
            }),
        }
    }
}

/// The words of a piece of markup, for fields that are no text of the report.
fn plain_words(source: &str) -> String {
    if source.contains(['<', '&']) {
        tidy(&dom_query::Document::fragment(source).text())
    } else {
        tidy(source)
    }
}

/// All entries that could be read, the name of the feed, and what broke it, if anything.
fn read_entries(source: &str) -> (Vec<Entry>, Option<String>, Option<String>) {
    let mut reader = Reader::from_str(source);
    // Feeds are written by hand and by old programs; what can be read of a broken one is read.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk::default();
    loop {
        let at = reader.buffer_position();
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = reader.error_position();
                walk.end_entry();
                let message =
                    format!("the feed is damaged at byte {at}: {error}; what stands before was read");
                let name = walk.feed_name();
                return (walk.entries, name, Some(message));
            }
        };
        match event {
            Event::Start(tag) => walk.open(&tag, reader.buffer_position()),
            Event::Empty(tag) => walk.take_empty(&tag),
            Event::End(tag) => walk.close(tag.name().as_ref(), at, source),
            Event::Text(text) => walk.take_text(&text, at),
            Event::CData(data) => {
                if let Some(into) = walk.slot() {
                    into.push_plain(&data, at + "<![CDATA[".len() as u64);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(into) = walk.slot() {
                    into.push_reference(&name, at);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    walk.end_entry();
    let name = walk.feed_name();
    (walk.entries, name, None)
}

/// What the text inside the open element is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    FeedName,
    Id,
    Url,
    Source,
    Author,
    Title,
    Published,
    Modified,
    Content,
    Summary,
}

/// The way through the elements of a feed.
#[derive(Default)]
struct Walk {
    entries: Vec<Entry>,
    feed_name: XmlText,
    entry: Option<Entry>,
    depth: usize,
    /// Depth of the open entry.
    entry_depth: usize,
    /// The element whose text is gathered, its depth, and where its inside begins.
    open: Option<(Slot, usize, u64)>,
    /// Whether the gathered element holds elements, so that its source is the markup.
    has_markup: bool,
    gathered: XmlText,
}

impl Walk {
    fn open(&mut self, tag: &BytesStart<'_>, inside: u64) {
        self.depth += 1;
        let name = tag.name();
        let name = name.into_inner();
        if self.open.is_some() {
            self.has_markup = true;
            // An author is a name among other elements; a source is its title.
            if let Some((slot @ (Slot::Author | Slot::Source), depth, _)) = self.open
                && matches!(name, "name" | "title")
            {
                self.gathered = XmlText::default();
                self.has_markup = false;
                self.open = Some((slot, depth, inside));
            }
            return;
        }
        if self.entry.is_none() && matches!(name, "item" | "entry") {
            self.entry = Some(Entry::default());
            self.entry_depth = self.depth;
            return;
        }
        if let Some(slot) = self.slot_of(name) {
            self.open = Some((slot, self.depth, inside));
            self.has_markup = false;
            self.gathered = XmlText::default();
        }
        self.take_link(tag);
    }

    fn slot_of(&self, name: &str) -> Option<Slot> {
        if self.entry.is_none() {
            return (name == "title" && self.depth <= 3 && self.feed_name.text.is_empty())
                .then_some(Slot::FeedName);
        }
        (self.depth == self.entry_depth + 1).then_some(())?;
        Some(match name {
            "title" => Slot::Title,
            "guid" | "id" => Slot::Id,
            "link" => Slot::Url,
            "pubDate" | "published" | "issued" | "dc:date" | "date" => Slot::Published,
            "updated" | "modified" | "atom:updated" => Slot::Modified,
            "author" | "dc:creator" => Slot::Author,
            "source" => Slot::Source,
            "content:encoded" | "content" | "xhtml:body" => Slot::Content,
            "description" | "summary" => Slot::Summary,
            _ => return None,
        })
    }

    /// Atom keeps the address in an attribute.
    fn take_link(&mut self, tag: &BytesStart<'_>) {
        let Some(entry) = &mut self.entry else { return };
        if tag.name().into_inner() != "link" || entry.url.is_some() {
            return;
        }
        let value = |key| {
            let found = tag.try_get_attribute(key).ok().flatten()?;
            Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.trim().to_owned())
        };
        if value("rel").is_none_or(|rel| rel == "alternate") {
            entry.url = value("href").filter(|url| !url.is_empty());
        }
    }

    fn take_empty(&mut self, tag: &BytesStart<'_>) {
        if self.open.is_some() {
            self.has_markup = true;
        } else {
            self.take_link(tag);
        }
    }

    fn take_text(&mut self, text: &str, at: u64) {
        if let Some(into) = self.slot() {
            into.push_plain(text, at);
        }
    }

    /// Where characters go.
    fn slot(&mut self) -> Option<&mut XmlText> {
        self.open.is_some().then_some(&mut self.gathered)
    }

    fn close(&mut self, name: &str, at: u64, source: &str) {
        if let Some((slot, depth, inside)) = self.open {
            if depth >= self.depth
                || (matches!(slot, Slot::Author | Slot::Source) && matches!(name, "name" | "title"))
            {
                self.open = None;
                let mut text = std::mem::take(&mut self.gathered);
                if self.has_markup && matches!(slot, Slot::Content | Slot::Summary | Slot::Title) {
                    text = XmlText::default();
                    text.push_plain(source.get(inside as usize..at as usize).unwrap_or(""), inside);
                }
                self.fill(slot, text);
            }
        } else if self.entry.is_some() && self.depth <= self.entry_depth {
            self.end_entry();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn fill(&mut self, slot: Slot, text: XmlText) {
        if slot == Slot::FeedName {
            self.feed_name = text;
            return;
        }
        let Some(entry) = &mut self.entry else { return };
        let words = || Some(plain_words(&text.text)).filter(|words| !words.is_empty());
        let set = |slot: &mut Option<String>| {
            if slot.is_none() {
                *slot = words();
            }
        };
        match slot {
            Slot::Id => set(&mut entry.id),
            Slot::Url => set(&mut entry.url),
            Slot::Source => set(&mut entry.publisher),
            Slot::Author => set(&mut entry.author),
            Slot::Published => set(&mut entry.published),
            Slot::Modified => set(&mut entry.modified),
            Slot::Title => entry.title = text,
            Slot::Content => entry.content = text,
            Slot::Summary => entry.summary = text,
            Slot::FeedName => {}
        }
    }

    fn end_entry(&mut self) {
        self.entries.extend(self.entry.take());
        self.open = None;
    }

    fn feed_name(&self) -> Option<String> {
        Some(plain_words(&self.feed_name.text)).filter(|name| !name.is_empty())
    }
}

#[derive(Deserialize)]
struct JsonFeed<'f> {
    title: Option<String>,
    #[serde(borrow)]
    items: Vec<&'f RawValue>,
}

#[derive(Deserialize)]
struct JsonItem {
    id: Option<serde_json::Value>,
    url: Option<String>,
    external_url: Option<String>,
    title: Option<String>,
    content_html: Option<String>,
    content_text: Option<String>,
    summary: Option<String>,
    date_published: Option<String>,
    date_modified: Option<String>,
}

/// Reads a JSON Feed.
pub(super) fn read_json_feed(
    name: &str,
    bytes: &[u8],
    given: &Given,
    publication: &Publication,
) -> FileReading {
    let mut reading = FileReading::default();
    let fail = |message: String| ReadError::of_file(name, ReadErrorKind::BadJson, message);
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let json: JsonFeed<'_> = match serde_json::from_slice(text) {
        Ok(json) => json,
        Err(error) => {
            reading.errors.push(fail(format!("not a JSON feed: {error}")));
            return reading;
        }
    };
    let feed = Feed {
        name,
        raw_sha256: Sha256::of(bytes),
        publisher: given.publisher.clone().or(json.title),
        encoding: None,
        below: Runs::identity(bytes.len(), 0),
        notices: Vec::new(),
        publication,
    };
    for (at, raw) in json.items.iter().enumerate() {
        let item: JsonItem = match serde_json::from_str(raw.get()) {
            Ok(item) => item,
            Err(error) => {
                reading.errors.push(fail(format!("entry {}: {error}", at + 1)));
                continue;
            }
        };
        // The item's text is a piece of the file's bytes, so its place is the distance between the two.
        let start = (raw.get().as_ptr() as usize).saturating_sub(bytes.as_ptr() as usize);
        let field = |key: &str, value: Option<String>| {
            let (Some(text), Some((from, to))) = (value, find_string(raw.get().as_bytes(), key)) else {
                return XmlText::default();
            };
            let below = Runs::identity(raw.get().len(), start as u64);
            XmlText { text, runs: string_runs(raw.get().as_bytes(), from, to).through(&below) }
        };
        let content = match item.content_html {
            Some(html) => field("content_html", Some(html)),
            None => field("content_text", item.content_text),
        };
        let entry = Entry {
            id: item.id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)),
            url: item.url.or(item.external_url),
            title: field("title", item.title),
            summary: field("summary", item.summary),
            published: item.date_published,
            modified: item.date_modified,
            content,
            ..Entry::default()
        };
        feed.tell(entry, &mut reading);
    }
    if reading.reports.is_empty() && reading.errors.is_empty() {
        reading.errors.push(ReadError::of_file(name, ReadErrorKind::NoText, "the feed has no entries"));
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;
    use recount_model::Report;

    fn raw_of<'s>(report: &Report, needle: &str, source: &'s str) -> &'s str {
        let start = report.text.as_str().find(needle).unwrap();
        let span = report.text.span(start, start + needle.len()).unwrap();
        let raw = report.text.offset_map().raw_range(span).unwrap();
        &source[raw.start as usize..raw.end as usize]
    }

    const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Example Wire</title><link>https://example.org</link>
<item><title>Shells &amp; mines: two dead in Sampleton</title><link>https://example.org/a</link><guid>a-1</guid><dc:creator>Jane Example</dc:creator>
<pubDate>Mon, 03 May 2021 10:00:00 GMT</pubDate><description>short</description>
<content:encoded><![CDATA[<p>Two people were killed in <b>Sampleton</b> on Monday &amp; five were hurt, officials said.</p>]]></content:encoded></item>
<item><title>Second report of the day</title><link>https://example.org/b</link><description>&lt;p&gt;Three people were hurt in the village on Monday, the mayor said.&lt;/p&gt;</description><source url="x">Other Wire</source></item>
</channel></rss>"#;

    #[test]
    fn entries_of_rss_are_reports_that_lead_back_to_the_feed() {
        let reading = read_feed("a.xml", RSS.as_bytes(), &Given::default(), publication());
        let [first, second] = &reading.reports[..] else { panic!("{:?}", reading.errors) };
        assert_eq!(first.title.as_deref(), Some("Shells & mines: two dead in Sampleton"));
        assert_eq!(
            (first.publisher.as_deref(), first.byline.as_deref()),
            (Some("Example Wire"), Some("Jane Example"))
        );
        assert_eq!(first.published.unwrap().on.to_string(), "2021-05-03");
        assert_eq!(first.external_id.as_deref(), Some("a-1"));
        assert_eq!(raw_of(first, "Sampleton on Monday & five", RSS), "Sampleton</b> on Monday &amp; five");
        assert_eq!(raw_of(first, "Shells & mines", RSS), "Shells &amp; mines");
        assert_eq!(raw_of(second, "the mayor said", RSS), "the mayor said");
        assert_eq!(second.publisher.as_deref(), Some("Other Wire"));
        assert!(!second.text.as_str().contains('<'), "{}", second.text.as_str());
        assert_ne!(first.id, second.id);
    }

    #[test]
    fn entries_of_atom_may_carry_markup() {
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Monitor</title>
<entry><id>urn:1</id><title type="html">Blast in the port</title><link rel="self" href="no"/><link href="https://example.org/1?a=1&amp;b=2"/>
<author><name>Jane Example</name><email>x</email></author><updated>2021-05-04T00:00:00Z</updated><published>2021-05-03T00:00:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Two people were killed in the port on Monday, officials said.</p></div></content></entry></feed>"#;
        let reading = read_feed("a.atom", atom.as_bytes(), &Given::default(), publication());
        let report = &reading.reports[0];
        assert_eq!(report.url.as_deref(), Some("https://example.org/1?a=1&b=2"));
        assert_eq!(report.byline.as_deref(), Some("Jane Example"));
        assert_eq!(report.published.unwrap().on.to_string(), "2021-05-03");
        assert_eq!(report.days.len(), 2);
        assert_eq!(raw_of(report, "killed in the port", atom), "killed in the port");
    }

    #[test]
    fn a_cut_feed_keeps_what_stands_before_the_cut() {
        let cut = &RSS[..RSS.find("<source").unwrap() + 10];
        let reading = read_feed("a.xml", cut.as_bytes(), &Given::default(), publication());
        assert_eq!(reading.reports.len(), 2);
        assert!(reading.errors[0].message.contains("damaged at byte"), "{}", reading.errors[0]);
    }

    #[test]
    fn a_json_feed_maps_through_its_escapes() {
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Example Wire", "items": [
{"id": 5, "url": "https://example.org/5", "title": "Caf\u00e9 hit", "date_published": "2021-05-03T10:00:00Z", "content_html": "<p>Two people were killed \u0026amp; five hurt in the caf\u00e9, officials said.</p>"},
{"id": 6}]}"#;
        let reading = read_json_feed("f.json", json.as_bytes(), &Given::default(), publication());
        let report = &reading.reports[0];
        assert_eq!(report.external_id.as_deref(), Some("5"));
        assert_eq!(raw_of(report, "killed & five", json), r"killed \u0026amp; five");
        assert_eq!(raw_of(report, "Café hit", json), r"Caf\u00e9 hit");
        assert_eq!(reading.errors.len(), 1, "{:?}", reading.errors);
    }
}
