//! `recount places import`: a set of places from files.

use std::io::Write;

use jiff::Zoned;
use recount_gazetteer_store::{Bounds, ColumnMap, Imported, Manifest, Progress, Request, country_of};
use recount_places::Gazetteer;

use super::arguments::Import;
use super::home;
use crate::tell::{Outcome, count, results, tell};

/// Runs the command.
pub fn run(arguments: &Import) -> anyhow::Result<Outcome> {
    let store = home::store(&arguments.home)?;
    let mut map = ColumnMap::default();
    for (ours, theirs) in &arguments.map {
        map.add(ours, theirs).map_err(anyhow::Error::msg)?;
    }
    let bounds = Bounds::of(&Gazetteer::world());
    let request = Request {
        paths: arguments.paths.clone(),
        name: arguments.name.clone(),
        countries: arguments.countries.clone(),
        map,
        source: arguments.source.clone(),
        licence: arguments.licence.clone(),
        today: today(),
        bounds: &bounds,
        fetched: None,
    };
    match store.import(&request, &mut say_progress()) {
        Ok(imported) => {
            report(&imported)?;
            Ok(Outcome::of_failures(imported.problems.number() as usize))
        }
        Err(error) => {
            tell(error);
            Ok(Outcome::SomethingFailed)
        }
    }
}

/// Today where the user is, as manifests and tables have it.
pub fn today() -> String {
    Zoned::now().date().to_string()
}

/// Says now and then how far an import is; small ones say nothing.
pub fn say_progress() -> impl FnMut(Progress) {
    let mut next = 1_000_000;
    move |progress| match progress {
        Progress::Read(rows) if rows >= next => {
            next = rows + 1_000_000;
            tell(format_args!("{:.1} million rows read", rows as f64 / 1e6));
        }
        Progress::Indexing(rows) if rows >= 200_000 => tell("all rows read; making the index"),
        _ => {}
    }
}

/// More rows that were left out than this say nothing new.
const MOST_PROBLEMS: usize = 5;

/// Tells what became of an import.
pub fn report(imported: &Imported) -> anyhow::Result<()> {
    let (problems, manifest) = (&imported.problems, &imported.manifest);
    problems.first().iter().take(MOST_PROBLEMS).for_each(tell);
    let more = problems.number().saturating_sub(MOST_PROBLEMS as u64);
    if more > 0 {
        tell(format_args!("{more} more rows left out"));
    }
    let mut parts = vec![format!("{}: {}", manifest.name, count(manifest.places as usize, "place"))];
    parts.push(countries(manifest));
    let facts = [
        (manifest.joined, "joined with another row of the same place"),
        (manifest.left_out, "left out"),
        (imported.other_countries, "of other countries"),
    ];
    parts.extend(
        facts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")),
    );
    if let Some(before) = &imported.replaced {
        parts.push(format!("in place of {} of {}", count(before.places as usize, "place"), before.imported));
    }
    let mut out = results();
    writeln!(out, "{}", parts.join("; "))?;
    if manifest.licence == "not stated" {
        tell("notice: nobody said whose places these are; --source and --licence keep it with them");
    }
    out.flush()?;
    Ok(())
}

/// The countries of a set, the largest first.
pub fn countries(manifest: &Manifest) -> String {
    let mut all: Vec<(&String, &u64)> = manifest.countries.iter().collect();
    all.sort_by_key(|(code, number)| (std::cmp::Reverse(**number), *code));
    let name = |code: &str| {
        country_of(code).map_or("no country stated".to_owned(), |country| country.name.to_owned())
    };
    let named: Vec<String> = all.iter().take(4).map(|(code, _)| name(code)).collect();
    match all.len().saturating_sub(named.len()) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
