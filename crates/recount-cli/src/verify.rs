//! `recount verify`: re-hashes everything in a ledger and replays its log.

use std::io::Write;

use recount_ledger::{ErrorKind, Ledger};
use recount_model::Sha256;

use crate::args::Verify;
use crate::input::shown;
use crate::tell::{Outcome, count, results, tell};

/// Runs the command.
pub fn run(arguments: &Verify) -> anyhow::Result<Outcome> {
    let path = shown(&arguments.ledger.path);
    let verification = match Ledger::open(&arguments.ledger.path).and_then(|ledger| ledger.verify()) {
        Ok(verification) => verification,
        // Damage so deep that not even the records can be listed is still the answer to the question.
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            tell(error);
            return Ok(Outcome::SomethingFailed);
        }
        Err(error) => return Err(error.into()),
    };
    let mut out = results();
    for problem in &verification.problems {
        writeln!(out, "{path}: {problem}")?;
    }
    for report in &verification.erased {
        writeln!(out, "{path}: {report}: erased with a tombstone")?;
    }
    let problems = verification.problems.len();
    let verdict =
        if problems == 0 { "sound".to_owned() } else { format!("not sound, {}", count(problems, "problem")) };
    writeln!(
        out,
        "{path}: {verdict}: {} files, {} reports, {} claims, {} log entries, root {}",
        verification.blobs,
        verification.reports,
        verification.claims,
        verification.entries,
        Sha256(verification.root).to_hex()
    )?;
    out.flush()?;
    Ok(Outcome::of_failures(problems))
}
