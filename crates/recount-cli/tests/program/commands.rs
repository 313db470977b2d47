use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::{examples, recount, run, sample, told};

/// A folder with a ledger of the examples, read once for all tests; exports go elsewhere.
fn ledger() -> &'static str {
    static LEDGER: OnceLock<(tempfile::TempDir, String)> = OnceLock::new();
    let (_, path) = LEDGER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("examples.ledger").to_str().unwrap().to_owned();
        let output = recount(&examples()).args(["read", ".", "--ledger", &path]).output().unwrap();
        assert_eq!(told(&output).0, 0);
        (folder, path)
    });
    path
}

/// Runs a command on a copy of the ledger, because only one process may have it open.
fn on_ledger(arguments: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(ledger(), folder.path().join("recount.ledger")).unwrap();
    run(folder.path(), arguments)
}

fn incidents(arguments: &[&str]) -> Vec<Value> {
    let (code, out, told) = on_ledger(&[&["incidents", "--format", "json"], arguments].concat());
    assert_eq!(code, 0, "{told}");
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_incident_is_shown_by_id_and_by_its_first_characters() {
    let all = incidents(&[]);
    let most = all.iter().max_by_key(|incident| incident["links"].as_u64()).unwrap();
    let id = most["id"].as_str().unwrap();
    let (code, whole, told) = on_ledger(&["show", id]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(on_ledger(&["show", &id[..12]]).1, whole);
    assert_eq!(on_ledger(&["show", &id[2..12]]).1, whole);
    for claim in most["claims"].as_array().unwrap() {
        assert!(whole.contains(claim["id"].as_str().unwrap()), "{whole}");
    }
    assert!(whole.contains("Ranges by airwars") && whole.contains("[2] \""), "{whole}");
    for about in most["contradictions"].as_array().unwrap() {
        assert!(whole.contains(&format!("\n{}: ", about["about"].as_str().unwrap())), "{whole}");
    }
    let (code, _, told) = on_ledger(&["show", "i-zzzz"]);
    assert_eq!((code, told.as_str()), (1, "recount.ledger: nothing has the id \"i-zzzz\"\n"));
    assert_eq!(on_ledger(&["show", "i-"]).0, 1);
}

#[test]
fn incidents_are_filtered_by_day_place_actor_and_kind() {
    let all = incidents(&[]).len();
    let days: Vec<Value> = incidents(&["--from", "2015-10-03", "--to", "2015-10-03"]);
    assert!(!days.is_empty() && days.len() < all);
    for incident in &days {
        let when = &incident["when"];
        assert!(
            when["earliest"].as_str().unwrap() <= "2015-10-03"
                && when["latest"].as_str().unwrap() >= "2015-10-03"
        );
    }
    let spelled = incidents(&["--place", "Kondoz"]);
    assert_eq!(spelled, incidents(&["--place", "Kunduz"]), "one spelling must find the others");
    assert!(!spelled.is_empty() && spelled.len() < all);
    let strikes = incidents(&["--kind", "airstrike"]);
    assert!(!strikes.is_empty() && strikes.iter().all(|incident| incident["kind"] == "airstrike"));
    assert!(incidents(&["--actor", "no such actor"]).is_empty());
    let alleged = incidents(&[])
        .iter()
        .find_map(|incident| incident["alleged"][0].as_str().map(str::to_owned))
        .unwrap();
    assert!(!incidents(&["--actor", &alleged]).is_empty());
    let (code, out, told) = on_ledger(&["incidents", "--place", "Atlantis"]);
    assert_eq!((code, out.as_str(), told.as_str()), (0, "", "no incidents\n"));
}

#[test]
fn exports_agree_with_one_another_and_are_noted_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(ledger(), folder.path().join("recount.ledger")).unwrap();
    let (_, lines, _) = run(folder.path(), &["export", "--as", "jsonl"]);
    assert_eq!(run(folder.path(), &["export", "--as", "jsonl", "--out", "out.jsonl"]).0, 0);
    assert_eq!(fs::read_to_string(folder.path().join("out.jsonl")).unwrap(), lines);
    assert_eq!(run(folder.path(), &["export", "--as", "csv", "--out", "tables"]).0, 0);
    let read = |name: &str| fs::read(folder.path().join("tables").join(name)).unwrap();
    let incidents: Vec<recount_export::csv::IncidentRow> =
        recount_export::csv::read(&*read("incidents.csv")).unwrap();
    let claims: Vec<recount_export::csv::ClaimRow> = recount_export::csv::read(&*read("claims.csv")).unwrap();
    assert_eq!(incidents.len(), lines.lines().count());
    let parsed: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: usize = parsed.iter().map(|incident| incident["claims"].as_array().unwrap().len()).sum();
    assert_eq!(claims.len(), told);
    assert!(parsed.iter().all(|incident| incident["profile"].as_str().unwrap().starts_with("airwars ")));
    let (code, out, _) = run(folder.path(), &["verify"]);
    assert_eq!(code, 0, "{out}");
    let entries = |out: &str| -> u64 {
        let words: Vec<&str> = out.split_whitespace().collect();
        words[words.iter().position(|word| *word == "log").unwrap() - 1].parse().unwrap()
    };
    let (_, before, _) = on_ledger(&["verify"]);
    assert_eq!(entries(&out), entries(&before) + 5, "two exports of lines and three tables");
}

#[test]
fn output_that_is_no_terminal_has_no_colour_with_or_without_no_color() {
    let (_, plain, _) = on_ledger(&["incidents"]);
    assert!(!plain.contains('\x1b'));
    let folder = tempfile::tempdir().unwrap();
    let help = recount(folder.path()).arg("--help").env("NO_COLOR", "1").output().unwrap();
    assert!(!told(&help).1.contains('\x1b'));
}

#[test]
fn a_ledger_that_somebody_changed_does_not_verify() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), sample(7, "Raqqa")).unwrap();
    assert_eq!(run(folder.path(), &["read", "a.txt"]).0, 0);
    let path = folder.path().join("recount.ledger");
    let mut bytes = fs::read(&path).unwrap();
    let needle = b"\"polarity\":\"affirmed\"";
    let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap();
    bytes[at + 13] = b'A';
    fs::write(&path, bytes).unwrap();
    let (code, out, _) = run(folder.path(), &["verify"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("recount.ledger: not sound, "), "{out}");
}

#[test]
fn places_are_found_under_other_spellings() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = run(folder.path(), &["places", "find", "Kondoz"]);
    assert_eq!(code, 0);
    assert!(out.lines().nth(1).unwrap().contains(" AF "), "{out}");
    let (code, _, told) = run(folder.path(), &["places", "find", "Xqzwvk"]);
    assert_eq!((code, told.as_str()), (1, "Xqzwvk: no such place\n"));
}

#[test]
fn a_text_is_explained_and_a_missing_file_is_not_taken_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let text = "An air strike killed 12 people in Raqqa on Tuesday, officials said.";
    let (code, out, told) = run(folder.path(), &["explain", text]);
    assert_eq!(code, 0, "{told}");
    assert!(out.contains("12") && out.contains("Raqqa"), "{out}");
    assert_eq!(run(folder.path(), &["explain", "--text", text]).1, out);
    let (code, _, told) = run(folder.path(), &["explain", "nowhere.txt"]);
    assert_eq!((code, told.as_str()), (1, "nowhere.txt: no such file or folder\n"));
}

#[test]
fn lexicon_problems_are_told_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("words/en")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join("words/en").join(name), text).unwrap();
    write("one.toml", "[[entry]]\nid = \"en.one\"\nfroms = [\"x\"]\n");
    write("two.toml", "[[entry]\n");
    let (code, out, _) = run(folder.path(), &["lexicon", "check", "words"]);
    assert_eq!(code, 1);
    assert!(out.contains("words/en/one.toml:3: ") && out.contains("words/en/two.toml:1: "), "{out}");
    assert_eq!(run(folder.path(), &["lexicon", "check", "nowhere"]).0, 2);
}

#[test]
fn a_users_word_counts_without_a_rebuild() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.txt"),
        sample(7, "Raqqa").replace("killed", "zonked").replace("kills", "zonks"),
    )
    .unwrap();
    fs::create_dir_all(folder.path().join("words/en")).unwrap();
    let entry = "[[entry]]\nid = \"en.harm.zonk\"\nclass = \"harm-ed\"\nforms = [\"zonked\"]\nharm = \"killed\"\n\
                 yes = [\"Shelling {zonked} two people.\"]\n";
    fs::write(folder.path().join("words/en/mine.toml"), entry).unwrap();
    let (_, without, _) = run(folder.path(), &["extract", "a.txt"]);
    assert!(!without.contains("\"harm\":\"killed\""), "{without}");
    let (code, with, told) = run(folder.path(), &["extract", "a.txt", "--lexicon", "words"]);
    assert_eq!(code, 0, "{told}");
    assert!(with.contains("\"harm\":\"killed\""), "{with}");
}

#[test]
fn every_command_helps_with_an_example_and_licences_are_told() {
    let here = Path::new(".");
    for command in
        ["read", "incidents", "show", "extract", "explain", "export", "verify", "lexicon", "places"]
    {
        let (code, out, _) = run(here, &[command, "--help"]);
        assert_eq!(code, 0);
        assert!(out.contains(&format!("  recount {command}")), "{out}");
    }
    let (code, out, _) = run(here, &["--licences"]);
    assert_eq!(code, 0);
    assert!(out.contains("GeoNames") && out.contains("CC-BY-4.0") && out.contains("  clap "), "{out}");
    assert_eq!(run(here, &[]).0, 2);
}
