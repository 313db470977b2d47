use recount_places::{Gazetteer, Layer, find};

use crate::{Desk, archive, dump, dump_row};

#[test]
fn a_dump_becomes_a_set_that_answers_and_areas_get_their_names_from_it() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    let imported = desk.import(&["SY.txt"]).unwrap();
    let manifest = &imported.manifest;
    assert_eq!((manifest.name.as_str(), manifest.places, manifest.left_out), ("SY", 4, 0));
    assert_eq!((manifest.prefix.as_str(), manifest.licence.as_str()), ("geonames", "CC-BY-4.0"));
    assert_eq!(manifest.countries["SY"], 4);
    assert_eq!(manifest.origin[0].sha256.len(), 64);
    let village = desk.row(manifest, "Wadi Zahr");
    assert_eq!(village, ["4", "Wadi Zahr", "35.2", "36.6", "SY", "Qamar Province", "", "PPLX", "120", ""]);
    // The area does not lie in itself, and no area is called "00".
    assert_eq!(desk.row(manifest, "Qamar Province")[5], "");
    let (opened, trouble) = desk.store().open(manifest.clone()).unwrap();
    assert_eq!(trouble, None);
    let gazetteer = Gazetteer::empty().with_layer(opened.layer);
    let found = find(&gazetteer, "تل قمر", None);
    assert_eq!((found[0].id.as_str(), found[0].lat), ("geonames:1", 35.1));
    assert_eq!(find(&gazetteer, "Tel Kamar", Some("Wadi Zahr"))[0].id, "geonames:1");
}

#[test]
fn files_that_geonames_has_for_a_dump_are_used_where_they_lie_beside_it() {
    let desk = Desk::new();
    desk.write("SY.zip", archive::zip_of(&[("readme.txt", b"terms"), ("SY.txt", dump().as_bytes())]));
    desk.write("admin1CodesASCII.txt", "SY.77\tQamar\tQamar\t2\n");
    let names = "9\t1\tuk\tТалль-Камар\t\t\t\t\t\t\n10\t1\tlink\thttps://example.org\t\t\t\t\t\t\n\
                 11\t999\ten\tElsewhere\t\t\t\t\t\t\n12\t3\t\tTall Qamar as Sharqi\t1\t\t\t\t\t\n";
    desk.write("alternateNamesV2.txt", names);
    let manifest = desk.import(&["SY.zip"]).unwrap().manifest;
    assert_eq!((manifest.name.as_str(), manifest.places, manifest.origin.len()), ("SY", 4, 3));
    assert_eq!(desk.row(&manifest, "Wadi Zahr")[5], "Qamar");
    let rows = desk.rows(&manifest);
    let alternates = |id: &str| rows.iter().find(|row| row[0] == id).unwrap()[9].clone();
    assert_eq!(alternates("1"), "تل قمر|Tell Qamar|Талль-Камар");
    assert_eq!(alternates("3"), "Tall Qamar as Sharqi");
}

#[test]
fn both_generations_of_the_ngas_files_give_the_same_places() {
    let older = "RC\tUFI\tUNI\tLAT\tLONG\tFC\tDSG\tCC1\tADM1\tPOP\tNT\tSHORT_FORM\tFULL_NAME_RO\tFULL_NAME_ND_RO\n\
        1\t-50\t1\t33.1\t44.2\tP\tPPL\tIZ\t07\t\tV\t\tKafr Nawar\tKafr Nawar\n\
        1\t-50\t2\t33.1\t44.2\tP\tPPL\tIZ\t07\t\tN\t\tKafr Nawār\tKafr Nawar\n\
        1\t-50\t3\t33.1\t44.2\tP\tPPL\tIZ\t07\t\tNS\t\tكفر نوار\tكفر نوار\n\
        1\t-51\t4\t33.5\t44.0\tA\tADM1\tIZ\t07\t\tN\t\tNawār\tNawar\n";
    let newer = "rk\tufi\tuni\tfull_name\tnt\tlat_dd\tlong_dd\tdesig_cd\tfc\tcc_ft\tadm1\tname_rank\tfull_nm_nd\n\
        1\t-50\t1\tKafr Nawar\tV\t33.1\t44.2\tPPL\tP\tIRQ\tIQ-07\t2\tKafr Nawar\n\
        1\t-50\t2\tKafr Nawār\tN\t33.1\t44.2\tPPL\tP\tIRQ\tIQ-07\t1\tKafr Nawar\n\
        1\t-50\t3\tكفر نوار\tNS\t33.1\t44.2\tPPL\tP\tIRQ\tIQ-07\t1\tكفر نوار\n\
        1\t-51\t4\tNawār\tN\t33.5\t44.0\tADM1\tA\tIRQ\tIQ-07\t1\tNawar\n";
    for (name, text) in [("older.txt", older), ("newer.txt", newer)] {
        let desk = Desk::new();
        desk.write(name, text);
        let imported = desk.import(&[name]).unwrap();
        let manifest = &imported.manifest;
        assert_eq!(
            (manifest.places, manifest.prefix.as_str()),
            (2, "gns"),
            "{name}: {:?}",
            imported.problems
        );
        let row = desk.row(manifest, "Kafr Nawār");
        // The approved name comes first though a variant stands before it; FIPS "IZ" is Iraq.
        assert_eq!(row[..8], ["-50", "Kafr Nawār", "33.1", "44.2", "IQ", "Nawār", "", "PPL"], "{name}");
        assert_eq!(row[9], "Kafr Nawar|كفر نوار", "{name}");
    }
}

#[test]
fn a_folder_of_whos_on_first_gives_places_with_their_areas_and_leaves_out_what_is_gone() {
    let desk = Desk::new();
    let record = |id: u32, kind: &str, name: &str, more: &str| {
        format!(
            "{{\"id\":{id},\"type\":\"Feature\",\"properties\":{{\"wof:id\":{id},\"wof:name\":\"{name}\",\"wof:placetype\":\"{kind}\",\
             \"wof:country\":\"YE\",\"geom:latitude\":15.5,\"geom:longitude\":44.25{more}}},\
             \"geometry\":{{\"coordinates\":[44.25,15.5],\"type\":\"Point\"}}}}"
        )
    };
    let around = ",\"wof:hierarchy\":[{\"region_id\":100,\"county_id\":200,\"locality_id\":300}]";
    desk.write("wof/data/100/100.geojson", record(100, "region", "Zahra", ""));
    desk.write("wof/data/200/200.geojson", record(200, "county", "Lower Zahra", around));
    let names = ",\"name:ara_x_preferred\":[\"بيت زهرة\"],\"name:eng_x_variant\":[\"Beit Zahra\"],\"gn:population\":900";
    desk.write(
        "wof/data/300/300.geojson",
        record(300, "locality", "Bayt Zahrah", &format!("{around}{names}")),
    );
    desk.write("wof/data/300/300-alt-quattroshapes.geojson", "{}");
    desk.write("wof/data/301/301.geojson", record(301, "locality", "Gone", ",\"mz:is_current\":0"));
    desk.write("wof/data/302/302.geojson", record(302, "locality", "Old", ",\"wof:superseded_by\":[300]"));
    desk.write("wof/data/303/303.geojson", record(303, "postalcode", "1234", ""));
    desk.write("wof/meta/whosonfirst-data-locality-latest.csv", "id,name\n300,Bayt Zahrah\n");
    desk.write("wof/README.md", "about");
    let manifest = desk.import(&["wof"]).unwrap().manifest;
    assert_eq!((manifest.places, manifest.prefix.as_str()), (3, "wof"));
    let row = desk.row(&manifest, "Bayt Zahrah");
    assert_eq!(
        row[..9],
        ["300", "Bayt Zahrah", "15.5", "44.25", "YE", "Zahra", "Lower Zahra", "locality", "900"]
    );
    assert!(row[9].contains("بيت زهرة") && row[9].contains("Beit Zahra"));
}

#[test]
fn a_table_of_the_ocha_with_hashtags_is_read_by_its_usual_columns() {
    let desk = Desk::new();
    let table = "\u{feff}admin1Name_en,admin1Pcode,admin2Name_en,admin3Name_en,admin3Name_ar,admin3Pcode,Latitude,Longitude\n\
        #adm1+name,#adm1+code,#adm2+name,#adm3+name,#adm3+name+ar,#adm3+code,#geo+lat,#geo+lon\n\
        \"North, Upper\",SY90,Hills,Qamar,قمر,SY900101,35.1,36.5\n";
    desk.write("cod.csv", table);
    let manifest = desk.import(&["cod.csv"]).unwrap().manifest;
    let row = desk.row(&manifest, "Qamar");
    assert_eq!(row, ["SY900101", "Qamar", "35.1", "36.5", "SY", "North, Upper", "Hills", "ADM3", "", "قمر"]);
}

#[test]
fn geojson_gives_points_for_shapes_and_names_by_usual_or_mapped_properties() {
    let desk = Desk::new();
    let square = "[[[36,35],[37,35],[37,36],[36,36],[36,35]]]";
    let collection = format!(
        "{{\"type\":\"FeatureCollection\",\"name\":\"x\",\"features\":[\n\
         {{\"type\":\"Feature\",\"properties\":{{\"ADM2_EN\":\"Zahr\",\"ADM2_PCODE\":\"SY0101\",\"ADM1_EN\":\"North\"}},\
         \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{square}}}}},\n\
         {{\"type\":\"Feature\",\"properties\":{{\"ADM2_EN\":\"Qamar\",\"ADM2_PCODE\":\"SY0102\",\"ADM1_EN\":\"North\"}},\
         \"geometry\":{{\"type\":\"Point\",\"coordinates\":[36.25,35.5]}}}}]}}"
    );
    desk.write("areas.geojson", collection);
    let manifest = desk.import(&["areas.geojson"]).unwrap().manifest;
    assert_eq!(
        desk.row(&manifest, "Zahr")[..8],
        ["SY0101", "Zahr", "35.5", "36.5", "SY", "North", "", "ADM2"]
    );
    let lines = "{\"type\":\"Feature\",\"properties\":{\"ort\":\"Wadi\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[36.1,35.1]}}\n\
                 {\"type\":\"Feature\",\"properties\":{\"ort\":\"Tall\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[36.2,35.2]}}\n";
    desk.write("lines.geojsonl", lines);
    assert!(desk.import(&["lines.geojsonl"]).unwrap_err().message.contains("--map name=COLUMN"));
    let manifest = desk
        .import_as(&["lines.geojsonl"], |request| {
            request.map.add("name", "ort").unwrap();
            request.countries = vec!["SY".into()];
        })
        .unwrap()
        .manifest;
    assert_eq!(desk.row(&manifest, "Tall")[2..5], ["35.2", "36.2", "SY"]);
}

#[test]
fn a_table_of_ones_own_is_mapped_and_kinds_are_words() {
    let desk = Desk::new();
    desk.write("own.csv", "ort;art;nord;ost;auch\nBrücke am Fluss;bridge;35,5;36,25;Jisr|جسر\n");
    let manifest = desk
        .import_as(&["own.csv"], |request| {
            for (ours, theirs) in
                [("name", "ort"), ("feature", "art"), ("lat", "nord"), ("lon", "ost"), ("alts", "auch")]
            {
                request.map.add(ours, theirs).unwrap();
            }
            request.name = Some("mine".into());
            request.licence = Some("ours".into());
        })
        .unwrap()
        .manifest;
    let row = desk.row(&manifest, "Brücke am Fluss");
    assert_eq!(row[2..8], ["35.5", "36.25", "", "", "", "BDG"]);
    assert_eq!(row[9], "Jisr|جسر");
    assert!(row[0].starts_with('x') && row[0].len() == 13, "{row:?}");
    assert_eq!(
        (manifest.name.as_str(), manifest.prefix.as_str(), manifest.licence.as_str()),
        ("mine", "mine", "ours")
    );
}

#[test]
fn what_we_write_can_be_read_with_places_and_imported_again() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    let manifest = desk.import(&["SY.txt"]).unwrap().manifest;
    let rows = desk.store().home().join(&manifest.rows);
    let layer = Layer::from_tsv("again", std::fs::File::open(&rows).unwrap()).unwrap();
    assert_eq!((layer.len(), layer.notices().len()), (4, 0));
    std::fs::copy(&rows, desk.path("copy.tsv.zst")).unwrap();
    let again = desk.import(&["copy.tsv.zst"]).unwrap().manifest;
    assert_eq!(desk.rows(&again), desk.rows(&manifest));
}

#[test]
fn one_village_of_two_publishers_is_one_place_and_two_villages_of_one_name_stay_two() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    // One kilometre from the first village, spelled otherwise; and a river of its name.
    let other = "id,name,lat,lon,cc,type,alts,pop\na1,Tell Qamar,35.108,36.503,SY,village,Qamar Hill,5000\na2,Tall Qamar,35.1,36.5,SY,river,,\n";
    desk.write("other.csv", other);
    let imported =
        desk.import_as(&["SY.txt", "other.csv"], |request| request.name = Some("both".into())).unwrap();
    let manifest = &imported.manifest;
    assert_eq!((manifest.places, manifest.joined), (5, 1));
    let rows = desk.rows(manifest);
    let joined = rows.iter().find(|row| row[0] == "a1").unwrap();
    assert_eq!(joined[8], "5000");
    for name in ["Tall Qamar", "تل قمر", "Qamar Hill"] {
        assert!(joined[9].split('|').any(|known| known == name), "{joined:?}");
    }
}

#[test]
fn places_that_differ_in_a_number_are_two_however_near() {
    let desk = Desk::new();
    desk.write("t.csv", "name,lat,lon\nCamp 1,35.001,36\nCamp 11,35.002,36\nCamp 1,35.003,36\n");
    assert_eq!(desk.import(&["t.csv"]).unwrap().manifest.places, 2);
}

#[test]
fn a_file_of_all_countries_can_be_cut_to_some() {
    let desk = Desk::new();
    let all = dump() + &dump_row(9, "Elsewhere", "", 33.0, 44.0, "PPL", "").replace("\tSY\t", "\tIQ\t");
    desk.write("allCountries.txt", all);
    let imported =
        desk.import_as(&["allCountries.txt"], |request| request.countries = vec!["IQ".into()]).unwrap();
    assert_eq!((imported.manifest.places, imported.other_countries), (1, 4));
    let error =
        desk.import_as(&["allCountries.txt"], |request| request.countries = vec!["YE".into()]).unwrap_err();
    assert!(error.message.contains("no places of YE in it, 5 of other countries"), "{error}");
}
