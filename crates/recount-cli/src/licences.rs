//! `recount --licences`: under which terms the program, its data and the code in it stand.

use std::io::Write;

use recount_gazetteer_store::Store;

use crate::places::arguments::PlacesHome;
use crate::places::home;
use crate::tell::{Outcome, results};

const OURS: &str = "\
recount: MIT OR Apache-2.0

Place data inside the program:
  GeoNames (https://www.geonames.org): CC-BY-4.0; selected and rearranged
  airportsdata: MIT
  i18n-iso-countries: MIT";

/// Name, version and licence of every crate in the program; a test keeps it whole.
const CRATES: &str = include_str!("../licences.tsv");

/// Runs the command.
pub fn run(at: &PlacesHome) -> anyhow::Result<Outcome> {
    let mut out = results();
    writeln!(out, "{OURS}")?;
    let manifests =
        home::folder(at).map(|folder| Store::at(folder).manifests()).transpose()?.unwrap_or_default();
    if !manifests.is_empty() {
        writeln!(out, "\nYour sets of places:")?;
    }
    for manifest in manifests {
        writeln!(out, "  {}: {}; {}", manifest.name, manifest.source, manifest.licence)?;
    }
    writeln!(out, "\nCode inside the program (name, version, licence):")?;
    for line in CRATES.lines() {
        writeln!(out, "  {}", line.replace('\t', " "))?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}
