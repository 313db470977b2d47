//! Classes of words. A sentence becomes a string of classes, one byte each, and patterns are matched on that.

use hashbrown::HashMap;

/// A class as one byte of a sentence's class string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(pub u8);

/// Classes that the engine itself gives; lexicon entries may add members or further classes.
///
/// The order is only the order of the bytes; nothing depends on it.
pub const BUILT_IN: &[&str] = &[
    "word",
    "name",
    "figure",
    "people",
    "actor",
    "source",
    "place",
    "when",
    "weapon",
    "comma",
    "colon",
    "semicolon",
    "dash",
    "open",
    "close",
    "quote",
    "stop",
    "mark",
    "possessive",
    "number",
    "person",
    "count",
    "own-people",
    // Rows of speech (claim stage): phrases that name speakers.
    "voice",
    "outlet",
    "voice-name",
    "someone",
    "same-voice",
    "means",
];

/// Names of classes and their bytes.
#[derive(Clone, Debug)]
pub struct Classes {
    names: Vec<String>,
    ids: HashMap<String, ClassId>,
}

/// Bytes below this are left out, so that a class string never holds a line break or a NUL.
const FIRST_BYTE: u8 = 33;

impl Default for Classes {
    fn default() -> Self {
        let mut classes = Self { names: Vec::new(), ids: HashMap::new() };
        for name in BUILT_IN {
            classes.intern(name);
        }
        classes
    }
}

impl Classes {
    /// The byte of a class, made on first use; none once all bytes are taken.
    pub fn intern(&mut self, name: &str) -> Option<ClassId> {
        if let Some(id) = self.ids.get(name) {
            return Some(*id);
        }
        let id = ClassId(u8::try_from(self.names.len()).ok()?.checked_add(FIRST_BYTE)?);
        self.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        Some(id)
    }

    /// The byte of a known class.
    pub fn find(&self, name: &str) -> Option<ClassId> {
        self.ids.get(name).copied()
    }

    /// The name behind a byte.
    pub fn name(&self, id: ClassId) -> &str {
        self.names.get(usize::from(id.0.wrapping_sub(FIRST_BYTE))).map_or("", String::as_str)
    }
}
