//! `cargo xtask swap`: is the program neutral?
//!
//! Two sides change places in a text (their names, adjectives, capitals, forces, media). The program reads both texts.
//! Mapped back, the two answers must be the same, spans and ids aside: whoever is accused, denies or speaks, the reading
//! may not depend on who it is. Places stay where they are: "in Kyiv" is not "in Moscow".

mod sides;
mod exchange;
mod compare;
mod reports;

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use clap::Args;
use serde_json::Value;

use crate::corpus::{Case, golden, sentences};
use crate::program::{Build, Program};

use compare::Comparison;
use exchange::{Exchange, exchange};
use sides::{Pair, Tables};

/// Options of `swap`.
#[derive(Args)]
pub struct Options {
    /// Asks the program as the tests build it instead of the optimised one.
    #[arg(long)]
    dev: bool,
    /// Swaps so many reports of the evaluation sets too, if they are there.
    #[arg(long, default_value_t = 0)]
    reports: usize,
}

/// Builds the program and swaps.
///
/// # Errors
///
/// When an answer depends on the side.
pub fn run(options: &Options) -> Result<()> {
    let program = Program::build(if options.dev { Build::Dev } else { Build::Release })?;
    swap(&program, options.reports)
}

/// Swaps every pair of sides in every text of the corpus that names one of them.
///
/// # Errors
///
/// When the program fails, or an answer depends on the side.
pub fn run_with(program: &Program) -> Result<()> {
    swap(program, 0)
}

fn swap(program: &Program, reports: usize) -> Result<()> {
    let tables = Tables::read()?;
    let mut cases = golden()?;
    cases.extend(reports::that_name_a_side(reports, &tables)?);
    for file in ["polarity", "chains", "five"] {
        cases.extend(sentences(file)?.into_iter().map(|(_, case)| case));
    }
    let (mut compared, mut claims, mut differing) = (0, 0, 0);
    for pair in &tables.pair {
        let bases: Vec<Case> = cases.iter().map(|case| pair.replace_unpaired(case)).collect();
        let swapped: Vec<(&Case, Exchange)> =
            bases.iter().filter_map(|case| Some((case, exchange(&case.text, pair, &tables)?))).collect();
        let lines: Vec<Value> = swapped.iter().map(|(case, _)| case.to_line(&case.text)).collect();
        let originals = program.extract(&lines)?;
        let lines: Vec<Value> =
            swapped.iter().map(|(case, exchange)| line(case, pair, &tables, exchange)).collect();
        let answers = program.extract(&lines)?;
        let mut of_pair = 0;
        for (case, exchange) in &swapped {
            let differences = differences(case, pair, &tables, exchange, &originals, &answers);
            of_pair += usize::from(!differences.is_empty());
            differences.iter().for_each(|what| println!("{} in {}: {what}", pair.id, case.id));
        }
        println!("swap: {}: {} texts, {of_pair} differ", pair.id, swapped.len());
        pair.unpaired_in(&bases).iter().for_each(|note| println!("note: {note}"));
        compared += swapped.len();
        claims +=
            originals.values().map(|answer| answer["claims"].as_array().map_or(0, Vec::len)).sum::<usize>();
        differing += of_pair;
    }
    ensure!(compared > 0, "no text of the corpus names a side of corpus/swap.toml");
    // Two empty answers are the same whatever the program does.
    ensure!(claims > 0, "the program claims nothing in any of the {compared} texts, so nothing was compared");
    ensure!(differing == 0, "{differing} of {compared} answers depend on the side");
    println!("swap: {compared} answers with {claims} claims, none depends on the side");
    Ok(())
}

/// The line of a swapped text; title and publisher change sides too.
fn line(case: &Case, pair: &Pair, tables: &Tables, exchange_of_text: &Exchange) -> Value {
    let swap = |text: &str| exchange(text, pair, tables).map_or_else(|| text.to_owned(), |done| done.text);
    let swapped =
        Case { title: case.title.as_deref().map(swap), publisher: swap(&case.publisher), ..case.clone() };
    swapped.to_line(&exchange_of_text.text)
}

fn differences(
    case: &Case,
    pair: &Pair,
    tables: &Tables,
    exchange: &Exchange,
    originals: &BTreeMap<String, Value>,
    answers: &BTreeMap<String, Value>,
) -> Vec<String> {
    match (originals.get(&case.id), answers.get(&case.id)) {
        (Some(original), Some(answer)) => {
            Comparison { original: &case.text, pair, tables, exchange }.differences(original, answer)
        }
        (None, None) => vec!["neither text was read".to_owned()],
        _ => vec!["one of the two texts was not read".to_owned()],
    }
}
