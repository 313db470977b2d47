//! Writes what the workers read into the ledger, batch by batch, and counts it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::RecvTimeoutError;
use recount_ledger::{ErrorKind, IngestOutcome, IngestedFile, IngestedReport, Ledger};

use crate::engine_setup::Setup;
use crate::gaps::{self, Gaps};
use crate::input::Failure;
use crate::interrupt::Interrupt;
use crate::notices::Notices;
use crate::ordered::Results;
use crate::progress::Progress;
use crate::tell::count;
use crate::work::Gained;

/// A batch is written when it has this many files or lines, ...
const BATCH_PIECES: usize = 500;
/// ... this many bytes, ...
const BATCH_BYTES: usize = 32 << 20;
/// ... or is this old: nobody should lose more than a moment's work.
const BATCH_AGE: Duration = Duration::from_millis(500);

/// A piece of input with everything the ledger is to keep of it.
pub struct Entry {
    /// Where it comes from, and what could not be read.
    pub gained: Gained,
    /// Its reports with their claims.
    pub items: Vec<IngestedReport>,
    /// Whether the ledger has it, so that nobody worked on it.
    pub is_known: bool,
}

/// Takes the ledger in hand.
pub fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    // A panic while the ledger was held rolled its transaction back, so what is there is sound.
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Collects entries into batches, writes them, and counts.
pub struct Intake<'r> {
    ledger: &'r Mutex<Ledger>,
    digest: &'r str,
    batch: Vec<Entry>,
    batch_bytes: usize,
    batch_began: Instant,
    progress: Progress,
    notices: Notices,
    gaps: Gaps,
    last_file: Option<Arc<str>>,
    files: usize,
    claims: usize,
    known_pieces: usize,
    outcome: IngestOutcome,
    failed: usize,
}

impl<'r> Intake<'r> {
    /// An intake for a number of files.
    pub fn new(ledger: &'r Mutex<Ledger>, setup: &'r Setup, files: usize) -> Self {
        Self {
            ledger,
            digest: &setup.digest,
            batch: Vec::new(),
            batch_bytes: 0,
            batch_began: Instant::now(),
            progress: Progress::start(files),
            notices: Notices::default(),
            gaps: Gaps::default(),
            last_file: None,
            files: 0,
            claims: 0,
            known_pieces: 0,
            outcome: IngestOutcome::default(),
            failed: 0,
        }
    }

    /// Takes entries until there are no more or the user asks to stop; true for the latter.
    pub fn take_all(&mut self, entries: &Results<Entry>, interrupt: &Interrupt) -> anyhow::Result<bool> {
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
        self.gaps.add(gaps::of_claims(&item.claims));
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
                    let message = message
                        .strip_prefix(&*entry.gained.file)
                        .unwrap_or(&message)
                        .trim_start_matches(": ");
                    let file = entry.gained.file.clone();
                    refused.push(Failure {
                        line: entry.gained.line,
                        ..Failure::of_file(file, "refused", message)
                    });
                }
                Err(error) => return Err(error.into()),
            }
        }
        batch.commit()?;
        drop(ledger);
        refused.iter().for_each(|failure| self.tell_failure(failure));
        let words = format!("{}, {}", count(self.new_reports(), "new report"), count(self.claims, "claim"));
        self.progress.update(self.files, words);
        Ok(())
    }

    /// Takes the progress bar away and tells what a person should know.
    pub fn finish(&self) {
        self.progress.finish();
        self.notices.tell();
    }

    /// Names of places that no gazetteer knew, for the end of the run.
    pub fn gaps(&self) -> &Gaps {
        &self.gaps
    }

    /// Reports that are new, or new versions of others.
    pub fn new_reports(&self) -> usize {
        self.outcome.added + self.outcome.new_versions
    }

    /// How much could not be read.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// What this run added, in words.
    pub fn what_changed(&self) -> String {
        let IngestOutcome { added, new_versions, already_known, read_again } = self.outcome;
        if added + new_versions + read_again == 0 {
            return "nothing new".to_owned();
        }
        let known = already_known - read_again + self.known_pieces;
        let again = if read_again == 1 { "report" } else { "reports" };
        let parts = [
            (added, count(added, "new report")),
            (new_versions, count(new_versions, "new version")),
            (
                read_again,
                format!("{read_again} {again} read again by another engine, lexicon or set of places"),
            ),
            (known, format!("{known} known before")),
        ];
        let told = parts.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| words);
        told.collect::<Vec<_>>().join(", ")
    }
}
