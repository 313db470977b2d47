//! Finds the files that the user wants read.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use recount_archive::is_media;

use crate::input::{Failure, shown};

/// A file to read, or why there is none.
#[derive(Clone, Debug)]
pub enum Found {
    /// Standard input.
    Input,
    /// A file.
    File(PathBuf),
    /// A file that lies among others and by its kind holds no report: a picture, a script.
    LeftOut,
    /// Nothing that could be read.
    Failed(Failure),
}

/// Lists all files that the paths name, folders with everything in them, sorted by name inside each folder.
pub fn list(paths: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(Found::Input);
            continue;
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                let before = found.len();
                walk(path, &mut seen, &mut found);
                if found.len() == before {
                    let message = "the folder holds nothing to read";
                    found.push(Found::Failed(Failure::of_file(shown(path), "empty", message)));
                }
            }
            Ok(_) => found.push(Found::File(path.clone())),
            Err(error) => found.push(Found::Failed(Failure::of_io(shown(path), &error))),
        }
    }
    found
}

/// Leaves out the ledger that is being written: `recount read *` names it too, and opening it once more would let go of
/// the lock on it.
pub fn without_ledger(found: Vec<Found>, ledger: &Path) -> Vec<Found> {
    let Ok(ledger) = ledger.canonicalize() else { return found };
    let is_ledger = |path: &Path| {
        path.canonicalize().is_ok_and(|path| {
            ["", "-wal", "-shm", "-journal"].iter().any(|end| {
                let mut own = ledger.clone().into_os_string();
                own.push(end);
                path.as_os_str() == own
            })
        })
    };
    found.into_iter().filter(|found| !matches!(found, Found::File(path) if is_ledger(path))).collect()
}

fn walk(folder: &Path, seen: &mut HashSet<PathBuf>, found: &mut Vec<Found>) {
    // A link may lead back up; each folder is walked once.
    if !folder.canonicalize().is_ok_and(|real| seen.insert(real)) {
        return;
    }
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries: Vec<PathBuf> = match entries {
        Ok(entries) => entries.into_iter().map(|entry| entry.path()).collect(),
        Err(error) => return found.push(Found::Failed(Failure::of_io(shown(folder), &error))),
    };
    entries.sort();
    for path in &entries {
        match fs::metadata(path) {
            Ok(_) if is_left_out(path) => {}
            Ok(meta) if meta.is_dir() => walk(path, seen, found),
            Ok(meta) if meta.is_file() && is_media(&shown(path)) => found.push(Found::LeftOut),
            Ok(meta) if meta.is_file() => found.push(Found::File(path.clone())),
            Ok(_) => {
                let failure = Failure::of_file(shown(path), "unreadable", "neither a file nor a folder");
                found.push(Found::Failed(failure));
            }
            Err(error) => found.push(Found::Failed(Failure::of_io(shown(path), &error))),
        }
    }
}

/// Files that lie beside reports and are none. A user who wants one read can name it.
fn is_left_out(path: &Path) -> bool {
    let name = path.file_name().unwrap_or(OsStr::new("")).to_string_lossy().to_lowercase();
    let is_ledger =
        [".ledger", ".ledger-wal", ".ledger-shm", ".ledger-journal"].iter().any(|end| name.ends_with(end));
    let is_readme = name == "readme" || name.starts_with("readme.");
    name.starts_with('.') || is_ledger || is_readme || is_beside_page(path)
}

/// Browsers save the pictures and scripts of `page.html` as `page_files/`.
fn is_beside_page(path: &Path) -> bool {
    let Some(page) = path.to_str().and_then(|path| path.strip_suffix("_files")) else { return false };
    ["html", "htm"].iter().any(|end| Path::new(&format!("{page}.{end}")).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_in_order_without_what_is_no_report() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        let names = [
            "b.txt",
            "a/z.html",
            "a/README.md",
            ".hidden/x.txt",
            "page.html",
            "page_files/p.png",
            "my.ledger",
        ];
        names.iter().for_each(|name| file(name));
        let found: Vec<String> = list(&[folder.path().to_owned()])
            .into_iter()
            .map(|found| match found {
                Found::File(path) => shown(path.strip_prefix(folder.path()).unwrap()),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(found, ["a/z.html", "b.txt", "page.html"]);
    }
}
