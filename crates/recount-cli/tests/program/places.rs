use std::fs;
use std::path::Path;

use crate::{recount, run, sample, told};

/// A row of a GeoNames dump; all places are invented.
fn dump_row(id: u32, name: &str, lat: f64, lon: f64) -> String {
    format!(
        "{id}\t{name}\t{name}\t\t{lat}\t{lon}\tP\tPPL\tSY\t\t04\t\t\t\t900\t\t300\tAsia/Damascus\t2020-01-01\n"
    )
}

/// Enough villages to be village level, among them one with a name of its own.
fn dump() -> String {
    let villages: String = (0..3000)
        .map(|at| dump_row(at + 10, &format!("Qzar {at}"), 35.0 + f64::from(at) / 10_000.0, 36.5))
        .collect();
    dump_row(1, "Zubzubiyah", 35.9, 36.6) + &villages
}

fn find_first(folder: &Path, arguments: &[&str]) -> String {
    let (_, out, _) = run(folder, &[&["places", "find"], arguments].concat());
    out.lines().nth(1).unwrap_or("").to_owned()
}

#[test]
fn an_imported_set_is_used_by_itself_until_it_is_left_out_or_removed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("SY.txt"), dump()).unwrap();
    let (code, out, told) = run(folder.path(), &["places", "import", "SY.txt"]);
    assert_eq!((code, told.as_str()), (0, ""));
    assert_eq!(out, "SY: 3001 places; Syria\n");
    assert!(find_first(folder.path(), &["Zubzubiya"]).contains("geonames:1 "));
    assert!(!find_first(folder.path(), &["Zubzubiya", "--no-user-places"]).contains("geonames:1 "));
    fs::write(folder.path().join("a.txt"), sample(3, "Zubzubiyah")).unwrap();
    let place = |arguments: &[&str]| {
        let (_, out, _) = run(folder.path(), &[&["extract", "a.txt"], arguments].concat());
        let line: serde_json::Value = serde_json::from_str(&out).unwrap();
        line["claims"][0]["places"][0]["gazetteer_id"].clone()
    };
    assert_eq!(place(&[]), "geonames:1");
    assert_ne!(place(&["--no-user-places"]), "geonames:1");
    let (code, out, _) = run(folder.path(), &["places", "list"]);
    assert_eq!(code, 0);
    assert!(out.contains("SY     3001  Syria") && out.contains("CC-BY-4.0"), "{out}");
    let (code, out, _) = run(folder.path(), &["places", "info", "sy"]);
    assert!(code == 0 && out.contains("files      whole") && out.contains("SHA-256 "), "{out}");
    let (_, licences, _) = run(folder.path(), &["--licences"]);
    assert!(
        licences.contains("Your sets of places:\n  SY: GeoNames (https://www.geonames.org); CC-BY-4.0\n"),
        "{licences}"
    );
    assert_eq!(
        run(folder.path(), &["places", "remove", "SY"]),
        (0, "SY: removed, 3001 places\n".into(), String::new())
    );
    let (code, _, told) = run(folder.path(), &["places", "remove", "SY"]);
    assert!(code == 1 && told.contains("SY: no such set of places"), "{told}");
    assert!(!find_first(folder.path(), &["Zubzubiya"]).contains("geonames:1 "));
}

#[test]
fn another_set_of_places_makes_reports_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("SY.txt"), dump()).unwrap();
    fs::write(folder.path().join("a.txt"), sample(3, "Zubzubiyah")).unwrap();
    assert_eq!(run(folder.path(), &["read", "a.txt"]).0, 0);
    assert!(run(folder.path(), &["read", "a.txt"]).1.contains("nothing new"));
    run(folder.path(), &["places", "import", "SY.txt"]);
    let (_, out, _) = run(folder.path(), &["read", "a.txt"]);
    assert!(out.contains("1 report read again by another engine, lexicon or set of places"), "{out}");
    assert!(run(folder.path(), &["read", "a.txt"]).1.contains("nothing new"));
}

#[test]
fn a_broken_file_changes_nothing_and_says_where_it_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let whole = dump();
    fs::write(folder.path().join("SY.txt"), &whole[..whole.len() - 40]).unwrap();
    let (code, out, told) = run(folder.path(), &["places", "import", "SY.txt"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(told.starts_with("SY.txt: line 3001: the file ends inside a row"), "{told}");
    assert!(run(folder.path(), &["places", "list"]).2.contains("no sets of places"));
    fs::write(folder.path().join("SY.txt"), whole.replacen("35.9\t36.6", "135.9\t36.6", 1)).unwrap();
    let (code, out, told) = run(folder.path(), &["places", "import", "SY.txt"]);
    assert_eq!((code, out.as_str()), (1, "SY: 3000 places; Syria; 1 left out\n"));
    assert!(told.starts_with("SY.txt: line 1: latitude 135.9 is outside -90 to 90"), "{told}");
    for (arguments, words) in [
        (&["places", "import", "SY.txt", "--map", "title=x"][..], "places have no field"),
        (&["places", "import", "SY.txt", "--map", "name"], "OURS=THEIRS"),
        (&["places", "import", "SY.txt", "--country", "Atlantis"], "no such country"),
        (&["places", "add", "Atlantis"], "no such country"),
        (&["places", "add", "SY", "--sha256", "abc"], "64 hexadecimal digits"),
    ] {
        let (code, _, told) = run(folder.path(), arguments);
        assert!(code == 2 && told.contains(words), "{arguments:?}: {told}");
    }
    let (code, _, told) = run(folder.path(), &["places", "import", "none.csv"]);
    assert_eq!((code, told.as_str()), (1, "none.csv: no such file or directory\n"));
}

#[test]
fn a_pinned_place_outranks_all_others_and_pinning_again_moves_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("SY.txt"), dump()).unwrap();
    run(folder.path(), &["places", "import", "SY.txt"]);
    let pin = |arguments: &[&str]| run(folder.path(), &[&["places", "pin"], arguments].concat());
    let (code, out, told) =
        pin(&["Zubzubiyah", "35.95", "36.65", "--type", "hill", "--source", "a map", "--alias", "تل زبزب"]);
    assert_eq!((code, told.as_str()), (0, ""));
    assert!(out.starts_with("Zubzubiyah: pinned at 35.95, 36.65 (") && out.contains("Syria"), "{out}");
    let first = find_first(folder.path(), &["تل زبزب"]);
    assert!(first.contains("pinned:zubzubiyah") && first.contains("HLL"), "{first}");
    let (code, out, _) = pin(&["zubzubiyah", "36.1", "36.7"]);
    assert!(code == 0 && out.contains("pinned again"), "{out}");
    let table = fs::read_to_string(folder.path().join("places-home/pinned.tsv")).unwrap();
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(find_first(folder.path(), &["Zubzubiyah"]).contains("36.1000  36.7000  pinned:zubzubiyah"));
    for (arguments, words) in [
        (&["X", "136.1", "36.7"][..], "did latitude and longitude change places?"),
        (&["X", "36.1", "36.7", "--type", "dragon"], "not a kind of place"),
        (&["--", "...", "36.1", "36.7"], "needs a letter"),
    ] {
        let (code, _, told) = pin(arguments);
        assert!(code == 2 && told.contains(words), "{arguments:?}: {told}");
    }
    let (code, _, told) = pin(&["Sea", "-50.5", "-120.5"]);
    assert!(code == 0 && told.contains("the nearest known place is"), "{told}");
    assert_eq!(run(folder.path(), &["places", "remove", "--pin", "SEA"]).1, "SEA: no longer pinned\n");
    assert_eq!(run(folder.path(), &["places", "remove", "--pin", "SEA"]).0, 1);
}

#[test]
fn names_that_stay_unknown_are_told_once_with_the_set_that_would_help() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), sample(3, "Zubzubiyah")).unwrap();
    fs::write(folder.path().join("b.txt"), sample(4, "Zubzubiyah")).unwrap();
    for command in ["read", "extract"] {
        let (code, _, told) = run(folder.path(), &[command, "a.txt", "b.txt"]);
        assert_eq!(code, 0);
        let lines: Vec<&str> = told.lines().rev().take(2).collect();
        assert_eq!(lines[1], "notice: places not found: Zubzubiyah (2)", "{command}: {told}");
        assert_eq!(
            lines[0],
            "1 place name unresolved, probably in Syria; village-level data for Syria is not installed: recount places add SY"
        );
    }
    let villages = dump().replace("Zubzubiyah", "Elsewhere");
    fs::write(folder.path().join("SY.txt"), villages).unwrap();
    run(folder.path(), &["places", "import", "SY.txt"]);
    let (_, _, told) = run(folder.path(), &["extract", "a.txt"]);
    assert!(told.contains("villages are installed there: recount places find NAME"), "{told}");
}

#[cfg(feature = "download")]
mod added {
    use super::*;
    use crate::archive::zip_of;
    use crate::server::{Manners, Server, nobody};

    fn manners() -> Manners {
        let body = zip_of(&[("readme.txt", b"terms"), ("SY.txt", dump().as_bytes())]);
        Manners { name: "SY.zip".into(), body, etag: Some("\"v1\"".into()), ..Manners::default() }
    }

    fn add(folder: &Path, url: &str, more: &[&str]) -> (i32, String, String) {
        run(folder, &[&["places", "add", "syria", "--from", url], more].concat())
    }

    #[test]
    fn a_country_is_fetched_checked_and_used() {
        let (folder, server) = (tempfile::tempdir().unwrap(), Server::start(manners()));
        let (code, out, told) = add(folder.path(), &server.url, &[]);
        assert_eq!((code, out.as_str()), (0, "SY: 3001 places; Syria\n"), "{told}");
        assert!(
            told.starts_with(&format!("fetching {}/SY.zip\n", server.url)) && told.contains("SHA-256 "),
            "{told}"
        );
        assert!(find_first(folder.path(), &["Zubzubiya"]).contains("geonames:1 "));
        let (_, info, _) = run(folder.path(), &["places", "info", "SY"]);
        assert!(
            info.contains(&format!("fetched from {}/SY.zip", server.url)) && info.contains("version \"v1\""),
            "{info}"
        );
        let left: Vec<_> = fs::read_dir(folder.path().join("places-home/downloads")).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
        let (code, out, told) = add(folder.path(), &server.url, &[]);
        assert!(
            code == 0
                && told.contains("the same file as last time")
                && out.contains("in place of 3001 places"),
            "{out}{told}"
        );
    }

    #[test]
    fn a_run_that_was_cut_off_is_taken_up_by_the_same_command() {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(Manners { breaks: vec![100_000, 0], ..manners() });
        let (code, _, told) = add(folder.path(), &server.url, &[]);
        assert!(code == 1 && told.contains("the same command goes on from there"), "{told}");
        assert!(run(folder.path(), &["places", "list"]).2.contains("no sets of places"));
        let (code, out, told) = add(folder.path(), &server.url, &[]);
        assert_eq!((code, out.as_str()), (0, "SY: 3001 places; Syria\n"), "{told}");
        assert!(told.contains("the first 100000 from an earlier try"), "{told}");
    }

    #[test]
    fn a_wrong_checksum_a_missing_file_and_no_network_change_nothing() {
        let (folder, server) = (tempfile::tempdir().unwrap(), Server::start(manners()));
        let wrong = "ab".repeat(32);
        let (code, _, told) = add(folder.path(), &server.url, &["--sha256", &wrong]);
        assert!(code == 1 && told.contains("the checksum does not match"), "{told}");
        let (code, _, told) = add(folder.path(), &nobody(), &[]);
        assert!(
            code == 1 && told.contains("connection refused") && told.contains("recount places import"),
            "{told}"
        );
        // One country that fails does not keep the others from being added.
        let (code, out, told) = run(folder.path(), &["places", "add", "IQ", "SY", "--from", &server.url]);
        assert_eq!((code, out.as_str()), (1, "SY: 3001 places; Syria\n"));
        assert!(told.contains("IQ.zip: the server has no such file (404)"), "{told}");
    }

    #[test]
    fn the_mirror_may_be_named_by_the_environment() {
        let (folder, server) = (tempfile::tempdir().unwrap(), Server::start(manners()));
        let output = recount(folder.path())
            .args(["places", "add", "SYR"])
            .env("RECOUNT_PLACES_FROM", &server.url)
            .output();
        assert_eq!(told(&output.unwrap()).0, 0);
    }
}
