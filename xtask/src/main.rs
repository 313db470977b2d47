//! The project's one runner: `cargo xtask check | score | swap | policy | synthetic | crawl | places`.
//!
//! A person's machine and the continuous integration call the same commands, so what passes here passes there. The
//! runner knows nothing of the pipeline: it starts the program `recount` and reads what it prints, as any user would.
#![allow(clippy::print_stdout, reason = "a runner exists to tell people how it went")]

mod workspace;
mod program;
mod corpus;
mod score;
mod swap;
mod policy;
mod check;
mod places;
mod synthetic;
mod crawl;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's one runner.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything a change must pass: format, lints, docs, licences, lexicon examples, score, swap, tests.
    Check(check::Options),
    /// Measures what the program reads and compares with `corpus/floors.toml`.
    Score(score::Options),
    /// Exchanges two sides in the corpus and prints every difference in the output that is not a name.
    Swap(swap::Options),
    /// Checks the licence of every dependency against `deny.toml`.
    Policy,
    /// Puts invented incidents together and prints how well and how fast, beside a fixed window of time and place.
    Synthetic(synthetic::Options),
    /// Writes an invented crawl of any size; with `--read`, measures how the program reads it.
    Crawl(crawl::Options),
    /// Makes the embedded gazetteer again.
    Places {
        /// Keeps the rows as they are and builds the index only.
        #[arg(long)]
        index_only: bool,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Check(options) => check::run(&options),
        Task::Score(options) => score::run(&options),
        Task::Swap(options) => swap::run(&options),
        Task::Policy => policy::run(),
        Task::Crawl(options) => crawl::run(&options),
        Task::Synthetic(options) => synthetic::run(&options),
        // The generator reads the flag from the arguments of the process itself.
        Task::Places { index_only: _ } => places::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
