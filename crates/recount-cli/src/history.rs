//! `recount history`: what was known of an incident as of which day of publication, what changed, and why.

use std::io::Write;
use std::path::PathBuf;

use recount_engine::reconcile::{self, Stage};
use recount_export::csv_lines;
use recount_ledger::Ledger;
use recount_lexicon::Lexicon;
use recount_model::{Harm, Incident, Range};
use serde_json::{Value, json};

use crate::args::{History, ReportFormat};
use crate::judging::desk::{Desk, Refusal, Stop};
use crate::table::{Look, harmless};
use crate::tell::{Outcome, results, tell};
use crate::{engine_setup, show, stock, words};

/// Runs the command.
pub fn run(arguments: &History, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ledger = Ledger::open(&arguments.ledger.path)?;
    let lexicon = engine_setup::lexicon(lexicon)?;
    let desk = Desk::at(&ledger)?;
    let found =
        desk.incident(&arguments.incident).and_then(|incident| Ok((desk.anchors(&incident)?, incident)));
    let (anchors, incident) = match found {
        Ok(found) => found,
        Err(Stop::Refused(Refusal(why))) => {
            tell(why);
            return Ok(Outcome::SomethingFailed);
        }
        Err(Stop::Failed(error)) => return Err(error),
    };
    let profile = stock::ledger_profile(&ledger)?;
    let (judgements, _) = stock::judgements(&ledger)?;
    let numbered = show::numbered(&ledger, &incident)?;
    let mut rows = stock::Rows::around(&ledger, &anchors)?;
    rows.claims.retain(|row| anchors.contains(&row.claim.anchor));
    let facts = stock::sources(&lexicon);
    let stages = reconcile::history(&rows.reports, &rows.claims, &facts, &profile, &judgements);
    let mut entries: Vec<Entry> = Vec::new();
    let mut before: Option<&Incident> = None;
    for stage in &stages {
        entries.push(Entry::of(stage, before, &rows, &numbered, &lexicon));
        before = Some(&stage.incident);
    }
    for judgement in judgements.iter().filter(|one| incident.judged.judgements.contains(&one.number)) {
        let said = crate::judging::in_words(&judgement.decision);
        entries.push(Entry {
            on: judgement.at.get(..10).unwrap_or(&judgement.at).to_owned(),
            known: Vec::new(),
            changed: vec![format!("{}: {said}", judgement.number)],
            because: vec![format!("{}: {}", judgement.by, judgement.why)],
        });
    }
    let superseded = superseded(&ledger, &incident)?;
    let mut out = results();
    match arguments.format {
        ReportFormat::Table => {
            let look = Look::of_stdout();
            for entry in &entries {
                writeln!(out, "{}", look.heading(&entry.on))?;
                for (name, value) in entry.known.iter().filter(|(_, value)| value != words::NOT_STATED) {
                    writeln!(out, "  {name:<12} {}", harmless(value))?;
                }
                entry
                    .changed
                    .iter()
                    .try_for_each(|what| writeln!(out, "  changed      {}", harmless(what)))?;
                entry.because.iter().try_for_each(|why| writeln!(out, "  because      {}", harmless(why)))?;
            }
            superseded.iter().try_for_each(|line| writeln!(out, "{}", harmless(line)))?;
        }
        ReportFormat::Jsonl => {
            for entry in &entries {
                writeln!(out, "{}", entry.json())?;
            }
        }
        ReportFormat::Csv => {
            let names = ["on", "killed", "injured", "origins", "alleged", "grade", "changed", "because"];
            let rows = entries.iter().map(|entry| {
                let known = |name: &str| {
                    let found = entry.known.iter().find(|(known, _)| *known == name);
                    found.map_or_else(String::new, |(_, value)| value.clone())
                };
                let mut row = vec![entry.on.clone()];
                row.extend(["killed", "injured", "origins", "alleged", "grade"].map(known));
                row.extend([entry.changed.join("; "), entry.because.join("; ")]);
                row
            });
            csv_lines(&mut out, &names, rows)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// One day, or one judgement.
struct Entry {
    on: String,
    known: Vec<(&'static str, String)>,
    changed: Vec<String>,
    because: Vec<String>,
}

impl Entry {
    fn of(
        stage: &Stage,
        before: Option<&Incident>,
        rows: &stock::Rows,
        numbered: &[recount_model::ClaimId],
        lexicon: &Lexicon,
    ) -> Self {
        let known = known(&stage.incident, lexicon);
        let changed = match before {
            None => vec!["first told".to_owned()],
            Some(before) => {
                let old = self::known(before, lexicon);
                let differ = known.iter().zip(&old).filter(|(now, then)| now.1 != then.1);
                differ.map(|(now, then)| format!("{} from {} to {}", now.0, then.1, now.1)).collect()
            }
        };
        let because = stage.new.iter().filter_map(|id| {
            let row = rows.claims.iter().find(|row| row.claim.anchor.claim_id() == *id)?;
            let head = &rows.reports[row.report].head;
            let publisher = head.publisher.as_ref().unwrap_or(&head.file);
            let chain: String = row.speakers.iter().map(|speaker| format!(" < {}", speaker.text)).collect();
            let figures = row.claim.figures.iter().map(words::bare_figure);
            let figures = figures.collect::<Vec<_>>().join(", ");
            let polarity = match row.claim.polarity {
                recount_model::Polarity::Affirmed => String::new(),
                other => format!(" ({})", other.as_str()),
            };
            let number = numbered.iter().position(|claim| claim == id).map_or(0, |at| at + 1);
            let said = if figures.is_empty() { "no figures".to_owned() } else { figures };
            Some(format!("[{number}] {publisher}{chain}{polarity}: {said}"))
        });
        Self {
            on: stage.on.map_or_else(|| "day unknown".to_owned(), |on| on.to_string()),
            known,
            changed,
            because: because.collect(),
        }
    }

    fn json(&self) -> Value {
        let known: serde_json::Map<String, Value> =
            self.known.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        json!({"on": self.on, "known": known, "changed": self.changed, "because": self.because})
    }
}

fn known(incident: &Incident, lexicon: &Lexicon) -> Vec<(&'static str, String)> {
    let total = |harm: Harm| {
        let range: Option<&Range> = incident.ranges.get(&(harm, None));
        let best =
            range.and_then(|range| range.best).filter(|_| range.is_some_and(|range| range.low != range.high));
        words::range(range) + &best.map(|best| format!(" (best {best})")).unwrap_or_default()
    };
    let grade = incident.suggested_grade.as_ref();
    vec![
        ("killed", total(Harm::Killed)),
        ("injured", total(Harm::Injured)),
        ("missing", total(Harm::Missing)),
        ("captured", total(Harm::Captured)),
        ("when", words::day(incident.when.as_ref())),
        ("where", words::places(&incident.places)),
        ("alleged", words::names(&incident.alleged, lexicon)),
        ("denied by", words::names(&incident.denied_by, lexicon)),
        ("acknowledged", words::names(&incident.acknowledged_by, lexicon)),
        ("origins", format!("{} of {} links", incident.origins, incident.links)),
        (
            "grade",
            grade.map_or_else(
                || words::NOT_STATED.to_owned(),
                |grade| format!("{}, {} (suggested)", grade.harm, grade.attribution),
            ),
        ),
    ]
}

/// Earlier versions of the incident's reports, which count no more.
fn superseded(ledger: &Ledger, incident: &Incident) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    for report in &incident.reports {
        for old in ledger.versions(report)?.into_iter().filter(|old| old != report) {
            let Ok(version) = ledger.report(&old) else { continue };
            let day = version
                .published
                .map_or_else(|| "day unknown".to_owned(), |published| published.on.to_string());
            let claims = ledger.claims_of_report(&old)?.len();
            let publisher = version.publisher.unwrap_or(version.file);
            lines.push(format!("{publisher}, {day}: an earlier version of {report} with {claims} claims counts no more ({old})"));
        }
    }
    Ok(lines)
}
