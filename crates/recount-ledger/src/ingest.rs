//! Adding what was read: a file's bytes, reports and claims together or not at all, and nothing twice.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use recount_model::{Claim, Notice, Report, Sha256};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::error::{Doing, Error};
use crate::log::{LogWriter, salts};
use crate::merkle::{leaf_hash, root_of};
use crate::open::Ledger;
use crate::pack::{Packer, pack_map, pack_shingles, pack_zones};
use crate::rows::{ClaimRow, days_json};
use crate::versions::{Arrival, Standing, content_digest, find_standing, full_digest};

/// A file as it was read, with everything the engine found in it.
#[derive(Clone, Debug)]
pub struct IngestedFile<'a> {
    /// File as the user named it, `-` for standard input.
    pub name: &'a str,
    /// Its bytes, untouched. Of a JSONL file either all of it or, better, one line: then a file that grows is not kept
    /// again as a whole, and erasing one report leaves no copy of its line in a later file.
    pub raw: &'a [u8],
    /// Its reports.
    pub reports: Vec<IngestedReport>,
    /// Version of the engine.
    pub engine: &'a str,
    /// Digest of the lexicon.
    pub lexicon: &'a str,
}

/// A report, its claims, and the facts that reconciling needs.
#[derive(Clone, Debug)]
pub struct IngestedReport {
    /// The report.
    pub report: Report,
    /// Its claims, in the engine's order.
    pub claims: Vec<Claim>,
    /// What the engine noticed.
    pub notices: Vec<Notice>,
    /// Sampled shingle hashes of the text.
    pub shingles: Vec<u64>,
    /// Registry ids of agencies credited or datelined.
    pub agency_credits: Vec<String>,
    /// Registry id of the publisher.
    pub publisher_source: Option<String>,
}

/// What a file changed in the ledger. All zero but `already_known`: nothing was new, and nothing was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IngestOutcome {
    /// Reports that are new.
    pub added: usize,
    /// Reports that are other versions of reports that were there.
    pub new_versions: usize,
    /// Reports that were there.
    pub already_known: usize,
    /// Reports that were there and whose claims another engine or lexicon has now read again; also in
    /// `already_known`.
    pub read_again: usize,
}

impl std::ops::AddAssign for IngestOutcome {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.new_versions += other.new_versions;
        self.already_known += other.already_known;
        self.read_again += other.read_again;
    }
}

/// Many files in one transaction. Dropped without [`Batch::commit`], it leaves no trace.
pub struct Batch<'l> {
    transaction: Transaction<'l>,
    path: &'l Path,
    log: LogWriter,
    packer: Packer,
}

const DOING: &str = "adding a file";

impl Ledger {
    /// Starts a batch. A few hundred files a batch keep the disk from waiting after each.
    pub fn batch(&mut self) -> Result<Batch<'_>, Error> {
        let path = self.path.as_path();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).doing(path, DOING)?;
        let log = LogWriter::load(&transaction, path)?;
        let packer = Packer::new().map_err(|error| Error::of_io(path, DOING, &error))?;
        Ok(Batch { transaction, path, log, packer })
    }

    /// Whether these bytes were read before by this engine with this lexicon, so that reading them again would add
    /// nothing and can be left out.
    pub fn is_read(&self, raw: Sha256, engine: &str, lexicon: &str) -> Result<bool, Error> {
        let sql = "SELECT COUNT(*), COALESCE(SUM(reports.salt IS NULL OR EXISTS (
                SELECT 1 FROM readings WHERE readings.report = reports.id AND newest = 1 AND engine = ?2 AND lexicon = ?3)), 0)
             FROM reports JOIN blobs ON blobs.id = reports.blob WHERE blobs.sha256 = ?1";
        let counts = self.connection.prepare_cached(sql).and_then(|mut statement| {
            statement.query_row(params![raw.0, engine, lexicon], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
            })
        });
        let (reports, read) = counts.doing(&self.path, "looking for a file")?;
        Ok(reports > 0 && reports == read)
    }
}

impl Batch<'_> {
    /// Adds a file; an error leaves the batch as it was before the file.
    pub fn ingest_file(&mut self, file: &IngestedFile<'_>) -> Result<IngestOutcome, Error> {
        check_input(file)?;
        let log_before = self.log.clone();
        let savepoint = self.transaction.savepoint().doing(self.path, DOING)?;
        let work =
            Work { connection: &savepoint, log: &mut self.log, packer: &mut self.packer, path: self.path };
        match work.add(file) {
            Ok(outcome) => {
                savepoint.commit().doing(self.path, DOING)?;
                Ok(outcome)
            }
            Err(error) => {
                self.log = log_before;
                drop(savepoint);
                Err(error)
            }
        }
    }

    /// Makes everything added so far last.
    pub fn commit(self) -> Result<(), Error> {
        self.log.save(&self.transaction).doing(self.path, DOING)?;
        self.transaction.commit().doing(self.path, DOING)
    }
}

/// Refuses what could never be verified afterwards, while the caller can still be told which file it was.
fn check_input(file: &IngestedFile<'_>) -> Result<(), Error> {
    let refuse = |message: String| Err(Error::Input { file: file.name.to_owned(), message });
    let whole = Sha256::of(file.raw);
    let mut lines = None;
    for item in &file.reports {
        let report = &item.report;
        if report.raw_sha256 != whole
            && !lines.get_or_insert_with(|| line_hashes(file.raw)).contains_key(&report.raw_sha256)
        {
            return refuse(format!("the report {} was not cut from these bytes", report.id));
        }
        let expected =
            recount_model::ReportId::of_report(report.raw_sha256, report.ordinal, report.text.as_str());
        if report.id != expected {
            return refuse(format!("the report {} should have the id {expected}", report.id));
        }
        for claim in &item.claims {
            let quote = claim.evidence.quote;
            if claim.anchor.report != report.id || report.text.cut(quote).is_empty() {
                return refuse(format!(
                    "the claim {} has no quote in the report {}",
                    claim.anchor.claim_id(),
                    report.id
                ));
            }
        }
    }
    Ok(())
}

/// Hashes of the lines of a file, without their line break, and where each stands.
pub(crate) fn line_hashes(raw: &[u8]) -> HashMap<Sha256, std::ops::Range<usize>> {
    let mut hashes = HashMap::new();
    let mut start = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        let barer = bare.strip_suffix(b"\r").unwrap_or(bare);
        // A reader may or may not count the line break into its line; each way the line is found.
        let lengths = HashSet::from([line.len(), bare.len(), barer.len()]);
        // A byte order mark belongs to the file and not to its first line.
        let mark = if start == 0 && line.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        for (from, len) in lengths.into_iter().flat_map(|len| HashSet::from([(0, len), (mark.min(len), len)]))
        {
            hashes.entry(Sha256::of(&line[from..len])).or_insert(start + from..start + len);
        }
        start += line.len();
    }
    hashes
}

/// The work on one file.
struct Work<'w> {
    connection: &'w Connection,
    log: &'w mut LogWriter,
    packer: &'w mut Packer,
    path: &'w Path,
}

/// The rows a new report hangs on; made when the first new report of a file comes.
struct Home {
    ingest: i64,
    blob: i64,
    salt: [u8; 16],
}

impl Work<'_> {
    fn add(mut self, file: &IngestedFile<'_>) -> Result<IngestOutcome, Error> {
        let raw = Sha256::of(file.raw);
        let mut siblings = HashMap::new();
        for item in &file.reports {
            *siblings.entry(item.report.raw_sha256).or_insert(0usize) += 1;
        }
        let mut outcome = IngestOutcome::default();
        let mut home = None;
        let (mut added, mut to_read) = (Vec::new(), Vec::new());
        for item in &file.reports {
            let report = &item.report;
            let siblings = siblings.get(&report.raw_sha256).copied().unwrap_or(1);
            let arrival = Arrival { report, file: file.name, siblings, fills_file: report.raw_sha256 == raw };
            let standing = find_standing(self.connection, &arrival).doing(self.path, DOING)?;
            match &standing {
                Standing::SameContent => outcome.already_known += 1,
                Standing::Known(row) => {
                    outcome.already_known += 1;
                    if self.needs_reading(*row, file).doing(self.path, DOING)? {
                        outcome.read_again += 1;
                        to_read.push((*row, item));
                    }
                }
                Standing::New | Standing::Version(_) => {
                    let home = match &mut home {
                        Some(home) => home,
                        none => none.insert(self.make_home(file, raw)?),
                    };
                    let (row, digest) = self.add_report(home, &arrival, &standing)?;
                    added.extend([report.id.as_str().as_bytes().to_vec(), digest.0.to_vec()]);
                    to_read.push((row, item));
                    match standing {
                        Standing::Version(_) => outcome.new_versions += 1,
                        _ => outcome.added += 1,
                    }
                }
            }
        }
        if let Some(home) = home {
            let digest = ingest_digest(&home.salt, file.name, &raw.0, &added);
            let reference = format!("file {}", home.ingest);
            self.log.append(self.connection, "ingest", &reference, &digest.0).doing(self.path, DOING)?;
        }
        for (row, item) in to_read {
            self.add_reading(row, item, file).doing(self.path, DOING)?;
        }
        Ok(outcome)
    }

    fn needs_reading(&self, report: i64, file: &IngestedFile<'_>) -> rusqlite::Result<bool> {
        let sql = "SELECT reports.salt IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM readings WHERE report = ?1 AND newest = 1 AND engine = ?2 AND lexicon = ?3)
             FROM reports WHERE id = ?1";
        self.connection
            .prepare_cached(sql)?
            .query_row(params![report, file.engine, file.lexicon], |row| row.get(0))
    }

    fn make_home(&mut self, file: &IngestedFile<'_>, raw: Sha256) -> Result<Home, Error> {
        let connection = self.connection;
        let found = connection
            .prepare_cached("SELECT id FROM blobs WHERE sha256 = ?")
            .and_then(|mut statement| statement.query_row([raw.0], |row| row.get(0)).optional())
            .doing(self.path, DOING)?;
        let blob = match found {
            Some(blob) => blob,
            None => {
                let packed = self.pack(file.raw)?;
                let mut insert = connection
                    .prepare_cached("INSERT INTO blobs (sha256, zstd) VALUES (?, ?)")
                    .doing(self.path, DOING)?;
                insert.insert(params![raw.0, packed]).doing(self.path, DOING)?
            }
        };
        let salt = self.salt()?;
        let ingest = connection
            .prepare_cached("INSERT INTO files (name, blob, salt, seq) VALUES (?, ?, ?, ?)")
            .and_then(|mut insert| insert.insert(params![file.name, blob, salt, self.log.next_seq()]))
            .doing(self.path, DOING)?;
        Ok(Home { ingest, blob, salt })
    }

    fn add_report(
        &mut self,
        home: &Home,
        arrival: &Arrival<'_>,
        standing: &Standing,
    ) -> Result<(i64, Sha256), Error> {
        let report = arrival.report;
        let salt = self.salt()?;
        let content = content_digest(&salt, report);
        let digest = full_digest(&salt, &content, report);
        let text = self.pack(report.text.as_str().as_bytes())?;
        let notices = notices_json(&report.notices);
        let neighbour = match standing {
            Standing::Version(neighbour) => Some(neighbour),
            _ => None,
        };
        let chain = neighbour.map_or(report.id.as_str(), |neighbour| &neighbour.chain);
        let successor =
            neighbour.filter(|neighbour| neighbour.is_newer).map(|neighbour| neighbour.report.as_str());
        let row = self
            .connection
            .prepare_cached(
                "INSERT INTO reports (report, ingest, blob, raw_sha256, siblings, file, ordinal, external_id, url, title,
                     title_start, title_end, publisher, byline, published, published_basis, language, text, zones, map,
                     notices, salt, content, digest, chain, version, superseded_by, days, encoding)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                     ?22, ?23, ?24, ?25, 1 + (SELECT COUNT(*) FROM reports WHERE chain = ?25 AND ?26), ?27, ?28, ?29)",
            )
            .and_then(|mut insert| {
                insert.insert(params![
                    report.id.as_str(),
                    home.ingest,
                    home.blob,
                    report.raw_sha256.0,
                    arrival.siblings as i64,
                    report.file,
                    report.ordinal,
                    report.external_id,
                    report.url,
                    report.title,
                    report.title_span.map(|span| span.start() as i64),
                    report.title_span.map(|span| span.end() as i64),
                    report.publisher,
                    report.byline,
                    report.published.map(|published| published.on.to_string()),
                    report.published.map(|published| published.basis.as_str()),
                    report.language,
                    text,
                    pack_zones(&report.text),
                    pack_map(report.text.offset_map()),
                    notices,
                    salt,
                    content.0,
                    digest.0,
                    chain,
                    neighbour.is_some(),
                    successor,
                    days_json(&report.days),
                    report.encoding,
                ])
            })
            .doing(self.path, DOING)?;
        if let Some(older) = neighbour.filter(|neighbour| !neighbour.is_newer) {
            self.connection
                .prepare_cached("UPDATE reports SET superseded_by = ? WHERE report = ?")
                .and_then(|mut update| update.execute([report.id.as_str(), older.report.as_str()]))
                .doing(self.path, DOING)?;
        }
        Ok((row, digest))
    }

    /// Adds a run of the engine and makes it the newest; older runs stay as history.
    fn add_reading(
        &mut self,
        report: i64,
        item: &IngestedReport,
        file: &IngestedFile<'_>,
    ) -> rusqlite::Result<()> {
        let connection = self.connection;
        connection
            .prepare_cached("UPDATE readings SET newest = 0 WHERE report = ? AND newest = 1")?
            .execute([report])?;
        let number: i64 = connection
            .prepare_cached("SELECT 1 + COUNT(*) FROM readings WHERE report = ?")?
            .query_row([report], |row| row.get(0))?;
        let rows: Vec<String> = item.claims.iter().map(|claim| json(&ClaimRow::of(claim))).collect();
        let salts = salts(connection, rows.len())?;
        let leaves: Vec<_> = rows.iter().zip(&salts).map(|(row, salt)| claim_leaf(salt, row)).collect();
        let root = root_of(&leaves);
        let reference = reading_reference(item.report.id.as_str(), number);
        let digest = reading_digest(file.engine, file.lexicon, &root);
        let seq = self.log.append(connection, "reading", &reference, &digest.0)?;
        let reading = connection
            .prepare_cached(
                "INSERT INTO readings (report, number, engine, lexicon, notices, root, seq, newest)
                 VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
            )?
            .insert(params![
                report,
                number,
                file.engine,
                file.lexicon,
                notices_json(&item.notices),
                root,
                seq
            ])?;
        let mut insert = connection.prepare_cached(
            "INSERT INTO claims (reading, position, claim, as_incident, salt, leaf, row) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (position, claim) in item.claims.iter().enumerate() {
            insert.execute(params![
                reading,
                position as i64,
                claim.anchor.claim_id().as_str(),
                claim.anchor.incident_id().as_str(),
                salts[position],
                leaves[position],
                rows[position],
            ])?;
        }
        connection
            .prepare_cached(
                "UPDATE reports SET shingles = ?, agency_credits = ?, publisher_source = ? WHERE id = ?",
            )?
            .execute(params![
                pack_shingles(&item.shingles),
                json(&item.agency_credits),
                item.publisher_source,
                report
            ])?;
        Ok(())
    }

    fn pack(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        self.packer.pack(bytes).map_err(|error| Error::of_io(self.path, "compressing", &error))
    }

    fn salt(&self) -> Result<[u8; 16], Error> {
        let salts = salts(self.connection, 1).doing(self.path, DOING)?;
        salts.first().copied().ok_or_else(|| Error::corrupt(self.path, DOING, "the store gave no salt"))
    }
}

pub(crate) fn claim_leaf(salt: &[u8], row: &str) -> [u8; 32] {
    leaf_hash(&[salt, row.as_bytes()].concat())
}

pub(crate) fn reading_reference(report: &str, number: i64) -> String {
    format!("{report} {number}")
}

pub(crate) fn reading_digest(engine: &str, lexicon: &str, root: &[u8; 32]) -> Sha256 {
    Sha256::of_parts(&[engine.as_bytes(), lexicon.as_bytes(), root])
}

/// Digest of an ingest over the ids and digests of the reports it added, in order.
pub(crate) fn ingest_digest(salt: &[u8], name: &str, raw: &[u8], added: &[Vec<u8>]) -> Sha256 {
    let mut parts = vec![salt, name.as_bytes(), raw];
    parts.extend(added.iter().map(Vec::as_slice));
    Sha256::of_parts(&parts)
}

pub(crate) fn notices_json(notices: &[Notice]) -> String {
    json(&notices.iter().map(|notice| (&notice.id, &notice.message)).collect::<Vec<_>>())
}

/// Rows are strings, numbers and lists, which always make JSON.
pub(crate) fn json(row: &impl serde::Serialize) -> String {
    serde_json::to_string(row).unwrap_or_default()
}
