//! Makes a set: from files as publishers give them to rows and an index.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use recount_places::Layer;
use sha2::{Digest, Sha256};

use crate::bounds::Bounds;
use crate::columns::ColumnMap;
use crate::error::{Problems, StoreError, plain_words};
use crate::formats::{self, Format, Origin};
use crate::intake::Intake;
use crate::manifest::{FORM, Manifest, OriginFile};
use crate::merge::merge;
use crate::open;
use crate::room::OnDisk;
use crate::store::Store;

/// What to make a set of.
#[derive(Debug, Clone)]
pub struct Request<'r> {
    /// Files, and folders that are searched for files.
    pub paths: Vec<PathBuf>,
    /// The name of the set; if none, that of the first path.
    pub name: Option<String>,
    /// Only places of these countries; one country also stands for rows that name none.
    pub countries: Vec<String>,
    /// What the user says about columns.
    pub map: ColumnMap,
    /// Who made the places, where the user says it.
    pub source: Option<String>,
    /// Under which terms, where the user says it.
    pub licence: Option<String>,
    /// Today.
    pub today: String,
    /// Where countries lie.
    pub bounds: &'r Bounds,
    /// For files that were fetched: the address and version.
    pub fetched: Option<(String, Option<String>)>,
}

/// Told now and then while a set is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many rows are read.
    Read(u64),
    /// All rows are read; the index is being made.
    Indexing(u64),
}

/// A finished import.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The set.
    pub manifest: Manifest,
    /// The set of this name that it replaced.
    pub replaced: Option<Manifest>,
    /// Rows that were left out.
    pub problems: Problems,
    /// Rows of countries that were not asked for.
    pub other_countries: u64,
}

impl Store {
    /// Makes a set of files. Until it is whole, the set of this name that was there before stays in use.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, is cut off or is not what it looks like, or the set cannot be written; nothing has
    /// changed then.
    pub fn import(
        &self,
        request: &Request<'_>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Imported, StoreError> {
        let name = match &request.name {
            Some(name) => checked_name(name)?,
            None => name_of(&request.paths),
        };
        let files = files_of(&request.paths)?;
        let _lock = self.lock()?;
        let scratch = OnDisk::in_folder(self.home().to_owned());
        let mut rows_read = |rows| progress(Progress::Read(rows));
        let mut intake = Intake::new(&scratch, &request.countries, request.bounds, &mut rows_read);
        let mut origin: Option<Origin> = None;
        for (path, format) in &files {
            let found = formats::read(open::open(path)?, *format, &request.map, &mut intake)?;
            origin = origin.or(found);
        }
        let (taken, other_countries) = (intake.taken, intake.left_out);
        if taken == 0 {
            let message = match other_countries {
                0 => "no places in it".to_owned(),
                others => format!(
                    "no places of {} in it, {others} of other countries",
                    request.countries.join(", ")
                ),
            };
            return Err(StoreError::new(shown(&request.paths), message));
        }
        let rows = self.temporary()?;
        let mut packed = zstd::Encoder::new(BufWriter::new(rows.as_file()), 9)
            .map_err(|cause| StoreError::io(rows.path(), &cause))?;
        let merged = merge(&name, intake, &scratch, &mut packed)?;
        let written = packed.finish().and_then(|mut out| out.flush());
        written.map_err(|cause| StoreError::io(rows.path(), &cause))?;
        progress(Progress::Indexing(taken));
        let index = self.temporary()?;
        write_index(&name, rows.path(), index.as_file(), &scratch)?;
        let hash = |path: &Path| sha256_of(path).map_err(|cause| StoreError::io(path, &cause));
        let (rows_sha256, (index_sha256, index_bytes)) = (hash(rows.path())?.0, hash(index.path())?);
        let mut origin_files = Vec::new();
        for (path, _) in files.iter().take(MOST_ORIGINS) {
            let (sha256, bytes) = hash(path)?;
            let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let (url, version) =
                request.fetched.clone().map_or((None, None), |(url, version)| (Some(url), version));
            origin_files.push(OriginFile { file, sha256, bytes, url, version });
        }
        let stated = origin.unwrap_or(Origin { prefix: "", source: "not stated", licence: "not stated" });
        let manifest = Manifest {
            form: FORM,
            prefix: if stated.prefix.is_empty() { name.clone() } else { stated.prefix.to_owned() },
            source: request.source.clone().unwrap_or_else(|| stated.source.to_owned()),
            licence: request.licence.clone().unwrap_or_else(|| stated.licence.to_owned()),
            imported: request.today.clone(),
            places: merged.places,
            joined: merged.joined,
            left_out: merged.problems.number(),
            index: format!("{name}-{}.places", &index_sha256[..12]),
            index_bytes,
            index_sha256,
            rows: format!("{name}-{}.tsv.zst", &rows_sha256[..12]),
            rows_sha256,
            countries: merged.countries,
            origin: origin_files,
            name,
        };
        let replaced = self.put(&manifest, rows, index)?;
        Ok(Imported { manifest, replaced, problems: merged.problems, other_countries })
    }
}

/// A folder of Who's On First has a file for each place; the first ones say enough.
const MOST_ORIGINS: usize = 20;

/// Writes the index of a set's rows.
pub(crate) fn write_index(name: &str, rows: &Path, index: &File, scratch: &OnDisk) -> Result<(), StoreError> {
    let rows_file = File::open(rows).map_err(|cause| StoreError::io(rows, &cause))?;
    let mut out = BufWriter::with_capacity(1 << 16, index);
    Layer::write_index(name, rows_file, scratch, &mut out)
        .map_err(|error| StoreError::new(name, error.to_string()))?;
    out.flush().map_err(|cause| StoreError::new(name, plain_words(&cause)))
}

/// SHA-256 and length of a file.
pub(crate) fn sha256_of(path: &Path) -> io::Result<(String, u64)> {
    let (mut file, mut hasher, mut length) = (File::open(path)?, Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        length += read as u64;
    }
    Ok((hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect(), length))
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// A name a user may give: it is a file's name too.
pub(crate) fn checked_name(name: &str) -> Result<String, StoreError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 60 || name.starts_with(['.', '-']) || !name.chars().all(is_plain) {
        return Err(StoreError::new(name, "a set's name has letters, digits, '-', '_' and '.', at most 60"));
    }
    if name == "pinned" {
        return Err(StoreError::new(name, "this name is that of your own places; choose another"));
    }
    Ok(name.to_owned())
}

/// The name of a set after its first path, without what only says how it is packed.
fn name_of(paths: &[PathBuf]) -> String {
    let first = paths.first().and_then(|path| path.canonicalize().ok().or_else(|| Some(path.clone())));
    let mut name =
        first.and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned())).unwrap_or_default();
    for end in [".zst", ".gz", ".zip", ".txt", ".tsv", ".csv", ".geojson", ".geojsonl", ".jsonl", ".json"] {
        name = name.strip_suffix(end).map(str::to_owned).unwrap_or(name);
    }
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let name: String = name.chars().map(plain).take(60).collect();
    let name = name.trim_matches('-');
    if name.is_empty() || name == "pinned" { "places".to_owned() } else { name.to_owned() }
}

/// The files to read with what each is, names of areas first and alternate names last.
///
/// Files that GeoNames publishes for a dump are used when they lie beside it, as people unpack them into one folder.
fn files_of(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Format)>, StoreError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            walk(path, &mut files)?;
            if files.len() == before {
                let message = "no files of places in the folder (txt, tsv, csv, geojson, json, zip, gz, zst)";
                return Err(StoreError::new(path.display().to_string(), message));
            }
        } else {
            files.push(path.clone());
        }
    }
    let mut all = Vec::new();
    for path in files {
        let format = formats::detect(&mut open::open(&path)?)?;
        all.push((path, format));
    }
    let dump = all.iter().find(|(_, format)| *format == Format::GeoNames).map(|(path, _)| path.clone());
    if let Some(folder) = dump.as_deref().and_then(Path::parent) {
        for name in BESIDE_A_DUMP {
            let path = folder.join(name);
            if path.is_file() && !all.iter().any(|(known, _)| *known == path) {
                let format = formats::detect(&mut open::open(&path)?)?;
                all.push((path, format));
            }
        }
    }
    // Names can only be given to places that came before; areas' names of the publisher outrank those of the rows.
    all.sort_by_key(|(_, format)| match format {
        Format::GeoNamesAreas => 0,
        Format::GeoNamesNames => 2,
        _ => 1,
    });
    Ok(all)
}

const BESIDE_A_DUMP: [&str; 7] = [
    "admin1CodesASCII.txt",
    "admin2Codes.txt",
    "alternateNamesV2.txt",
    "alternateNamesV2.zip",
    "alternateNames.txt",
    "alternateNames.zip",
    "alternatenames.txt",
];

/// Files of places in a folder and all folders in it, in the order of their names.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), StoreError> {
    let broken = |cause: io::Error| StoreError::io(folder, &cause);
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(broken)? {
        entries.push(entry.map_err(broken)?.path());
    }
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(&path, files)?;
        } else if is_place_file(&name) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_place_file(name: &str) -> bool {
    let ends = [".txt", ".tsv", ".csv", ".geojson", ".geojsonl", ".json", ".zip", ".gz", ".zst"];
    // Who's On First keeps other shapes of a record beside it, and tables of what its records are.
    let is_other =
        ["readme", "licen", "iso-languagecodes", "featurecodes", "countryinfo", "timezones", "meta."]
            .iter()
            .any(|start| name.starts_with(start))
            || name.contains("-alt-")
            || name.starts_with("whosonfirst-data-") && name.ends_with(".csv")
            || name == "package.json";
    ends.iter().any(|end| name.ends_with(end)) && !is_other
}
