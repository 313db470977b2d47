//! Unpacks the finished world index so that the library can embed it without any work at start-up.
//!
//! The index is committed finished (`places/world.index.zst`) and not built here: build scripts are compiled without
//! optimisation, and folding two million names that way would cost every clean build a minute. Without the file, as
//! while `cargo xtask places` makes it, an empty index is embedded and the library still works with added layers.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../places/world.index.zst");
    println!("cargo::rerun-if-changed={}", source.display());
    let target = Path::new(&env::var("OUT_DIR")?).join("world.index");
    let index = if source.exists() { zstd::decode_all(fs::File::open(&source)?)? } else { Vec::new() };
    fs::write(target, index)?;
    Ok(())
}
