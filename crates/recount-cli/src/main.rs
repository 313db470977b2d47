//! The program `recount`: reads reports about armed conflicts and keeps a ledger of who claims what.
//!
//! This crate holds no rules. It finds files, runs the engine over them on all cores, and lays results out for people
//! and programs. It is the only crate that prints: results on standard output, everything else on standard error.

mod args;
mod tell;
mod guard;
mod interrupt;
mod listing;
mod sources;
mod input;
mod ordered;
mod engine_setup;
mod work;
mod progress;
mod gaps;
mod notices;
mod table;
mod words;
mod stock;
mod view;
mod intake;
mod read;
mod incidents;
mod show;
mod judging;
mod why;
mod history;
mod compare;
mod extract;
mod muc;
mod explain;
mod export;
mod verify;
mod lexicon;
mod places;
mod licences;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Command};
use crate::tell::{Outcome, tell};

/// Reading makes and drops many small things; the system's allocator took an eighth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    guard::silence_panics();
    let arguments = Arguments::parse();
    // A panic here is a mistake of ours: it is told in one line, and the user's terminal stays readable.
    let outcome = guard::guarded(|| run(&arguments)).unwrap_or_else(|panic| Err(anyhow::anyhow!("{panic}")));
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::SomethingFailed) => ExitCode::from(1),
        // Whoever reads our output has enough ("recount export | head"): that is no failure.
        Err(error) if tell::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(format_args!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.licences {
        // Where sets are can be said by the environment only: the option belongs to the commands.
        return licences::run(&places::arguments::PlacesHome::of_environment());
    }
    let lexicon = arguments.lexicon.as_slice();
    match &arguments.command {
        Some(Command::Read(read)) => read::run(read, lexicon),
        Some(Command::Incidents(incidents)) => incidents::run(incidents, lexicon),
        Some(Command::Show(show)) => show::run(show, lexicon),
        Some(Command::Why(why)) => why::run(why, lexicon),
        Some(Command::History(history)) => history::run(history, lexicon),
        Some(Command::Compare(compare)) => compare::run(compare),
        Some(Command::Judge(judge)) => judging::judge(judge, lexicon),
        Some(Command::Merge(merge)) => judging::merge(merge, lexicon),
        Some(Command::Split(split)) => judging::split(split, lexicon),
        Some(Command::Correct(correct)) => judging::correct(correct, lexicon),
        Some(Command::Withdraw(withdraw)) => judging::withdraw(withdraw, lexicon),
        Some(Command::Grade(grade)) => judging::grade(grade, lexicon),
        Some(Command::Cut(cut)) => judging::cut(cut, lexicon),
        Some(Command::Undo(undo)) => judging::undo(undo, lexicon),
        Some(Command::Judgements(judgements)) => judging::judgements(judgements, lexicon),
        Some(Command::Extract(extract)) => extract::run(extract, lexicon),
        Some(Command::Explain(explain)) => explain::run(explain, lexicon),
        Some(Command::Export(export)) => export::run(export),
        Some(Command::Verify(verify)) => verify::run(verify),
        Some(Command::Lexicon(lexicon_arguments)) => lexicon::run(lexicon_arguments, lexicon),
        Some(Command::Places(places)) => places::run(places),
        None => Arguments::print_help_and_fail(),
    }
}
