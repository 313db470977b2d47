//! The program as a user meets it: what it prints, where, and with which exit code.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod bench_folder;
mod read;
mod bad_input;
mod extract;
mod interrupted;
mod commands;
mod places;
#[path = "../../../recount-gazetteer-store/tests/store/archive.rs"]
mod archive;
#[cfg(feature = "download")]
#[allow(dead_code, reason = "the tests of the store look at requests too")]
#[path = "../../../recount-gazetteer-store/tests/store/server.rs"]
mod server;
mod judging;
mod crawls;

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// The program in a folder, without anything the machine's user may have set.
fn recount(folder: &Path) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder);
    for name in ["RECOUNT_LEXICON", "RECOUNT_LEDGER", "RECOUNT_BY", "NO_COLOR", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    // Sets of whoever runs the tests must not change what the program finds.
    command.env("RECOUNT_PLACES_HOME", folder.join("places-home")).env_remove("RECOUNT_PLACES_FROM");
    command
}

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_recount"))
}

/// Runs the program and gives exit code, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    told(&recount(folder).args(arguments).output().unwrap())
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// The folder of the shipped examples.
fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").canonicalize().unwrap()
}

/// A report that every test can rely on to make a claim.
fn sample(dead: u32, town: &str) -> String {
    format!(
        "Air strike kills {dead} in {town}\n\n4 May 2021\n\nAn air strike on the town of {town} in Syria killed {dead} \
         civilians on 3 May 2021, local officials said.\n\nThe strike hit a market in the morning, they said.\n"
    )
}
