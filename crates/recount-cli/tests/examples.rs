//! What the shipped examples become: two snapshots of the whole, and what must hold whatever a snapshot says.
//!
//! The snapshots in `tests/snapshots/` are written by `RECOUNT_UPDATE=1 cargo test -p recount-cli --test examples` and
//! are read line by line in review; nobody edits them by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const WIRE: &str = "examples/kunduz/harbour-wire-2015-10-03.txt";
const REPRINT: &str = "examples/kunduz/lakeside-post-reprint.html";
const ACKNOWLEDGED: &str = "examples/kunduz/potomac-ledger-2015-11-25.html";
const DIGEST: &str = "examples/sanaa/digest-october-2016.txt";
const FURNISHED: &str = "examples/sanaa/peninsula-mirror-2016-10-08.html";
const THREE_STRIKES: &str = "examples/sanaa/three-strikes-2016.txt";

/// The examples in a fresh ledger, read once for all tests.
static READ: LazyLock<Ledger> = LazyLock::new(|| Ledger::of(&["examples"]));

/// The reports of the examples as `extract` gives them, in the order of their files.
static REPORTS: LazyLock<Vec<Value>> = LazyLock::new(|| lines_of(&run(&["extract", "examples"])));

/// A ledger of its own, what reading into it printed, and its incidents.
struct Ledger {
    _folder: TempDir,
    path: String,
    printed: String,
    incidents: Vec<Value>,
}

impl Ledger {
    fn of(files: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recount.ledger").to_str().unwrap().to_owned();
        let printed = run(&[&["read", "--ledger", &path], files].concat());
        let incidents = lines_of(&run(&["export", "--as", "jsonl", "--ledger", &path]));
        Self { _folder: folder, path, printed, incidents }
    }
}

/// Runs the program above the examples; it must end well.
fn run(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(PathBuf::from(env!("CARGO_BIN_EXE_recount")));
    for name in ["RECOUNT_LEXICON", "RECOUNT_LEDGER"] {
        command.env_remove(name);
    }
    // Sets of whoever runs the tests must not change what the program finds.
    command.env("RECOUNT_PLACES_HOME", root.join("no-places"));
    let output = command.current_dir(root).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn lines_of(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

fn words<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or("")
}

/// The claims of the reports of one file.
fn claims_of(file: &str) -> Vec<&'static Value> {
    let reports = REPORTS.iter().filter(|line| line["report"]["file"] == file);
    reports.flat_map(|line| list(line, "claims")).collect()
}

/// The incident of a ledger that holds a claim.
fn incident_of<'l>(ledger: &'l Ledger, claim: &Value) -> &'l Value {
    let holds = |incident: &&Value| list(incident, "claims").iter().any(|other| other["id"] == claim["id"]);
    ledger.incidents.iter().find(holds).unwrap_or_else(|| panic!("no incident holds {claim}"))
}

fn holds_file(incident: &Value, file: &str) -> bool {
    list(incident, "reports").iter().any(|report| report["file"] == file)
}

/// Every number of the ranges of some harms, with the claims that set it.
fn ends<'v>(incident: &'v Value, harms: &[&str]) -> Vec<(u64, &'v [Value])> {
    let ranges =
        harms.iter().filter_map(|harm| incident[harm].as_object()).flat_map(|groups| groups.values());
    ranges
        .flat_map(|range| {
            ["low", "high"].map(|end| (range[end].as_u64(), list(range, &format!("{end}_claims"))))
        })
        .filter_map(|(number, claims)| Some((number?, claims)))
        .collect()
}

#[track_caller]
fn check_snapshot(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if env::var_os("RECOUNT_UPDATE").is_some() {
        fs::write(&path, text).unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept == text {
        return;
    }
    let gone =
        kept.lines().filter(|line| !text.lines().any(|other| other == *line)).map(|line| format!("- {line}"));
    let new =
        text.lines().filter(|line| !kept.lines().any(|other| other == *line)).map(|line| format!("+ {line}"));
    let changes: Vec<String> = gone.chain(new).collect();
    panic!(
        "tests/snapshots/{name} is not what the examples give now:\n{}\n\nIf every change is right, write it anew with\n    \
         RECOUNT_UPDATE=1 cargo test -p recount-cli --test examples\nand read the difference before it is committed.",
        changes.join("\n")
    );
}

#[test]
fn reading_the_examples_prints_the_incidents_of_the_snapshot() {
    check_snapshot("incidents.txt", &READ.printed.replace(&READ.path, "recount.ledger"));
}

#[test]
fn the_examples_make_the_claims_of_the_snapshot() {
    let mut out = String::new();
    for line in REPORTS.iter() {
        let report = &line["report"];
        let id = report["external_id"].as_str().map_or_else(String::new, |id| format!(" {id}"));
        let day = report["published"].as_str().unwrap_or("no day");
        out.push_str(&format!("\n{}{id}, {day}\n", words(report, "file")));
        for claim in list(line, "claims") {
            out.push_str(&format!("  {}\n", claim_line(claim)));
        }
    }
    check_snapshot("claims.txt", out.trim_start());
}

/// A claim in one line: incident, kind, what is unusual, figures, places, time, speakers.
fn claim_line(claim: &Value) -> String {
    let mut parts = vec![words(claim, "incident").to_owned(), words(claim, "kind").to_owned()];
    let usual = [("polarity", "affirmed"), ("certainty", "stated"), ("role", "news")];
    let unusual = usual.iter().filter(|(field, value)| claim[field] != *value);
    parts.extend(unusual.map(|(field, _)| words(claim, field).to_owned()));
    if claim["aggregate"] == true {
        parts.push("aggregate".to_owned());
    }
    let mut line = parts.join(" ");
    let mut add = |name: &str, items: Vec<String>| {
        if !items.is_empty() {
            line.push_str(&format!(" | {name} {}", items.join(", ")));
        }
    };
    add("figures", list(claim, "figures").iter().map(figure_words).collect());
    add("in", list(claim, "places").iter().map(|place| words(place, "name").to_owned()).collect());
    add("on", claim["when"].as_object().map(|_| when_words(&claim["when"])).into_iter().collect());
    add("by", list(claim, "alleged").iter().map(|alleged| words(alleged, "actor").to_owned()).collect());
    add("says", list(claim, "said_by").iter().map(|speaker| words(speaker, "text").to_owned()).collect());
    line
}

fn figure_words(figure: &Value) -> String {
    let end = |field: &str| figure[field].as_u64().map_or("?".to_owned(), |number| number.to_string());
    let number =
        if figure["low"] == figure["high"] { end("low") } else { format!("{}..{}", end("low"), end("high")) };
    let part = if figure["part_of"].is_null() { "" } else { " of them" };
    format!("{} {} {number}{part}", words(figure, "harm"), words(figure, "who"))
}

fn when_words(when: &Value) -> String {
    match (when["earliest"].as_str(), when["latest"].as_str(), when["partial"].as_str()) {
        (Some(earliest), Some(latest), _) if earliest == latest => earliest.to_owned(),
        (Some(earliest), Some(latest), _) => format!("{earliest}..{latest}"),
        (_, _, Some(partial)) => partial.to_owned(),
        _ => format!("\"{}\"", words(when, "text")),
    }
}

#[test]
fn a_wire_copy_and_its_reprint_are_two_links_of_one_origin() {
    let both = |incident: &&Value| holds_file(incident, WIRE) && holds_file(incident, REPRINT);
    let alone = Ledger::of(&[WIRE, REPRINT]);
    let shared: Vec<&Value> = alone.incidents.iter().filter(both).collect();
    assert!(!shared.is_empty(), "the reprint tells of another incident than the wire copy");
    for incident in shared {
        assert_eq!(
            (&incident["origins"], &incident["links"]),
            (&Value::from(1), &Value::from(2)),
            "{incident}"
        );
        assert!(!words(&list(incident, "origin_edges")[0], "reason").is_empty(), "{incident}");
    }
    // Beside all the others the two still count once.
    for incident in READ.incidents.iter().filter(both) {
        let number = |field: &str| incident[field].as_u64().unwrap();
        assert!(number("origins") < number("links"), "{incident}");
    }
}

#[test]
fn a_total_over_several_happenings_stands_alone() {
    let told = claims_of(THREE_STRIKES);
    let is_total = |claim: &Value| list(claim, "figures").iter().any(|figure| figure["low"] == 250);
    let totals: Vec<&Value> = told.iter().copied().filter(|claim| claim["aggregate"] == true).collect();
    assert!(totals.iter().any(|claim| is_total(claim)), "the total of 250 is missing");
    for total in totals {
        for claim in list(incident_of(&READ, total), "claims") {
            assert!(is_total(claim), "a part stands in the incident of the total: {claim}");
        }
    }
}

#[test]
fn a_total_is_in_the_range_of_none_of_its_parts() {
    for (file, total) in [(THREE_STRIKES, 250), (ACKNOWLEDGED, 289), (FURNISHED, 4125)] {
        let is_total = |claim: &&Value| list(claim, "figures").iter().any(|figure| figure["low"] == total);
        let parts: Vec<&Value> = claims_of(file).into_iter().filter(|claim| !is_total(claim)).collect();
        assert!(!parts.is_empty(), "{file} tells of no single happening");
        for incident in parts.into_iter().map(|claim| incident_of(&READ, claim)) {
            for (number, _) in ends(incident, &["killed"]) {
                assert!(number < total, "{number} holds the total of {total}: {incident}");
            }
        }
    }
}

#[test]
fn a_denial_is_kept_and_counts_nobody() {
    let denied: Vec<&Value> =
        claims_of(DIGEST).into_iter().filter(|claim| claim["polarity"] == "denied").collect();
    assert!(!denied.is_empty(), "the coalition's denial is missing");
    for claim in denied {
        assert_eq!(claim["figures"], Value::Array(Vec::new()), "{claim}");
        let incident = incident_of(&READ, claim);
        assert!(list(incident, "denied_by").iter().any(|party| party == "sa.coalition-yemen"), "{incident}");
    }
    for incident in &READ.incidents {
        let denied = list(incident, "claims").iter().filter(|claim| claim["polarity"] == "denied");
        let denied: Vec<&Value> = denied.map(|claim| &claim["id"]).collect();
        for (number, claims) in ends(incident, &["killed", "injured", "missing", "casualties"]) {
            assert!(
                !claims.iter().any(|claim| denied.contains(&claim)),
                "a denial sets {number}: {incident}"
            );
        }
    }
}

#[test]
fn the_accused_party_is_kept_where_it_owns_up() {
    let fits = |claim: &&Value| {
        let dead =
            list(claim, "figures").iter().any(|figure| figure["harm"] == "killed" && figure["low"] == 30);
        claim["polarity"] == "acknowledged" && dead
    };
    let claim = claims_of(ACKNOWLEDGED).into_iter().find(fits).expect("the acknowledgement is missing");
    let incident = incident_of(&READ, claim);
    let parties: Vec<&str> = list(incident, "acknowledged_by").iter().filter_map(Value::as_str).collect();
    assert!(parties.iter().any(|party| party.starts_with("us.")), "{incident}");
}

#[test]
fn menus_tickers_related_links_and_comments_claim_nothing() {
    const FURNITURE: [(&str, &[&str]); 4] = [
        (
            FURNISHED,
            &[
                "Car bomb kills 12",
                "Nineteen killed as bomb hits hospital in Abs",
                "Ten children killed in strike on school",
                "97 dead: what we know",
                "Saudi border town shelled",
                "I heard it was 300 dead",
                "Both sides killed thousands",
                "Fields marked * are required",
            ],
        ),
        (ACKNOWLEDGED, &["Six killed in Kabul blast"]),
        (
            "examples/kramatorsk/dnipro-evening-2022-04-08.html",
            &["Two killed in shelling of Sievierodonetsk"],
        ),
        ("examples/kunduz/voice-of-the-north.html", &["Visitors today: 412"]),
    ];
    for (file, furniture) in FURNITURE {
        let page =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file)).unwrap();
        for words in furniture {
            assert!(page.contains(words), "{file} no longer holds {words:?}");
        }
        let claims = claims_of(file);
        assert!(!claims.is_empty(), "{file} claims nothing at all");
        for claim in claims {
            let told = list(claim, "also").iter().filter_map(Value::as_str).chain([words(claim, "quote")]);
            for words in told {
                let found = furniture
                    .iter()
                    .find(|furniture| words.to_lowercase().contains(&furniture.to_lowercase()));
                assert!(found.is_none(), "{file}: {words:?}");
            }
        }
    }
}

#[test]
fn the_office_of_a_speaker_and_the_channel_it_writes_on_are_no_places_of_the_strike() {
    for claim in claims_of("examples/kramatorsk/dnipro-evening-2022-04-08.html") {
        for place in list(claim, "places") {
            assert_ne!(place["name"], "Telegram", "{claim}");
            assert!(place["name"] != "Donetsk" || claim["role"] == "background", "{claim}");
        }
    }
}

#[test]
fn a_rising_toll_of_dead_is_not_counted_as_wounded() {
    for claim in claims_of("examples/kramatorsk/records.jsonl") {
        for figure in list(claim, "figures") {
            assert!(figure["harm"] != "injured" || figure["low"] != 57, "{claim}");
        }
    }
}

#[test]
fn reading_the_examples_again_adds_nothing() {
    let ledger = Ledger::of(&["examples"]);
    let again = run(&["read", "--ledger", &ledger.path, "examples"]);
    assert!(again.contains("nothing new; "), "{again}");
    assert_eq!(lines_of(&run(&["export", "--as", "jsonl", "--ledger", &ledger.path])), ledger.incidents);
    // Two ledgers of the same files are equal in what they export.
    assert_eq!(ledger.incidents, READ.incidents);
}
