//! Where things stand, and how other programs are started.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// The folder of evaluation data beside the repository, where there is one.
///
/// Those texts are not ours to ship, so a clone has none and the parts that need it are skipped aloud.
pub fn shared() -> Option<PathBuf> {
    let folder = match std::env::var_os("RECOUNT_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => root().parent()?.join("shared"),
    };
    folder.join("eval").is_dir().then_some(folder)
}

/// The folder cargo builds into.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The cargo that started us, so that a toolchain chosen on the command line holds.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// Runs a command with its output passed through.
///
/// # Errors
///
/// When it cannot start or ends with anything but success; the message names `what`.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("{what}: cannot start"))?;
    ensure!(status.success(), "{what}: failed with {status}");
    Ok(())
}

/// Prints the heading of a step.
pub fn heading(what: &str) {
    println!("\n=== {what} ===");
}
