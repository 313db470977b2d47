//! Places the user has put down by hand: one table that people can read and edit.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use recount_places::fold::plain;
use recount_places::{Layer, Notice, distance_km};

use crate::draft::clean;
use crate::error::StoreError;

/// One place put down by hand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pin {
    /// Its name, as reports spell it.
    pub name: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Two-letter country code, empty where not said.
    pub cc: String,
    /// The first-order area, empty where not said.
    pub admin1: String,
    /// The feature code.
    pub feature: String,
    /// Other spellings.
    pub alts: Vec<String>,
    /// On whose word, or from which map.
    pub source: String,
    /// The day it was put down.
    pub pinned: String,
}

/// What a pin did to the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PinOutcome {
    /// It is new.
    Added,
    /// It took the place of an older one, so many kilometres away.
    Replaced(f64),
}

/// The table.
#[derive(Debug, Clone)]
pub struct Pins {
    path: PathBuf,
}

const COLUMNS: [&str; 11] =
    ["id", "name", "lat", "lon", "cc", "admin1", "feature", "pop", "alts", "source", "pinned"];
const HEAD: &str = "# Places put down by hand (recount places pin). They outrank every other set. Edit this file as you like:\n\
                    # columns are separated by tabs, other spellings in alts by |.\n";

impl Pins {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The table as a set that outranks others, with rows that cannot be used; none if there are no pins.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or its header lacks a column.
    pub fn layer(&self) -> Result<Option<(Layer, Vec<Notice>)>, StoreError> {
        let Some(text) = self.text()? else { return Ok(None) };
        if rows(&text).count() == 0 {
            return Ok(None);
        }
        let shown = self.path.display().to_string();
        // Read twice: notices name the file, ids the set.
        let notices = Layer::overlay(&shown, text.as_bytes()).map(|layer| layer.notices().to_vec());
        let layer = Layer::overlay("pinned", text.as_bytes());
        match (layer, notices) {
            (Ok(layer), Ok(notices)) => Ok(Some((layer, notices))),
            (Err(error), _) | (_, Err(error)) => {
                Err(StoreError::new(shown, error.to_string().trim_start_matches("pinned: ").to_owned()))
            }
        }
    }

    /// The names, in the order of the table.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        let Some(text) = self.text()? else { return Ok(Vec::new()) };
        let at = column(&text, "name");
        Ok(rows(&text).filter_map(|(_, row)| row.split('\t').nth(at?).map(str::to_owned)).collect())
    }

    /// Puts a place down. One of the same name, spelled alike, makes way; everything else in the file stays as it is.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or somebody gave it a header without a name.
    pub fn pin(&self, pin: &Pin) -> Result<PinOutcome, StoreError> {
        let text = self.text()?.unwrap_or_else(|| format!("{HEAD}{}\n", COLUMNS.join("\t")));
        let header =
            header(&text).ok_or_else(|| self.error("no header; the first row names the columns"))?.to_owned();
        let names: Vec<&str> = header.split('\t').map(str::trim).collect();
        let row: Vec<String> = names.iter().map(|column| cell(pin, column)).collect();
        let row = row.join("\t");
        let old = self.find(&text, &pin.name)?;
        let mut lines: Vec<&str> = text.lines().collect();
        let outcome = match old {
            Some(at) => {
                let cells: Vec<&str> = lines[at].split('\t').collect();
                let number =
                    |name: &str| column(&text, name).and_then(|at| cells.get(at)?.trim().parse::<f64>().ok());
                let km =
                    number("lat").zip(number("lon")).map_or(0.0, |old| distance_km(old, (pin.lat, pin.lon)));
                lines[at] = &row;
                PinOutcome::Replaced(km)
            }
            None => {
                lines.push(&row);
                PinOutcome::Added
            }
        };
        self.write(&lines)?;
        Ok(outcome)
    }

    /// Takes a place out again; false when there is none of this name.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written.
    pub fn unpin(&self, name: &str) -> Result<bool, StoreError> {
        let Some(text) = self.text()? else { return Ok(false) };
        let Some(at) = self.find(&text, name)? else { return Ok(false) };
        let lines: Vec<&str> =
            text.lines().enumerate().filter(|(number, _)| *number != at).map(|(_, line)| line).collect();
        self.write(&lines)?;
        Ok(true)
    }

    fn find(&self, text: &str, name: &str) -> Result<Option<usize>, StoreError> {
        let at = column(text, "name").ok_or_else(|| self.error("no column \"name\" in its header"))?;
        let wanted = plain(name);
        Ok(rows(text)
            .find(|(_, row)| row.split('\t').nth(at).is_some_and(|known| plain(known) == wanted))
            .map(|(number, _)| number))
    }

    fn text(&self) -> Result<Option<String>, StoreError> {
        match fs::read_to_string(&self.path) {
            Ok(text) => Ok(Some(text)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(StoreError::io(&self.path, &cause)),
        }
    }

    fn write(&self, lines: &[&str]) -> Result<(), StoreError> {
        let broken = |cause: &io::Error| StoreError::io(&self.path, cause);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|cause| broken(&cause))?;
        let mut file = tempfile::Builder::new()
            .prefix(".making-")
            .tempfile_in(folder)
            .map_err(|cause| broken(&cause))?;
        let written = lines
            .iter()
            .try_for_each(|line| writeln!(file, "{line}"))
            .and_then(|()| file.as_file().sync_all());
        written.map_err(|cause| broken(&cause))?;
        file.persist(&self.path).map(|_| ()).map_err(|error| broken(&error.error))
    }

    fn error(&self, message: &str) -> StoreError {
        StoreError::new(self.path.display().to_string(), message)
    }
}

fn cell(pin: &Pin, column: &str) -> String {
    let alts: Vec<String> = pin.alts.iter().map(|name| clean(name)).collect();
    match column.to_ascii_lowercase().as_str() {
        "id" => plain(&pin.name).replace(' ', "-"),
        "name" => clean(&pin.name),
        "lat" => pin.lat.to_string(),
        "lon" => pin.lon.to_string(),
        "cc" => clean(&pin.cc),
        "admin1" => clean(&pin.admin1),
        "feature" => clean(&pin.feature),
        "alts" => alts.join("|"),
        "source" => clean(&pin.source),
        "pinned" => clean(&pin.pinned),
        _ => String::new(),
    }
}

fn is_row(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

fn header(text: &str) -> Option<&str> {
    text.lines().find(|line| is_row(line))
}

/// The rows under the header with the numbers of their lines, from 0.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| is_row(line)).skip(1)
}

fn column(text: &str, name: &str) -> Option<usize> {
    header(text)?.split('\t').position(|column| column.trim().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pinning_again_replaces_and_leaves_the_rest_of_the_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let pins = Pins::at(folder.path().join("pinned.tsv"));
        assert!(pins.layer().unwrap().is_none());
        let pin = |name: &str, lat| Pin { name: name.into(), lat, lon: 40.0, ..Pin::default() };
        assert_eq!(pins.pin(&pin("Tall al-Warda", 34.0)).unwrap(), PinOutcome::Added);
        assert_eq!(pins.pin(&pin("Other", 35.0)).unwrap(), PinOutcome::Added);
        fs::write(pins.path(), format!("# mine\n{}", fs::read_to_string(pins.path()).unwrap())).unwrap();
        let PinOutcome::Replaced(km) = pins.pin(&pin("Tall al Warda", 34.1)).unwrap() else {
            panic!("not replaced")
        };
        assert!((km - 11.1).abs() < 0.1, "{km}");
        assert_eq!(pins.names().unwrap(), ["Tall al Warda", "Other"]);
        assert!(fs::read_to_string(pins.path()).unwrap().starts_with("# mine\n# Places"));
        assert_eq!(pins.layer().unwrap().unwrap().0.len(), 2);
        assert!(pins.unpin("OTHER").unwrap() && !pins.unpin("other").unwrap());
    }

    #[test]
    fn a_row_the_user_broke_is_named_and_the_others_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pinned.tsv");
        fs::write(&path, "name\tlat\tlon\nA\t1\t2\nB\tnorth\t2\n").unwrap();
        let (layer, notices) = Pins::at(path).layer().unwrap().unwrap();
        assert_eq!(layer.len(), 1);
        assert!(notices[0].to_string().ends_with("pinned.tsv: line 3: latitude `north` is not a number"));
    }
}
