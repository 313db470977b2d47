use super::*;

fn read_csv(text: &str) -> Result<ReferenceSet, String> {
    read(text.as_bytes(), Layout::Csv, &[], None)
}

#[test]
fn a_ged_row_reads_with_its_precisions_and_a_zero_is_no_unknown() {
    let text = "id,date_prec,where_prec,where_coordinates,latitude,longitude,date_start,date_end,best,high,low\n\
                244657,2,4,Homs governorate,34.7,36.7,2016-09-17 00:00:00.000,2016-09-19 00:00:00.000,0,4,\n";
    let set = read(text.as_bytes(), Layout::Ucdp, &[], None).unwrap();
    let row = &set.rows[0];
    assert_eq!((row.id.as_str(), row.line), ("244657", 2));
    assert_eq!(
        (row.earliest.to_string().as_str(), row.latest.to_string().as_str()),
        ("2016-09-17", "2016-09-19")
    );
    assert_eq!(row.precision, PlacePrecision::Governorate);
    assert_eq!(row.killed, ReferenceNumbers { low: None, best: Some(0), high: Some(4) });
}

#[test]
fn acled_dates_are_words_and_a_month_is_all_of_it() {
    let text = "event_id_cnty;event_date;time_precision;location;geo_precision;fatalities\n\
                SYR1;17 September 2016;3;Hajin;1;12\n";
    let set = read(text.as_bytes(), Layout::Acled, &[], None).unwrap();
    let row = &set.rows[0];
    assert_eq!(
        (row.earliest.to_string().as_str(), row.latest.to_string().as_str()),
        ("2016-09-01", "2016-09-30")
    );
    assert_eq!(row.killed.ends(), Some((12, 12)));
}

#[test]
fn missing_columns_are_named_with_those_there_are() {
    let error = read_csv("id,town\n1,Hajin\n").unwrap_err();
    assert!(
        error.contains("\"date\"") && error.contains("\"place\"") && error.contains("id, town"),
        "{error}"
    );
    let map = [("place".to_owned(), "village".to_owned())];
    let error = read("date,town\n".as_bytes(), Layout::Csv, &map, None).unwrap_err();
    assert!(error.contains("\"village\", which --map names for place"), "{error}");
    let map = [("place".to_owned(), "Town".to_owned())];
    assert!(read("date,town\n2016-09-17,Hajin\n".as_bytes(), Layout::Csv, &map, None).is_ok());
}

#[test]
fn dates_that_can_be_read_two_ways_are_asked_about_and_one_that_cannot_decides() {
    let error = read_csv("date,place\n03/04/2016,Hajin\n").unwrap_err();
    assert!(error.contains("03/04/2016") && error.contains("--dates"), "{error}");
    let day = |set: ReferenceSet| set.rows[0].earliest.to_string();
    assert_eq!(day(read_csv("date,place\n03/04/2016,Hajin\n17/04/2016,Hajin\n").unwrap()), "2016-04-03");
    assert_eq!(day(read_csv("date,place\n03/04/2016,Hajin\n04/17/2016,Hajin\n").unwrap()), "2016-03-04");
    let text = "date,place\n03/04/2016,Hajin\n";
    assert_eq!(day(read(text.as_bytes(), Layout::Csv, &[], Some(DateOrder::Mdy)).unwrap()), "2016-03-04");
}

#[test]
fn every_line_that_cannot_be_used_is_named_and_the_others_are_read() {
    let text = "id,date,date_end,place,lat,lon,deaths_best\n\
                a,2016-09-17,,Hajin,,,12\n\
                a,2016-09-18,,Hajin,,,12\n\
                b,2016-02-31,,Hajin,,,1\n\
                c,2016-09-17,2016-09-01,Hajin,,,1\n\
                d,2016-09-17,,,,,1\n\
                e,2016-09-17,,Hajin,134,40,1\n\
                f,2016-09-17,,Hajin,,,many\n\
                g,2016-09-17,,,34.1,40.2,\n";
    let set = read_csv(text).unwrap();
    let ids: Vec<&str> = set.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["a", "g"]);
    let said: Vec<String> = set.refused.iter().map(|(line, why)| format!("{line}: {why}")).collect();
    let expected = [
        "3: the id \"a\" stands in line 2",
        "4: \"2016-02-31\"",
        "5: it ends",
        "6: there is neither",
        "7: \"134\"",
        "8: \"many\"",
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said} {expected}");
    }
}

#[test]
fn a_row_with_more_cells_than_columns_is_refused_and_one_with_fewer_is_read() {
    let set = read_csv("id,date,place,deaths_best\na,2016-09-17,Hajin, Deir ez-Zor,3\nb,2016-09-17,Hajin\n")
        .unwrap();
    assert_eq!(set.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(set.refused[0].0 == 2 && set.refused[0].1.contains("5 cells for 4 columns"), "{:?}", set.refused);
    assert_eq!(read_csv("date,place\n2016-09-17,Hajin,,\n").unwrap().rows.len(), 1);
}

#[test]
fn columns_that_are_not_looked_at_are_named_and_a_picture_is_no_table() {
    assert_eq!(read_csv("date,place,killed\n2016-09-17,Hajin,3\n").unwrap().unused, ["killed"]);
    let error = read(&b"\x89PNG\0\0,date,place"[..], Layout::Csv, &[], None).unwrap_err();
    assert!(error.contains("no table of text"), "{error}");
}
