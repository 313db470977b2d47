//! `recount extract`: reports in, lines of JSON out, nothing kept.
//!
//! A filter for other programs: a result or an error record for everything that came in, in the same order, with
//! memory that does not grow.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use recount_engine::Engine;
use recount_export::extract::{error_line, report_line};
use recount_model::Report;

use crate::args::{Extract, ExtractFormat, ExtractProfile};
use crate::gaps::{self, Gap, Gaps};
use crate::guard::guarded;
use crate::input::{self, BlankLines, Intaking, Piece};
use crate::tell::{Outcome, results, tell};
use crate::work::{Gained, Reader};
use crate::{engine_setup, listing, muc, ordered};

/// Lines for one piece of input, and what went wrong in it.
struct Lines {
    text: String,
    failures: Vec<String>,
    gaps: Vec<Gap>,
}

/// Runs the command.
pub fn run(arguments: &Extract, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ExtractFormat::Jsonl = arguments.format;
    let setup = engine_setup::setup(lexicon, &arguments.places)?;
    let reader = Reader::new(setup.engine, &arguments.reading)?;
    let workers = arguments.jobs.map_or_else(ordered::cores, usize::from);
    let (found, profile) = (listing::list(&arguments.paths), arguments.profile);
    let intaking = Intaking::new(reader.clone(), BlankLines::Feed);
    let feeding = intaking.clone();
    let max_time = reader.max_time;
    let lines = ordered::start(
        workers,
        move |feed| input::feed(found, &feeding, feed),
        ordered::Work {
            limit: reader.max_time,
            give_up: Box::new(move |piece| lines_of_gained(Gained::of_late(piece, max_time))),
            run: Box::new(move |piece| lines_of(&reader, piece, profile)),
        },
    );
    let mut out = results();
    let (mut failed, mut gaps) = (0, Gaps::default());
    for line in lines {
        let lines = line.recv().unwrap_or_else(|_| lost());
        out.write_all(lines.text.as_bytes())?;
        failed += lines.failures.len();
        lines.failures.iter().for_each(tell);
        gaps.add(lines.gaps);
    }
    out.flush()?;
    intaking.told_left_out().iter().for_each(tell);
    gaps.lines(&setup.gazetteer).iter().for_each(tell);
    Ok(Outcome::of_failures(failed))
}

fn lines_of(reader: &Reader, piece: Piece, profile: Option<ExtractProfile>) -> Lines {
    let mut gained = reader.read(piece, |_| false);
    let (mut text, mut gaps) = (String::new(), Vec::new());
    for report in std::mem::take(&mut gained.reports) {
        match guarded(|| line_of(&reader.engine, &report, profile)) {
            Ok((line, mut open)) => {
                push_line(&mut text, &line);
                gaps.append(&mut open);
            }
            Err(message) => gained.fail(report.external_id.clone(), message),
        }
    }
    let Lines { text: told, failures, .. } = lines_of_gained(gained);
    text.push_str(&told);
    Lines { text, failures, gaps }
}

/// Lines for what could not be read.
fn lines_of_gained(gained: Gained) -> Lines {
    let mut text = String::new();
    for failure in &gained.failures {
        // Without a line the message must name the file, because the record has no field for it.
        let message = if failure.line.is_some() { failure.message.clone() } else { failure.to_string() };
        push_line(
            &mut text,
            &error_line(failure.external_id.as_deref(), failure.line, failure.kind, &message),
        );
    }
    Lines { text, failures: gained.failures.iter().map(ToString::to_string).collect(), gaps: Vec::new() }
}

fn line_of(engine: &Arc<Engine>, report: &Report, profile: Option<ExtractProfile>) -> (String, Vec<Gap>) {
    let reading = engine.read_report(report);
    let line = report_line(report, &reading.mentions, &reading.claims, &reading.notices);
    let line = match profile {
        None => line,
        Some(ExtractProfile::Muc) => muc::with_roles(engine, report, &line),
    };
    (line, gaps::of_claims(&reading.claims))
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// A worker that vanished without an answer; only running out of memory could do that to one.
fn lost() -> Lines {
    let message = "a worker gave no answer";
    let mut text = String::new();
    push_line(&mut text, &error_line(None, None, "internal", message));
    Lines { text, failures: vec![message.to_owned()], gaps: Vec::new() }
}
