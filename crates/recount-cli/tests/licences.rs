//! Holds `licences.tsv` to the crates that are in the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// `RECOUNT_UPDATE=1 cargo test -p recount-cli --test licences` writes the list anew.
#[test]
fn the_list_of_licences_names_every_crate_of_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let nodes: BTreeMap<String, Value> = list(&metadata["resolve"]["nodes"])
        .into_iter()
        .map(|node| (node["id"].as_str().unwrap().to_owned(), node))
        .collect();
    let packages = list(&metadata["packages"]);
    let start = packages.iter().find(|package| package["name"] == "recount-cli").unwrap();
    let mut open = vec![start["id"].as_str().unwrap().to_owned()];
    let mut inside = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !inside.insert(id.clone()) {
            continue;
        }
        for dependency in list(&nodes[&id]["deps"]) {
            // What only builds or tests the program is not in it.
            if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                open.push(dependency["pkg"].as_str().unwrap().to_owned());
            }
        }
    }
    let lines = packages.iter().filter(|package| inside.contains(package["id"].as_str().unwrap()));
    let lines = lines.filter(|package| !package["source"].is_null()).map(|package| {
        let text = |key: &str| package[key].as_str().unwrap_or("see its repository").to_owned();
        format!("{}\t{}\t{}\n", text("name"), text("version"), text("license"))
    });
    let lines: BTreeSet<String> = lines.collect();
    let expected: String = lines.into_iter().collect();
    let file = folder.join("licences.tsv");
    if std::env::var_os("RECOUNT_UPDATE").is_some() {
        std::fs::write(&file, &expected).unwrap();
    }
    let names = |text: &str| -> BTreeSet<String> {
        text.lines().filter_map(|line| line.split('\t').next().map(str::to_owned)).collect()
    };
    // Versions may move on without anybody's licence changing.
    assert_eq!(
        names(&std::fs::read_to_string(&file).unwrap()),
        names(&expected),
        "run it with RECOUNT_UPDATE=1"
    );
}
