//! Reads a text line by line, with numbers and without trusting it.

use std::io::{BufRead, Read};

use crate::error::{StoreError, plain_words};

/// Longer lines are no rows of places; a file without line ends must not fill the memory.
const LONGEST: u64 = 4 << 20;

/// The lines of a file.
pub(crate) struct Lines<'r> {
    name: String,
    reader: &'r mut dyn BufRead,
    bytes: Vec<u8>,
    number: u64,
}

/// One line without its end.
pub(crate) struct Line<'l> {
    /// Counted from 1.
    pub(crate) number: u64,
    /// The text; none where the bytes are no UTF-8.
    pub(crate) text: Option<&'l str>,
    /// Whether a line end follows; without one, a last row may be cut.
    pub(crate) is_ended: bool,
}

impl<'r> Lines<'r> {
    pub(crate) fn new(name: &str, reader: &'r mut dyn BufRead) -> Self {
        Self { name: name.to_owned(), reader, bytes: Vec::new(), number: 0 }
    }

    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>, StoreError> {
        self.bytes.clear();
        let read = Read::by_ref(&mut self.reader).take(LONGEST).read_until(b'\n', &mut self.bytes);
        let read = read.map_err(|cause| {
            StoreError::at(&self.name, self.number + 1, format!("cannot be read: {}", plain_words(&cause)))
        })?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let is_ended = self.bytes.last() == Some(&b'\n');
        if !is_ended && read as u64 == LONGEST {
            return Err(StoreError::at(
                &self.name,
                self.number,
                "the line has no end; this is no table of places",
            ));
        }
        let mut bytes = self.bytes.as_slice();
        while let [rest @ .., b'\n' | b'\r'] = bytes {
            bytes = rest;
        }
        let text = std::str::from_utf8(bytes).ok();
        let text = if self.number == 1 { text.map(|text| text.trim_start_matches('\u{feff}')) } else { text };
        Ok(Some(Line { number: self.number, text, is_ended }))
    }
}
