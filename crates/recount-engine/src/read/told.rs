//! Puts a report together from a text and what stands beside it, wherever the two came from.

use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, DayFound, DayOf, Notice, Published, Report, ReportId, Sha256, Text};

use super::dates::{find_day_in_address, is_odd_year};
use super::error::ReadErrorKind;
use super::given::Given;
use super::html::{Page, Shape, read_page};
use super::language::find_language;
use super::layout::{Known, lay_out};
use super::lines::tidy;
use super::runs::Runs;

/// A text, still in the form it was given in, and its way back to the raw bytes.
pub(super) enum Body {
    /// Words as they are.
    Text(String, Runs),
    /// The source of a page, or of a piece of one.
    Page(String, Runs, Shape),
    /// A page that was read, and the way from its source to the bytes.
    Read(Box<Page>, Runs),
}

/// Everything one report is made of.
pub(super) struct Told<'n> {
    pub(super) name: &'n str,
    pub(super) ordinal: u32,
    pub(super) raw_sha256: Sha256,
    pub(super) given: Given,
    pub(super) byline: Option<String>,
    pub(super) language: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) notices: Vec<Notice>,
    pub(super) body: Body,
}

impl Told<'_> {
    /// Reads the body and makes the report; fails where there are no words to read.
    pub(super) fn into_report(self, publication: &Publication) -> Result<Report, (ReadErrorKind, String)> {
        let given = self.given;
        let known = Known {
            title: given.title.as_deref(),
            publisher: given.publisher.as_deref(),
            url: given.url.as_deref(),
        };
        let mut notices = self.notices;
        let mut days = given.days;
        let (text, parts) = match self.body {
            Body::Text(body, runs) => {
                if body.trim().is_empty() {
                    return Err((ReadErrorKind::NoText, "there are no words".to_owned()));
                }
                let layout = lay_out(&body, known, publication);
                let language = find_language(&body, publication);
                let mut text = Text::with_map(body, runs.into_map());
                layout.apply(&mut text);
                days.extend(layout.day.map(|on| day(on, DateBasis::Printed, "printed in the text")));
                let address = given.url.as_deref().and_then(find_day_in_address);
                days.extend(address.map(|on| day(on, DateBasis::Address, "address")));
                let title_span = layout.title.as_ref().and_then(|range| text.span(range.start, range.end));
                let title = given.title.or_else(|| title_span.map(|span| tidy(text.cut(span))));
                let parts = Parts {
                    title,
                    title_span,
                    publisher: given.publisher.or(layout.publisher),
                    byline: layout.byline,
                    language,
                    url: None,
                };
                (text, parts)
            }
            Body::Page(source, below, shape) => {
                let page = read_page(&source, known, shape, publication)?;
                of_page(page, &below, &mut days, &mut notices)
            }
            Body::Read(page, below) => of_page(*page, &below, &mut days, &mut notices),
        };
        let parts = Parts {
            byline: self.byline.or(parts.byline),
            language: self.language.or(parts.language),
            url: given.url.or(parts.url),
            ..parts
        };
        // A day that somebody gave wins; the sort is stable, so the others keep the order they were found in.
        days.sort_by_key(|day| (day.of != DayOf::Published, day.basis != DateBasis::Given));
        let published = days.first().filter(|day| day.of == DayOf::Published);
        let published = published.map(|day| Published { on: day.on, basis: day.basis });
        if let Some(published) = published.filter(|published| is_odd_year(published.on.year())) {
            let message = format!("the year of publication, {}, looks wrong", published.on.year());
            notices.push(Notice::new("read.date-odd", message));
        }
        Ok(Report {
            id: ReportId::of_report(self.raw_sha256, self.ordinal, text.as_str()),
            external_id: given.external_id,
            file: self.name.to_owned(),
            ordinal: self.ordinal,
            title: parts.title,
            title_span: parts.title_span,
            publisher: parts.publisher,
            byline: parts.byline,
            published,
            days,
            encoding: self.encoding,
            language: parts.language,
            url: parts.url,
            raw_sha256: self.raw_sha256,
            text,
            notices,
        })
    }
}

struct Parts {
    title: Option<String>,
    title_span: Option<recount_model::Span>,
    publisher: Option<String>,
    byline: Option<String>,
    language: Option<String>,
    url: Option<String>,
}

fn of_page(page: Page, below: &Runs, days: &mut Vec<DayFound>, notices: &mut Vec<Notice>) -> (Text, Parts) {
    let text = page.zoned_text(page.runs.through(below).into_map());
    let title_span = page.layout.title.as_ref().and_then(|range| text.span(range.start, range.end));
    days.extend(page.days);
    notices.extend(page.notices);
    let parts = Parts {
        title: page.title,
        title_span,
        publisher: page.publisher,
        byline: page.byline,
        language: page.language,
        url: page.url,
    };
    (text, parts)
}

/// A day of publication.
pub(super) fn day(on: jiff::civil::Date, basis: DateBasis, at: &str) -> DayFound {
    DayFound { on, of: DayOf::Published, basis, at: at.to_owned() }
}
