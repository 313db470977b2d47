//! Keeps `ARCHITECTURE.md` true, and the order and direction it describes in force.
#![allow(clippy::unwrap_used, reason = "a test that cannot read the tree has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Code spans of a page that look like paths of this repository.
fn paths_named(page: &str) -> Vec<&str> {
    let spans = page.split('`').skip(1).step_by(2);
    let is_path = |span: &&str| {
        let plain =
            !span.contains([' ', '<', '*', '{', ':', '(', '\n']) && !span.starts_with(['-', '/', '.']);
        plain && (span.contains('/') || [".md", ".toml", ".rs", ".tsv"].iter().any(|end| span.ends_with(end)))
    };
    spans.filter(is_path).collect()
}

#[test]
fn every_path_that_the_architecture_names_exists_and_the_page_stays_short() {
    let page = read("ARCHITECTURE.md");
    assert!(page.lines().count() < 300, "ARCHITECTURE.md has {} lines", page.lines().count());
    let named = paths_named(&page);
    assert!(named.len() > 20, "only {} paths found: are they written as code?", named.len());
    let missing: Vec<_> = named.into_iter().filter(|path| !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md names what is not there: {missing:?}");
}

#[test]
fn every_path_that_the_guides_name_exists() {
    for page in ["README.md", "CONTRIBUTING.md", "docs/glossary.md", "docs/lexicon-guide.md", "docs/bench.md"]
    {
        let text = read(page);
        let named = paths_named(&text).into_iter().filter(|path| !path.starts_with("my-words"));
        let missing: Vec<_> = named.filter(|path| !root().join(path).exists()).collect();
        assert!(missing.is_empty(), "{page} names what is not there: {missing:?}");
    }
}

#[test]
fn every_crate_is_described() {
    let page = read("ARCHITECTURE.md");
    for name in crates().keys() {
        assert!(page.contains(&format!("`crates/{name}`")), "ARCHITECTURE.md says nothing of crates/{name}");
    }
}

#[test]
fn the_engine_declares_its_stages_in_the_order_of_the_pipeline() {
    let text = read("crates/recount-engine/src/lib.rs");
    let modules = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let stages: Vec<_> = modules.collect();
    assert_eq!(stages, ["read", "segment", "mark", "claim", "resolve", "reconcile"]);
}

/// Names of the workspace's crates and what of the workspace each depends on, tests included.
fn crates() -> BTreeMap<String, Vec<String>> {
    let mut crates = BTreeMap::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let manifest: toml::Table = toml::from_str(&manifest).unwrap();
        let mut needs = Vec::new();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            needs.extend(
                table
                    .into_iter()
                    .flat_map(|table| table.keys().cloned())
                    .filter(|name| name.starts_with("recount-")),
            );
        }
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            manifest["package"]["name"].as_str(),
            Some(name.as_str()),
            "a crate's folder is called as the crate"
        );
        crates.insert(name, needs);
    }
    crates
}

#[test]
fn crates_depend_in_one_direction_only() {
    // A crate's row holds everything it may depend on. A new crate needs a row, and a reason in docs/design/.
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("recount-archive", &[][..]),
        ("recount-model", &[][..]),
        ("recount-places", &[][..]),
        ("recount-gazetteer-store", &["recount-places"][..]),
        ("recount-lexicon", &["recount-model"][..]),
        ("recount-engine", &["recount-model", "recount-lexicon", "recount-places"][..]),
        ("recount-ledger", &["recount-model", "recount-engine"][..]),
        ("recount-export", &["recount-model"][..]),
        (
            "recount-cli",
            &[
                "recount-archive",
                "recount-model",
                "recount-lexicon",
                "recount-places",
                "recount-gazetteer-store",
                "recount-engine",
                "recount-ledger",
                "recount-export",
            ][..],
        ),
    ]);
    for (name, needs) in crates() {
        let may = allowed.get(name.as_str()).unwrap_or_else(|| panic!("{name} has no row in this test"));
        let wrong: Vec<_> = needs.iter().filter(|need| !may.contains(&need.as_str())).collect();
        assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
    }
}

#[test]
fn the_engine_touches_no_file_network_clock_or_chance() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::env::var",
        "std::process",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "RandomState",
        "thread_rng",
    ];
    let mut found = Vec::new();
    for folder in ["recount-model", "recount-engine", "recount-lexicon", "recount-export"] {
        visit(&root().join("crates").join(folder).join("src"), &mut |path, text| {
            // Tests stand at the end of a file or in files of their own and may read the corpus.
            let shipped = text.split("#[cfg(test)]").next().unwrap_or("");
            if !path.to_string_lossy().contains("tests") {
                let words = forbidden.iter().filter(|word| shipped.contains(**word));
                found.extend(words.map(|word| format!("{}: {word}", path.display())));
            }
        });
    }
    assert!(found.is_empty(), "pure crates reach outside: {found:#?}");
}

fn visit(folder: &Path, each: &mut dyn FnMut(&Path, &str)) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|end| end == "rs") {
            each(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}
