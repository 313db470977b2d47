//! What a whole report shows beside one claim: its print, its rare words, the days it names.
//!
//! Reports saved without their date still name days ("on November 3"), people and earlier happenings. Two reports that
//! share these were written of the same days.

use recount_model::Place;
use xxhash_rust::xxh3::xxh3_64;

use super::facets::{Time, day_number, sorted, time_of};
use super::matching::Matching;
use super::names::{NameKey, name_key, sentence_words, sounds_alike};
use super::{ClaimRow, ReportRow};

/// The context of all claims of one report.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Day of publication.
    pub published: Option<i32>,
    /// Sampled shingles of the text.
    pub shingles: Vec<u64>,
    /// Names in the text that are neither common words nor those of the claims' places, of who is accused or publishes.
    pub names: Vec<u64>,
    /// Hash of the publisher's name: texts of one house share their editors and phrases.
    pub publisher: Option<u64>,
    /// Days of the year that the report names (month and day), each once.
    pub calendar: Vec<(i8, i8)>,
    /// Names that the report says lie in the town they were resolved to: quarters and villages of no gazetteer.
    pub parts: Vec<u64>,
}

impl Context {
    /// Gathers the context from the claims of a report.
    pub fn of(report: &ReportRow, rows: &[&ClaimRow], matching: &Matching) -> Self {
        let places = rows.iter().flat_map(|row| &row.claim.places);
        let told = places.flat_map(|place| std::iter::once(&place.name).chain(&place.within));
        let alleged = rows.iter().flat_map(|row| &row.alleged_words).map(|(words, _)| words);
        let told = told.chain(alleged).chain(&report.head.publisher);
        let told = sorted(told.flat_map(|words| sentence_words(words, matching)));
        let is_telling =
            |name: &u64| !matching.common_hashes.contains(name) && told.binary_search(name).is_err();
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
        let parts =
            rows.iter().flat_map(|row| &row.claim.places).filter_map(|place| part_of_town(place, matching));
        Self {
            published: report.head.published.map(day_number),
            shingles: report.shingles.clone(),
            names: report.names.iter().copied().filter(is_telling).collect(),
            publisher: report.head.publisher.as_deref().map(|name| xxh3_64(name.to_lowercase().as_bytes())),
            calendar,
            parts: sorted(parts.map(|key| key.letters)),
        }
    }
}

/// The name of a place that was resolved to the town around it, where the words say so ("Ghuwayran in Hasakah").
fn part_of_town(place: &Place, matching: &Matching) -> Option<NameKey> {
    let town = name_key(place.gazetteer_name.as_deref()?, &matching.names)?;
    let own = name_key(&place.name, &matching.names)?;
    let lies_in = |name: &String| {
        name_key(name, &matching.names)
            .is_some_and(|around| around.letters == town.letters || sounds_alike(around, town))
    };
    (own.letters != town.letters && !sounds_alike(own, town) && place.within.iter().any(lies_in))
        .then_some(own)
}
