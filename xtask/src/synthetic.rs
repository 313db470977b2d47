//! Measures how claims are put together on invented incidents, of which every report is known.

use anyhow::{Context, Result, ensure};

use crate::workspace;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Numbers of claims to reconcile beside the 10,000 incidents told twice, such as `100000 1000000`.
    claims: Vec<usize>,
}

/// Builds the measurement optimised and runs it; it prints its own figures.
///
/// # Errors
///
/// When the build or the measurement fails.
pub fn run(options: &Options) -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "recount-engine",
        "--example",
        "synthetic",
        "--",
    ]);
    cargo.args(options.claims.iter().map(ToString::to_string));
    let status = cargo.status().context("measuring invented incidents: cannot start")?;
    ensure!(status.success(), "measuring invented incidents: failed with {status}");
    Ok(())
}
