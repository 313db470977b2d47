//! Places the names of one report on the map, all at once, with the rest of the report as context.

use hashbrown::HashMap;
use recount_model::{Grade, Place, PlacePrecision, Rival};
use recount_places::{
    Context as Whereabouts, FeatureKind, Gazetteer, LinkedName, PlaceQuery, Precision, Resolution, TypeHint,
    distance_km,
};

use crate::claim::PlaceLinks;
use crate::mark::chunk::Source;
use crate::mark::place::Known;
use crate::mark::{Marks, What};

/// What the gazetteer makes of one place mark.
#[derive(Clone, Debug)]
pub struct ResolvedPlace {
    /// The name as spelled.
    pub name: String,
    /// The answer.
    pub resolution: Resolution,
}

impl ResolvedPlace {
    fn sure(&self) -> Option<&recount_places::Candidate> {
        let sure = matches!(
            self.resolution.grade,
            recount_places::Grade::Resolved | recount_places::Grade::Probable
        );
        self.resolution.best.as_ref().filter(|_| sure)
    }

    /// Whether the gazetteer knows the place itself, not only the area around it.
    pub fn is_known(&self) -> bool {
        self.sure().is_some()
    }

    /// Whether both are the same place for sure.
    pub fn is_same(&self, other: &ResolvedPlace) -> bool {
        matches!((self.sure(), other.sure()), (Some(a), Some(b)) if a.id == b.id)
    }

    /// Whether the gazetteer knows it as a province or a country.
    pub fn is_area(&self) -> bool {
        self.sure().is_some_and(|place| {
            place.kind == FeatureKind::Continent
                || matches!(place.precision, Precision::Country | Precision::Governorate)
        })
    }

    /// Whether this is a country.
    pub fn is_country(&self) -> bool {
        self.sure().is_some_and(|place| place.precision == Precision::Country)
    }

    /// Whether both are known, and neither can lie in the other.
    pub fn lies_apart(&self, other: &ResolvedPlace) -> bool {
        let (Some(a), Some(b)) = (self.sure(), other.sure()) else { return false };
        a.country != b.country
            || !a.admin1.is_empty()
                && !b.admin1.is_empty()
                && a.admin1 != b.admin1
                && a.name != b.admin1
                && b.name != a.admin1
    }

    /// Whether both are known for sure and lie so close together.
    pub fn lies_within(&self, other: &ResolvedPlace, km: f64) -> bool {
        matches!((self.sure(), other.sure()), (Some(a), Some(b))
            if a.country == b.country && distance_km((a.lat, a.lon), (b.lat, b.lon)) < km)
    }

    /// Whether this place lies in the other, an area.
    pub fn lies_in(&self, other: &ResolvedPlace) -> bool {
        let (Some(inner), Some(outer)) = (self.resolution.best.as_ref(), other.resolution.best.as_ref())
        else {
            return false;
        };
        match outer.precision {
            Precision::Country => !inner.country.is_empty() && inner.country == outer.country,
            Precision::Governorate => {
                !inner.admin1.is_empty()
                    && inner.country == outer.country
                    && (inner.admin1 == outer.admin1 || inner.admin1 == outer.name)
            }
            Precision::District => {
                inner.country == outer.country
                    && distance_km((inner.lat, inner.lon), (outer.lat, outer.lon)) < 30.0
            }
            // A town's name often stands for its surroundings.
            _ => {
                inner.precision != Precision::Governorate
                    && inner.precision != Precision::Country
                    && inner.country == outer.country
                    && distance_km((inner.lat, inner.lon), (outer.lat, outer.lon)) < 3.0
            }
        }
    }
}

/// The kind of place that a word of the lexicon states.
pub fn hint(type_word: Option<&str>) -> Option<TypeHint> {
    Some(match type_word? {
        "country" => TypeHint::Country,
        "governorate" => TypeHint::Governorate,
        "district" => TypeHint::District,
        "city" => TypeHint::City,
        "town" => TypeHint::Town,
        "village" => TypeHint::Village,
        "neighbourhood" => TypeHint::Neighbourhood,
        "camp" => TypeHint::Camp,
        "airbase" => TypeHint::Airbase,
        "oil-field" => TypeHint::OilField,
        "bridge" => TypeHint::Bridge,
        "mountain" => TypeHint::Mountain,
        "crossing" => TypeHint::Crossing,
        "river" => TypeHint::River,
        "road" => TypeHint::Road,
        "countryside" => TypeHint::Countryside,
        "site" => TypeHint::Site,
        _ => return None,
    })
}

/// Whether the text names more than a town or a site, so that another mention of the name may mean less.
fn is_wide(hint: TypeHint) -> bool {
    matches!(
        hint,
        TypeHint::Country
            | TypeHint::Governorate
            | TypeHint::District
            | TypeHint::Countryside
            | TypeHint::Road
            | TypeHint::River
    )
}

/// The number of the sentence in which each place mark stands.
fn sentences_of(marks: &Marks) -> Vec<u32> {
    let mut out = vec![0; marks.places.len()];
    for (number, sentence) in (0..).zip(&marks.sentences) {
        for chunk in &sentence.chunks {
            if let What::Place(place) = chunk.what {
                out[place as usize] = number;
            }
        }
    }
    out
}

/// Resolves every place mark of a report.
pub fn resolve(
    source: &Source<'_>,
    gazetteer: &Gazetteer,
    marks: &Marks,
    links: &PlaceLinks,
    country: Option<&str>,
) -> Vec<ResolvedPlace> {
    let text_of = |place: u32| {
        let mark = &marks.places[place as usize];
        let text = source.text_between(mark.from, mark.to);
        match mark.state {
            // "UK" and "US" are in no gazetteer; the registry knows whom they mean. Its names may say more than the
            // land's: "Yemen (internationally recognised government)".
            Some(actor) if !gazetteer.is_country(text) => {
                let name = source.lexicon.actors[actor as usize].name.as_str();
                name.split_once(" (").map_or(name, |(land, _)| land).to_owned()
            }
            _ => text.to_owned(),
        }
    };
    let kind_of = |place: u32| hint(marks.places[place as usize].type_word.as_deref());
    let sentences = sentences_of(marks);
    // One query per spelling and sort of place: a name means one place throughout a report, and every link to it
    // helps; but "Homs province" and "Homs city" are two. A bare mention is the town or site told of elsewhere.
    let mut told: HashMap<String, TypeHint> = HashMap::new();
    for (at, mark) in marks.places.iter().enumerate() {
        if let Some(hint) = hint(mark.type_word.as_deref()).filter(|hint| !is_wide(*hint)) {
            told.entry(text_of(at as u32).to_lowercase()).or_insert(hint);
        }
    }
    // "X, 10 km north of Y" is X, and Y only says where; "10 km north of Y" alone is a point of its own.
    let mut offsets = super::offset::read(source, marks);
    for near in links.near.iter().flatten() {
        offsets[*near as usize] = None;
    }
    let mut index: HashMap<(String, Option<TypeHint>, Option<usize>), usize> = HashMap::new();
    let mut queries: Vec<PlaceQuery> = Vec::new();
    let mut query_of: Vec<usize> = Vec::with_capacity(marks.places.len());
    for (at, sentence) in sentences.iter().enumerate().take(marks.places.len()) {
        if marks.places[at].known == Known::Nameless {
            query_of.push(usize::MAX);
            continue;
        }
        let name = text_of(at as u32);
        let key = name.to_lowercase();
        let type_hint = kind_of(at as u32).or_else(|| told.get(&key).copied());
        let offset = offsets[at];
        let query = *index.entry((key, type_hint, offset.map(|_| at))).or_insert_with(|| {
            queries.push(PlaceQuery { type_hint, offset, ..PlaceQuery::new(name.clone()) });
            queries.len() - 1
        });
        query_of.push(query);
        let entry = &mut queries[query];
        entry.sentences.push(*sentence);
        for (marks, linked) in [(&links.within[at], &mut entry.within), (&links.near[at], &mut entry.near)] {
            for mark in marks {
                let link = LinkedName { name: text_of(*mark), type_hint: kind_of(*mark) };
                if !linked.contains(&link) {
                    linked.push(link);
                }
            }
        }
    }
    let mut hints: Vec<String> = country.map(str::to_owned).into_iter().collect();
    let mut asked = recount_places::Asked::new(gazetteer, &queries);
    let mut ask =
        |hints: &[String]| asked.answers(&Whereabouts { country_hints: hints.to_vec(), near: None });
    let mut answers = ask(&hints);
    // What stays open is asked once more, with the countries that the sure places lie in. The parties named give no
    // hint: where a place lies must not depend on who is accused.
    if answers.iter().any(|answer| answer.grade == recount_places::Grade::Unresolved) {
        let mut found = countries_of(&answers);
        found.retain(|country| !hints.contains(country));
        if !found.is_empty() {
            hints.extend(found);
            answers = ask(&hints);
        }
    }
    let answer = |at: usize| {
        // "The southern region" is no Southern Region of some other land.
        answers.get(query_of[at]).cloned().unwrap_or_else(Resolution::unresolved)
    };
    (0..marks.places.len())
        .map(|at| {
            let mark = &marks.places[at];
            ResolvedPlace { name: source.text_between(mark.from, mark.to).to_owned(), resolution: answer(at) }
        })
        .collect()
}

/// Countries of the sure answers, the most frequent first.
fn countries_of(answers: &[Resolution]) -> Vec<String> {
    let sure = answers.iter().filter(|answer| {
        matches!(answer.grade, recount_places::Grade::Resolved | recount_places::Grade::Probable)
    });
    by_frequency(sure.filter_map(|answer| answer.best.as_ref()).map(|best| best.country.as_str()))
}

fn by_frequency<'c>(countries: impl Iterator<Item = &'c str>) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for country in countries.filter(|country| !country.is_empty()) {
        match counts.iter_mut().find(|(known, _)| *known == country) {
            Some((_, count)) => *count += 1,
            None => counts.push((country, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().take(3).map(|(country, _)| country.to_owned()).collect()
}

/// The place of a claim from a mark's answer.
pub fn place(resolved: &ResolvedPlace, within: Vec<String>, span: Option<recount_model::Span>) -> Place {
    let best = resolved.resolution.best.as_ref();
    let grade = match resolved.resolution.grade {
        recount_places::Grade::Resolved => Grade::Resolved,
        recount_places::Grade::Probable => Grade::Probable,
        recount_places::Grade::AreaOnly => Grade::AreaOnly,
        recount_places::Grade::Unresolved => Grade::Unresolved,
    };
    let shown = matches!(grade, Grade::Resolved | Grade::Probable);
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let rivals = resolved.resolution.rivals.iter().take(5).map(|rival| Rival {
        name: rival.name.clone(),
        gazetteer_id: rival.id.clone(),
        lat: rival.lat,
        lon: rival.lon,
        score: f64::from(rival.score),
    });
    Place {
        span,
        name: resolved.name.clone(),
        within,
        grade,
        precision: best.map_or(PlacePrecision::Unknown, |best| precision(best.precision)),
        point: best.filter(|_| shown).map(|best| (best.lat, best.lon)),
        radius_km: best.map(|best| best.radius_km),
        gazetteer_id: best.filter(|_| grade != Grade::Unresolved).map(|best| best.id.clone()),
        gazetteer_name: best.filter(|_| grade != Grade::Unresolved).map(|best| best.name.clone()),
        country: best.and_then(|best| text(&best.country)),
        admin1: best.and_then(|best| text(&best.admin1)),
        rivals: rivals.collect(),
    }
}

fn precision(precision: Precision) -> PlacePrecision {
    match precision {
        Precision::Point => PlacePrecision::Point,
        Precision::Neighbourhood => PlacePrecision::Neighbourhood,
        Precision::Settlement => PlacePrecision::Settlement,
        Precision::NearSettlement => PlacePrecision::NearSettlement,
        Precision::District => PlacePrecision::District,
        Precision::Governorate => PlacePrecision::Governorate,
        Precision::Country => PlacePrecision::Country,
        Precision::Line => PlacePrecision::Line,
        _ => PlacePrecision::Unknown,
    }
}
