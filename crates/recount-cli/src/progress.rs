//! How far the work is: a bar on a terminal, now and then a plain line elsewhere.

use std::fmt::Display;
use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::tell::tell;

/// Shows progress on standard error.
pub struct Progress {
    bar: Option<ProgressBar>,
    files: usize,
    told_at: Instant,
}

/// A plain line this often at most; logs of long runs stay short.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

impl Progress {
    /// Starts; `files` is how many there are to read.
    pub fn start(files: usize) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(files as u64);
            let style = ProgressStyle::with_template("{bar:24} {pos} of {len} files, {msg}, {elapsed}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { bar, files, told_at: Instant::now() }
    }

    /// Says how far the work is.
    pub fn update(&mut self, files_done: usize, words: impl Display) {
        match &self.bar {
            Some(bar) => {
                bar.set_position(files_done as u64);
                bar.set_message(words.to_string());
            }
            None if self.told_at.elapsed() >= BETWEEN_LINES => {
                self.told_at = Instant::now();
                tell(format_args!("{files_done} of {} files, {words}", self.files));
            }
            None => {}
        }
    }

    /// Says something without tearing the bar.
    pub fn say(&self, message: impl Display) {
        match &self.bar {
            Some(bar) => bar.suspend(|| tell(message)),
            None => tell(message),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
