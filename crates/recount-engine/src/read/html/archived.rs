//! Pages that Bellingcat's auto-archiver writes beside what it saved: a table of what is known of a post, its text among
//! it. The rest of the page lists files.

use dom_query::{Document, NodeRef};
use jiff::civil::Date;
use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, DayFound, DayOf};

use super::super::dates::parse_day;
use super::super::lines::tidy;
use super::metadata::Metadata;

/// What such a page says.
pub(super) struct Archived<'d> {
    /// The element with the text of the post.
    pub(super) content: NodeRef<'d>,
    pub(super) metadata: Metadata,
}

/// Reads the table of such a page; none for all other pages.
pub(super) fn read_archived<'d>(document: &'d Document, publication: &Publication) -> Option<Archived<'d>> {
    document.select("a[href*='bellingcat/auto-archiver']").nodes().first()?;
    let rows = document.select("table.metadata tr");
    let cells: Vec<(String, NodeRef<'d>)> = rows
        .nodes()
        .iter()
        .filter_map(|row| {
            let cells: Vec<NodeRef<'d>> = row.children_it(false).filter(|cell| cell.has_name("td")).collect();
            let [key, value] = cells[..] else { return None };
            Some((tidy(&key.text()), value))
        })
        .collect();
    let find = |key: &str| cells.iter().find(|(own, _)| own == key).map(|(_, value)| *value);
    let words = |key: &str| find(key).map(|value| tidy(&value.text())).filter(|words| !words.is_empty());
    let day = |key: &str| -> Option<Date> {
        words(key).and_then(|value| parse_day(value.get(..10).unwrap_or(&value), publication))
    };
    let found = |key: &str, of: DayOf| {
        let at = format!("auto-archiver {key}");
        day(key).map(|on| DayFound { on, of, basis: DateBasis::Metadata, at })
    };
    let days = [found("timestamp", DayOf::Published), found("_processed_at", DayOf::Saved)];
    let metadata = Metadata {
        title: words("title"),
        byline: words("author").or_else(|| words("uploader")),
        days: days.into_iter().flatten().collect(),
        url: words("url"),
        ..Metadata::default()
    };
    Some(Archived { content: find("content")?, metadata })
}
