//! The text of an XML element, with the way back to the bytes it was written as.

use super::runs::Runs;

/// Text gathered from an element: plain text, references and CDATA sections.
#[derive(Debug, Default, Clone)]
pub(super) struct XmlText {
    pub(super) text: String,
    pub(super) runs: Runs,
}

impl XmlText {
    /// Adds characters that stand in the source as they are.
    pub(super) fn push_plain(&mut self, text: &str, at: u64) {
        self.runs.push(self.text.len(), text.len(), at, text.len());
        self.text.push_str(text);
    }

    /// Adds what a reference such as `&amp;` or `&#233;` stands for; an unknown name stays as it is written.
    pub(super) fn push_reference(&mut self, name: &str, at: u64) {
        let raw_len = name.len() + 2;
        let (start, code) = (self.text.len(), name.strip_prefix('#'));
        let number = code.and_then(|code| match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        });
        let named = || {
            Some(match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => return None,
            })
        };
        match number.and_then(char::from_u32).or_else(named) {
            Some(c) => self.text.push(c),
            // Feeds use the names of HTML without declaring them; the page reader knows those.
            None => {
                self.text.push('&');
                self.text.push_str(name);
                self.text.push(';');
            }
        }
        self.runs.push(start, self.text.len() - start, at, raw_len);
    }

    /// Adds markup of our own, which stands nowhere in the source.
    pub(super) fn push_own(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds another text behind this one.
    pub(super) fn push(&mut self, other: &XmlText) {
        self.runs.push_stretch(self.text.len(), &other.runs, 0, other.text.len());
        self.text.push_str(&other.text);
    }
}
