//! Opens a file of places, packed or not.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::error::{StoreError, plain_words};
use crate::zip;

/// The bytes of a file, unpacked.
pub(crate) struct Unpacked {
    /// As messages name it: the path, and the name inside an archive.
    pub(crate) name: String,
    pub(crate) reader: Box<dyn BufRead>,
}

const BUFFER: usize = 1 << 16;

/// Opens a file: plain, gzip, zstd, or the one file of places in a zip archive.
pub(crate) fn open(path: &Path) -> Result<Unpacked, StoreError> {
    let broken = |cause: std::io::Error| StoreError::io(path, &cause);
    let name = path.display().to_string();
    let mut file = File::open(path).map_err(broken)?;
    let mut magic = Vec::new();
    Read::by_ref(&mut file).take(6).read_to_end(&mut magic).map_err(broken)?;
    if magic.is_empty() {
        return Err(StoreError::new(name, "the file is empty"));
    }
    if magic.starts_with(b"PK") {
        return open_archive(path, file);
    }
    let file = File::open(path).map_err(broken)?;
    let reader: Box<dyn BufRead> = if magic.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(BUFFER, flate2::read::MultiGzDecoder::new(BufReader::new(file))))
    } else if magic.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let decoder = zstd::stream::read::Decoder::new(file).map_err(broken)?;
        Box::new(BufReader::with_capacity(BUFFER, decoder))
    } else if magic.starts_with(b"BZh") {
        return Err(StoreError::new(name, "packed with bzip2; unpack it first (bunzip2, or tar xjf)"));
    } else if magic.starts_with(b"SQLite") {
        return Err(StoreError::new(name, "a database; bring its rows as CSV or GeoJSON"));
    } else {
        Box::new(BufReader::with_capacity(BUFFER, file))
    };
    Ok(Unpacked { name, reader })
}

fn open_archive(path: &Path, mut file: File) -> Result<Unpacked, StoreError> {
    let name = path.display().to_string();
    let broken = |cause: std::io::Error| StoreError::new(name.clone(), plain_words(&cause));
    let entries = zip::entries(&mut file).map_err(broken)?;
    if entries.iter().any(|entry| entry.name == "xl/workbook.xml") {
        return Err(StoreError::new(
            name,
            "an Excel workbook; save its sheet of places as CSV (UTF-8) and import that",
        ));
    }
    let is_data = |entry: &&zip::Entry| {
        let lower = entry.name.to_lowercase();
        let file_name = lower.rsplit('/').next().unwrap_or("");
        [".txt", ".tsv", ".csv", ".geojson", ".json"].iter().any(|end| lower.ends_with(end))
            && !file_name.starts_with("readme")
            && !file_name.starts_with("iso-languagecodes")
            && !lower.starts_with("__macosx")
    };
    let data: Vec<&zip::Entry> = entries.iter().filter(is_data).collect();
    match data.as_slice() {
        [] => Err(StoreError::new(
            name,
            "the archive holds no file of places (txt, tsv, csv, geojson); unpack it first",
        )),
        [entry] => {
            let reader = zip::open(file, entry).map_err(broken)?;
            let reader = Box::new(BufReader::with_capacity(BUFFER, reader));
            Ok(Unpacked { name: format!("{name}:{}", entry.name), reader })
        }
        several => {
            let names: Vec<&str> = several.iter().take(5).map(|entry| entry.name.as_str()).collect();
            let message = format!(
                "the archive holds {} files ({}); unpack it and import the one or the folder",
                several.len(),
                names.join(", ")
            );
            Err(StoreError::new(name, message))
        }
    }
}
