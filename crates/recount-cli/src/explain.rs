//! `recount explain`: which words and patterns made a text's claims.

use std::cell::RefCell;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use recount_model::{DateBasis, Published};
use serde_json::json;

use crate::args::Explain;
use crate::guard::guarded;
use crate::input::{self, BlankLines, Intaking, Piece, Take};
use crate::tell::{Outcome, results, tell};
use crate::work::{Gained, Reader};
use crate::{engine_setup, listing};

/// Runs the command.
pub fn run(arguments: &Explain, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let engine = engine_setup::setup(lexicon, &arguments.places)?.engine;
    let reader = Reader::new(engine, &arguments.reading)?;
    let mut out = results();
    let mut failed = 0;
    for piece in pieces(arguments, &reader) {
        let mut gained = reader.read(piece, |_| false);
        for mut report in std::mem::take(&mut gained.reports) {
            if let (None, Some(on)) = (report.published, arguments.published) {
                report.published = Some(Published { on, basis: DateBasis::Given });
            }
            match guarded(|| reader.engine.explain(&report)) {
                Ok(tree) => writeln!(out, "{}", tree.trim_end())?,
                Err(message) => gained.fail(report.external_id.clone(), message),
            }
        }
        failed += tell_failures(&gained);
    }
    out.flush()?;
    Ok(Outcome::of_failures(failed))
}

fn tell_failures(gained: &Gained) -> usize {
    gained.failures.iter().for_each(tell);
    gained.failures.len()
}

struct Taken(RefCell<Vec<Piece>>);

impl Take for Taken {
    fn take(&self, piece: Piece) -> bool {
        self.0.borrow_mut().push(piece);
        true
    }
}

fn pieces(arguments: &Explain, reader: &Reader) -> Vec<Piece> {
    let as_text = |text: &str| vec![text_piece(text, arguments.published)];
    match (&arguments.text, &arguments.input) {
        (Some(text), _) => as_text(text),
        // A name without blanks that is no file was meant to be one; the message says that it is missing.
        (None, Some(input)) if !Path::new(input).exists() && input.contains(char::is_whitespace) => {
            as_text(input)
        }
        (None, input) => {
            let taken = Taken(RefCell::default());
            let paths: Vec<PathBuf> = input.iter().map(PathBuf::from).collect();
            input::feed(listing::list(&paths), &Intaking::new(reader.clone(), BlankLines::Skip), &taken);
            taken.0.into_inner()
        }
    }
}

/// A text in the form in which texts are taken as they are, whatever they look like.
fn text_piece(text: &str, published: Option<Date>) -> Piece {
    let line = json!({"text": text, "published": published.map(|day| day.to_string())});
    Piece::Line { file: "text".into(), number: 1, bytes: line.to_string().into_bytes() }
}
