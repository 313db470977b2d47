//! `recount places pin`: a place put down by hand.

use std::io::Write;

use anyhow::bail;
use recount_gazetteer_store::{Pin as Row, PinOutcome, country_of, feature_code_of};
use recount_places::{Gazetteer, distance_km};

use super::arguments::{Pin, PlaceSets};
use super::home;
use super::import::today;
use crate::engine_setup;
use crate::tell::{Outcome, results, tell};

/// A pin this far from every known place is worth a second look.
const LONELY_KM: f64 = 300.0;
/// A pin replaced by one this far away may be another place of its name.
const FAR_KM: f64 = 25.0;

/// Runs the command.
pub fn run(arguments: &Pin) -> anyhow::Result<Outcome> {
    let (lat, lon) = (arguments.lat, arguments.lon);
    if !(lat.abs() <= 90.0 && lon.abs() <= 180.0) {
        let hint = if lat.abs() <= 180.0 && lon.abs() <= 90.0 {
            "; did latitude and longitude change places?"
        } else {
            ""
        };
        bail!("{lat}, {lon}: latitude goes from -90 to 90, longitude from -180 to 180{hint}");
    }
    if arguments.name.trim().is_empty() || recount_places::fold::plain(&arguments.name).is_empty() {
        bail!("\"{}\": a name needs a letter or digit", arguments.name);
    }
    let Some(feature) = feature_code_of(&arguments.kind) else {
        let words = recount_gazetteer_store::type_words().join(", ");
        bail!(
            "--type {}: not a kind of place; kinds are {words}, or a feature code like HLL",
            arguments.kind
        );
    };
    let sets = PlaceSets { paths: Vec::new(), no_user_places: false, home: arguments.home.clone() };
    let near = nearest(&engine_setup::gazetteer(&sets)?, (lat, lon));
    if let Some(near) = near.as_ref().filter(|near| near.km > LONELY_KM) {
        let far = near.km;
        tell(format_args!(
            "notice: the nearest known place is {far:.0} km away; did latitude and longitude change places?"
        ));
    }
    let near = near.filter(|near| near.km <= LONELY_KM);
    let (near_cc, near_area) = near.map(|near| (near.cc, near.admin1)).unwrap_or_default();
    let row = Row {
        name: arguments.name.trim().to_owned(),
        lat,
        lon,
        admin1: match (&arguments.area, &arguments.country) {
            (Some(area), _) => area.clone(),
            // The nearest place may lie over the border.
            (None, Some(country)) if *country != near_cc => String::new(),
            _ => near_area,
        },
        cc: arguments.country.clone().unwrap_or(near_cc),
        feature,
        alts: arguments.alias.clone(),
        source: arguments.source.clone(),
        pinned: today(),
    };
    let pins = home::store(&arguments.home)?.pins();
    let outcome = pins.pin(&row)?;
    if let PinOutcome::Replaced(km) = outcome
        && km > FAR_KM
    {
        tell(format_args!("notice: the older pin of this name lay {km:.0} km away; a name has one pin"));
    }
    let what = match outcome {
        PinOutcome::Added => "pinned",
        PinOutcome::Replaced(_) => "pinned again",
    };
    let country = country_of(&row.cc).map_or("no country", |country| country.name);
    let place =
        [row.admin1.as_str(), country].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let mut out = results();
    writeln!(
        out,
        "{}: {what} at {lat}, {lon} ({}), in {}",
        row.name,
        place.join(", "),
        pins.path().display()
    )?;
    out.flush()?;
    Ok(Outcome::Fine)
}

struct Near {
    km: f64,
    cc: String,
    admin1: String,
}

fn nearest(gazetteer: &Gazetteer, point: (f64, f64)) -> Option<Near> {
    let all = gazetteer.layers().iter().flat_map(|layer| {
        layer.points().enumerate().map(move |(at, (_, lat, lon))| (layer, at, distance_km(point, (lat, lon))))
    });
    let (layer, at, km) = all.min_by(|a, b| a.2.total_cmp(&b.2))?;
    let (cc, admin1) = layer.whereabouts(at)?;
    Some(Near { km, cc, admin1 })
}
