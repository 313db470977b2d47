//! What a whole report shows beside one claim: its print, its rare words, the days it names.
//!
//! Reports saved without their date still name days ("on November 3"), people and earlier happenings. Two reports that
//! share these were written of the same days.

use super::facets::{Time, day_number, sorted, time_of};
use super::matching::Matching;
use super::names::uncommon_words;
use super::{ClaimRow, ReportRow};

/// The context of all claims of one report.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Day of publication.
    pub published: Option<i32>,
    /// Sampled shingles of the text.
    pub shingles: Vec<u64>,
    /// Rare words of all quotes and of the headline.
    pub words: Vec<u64>,
    /// Days of the year that the report names (month and day), each once.
    pub calendar: Vec<(i8, i8)>,
}

impl Context {
    /// Gathers the context from the claims of a report.
    pub fn of(report: &ReportRow, rows: &[&ClaimRow], matching: &Matching) -> Self {
        let title = report.head.title.as_deref().unwrap_or_default();
        let quotes = rows.iter().map(|row| row.quote.as_str()).chain([title]);
        let mut calendar: Vec<(i8, i8)> = rows
            .iter()
            .filter_map(|row| row.claim.when.as_ref())
            .filter_map(|when| match time_of(when) {
                Time::Partial(month, day) => Some((month, day)),
                Time::Days(first, last) if first == last => {
                    when.earliest.map(|date| (date.month(), date.day()))
                }
                _ => None,
            })
            .collect();
        calendar.sort_unstable();
        calendar.dedup();
        Self {
            published: report.head.published.map(day_number),
            shingles: report.shingles.clone(),
            words: sorted(quotes.flat_map(|quote| uncommon_words(quote, matching))),
            calendar,
        }
    }
}
