//! Which column of a table holds what.
//!
//! The words stand in `places/columns.toml`. What a user says with `--map` outranks them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::StoreError;

const SOURCE: &str = include_str!("../../../places/columns.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Words {
    columns: HashMap<String, Vec<String>>,
    levels: HashMap<String, Vec<String>>,
    hashtags: HashMap<String, Vec<String>>,
    types: HashMap<String, Vec<String>>,
    pub(crate) whos_on_first: WhosOnFirst,
    pub(crate) geonames: GeoNames,
    pub(crate) gns: Gns,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct WhosOnFirst {
    pub(crate) left_out: Vec<String>,
    pub(crate) first_areas: Vec<String>,
    pub(crate) second_areas: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct GeoNames {
    pub(crate) left_out: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Gns {
    pub(crate) name_types: Vec<String>,
}

pub(crate) fn words() -> &'static Words {
    // Part of the program, and checked by a test.
    static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(SOURCE).unwrap_or_default());
    &WORDS
}

/// What a column can hold.
pub(crate) const FIELDS: [&str; 10] =
    ["id", "name", "lat", "lon", "cc", "admin1", "admin2", "feature", "pop", "alts"];

/// The names of a user's columns for ours, as `--map name=village_en` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(Vec<(String, String)>);

impl ColumnMap {
    /// Adds one: ours, theirs. `alts` may be given several times.
    ///
    /// # Errors
    ///
    /// When we have no such field; the message lists those we have.
    pub fn add(&mut self, ours: &str, theirs: &str) -> Result<(), String> {
        if !FIELDS.contains(&ours) {
            return Err(format!("places have no field \"{ours}\"; they have {}", FIELDS.join(", ")));
        }
        if ours != "alts" {
            self.0.retain(|(known, _)| known != ours);
        }
        self.0.push((ours.to_owned(), theirs.to_owned()));
        Ok(())
    }

    fn of(&self, field: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(ours, _)| ours == field).map(|(_, theirs)| theirs.as_str())
    }
}

/// Where the fields of a place stand in the rows of one table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    at: HashMap<&'static str, usize>,
    alts: Vec<usize>,
    /// The level of areas the rows name, where they are areas.
    pub(crate) level: Option<u8>,
    /// Whether ids are P-codes, which begin with the country.
    pub(crate) has_p_codes: bool,
}

impl Columns {
    /// Finds the columns by the header, the row of hashtags where there is one, and what the user says.
    pub(crate) fn of(
        file: &str,
        header: &[String],
        hashtags: Option<&[String]>,
        map: &ColumnMap,
    ) -> Result<Self, StoreError> {
        let keys: Vec<String> = header.iter().map(|name| normal(name)).collect();
        let find = |name: &str| keys.iter().position(|key| key == name);
        let mut columns = Self::default();
        for field in FIELDS {
            for theirs in map.of(field) {
                let exact = header.iter().position(|name| name.trim() == theirs);
                let Some(at) = exact.or_else(|| find(&normal(theirs))) else {
                    let listed = header.join(", ");
                    return Err(StoreError::at(
                        file,
                        1,
                        format!("no column \"{theirs}\"; the columns are: {listed}"),
                    ));
                };
                columns.put(field, at);
            }
        }
        let words = words();
        for field in FIELDS {
            let first = |names: &[String]| names.iter().find_map(|name| find(name));
            let known = words.columns.get(field).map(Vec::as_slice).unwrap_or_default();
            let tagged = || {
                let tags = words.hashtags.get(field)?;
                let row = hashtags?;
                row.iter().position(|cell| {
                    tags.iter().any(|tag| cell.trim().trim_start_matches('#').starts_with(tag.as_str()))
                })
            };
            if field == "alts" {
                if columns.alts.is_empty() {
                    columns.alts = known.iter().filter_map(|name| find(name)).collect();
                }
            } else if !columns.at.contains_key(field)
                && let Some(at) = tagged().or_else(|| first(known))
            {
                columns.put(field, at);
            }
        }
        if !columns.at.contains_key("name") {
            columns.find_level(&find);
        }
        let id = columns.at.get("id").and_then(|at| keys.get(*at));
        columns.has_p_codes = id.is_some_and(|key| key.contains("pcode") || key.contains("p_code"));
        for field in ["name", "lat", "lon"] {
            if !columns.at.contains_key(field) {
                let listed = header.join(", ");
                let message =
                    format!("no column for \"{field}\" among: {listed}; say which with --map {field}=COLUMN");
                return Err(StoreError::at(file, 1, message));
            }
        }
        Ok(columns)
    }

    /// A table of areas: the lowest level that has a name is what each row is about.
    fn find_level(&mut self, find: &impl Fn(&str) -> Option<usize>) {
        let words = words();
        for level in (0..=5u8).rev() {
            let at_level = |field: &str| {
                let patterns = words.levels.get(field).map(Vec::as_slice).unwrap_or_default();
                patterns
                    .iter()
                    .filter_map(|pattern| find(&pattern.replace("{n}", &level.to_string())))
                    .collect::<Vec<_>>()
            };
            let Some(&name) = at_level("name").first() else { continue };
            self.level = Some(level);
            self.at.insert("name", name);
            if let Some(&id) = at_level("id").first() {
                self.at.insert("id", id);
            }
            self.alts.extend(at_level("alts"));
            if level <= 2 {
                self.at.remove("admin2");
            }
            if level <= 1 {
                self.at.remove("admin1");
            }
            return;
        }
    }

    fn put(&mut self, field: &'static str, at: usize) {
        if field == "alts" {
            self.alts.push(at);
        } else {
            self.at.insert(field, at);
        }
    }

    pub(crate) fn value<'a>(&self, field: &str, cells: &[&'a str]) -> &'a str {
        self.at.get(field).and_then(|at| cells.get(*at)).map(|cell| cell.trim()).unwrap_or("")
    }

    pub(crate) fn alternates<'a>(&self, cells: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
        let lists = self.alts.iter().filter_map(|at| cells.get(*at));
        lists.flat_map(|list| list.split(['|', ';'])).map(str::trim).filter(|name| !name.is_empty())
    }
}

/// The name of a column without case and punctuation.
pub(crate) fn normal(name: &str) -> String {
    let name = name.trim_start_matches('\u{feff}').trim().to_lowercase();
    let letters = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.chars().map(letters).collect::<String>().trim_matches('_').to_owned()
}

/// The feature code for a word of kind; a code of GeoNames or a placetype stands for itself.
#[must_use]
pub fn feature_code_of(word: &str) -> Option<String> {
    let word = word.trim();
    let lower = word.to_lowercase();
    let known = words().types.iter().find(|(_, names)| names.contains(&lower)).map(|(code, _)| code.clone());
    known.or_else(|| {
        let is_code = word.len() <= 5
            && word.len() >= 2
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        is_code.then(|| word.to_owned())
    })
}

/// The words that stand for kinds, for messages.
#[must_use]
pub fn type_words() -> Vec<&'static str> {
    let mut all: Vec<&str> = words().types.values().flatten().map(String::as_str).collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_word_lists_of_the_program_can_be_read() {
        let words: Result<Words, _> = toml::from_str(SOURCE);
        assert!(words.is_ok(), "{:?}", words.err());
        let all = self::words();
        assert!(all.columns.keys().all(|field| FIELDS.contains(&field.as_str())));
        assert!(FIELDS.iter().all(|field| all.columns.contains_key(*field)));
    }

    #[test]
    fn what_the_user_says_outranks_what_we_know() {
        let mut map = ColumnMap::default();
        map.add("name", "Village (Arabic)").unwrap();
        assert!(map.add("title", "x").is_err());
        let names = header(&["Name_EN", "Village (Arabic)", "Latitude", "Longitude"]);
        let columns = Columns::of("t.csv", &names, None, &map).unwrap();
        assert_eq!(columns.value("name", &["Hill", "تل", "1", "2"]), "تل");
        map.add("lat", "nord").unwrap();
        let error = Columns::of("t.csv", &names, None, &map).unwrap_err().to_string();
        assert!(error.starts_with("t.csv: line 1: no column \"nord\""), "{error}");
    }

    #[test]
    fn a_table_of_areas_names_its_lowest_level() {
        let names = header(&["ADM1_EN", "ADM1_PCODE", "ADM2_EN", "ADM2_AR", "ADM2_PCODE", "y", "x"]);
        let columns = Columns::of("t.csv", &names, None, &ColumnMap::default()).unwrap();
        let row = ["North", "A1", "Hills", "تلال", "A1B2", "1", "2"];
        assert_eq!(columns.level, Some(2));
        assert_eq!(
            (columns.value("name", &row), columns.value("id", &row), columns.value("admin1", &row)),
            ("Hills", "A1B2", "North")
        );
        assert_eq!(columns.value("admin2", &row), "");
        assert_eq!(columns.alternates(&row).collect::<Vec<_>>(), ["تلال"]);
    }

    #[test]
    fn words_of_kind_become_feature_codes() {
        assert_eq!(feature_code_of("Oil field").as_deref(), Some("OILF"));
        assert_eq!(feature_code_of("PPLA2").as_deref(), Some("PPLA2"));
        assert_eq!(feature_code_of("thing"), None);
    }
}
