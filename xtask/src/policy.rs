//! `cargo xtask policy`: every dependency's licence and name against `deny.toml`.
//!
//! `cargo deny` reads the same file and checks more (advisories, sources). It is not everywhere installed and takes
//! minutes to build, and a policy that is only sometimes enforced is none; this part always runs.

mod spdx;

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;

use crate::workspace;

/// The parts of `deny.toml` that are checked here.
#[derive(Deserialize)]
struct Policy {
    licenses: Licenses,
    #[serde(default)]
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

/// A crate that may have a licence which is not allowed in general.
#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Bans {
    #[serde(default)]
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: Option<String>,
}

/// Checks all packages of the lock file.
///
/// # Errors
///
/// When a package has no licence that is allowed, is banned, or cargo cannot tell.
pub fn run() -> Result<()> {
    let path = workspace::root().join("deny.toml");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let policy: Policy = toml::from_str(&text).with_context(|| path.display().to_string())?;
    let done = workspace::cargo()
        .args(["metadata", "--format-version", "1"])
        .output()
        .context("cargo metadata: cannot start")?;
    ensure!(done.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&done.stderr).trim());
    let metadata: Value = serde_json::from_slice(&done.stdout).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let mut problems = Vec::new();
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or("?");
        let licence = package["license"].as_str().unwrap_or("");
        *used.entry(licence).or_default() += 1;
        problems.extend(problem_of(&policy, name, licence));
    }
    problems.iter().for_each(|problem| println!("{problem}"));
    ensure!(problems.is_empty(), "{} dependencies break deny.toml", problems.len());
    println!("policy: {} packages, {} licence expressions, all allowed", packages.len(), used.len());
    Ok(())
}

fn problem_of(policy: &Policy, name: &str, licence: &str) -> Option<String> {
    if let Some(ban) = policy.bans.deny.iter().find(|ban| ban.name == name) {
        return Some(format!("{name}: is banned: {}", ban.reason.as_deref().unwrap_or("no reason given")));
    }
    let exceptions = policy.licenses.exceptions.iter();
    let own = exceptions.filter(|e| e.name == name).flat_map(|e| &e.allow);
    let allowed: Vec<&str> = policy.licenses.allow.iter().chain(own).map(String::as_str).collect();
    match spdx::is_allowed(licence, &allowed) {
        Some(true) => None,
        Some(false) => Some(format!("{name}: licence {licence:?} is not allowed")),
        None => Some(format!("{name}: licence {licence:?} cannot be read")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_holds_for_its_crate_alone_and_a_ban_beats_a_good_licence() {
        let text = "[licenses]\nallow = [\"MIT\"]\nexceptions = [{ crate = \"odd\", allow = [\"MPL-2.0\"] }]\n\
                    [bans]\ndeny = [{ crate = \"openssl\", reason = \"use rustls\" }]\n";
        let policy: Policy = toml::from_str(text).unwrap();
        assert_eq!(problem_of(&policy, "odd", "MPL-2.0"), None);
        assert!(problem_of(&policy, "even", "MPL-2.0").unwrap().contains("not allowed"));
        assert!(problem_of(&policy, "openssl", "MIT").unwrap().contains("use rustls"));
        assert!(problem_of(&policy, "even", "").unwrap().contains("cannot be read"));
    }
}
