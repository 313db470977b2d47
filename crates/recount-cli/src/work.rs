//! What a worker makes of a piece of input: reports, or why there are none.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use recount_engine::Engine;
use recount_engine::read::{
    Columns, FieldMap, Given, ReadError, ReadErrorKind, ReadOptions, read_document, read_jsonl_line, read_row,
};
use recount_lexicon::publication::Publication;
use recount_model::Report;

use crate::args;
use crate::guard::guarded;
use crate::input::{Failure, Piece, too_large};

/// What a piece gave.
#[derive(Debug)]
pub struct Gained {
    /// File as the user named it.
    pub file: Arc<str>,
    /// Line, where the piece is one.
    pub line: Option<usize>,
    /// The bytes the reports were cut from.
    pub raw: Vec<u8>,
    /// Reports in their order.
    pub reports: Vec<Report>,
    /// What could not be read.
    pub failures: Vec<Failure>,
}

/// Reads with one engine under the user's settings.
#[derive(Clone)]
pub struct Reader {
    /// The engine.
    pub engine: Arc<Engine>,
    options: Arc<ReadOptions>,
    /// How long one piece may take.
    pub max_time: Duration,
}

impl Reader {
    /// A reader under the user's settings.
    pub fn new(engine: Arc<Engine>, reading: &args::Reading) -> anyhow::Result<Self> {
        let mut options = ReadOptions { max_bytes: reading.max_size << 20, ..ReadOptions::default() };
        for (ours, theirs) in &reading.map {
            options.field_map.rename(ours, theirs).map_err(|message| anyhow!("--map: {message}"))?;
        }
        let max_time = Duration::from_secs(reading.max_time);
        Ok(Self { engine, options: Arc::new(options), max_time })
    }

    /// Larger texts and lines are refused.
    pub fn max_bytes(&self) -> u64 {
        self.options.max_bytes
    }

    /// The words of publishing.
    pub fn publication(&self) -> &Publication {
        &self.engine.lexicon().publication
    }

    /// The user's names for our fields.
    pub fn field_map(&self) -> &FieldMap {
        &self.options.field_map
    }

    /// Cuts a piece into reports. `is_known` is asked with the bytes and saves the work where it says yes.
    pub fn read(&self, piece: Piece, is_known: impl FnOnce(&[u8]) -> bool) -> Gained {
        let (file, form, raw) = match piece {
            Piece::Failed(failure) => return Gained::of_failure(failure),
            Piece::Line { file, number, bytes } => (file, Form::Line(number), bytes),
            Piece::Row { file, number, columns, bytes } => (file, Form::Row(number, columns), bytes),
            Piece::Taken { file, bytes, .. } if bytes.len() as u64 > self.max_bytes() => {
                return Gained::of_failure(too_large(file, None, self.max_bytes()));
            }
            Piece::Taken { file, bytes, given, is_crawled } => {
                (file, Form::Document(given, is_crawled), bytes)
            }
            Piece::Whole { file, path, given } => match load(&file, &path, self.max_bytes()) {
                Ok(bytes) => (file, Form::Document(given, false), bytes),
                Err(failure) => return Gained::of_failure(failure),
            },
        };
        let line = match &form {
            Form::Line(number) | Form::Row(number, _) => Some(*number),
            Form::Document(..) => None,
        };
        let mut gained = Gained { file, line, raw, reports: Vec::new(), failures: Vec::new() };
        if is_known(&gained.raw) {
            return gained;
        }
        match guarded(|| self.cut(&gained, &form)) {
            Ok((reports, mut errors)) => {
                if matches!(form, Form::Document(_, true)) {
                    // Crawlers take pages that hold nothing; that is no failure of theirs or ours.
                    errors
                        .retain(|error| !matches!(error.kind, ReadErrorKind::NoText | ReadErrorKind::Empty));
                }
                gained.reports = reports;
                gained.failures =
                    errors.into_iter().map(|error| of_read_error(&gained.file, error)).collect();
            }
            Err(message) => gained.fail(None, message),
        }
        gained
    }

    fn cut(&self, gained: &Gained, form: &Form) -> (Vec<Report>, Vec<ReadError>) {
        let publication = self.publication();
        let of_one = |read: Result<Report, ReadError>| match read {
            Ok(report) => (vec![report], Vec::new()),
            Err(error) => (Vec::new(), vec![error]),
        };
        match form {
            Form::Line(number) => {
                of_one(read_jsonl_line(&gained.file, *number, &gained.raw, publication, &self.options))
            }
            Form::Row(number, columns) => {
                of_one(read_row(&gained.file, *number, &gained.raw, columns, publication))
            }
            Form::Document(given, _) => {
                let reading = read_document(&gained.file, &gained.raw, given, publication, &self.options);
                (reading.reports, reading.errors)
            }
        }
    }
}

/// What the bytes of a piece are.
enum Form {
    Line(usize),
    Row(usize, Arc<Columns>),
    Document(Given, bool),
}

impl Gained {
    /// What is said of a piece that took too long.
    pub fn of_late(piece: &Piece, max_time: Duration) -> Self {
        let (file, line) = match piece {
            Piece::Failed(failure) => (failure.file.clone(), failure.line),
            Piece::Line { file, number, .. } | Piece::Row { file, number, .. } => {
                (file.clone(), Some(*number))
            }
            Piece::Whole { file, .. } | Piece::Taken { file, .. } => (file.clone(), None),
        };
        let message = format!("given up: it took more than {} seconds; see --max-time", max_time.as_secs());
        Self::of_failure(Failure { line, ..Failure::of_file(file, "too-slow", message) })
    }

    fn of_failure(failure: Failure) -> Self {
        let (file, line) = (failure.file.clone(), failure.line);
        Self { file, line, raw: Vec::new(), reports: Vec::new(), failures: vec![failure] }
    }

    /// Notes that the engine broke on a report.
    pub fn fail(&mut self, external_id: Option<String>, message: String) {
        let file = self.file.clone();
        self.failures.push(Failure { file, line: self.line, external_id, kind: "internal", message });
    }
}

fn of_read_error(file: &Arc<str>, error: ReadError) -> Failure {
    let kind = error.kind.as_str();
    Failure {
        file: file.clone(),
        line: error.line,
        external_id: error.external_id,
        kind,
        message: error.message,
    }
}

fn load(name: &Arc<str>, path: &Path, max_bytes: u64) -> Result<Vec<u8>, Failure> {
    let of_io = |error: std::io::Error| Failure::of_io(name.clone(), &error);
    let file = File::open(path).map_err(of_io)?;
    let len = file.metadata().map_err(of_io)?.len();
    if len > max_bytes {
        return Err(too_large(name.clone(), Some(len), max_bytes));
    }
    let mut bytes = Vec::with_capacity(len as usize);
    // The file may have grown since; what is over the limit is refused all the same.
    file.take(max_bytes + 1).read_to_end(&mut bytes).map_err(of_io)?;
    if bytes.len() as u64 > max_bytes {
        return Err(too_large(name.clone(), None, max_bytes));
    }
    Ok(bytes)
}
