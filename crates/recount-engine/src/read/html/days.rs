//! The days a page names: of publication, of change.

use dom_query::Document;
use jiff::civil::Date;
use recount_lexicon::publication::{Publication, Role};
use recount_model::{DateBasis, DayFound, DayOf};

use super::super::dates::{find_day, find_day_in_address, parse_day};
use super::super::lines::tidy;
use super::metadata::{Linked, Metas};

/// Names of `meta` elements that hold the day of publication, the surest first.
const PUBLISHED: [&str; 19] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "publicationdate",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "article.published",
    "date",
];

/// Names of `meta` elements that hold the day of the last change.
const MODIFIED: [&str; 6] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "lastmod",
];

/// All days of a page. Those of publication stand in the order of their worth: JSON-LD, `meta` elements, `<time>`, the
/// address, what the page prints near its head.
pub(super) fn find_days(
    document: &Document,
    linked: &Linked,
    metas: &Metas,
    address: Option<&str>,
    publication: &Publication,
) -> Vec<DayFound> {
    let mut days = Vec::new();
    let mut add = |on: Option<Date>, of, basis, at: &str| {
        days.extend(on.map(|on| DayFound { on, of, basis, at: at.to_owned() }));
    };
    let read = |value: &str| parse_day(value, publication);
    let linked_day = |value: &Option<String>| value.as_deref().and_then(read);
    add(linked_day(&linked.published), DayOf::Published, DateBasis::Metadata, "json-ld datePublished");
    for key in PUBLISHED {
        let day = metas.find(&[key]).as_deref().and_then(read);
        add(day, DayOf::Published, DateBasis::Metadata, &format!("meta {key}"));
    }
    let times = document.select("[itemprop=datePublished][datetime], time[datetime]");
    let day = times.nodes().iter().find_map(|node| node.attr("datetime").as_deref().and_then(read));
    add(day, DayOf::Published, DateBasis::Metadata, "time");
    add(address.and_then(find_day_in_address), DayOf::Published, DateBasis::Address, "address");
    add(linked_day(&linked.modified), DayOf::Modified, DateBasis::Metadata, "json-ld dateModified");
    for key in MODIFIED {
        let day = metas.find(&[key]).as_deref().and_then(read);
        add(day, DayOf::Modified, DateBasis::Metadata, &format!("meta {key}"));
    }
    // What is printed is looked for only where nothing better is there: pages print the days of other reports too.
    if !days.iter().any(|day| day.of == DayOf::Published) {
        let printed = find_printed_day(document, publication);
        days.extend(printed.map(|on| DayFound {
            on,
            of: DayOf::Published,
            basis: DateBasis::Printed,
            at: "printed on the page".to_owned(),
        }));
    }
    days
}

fn find_printed_day(document: &Document, publication: &Publication) -> Option<Date> {
    let printed =
        |text: &str| (text.len() <= 160).then(|| find_day(text, publication)).flatten().map(|(_, day)| day);
    let times = document.select("time, [itemprop=datePublished]");
    let in_time = times.nodes().iter().find_map(|node| printed(&node.formatted_text()));
    let in_class = || {
        document.select("[class]").nodes().iter().find_map(|node| {
            let is_date = node.class().is_some_and(|class| publication.is_class(Role::DateClass, &class));
            is_date.then(|| printed(&tidy(&node.formatted_text()))).flatten()
        })
    };
    in_time.or_else(in_class).or_else(|| day_beside_heading(document, publication))
}

/// A day on a line of its own just above or below the first heading.
fn day_beside_heading(document: &Document, publication: &Publication) -> Option<Date> {
    const ABOVE: usize = 6;
    const BELOW: usize = 12;
    let body = document.body()?;
    let mut above: Vec<Option<Date>> = Vec::new();
    let (mut is_below, mut below) = (false, 0);
    for node in body.descendants_it() {
        is_below |= node.has_name("h1");
        if !node.is_text()
            || node.parent().is_some_and(|parent| parent.has_name("script") || parent.has_name("style"))
        {
            continue;
        }
        let text = node.text();
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let day = (text.len() <= 60).then(|| find_day(text, publication)).flatten().map(|(_, day)| day);
        if !is_below {
            above.push(day);
            continue;
        }
        below += 1;
        if day.is_some() || below > BELOW {
            return day.or_else(|| above.iter().rev().take(ABOVE).find_map(|day| *day));
        }
    }
    None
}
