//! How much of an archive is read before it is refused.

/// Bounds on archives; whatever goes over one is refused with a message that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one document.
    pub document_bytes: u64,
    /// Entries of one zip file.
    pub entries: usize,
    /// Archives inside archives.
    pub depth: usize,
    /// Unpacked bytes for each packed one, once [`Limits::FREE_BYTES`] are out. Text rarely packs better than 20 to 1;
    /// files made to break programs reach 1,000 to 1.
    pub ratio: u64,
}

impl Limits {
    /// Below this many unpacked bytes the ratio does not matter: short repetitive files pack very well.
    pub const FREE_BYTES: u64 = 32 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self { document_bytes: 64 << 20, entries: 200_000, depth: 4, ratio: 200 }
    }
}
