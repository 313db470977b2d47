//! What a reader of the tree should never meet: notes to self, paths of somebody's machine, files without end.
#![allow(clippy::unwrap_used, reason = "a test that cannot read the tree has failed")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

const TEXT: [&str; 8] = ["rs", "toml", "md", "txt", "html", "jsonl", "py", "tsv"];

/// All text files that people write, with their content.
fn files() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![root()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !path.is_symlink() {
                let is_hidden = name.starts_with('.') && name != ".cargo" && name != ".ci";
                if !is_hidden && name != "target" {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|end| TEXT.iter().any(|text| end == *text))
                || name == "run"
            {
                // Input on purpose not in UTF-8 is test data, not something people read.
                if let Ok(text) = fs::read_to_string(&path) {
                    found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
                }
            }
        }
    }
    found.sort();
    assert!(found.len() > 100, "the walk found only {} files", found.len());
    found
}

/// Lines with any of these words, as `file:line: word`.
fn lines_with(words: &[String], skip: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| !skip(path)) {
        for (at, line) in text.lines().enumerate() {
            let hits = words.iter().filter(|word| line.contains(word.as_str()));
            found.extend(hits.map(|word| format!("{}:{}: {word}", path.display(), at + 1)));
        }
    }
    found
}

#[test]
fn no_note_to_self_is_left() {
    // Written in halves, so that this file does not find itself.
    let words: Vec<String> =
        [("TO", "DO"), ("FIX", "ME"), ("XX", "X:"), ("HA", "CK:")].map(|(a, b)| format!("{a}{b}")).into();
    let found = lines_with(&words, |_| false);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_path_of_a_machine_stands_in_the_tree() {
    let words: Vec<String> =
        [("/wo", "rk/"), ("/ho", "me/"), ("/ro", "ot/"), ("/Us", "ers/"), ("C:\\", "Users")]
            .map(|(a, b)| format!("{a}{b}"))
            .into();
    // Addresses of web pages may hold any of these.
    let found: Vec<_> =
        lines_with(&words, |path| path.starts_with("lexicons") || path.ends_with("licences.tsv"));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn files_stay_of_a_size_that_can_be_read() {
    let mut sizes: Vec<(usize, PathBuf)> = files()
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|end| end == "rs"))
        .map(|(path, text)| (text.lines().count(), path))
        .collect();
    sizes.sort();
    let median = sizes[sizes.len() / 2].0;
    let (longest, path) = sizes.last().unwrap();
    println!("{} Rust files, median {median} lines, longest {longest} ({})", sizes.len(), path.display());
    assert!(median <= 250, "the median file has {median} lines");
    let long: Vec<_> = sizes.iter().filter(|(lines, _)| *lines > 600).collect();
    assert!(long.is_empty(), "past 600 lines ask which two things it is: {long:?}");
}

#[test]
fn no_library_is_a_drawer() {
    let drawers = ["utils", "util", "common", "helpers", "misc", "manager"];
    let named =
        |path: &Path| path.file_stem().is_some_and(|stem| drawers.iter().any(|drawer| stem == *drawer));
    let found: Vec<_> = files().into_iter().map(|(path, _)| path).filter(|path| named(path)).collect();
    assert!(found.is_empty(), "files named for nothing: {found:?}");
}
