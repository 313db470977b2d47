//! `recount --licences`: under which terms the program, its data and the code in it stand.

use std::io::Write;

use crate::tell::{Outcome, results};

const OURS: &str = "\
recount: MIT OR Apache-2.0

Place data inside the program:
  GeoNames (https://www.geonames.org): CC-BY-4.0; selected and rearranged
  airportsdata: MIT
  i18n-iso-countries: MIT

Code inside the program (name, version, licence):";

/// Name, version and licence of every crate in the program; a test keeps it whole.
const CRATES: &str = include_str!("../licences.tsv");

/// Runs the command.
pub fn run() -> anyhow::Result<Outcome> {
    let mut out = results();
    writeln!(out, "{OURS}")?;
    for line in CRATES.lines() {
        writeln!(out, "  {}", line.replace('\t', " "))?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}
