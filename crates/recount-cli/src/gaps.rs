//! Names of places that no gazetteer knew, gathered over a run, and what would help.

use std::collections::{BTreeMap, BTreeSet};

use recount_gazetteer_store::country_of;
use recount_model::{Claim, Grade, Place};
use recount_places::Gazetteer;
use recount_places::fold::fold;

use crate::places::home::places_of;
use crate::table::harmless;
use crate::tell::count;

/// One name in one report, with the country it probably lies in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    name: String,
    country: Option<String>,
}

/// The gaps of one report.
pub fn of_claims(claims: &[Claim]) -> Vec<Gap> {
    let places = || claims.iter().flat_map(|claim| &claim.places);
    let around =
        most_frequent(places().filter(|place| !is_gap(place)).filter_map(|place| place.country.as_deref()));
    let gaps: BTreeSet<Gap> = places()
        .filter(|place| is_gap(place))
        .map(|place| Gap {
            name: harmless(&place.name),
            country: place.country.clone().or_else(|| around.clone()),
        })
        .collect();
    gaps.into_iter().collect()
}

/// Whether a place of the text has no place on the map. An area that the text itself names is no gap.
fn is_gap(place: &Place) -> bool {
    match place.grade {
        Grade::Unresolved => true,
        Grade::AreaOnly => {
            let of_text = fold(&place.name);
            !place.gazetteer_name.as_deref().is_some_and(|name| {
                let known = fold(name);
                known.core == of_text.core
                    || known.sounds.first().is_some_and(|sound| of_text.sounds.contains(sound))
            })
        }
        Grade::Resolved | Grade::Probable => false,
    }
}

fn most_frequent<'c>(countries: impl Iterator<Item = &'c str>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    countries.for_each(|country| *counts.entry(country).or_default() += 1);
    counts
        .into_iter()
        .max_by_key(|&(country, number)| (number, std::cmp::Reverse(country)))
        .map(|(country, _)| country.to_owned())
}

/// The gaps of a run.
#[derive(Debug, Default)]
pub struct Gaps {
    /// By name: the reports with it, and the countries they suggest.
    names: BTreeMap<String, (usize, BTreeMap<String, usize>)>,
}

/// As many unknown names are told, the most frequent first.
const NAMED: usize = 12;

impl Gaps {
    /// Adds those of a report.
    pub fn add(&mut self, gaps: impl IntoIterator<Item = Gap>) {
        for gap in gaps {
            let (reports, countries) = self.names.entry(gap.name).or_default();
            *reports += 1;
            if let Some(country) = gap.country {
                *countries.entry(country).or_default() += 1;
            }
        }
    }

    /// What a person should know at the end: the names, and what would help.
    pub fn lines(&self, gazetteer: &Gazetteer) -> Vec<String> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let mut names: Vec<(&str, usize)> =
            self.names.iter().map(|(name, (reports, _))| (name.as_str(), *reports)).collect();
        names.sort_by_key(|&(name, reports)| (std::cmp::Reverse(reports), name));
        let shown = |&(name, reports): &(&str, usize)| {
            if reports > 1 { format!("{name} ({reports})") } else { name.to_owned() }
        };
        let named: Vec<String> = names.iter().take(NAMED).map(shown).collect();
        let more = names.len().saturating_sub(named.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        vec![format!("notice: places not found: {}{more}", named.join(", ")), self.remedy(gazetteer)]
    }

    fn remedy(&self, gazetteer: &Gazetteer) -> String {
        let mut by_country: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, countries) in self.names.values() {
            if let Some((country, _)) =
                countries.iter().max_by_key(|&(country, number)| (number, std::cmp::Reverse(country)))
            {
                *by_country.entry(country).or_default() += 1;
            }
        }
        let mut likely: Vec<(&str, usize)> = by_country.into_iter().collect();
        likely.sort_by_key(|&(country, number)| (std::cmp::Reverse(number), country));
        let name = |code: &str| country_of(code).map_or(code.to_owned(), |country| country.name.to_owned());
        let total = count(self.names.len(), "place name");
        let probably = |all: &[(&str, usize)]| match all {
            [(code, number)] if *number == self.names.len() => {
                format!("{total} unresolved, probably in {}", name(code))
            }
            _ => {
                let part = |(code, number): &(&str, usize)| format!("{number} probably in {}", name(code));
                let parts: Vec<String> = all.iter().take(3).map(part).collect();
                format!("{total} unresolved, {}", parts.join(", "))
            }
        };
        // Village level is there when more places were added than the world default has.
        let is_covered = |code: &str| {
            let (world, added) = places_of(gazetteer, code);
            added >= world.max(1)
        };
        let missing: Vec<(&str, usize)> =
            likely.iter().copied().filter(|(code, _)| !is_covered(code)).take(3).collect();
        if likely.is_empty() {
            return format!("{total} unresolved; recount places pin NAME LAT LON puts one down by hand");
        }
        if missing.is_empty() {
            return format!(
                "{}; villages are installed there: recount places find NAME shows what comes near, \
                 recount places pin NAME LAT LON puts one down by hand",
                probably(&likely)
            );
        }
        let countries: Vec<String> = missing.iter().map(|(code, _)| name(code)).collect();
        let codes: Vec<&str> = missing.iter().map(|(code, _)| *code).collect();
        format!(
            "{}; village-level data for {} is not installed: recount places add {}",
            probably(&likely),
            countries.join(", "),
            codes.join(" ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recount_places::Layer;

    fn gap(name: &str, country: Option<&str>) -> Gap {
        Gap { name: name.into(), country: country.map(str::to_owned) }
    }

    #[test]
    fn the_most_frequent_names_come_first_and_the_country_that_would_help_is_named() {
        let mut gaps = Gaps::default();
        gaps.add([gap("B", Some("SY")), gap("A", Some("SY"))]);
        gaps.add([gap("B", Some("SY")), gap("C", None)]);
        assert_eq!(
            gaps.lines(&Gazetteer::world()),
            [
                "notice: places not found: B (2), A, C",
                "3 place names unresolved, 2 probably in Syria; village-level data for Syria is not installed: \
                 recount places add SY"
            ]
        );
        let rows = "name\tlat\tlon\tcc\nX\t35\t38\tSY\n";
        let dense = Gazetteer::empty().with_layer(Layer::from_tsv("dense", rows.as_bytes()).unwrap());
        assert!(gaps.lines(&dense)[1].contains("villages are installed"), "{:?}", gaps.lines(&dense));
        assert!(Gaps::default().lines(&dense).is_empty());
    }
}
