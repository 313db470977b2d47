use recount_gazetteer_store::{Bounds, StoreError};
use recount_places::Gazetteer;

use crate::{Desk, archive, dump, dump_row};

/// An import that must be refused and leave nothing behind.
fn refused(name: &str, content: impl AsRef<[u8]>) -> StoreError {
    let desk = Desk::new();
    desk.write(name, content);
    let error = desk.import(&[name]).unwrap_err();
    assert!(error.about.contains(name), "{error} does not name the file");
    assert_eq!(desk.kept(), [] as [&str; 0], "something was left behind");
    error
}

#[test]
fn a_dump_that_was_cut_off_is_refused_with_the_line_it_ends_in() {
    let dump = dump();
    let error = refused("SY.txt", &dump[..dump.len() - 30]);
    assert_eq!(error.line, Some(4));
    assert!(error.message.contains("ends inside a row (16 of 19 columns): it was cut off"), "{error}");
    // A cut that leaves all columns cannot be seen in the text, but an archive that is cut can.
    let archive = archive::zip_of(&[("SY.txt", dump.as_bytes())]);
    assert!(refused("SY.zip", &archive[..archive.len() / 2]).message.contains("damaged or was cut off"));
    let mut changed = archive.clone();
    changed[60] ^= 1;
    assert!(refused("SY.zip", changed).message.contains("checksum"), "a changed byte must be noticed");
}

#[test]
fn rows_with_wrong_column_counts_are_named_and_the_rest_is_taken() {
    let desk = Desk::new();
    let bad = dump().replacen("\tAsia/Damascus", "", 1);
    desk.write("SY.txt", bad);
    let imported = desk.import(&["SY.txt"]).unwrap();
    assert_eq!((imported.manifest.places, imported.problems.number()), (3, 1));
    let told = imported.problems.first()[0].to_string();
    assert!(told.ends_with("SY.txt: line 1: 18 columns where a dump of GeoNames has 19"), "{told}");
}

#[test]
fn a_file_whose_rows_are_mostly_wrong_is_refused_as_a_whole() {
    let error = refused("SY.txt", "1\tA\tA\n2\tB\tB\n");
    assert_eq!(error.line, Some(1));
    assert!(error.message.contains("3 columns where a dump of GeoNames has 19; 2 of 2 rows"), "{error}");
    let rows: String =
        (0..100).map(|at| format!("P{at},{},36\n", if at % 4 == 0 { "x" } else { "35" })).collect();
    let error = refused("t.csv", format!("name,lat,lon\n{rows}"));
    assert!(error.message.contains("latitude \"x\" is not a number; 25 of 100 rows"), "{error}");
}

#[test]
fn coordinates_outside_the_earth_are_named_with_their_line() {
    let desk = Desk::new();
    desk.write("t.csv", "name,lat,lon\nA,35,36\nB,104.5,15\nC,35,190\nD,0,0\nE,,36\nF,35.5,36.5\n");
    let imported = desk.import(&["t.csv"]).unwrap();
    assert_eq!(imported.manifest.places, 2);
    let told: Vec<String> = imported
        .problems
        .first()
        .iter()
        .map(|problem| format!("{}: {}", problem.line, problem.message))
        .collect();
    assert_eq!(
        told,
        [
            "3: latitude 104.5 is outside -90 to 90; latitude and longitude may have changed places",
            "4: longitude 190 is outside -180 to 180",
            "5: 0, 0 stands for an unknown place",
            "6: no latitude",
        ]
    );
}

#[test]
fn swapped_columns_are_noticed_by_where_the_country_lies() {
    let desk = Desk::new();
    let bounds = Bounds::of(&Gazetteer::world());
    // Yemen reaches from 12 to 19 north and from 42 to 54 east.
    let swapped: String =
        (0..40).map(|at| format!("P{at},{},15.{at},YE\n", 44.0 + f64::from(at) / 100.0)).collect();
    desk.write("swapped.csv", format!("name,lat,lon,cc\n{swapped}"));
    let import = |name: &str| {
        let store = desk.store();
        let request = recount_gazetteer_store::Request {
            paths: vec![desk.path(name)],
            name: None,
            countries: Vec::new(),
            map: Default::default(),
            source: None,
            licence: None,
            today: "2026-11-21".into(),
            bounds: &bounds,
            fetched: None,
        };
        store.import(&request, &mut |_| {})
    };
    let error = import("swapped.csv").unwrap_err();
    assert!(error.message.contains("latitude and longitude have changed places in 40 of 40 rows"), "{error}");
    // One row among good ones is left out alone.
    let good: String = (0..40).map(|at| format!("P{at},15.{at},44.{at},YE\n")).collect();
    desk.write("one.csv", format!("name,lat,lon,cc\n{good}X,44.2,15.4,YE\n"));
    let imported = import("one.csv").unwrap();
    assert_eq!((imported.manifest.places, imported.problems.first()[0].line), (40, 42));
    assert!(
        imported.problems.first()[0]
            .message
            .contains("lies outside YE; latitude and longitude have changed places")
    );
}

#[test]
fn an_id_of_two_places_far_apart_is_told_and_the_first_is_kept() {
    let desk = Desk::new();
    let rows = dump_row(1, "Far Hill", "", 33.0, 42.0, "PPL", "")
        + &dump_row(4, "Wadi Zahr Sharqi", "", 35.21, 36.6, "PPLX", "");
    desk.write("SY.txt", dump() + &rows);
    let imported = desk.import(&["SY.txt"]).unwrap();
    assert_eq!((imported.manifest.places, imported.manifest.joined, imported.problems.number()), (4, 1, 1));
    let problem = &imported.problems.first()[0];
    assert_eq!(problem.line, 5);
    assert!(problem.message.contains("id 1 is also that of a place 558 km away in line 1"), "{problem}");
    assert_eq!(desk.row(&imported.manifest, "Wadi Zahr")[9], "Wadi Zahr Sharqi");
}

#[test]
fn a_file_in_mixed_encodings_loses_its_broken_rows_only() {
    let desk = Desk::new();
    let mut bytes = b"name,lat,lon\n".to_vec();
    (0..30).for_each(|at| bytes.extend(format!("قرية {at},35.{at},36\n").bytes()));
    // "Tall" in Windows-1256.
    bytes.extend(b"\xca\xe1,35,36\n");
    desk.write("t.csv", &bytes);
    let imported = desk.import(&["t.csv"]).unwrap();
    assert_eq!((imported.manifest.places, imported.problems.first()[0].line), (30, 32));
    assert_eq!(imported.problems.first()[0].message, "not UTF-8");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("name,lat".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(refused("u.csv", utf16).message.contains("UTF-16; save it as UTF-8"));
}

#[test]
fn files_that_are_no_places_are_refused_with_what_to_do() {
    let workbook = archive::zip_of(&[("xl/workbook.xml", b"<x/>")]);
    assert!(
        refused("cod.xlsx", workbook).message.contains("Excel workbook; save its sheet of places as CSV")
    );
    assert!(refused("empty.txt", "").message.contains("empty"));
    assert!(refused("a.tar.bz2", "BZh91AY").message.contains("bunzip2"));
    assert!(refused("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").message.contains("no text"));
    let two = archive::zip_of(&[("a.csv", b"x"), ("b.csv", b"y")]);
    assert!(refused("two.zip", two).message.contains("holds 2 files (a.csv, b.csv)"));
    assert!(
        refused("t.csv", "a,b,c\n1,2,3\n")
            .message
            .contains("no column for \"name\" among: a, b, c; say which with --map")
    );
    let desk = Desk::new();
    assert!(
        desk.import(&["nowhere.txt"])
            .unwrap_err()
            .to_string()
            .ends_with("nowhere.txt: no such file or directory")
    );
}

#[test]
fn a_table_and_a_collection_that_were_cut_off_are_refused() {
    let error = refused("t.csv", "name,lat,lon\nA,35,36\nB,35.1,36.1\nC,35");
    assert_eq!(error.line, Some(4));
    assert!(error.message.contains("2 of 3 columns"), "{error}");
    let feature = "{\"type\":\"Feature\",\"properties\":{\"name\":\"A\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[36,35]}}";
    let error = refused(
        "t.geojson",
        format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{feature},\n{feature}"),
    );
    assert_eq!(error.line, Some(3));
    assert!(error.message.contains("ends in the middle"), "{error}");
    let error = refused("t.json", "{\"type\":\"FeatureCollection\",\n\"features\":[{]}");
    assert!(error.line == Some(2) && error.message.contains("not readable as GeoJSON"), "{error}");
}
