//! Zip files, and the crawls that are zipped as WACZ.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

/// The entries of a zip file that may hold reports, in the order of their names.
pub(crate) fn entries<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Vec<(usize, String)> {
    let names: Vec<(usize, String)> = (0..archive.len())
        .filter_map(|at| {
            let entry = archive.by_index_raw(at).ok()?;
            Some((at, entry.name().ok()?.into_owned()))
        })
        .collect();
    let is_crawl = names.iter().any(|(_, name)| name == "datapackage.json")
        && names.iter().any(|(_, name)| is_crawl_file(name));
    let mut kept: Vec<(usize, String)> = names
        .iter()
        .filter(|(_, name)| if is_crawl { is_crawl_file(name) } else { !is_left_out(name, &names) })
        .cloned()
        .collect();
    kept.sort_by(|a, b| a.1.cmp(&b.1));
    kept
}

/// A WACZ keeps its records here; everything else in it is index and description.
fn is_crawl_file(name: &str) -> bool {
    name.starts_with("archive/") && (name.ends_with(".warc") || name.ends_with(".warc.gz"))
}

/// Folders, hidden files and what browsers save beside a page.
fn is_left_out(name: &str, names: &[(usize, String)]) -> bool {
    let is_hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let beside = name.match_indices("_files/").any(|(at, _)| {
        let page = &name[..at];
        names
            .iter()
            .any(|(_, other)| other.strip_prefix(page).is_some_and(|end| matches!(end, ".html" | ".htm")))
    });
    name.ends_with('/') || is_hidden || beside
}

/// Why a zip file or an entry of it cannot be read: a kind for programs, words for people.
pub(crate) fn of_zip(error: &ZipError) -> (&'static str, String) {
    match error {
        ZipError::UnsupportedArchive(what) if what.contains("assword") => {
            ("encrypted", "the entry is encrypted".to_owned())
        }
        ZipError::UnsupportedArchive(what) => {
            ("unreadable", format!("packed in a way that is not read: {what}"))
        }
        ZipError::InvalidArchive(what) => ("damaged", format!("the zip file is damaged: {what}")),
        other => ("damaged", format!("the zip file is damaged: {other}")),
    }
}
