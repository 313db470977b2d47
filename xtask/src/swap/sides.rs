//! The tables of two sides: `corpus/swap.toml`.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::corpus::Case;
use crate::workspace;

/// All pairs, and the words that show that a name stands for a place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    /// Words before a country or capital that make it a place.
    pub before_place: Vec<String>,
    /// Words after it that do.
    pub after_place: Vec<String>,
    pub pair: Vec<Pair>,
}

/// Two sides. Every list holds couples: what the left side is called, and the right one in the same place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub id: String,
    /// Registry ids of actors.
    pub actors: Vec<[String; 2]>,
    /// Registry ids of sources.
    #[serde(default)]
    pub sources: Vec<[String; 2]>,
    /// Names of the states; also names of places.
    #[serde(default)]
    pub name: Vec<[String; 2]>,
    #[serde(default)]
    pub adjective: Vec<[String; 2]>,
    /// Capitals and buildings; also names of places.
    #[serde(default)]
    pub metonym: Vec<[String; 2]>,
    #[serde(default)]
    pub forces: Vec<[String; 2]>,
    #[serde(default)]
    pub media: Vec<[String; 2]>,
    #[serde(default)]
    pub abbreviation: Vec<[String; 2]>,
    /// Forms of one side that have no counterpart, and the form that stands in for each in both texts.
    #[serde(default)]
    pub instead: Vec<[String; 2]>,
    /// Forms of one side that have no counterpart on the other; a text that holds one cannot be swapped.
    #[serde(default)]
    pub unpaired: Vec<String>,
}

/// Whether a form is also the name of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Stands for an actor or a source wherever it stands.
    Side,
    /// Says where a place lies before a word for a place, and whose something is elsewhere.
    Adjective,
    /// Stands for a place where its neighbours say so.
    SideOrPlace,
}

impl Tables {
    /// Reads and checks the file.
    ///
    /// # Errors
    ///
    /// When the file is not what it should be or a form stands in two couples of a pair, because then it could not be
    /// mapped back.
    pub fn read() -> Result<Self> {
        let path = workspace::root().join("corpus/swap.toml");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let tables: Self = toml::from_str(&text).with_context(|| path.display().to_string())?;
        for pair in &tables.pair {
            let mut seen = BTreeMap::new();
            for (form, other, _) in pair.forms() {
                let before = seen.insert(form, other);
                ensure!(before.is_none(), "{}: {}: {form:?} stands in two couples", path.display(), pair.id);
            }
        }
        Ok(tables)
    }
}

impl Pair {
    /// Every form of both sides with its counterpart, the longest first.
    pub fn forms(&self) -> Vec<(&str, &str, Reading)> {
        let lists = [
            (&self.forces, Reading::Side),
            (&self.media, Reading::Side),
            (&self.abbreviation, Reading::Side),
            (&self.adjective, Reading::Adjective),
            (&self.name, Reading::SideOrPlace),
            (&self.metonym, Reading::SideOrPlace),
        ];
        let couples =
            lists.into_iter().flat_map(|(list, reading)| list.iter().map(move |couple| (couple, reading)));
        let mut forms = Vec::new();
        for ([left, right], reading) in couples {
            forms.push((left.as_str(), right.as_str(), reading));
            forms.push((right.as_str(), left.as_str(), reading));
        }
        forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(b.0)));
        forms
    }

    /// The id that takes an id's place, where it belongs to a side.
    pub fn other_id(&self, id: &str) -> Option<&str> {
        self.actors.iter().chain(&self.sources).find_map(|[left, right]| match id {
            id if id == left => Some(right.as_str()),
            id if id == right => Some(left.as_str()),
            _ => None,
        })
    }

    /// The case with forms that have a counterpart in place of those that have none.
    ///
    /// It is read anew, so nothing is compared but two texts that differ by the exchange alone.
    pub fn replace_unpaired(&self, case: &Case) -> Case {
        let mut text = case.text.clone();
        for [form, other] in &self.instead {
            text = text.replace(form, other);
        }
        Case { text, ..case.clone() }
    }

    /// Texts that name a side and hold a form without a counterpart, as notes.
    pub fn unpaired_in(&self, cases: &[Case]) -> Vec<String> {
        let forms = self.forms();
        let names_side =
            |case: &&Case| forms.iter().any(|(form, ..)| super::exchange::holds(&case.text, form));
        let mut notes = Vec::new();
        for case in cases.iter().filter(names_side) {
            if let Some(form) = self.unpaired_form(&case.text) {
                notes.push(format!("{} in {}: not swapped, {form:?} has no counterpart", self.id, case.id));
            }
        }
        notes
    }

    /// The first form without a counterpart that a text holds.
    pub fn unpaired_form(&self, text: &str) -> Option<&str> {
        self.unpaired.iter().map(String::as_str).find(|form| super::exchange::holds(text, form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_couple_of_the_table_is_of_registered_actors_and_sources() {
        let lexicons = workspace::root().join("lexicons/shared");
        let mut sources = String::new();
        for file in std::fs::read_dir(lexicons.join("sources")).unwrap() {
            sources.push_str(&std::fs::read_to_string(file.unwrap().path()).unwrap());
        }
        for pair in Tables::read().unwrap().pair {
            for id in pair.actors.iter().flatten() {
                assert!(lexicons.join(format!("actors/{id}.toml")).is_file(), "{}: no actor {id}", pair.id);
            }
            for id in pair.sources.iter().flatten() {
                assert!(sources.contains(&format!("id = \"{id}\"")), "{}: no source {id}", pair.id);
            }
        }
    }
}
