//! `recount read`: files into the ledger, and what they tell of as a table.
//!
//! All cores read and run the engine; one thread writes. Bytes, reports and claims of a batch land in one transaction,
//! so whoever pulls the plug loses at most the batch in hand, and the next run completes it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use recount_engine::Engine;
use recount_engine::reconcile::Profile;
use recount_ledger::{IngestedReport, Ledger};
use recount_model::{Report, Sha256};

use crate::args::Read;
use crate::engine_setup::{self, Setup};
use crate::guard::guarded;
use crate::input::{self, BlankLines, Intaking, Piece};
use crate::intake::{Entry, Intake, lock};
use crate::interrupt::Interrupt;
use crate::listing::{self, Found};
use crate::ordered::{self, Results};
use crate::table::Look;
use crate::tell::{Outcome, count, results, tell};
use crate::view::{self, View};
use crate::work::{Gained, Reader};
use crate::{incidents, stock};

/// Where a ledger holds more incidents than this, only those that are new or changed are shown.
const MOST_SHOWN: u64 = 200;

/// Runs the command.
pub fn run(arguments: &Read, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let asked = arguments.profile.as_deref().map(stock::profile).transpose()?;
    let found = listing::without_ledger(listing::list(&arguments.paths), &arguments.ledger.path);
    // Where nothing can be read, no ledger is made.
    if found.iter().all(|found| matches!(found, Found::Failed(_) | Found::LeftOut)) {
        for one in &found {
            let Found::Failed(failure) = one else { continue };
            tell(failure);
        }
        if found.iter().any(|found| matches!(found, Found::LeftOut)) {
            tell("nothing but pictures, sound and scripts there");
        }
        if found.is_empty() {
            tell(format_args!("{}: the ledger itself is no report", arguments.ledger.path.display()));
        }
        return Ok(Outcome::SomethingFailed);
    }
    let setup = engine_setup::setup(lexicon, &arguments.places)?;
    let reader = Reader::new(setup.engine.clone(), &arguments.reading)?;
    let path = &arguments.ledger.path;
    let ledger = Arc::new(Mutex::new(Ledger::open_or_create(path)?));
    let profile = match asked {
        Some((profile, own)) => {
            if let Some(text) = &own {
                lock(&ledger).keep_profile(&stock::profile_name(&profile), text)?;
            }
            profile
        }
        None => stock::ledger_profile(&lock(&ledger))?,
    };
    let interrupt = Interrupt::listen()?;

    let mut intake = Intake::new(&ledger, &setup, found.len());
    let intaking = Intaking::new(reader, BlankLines::Skip);
    let entries = start(found, intaking.clone(), &setup, ledger.clone());
    let is_stopped = intake.take_all(&entries, &interrupt)?;
    intake.finish();
    intaking.told_left_out().iter().for_each(tell);
    if is_stopped {
        let kept = count(intake.new_reports(), "new report");
        tell(format_args!("{}: stopped; {kept} kept, the same command goes on from here", path.display()));
        return Ok(Outcome::SomethingFailed);
    }
    let (failed, what) = (intake.failed(), intake.what_changed());
    report(&mut lock(&ledger), &setup.engine, &profile, &what, failed)?;
    intake.gaps().lines(&setup.gazetteer).iter().for_each(tell);
    Ok(Outcome::of_failures(failed))
}

fn start(found: Vec<Found>, intaking: Intaking, setup: &Setup, ledger: Arc<Mutex<Ledger>>) -> Results<Entry> {
    let reader = intaking.reader.clone();
    let max_time = reader.max_time;
    let digest = setup.digest.clone();
    let is_known = move |raw: &[u8]| {
        // An answer that cannot be had is no: adding the file will meet the same trouble and tell it.
        lock(&ledger).is_read(Sha256::of(raw), recount_engine::VERSION, &digest).unwrap_or(false)
    };
    ordered::start(
        ordered::cores(),
        move |feed| input::feed(found, &intaking, feed),
        ordered::Work {
            limit: reader.max_time,
            give_up: Box::new(move |piece| Entry {
                gained: Gained::of_late(piece, max_time),
                items: Vec::new(),
                is_known: false,
            }),
            run: Box::new(move |piece| entry_of(&reader, piece, &is_known)),
        },
    )
}

fn entry_of(reader: &Reader, piece: Piece, is_known: &impl Fn(&[u8]) -> bool) -> Entry {
    let mut known = false;
    let mut gained = reader.read(piece, |raw| {
        known = is_known(raw);
        known
    });
    let mut items = Vec::with_capacity(gained.reports.len());
    for report in std::mem::take(&mut gained.reports) {
        let external_id = report.external_id.clone();
        match guarded(|| item_of(&reader.engine, report)) {
            Ok(item) => items.push(item),
            Err(message) => gained.fail(external_id, message),
        }
    }
    Entry { gained, items, is_known: known }
}

fn item_of(engine: &Engine, report: Report) -> IngestedReport {
    let reading = engine.read_report(&report);
    let row = engine.report_row(&report);
    IngestedReport {
        claims: reading.claims,
        notices: reading.notices,
        shingles: row.shingles,
        agency_credits: row.agency_credits,
        publisher_source: row.head.publisher_source,
        report,
    }
}

/// Rebuilds the incidents and prints them with one line about the run.
fn report(
    ledger: &mut Ledger,
    engine: &Engine,
    profile: &Profile,
    what: &str,
    failed: usize,
) -> anyhow::Result<()> {
    let view = view::refresh(ledger, engine.lexicon(), profile)?;
    let counts = ledger.counts()?;
    let incidents = match view {
        // Nobody reads a table of thousands for the sake of the few that are new.
        View::Part(touched) if counts.incidents > MOST_SHOWN => {
            tell(format_args!("{} of {} incidents are new or changed", touched.len(), counts.incidents));
            touched
        }
        view => view::all_incidents(ledger, view)?,
    };
    let mut out = results();
    incidents::write_table(&mut out, &incidents, engine.lexicon(), Look::of_stdout())?;
    let holds = [(counts.reports, "report"), (counts.claims, "claim"), (counts.incidents, "incident")]
        .map(|(number, what)| count(number as usize, what));
    let path: &Path = ledger.path();
    writeln!(out, "{what}; {} holds {}; {}", path.display(), holds.join(", "), count(failed, "error"))?;
    out.flush()?;
    Ok(())
}
