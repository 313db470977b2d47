//! Text of a report, the spans cut from it, and the map back to the bytes of the file it came from.

use std::ops::Range;

/// A half-open range of bytes in the text of one report.
///
/// A span is only ever made by cutting a [`Text`] or by joining two spans of the same text, so it always lies on
/// character boundaries and inside the text it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// First byte of the span in the text.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// First byte after the span.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both; both must come from the same text.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes as a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }
}

/// What a stretch of a report's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ZoneKind {
    /// Running text.
    Body,
    /// The report's headline or a heading inside it.
    Heading,
    /// The words under a picture.
    Caption,
    /// Menus, related links, cookie notes, comment forms: kept for offsets, never read for claims.
    Furniture,
    /// "Source: X", bylines and other publication lines.
    Credit,
}

/// A stretch of text of one kind. Stretches that no zone names are body text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Where it lies.
    pub span: Span,
    /// What it is.
    pub kind: ZoneKind,
}

/// A range of bytes in the original file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RawRange {
    /// First byte in the file.
    pub start: u64,
    /// First byte after the range.
    pub end: u64,
}

/// One run of text that maps to one run of raw bytes.
///
/// Runs of equal length map byte by byte. Where lengths differ (an entity, a decoded character), the run maps as a
/// whole, so a span that starts inside it starts at the run's first raw byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetRun {
    /// First byte of the run in the text.
    pub text_start: u32,
    /// Length of the run in the text.
    pub text_len: u32,
    /// First byte of the run in the file.
    pub raw_start: u64,
    /// Length of the run in the file.
    pub raw_len: u32,
}

/// Maps spans of a text to bytes of the file; runs are sorted by `text_start` and do not overlap.
///
/// Bytes of text between two runs (a line break the reader wrote) belong to no raw byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    runs: Vec<OffsetRun>,
}

impl OffsetMap {
    /// A map for text that stands in the file byte for byte, starting at `raw_start`.
    pub fn identity(text_len: usize, raw_start: u64) -> Self {
        let len = text_len as u32;
        Self { runs: vec![OffsetRun { text_start: 0, text_len: len, raw_start, raw_len: len }] }
    }

    /// A map from runs; runs out of order are sorted.
    pub fn from_runs(mut runs: Vec<OffsetRun>) -> Self {
        runs.sort_by_key(|run| run.text_start);
        Self { runs }
    }

    /// The runs, sorted by their place in the text.
    pub fn runs(&self) -> &[OffsetRun] {
        &self.runs
    }

    /// The bytes of the file that a span of text came from, or none where no byte of it did.
    pub fn raw_range(&self, span: Span) -> Option<RawRange> {
        let (start, end) = (span.start, span.end);
        let first = self.runs.partition_point(|run| run.text_start + run.text_len <= start);
        let last = self.runs.partition_point(|run| run.text_start < end);
        if first >= last {
            return None;
        }
        let (head, tail) = (self.runs[first], self.runs[last - 1]);
        let raw_start = if head.text_len == head.raw_len && start > head.text_start {
            head.raw_start + u64::from(start - head.text_start)
        } else {
            head.raw_start
        };
        let tail_text_end = tail.text_start + tail.text_len;
        let raw_end = if tail.text_len == tail.raw_len && end < tail_text_end {
            tail.raw_start + u64::from(end - tail.text_start)
        } else {
            tail.raw_start + u64::from(tail.raw_len)
        };
        Some(RawRange { start: raw_start, end: raw_end })
    }
}

/// The text of one report as the engine reads it, with its zones and the map back to the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    body: String,
    zones: Vec<Zone>,
    map: OffsetMap,
}

impl Text {
    /// Text that stands in its file byte for byte from the file's first byte.
    pub fn new(body: impl Into<String>) -> Self {
        let body = body.into();
        let map = OffsetMap::identity(body.len(), 0);
        Self { body, zones: Vec::new(), map }
    }

    /// Text with a map to the bytes of its file.
    pub fn with_map(body: impl Into<String>, map: OffsetMap) -> Self {
        Self { body: body.into(), zones: Vec::new(), map }
    }

    /// Adds a zone. Zones may be added in any order; the later one wins where two overlap.
    pub fn add_zone(&mut self, span: Span, kind: ZoneKind) {
        self.zones.push(Zone { span, kind });
    }

    /// All zones, in the order they were added.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// What the text is at a byte.
    pub fn zone_at(&self, byte: usize) -> ZoneKind {
        let found = self.zones.iter().rev().find(|zone| zone.span.start() <= byte && byte < zone.span.end());
        found.map_or(ZoneKind::Body, |zone| zone.kind)
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.body
    }

    /// The map to the bytes of the file.
    pub fn offset_map(&self) -> &OffsetMap {
        &self.map
    }

    /// Cuts a span; none if the bytes are not in the text or split a character.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        let fits = start <= end && self.body.is_char_boundary(start) && self.body.is_char_boundary(end);
        fits.then_some(Span { start: start as u32, end: end as u32 })
    }

    /// The whole text as a span.
    pub fn whole(&self) -> Span {
        Span { start: 0, end: self.body.len() as u32 }
    }

    /// The words of a span. A span of another text that does not fit yields the empty string.
    pub fn cut(&self, span: Span) -> &str {
        self.body.get(span.range()).unwrap_or("")
    }
}

/// Turns byte offsets of one text into counts of Unicode code points, which the wire formats use.
///
/// Built once per text: checkpoints every 64 bytes make a lookup a short scan.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    checkpoints: Vec<u32>,
}

const CHECKPOINT_BYTES: usize = 64;

impl<'t> CodePoints<'t> {
    /// Prepares the counts for a text.
    pub fn of(text: &'t str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / CHECKPOINT_BYTES + 1);
        let mut count = 0u32;
        for (at, byte) in text.bytes().enumerate() {
            if at % CHECKPOINT_BYTES == 0 {
                checkpoints.push(count);
            }
            // A byte that is not a continuation byte starts a code point.
            count += u32::from(byte & 0xC0 != 0x80);
        }
        Self { text, checkpoints }
    }

    /// Code points before a byte offset.
    pub fn before(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let checkpoint = (byte / CHECKPOINT_BYTES).min(self.checkpoints.len().saturating_sub(1));
        let base = self.checkpoints.get(checkpoint).copied().unwrap_or(0) as usize;
        let tail = &self.text.as_bytes()[checkpoint * CHECKPOINT_BYTES..byte];
        base + tail.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
    }

    /// A span as code points.
    pub fn span(&self, span: Span) -> [usize; 2] {
        [self.before(span.start()), self.before(span.end())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_splits_a_character_cannot_be_cut() {
        let text = Text::new("né en");
        assert!(text.span(0, 2).is_none());
        assert_eq!(text.cut(text.span(0, 3).unwrap()), "né");
        assert!(text.span(0, 99).is_none());
    }

    #[test]
    fn a_span_maps_through_runs_of_unequal_length() {
        // "a&amp;b" in the file, "a&b" in the text.
        let runs = vec![
            OffsetRun { text_start: 0, text_len: 1, raw_start: 10, raw_len: 1 },
            OffsetRun { text_start: 1, text_len: 1, raw_start: 11, raw_len: 5 },
            OffsetRun { text_start: 2, text_len: 1, raw_start: 16, raw_len: 1 },
        ];
        let text = Text::with_map("a&b", OffsetMap::from_runs(runs));
        let raw = |start, end| text.offset_map().raw_range(text.span(start, end).unwrap());
        assert_eq!(raw(0, 3), Some(RawRange { start: 10, end: 17 }));
        assert_eq!(raw(1, 2), Some(RawRange { start: 11, end: 16 }));
        assert_eq!(raw(2, 3), Some(RawRange { start: 16, end: 17 }));
    }

    #[test]
    fn code_points_are_counted_across_checkpoints() {
        let text = "é".repeat(100) + "x";
        let points = CodePoints::of(&text);
        assert_eq!(points.before(200), 100);
        assert_eq!(points.before(201), 101);
        assert_eq!(points.before(64), 32);
    }

    #[test]
    fn the_later_zone_wins() {
        let mut text = Text::new("menu body");
        let whole = text.whole();
        text.add_zone(whole, ZoneKind::Furniture);
        let body = text.span(5, 9).unwrap();
        text.add_zone(body, ZoneKind::Body);
        assert_eq!(text.zone_at(0), ZoneKind::Furniture);
        assert_eq!(text.zone_at(6), ZoneKind::Body);
    }
}
