use std::fs;

use crate::bench_folder::Walk;
use crate::{examples, recount, run, sample, told};

#[test]
fn the_examples_read_twice_add_nothing_the_second_time() {
    let folder = tempfile::tempdir().unwrap();
    let examples = examples();
    let read = || told(&recount(folder.path()).arg("read").arg(&examples).output().unwrap());
    let (code, first, told) = read();
    assert_eq!(code, 0, "{told}");
    assert!(first.contains("20 new reports"), "{first}");
    assert!(first.lines().next().unwrap().starts_with("incident"), "{first}");
    assert!(first.contains("2015-10-03") && first.contains("2022-04-08"), "{first}");
    let (code, second, _) = read();
    assert_eq!(code, 0);
    assert!(second.contains("nothing new; "), "{second}");
    let table = |text: &str| {
        text.lines().filter(|line| line.starts_with("i-")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(table(&first), table(&second));
    assert!(table(&first).len() >= 3, "{first}");
    assert_eq!(run(folder.path(), &["verify"]).0, 0);
}

#[test]
fn shuffled_files_give_the_same_export() {
    let mut files = Vec::new();
    for part in ["kunduz", "sanaa", "kramatorsk"] {
        files.extend(fs::read_dir(examples().join(part)).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.sort();
    let mut walk = Walk(11);
    let export = |files: &[std::path::PathBuf]| {
        let folder = tempfile::tempdir().unwrap();
        let (code, _, told) = told(&recount(folder.path()).arg("read").args(files).output().unwrap());
        assert_eq!(code, 0, "{told}");
        run(folder.path(), &["export", "--as", "jsonl"]).1
    };
    let sorted = export(&files);
    assert!(sorted.lines().count() >= 3);
    for at in (1..files.len()).rev() {
        files.swap(at, walk.next(at as u64 + 1) as usize);
    }
    assert_eq!(export(&files), sorted);
}

#[test]
fn reading_file_by_file_gives_the_incidents_of_reading_all_at_once() {
    let (piecewise, at_once) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let incidents = |folder: &std::path::Path| run(folder, &["incidents", "--format", "json"]).1;
    let read = |folder: &std::path::Path, files: &[std::path::PathBuf]| {
        let (code, _, told) = told(&recount(folder).arg("read").args(files).output().unwrap());
        assert_eq!(code, 0, "{told}");
    };
    // The first of them is replaced by a newer version before the last comes.
    let own = piecewise.path().join("a.txt");
    fs::write(&own, sample(7, "Raqqa")).unwrap();
    let mut files: Vec<std::path::PathBuf> =
        fs::read_dir(examples().join("kunduz")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    read(piecewise.path(), &["a.txt".into()]);
    for file in &files {
        read(piecewise.path(), std::slice::from_ref(file));
    }
    fs::write(&own, sample(9, "Raqqa")).unwrap();
    let (code, out, told) = run(piecewise.path(), &["read", "a.txt"]);
    assert!(code == 0 && out.contains("1 new version"), "{out}{told}");
    fs::copy(&own, at_once.path().join("a.txt")).unwrap();
    files.push("a.txt".into());
    read(at_once.path(), &files);
    assert!(incidents(at_once.path()).lines().count() >= 2);
    assert_eq!(incidents(piecewise.path()), incidents(at_once.path()));
}

#[test]
fn a_file_replaced_between_two_reads_is_a_new_version() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::write(&file, sample(7, "Raqqa")).unwrap();
    assert_eq!(run(folder.path(), &["read", "a.txt"]).0, 0);
    fs::write(&file, sample(9, "Raqqa")).unwrap();
    let (code, out, _) = run(folder.path(), &["read", "a.txt"]);
    assert_eq!(code, 0);
    assert!(out.contains("1 new version;") && out.contains("holds 1 report,"), "{out}");
    let (_, listed, _) = run(folder.path(), &["export", "--as", "jsonl"]);
    assert!(listed.contains("killed 9") && !listed.contains("killed 7"), "{listed}");
}

#[test]
fn other_places_make_a_report_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), sample(7, "Qantarabad")).unwrap();
    let (_, _, told) = run(folder.path(), &["read", "a.txt"]);
    assert!(told.contains("places not found: Qantarabad"), "{told}");
    fs::write(
        folder.path().join("mine.tsv"),
        "id\tname\tlat\tlon\tcc\tfeature\n1\tQantarabad\t35.5\t38.5\tSY\tPPL\n",
    )
    .unwrap();
    let (code, out, told) = run(folder.path(), &["read", "a.txt", "--places", "mine.tsv"]);
    assert_eq!(code, 0, "{told}");
    assert!(out.contains("1 report read again"), "{out}");
    assert!(!told.contains("not found"), "{told}");
    let (_, again, _) = run(folder.path(), &["read", "a.txt", "--places", "mine.tsv"]);
    assert!(again.contains("nothing new"), "{again}");
}

#[test]
fn standard_input_and_other_field_names_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let line = serde_json::json!({"dct": "2021-05-04", "body": sample(4, "Raqqa")}).to_string();
    let arguments = ["read", "-", "--map", "published=dct", "--map", "text=body"];
    let output = recount(folder.path()).args(arguments).write_stdin(line).output().unwrap();
    let (code, out, told) = told(&output);
    assert_eq!(code, 0, "{told}");
    assert!(out.contains("1 new report"), "{out}");
    assert!(run(folder.path(), &["export", "--as", "jsonl"]).1.contains("\"file\":\"-\""));
}
