use std::fs;

use recount_gazetteer_store::Manifest;

use crate::{Desk, dump};

/// The files of a set, in the order of a listing.
fn files_of(manifest: &Manifest) -> Vec<String> {
    let mut files = vec![manifest.index.clone(), manifest.rows.clone(), format!("{}.toml", manifest.name)];
    files.sort();
    files
}

#[test]
fn a_failed_import_leaves_the_older_set_in_use() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    let first = desk.import(&["SY.txt"]).unwrap().manifest;
    let before = desk.kept();
    assert_eq!(before, files_of(&first));
    let whole = dump();
    desk.write("SY.txt", &whole[..whole.len() - 30]);
    desk.import(&["SY.txt"]).unwrap_err();
    assert_eq!(desk.kept(), before);
    assert_eq!(desk.store().manifests().unwrap(), [first]);
}

#[test]
fn an_import_that_was_killed_leaves_nothing_in_use_and_the_next_one_sweeps_up() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    // What a killed run leaves: a temporary file, and finished files whose manifest was not written.
    desk.write("home/.making-a1b2", "half");
    desk.write("home/SY-000000000000.places", "finished");
    desk.write("home/SY-000000000000.tsv.zst", "finished");
    assert!(desk.store().manifests().unwrap().is_empty());
    let manifest = desk.import(&["SY.txt"]).unwrap().manifest;
    assert_eq!(desk.kept(), files_of(&manifest));
}

#[test]
fn importing_again_replaces_and_says_what() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    let first = desk.import(&["SY.txt"]).unwrap();
    assert!(first.replaced.is_none());
    desk.write("SY.txt", dump().replace("Wadi Zahr", "Wadi Nahr"));
    let second = desk.import(&["SY.txt"]).unwrap();
    assert_eq!(second.replaced.as_ref(), Some(&first.manifest));
    assert_ne!(second.manifest.rows, first.manifest.rows);
    assert_eq!(desk.kept().len(), 3);
    // The same file gives the same bytes.
    let third = desk.import(&["SY.txt"]).unwrap();
    assert_eq!(third.manifest, second.manifest);
    assert_eq!(desk.store().remove("sy").unwrap().name, "SY");
    assert!(desk.kept().is_empty());
    let error = desk.store().remove("SY").unwrap_err().to_string();
    assert!(error.contains("no such set of places") && error.contains("there are none"), "{error}");
}

#[test]
fn an_index_of_another_version_is_made_again_from_the_rows() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    let manifest = desk.import(&["SY.txt"]).unwrap().manifest;
    let index = desk.store().home().join(&manifest.index);
    let mut bytes = fs::read(&index).unwrap();
    // The digest of the folding lists.
    bytes[8] ^= 1;
    fs::write(&index, bytes).unwrap();
    assert!(desk.store().check(&manifest).unwrap_err().message.contains("SHA-256"));
    let (opened, trouble) = desk.store().open(manifest).unwrap();
    assert_eq!(opened.layer.len(), 4);
    assert!(trouble.unwrap().contains("SY: the index is made again"));
    let manifest = desk.store().manifest("SY").unwrap();
    desk.store().check(&manifest).unwrap();
    assert_eq!(desk.kept(), files_of(&manifest), "the older index must go");
    assert_eq!(desk.store().open(manifest).unwrap().1, None);
}

#[test]
fn rows_that_were_changed_by_somebody_are_not_used() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    let manifest = desk.import(&["SY.txt"]).unwrap().manifest;
    let home = desk.store().home().to_owned();
    fs::remove_file(home.join(&manifest.index)).unwrap();
    fs::write(home.join(&manifest.rows), "something else").unwrap();
    let error = desk.store().open(manifest).err().unwrap();
    assert!(error.message.contains("changed since the import"), "{error}");
    desk.write("home/SY.toml", "form = 1\nname = [");
    let error = desk.store().manifests().unwrap_err();
    assert_eq!(error.line, Some(2), "{error}");
}

#[test]
fn sets_are_not_named_like_folders_or_the_users_own_places() {
    let desk = Desk::new();
    desk.write("SY.txt", dump());
    for name in ["../SY", "a/b", "", ".hidden", "pinned"] {
        let error = desk.import_as(&["SY.txt"], |request| request.name = Some(name.to_owned())).unwrap_err();
        assert_eq!(error.about, name);
    }
}
