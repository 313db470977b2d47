//! The golden reports of the corpus against their gold.

use anyhow::Result;
use serde_json::Value;

use crate::corpus::{claims_of, golden};
use crate::program::Program;

use super::claims::score;
use super::measure::{Results, Tally};

/// Measures all golden reports in one run of the program. A report without an answer counts as wholly missed.
///
/// # Errors
///
/// When a report is not what it should be or the program fails.
pub fn measure(program: &Program, results: &mut Results) -> Result<()> {
    let cases = golden()?;
    let lines: Vec<Value> = cases.iter().map(|case| case.to_line(&case.text)).collect();
    let answers = program.extract(&lines)?;
    let mut tally = Tally::default();
    for case in &cases {
        score(&mut tally, results, &case.id, &case.claims, &claims_of(answers.get(&case.id))?);
    }
    results.scores.extend(tally.scores("golden"));
    Ok(())
}
