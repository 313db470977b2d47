//! Remembers the answers for names asked lately.
//!
//! Searching names one edit away costs more than everything else a report needs, and reports name the same towns again
//! and again. The memory is bounded, holds nothing that a search would not find, and so changes no answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::lookup::NameMatch;

/// At about 50 matches a name this stays under 20 MB.
const MOST_NAMES: usize = 8_192;

/// Answers by folded name.
#[derive(Default)]
pub(crate) struct Remembered {
    answers: Mutex<HashMap<Box<str>, Arc<[NameMatch]>>>,
    /// Deciding keys of the names of areas, by set and name: every report compares hundreds of them.
    areas: Mutex<HashMap<(u16, u32), Arc<str>>>,
}

impl Remembered {
    /// The deciding key of an area's name, folded only once.
    pub(crate) fn area_key(&self, area: (u16, u32), fold: impl FnOnce() -> String) -> Arc<str> {
        let mut areas = self.areas.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        areas.entry(area).or_insert_with(|| fold().into()).clone()
    }

    /// The answer for a name, searched only if it is not remembered.
    pub(crate) fn get_or(&self, name: &str, search: impl FnOnce() -> Vec<NameMatch>) -> Arc<[NameMatch]> {
        // A thread that panicked while holding the lock leaves a whole map behind, so its content is still good.
        let known = self.answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(name).cloned();
        if let Some(known) = known {
            return known;
        }
        let answer: Arc<[NameMatch]> = search().into();
        let mut answers = self.answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if answers.len() >= MOST_NAMES {
            answers.clear();
        }
        answers.insert(name.into(), answer.clone());
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_searched_once() {
        let remembered = Remembered::default();
        let mut searches = 0;
        for _ in 0..3 {
            remembered.get_or("hajin", || {
                searches += 1;
                Vec::new()
            });
        }
        assert_eq!(searches, 1);
    }
}
