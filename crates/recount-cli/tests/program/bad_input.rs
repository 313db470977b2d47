use std::fs;
use std::path::Path;

use crate::{recount, run, sample, told};

/// A folder with one good report in it, and the given file beside it.
fn beside_good(name: &str, bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.txt"), sample(7, "Raqqa")).unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    folder
}

/// Reads the bad file before the good one; the good one must be read and the bad one be told in one line.
#[track_caller]
fn check(folder: &Path, bad: &str, line: &str) {
    let (code, out, told) = run(folder, &["read", bad, "good.txt"]);
    assert_eq!(code, 1, "{told}");
    assert!(told.lines().any(|told| told.starts_with(line)), "expected {line:?} in {told:?}");
    assert!(out.contains("1 new report; ") && out.contains("; 1 error"), "{out}");
    let (code, out, told) = run(folder, &["extract", bad, "good.txt"]);
    assert_eq!(code, 1, "{told}");
    assert!(told.lines().any(|told| told.starts_with(line)), "expected {line:?} in {told:?}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(lines[0].starts_with("{\"error\":") && lines[1].starts_with("{\"report\":"), "{out}");
}

#[test]
fn a_missing_path_is_told_and_the_rest_is_read() {
    check(beside_good("other", b"").path(), "nowhere.txt", "nowhere.txt: no such file or folder");
}

#[test]
fn where_nothing_can_be_read_no_ledger_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, told) = run(folder.path(), &["read", "nowhere.txt"]);
    assert_eq!((code, out.as_str(), told.as_str()), (1, "", "nowhere.txt: no such file or folder\n"));
    assert!(!folder.path().join("recount.ledger").exists());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_told() {
    // Permissions do not stop every user, a link to itself does.
    let folder = beside_good("other", b"");
    std::os::unix::fs::symlink("loop.txt", folder.path().join("loop.txt")).unwrap();
    check(folder.path(), "loop.txt", "loop.txt: too many levels of symbolic links");
}

#[test]
fn an_empty_file_is_told() {
    check(beside_good("bad.txt", b"").path(), "bad.txt", "bad.txt: the file is empty");
    check(beside_good("bad.jsonl", b"").path(), "bad.jsonl", "bad.jsonl: the file is empty");
}

#[test]
fn an_empty_folder_is_told() {
    let folder = beside_good("other", b"");
    fs::create_dir(folder.path().join("bad")).unwrap();
    check(folder.path(), "bad", "bad: the folder holds nothing to read");
}

#[test]
fn a_picture_is_told() {
    let bytes: Vec<u8> =
        b"\x89PNG\r\n\x1a\n".iter().copied().chain((0..4000).map(|at| (at * 7 % 251) as u8)).collect();
    check(beside_good("bad.png", &bytes).path(), "bad.png", "bad.png: ");
}

#[test]
fn a_page_without_text_is_told() {
    let page = b"<!doctype html><html><head><title></title><script>var a = 1;</script></head><body><img src=a.png></body></html>";
    check(beside_good("bad.html", page).path(), "bad.html", "bad.html: ");
}

#[test]
fn a_text_over_the_limit_is_refused_and_lines_of_any_number_are_not() {
    let folder = beside_good("bad.txt", sample(3, "Raqqa").repeat(9000).as_bytes());
    let (code, _, told) = run(folder.path(), &["read", "bad.txt", "good.txt", "--max-size", "1"]);
    assert_eq!(
        (code, told.lines().next()),
        (1, Some("bad.txt: too large: 1.7 MB, more than the 1 MB one text may have; see --max-size"))
    );
    let line = serde_json::json!({"text": sample(3, "Raqqa")}).to_string() + "\n";
    fs::write(folder.path().join("many.jsonl"), line.repeat(4500)).unwrap();
    let (code, out, _) = run(folder.path(), &["extract", "many.jsonl", "--max-size", "1"]);
    assert_eq!((code, out.lines().count()), (0, 4500));
}

#[test]
fn a_bad_line_is_told_with_its_number_and_the_others_are_read() {
    let good = |dead| serde_json::json!({"id": dead, "text": sample(dead, "Raqqa")}).to_string();
    let lines = format!("{}\n{{\"text\": \n{}\n", good(2), good(3));
    let folder = beside_good("feed.jsonl", lines.as_bytes());
    let (code, out, told) = run(folder.path(), &["read", "feed.jsonl"]);
    assert_eq!(code, 1);
    assert!(told.starts_with("feed.jsonl:2: not a JSON object"), "{told}");
    assert!(out.contains("2 new reports; ") && out.contains("; 1 error"), "{out}");
}

#[test]
fn broken_and_old_encodings_are_read_and_never_stop_the_rest() {
    let mut broken = sample(5, "Raqqa").into_bytes();
    broken.extend(b"The council\xFF\xFE said \xE2\x80 more.\n");
    let legacy: Vec<u8> =
        sample(6, "Raqqa").bytes().chain(*b"The caf\xE9 \x93quoted\x94 na\xEFve r\xE9sum\xE9.\n").collect();
    let folder = beside_good("broken.txt", &broken);
    fs::write(folder.path().join("legacy.txt"), legacy).unwrap();
    let (code, out, told) = run(folder.path(), &["read", "broken.txt", "legacy.txt"]);
    assert_eq!(code, 0, "{told}");
    assert!(out.contains("2 new reports"), "{out}");
    assert!(told.contains("notice: broken.txt: ") && told.contains("notice: legacy.txt: "), "{told}");
}

#[test]
fn a_report_from_a_year_that_cannot_be_is_noticed() {
    let line =
        |day: &str| serde_json::json!({"id": day, "published": day, "text": sample(2, "Raqqa")}).to_string();
    let folder =
        beside_good("odd.jsonl", format!("{}\n{}\n", line("1901-02-03"), line("2090-02-03")).as_bytes());
    let (code, _, told) = run(folder.path(), &["read", "odd.jsonl"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("odd.jsonl 1901-02-03: ") && told.contains("1901, looks"), "{told}");
    assert!(told.contains("odd.jsonl 2090-02-03: ") && told.contains("2090, looks"), "{told}");
}

#[test]
fn a_ledger_that_is_none_is_left_alone() {
    let folder = beside_good("notes.ledger", b"my notes, not a ledger at all");
    for arguments in
        [&["read", "good.txt", "--ledger", "notes.ledger"][..], &["verify", "--ledger", "notes.ledger"]]
    {
        let (code, _, told) = run(folder.path(), arguments);
        assert_eq!((code, told.as_str()), (2, "notes.ledger: not a ledger: not a SQLite file\n"));
    }
    assert_eq!(fs::read(folder.path().join("notes.ledger")).unwrap(), b"my notes, not a ledger at all");
    let (code, _, told) = run(folder.path(), &["incidents"]);
    assert_eq!((code, told.as_str()), (2, "recount.ledger: there is no such ledger\n"));
}

#[test]
fn bad_arguments_and_broken_lexicons_cannot_run() {
    let folder = beside_good("other", b"");
    fs::create_dir_all(folder.path().join("words/en")).unwrap();
    fs::write(folder.path().join("words/en/mine.toml"), "[[entry]]\nid = \"en.mine\"\nfroms = [\"x\"]\n")
        .unwrap();
    let cases: [(&[&str], &str); 6] = [
        (&["read"], "PATHS"),
        (&["read", "good.txt", "--profile", "nobody"], "no profile \"nobody\"; there are airwars"),
        (&["extract", "good.txt", "--map", "date=x"], "no field \"date\""),
        (&["extract", "good.txt", "--places", "nowhere.tsv"], "nowhere.tsv: no such file or folder"),
        (&["extract", "good.txt", "--lexicon", "words"], "words/en/mine.toml:3: unknown field"),
        (&["extract", "good.txt", "--lexicon", "nowhere"], "nowhere: no such file or folder"),
    ];
    for (arguments, message) in cases {
        let (code, out, told) = run(folder.path(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {told}");
        assert!(told.contains(message), "{arguments:?}: {told}");
    }
    let output = recount(folder.path())
        .args(["extract", "good.txt"])
        .env("RECOUNT_LEXICON", "words")
        .output()
        .unwrap();
    assert_eq!(told(&output).0, 2);
}
