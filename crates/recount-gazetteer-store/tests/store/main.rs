//! Sets of places as the store makes them: from every format, from broken files, from a server.
//!
//! All places here are invented.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod archive;
#[cfg(feature = "download")]
mod server;
mod formats;
mod bad_input;
mod keeping;
#[cfg(feature = "download")]
mod download;

use std::fs;
use std::path::{Path, PathBuf};

use recount_gazetteer_store::{Bounds, ColumnMap, Imported, Manifest, Request, Store, StoreError};

/// A folder with files and a store.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    fn store(&self) -> Store {
        Store::at(self.path("home"))
    }

    fn import(&self, names: &[&str]) -> Result<Imported, StoreError> {
        self.import_as(names, |_| {})
    }

    fn import_as(
        &self,
        names: &[&str],
        change: impl FnOnce(&mut Request<'_>),
    ) -> Result<Imported, StoreError> {
        let bounds = Bounds::default();
        let mut request = Request {
            paths: names.iter().map(|name| self.path(name)).collect(),
            name: None,
            countries: Vec::new(),
            map: ColumnMap::default(),
            source: None,
            licence: None,
            today: "2026-11-21".to_owned(),
            bounds: &bounds,
            fetched: None,
        };
        change(&mut request);
        self.store().import(&request, &mut |_| {})
    }

    /// The rows of a set without the header, each as cells.
    fn rows(&self, manifest: &Manifest) -> Vec<Vec<String>> {
        let packed = fs::File::open(self.store().home().join(&manifest.rows)).unwrap();
        let text = String::from_utf8(zstd::decode_all(packed).unwrap()).unwrap();
        text.lines().skip(1).map(|row| row.split('\t').map(str::to_owned).collect()).collect()
    }

    /// The row of a place.
    fn row(&self, manifest: &Manifest, name: &str) -> Vec<String> {
        let rows = self.rows(manifest);
        rows.iter().find(|row| row[1] == name).unwrap_or_else(|| panic!("no {name} in {rows:?}")).clone()
    }

    /// What stands in the store's folder.
    fn kept(&self) -> Vec<String> {
        names_in(self.store().home())
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name != ".lock");
    names.sort();
    names
}

/// A row of a GeoNames dump.
fn dump_row(id: u32, name: &str, alternates: &str, lat: f64, lon: f64, code: &str, admin1: &str) -> String {
    let class = if code.starts_with("ADM") { "A" } else { "P" };
    format!(
        "{id}\t{name}\t{name}\t{alternates}\t{lat}\t{lon}\t{class}\t{code}\tSY\t\t{admin1}\t\t\t\t120\t\t300\tAsia/Damascus\t2020-01-01\n"
    )
}

/// A small dump: an area, two villages of one name in it and elsewhere, a quarter.
fn dump() -> String {
    [
        dump_row(1, "Tall Qamar", "تل قمر,Tell Qamar", 35.1, 36.5, "PPL", "77"),
        dump_row(2, "Qamar Province", "", 35.0, 36.4, "ADM1", "77"),
        dump_row(3, "Tall Qamar", "", 34.2, 40.9, "PPL", "00"),
        dump_row(4, "Wadi Zahr", "", 35.2, 36.6, "PPLX", "77"),
    ]
    .concat()
}
