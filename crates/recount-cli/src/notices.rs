//! What a person should know about what was read, gathered so that a thousand files do not tell it a thousand times.

use std::collections::BTreeMap;

use recount_model::{Notice, Report};

use crate::table::harmless;
use crate::tell::tell;

/// Gathers notices until the reading is over.
#[derive(Debug, Default)]
pub struct Notices {
    /// By id of the notice: the first places it was met, and how often.
    by_id: BTreeMap<String, (Vec<String>, usize)>,
    unknown_places: BTreeMap<String, usize>,
}

/// One sort of notice is told in full this often; then its number says enough.
const TOLD_IN_FULL: usize = 5;
/// As many unknown places are named, the most frequent first.
const NAMED_PLACES: usize = 12;

impl Notices {
    /// Notes what the reader noticed about a report.
    pub fn of_report(&mut self, report: &Report, notice: &Notice) {
        let (told, number) = self.by_id.entry(notice.id.clone()).or_default();
        *number += 1;
        if told.len() < TOLD_IN_FULL {
            let which =
                report.external_id.as_ref().map(|id| format!(" {}", harmless(id))).unwrap_or_default();
            told.push(format!("{}{which}: {}", report.file, harmless(&notice.message)));
        }
    }

    /// Notes a place name of a claim that is not in the gazetteer.
    pub fn of_unknown_place(&mut self, name: &str) {
        *self.unknown_places.entry(harmless(name)).or_default() += 1;
    }

    /// Tells everything.
    pub fn tell(&self) {
        self.lines().iter().for_each(tell);
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (id, (told, number)) in &self.by_id {
            lines.extend(told.iter().map(|line| format!("notice: {line}")));
            if *number > told.len() {
                lines.push(format!("notice: {} more like these ({id})", number - told.len()));
            }
        }
        let mut places: Vec<(&String, &usize)> = self.unknown_places.iter().collect();
        places.sort_by_key(|(name, number)| (std::cmp::Reverse(**number), *name));
        if !places.is_empty() {
            let named: Vec<&str> = places.iter().take(NAMED_PLACES).map(|(name, _)| name.as_str()).collect();
            let more = places.len().saturating_sub(named.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            lines.push(format!(
                "notice: places not found: {}{more}; denser sets are added with --places",
                named.join(", ")
            ));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_once_and_the_most_frequent_first() {
        let mut notices = Notices::default();
        ["B", "A", "B"].into_iter().for_each(|name| notices.of_unknown_place(name));
        assert_eq!(notices.lines(), ["notice: places not found: B, A; denser sets are added with --places"]);
    }
}
