//! What people save reports in: crawler archives (WARC, WACZ), zip files, mailboxes, compressed files, and any of these
//! inside one another.
//!
//! Everything is streamed: an archive may be larger than memory, and where it is cut off, what stands before the cut is
//! still read. Each document keeps where it stood: `crawl.warc.gz@1048576` is the record that begins at that byte of the
//! file, `saved.zip!pages/a.html` an entry by its name. Nothing here knows what a report is.

mod http;
mod kind;
mod limits;
mod mbox;
mod source;
mod unpack;
mod warc;
mod zipped;

#[cfg(test)]
#[allow(dead_code, reason = "what makes zip files is for other tests")]
#[path = "../../../fuzz/src/packing.rs"]
mod packing;

pub use kind::{HEAD, Kind, kind_of};
pub use limits::Limits;
pub use source::Source;
pub use unpack::{Opened, Take, is_media, unpack};

/// One document of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The archive's name and where in it the document stands.
    pub name: String,
    /// The document's bytes, free of chunks and compression.
    pub bytes: Vec<u8>,
    /// The address it was fetched from.
    pub url: Option<String>,
    /// Its `Content-Type`, as the server or the archive gives it.
    pub content_type: Option<String>,
    /// When it was saved, as the archive writes it (RFC 3339 in WARC files).
    pub saved: Option<String>,
    /// Whether a crawler took it, without anybody having chosen this page.
    pub is_crawled: bool,
}

/// What could not be read of an archive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct Problem {
    /// The archive, or the place in it.
    pub name: String,
    /// For programs: `damaged`, `truncated`, `too-large`, `too-deep`, `too-many`, `encrypted`, `unreadable`.
    pub kind: &'static str,
    /// For people: lower case, no full stop.
    pub message: String,
}

impl Problem {
    /// Makes a problem.
    pub fn new(name: impl Into<String>, kind: &'static str, message: impl Into<String>) -> Self {
        Self { name: name.into(), kind, message: message.into() }
    }
}
