//! What is known of a document before it is read: from a list of sources, an archive's record, a mail's head.

use recount_model::{DateBasis, DayFound, DayOf};

/// What stands beside a document and not in it. All of it wins over what the document says of itself, except the days,
/// which are ranked by their basis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The id somebody gave the document.
    pub external_id: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Days of publication, change and saving.
    pub days: Vec<DayFound>,
    /// Media type, for example `text/html`, where the transport named one.
    pub media_type: Option<String>,
    /// Encoding, where the transport named one; a byte-order mark and valid UTF-8 win over it.
    pub charset: Option<String>,
}

impl Given {
    /// Takes a `Content-Type`: the media type and the charset it names.
    pub fn take_content_type(&mut self, value: &str) {
        let mut parts = value.split(';');
        let media_type = parts.next().unwrap_or("").trim().to_ascii_lowercase();
        self.media_type = (!media_type.is_empty()).then_some(media_type);
        self.charset = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']);
            (key.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
        });
    }

    /// Adds a day.
    pub fn add_day(&mut self, on: jiff::civil::Date, of: DayOf, basis: DateBasis, at: &str) {
        self.days.push(DayFound { on, of, basis, at: at.to_owned() });
    }

    /// Fills what is missing from another.
    pub fn or(mut self, other: &Given) -> Given {
        let fill = |slot: &mut Option<String>, value: &Option<String>| {
            if slot.is_none() {
                slot.clone_from(value);
            }
        };
        fill(&mut self.external_id, &other.external_id);
        fill(&mut self.url, &other.url);
        fill(&mut self.publisher, &other.publisher);
        fill(&mut self.title, &other.title);
        fill(&mut self.media_type, &other.media_type);
        fill(&mut self.charset, &other.charset);
        self.days.extend(other.days.iter().cloned());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_type_gives_the_media_type_and_the_charset() {
        let mut given = Given::default();
        given.take_content_type("Text/HTML; boundary=x; charset=\"windows-1251\"");
        assert_eq!(given.media_type.as_deref(), Some("text/html"));
        assert_eq!(given.charset.as_deref(), Some("windows-1251"));
        given.take_content_type("");
        assert_eq!((given.media_type, given.charset), (None, None));
    }
}
