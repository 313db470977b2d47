//! Remembers what names asked lately may mean.
//!
//! Searching names one edit away costs more than everything else a report needs, and reports name the same towns again
//! and again. The memory is bounded, holds nothing that a search would not find, and so changes no answer.

use std::sync::{Arc, Mutex, PoisonError};

use hashbrown::HashMap;

use crate::edit::Key;
use crate::kind::TypeHint;
use crate::score::Scored;

/// At about 110 bytes a candidate this stays under 20 MB.
const MOST_CANDIDATES: usize = 150_000;

/// What names may mean, as far as it was asked.
#[derive(Default)]
pub(crate) struct Remembered {
    names: Mutex<Names>,
    /// Deciding keys of the names of areas, by set and name: every report compares hundreds of them.
    areas: Mutex<HashMap<(u16, u32), Arc<Key>>>,
}

#[derive(Default)]
struct Names {
    asked: HashMap<Box<str>, Vec<Asked>>,
    /// How many candidates all of them have.
    candidates: usize,
}

/// What a name may mean where the text states one kind, or none.
type Asked = (Option<TypeHint>, Arc<[Scored]>);

impl Remembered {
    /// The deciding key of an area's name, folded only once.
    pub(crate) fn area_key(&self, area: (u16, u32), fold: impl FnOnce() -> String) -> Arc<Key> {
        let mut areas = self.areas.lock().unwrap_or_else(PoisonError::into_inner);
        areas.entry(area).or_insert_with(|| Arc::new(Key::new(fold()))).clone()
    }

    /// The candidates of a name, searched only if they are not remembered.
    pub(crate) fn get_or(
        &self,
        name: &str,
        hint: Option<TypeHint>,
        search: impl FnOnce() -> Vec<Scored>,
    ) -> Arc<[Scored]> {
        // A thread that panicked while holding the lock leaves a whole map behind, so its content is still good.
        let with_hint = |asked: &Vec<Asked>| {
            asked.iter().find(|known| known.0 == hint).map(|(_, candidates)| Arc::clone(candidates))
        };
        let known =
            self.names.lock().unwrap_or_else(PoisonError::into_inner).asked.get(name).and_then(with_hint);
        if let Some(known) = known {
            return known;
        }
        let candidates: Arc<[Scored]> = search().into();
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.candidates + candidates.len() > MOST_CANDIDATES {
            *names = Names::default();
        }
        // A name without any costs room too.
        names.candidates += candidates.len() + 1;
        names.asked.entry_ref(name).or_default().push((hint, Arc::clone(&candidates)));
        candidates
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
            remembered.get_or("hajin", None, || {
                searches += 1;
                Vec::new()
            });
        }
        assert_eq!(searches, 1);
    }
}
