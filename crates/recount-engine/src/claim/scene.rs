//! Where a claim happened: the places of its sentences, the most telling first.

use recount_model::{Place, PlacePrecision};

use super::Context;
use super::happening::Happening;
use crate::mark::{MarkedSentence, What};
use crate::resolve::place::place;
use crate::segment::Line;

/// More places than these no sentence means.
const MOST: usize = 8;

/// Places of a clause, the most telling first; those of speakers not at all, those of datelines, larger areas and
/// neighbours only where there is no other. `spoken` are the chunks of the speaker, `dateline` the chunks before its
/// dash.
pub fn of_clause(
    context: &Context<'_>,
    clause: &MarkedSentence,
    spoken: &[usize],
    dateline: usize,
) -> Vec<u32> {
    let k = context.known();
    let (mut spots, mut areas, mut other) = (Vec::new(), Vec::new(), Vec::new());
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
        // "A child from X": where somebody is from. "On the border with X": the other side of it.
        let origin = before(1, k.origin) && (before(2, k.people) || before(2, k.group) || before(2, k.comma));
        // Jets come "from Iraq" to strike elsewhere; a country that something comes from is not where it went.
        if before(1, k.origin) && context.places[place as usize].is_country() {
            continue;
        }
        let beyond = before(1, k.bordering) || before(1, k.det) && before(2, k.bordering);
        if beyond {
            continue;
        }
        if at < dateline
            || prefix
            || origin
            || contained(&context.links.within)
            || contained(&context.links.near)
        {
            other.push(place);
        } else if is_area(context, place) {
            areas.push(place);
        } else {
            spots.push(place);
        }
    }
    spots.append(&mut areas);
    if spots.is_empty() { other } else { spots }
}

/// Sentences in which the scene of what follows may be set.
const SETS_THE_SCENE: usize = 3;

/// The places that the sentences before one name, for a claim that names none: "In X, ... . Shells killed two."
pub fn before(context: &Context<'_>, sentence: usize) -> Vec<Place> {
    let from = sentence.saturating_sub(SETS_THE_SCENE);
    for earlier in context.marks.sentences[from..sentence].iter().rev() {
        if matches!(earlier.sentence.line, Line::Credit | Line::Caption) {
            continue;
        }
        let marks = of_clause(context, earlier, &[], super::sentence::dateline_end(context, earlier));
        if !marks.is_empty() {
            return places(context, marks);
        }
    }
    Vec::new()
}

/// The places of a claim from its happenings, the one that tells most first.
///
/// A headline is vague, so sentences come before it; and a sentence that names a spot comes before one that only names
/// an area, or the town around that spot.
pub fn of_claim(context: &Context<'_>, ordered: &[&Happening]) -> Vec<Place> {
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
        marks.extend(&main.places);
    }
    places(context, marks)
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
    wide || context.places[mark as usize].is_area()
}
