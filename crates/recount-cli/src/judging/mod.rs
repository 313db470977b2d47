//! Commands by which people judge. Each finds its claims, asks whether the judgement may be made, writes it down, makes
//! the incidents anew and shows what became of those it is about.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use recount_ledger::{Ledger, NewJudgement};
use recount_model::{Incident, IncidentId};

use crate::args::{self, JudgementsCommand, Signature};
use crate::input::plain_words;
use crate::table::Look;
use crate::tell::{Outcome, count, results, tell};
use crate::{engine_setup, incidents, stock, view};

pub mod ask;
pub mod desk;
mod list;
mod signature;

pub use list::in_words;

use ask::Ask;
use desk::{Desk, Made, Refusal, Stop};

/// `judge`
pub fn judge(arguments: &args::Judge, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let verdict = match arguments.verdict {
        args::Verdict::Same => recount_model::Verdict::Same,
        args::Verdict::Different => recount_model::Verdict::Different,
        args::Verdict::Unsure => recount_model::Verdict::Unsure,
    };
    one(&Ask::Judge(arguments.claim.clone(), arguments.other.clone(), verdict), &arguments.signature, lexicon)
}

/// `merge`
pub fn merge(arguments: &args::Merge, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ask = Ask::Merge(vec![arguments.incident.clone()], vec![arguments.other.clone()]);
    one(&ask, &arguments.signature, lexicon)
}

/// `split`
pub fn split(arguments: &args::Split, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ask = Ask::Split(vec![arguments.incident.clone()], arguments.claims.clone());
    one(&ask, &arguments.signature, lexicon)
}

/// `correct`
pub fn correct(arguments: &args::Correct, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ask = Ask::Correct(vec![arguments.of.clone()], arguments.field.clone(), arguments.value.clone());
    one(&ask, &arguments.signature, lexicon)
}

/// `withdraw`
pub fn withdraw(arguments: &args::Withdraw, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    one(&Ask::Withdraw(vec![arguments.of.clone()]), &arguments.signature, lexicon)
}

/// `grade`
pub fn grade(arguments: &args::Grade, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ask = Ask::Grade(vec![arguments.incident.clone()], arguments.grade.clone());
    one(&ask, &arguments.signature, lexicon)
}

/// `cut`
pub fn cut(arguments: &args::Cut, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    one(&Ask::Cut(arguments.report.clone(), arguments.other.clone()), &arguments.signature, lexicon)
}

/// `undo`
pub fn undo(arguments: &args::Undo, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    one(&Ask::Undo(arguments.judgement.clone()), &arguments.signature, lexicon)
}

/// `judgements`
pub fn judgements(arguments: &args::Judgements, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    match &arguments.command {
        None => list::run(arguments),
        Some(JudgementsCommand::Add { file, signature }) => add(file, signature, lexicon),
    }
}

fn one(ask: &Ask, signature: &Signature, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let mut ledger = Ledger::open(&signature.ledger.path)?;
    let by = signature::by(signature)?;
    // Ids are looked at before the reason is asked for: nobody should explain what cannot be judged.
    let given = signature.why.clone().unwrap_or_default();
    let made = match Desk::at(&ledger)?.decide(ask, &by, &given) {
        Ok(made) => made,
        Err(Stop::Refused(Refusal(why))) => {
            tell(why);
            return Ok(Outcome::SomethingFailed);
        }
        Err(Stop::Failed(error)) => return Err(error),
    };
    let why = signature::why(signature)?;
    let before = ledger.incidents()?;
    let new = new_judgement(&made, by, why);
    let number = ledger.judge(&new)?;
    let mut out = results();
    writeln!(out, "{number}: {}", list::in_words(&made.decision))?;
    tell_replaced(&made, number.to_string().as_str());
    finish(&mut ledger, lexicon, &before, &mut out)?;
    Ok(Outcome::Fine)
}

fn new_judgement(made: &Made, by: String, why: String) -> NewJudgement {
    NewJudgement { by, why, machine_said: made.machine_said.clone(), decision: made.decision.clone() }
}

fn tell_replaced(made: &Made, number: &str) {
    let replaced: Vec<String> = made.replaces.iter().map(ToString::to_string).collect();
    if !replaced.is_empty() {
        tell(format_args!(
            "{number}: takes the place of what {} says of the same claims",
            replaced.join(", ")
        ));
    }
}

/// Adds the judgements of a file. Those that are refused are named with their line; the others are made together.
fn add(file: &Path, signature: &Signature, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let name = if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() };
    let mut ledger = Ledger::open(&signature.ledger.path)?;
    let input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(file).map_err(|error| anyhow!("{name}: {}", plain_words(&error)))?)
    };
    let (mut accepted, mut refused) = (Vec::new(), 0);
    let mut desk = Desk::at(&ledger)?;
    for (at, line) in BufReader::new(input).split(b'\n').enumerate() {
        let line = line.map_err(|error| anyhow!("{name}: {}", plain_words(&error)))?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        match decide_line(&line, signature, &mut desk) {
            Ok(judgement) => accepted.push(judgement),
            Err(Stop::Refused(Refusal(why))) => {
                tell(format_args!("{name}:{}: refused: {why}", at + 1));
                refused += 1;
            }
            Err(Stop::Failed(error)) => return Err(error),
        }
    }
    let before = ledger.incidents()?;
    let mut out = results();
    if !accepted.is_empty() {
        ledger.judge_all(&accepted)?;
        finish(&mut ledger, lexicon, &before, &mut out)?;
    }
    writeln!(out, "{} added, {refused} refused", count(accepted.len(), "judgement"))?;
    out.flush()?;
    Ok(Outcome::of_failures(refused))
}

fn decide_line(line: &str, signature: &Signature, desk: &mut Desk<'_>) -> Result<NewJudgement, Stop> {
    let refuse = |why: String| Stop::Refused(Refusal(why));
    let line = ask::read_line(line).map_err(refuse)?;
    let by = match line.by {
        Some(by) => by,
        None => signature::by(signature).map_err(|error| refuse(error.to_string()))?,
    };
    let why = line.why.or_else(|| signature.why.clone()).filter(|why| !why.trim().is_empty());
    let why = why.ok_or_else(|| refuse("\"why\" is missing, and no --why was given".to_owned()))?;
    let made = desk.decide(&line.ask, &by, &why)?;
    Ok(new_judgement(&made, by, why))
}

/// Makes the incidents anew and shows those that are other than before.
fn finish(
    ledger: &mut Ledger,
    lexicon: &[PathBuf],
    before: &[Incident],
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let lexicon = engine_setup::lexicon(lexicon)?;
    let profile = stock::ledger_profile(ledger)?;
    let made = view::refresh(ledger, &lexicon, &profile)?;
    let after = view::all_incidents(ledger, made)?;
    let live: BTreeSet<&IncidentId> = after.iter().map(|incident| &incident.id).collect();
    for gone in before.iter().filter(|incident| !live.contains(&incident.id)) {
        let now = ledger.incident(gone.id.as_str())?.incident;
        let now =
            now.map_or_else(|| "nothing is left of it".to_owned(), |now| format!("now part of {}", now.id));
        writeln!(out, "{}: {now}", gone.id)?;
    }
    let changed: Vec<Incident> =
        after.iter().filter(|incident| !before.contains(incident)).cloned().collect();
    if changed.is_empty() {
        writeln!(out, "no incident changed")?;
    } else {
        incidents::write_table(out, &changed, &lexicon, Look::of_stdout())?;
    }
    out.flush()?;
    Ok(())
}
