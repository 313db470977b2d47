//! `recount places list`, `info` and `remove`: the user's sets.

use std::io::Write;

use recount_gazetteer_store::country_of;

use super::arguments::PlacesHome;
use super::{home, import};
use crate::table::{Column, Look, Table};
use crate::tell::{Outcome, count, results, tell};

/// Lists the sets.
pub fn list(at: &PlacesHome) -> anyhow::Result<Outcome> {
    let store = home::store(at)?;
    let (manifests, pins) = (store.manifests()?, store.pins().names()?);
    if manifests.is_empty() && pins.is_empty() {
        tell(format_args!(
            "no sets of places in {}; recount places add SY fetches one",
            store.home().display()
        ));
        return Ok(Outcome::Fine);
    }
    let mut table = Table::new([
        Column::Words("set"),
        Column::Number("places"),
        Column::Cuttable("countries"),
        Column::Words("imported"),
        Column::Cuttable("source"),
        Column::Cuttable("licence"),
    ]);
    for manifest in &manifests {
        table.push([
            manifest.name.clone(),
            manifest.places.to_string(),
            import::countries(manifest),
            manifest.imported.clone(),
            manifest.source.clone(),
            manifest.licence.clone(),
        ]);
    }
    if !pins.is_empty() {
        let own = ["pinned".to_owned(), pins.len().to_string()];
        table.push(own.into_iter().chain([
            String::new(),
            String::new(),
            "put down by hand".into(),
            "yours".into(),
        ]));
    }
    let mut out = results();
    table.write(&mut out, Look::of_stdout())?;
    writeln!(out, "in {}", store.home().display())?;
    out.flush()?;
    Ok(Outcome::Fine)
}

/// Tells all about one set.
pub fn info(name: &str, at: &PlacesHome) -> anyhow::Result<Outcome> {
    let store = home::store(at)?;
    let manifest = match store.manifest(name) {
        Ok(manifest) => manifest,
        Err(error) => {
            tell(error);
            return Ok(Outcome::SomethingFailed);
        }
    };
    let whole = store.check(&manifest);
    let mut out = results();
    let mut line = |what: &str, value: &str| writeln!(out, "{what:<10} {value}");
    line("set", &manifest.name)?;
    line("places", &manifest.places.to_string())?;
    for (code, number) in &manifest.countries {
        let name = country_of(code).map_or("no country stated", |country| country.name);
        line("", &format!("{number} {name}"))?;
    }
    line("source", &manifest.source)?;
    line("licence", &manifest.licence)?;
    line("imported", &manifest.imported)?;
    line("joined", &format!("{} rows with another of the same place", manifest.joined))?;
    line("left out", &count(manifest.left_out as usize, "row"))?;
    for file in &manifest.origin {
        line("from", &format!("{}, {} bytes", file.file, file.bytes))?;
        line("", &format!("SHA-256 {}", file.sha256))?;
        let fetched = file.url.iter().map(|url| format!("fetched from {url}"));
        let version = file.version.iter().map(|version| format!("version {version}"));
        fetched.chain(version).try_for_each(|words| line("", &words))?;
    }
    line("rows", &store.home().join(&manifest.rows).display().to_string())?;
    line("ids", &format!("{}:...", manifest.prefix))?;
    if whole.is_ok() {
        line("files", "whole")?;
    }
    out.flush()?;
    drop(out);
    if let Err(error) = whole {
        tell(error);
        return Ok(Outcome::SomethingFailed);
    }
    Ok(Outcome::Fine)
}

/// Removes sets and pins.
pub fn remove(names: &[String], pins: &[String], at: &PlacesHome) -> anyhow::Result<Outcome> {
    let store = home::store(at)?;
    let mut failed = 0;
    let mut out = results();
    for name in names {
        match store.remove(name) {
            Ok(manifest) => {
                writeln!(out, "{}: removed, {}", manifest.name, count(manifest.places as usize, "place"))?
            }
            Err(error) => {
                tell(error);
                failed += 1;
            }
        }
    }
    for name in pins {
        if store.pins().unpin(name)? {
            writeln!(out, "{name}: no longer pinned")?;
        } else {
            tell(format_args!("{name}: not pinned in {}", store.pins().path().display()));
            failed += 1;
        }
    }
    out.flush()?;
    Ok(Outcome::of_failures(failed))
}
