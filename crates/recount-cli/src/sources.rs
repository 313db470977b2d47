//! Lists of sources: tables that say of files who published them and when.
//!
//! A page saved without its address, a text pasted from a screen carries neither publisher nor day. A table beside them
//! with a column `file` gives both; it is found by its columns, whatever it is called.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use recount_engine::read::{Columns, FieldMap, Given, split_rows};
use recount_lexicon::publication::Publication;

use crate::input::{Failure, shown};
use crate::listing::Found;

/// What lists of sources say of files.
#[derive(Debug, Default)]
pub struct Sources(HashMap<PathBuf, Given>);

impl Sources {
    /// Takes the lists out of what was found. Files that only a list names are added; those that are missing are told.
    pub fn take_from(found: Vec<Found>, publication: &Publication, map: &FieldMap) -> (Vec<Found>, Self) {
        let mut sources = Self::default();
        let (mut rest, mut named) = (Vec::new(), Vec::new());
        for one in found {
            match &one {
                Found::File(path)
                    if is_table(path) && sources.take_list(path, publication, map, &mut named) => {}
                _ => rest.push(one),
            }
        }
        let listed: Vec<PathBuf> = rest
            .iter()
            .filter_map(|one| match one {
                Found::File(path) => Some(real(path)),
                _ => None,
            })
            .collect();
        for (list, path) in named {
            if !path.is_file() {
                let message = format!("named in {}, but there is no such file", shown(&list));
                rest.push(Found::Failed(Failure::of_file(shown(&path), "missing", message)));
            } else if !listed.contains(&real(&path)) {
                rest.push(Found::File(path));
            }
        }
        (rest, sources)
    }

    /// What is known of a file.
    pub fn find(&self, path: &Path) -> Given {
        if self.0.is_empty() {
            Given::default()
        } else {
            self.0.get(&real(path)).cloned().unwrap_or_default()
        }
    }

    fn take_list(
        &mut self,
        path: &Path,
        publication: &Publication,
        map: &FieldMap,
        named: &mut Vec<(PathBuf, PathBuf)>,
    ) -> bool {
        let Some(bytes) = small(path) else { return false };
        let mut rows = split_rows(&bytes);
        let Some(header) = rows.next() else { return false };
        let columns = Columns::of_header(&bytes[header], map, publication);
        let Some(columns) = columns.ok().filter(|columns| columns.names_files() && !columns.has_text())
        else {
            return false;
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        for row in rows {
            let Some((file, given)) = columns.read_source(&bytes[row], publication) else { continue };
            let file = folder.join(file);
            self.0.insert(real(&file), given);
            named.push((path.to_owned(), file));
        }
        true
    }
}

/// Larger tables are reports, not lists of sources.
const LARGEST: u64 = 64 << 20;

fn small(path: &Path) -> Option<Vec<u8>> {
    fs::metadata(path).ok().filter(|meta| meta.is_file() && meta.len() <= LARGEST)?;
    fs::read(path).ok()
}

fn is_table(path: &Path) -> bool {
    let name = shown(path).to_ascii_lowercase();
    name.ends_with(".csv") || name.ends_with(".tsv")
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_gives_publisher_and_day_and_misses_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let page = write("a.html", "<p>words</p>");
        let list =
            write("sources.csv", "File,Publisher,Date\na.html,Example News,2021-05-03\ngone.html,Other,\n");
        let lexicon = recount_lexicon::Lexicon::embedded().unwrap();
        let found = vec![Found::File(list)];
        let (found, sources) = Sources::take_from(found, &lexicon.publication, &FieldMap::default());
        assert!(matches!(&found[0], Found::File(path) if *path == page), "{found:?}");
        let Found::Failed(failure) = &found[1] else { panic!("{found:?}") };
        assert!(failure.to_string().contains("gone.html: named in"), "{failure}");
        let given = sources.find(&page);
        assert_eq!(given.publisher.as_deref(), Some("Example News"));
        assert_eq!(given.days[0].on.to_string(), "2021-05-03");
    }
}
