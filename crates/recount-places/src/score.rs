//! Scores the candidates of one name: prior, kind, area, country, nearness.
//!
//! The weights come from 508 spellings of news headlines with known places. Tuned confusion weights per letter pair added
//! nothing there; articles, priors and context carry the result.

use std::sync::Arc;

use crate::answer::is_site;
use crate::edit::similarity;
use crate::evidence::Linked;
use crate::fold::{Fold, plain, vfold};
use crate::gazetteer::Gazetteer;
use crate::geo::rough_km;
use crate::kind::{FeatureKind, TypeHint};
use crate::layer::Rank;
use crate::lookup::{Matched, NameMatch};
use crate::query::Parts;

/// One candidate while it is scored; small and free of allocations.
#[derive(Debug, Clone)]
pub(crate) struct Scored {
    pub(crate) found: NameMatch,
    pub(crate) point: (f64, f64),
    pub(crate) cosine: f64,
    pub(crate) cc: [u8; 2],
    pub(crate) kind: FeatureKind,
    pub(crate) population: u32,
    pub(crate) parts: Parts,
    pub(crate) score: f32,
    /// Whether it lies where the text says that the name does.
    pub(crate) inside: Linked,
    pub(crate) fame: Fame,
    /// Whether another place is so much better known by this spelling that the bare name does not mean this one.
    pub(crate) shadow: Shadow,
    /// The prior before anything that the rest of the report says.
    pub(crate) own_prior: f32,
    /// Where its set spells the names of its first- and second-order area.
    pub(crate) areas: [u32; 2],
}

/// Whether a namesake known everywhere stands before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shadow {
    None,
    /// Of a city: "Cairo in Illinois" is out of it.
    OfTown,
    /// Of a state or province: those stand in lists ("California, Missouri and Ohio") that read like "X in Y".
    OfArea,
}

/// Whether the whole world knows a place by this name, so that it is meant abroad too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fame {
    World,
    Local,
}

/// A state, a capital, or a city or province of this many people is known everywhere by its own name.
const KNOWN_EVERYWHERE: u32 = 1_000_000;
/// The same for a province: the people of its towns, which is all that a gazetteer of towns can count.
const KNOWN_PROVINCE: u32 = 300_000;
/// A namesake with fewer people than this part of a place known everywhere is not meant by the bare name.
const OVERSHADOWED: u32 = 20;
/// What that costs it; context of a valley (.20) does not make up for it, the text's own words (`Linked`) do.
const SHADOW: f32 = 0.25;
/// The same for a name that only sounds like the one everybody knows: "Emin" for "Yemen".
const SOUND_SHADOW: f32 = 0.20;
/// Enough to stand before a small namesake in the country of the report, as London before London in Ohio.
const FAMOUS: f32 = 0.08;
/// A town with this many people is meant before the area of its name around it.
const BEFORE_ITS_AREA: u32 = 20_000;

/// Candidates beyond this many lose to the rest under every context.
const MOST: usize = 160;

/// The candidates of a folded name with the parts of their score that need no context.
///
/// Reports name the same towns again and again, so the gazetteer remembers them; see [`crate::remember`].
pub(crate) fn candidates(gazetteer: &Gazetteer, folded: &Fold, hint: Option<TypeHint>) -> Arc<[Scored]> {
    gazetteer.remembered.get_or(&folded.plain, hint, || weighed(gazetteer, folded, hint))
}

fn weighed(gazetteer: &Gazetteer, folded: &Fold, hint: Option<TypeHint>) -> Vec<Scored> {
    let mut all: Vec<Scored> = gazetteer
        .lookup_folded(folded)
        .iter()
        .filter_map(|found| {
            let place = gazetteer.place(found.place)?;
            let (kind, population) = (place.kind(), place.population());
            let exact = found.matched == Matched::Exact;
            let known_everywhere = match kind {
                FeatureKind::Country | FeatureKind::Continent => exact,
                FeatureKind::Governorate => {
                    exact && found.own_name && (population >= KNOWN_PROVINCE || is_region(place.feature()))
                }
                FeatureKind::Capital => exact && found.own_name,
                _ => exact && kind.is_settlement() && population >= KNOWN_EVERYWHERE,
            };
            let famous = known_everywhere && !kind.is_area();
            let fame = if known_everywhere { Fame::World } else { Fame::Local };
            let parts = Parts {
                name: found.similarity,
                prior: prior(place.feature(), kind, population) + if famous { FAMOUS } else { 0.0 },
                kind: kind_part(kind, hint),
                set: if place.rank() == Rank::Overlay { 0.04 } else { 0.0 },
                ..Parts::default()
            };
            let cosine = place.lat().to_radians().cos();
            let (point, cc) = ((place.lat(), place.lon()), place.record.cc);
            Some(Scored {
                point,
                cosine,
                cc,
                kind,
                population,
                score: parts.sum(),
                parts,
                found: found.clone(),
                inside: Linked::No,
                fame,
                shadow: Shadow::None,
                own_prior: 0.0,
                areas: [place.record.admin1, place.record.admin2],
            })
        })
        .collect();
    weigh_names(gazetteer, &mut all, hint);
    overshadow(&mut all, hint);
    sort(&mut all);
    all.truncate(MOST);
    all
}

/// "California" is the state where no town of its name lies in it: only a town that is called like its area, and is a
/// seat or of some size, comes before it. Former and other names of towns ("Wisconsin" of Port Washington) do not count.
fn weigh_names(gazetteer: &Gazetteer, all: &mut [Scored], hint: Option<TypeHint>) {
    for candidate in all.iter_mut() {
        let other_name = candidate.found.matched == Matched::Exact && !candidate.found.own_name;
        if other_name && !candidate.kind.is_area() && !is_called(gazetteer, candidate, None) {
            candidate.parts.prior -= OTHER_NAME;
            if candidate.fame == Fame::World {
                candidate.fame = Fame::Local;
                candidate.parts.prior -= FAMOUS;
            }
            candidate.score = candidate.parts.sum();
        }
    }
    if hint.is_some() {
        return;
    }
    for at in 0..all.len() {
        let area = &all[at];
        if area.kind != FeatureKind::Governorate || area.parts.name < 0.95 {
            continue;
        }
        let has_town = all.iter().any(|town| {
            town.kind.is_settlement()
                && town.cc == area.cc
                && town.parts.name >= 0.95
                && (town.kind != FeatureKind::Settlement || town.population >= BEFORE_ITS_AREA)
                && rough_km(town.point, area.point, town.cosine) < 400.0
                && is_inside(gazetteer, town, area)
                && is_called(gazetteer, town, Some(area))
        });
        let area = &mut all[at];
        if has_town {
            // "Aleppo" is the town first, whoever asks.
            area.fame = Fame::Local;
        } else {
            area.parts.kind = 0.0;
            if area.fame == Fame::World {
                area.parts.prior += FAMOUS;
            }
            area.score = area.parts.sum();
        }
    }
}

/// A part of the world that people entered by hand: the packages have no sum of people for it.
fn is_region(feature: &str) -> bool {
    feature == "macroregion"
}

/// Marks what the bare name does not mean because the whole world knows another place by it.
///
/// "China" is no town of California that sounds like it, and "Cairo" no town of Illinois, whatever else the report names.
/// A word of kind lifts it ("the village of Cairo"), and so does the text when it says where the place lies.
fn overshadow(all: &mut [Scored], hint: Option<TypeHint>) {
    for candidate in all.iter_mut() {
        candidate.own_prior = candidate.parts.prior;
    }
    // An airport or a camp is called after its town.
    let may_be = |known: &&Scored| {
        hint.is_none_or(|hint| hint.fits(known.kind) || is_site(hint) && known.kind.is_settlement())
    };
    let best = all.iter().filter(|known| known.fame == Fame::World).filter(may_be);
    let most = best.map(|known| (known.kind, known.population)).max_by_key(|&(kind, people)| {
        (matches!(kind, FeatureKind::Country | FeatureKind::Continent), people)
    });
    let Some((kind, people)) = most else { return };
    let states: Vec<[u8; 2]> =
        all.iter().filter(|known| known.kind == FeatureKind::Country).map(|known| known.cc).collect();
    for candidate in all.iter_mut() {
        // "Mexico" is the state before its province of that name.
        let own_province = kind == FeatureKind::Country
            && candidate.kind == FeatureKind::Governorate
            && hint.is_none()
            && states.contains(&candidate.cc);
        if own_province {
            candidate.shadow = Shadow::OfArea;
        } else if candidate.fame == Fame::World {
            continue;
        }
        let exact = candidate.found.matched == Matched::Exact;
        let is_small = matches!(kind, FeatureKind::Country | FeatureKind::Continent)
            || candidate.population < people / OVERSHADOWED;
        // The province around the town of its name is another reading of it, no namesake.
        let is_area = candidate.kind.is_area();
        if !is_area && (!exact || is_small) {
            candidate.shadow = if kind.is_area() { Shadow::OfArea } else { Shadow::OfTown };
        }
        candidate.parts.prior = candidate.prior_outside();
        candidate.score = candidate.parts.sum();
    }
}

impl Scored {
    /// The prior where the text does not say that the place lies where it lies.
    pub(crate) fn prior_outside(&self) -> f32 {
        match (self.shadow, self.found.matched) {
            (Shadow::None, _) => self.own_prior,
            (_, Matched::Exact) => self.own_prior - SHADOW,
            (_, _) => self.own_prior - SOUND_SHADOW,
        }
    }

    /// The prior where the text says that it lies where it lies.
    pub(crate) fn prior_inside(&self) -> f32 {
        if self.shadow == Shadow::OfArea { self.prior_outside() } else { self.own_prior }
    }
}

/// A place found by another name than its own is less what the name means.
const OTHER_NAME: f32 = 0.05;

/// Whether a town lies in an area as far as one set tells; two sets spell the names of areas in two ways.
fn is_inside(gazetteer: &Gazetteer, town: &Scored, area: &Scored) -> bool {
    if town.found.place.layer != area.found.place.layer {
        return true;
    }
    let name = |scored: &Scored| gazetteer.place(scored.found.place).map(|place| place.admin1().to_owned());
    name(town) == name(area)
}

/// Whether a place's own name is about the one it was found by, or that of another place.
fn is_called(gazetteer: &Gazetteer, scored: &Scored, other: Option<&Scored>) -> bool {
    let key = |name: &str| vfold(&plain(name).split(' ').collect::<Vec<_>>());
    let own = |scored: &Scored| gazetteer.place(scored.found.place).map(|place| key(place.name()));
    let Some(mine) = own(scored) else { return false };
    match other {
        Some(other) => own(other).is_some_and(|other| similarity(&mine, &other) >= 0.75),
        None => similarity(&mine, &key(&gazetteer.alias(&scored.found))) >= 0.5,
    }
}

/// Best first; equal scores keep the order of sets and rows.
pub(crate) fn sort(candidates: &mut [Scored]) {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.found.place.cmp(&b.found.place)));
}

fn prior(feature: &str, kind: FeatureKind, population: u32) -> f32 {
    let people = (0.012 * (population.max(1) as f32).log10()).min(0.06);
    let seat = match kind {
        FeatureKind::Capital => 0.06,
        FeatureKind::Seat if feature == "PPLA" => 0.05,
        FeatureKind::Seat => 0.03,
        FeatureKind::Neighbourhood => -0.02,
        FeatureKind::Former => -0.02,
        // Enough to stand before a hamlet of its name, not before its seat.
        FeatureKind::Governorate => return 0.10,
        // A state is what its name means, unless a hint says otherwise.
        FeatureKind::Country => 0.20,
        FeatureKind::Continent => 0.12,
        _ => 0.0,
    };
    people + seat
}

fn kind_part(kind: FeatureKind, hint: Option<TypeHint>) -> f32 {
    let Some(hint) = hint else {
        return match kind {
            // The town comes before the area named after it.
            FeatureKind::Governorate => -0.14,
            FeatureKind::District => -0.12,
            FeatureKind::Airbase | FeatureKind::Bridge | FeatureKind::Road | FeatureKind::Crossing => -0.10,
            FeatureKind::River | FeatureKind::Desert | FeatureKind::Other => -0.08,
            FeatureKind::Mountain | FeatureKind::OilField | FeatureKind::Camp => -0.05,
            _ => 0.0,
        };
    };
    match (hint.fits(kind), hint) {
        (true, TypeHint::Countryside) if kind == FeatureKind::Governorate => -0.06,
        (true, TypeHint::City | TypeHint::Town | TypeHint::Village | TypeHint::Countryside) => 0.03,
        (true, _) => 0.12,
        // A state stays what its name means: "cities in Syria", "the capital of Jordan".
        (false, hint) if kind == FeatureKind::Country && hint != TypeHint::Governorate => -0.05,
        // Sites are often missing from gazetteers while the settlement they are named after is there.
        (false, TypeHint::Neighbourhood | TypeHint::Desert) => -0.03,
        (false, TypeHint::District) if kind.is_settlement() => 0.0,
        (false, _) if kind.is_settlement() && !matches!(hint, TypeHint::Governorate | TypeHint::Country) => {
            -0.04
        }
        (false, _) => -0.14,
    }
}

/// A point of the report that candidates are measured against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anchor {
    pub(crate) point: (f64, f64),
    /// The name it stands for; a name is no context for itself.
    pub(crate) name: usize,
}

/// The distance to the nearest anchor that another name gives.
pub(crate) fn nearest_km(candidate: &Scored, name: usize, anchors: &[Anchor]) -> f64 {
    anchors
        .iter()
        .filter(|anchor| anchor.name != name)
        .map(|anchor| rough_km(candidate.point, anchor.point, candidate.cosine))
        .fold(f64::INFINITY, f64::min)
}

pub(crate) fn near_part(km: f64) -> f32 {
    // A step measured well; the small slope inside the first one orders villages of one valley.
    if km < 20.0 {
        0.20
    } else if km < 50.0 {
        0.15
    } else if km < 100.0 {
        0.08
    } else {
        0.0
    }
}
