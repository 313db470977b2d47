//! `recount lexicon check`: every problem of all lexicon files at once.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use recount_engine::Engine;
use recount_places::Gazetteer;

use crate::args::{Lexicon, LexiconCommand};
use crate::engine_setup::{compile, name_files, user_files};
use crate::tell::{Outcome, count, results};

/// Runs the command.
pub fn run(arguments: &Lexicon, folders: &[PathBuf]) -> anyhow::Result<Outcome> {
    let LexiconCommand::Check { folder } = &arguments.command;
    let folders: Vec<PathBuf> = folders.iter().chain(folder).cloned().collect();
    let mut out = results();
    let problems = match compile(&folders)? {
        Err(problems) => problems,
        Ok(lexicon) => {
            let counts = [
                count(lexicon.words.len(), "word"),
                count(lexicon.patterns.values().map(Vec::len).sum(), "pattern"),
                count(lexicon.actors.len(), "actor"),
                count(lexicon.sources.len(), "source"),
            ];
            writeln!(out, "{}, digest {}", counts.join(", "), lexicon.digest)?;
            let engine = Engine::new(Arc::new(lexicon), Arc::new(Gazetteer::world()));
            name_files(engine.check_lexicon(), &user_files(&folders)?)
        }
    };
    for problem in &problems {
        writeln!(out, "{problem}")?;
    }
    writeln!(
        out,
        "{}",
        if problems.is_empty() { "no problems".to_owned() } else { count(problems.len(), "problem") }
    )?;
    out.flush()?;
    Ok(Outcome::of_failures(problems.len()))
}
