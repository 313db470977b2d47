//! `recount read`: files into the ledger, and what they tell of as a table.
//!
//! All cores read and run the engine; one thread writes. Bytes, reports and claims of a batch land in one transaction,
//! so whoever pulls the plug loses at most the batch in hand, and the next run completes it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::RecvTimeoutError;
use recount_engine::Engine;
use recount_ledger::{ErrorKind, IngestOutcome, IngestedFile, IngestedReport, Ledger};
use recount_model::{Grade, Report, Sha256};

use crate::args::Read;
use crate::engine_setup::{self, Setup};
use crate::guard::guarded;
use crate::input::{self, BlankLines, Failure, Found, Piece};
use crate::interrupt::Interrupt;
use crate::notices::Notices;
use crate::ordered::{self, Results};
use crate::progress::Progress;
use crate::table::Look;
use crate::tell::{Outcome, count, results, tell};
use crate::work::{Gained, Reader};
use crate::{incidents, stock};

/// A batch is written when it has this many files or lines, ...
const BATCH_PIECES: usize = 500;
/// ... this many bytes, ...
const BATCH_BYTES: usize = 32 << 20;
/// ... or is this old: nobody should lose more than a moment's work.
const BATCH_AGE: Duration = Duration::from_millis(500);

/// A piece of input with everything the ledger is to keep of it.
struct Entry {
    gained: Gained,
    items: Vec<IngestedReport>,
    is_known: bool,
}

/// Runs the command.
pub fn run(arguments: &Read, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let profile = stock::profile(&arguments.profile)?;
    let found = input::list(&arguments.paths);
    // Where nothing can be read, no ledger is made.
    if found.iter().all(|found| matches!(found, Found::Failed(_))) {
        found.iter().for_each(|found| if let Found::Failed(failure) = found { tell(failure) });
        return Ok(Outcome::SomethingFailed);
    }
    let setup = engine_setup::setup(lexicon, &arguments.places)?;
    let reader = Reader::new(setup.engine.clone(), &arguments.reading)?;
    let path = &arguments.ledger.path;
    let ledger = Arc::new(Mutex::new(Ledger::open_or_create(path)?));
    let interrupt = Interrupt::listen()?;

    let mut intake = Intake::new(&ledger, &setup, found.len());
    let entries = start(found, reader, &setup, ledger.clone());
    let is_stopped = intake.take_all(&entries, &interrupt)?;
    intake.progress.finish();
    intake.notices.tell();
    if is_stopped {
        let kept = count(intake.outcome.added + intake.outcome.new_versions, "new report");
        tell(format_args!("{}: stopped; {kept} kept, the same command goes on from here", path.display()));
        return Ok(Outcome::SomethingFailed);
    }
    let failed = intake.failed;
    let what = intake.what_changed();
    drop(intake);
    report(&mut lock(&ledger), &setup.engine, &profile, &what, failed)?;
    Ok(Outcome::of_failures(failed))
}

fn start(found: Vec<Found>, reader: Reader, setup: &Setup, ledger: Arc<Mutex<Ledger>>) -> Results<Entry> {
    let max_bytes = reader.max_bytes();
    let digest = setup.digest.clone();
    let is_known = move |raw: &[u8]| {
        // An answer that cannot be had is no: adding the file will meet the same trouble and tell it.
        lock(&ledger).is_read(Sha256::of(raw), recount_engine::VERSION, &digest).unwrap_or(false)
    };
    ordered::start(
        ordered::cores(),
        move |feed| input::feed(found, BlankLines::Skip, max_bytes, feed),
        move |piece| entry_of(&reader, piece, &is_known),
    )
}

fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    // A panic while the ledger was held rolled its transaction back, so what is there is sound.
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

fn entry_of(reader: &Reader, piece: Piece, is_known: &impl Fn(&[u8]) -> bool) -> Entry {
    let mut known = false;
    let mut gained = reader.read(piece, |raw| {
        known = is_known(raw);
        known
    });
    let mut items = Vec::with_capacity(gained.reports.len());
    for report in std::mem::take(&mut gained.reports) {
        let external_id = report.external_id.clone();
        match guarded(|| item_of(&reader.engine, report)) {
            Ok(item) => items.push(item),
            Err(message) => gained.fail(external_id, message),
        }
    }
    Entry { gained, items, is_known: known }
}

fn item_of(engine: &Engine, report: Report) -> IngestedReport {
    let reading = engine.read_report(&report);
    let row = engine.report_row(&report);
    IngestedReport {
        claims: reading.claims,
        notices: reading.notices,
        shingles: row.shingles,
        agency_credits: row.agency_credits,
        publisher_source: row.head.publisher_source,
        report,
    }
}

/// Collects entries into batches, writes them, and counts.
struct Intake<'r> {
    ledger: &'r Mutex<Ledger>,
    digest: &'r str,
    batch: Vec<Entry>,
    batch_bytes: usize,
    batch_began: Instant,
    progress: Progress,
    notices: Notices,
    last_file: Option<Arc<str>>,
    files: usize,
    claims: usize,
    known_pieces: usize,
    outcome: IngestOutcome,
    failed: usize,
}

impl<'r> Intake<'r> {
    fn new(ledger: &'r Mutex<Ledger>, setup: &'r Setup, files: usize) -> Self {
        Self {
            ledger,
            digest: &setup.digest,
            batch: Vec::new(),
            batch_bytes: 0,
            batch_began: Instant::now(),
            progress: Progress::start(files),
            notices: Notices::default(),
            last_file: None,
            files: 0,
            claims: 0,
            known_pieces: 0,
            outcome: IngestOutcome::default(),
            failed: 0,
        }
    }

    /// Takes entries until there are no more or the user asks to stop; true for the latter.
    fn take_all(&mut self, entries: &Results<Entry>, interrupt: &Interrupt) -> anyhow::Result<bool> {
        const TICK: Duration = Duration::from_millis(50);
        let mut waiting = None;
        while !interrupt.is_asked() {
            let slot = match waiting.take() {
                Some(slot) => slot,
                None => match entries.recv_timeout(TICK) {
                    Ok(slot) => slot,
                    Err(RecvTimeoutError::Timeout) => {
                        self.write_if_old()?;
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        self.write()?;
                        return Ok(false);
                    }
                },
            };
            match slot.recv_timeout(TICK) {
                Ok(entry) => self.take(entry)?,
                Err(RecvTimeoutError::Timeout) => {
                    self.write_if_old()?;
                    waiting = Some(slot);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.tell_failure(&Failure::of_file("recount", "internal", "a worker gave no answer"));
                }
            }
        }
        self.write()?;
        Ok(true)
    }

    fn take(&mut self, entry: Entry) -> anyhow::Result<()> {
        if self.last_file.as_ref() != Some(&entry.gained.file) {
            self.files += usize::from(self.last_file.is_some());
            self.last_file = Some(entry.gained.file.clone());
        }
        self.known_pieces += usize::from(entry.is_known);
        for failure in &entry.gained.failures {
            self.tell_failure(failure);
        }
        for item in &entry.items {
            self.claims += item.claims.len();
            self.notice(item);
        }
        if !entry.items.is_empty() {
            if self.batch.is_empty() {
                self.batch_began = Instant::now();
            }
            self.batch_bytes += entry.gained.raw.len();
            self.batch.push(entry);
        }
        if self.batch.len() >= BATCH_PIECES || self.batch_bytes >= BATCH_BYTES {
            self.write()?;
        }
        self.write_if_old()
    }

    fn notice(&mut self, item: &IngestedReport) {
        for notice in &item.report.notices {
            self.notices.of_report(&item.report, notice);
        }
        for place in item.claims.iter().flat_map(|claim| &claim.places) {
            if place.grade == Grade::Unresolved {
                self.notices.of_unknown_place(&place.name);
            }
        }
    }

    fn tell_failure(&mut self, failure: &Failure) {
        self.failed += 1;
        self.progress.say(failure);
    }

    fn write_if_old(&mut self) -> anyhow::Result<()> {
        if !self.batch.is_empty() && self.batch_began.elapsed() >= BATCH_AGE {
            self.write()?;
        }
        Ok(())
    }

    /// Writes the batch in one transaction.
    fn write(&mut self) -> anyhow::Result<()> {
        let entries = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        if entries.is_empty() {
            return Ok(());
        }
        let mut refused = Vec::new();
        let mut ledger = lock(self.ledger);
        let mut batch = ledger.batch()?;
        for entry in entries {
            let file = IngestedFile {
                name: &entry.gained.file,
                raw: &entry.gained.raw,
                reports: entry.items,
                engine: recount_engine::VERSION,
                lexicon: self.digest,
            };
            match batch.ingest_file(&file) {
                Ok(outcome) => self.outcome += outcome,
                Err(error) if error.kind() == ErrorKind::Input => {
                    let message = error.to_string();
                    let message = message.strip_prefix(&*entry.gained.file).unwrap_or(&message).trim_start_matches(": ");
                    let file = entry.gained.file.clone();
                    refused.push(Failure { line: entry.gained.line, ..Failure::of_file(file, "refused", message) });
                }
                Err(error) => return Err(error.into()),
            }
        }
        batch.commit()?;
        drop(ledger);
        refused.iter().for_each(|failure| self.tell_failure(failure));
        let added = self.outcome.added + self.outcome.new_versions;
        let words = format!("{}, {}", count(added, "new report"), count(self.claims, "claim"));
        self.progress.update(self.files, words);
        Ok(())
    }

    /// What this run added, in words.
    fn what_changed(&self) -> String {
        let IngestOutcome { added, new_versions, already_known, read_again } = self.outcome;
        if added + new_versions + read_again == 0 {
            return "nothing new".to_owned();
        }
        let known = already_known - read_again + self.known_pieces;
        let parts = [
            (added, "new report"),
            (new_versions, "new version"),
            (read_again, "report read again by another engine, lexicon or set of places"),
            (known, "known before"),
        ];
        let say = |(number, what): (usize, &str)| match what {
            "known before" => format!("{number} {what}"),
            what if what.starts_with("report read") && number != 1 => format!("{number} {}", what.replacen("report", "reports", 1)),
            what if what.starts_with("report read") => format!("{number} {what}"),
            what => count(number, what),
        };
        parts.into_iter().filter(|(number, _)| *number > 0).map(say).collect::<Vec<_>>().join(", ")
    }
}

/// Rebuilds the incidents and prints them with one line about the run.
fn report(
    ledger: &mut Ledger,
    engine: &Engine,
    profile: &recount_engine::reconcile::Profile,
    what: &str,
    failed: usize,
) -> anyhow::Result<()> {
    let incidents = stock::refresh(ledger, engine, profile)?;
    let mut out = results();
    incidents::write_table(&mut out, &incidents, engine.lexicon(), Look::of_stdout())?;
    let counts = ledger.counts()?;
    let holds = [(counts.reports, "report"), (counts.claims, "claim"), (counts.incidents, "incident")]
        .map(|(number, what)| count(number as usize, what));
    let path: &Path = ledger.path();
    writeln!(out, "{what}; {} holds {}; {}", path.display(), holds.join(", "), count(failed, "error"))?;
    out.flush()?;
    Ok(())
}
