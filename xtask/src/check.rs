//! `cargo xtask check`: everything a change must pass, in the order that fails soonest. `.ci/run` calls the same.
//!
//! Everything is built in one profile and one folder, so that nothing is built twice: the tests, the program that the
//! score measures, and the one that checks the lexicon are the same build.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::program::Program;
use crate::{policy, score, swap, workspace};

/// Options of `check`.
#[derive(Args)]
pub struct Options {
    /// Leaves out score and swap.
    #[arg(long)]
    no_score: bool,
}

/// Features that are off by default.
const OPTIONAL: &str = "recount-cli/pdf,recount-fuzz/pdf";

/// Runs every step and stops at the first that fails.
///
/// # Errors
///
/// When a step fails; the message names it.
pub fn run(options: &Options) -> Result<()> {
    let start = Instant::now();
    let done = |what: &str| println!("--- {what}: passed, {} s since the start", start.elapsed().as_secs());

    workspace::heading("format");
    workspace::run(workspace::cargo().args(["fmt", "--all", "--check"]), "cargo fmt --check")?;
    done("format");

    workspace::heading("licences and bans (deny.toml)");
    policy::run()?;
    if is_installed("deny") {
        workspace::run(workspace::cargo().args(["deny", "check"]), "cargo deny check")?;
    } else {
        println!("skipped: cargo deny is not installed; licences and bans were checked, advisories were not");
    }
    done("policy");

    workspace::heading("clippy");
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    workspace::run(workspace::cargo().args(clippy), "cargo clippy")?;
    done("clippy");

    // What is off by default must not rot: lints here, its tests at the end.
    let clippy =
        ["clippy", "--workspace", "--all-targets", "--features", OPTIONAL, "--quiet", "--", "-D", "warnings"];
    workspace::run(workspace::cargo().args(clippy), "cargo clippy with the feature pdf")?;
    done("clippy with the feature pdf");

    workspace::heading("documentation");
    let mut doc = workspace::cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings");
    workspace::run(&mut doc, "cargo doc")?;
    done("documentation");

    workspace::heading("build");
    let build = ["build", "--workspace", "--bins", "--tests", "--quiet"];
    workspace::run(workspace::cargo().args(build), "cargo build")?;
    done("build");

    let program = Program::built("debug");
    ensure!(program.path().is_file(), "{}: the build made no program", program.path().display());
    workspace::heading("lexicon examples");
    let mut lexicon = Command::new(program.path());
    lexicon.args(["lexicon", "check"]).current_dir(workspace::root());
    workspace::run(&mut lexicon, "recount lexicon check")?;
    done("lexicon");

    if options.no_score {
        println!("skipped: score and swap (--no-score)");
    } else {
        workspace::heading("score");
        score::run_with(&program, &score::Options::default())?;
        workspace::heading("swap");
        swap::run_with(&program)?;
        done("score and swap");
    }

    workspace::heading("tests");
    workspace::run(workspace::cargo().args(["test", "--workspace"]), "cargo test")?;
    // The whole workspace is named so that nothing is built again but what the feature changes.
    workspace::heading("tests with the feature pdf");
    let pdf = ["test", "--workspace", "--features", OPTIONAL, "--lib", "--test", "readers", "pdf"];
    workspace::run(workspace::cargo().args(pdf), "cargo test with the feature pdf")?;
    done("tests");
    Ok(())
}

fn is_installed(subcommand: &str) -> bool {
    let asked = workspace::cargo().args([subcommand, "--version"]).output().context("cargo");
    asked.is_ok_and(|done| done.status.success())
}
