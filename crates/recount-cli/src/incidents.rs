//! `recount incidents`: the incidents of the ledger, filtered, as a table or for programs.

use std::io::{self, Write};
use std::path::PathBuf;

use jiff::civil::Date;
use recount_export::csv::IncidentRow;
use recount_export::incidents::incident_line;
use recount_ledger::Ledger;
use recount_lexicon::Lexicon;
use recount_model::{Harm, Incident, Place, State};
use recount_places::fold::fold;

use crate::args::{Incidents, ListFormat};
use crate::table::{Column, Look, Table};
use crate::tell::{Outcome, results, tell};
use crate::{engine_setup, stock, words};

/// Runs the command.
pub fn run(arguments: &Incidents, lexicon_folders: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ledger = Ledger::open(&arguments.ledger.path)?;
    let lexicon = engine_setup::lexicon(lexicon_folders)?;
    let profile = stock::view_profile(&ledger)?;
    let all = ledger.incidents()?;
    let incidents: Vec<Incident> =
        all.into_iter().filter(|incident| fits(incident, arguments, &lexicon)).collect();
    let mut out = results();
    match arguments.format {
        ListFormat::Table if incidents.is_empty() => tell("no incidents"),
        ListFormat::Table => write_table(&mut out, &incidents, &lexicon, Look::of_stdout())?,
        ListFormat::Csv => {
            let rows = incidents.iter().map(|incident| IncidentRow::of(incident, &profile));
            recount_export::csv::write(&mut out, rows)?;
        }
        ListFormat::Json => {
            let views = stock::views(&ledger)?;
            for incident in &incidents {
                writeln!(out, "{}", incident_line(incident, &profile, &views))?;
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// Prints incidents in order of their days, with ids as short as `show` takes them.
pub fn write_table(
    out: &mut impl Write,
    incidents: &[Incident],
    lexicon: &Lexicon,
    look: Look,
) -> io::Result<()> {
    if incidents.is_empty() {
        return Ok(());
    }
    let mut ordered: Vec<&Incident> = incidents.iter().collect();
    // Without a day last; the id makes the order whole.
    ordered.sort_by_key(|incident| {
        let earliest = incident.when.as_ref().and_then(|when| when.earliest);
        (earliest.is_none(), earliest, incident.id.clone())
    });
    let length = short_length(incidents);
    // Only where somebody judged: a column that always says "pending" says nothing.
    let is_judged = ordered.iter().any(|incident| incident.state != State::Pending);
    let mut columns = vec![
        Column::Words("incident"),
        Column::Words("date"),
        Column::Cuttable("place"),
        Column::Words("kind"),
        Column::Number("killed"),
        Column::Number("injured"),
        Column::Cuttable("alleged"),
        Column::Number("origins/links"),
        Column::Cuttable("contradicted"),
    ];
    columns.extend(is_judged.then_some(Column::Words("state")));
    let mut table = Table::new(columns);
    for incident in ordered {
        let cells = [
            incident.id.as_str()[..length].to_owned(),
            words::day(incident.when.as_ref()),
            words::places(&incident.places),
            incident.kind.as_str().to_owned(),
            words::total(incident, Harm::Killed),
            words::total(incident, Harm::Injured),
            words::names(&incident.alleged, lexicon),
            format!("{}/{}", incident.origins, incident.links),
            words::contradictions(incident),
        ];
        let grade = incident.judged.grading.as_ref().filter(|_| incident.state == State::Graded);
        let state = grade
            .map_or_else(|| incident.state.as_str().to_owned(), |grade| format!("graded {}", grade.harm));
        table.push(cells.into_iter().chain(is_judged.then_some(state)));
    }
    table.write(out, look)
}

/// The least length at which all ids differ, and at least one that still differs when some more come.
fn short_length(incidents: &[Incident]) -> usize {
    let mut ids: Vec<&str> = incidents.iter().map(|incident| incident.id.as_str()).collect();
    ids.sort_unstable();
    let shared = |pair: &[&str]| pair[0].bytes().zip(pair[1].bytes()).take_while(|(a, b)| a == b).count();
    let longest = ids.windows(2).map(shared).max().unwrap_or(0);
    let whole = ids.first().map_or(0, |id| id.len());
    (longest + 1).max("i-0123456".len()).min(whole)
}

fn fits(incident: &Incident, arguments: &Incidents, lexicon: &Lexicon) -> bool {
    let kind = arguments.kind.is_empty() || arguments.kind.contains(&incident.kind);
    let place = |asked: &String| incident.places.iter().any(|place| is_at(place, asked));
    let actor = |asked: &String| incident.alleged.iter().any(|alleged| is_actor(alleged, asked, lexicon));
    kind && is_between(incident, arguments.from, arguments.to)
        && arguments.place.as_ref().is_none_or(place)
        && arguments.actor.as_ref().is_none_or(actor)
}

/// Whether it can have happened in this time. What has no day cannot be said to have.
fn is_between(incident: &Incident, from: Option<Date>, to: Option<Date>) -> bool {
    if from.is_none() && to.is_none() {
        return true;
    }
    let Some(when) = &incident.when else { return false };
    let (earliest, latest) = (when.earliest.or(when.latest), when.latest.or(when.earliest));
    let (Some(earliest), Some(latest)) = (earliest, latest) else { return false };
    from.is_none_or(|from| from <= latest) && to.is_none_or(|to| earliest <= to)
}

/// By part of a name as it is written, or by a whole name as it sounds, so that one spelling finds the others.
fn is_at(place: &Place, asked: &str) -> bool {
    let names =
        [Some(&place.name), place.gazetteer_name.as_ref(), place.admin1.as_ref(), place.country.as_ref()];
    let lower = asked.to_lowercase();
    let sounds = |name: &str| fold(name).sounds.into_iter().map(|sound| sound.vfold).collect::<Vec<_>>();
    let asked_sounds = sounds(asked);
    names.into_iter().flatten().chain(&place.within).any(|name| {
        name.to_lowercase().contains(&lower) || sounds(name).iter().any(|sound| asked_sounds.contains(sound))
    })
}

/// By id, by part of the name, or by belonging to the actor that is asked for.
fn is_actor(alleged: &str, asked: &str, lexicon: &Lexicon) -> bool {
    let lower = asked.to_lowercase();
    let is_named = |name: &str| name.to_lowercase().contains(&lower);
    let wholes =
        lexicon.actors.iter().filter(|actor| actor.id == asked || actor.name.to_lowercase() == lower);
    alleged == asked
        || is_named(&words::name(alleged, lexicon))
        || wholes.into_iter().any(|whole| lexicon.belongs_to(alleged, &whole.id))
}
