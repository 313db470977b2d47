//! The program `recount`, built and run as a user runs it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace;

/// Which build of the program to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Optimised: what users have.
    Release,
    /// What the tests build anyway; enough for a small corpus, and the continuous integration builds nothing twice.
    Dev,
}

/// The built program.
pub struct Program {
    path: PathBuf,
}

impl Program {
    /// Builds the program, or takes the one that `RECOUNT_BIN` names.
    ///
    /// # Errors
    ///
    /// When the build fails or the named file does not exist.
    pub fn build(build: Build) -> Result<Self> {
        if let Some(path) = std::env::var_os("RECOUNT_BIN") {
            let path = PathBuf::from(path);
            ensure!(path.is_file(), "{}: RECOUNT_BIN names no file", path.display());
            return Ok(Self { path });
        }
        let mut cargo = workspace::cargo();
        cargo.args(["build", "--quiet", "--package", "recount-cli"]);
        let folder = match build {
            Build::Release => {
                cargo.arg("--release");
                "release"
            }
            Build::Dev => "debug",
        };
        workspace::run(&mut cargo, "building recount")?;
        Ok(Self::built(folder))
    }

    /// The program that a finished build left in a folder of the target directory.
    pub fn built(folder: &str) -> Self {
        Self {
            path: workspace::target().join(folder).join(format!("recount{}", std::env::consts::EXE_SUFFIX)),
        }
    }

    /// The file of the program.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs the program and writes its standard output to a file.
    ///
    /// Exit code 1 means that some input could not be read and the rest was; the score shows what that costs, so it
    /// is said and does not stop us.
    ///
    /// # Errors
    ///
    /// When the program cannot start or could not run at all.
    pub fn run_into(&self, arguments: &[&str], input: Option<&Path>, output: &Path) -> Result<()> {
        let input = match input {
            Some(path) => File::open(path).with_context(|| path.display().to_string())?.into(),
            None => Stdio::null(),
        };
        let file = File::create(output).with_context(|| output.display().to_string())?;
        let mut command = Command::new(&self.path);
        command.args(arguments).current_dir(workspace::root()).stdin(input).stdout(file);
        // A score must not depend on the sets of places that its user has.
        command.env("RECOUNT_PLACES_HOME", workspace::target().join("no-places"));
        let called = format!("recount {}", arguments.first().unwrap_or(&""));
        let status = command.status().with_context(|| format!("{}: cannot start", self.path.display()))?;
        match status.code() {
            Some(0) => {}
            Some(1) => println!("note: {called} ended with exit code 1: some input could not be read"),
            _ => anyhow::bail!("{called}: failed with {status}"),
        }
        Ok(())
    }

    /// Reads reports given as JSON objects through standard input; answers by external id.
    ///
    /// # Errors
    ///
    /// When the program fails or prints a line that is not JSON.
    pub fn extract(&self, reports: &[Value]) -> Result<BTreeMap<String, Value>> {
        let folder = tempfile::tempdir()?;
        let (input, output) = (folder.path().join("in.jsonl"), folder.path().join("out.jsonl"));
        let mut file = File::create(&input)?;
        for report in reports {
            writeln!(file, "{report}")?;
        }
        self.run_into(&["extract", "-", "--format", "jsonl"], Some(&input), &output)?;
        let mut answers = BTreeMap::new();
        for line in std::fs::read_to_string(&output)?.lines() {
            let answer: Value =
                serde_json::from_str(line).context("recount extract printed a line that is not JSON")?;
            if let Some(error) = answer.get("error") {
                println!("note: not read: {error}");
            } else if let Some(id) = answer["report"]["external_id"].as_str() {
                answers.insert(id.to_owned(), answer);
            }
        }
        Ok(answers)
    }
}
