//! Judging as a user does it: two papers tell of one strike and a third of another.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{recount, sample, told};

/// A folder with three reports that were read.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.txt", sample(7, "Raqqa")),
        ("b.txt", sample(9, "Raqqa").replace("local officials", "hospital staff")),
        ("c.txt", sample(4, "Aleppo")),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    assert_eq!(run(folder.path(), &["read", "a.txt", "b.txt", "c.txt"]).0, 0);
    folder
}

/// Runs the program as a person who has signed.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    told(&recount(folder).args(arguments).env("RECOUNT_BY", "A. Recorder").output().unwrap())
}

fn incidents(folder: &Path) -> Vec<Value> {
    let (code, out, told) = run(folder, &["incidents", "--format", "json"]);
    assert_eq!(code, 0, "{told}");
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// Ids of the incident at Raqqa, of the one at Aleppo, and everything as it was.
fn two(folder: &Path) -> (String, String, Vec<Value>) {
    let all = incidents(folder);
    let at = |town: &str| {
        let there = |one: &&Value| one["place"]["name"] == town && one["killed"].is_object();
        all.iter().filter(there).max_by_key(|one| one["links"].as_u64()).map(id).unwrap()
    };
    (at("Raqqa"), at("Aleppo"), all)
}

#[test]
fn merging_and_undoing_give_back_what_was_there_and_the_log_holds_both() {
    let folder = desk();
    let (raqqa, aleppo, before) = two(folder.path());
    let (code, out, told) = run(folder.path(), &["merge", &raqqa, &aleppo, "--why", "one raid"]);
    assert_eq!(code, 0, "{told}");
    assert!(out.starts_with("j1: merge ") && out.contains(": now part of i-"), "{out}");
    assert_eq!(incidents(folder.path()).len(), before.len() - 1);
    let (code, _, told) = run(folder.path(), &["merge", &raqqa, &aleppo, "--why", "again"]);
    assert_eq!(code, 1);
    assert!(told.contains("merged since"), "{told}");
    let (code, _, told) = run(folder.path(), &["undo", "j1", "--why", "two raids"]);
    assert_eq!(code, 0, "{told}");
    let after = incidents(folder.path());
    assert_eq!(after, before);
    let (_, out, _) = run(folder.path(), &["judgements"]);
    assert!(out.contains("undone by j2") && out.contains("one raid") && out.contains("A. Recorder"), "{out}");
    assert_eq!(run(folder.path(), &["undo", "1", "--why", "x"]).0, 1, "it is undone already");
    assert_eq!(run(folder.path(), &["verify"]).0, 0);
}

#[test]
fn a_correction_outlives_reading_again_with_other_words() {
    let folder = desk();
    let (raqqa, _, _) = two(folder.path());
    let claim = format!("{raqqa}:1");
    let (code, _, told) = run(folder.path(), &["correct", &claim, "killed", "8", "--why", "misprint"]);
    assert_eq!(code, 0, "{told}");
    let killed = |folder: &Path| {
        let all = incidents(folder);
        all.iter().find(|one| id(one) == raqqa).unwrap()["killed"]["total"].clone()
    };
    assert!(killed(folder.path()).to_string().contains('8'));
    let corrected = killed(folder.path());
    // Another lexicon reads every report again.
    fs::create_dir_all(folder.path().join("words/en")).unwrap();
    let entry = "[[entry]]\nid = \"en.harm.zonk\"\nclass = \"harm-ed\"\nforms = [\"zonked\"]\nharm = \"killed\"\n\
                 yes = [\"Shelling {zonked} two people.\"]\n";
    fs::write(folder.path().join("words/en/mine.toml"), entry).unwrap();
    let (code, out, told) = run(folder.path(), &["read", "a.txt", "b.txt", "c.txt", "--lexicon", "words"]);
    assert_eq!(code, 0, "{told}");
    assert!(out.contains("read again"), "{out}");
    assert_eq!(killed(folder.path()), corrected);
    let (_, out, _) = run(folder.path(), &["show", &raqqa]);
    assert!(out.contains("j1: correct") && out.contains("misprint"), "{out}");
}

#[test]
fn what_cannot_be_judged_is_refused_with_its_reason_and_nothing_is_written() {
    let folder = desk();
    let (raqqa, aleppo, before) = two(folder.path());
    let (one, other) = (format!("{raqqa}:1"), format!("{aleppo}:1"));
    let far = format!("{raqqa}:99");
    for (arguments, says) in [
        (vec!["judge", "c-000000", &other, "same"], "nothing has the id"),
        (vec!["judge", &one, &one, "same"], "are the same claim"),
        (vec!["judge", &raqqa, &other, "same"], "is an incident; name a claim"),
        (vec!["judge", &far, &other, "same"], "and no 99"),
        (vec!["merge", &raqqa, &raqqa], "one incident already"),
        (vec!["merge", &raqqa, "i-00000000"], "nothing has the id"),
        (vec!["split", &aleppo, &one], "is no claim of"),
        (vec!["correct", &one, "colour", "red"], "there is no field"),
        (vec!["correct", &one, "killed", "a dozen"], "is no number of people"),
        (vec!["correct", &raqqa, "polarity", "denied"], "a field of claims"),
        (vec!["grade", &raqqa, "splendid"], "there are discounted, confirmed"),
        (vec!["cut", &one, &other], "no edge joins"),
        (vec!["undo", "j7"], "there is no judgement j7"),
    ] {
        let (code, out, told) = run(folder.path(), &[arguments.clone(), vec!["--why", "x"]].concat());
        assert_eq!((code, out.as_str()), (1, ""), "{arguments:?} {told}");
        assert!(told.contains(says), "{arguments:?}: {told}");
    }
    assert_eq!(incidents(folder.path()), before);
    assert_eq!(run(folder.path(), &["judgements"]).2, "no judgements\n");
    let unsigned = recount(folder.path())
        .args(["withdraw", &one, "--why", "x"])
        .env("XDG_CONFIG_HOME", "/nowhere")
        .output();
    let (code, _, told) = told(&unsigned.unwrap());
    assert_eq!(code, 2);
    assert!(told.contains("say who judges"), "{told}");
    let (code, _, told) = run(folder.path(), &["withdraw", &one]);
    assert_eq!(code, 2);
    assert!(told.contains("say why"), "{told}");
}

#[test]
fn judgements_of_a_colleague_are_added_and_every_refused_line_is_named() {
    let folder = desk();
    let (raqqa, aleppo, _) = two(folder.path());
    assert_eq!(run(folder.path(), &["merge", &raqqa, &aleppo, "--why", "one raid"]).0, 0);
    let (_, ours, _) = run(folder.path(), &["judgements", "--format", "jsonl"]);
    let theirs = desk();
    let bad = "{\"do\":\"judge\",\"a\":\"c-000000\",\"b\":\"c-111111\",\"verdict\":\"same\",\"why\":\"x\"}\nnonsense\n";
    fs::write(theirs.path().join("ours.jsonl"), format!("{ours}{bad}{ours}")).unwrap();
    let (code, out, told) = run(theirs.path(), &["judgements", "add", "ours.jsonl"]);
    assert_eq!(code, 1);
    assert!(out.ends_with("1 judgement added, 3 refused\n"), "{out}");
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("refused")).collect();
    assert!(
        lines[0].starts_with("ours.jsonl:2: refused: ") && lines[0].contains("nothing has the id"),
        "{told}"
    );
    assert!(lines[1].starts_with("ours.jsonl:3: refused: no JSON"), "{told}");
    assert!(lines[2].starts_with("ours.jsonl:4: refused: j1 by A. Recorder says so already"), "{told}");
    let both = [folder.path(), theirs.path()].map(|path| incidents(path).iter().map(id).collect::<Vec<_>>());
    assert_eq!(both[0], both[1]);
}

#[test]
fn a_grade_is_shown_beside_the_suggestion_and_why_and_history_answer() {
    let folder = desk();
    let (raqqa, aleppo, _) = two(folder.path());
    let (code, _, told) =
        run(folder.path(), &["grade", &raqqa, "weak/single-source", "--reason", "one town"]);
    assert_eq!(code, 0, "{told}");
    let (_, out, _) = run(folder.path(), &["show", &raqqa]);
    assert!(out.contains("harm weak, attribution single-source (j1, by A. Recorder"), "{out}");
    assert!(out.contains("would change: "), "{out}");
    let (code, out, told) = run(folder.path(), &["why", &format!("{raqqa}:1"), &format!("{aleppo}:1")]);
    assert_eq!(code, 0, "{told}");
    assert!(out.contains("sum") && out.contains("machine  ") && out.contains("they stand in i-"), "{out}");
    let (code, out, _) = run(folder.path(), &["why", &raqqa]);
    assert!(code == 0 && out.contains("j1: grade"), "{out}");
    let (code, out, _) = run(folder.path(), &["history", &raqqa, "--format", "jsonl"]);
    assert_eq!(code, 0);
    let first: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!((&first["on"], &first["changed"][0]), (&"2021-05-04".into(), &"first told".into()));
}

#[test]
fn another_data_set_is_compared_and_its_gaps_are_told() {
    let folder = desk();
    let table = "ref,day,town,deaths_best\nx1,03/05/2021,Raqqa,20\nx2,03/05/2021,Hama,1\nx1,03/05/2021,Raqqa,7\nx3,soon,Raqqa,7\n";
    fs::write(folder.path().join("t.csv"), table).unwrap();
    let map = ["--map", "id=ref", "--map", "date=day", "--map", "place=town"];
    let plain = ["compare", "t.csv", "--as", "csv"];
    let (code, _, told) = run(folder.path(), &[&plain[..], &map[..]].concat());
    assert_eq!(code, 2);
    assert!(told.contains("can be read two ways"), "{told}");
    let (code, out, told) =
        run(folder.path(), &[&plain[..], &map[..], &["--dates", "dmy", "--format", "jsonl"]].concat());
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("t.csv:4: refused: the id \"x1\"") && told.contains("t.csv:5: refused: \"soon\""),
        "{told}"
    );
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let raqqa = lines.iter().find(|line| line["reference"] == "x1").unwrap();
    assert_eq!(raqqa["status"], "differs", "{out}");
    assert!(lines.iter().any(|line| line["status"] == "only here"), "{out}");
    let (code, _, told) = run(folder.path(), &plain);
    assert_eq!(code, 2);
    assert!(told.contains("a column is missing") && told.contains("ref, day, town"), "{told}");
}

#[test]
fn a_profile_with_an_unknown_key_is_refused_with_file_and_line_and_a_good_one_is_kept() {
    let folder = desk();
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles/ucdp.toml")).unwrap();
    let mine = text.replacen("name = \"ucdp\"", "name = \"mine\"", 1);
    fs::write(folder.path().join("bad.toml"), mine.replacen("[ends]", "[ends]\nlowst = \"lowest\"", 1))
        .unwrap();
    let line = 2 + mine.lines().position(|line| line == "[ends]").unwrap();
    let (code, _, told) = run(folder.path(), &["read", "a.txt", "--profile", "bad.toml"]);
    assert_eq!(code, 2);
    assert!(told.starts_with(&format!("bad.toml:{line}: ")) && told.contains("lowst"), "{told}");
    fs::write(folder.path().join("mine.toml"), mine).unwrap();
    assert_eq!(run(folder.path(), &["read", "a.txt", "--profile", "mine.toml"]).0, 0);
    fs::remove_file(folder.path().join("mine.toml")).unwrap();
    let (raqqa, _, _) = two(folder.path());
    let (code, _, told) = run(folder.path(), &["grade", &raqqa, "event", "--why", "a death"]);
    assert_eq!(code, 0, "{told}");
    assert!(incidents(folder.path()).iter().all(|one| one["profile"].as_str().unwrap().starts_with("mine ")));
}
