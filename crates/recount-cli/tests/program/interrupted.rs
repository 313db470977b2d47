use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench_folder::{self, Walk};
use crate::{program, run, sample};

fn start(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(program())
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn killed_at_any_moment_the_ledger_verifies_and_the_next_read_completes_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("in")).unwrap();
    bench_folder::write(&folder.join("in"), 150);
    let read = |ledger| ["read", "in", "--ledger", ledger];
    let began = Instant::now();
    assert_eq!(run(folder, &read("whole.ledger")).0, 0);
    let whole_run = began.elapsed().as_millis() as u64;
    let mut walk = Walk(3);
    for _ in 0..5 {
        let mut child = start(folder, &read("killed.ledger"));
        thread::sleep(Duration::from_millis(walk.next(whole_run + 1)));
        child.kill().unwrap();
        child.wait().unwrap();
        if folder.join("killed.ledger").exists() {
            // Killed before the first transaction there is an empty file, which is no ledger yet.
            let (code, out, told) = run(folder, &["verify", "--ledger", "killed.ledger"]);
            let is_empty = told.contains("not a ledger");
            assert!(code == 0 || is_empty, "{out}{told}");
        }
    }
    assert_eq!(run(folder, &read("killed.ledger")).0, 0);
    let (code, out, _) = run(folder, &["verify", "--ledger", "killed.ledger"]);
    assert_eq!(code, 0, "{out}");
    let export = |ledger| run(folder, &["export", "--as", "jsonl", "--ledger", ledger]).1;
    let whole = export("whole.ledger");
    assert!(whole.lines().count() > 20, "{whole}");
    assert_eq!(export("killed.ledger"), whole);
}

/// A reader that waits on standard input with one report taken in and the ledger open.
fn waiting_reader(folder: &Path) -> (Child, std::process::ChildStdin) {
    let mut child = start(folder, &["read", "-"]);
    let mut input = child.stdin.take().unwrap();
    // More than any buffer on the way, so that the first lines reach the ledger.
    for at in 0..600 {
        let line = serde_json::json!({"id": at, "text": sample(at + 1, "Raqqa")});
        writeln!(input, "{line}").unwrap();
    }
    input.flush().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    let has_ledger =
        || fs::metadata(folder.join("recount.ledger-wal")).is_ok_and(|found| found.len() > 100_000);
    while !has_ledger() && Instant::now() < until {
        thread::sleep(Duration::from_millis(20));
    }
    (child, input)
}

#[test]
fn a_ledger_that_another_process_has_open_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, input) = waiting_reader(folder.path());
    let (code, _, told) = run(folder.path(), &["incidents"]);
    assert_eq!((code, told.as_str()), (2, "recount.ledger: another process has the ledger open\n"));
    drop(input);
    assert!(child.wait().unwrap().success());
    assert_eq!(run(folder.path(), &["incidents"]).0, 0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_read_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (child, input) = waiting_reader(folder.path());
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    drop(input);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("recount.ledger: stopped; ") && told.contains("new reports kept"), "{told}");
    let (code, out, _) = run(folder.path(), &["verify"]);
    assert_eq!(code, 0, "{out}");
    assert!(!out.contains(" 0 reports"), "{out}");
    let (_, _, told) = run(folder.path(), &["incidents"]);
    assert!(told.contains("the incidents are older than the claims"), "{told}");
}
