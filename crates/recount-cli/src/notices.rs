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
}

/// One sort of notice is told in full this often; then its number says enough.
const TOLD_IN_FULL: usize = 5;

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
        lines
    }
}
