//! Reports as read from files.

use jiff::civil::Date;

use crate::id::{ReportId, Sha256};
use crate::span::{Span, Text};

/// Where a publication date comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DateBasis {
    /// Given beside the text: a JSONL field, a manifest.
    Given,
    /// The page's own metadata.
    Metadata,
    /// Printed in the text: a dateline or date line.
    Printed,
    /// Part of the address.
    Address,
}

impl DateBasis {
    /// The name in wire formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Metadata => "metadata",
            Self::Printed => "printed",
            Self::Address => "address",
        }
    }

    /// Reads the wire name back.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Given, Self::Metadata, Self::Printed, Self::Address].into_iter().find(|b| b.as_str() == text)
    }
}

/// The day a report was published, and how we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Published {
    /// Calendar day, in the publisher's own reckoning.
    pub on: Date,
    /// Where the day was found.
    pub basis: DateBasis,
}

/// What a day that was found for a report is the day of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DayOf {
    /// The report was first published.
    Published,
    /// The report was changed.
    Modified,
    /// Somebody saved the page; it was published on that day or before.
    Saved,
}

impl DayOf {
    /// The name in wire formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Modified => "modified",
            Self::Saved => "saved",
        }
    }

    /// Reads the wire name back.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Published, Self::Modified, Self::Saved].into_iter().find(|of| of.as_str() == text)
    }
}

/// One of the days found for a report. A report keeps all of them, the one it was given as its own first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DayFound {
    /// Calendar day.
    pub on: Date,
    /// What it is the day of.
    pub of: DayOf,
    /// What kind of source names it.
    pub basis: DateBasis,
    /// Where it stands, for example `meta article:published_time`.
    pub at: String,
}

/// One report of a file, before anything is claimed about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Identity; see [`ReportId::of_report`].
    pub id: ReportId,
    /// The id the file itself gives (JSONL `id`).
    pub external_id: Option<String>,
    /// File as the user named it, `-` for standard input.
    pub file: String,
    /// Counts the reports of one file, from 0.
    pub ordinal: u32,
    /// Headline as printed. Where the headline is part of the text, `title_span` says where.
    pub title: Option<String>,
    /// The headline inside the text.
    pub title_span: Option<Span>,
    /// Publisher as printed or given.
    pub publisher: Option<String>,
    /// Byline as printed, without "By".
    pub byline: Option<String>,
    /// Publication day.
    pub published: Option<Published>,
    /// All days found, best first, the chosen one among them.
    pub days: Vec<DayFound>,
    /// Name of the encoding the bytes were decoded from, as the Encoding Standard spells it.
    pub encoding: Option<String>,
    /// ISO 639-1 code of the language, where it was recognised.
    pub language: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Hash of the raw bytes of the file (of the line, for JSONL).
    pub raw_sha256: Sha256,
    /// The text, its zones and its map to the raw bytes.
    pub text: Text,
    /// What the reader noticed and a person should know.
    pub notices: Vec<Notice>,
}

/// Something a person should know about a report or a claim; never a reason to drop it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// Short id, for example `read.encoding-guessed`.
    pub id: String,
    /// A sentence without full stop, lower case.
    pub message: String,
}

impl Notice {
    /// Makes a notice.
    pub fn new(id: impl Into<String>, message: impl Into<String>) -> Self {
        Self { id: id.into(), message: message.into() }
    }
}
