//! Where the user's sets are, and opening them.

use std::env;
use std::path::PathBuf;

use anyhow::Context;
use recount_gazetteer_store::Store;
use recount_places::{Gazetteer, Rank};

use super::arguments::PlacesHome;
use crate::tell::tell;

/// The folder: as the user says, else `recount/places` in the folder for data that the system has.
pub fn folder(home: &PlacesHome) -> Option<PathBuf> {
    if let Some(home) = &home.home {
        return Some(home.clone());
    }
    let of = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = if cfg!(windows) {
        of("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        of("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        // The standard says that a path which is not absolute counts as not set.
        let own = of("XDG_DATA_HOME").filter(|path| path.is_absolute());
        own.or_else(|| of("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("recount/places"))
}

/// The store, where there can be one.
pub fn store(home: &PlacesHome) -> anyhow::Result<Store> {
    let folder =
        folder(home).context("no folder for your places: set --places-home DIR or RECOUNT_PLACES_HOME")?;
    Ok(Store::at(folder))
}

/// The gazetteer with the user's sets and pins, and digests of what was added.
pub fn with_user_places(
    mut gazetteer: Gazetteer,
    home: &PlacesHome,
    digests: &mut Vec<String>,
) -> anyhow::Result<Gazetteer> {
    let Some(folder) = folder(home) else { return Ok(gazetteer) };
    let store = Store::at(folder);
    for manifest in store.manifests()? {
        let (opened, trouble) = store.open(manifest)?;
        trouble.iter().for_each(|trouble| tell(format_args!("notice: {trouble}")));
        // The rows decide: an index made again by another version has other bytes but the same places.
        digests.push(opened.manifest.rows_sha256);
        gazetteer = gazetteer.with_layer(opened.layer);
    }
    if let Some((layer, notices)) = store.pins().layer()? {
        notices.iter().for_each(tell);
        digests.push(recount_model::Sha256::of(layer.as_bytes()).to_hex());
        gazetteer = gazetteer.with_layer(layer);
    }
    Ok(gazetteer)
}

/// How many places of a country the world default has, and how many were added to it.
pub fn places_of(gazetteer: &Gazetteer, country: &str) -> (usize, usize) {
    let Ok(code) = <[u8; 2]>::try_from(country.as_bytes()) else { return (0, 0) };
    let count = |rank: Rank| {
        let layers = gazetteer.layers().iter().filter(move |layer| layer.rank() == rank);
        layers.flat_map(|layer| layer.points()).filter(|(cc, ..)| *cc == code).count()
    };
    (count(Rank::World), count(Rank::Added))
}
