//! Messages to the person at the terminal, and the ways a run can end.

use std::fmt::Display;
use std::io::{self, BufWriter, StdoutLock, Write};

/// How a command that could run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing went wrong.
    Fine,
    /// Something failed and was told; the rest was done.
    SomethingFailed,
}

impl Outcome {
    /// Fine if nothing failed.
    pub fn of_failures(count: usize) -> Self {
        if count == 0 { Self::Fine } else { Self::SomethingFailed }
    }
}

/// Says one thing on standard error. Nobody listening there is no reason to stop.
pub fn tell(message: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// Standard output, buffered.
pub fn results() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(64 << 10, io::stdout().lock())
}

/// Whether an error only says that nobody reads our output any more.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        let in_table = |error: &recount_export::Error| matches!(error, recount_export::Error::Io { source, .. } if closed(source));
        cause.downcast_ref::<io::Error>().is_some_and(closed) || cause.downcast_ref().is_some_and(in_table)
    })
}

/// `1 report`, `2 reports`.
pub fn count(number: usize, one: &str) -> String {
    let many = if number == 1 { "" } else { "s" };
    format!("{number} {one}{many}")
}
