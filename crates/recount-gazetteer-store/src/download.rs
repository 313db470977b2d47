//! Fetches a file: the one network act of the program, done only when the user asks for it by name.
//!
//! What has arrived stays when the connection breaks, and the next try asks for the rest only, provided the server says
//! that the file is still the same. Nothing is used before it is whole and its checksum is what it should be.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::{Agent, Body};

use crate::error::{StoreError, plain_words};
use crate::import::sha256_of;
use crate::manifest::OriginFile;

/// Where GeoNames gives out its dumps.
pub const GEONAMES_DUMPS: &str = "https://download.geonames.org/export/dump";

/// What to fetch, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// The address.
    pub url: &'w str,
    /// The file to make; until it is whole it has `.part` at its end.
    pub target: &'w Path,
    /// The SHA-256 that it must have.
    pub sha256: Option<&'w str>,
    /// What was fetched from this address before.
    pub before: Option<&'w OriginFile>,
}

/// A fetched file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The file.
    pub path: PathBuf,
    /// Its SHA-256.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What the server calls this version of it.
    pub version: Option<String>,
    /// How much of it an earlier try had brought.
    pub resumed_at: u64,
}

/// What is known of a half-fetched file, kept beside it.
#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Part {
    url: String,
    version: String,
}

/// A connection that brought something before it broke is tried again this often.
const TRIES: usize = 4;

/// Fetches a file; `progress` is told how much has arrived, and of how much where the server says it.
///
/// # Errors
///
/// When the server cannot be reached, has no such file, or what came is not what was expected.
pub fn fetch(wanted: &Wanted<'_>, progress: &mut dyn FnMut(u64, Option<u64>)) -> Result<Fetched, StoreError> {
    let part_path = with_end(wanted.target, ".part");
    let broken = |cause: io::Error| StoreError::io(&part_path, &cause);
    if let Some(folder) = wanted.target.parent() {
        fs::create_dir_all(folder).map_err(broken)?;
    }
    let mut part = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&part_path)
        .map_err(broken)?;
    match part.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let message = "another run of recount is fetching this; try again when it is done";
            return Err(StoreError::new(part_path.display().to_string(), message));
        }
        Err(TryLockError::Error(cause)) => return Err(broken(cause)),
    }
    let agent = agent(wanted.url);
    let had = part.metadata().map_err(broken)?.len();
    let (mut resumed_at, mut tries) = (had, 0);
    let version = loop {
        tries += 1;
        let start = part.metadata().map_err(broken)?.len();
        match try_once(&agent, wanted, &mut part, progress) {
            Ok((version, began_at)) => {
                resumed_at = resumed_at.min(began_at);
                break version;
            }
            Err(Stop::ForGood(message)) => return Err(StoreError::new(wanted.url, message)),
            Err(Stop::Broken(why)) => {
                let now = part.metadata().map_err(broken)?.len();
                if tries >= TRIES || now <= start {
                    return Err(StoreError::new(wanted.url, stopped(&why, now)));
                }
                std::thread::sleep(Duration::from_millis(200) * tries as u32);
            }
        }
    };
    part.sync_all().map_err(broken)?;
    let (sha256, bytes) = sha256_of(&part_path).map_err(broken)?;
    if let Err(message) = check(wanted, &sha256, version.as_deref()) {
        // It would only be resumed into the same wrong file.
        forget(wanted.target);
        return Err(StoreError::new(wanted.url, message));
    }
    fs::rename(&part_path, wanted.target).map_err(broken)?;
    let _ = fs::remove_file(with_end(wanted.target, ".part.toml"));
    Ok(Fetched { path: wanted.target.to_owned(), sha256, bytes, version, resumed_at })
}

fn stopped(why: &str, now: u64) -> String {
    if now == 0 {
        return format!(
            "{why}; nothing was changed. Without a network: get the file by other means and use recount places import"
        );
    }
    format!("{why}; {:.1} MB are kept, the same command goes on from there", now as f64 / 1e6)
}

fn forget(target: &Path) {
    for end in [".part", ".part.toml"] {
        let _ = fs::remove_file(with_end(target, end));
    }
}

/// Whether what came is what it should be.
fn check(wanted: &Wanted<'_>, sha256: &str, version: Option<&str>) -> Result<(), String> {
    if let Some(expected) = wanted.sha256
        && !expected.eq_ignore_ascii_case(sha256)
    {
        return Err(format!(
            "the checksum does not match: SHA-256 is {sha256}, expected {expected}; nothing was used"
        ));
    }
    if let Some(before) = wanted.before
        && before.url.as_deref() == Some(wanted.url)
        && version.is_some()
        && before.version.as_deref() == version
        && before.sha256 != sha256
    {
        let message = "the checksum does not match: the server calls it the file of last time";
        return Err(format!(
            "{message}, but SHA-256 is {sha256} and was {}; nothing was used",
            before.sha256
        ));
    }
    Ok(())
}

enum Stop {
    /// Trying again would not help.
    ForGood(String),
    /// The connection broke, or never came about.
    Broken(String),
}

fn agent(url: &str) -> Agent {
    let config = Agent::config_builder()
        .user_agent(concat!("recount/", env!("CARGO_PKG_VERSION")))
        // What was asked for over a protected connection must not come over another.
        .https_only(url.starts_with("https:"))
        .http_status_as_error(false)
        .timeout_resolve(Some(Duration::from_secs(20)))
        .timeout_connect(Some(Duration::from_secs(20)))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        .timeout_per_read(Some(Duration::from_secs(60)))
        .build();
    config.into()
}

/// Asks for what is missing and writes it; gives the version and where this try began.
fn try_once(
    agent: &Agent,
    wanted: &Wanted<'_>,
    part: &mut File,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<(Option<String>, u64), Stop> {
    let on_disk = |cause: io::Error| Stop::ForGood(format!("cannot be kept: {}", plain_words(&cause)));
    let note = with_end(wanted.target, ".part.toml");
    let known: Option<Part> = fs::read_to_string(&note).ok().and_then(|text| toml::from_str(&text).ok());
    let known = known.filter(|known| known.url == wanted.url);
    let have = part.metadata().map_err(on_disk)?.len();
    let resume = known.as_ref().filter(|_| have > 0);
    let mut request = agent.get(wanted.url);
    if let Some(known) = resume {
        request = request.header("Range", format!("bytes={have}-")).header("If-Range", &known.version);
    }
    let response = request.call().map_err(|error| of_error(&error))?;
    let version = version_of(response.headers());
    let start = match response.status() {
        StatusCode::PARTIAL_CONTENT if resume.is_some() && begins_at(&response) == Some(have) => have,
        StatusCode::OK => 0,
        StatusCode::RANGE_NOT_SATISFIABLE => {
            // The part is as long as the file or longer: it cannot be continued, and only a whole file can be trusted.
            part.set_len(0).map_err(on_disk)?;
            let _ = fs::remove_file(&note);
            return Err(Stop::ForGood(
                "the server has less than an earlier try brought; run the command again".to_owned(),
            ));
        }
        StatusCode::NOT_FOUND => return Err(Stop::ForGood("the server has no such file (404)".to_owned())),
        other => {
            let reason = other.canonical_reason().unwrap_or("no reason given");
            return Err(Stop::ForGood(format!("the server answers {} ({reason})", other.as_u16())));
        }
    };
    part.set_len(start).and_then(|()| part.seek(SeekFrom::Start(start))).map_err(on_disk)?;
    // Without a version nobody could tell whether the rest belongs to the same file.
    match &version {
        Some(version) => {
            let known = Part { url: wanted.url.to_owned(), version: version.clone() };
            let text = toml::to_string(&known).map_err(|error| Stop::ForGood(error.to_string()))?;
            fs::write(&note, text).map_err(on_disk)?;
        }
        None => {
            let _ = fs::remove_file(&note);
        }
    }
    let total = length_of(&response).map(|rest| start + rest);
    let mut body = response.into_body().into_reader();
    let (mut arrived, mut buffer) = (start, vec![0; 1 << 16]);
    loop {
        let read = body.read(&mut buffer).map_err(|cause| Stop::Broken(broke(arrived, total, &cause)))?;
        if read == 0 {
            break;
        }
        part.write_all(&buffer[..read]).map_err(on_disk)?;
        arrived += read as u64;
        progress(arrived, total);
    }
    match total {
        Some(total) if arrived != total => {
            Err(Stop::Broken(format!("the connection ended after {arrived} of {total} bytes")))
        }
        _ => Ok((version, start)),
    }
}

fn broke(arrived: u64, total: Option<u64>, cause: &io::Error) -> String {
    let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
    format!("the connection broke after {arrived}{of} bytes ({})", plain_words(cause))
}

fn of_error(error: &ureq::Error) -> Stop {
    Stop::Broken(match error {
        ureq::Error::Io(cause) => format!("cannot be reached: {}", plain_words(cause)),
        ureq::Error::HostNotFound => "cannot be reached: no such host, or no network".to_owned(),
        ureq::Error::ConnectionFailed => "cannot be reached: no network, or nobody answers there".to_owned(),
        ureq::Error::Timeout(_) => "cannot be reached: no answer in time".to_owned(),
        ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_) => {
            return Stop::ForGood(format!("no usable address: {error}"));
        }
        other => format!("cannot be fetched: {other}"),
    })
}

/// The entity tag if it names exact bytes, else the day of the last change.
fn version_of(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    text("etag").filter(|tag| !tag.starts_with("W/")).or_else(|| text("last-modified"))
}

fn length_of(response: &Response<Body>) -> Option<u64> {
    response.headers().get("content-length")?.to_str().ok()?.parse().ok()
}

/// The first byte of a partial answer: `bytes 100-199/200` begins at 100.
fn begins_at(response: &Response<Body>) -> Option<u64> {
    let range = response.headers().get("content-range")?.to_str().ok()?;
    range.strip_prefix("bytes ")?.split('-').next()?.trim().parse().ok()
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
