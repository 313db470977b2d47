//! `cargo xtask score`: what the program reads, measured against gold, compared with the floors.
//!
//! The golden reports and sentences of `corpus/` are always measured. Evaluation data that is not ours to ship stands
//! beside the repository (or where `RECOUNT_SHARED` points); where it is missing, that is said.

mod words;
mod measure;
mod align;
mod claims;
mod golden;
mod sentences;
mod shared;
mod floors;
mod table;

use anyhow::{Result, ensure};
use clap::Args;

use crate::program::{Build, Program};
use crate::workspace;

use floors::Floors;
use measure::Results;

/// How much to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Everything.
    Full,
    /// What takes seconds.
    Fast,
}

/// Options of `score`.
#[derive(Args, Default)]
pub struct Options {
    /// Leaves out the evaluation sets that take longer than seconds.
    #[arg(long)]
    fast: bool,
    /// Measures the program as the tests build it instead of the optimised one.
    #[arg(long)]
    dev: bool,
    /// Lifts the floors to what was reached.
    #[arg(long)]
    raise: bool,
    /// Lowers one floor to what was reached; needs --reason.
    #[arg(long, value_name = "NAME", requires = "reason")]
    lower: Option<String>,
    /// Why a floor is lowered; kept in corpus/floors.toml.
    #[arg(long, value_name = "TEXT", requires = "lower")]
    reason: Option<String>,
    /// Prints the first N misses of each part.
    #[arg(long, value_name = "N", default_value_t = 0)]
    misses: usize,
}

/// Measures, prints the table, and compares with the floors or changes them.
///
/// # Errors
///
/// When a part cannot be run or a figure is under its floor.
pub fn run(options: &Options) -> Result<()> {
    let program = Program::build(if options.dev { Build::Dev } else { Build::Release })?;
    run_with(&program, options)
}

/// The same with a program that is built already.
///
/// # Errors
///
/// As [`run`].
pub fn run_with(program: &Program, options: &Options) -> Result<()> {
    println!("measuring {}", program.path().display());
    let mut results = Results::default();
    golden::measure(program, &mut results)?;
    sentences::measure(program, &mut results)?;
    let depth = if options.fast { Depth::Fast } else { Depth::Full };
    match workspace::shared() {
        Some(folder) => shared::measure(
            program,
            &folder,
            &shared::Options { depth, misses: options.misses },
            &mut results,
        )?,
        None => results
            .skipped
            .push("all evaluation data beside the repository: there is no such folder".to_owned()),
    }
    report(options, results)
}

fn report(options: &Options, results: Results) -> Result<()> {
    let path = workspace::root().join("corpus/floors.toml");
    let mut floors = Floors::read(&path)?;
    let values = floors::values(&results.scores);
    if let (Some(name), Some(reason)) = (&options.lower, &options.reason) {
        floors.lower(name, reason, &values)?;
        std::fs::write(&path, floors.to_toml())?;
        println!("lowered the floor of {name}");
    }
    if options.raise {
        let raised = floors.raise(&values);
        std::fs::write(&path, floors.to_toml())?;
        println!("raised {raised} floors");
    }
    print_misses(&results, options.misses);
    table::print(&results.scores, &floors, &values);
    results.skipped.iter().for_each(|what| println!("skipped: {what}"));
    let unmeasured = floors.unmeasured(&values);
    if unmeasured > 0 {
        println!("skipped: {unmeasured} floors have no figure in this run");
    }
    let failures = floors.failures(&values);
    failures.iter().for_each(|failure| println!("UNDER: {failure}"));
    results.failed.iter().for_each(|failure| println!("FAILED: {failure}"));
    ensure!(results.failed.is_empty(), "{} parts could not be measured", results.failed.len());
    ensure!(failures.is_empty(), "{} figures are under their floors", failures.len());
    println!("score: no figure is under its floor");
    Ok(())
}

fn print_misses(results: &Results, most: usize) {
    let mut parts: Vec<&str> = Vec::new();
    for (part, _) in &results.misses {
        if !parts.contains(&part.as_str()) {
            parts.push(part);
        }
    }
    for part in parts {
        let of_part = results.misses.iter().filter(|(of, _)| of == part);
        of_part.take(most).for_each(|(_, what)| println!("miss: {part}: {what}"));
    }
}
