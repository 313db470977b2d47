//! Where a claim happened: the places of its sentences, the most telling first.

use recount_model::{Place, PlacePrecision};

use super::Context;
use super::aside::{Bearing, bearing};
use super::happening::Happening;
use crate::mark::place::Known;
use crate::mark::{MarkedSentence, What};
use crate::resolve::place::place;
use crate::segment::Line;

/// More places than these no sentence means.
const MOST: usize = 8;

/// The places that a clause names.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Where it happened, the most telling first.
    pub places: Vec<u32>,
    /// What its dateline names, and where its people are from: said to be the place by nobody, and asked last.
    pub beside: Vec<u32>,
}

/// Places of a clause, the most telling first; those of speakers not at all, larger areas and neighbours only where there
/// is no other. `spoken` are the chunks of the speaker, `dateline` the chunks before its dash.
pub fn of_clause(context: &Context<'_>, clause: &MarkedSentence, spoken: &[usize], dateline: usize) -> Scene {
    let k = context.known();
    let (mut spots, mut areas, mut other) = (Vec::new(), Vec::new(), Vec::new());
    let (mut stamped, mut homes) = (Vec::new(), Vec::new());
    for (at, chunk) in clause.chunks.iter().enumerate() {
        let What::Place(place) = chunk.what else { continue };
        // "The river in X": what lies along a town is less than the town.
        let contained = |list: &[Vec<u32>]| {
            let inner = |at: usize| !is_line(context, at as u32);
            list.iter().enumerate().any(|(at, marks)| marks.contains(&place) && inner(at))
        };
        let before = |back: usize, class| {
            at.checked_sub(back).is_some_and(|at| context.source.can_be(&clause.chunks[at], class))
        };
        let prefix = clause.chunks.get(at + 1).is_some_and(|next| next.class == k.colon)
            || clause.chunks.get(at + 2).is_some_and(|next| next.class == k.colon) && at == 0;
        // A place inside a speaker's name is not the place of the happening.
        if spoken.contains(&at) {
            continue;
        }
        // Jets come "from Iraq" to strike elsewhere; a country that something comes from is not where it went.
        if before(1, k.origin) && context.places[place as usize].is_country() {
            continue;
        }
        // "On the border with X": the other side of it.
        let beyond = before(1, k.bordering) || before(1, k.det) && before(2, k.bordering);
        if beyond {
            continue;
        }
        if at < dateline {
            stamped.push(place);
            continue;
        }
        match bearing(context, clause, at) {
            Bearing::Scene => {}
            Bearing::Speaks => continue,
            Bearing::Home | Bearing::Way => {
                homes.push(place);
                continue;
            }
        }
        if prefix || contained(&context.links.within) || contained(&context.links.near) {
            other.push(place);
        } else if is_area(context, place) {
            areas.push(place);
        } else {
            spots.push(place);
        }
    }
    spots.append(&mut areas);
    stamped.append(&mut homes);
    Scene { places: if spots.is_empty() { other } else { spots }, beside: stamped }
}

/// Sentences in which the scene of what follows may be set.
const SETS_THE_SCENE: usize = 3;

/// The places that the sentences before one name, for a claim that names none: "In X, ... . Shells killed two." Then that
/// of the headline, then what datelines and the claim's own sentence name beside it.
pub fn before(context: &Context<'_>, told: &Happening) -> Vec<Place> {
    let sentences = &context.marks.sentences;
    let scene = |earlier: &MarkedSentence| {
        of_clause(context, earlier, &[], super::sentence::dateline_end(context, earlier))
    };
    let from = told.sentence.saturating_sub(SETS_THE_SCENE);
    let telling = |earlier: &&MarkedSentence| !matches!(earlier.sentence.line, Line::Credit | Line::Caption);
    let near = || sentences[from..told.sentence].iter().rev().filter(telling);
    let headline =
        || sentences[..told.sentence].iter().find(|earlier| earlier.sentence.line == Line::Heading);
    let places = near().chain(headline()).map(|earlier| scene(earlier).places);
    let beside = std::iter::once(told.beside.clone()).chain(near().map(|earlier| scene(earlier).beside));
    places
        .chain(beside)
        .find(|marks| !marks.is_empty())
        .map_or_else(Vec::new, |marks| self::places(context, marks))
}

/// The places of a claim from its happenings, the one that tells most first.
///
/// A headline is vague, so sentences come before it; and a sentence that names a spot comes before one that only names
/// an area, or the town around that spot.
pub fn of_claim(context: &Context<'_>, all: &[Happening], ordered: &[&Happening]) -> Vec<Place> {
    let heading =
        |happening: &&&Happening| context.marks.sentences[happening.sentence].sentence.line == Line::Heading;
    let mut telling: Vec<&&Happening> = ordered.iter().filter(|happening| !heading(happening)).collect();
    telling.extend(ordered.iter().filter(heading));
    telling.retain(|happening| !happening.places.is_empty());
    let running =
        |happening: &&&&Happening| context.marks.sentences[happening.sentence].sentence.line == Line::Body;
    let spot = |happening: &Happening| happening.places.iter().any(|mark| !is_area(context, *mark));
    let first = telling.iter().position(|happening| spot(happening));
    let mut marks: Vec<u32> = Vec::new();
    if let Some(first) = first {
        let main = telling[first];
        let mut rest = telling.iter().skip(first + 1).filter(running);
        let finer = rest.find(|happening| is_around(context, main, happening));
        marks.extend(finer.iter().flat_map(|happening| &happening.places));
        if finer.is_none() {
            marks.extend(&main.places);
        }
        marks.extend(telling[..first].iter().flat_map(|happening| &happening.places));
    } else if let Some(main) = telling.first() {
        marks.extend(spot_behind(context, all, main));
        marks.extend(&main.places);
    }
    places(context, marks)
}

/// Sentences behind a claim that may tell its spot.
const TELLS_THE_SPOT: usize = 3;

/// The spot that a sentence behind a claim tells, where the claim itself names only an area: "The operation was carried out
/// in X village". The sentence must speak of what was told, and the spot must lie in the area.
fn spot_behind(context: &Context<'_>, all: &[Happening], claimed: &Happening) -> Vec<u32> {
    let k = context.known();
    if claimed.places.is_empty() || !claimed.places.iter().all(|mark| is_area(context, *mark)) {
        return Vec::new();
    }
    let sentences = &context.marks.sentences;
    let until = sentences.len().min(claimed.sentence + 1 + TELLS_THE_SPOT);
    for (at, sentence) in sentences.iter().enumerate().take(until).skip(claimed.sentence + 1) {
        if sentence.sentence.line != Line::Body {
            continue;
        }
        // What tells a happening of its own is compared with this one, and joins it or does not.
        if all.iter().any(|happening| happening.sentence == at) {
            return Vec::new();
        }
        let points_back = sentence.chunks.windows(2).any(|pair| {
            let what = &pair[1];
            let told = [k.trigger_noun, k.operation].iter().any(|class| context.source.can_be(what, *class));
            told && context.source.can_be(&pair[0], k.definite)
        });
        if !points_back {
            continue;
        }
        let mut spots = of_clause(context, sentence, &[], 0).places;
        spots.retain(|spot| {
            !is_area(context, *spot) && claimed.places.iter().any(|area| lies_in(context, *spot, *area))
        });
        if !spots.is_empty() {
            return spots;
        }
    }
    Vec::new()
}

/// Whether a place lies in an area, as the text links them or as the gazetteer knows.
fn lies_in(context: &Context<'_>, spot: u32, area: u32) -> bool {
    let name = |mark: u32| context.places[mark as usize].name.to_lowercase();
    context.links.within[spot as usize].iter().any(|outer| name(*outer) == name(area))
        || context.places[spot as usize].lies_in(&context.places[area as usize])
}

/// Whether places are nothing but countries.
pub fn are_countries(places: &[Place]) -> bool {
    !places.is_empty() && places.iter().all(|place| place.precision == PlacePrecision::Country)
}

/// Marks as places of a claim, each name once.
fn places(context: &Context<'_>, marks: Vec<u32>) -> Vec<Place> {
    let mut out: Vec<Place> = Vec::new();
    for mark in marks {
        let within: Vec<String> = context.links.within[mark as usize]
            .iter()
            .map(|area| context.places[*area as usize].name.clone())
            .collect();
        let words = &context.marks.places[mark as usize];
        let span = super::assemble::span(context, words.from, words.to);
        let place = place(&context.places[mark as usize], within, span);
        if !out.iter().any(|other| other.name == place.name) {
            out.push(place);
        }
    }
    // "Aleppo's Example town": the province's capital stands behind the town that lies in its province.
    let around = |place: &Place| {
        let own = place.gazetteer_name.as_deref().unwrap_or(&place.name);
        out.iter().any(|other| {
            other.gazetteer_id != place.gazetteer_id
                && other.point.is_some()
                && other.admin1.as_deref().is_some_and(|area| area == own || area == place.name)
        })
    };
    let wide: Vec<bool> = out.iter().map(around).collect();
    let (behind, mut out): (Vec<_>, Vec<_>) = out.into_iter().zip(wide).partition(|(_, wide)| *wide);
    out.extend(behind);
    out.truncate(MOST);
    out.into_iter().map(|(place, _)| place).collect()
}

/// Whether all places of one sentence are named by the other as what its own places lie in.
fn is_around(context: &Context<'_>, outer: &Happening, inner: &Happening) -> bool {
    let name = |mark: u32| context.places[mark as usize].name.to_lowercase();
    let areas: Vec<String> = inner
        .places
        .iter()
        .filter(|mark| !is_area(context, **mark))
        .flat_map(|mark| &context.links.within[*mark as usize])
        .map(|area| name(*area))
        .collect();
    // "X town" says that the town itself is meant.
    let is_town = |mark: u32| {
        let kind = context.marks.places[mark as usize].type_word.as_deref();
        matches!(kind, Some("town" | "city" | "village"))
    };
    !areas.is_empty() && outer.places.iter().all(|mark| areas.contains(&name(*mark)) && !is_town(*mark))
}

/// Whether a mark names a river, a road or another line.
fn is_line(context: &Context<'_>, mark: u32) -> bool {
    let kind = context.marks.places[mark as usize].type_word.as_deref();
    matches!(kind, Some("river" | "road"))
}

/// Whether a mark names more than a spot: a province, a state, the land around a town.
fn is_area(context: &Context<'_>, mark: u32) -> bool {
    let wide = context.marks.places[mark as usize]
        .type_word
        .as_deref()
        .is_some_and(|word| matches!(word, "countryside" | "governorate" | "country"));
    let nameless = context.marks.places[mark as usize].known == Known::Nameless;
    wide || nameless || context.places[mark as usize].is_area()
}
