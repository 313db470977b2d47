//! Claims and reports as the corpus writes them: one line each, with the fields a case is about.

use std::collections::BTreeMap;
use std::path::Path;

use recount_engine::reconcile::people::Correction;
use recount_engine::reconcile::{
    ClaimRow, ReportHead, ReportRow, SourceFacts, SpeakerWords, sampled_shingles,
};
use recount_model::claim::Generic;
use recount_model::{
    AgeSex, Amount, Attribution, Certainty, Claim, ClaimAnchor, Evidence, Figure, Grade, Harm, Kind,
    Occupation, Place, PlacePrecision, Polarity, Provenance, RawRange, ReportId, Role, Status, Telling, Text,
    VagueClass, When, WhenPrecision, Who,
};
use serde::Deserialize;

/// Reads a file of the corpus.
pub fn corpus<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/incidents").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `places.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    pub place: BTreeMap<String, Spot>,
    pub source: BTreeMap<String, Fact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    pub name: String,
    pub at: (f64, f64),
    #[serde(default)]
    pub radius_km: Option<f64>,
    #[serde(default)]
    pub precision: Option<String>,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub admin1: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub kind: String,
    pub owner: Option<String>,
    pub affiliation: Option<String>,
}

/// A claim, and what of its report matters.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Publisher.
    pub by: String,
    /// Day of publication.
    pub out: Option<String>,
    pub kind: Option<String>,
    pub when: Option<String>,
    /// Keys of `places.toml`; `key=Spelling` spells it otherwise, `?Name` is not in the gazetteer.
    #[serde(default, rename = "where")]
    pub places: Vec<String>,
    /// `killed 12 civilians`, `injured dozens`, `killed 3 children part`.
    #[serde(default)]
    pub figures: Vec<String>,
    /// Chain of speakers; `~` before one that is nobody in particular.
    #[serde(default)]
    pub cites: Vec<String>,
    #[serde(default)]
    pub credits: Vec<String>,
    #[serde(default)]
    pub alleged: Vec<String>,
    #[serde(default)]
    pub weapons: Vec<String>,
    #[serde(default)]
    pub hit: Vec<String>,
    pub polarity: Option<String>,
    pub role: Option<String>,
    #[serde(default)]
    pub total: bool,
    /// The quote.
    pub says: Option<String>,
    /// Text of the report, where copying matters.
    pub text: Option<String>,
}

/// Reports and claims of some lines, each a report of its own.
pub fn rows(lines: &[Line], world: &World) -> (Vec<ReportRow>, Vec<ClaimRow>) {
    let reports = lines.iter().enumerate().map(|(at, line)| report(at, line)).collect::<Vec<_>>();
    let claims = lines.iter().enumerate().map(|(at, line)| claim(at, line, &reports[at].head.id, world));
    (reports.clone(), claims.collect())
}

/// The registry of the corpus; whoever is not in it is a newspaper.
pub fn facts(world: &World) -> impl Fn(&str) -> Option<SourceFacts> + '_ {
    |id: &str| {
        let known = world.source.get(id);
        let kind = known.map_or("newspaper", |fact| &fact.kind).to_owned();
        let (owner, affiliation) =
            known.map_or((None, None), |fact| (fact.owner.clone(), fact.affiliation.clone()));
        Some(SourceFacts { id: id.to_owned(), kind, owner, affiliation })
    }
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace([' ', '\''], "-")
}

fn report(at: usize, line: &Line) -> ReportRow {
    let head = ReportHead {
        id: ReportId::of_parts(&[line.by.as_bytes(), &[at as u8]]),
        external_id: None,
        file: format!("{}.txt", line.by),
        publisher: Some(line.by.clone()),
        publisher_source: Some(slug(&line.by)),
        url: None,
        published: line.out.as_ref().map(|day| day.parse().unwrap()),
        title: None,
    };
    let shingles = line.text.as_deref().map(sampled_shingles).unwrap_or_default();
    ReportRow {
        head,
        shingles,
        names: Vec::new(),
        agency_credits: line.credits.iter().map(|name| slug(name)).collect(),
    }
}

fn claim(at: usize, line: &Line, report: &ReportId, world: &World) -> ClaimRow {
    let kind = line.kind.as_deref().map_or(Kind::Other, |kind| {
        Kind::from_text(kind).unwrap_or_else(|| panic!("{}: no kind {kind:?}", line.by))
    });
    let span = Text::new("x").whole();
    let when = line.when.as_deref().and_then(when);
    let claim = Claim {
        anchor: ClaimAnchor {
            report: report.clone(),
            quote: RawRange { start: 0, end: 80 },
            kind,
            ordinal: 0,
        },
        kind,
        role: line.role.as_deref().map_or(Role::News, |role| Role::from_text(role).unwrap()),
        telling: if line.total { Telling::Aggregate } else { Telling::Single },
        incident: "a".into(),
        polarity: line
            .polarity
            .as_deref()
            .map_or(Polarity::Affirmed, |text| Polarity::from_text(text).unwrap()),
        certainty: Certainty::Stated,
        evidence: Evidence { quote: span, also: Vec::new() },
        when,
        places: line.places.iter().map(|place| place_of(place, world)).collect(),
        alleged: Vec::new(),
        targets: Vec::new(),
        weapons: Vec::new(),
        figures: figures(&line.figures),
        attribution: Attribution::default(),
        provenance: Provenance { because: Vec::new(), lexicon: String::new(), engine: String::new() },
    };
    let speaker = |words: &String| match words.strip_prefix('~') {
        Some(nobody) => SpeakerWords { text: nobody.to_owned(), source: None, generic: Generic::Generic },
        None => SpeakerWords { text: words.clone(), source: Some(slug(words)), generic: Generic::Specific },
    };
    ClaimRow {
        claim,
        quote: line.says.clone().unwrap_or_default(),
        report: at,
        speakers: line.cites.iter().map(speaker).collect(),
        alleged_words: line.alleged.iter().map(|name| (name.clone(), Some(slug(name)))).collect(),
        weapons: line.weapons.clone(),
        target_words: line.hit.clone(),
    }
}

/// As `recount correct` reads a time; and `--11-15`, a day of an unknown year.
fn when(text: &str) -> Option<When> {
    if text.starts_with("--") || text.starts_with("XXXX") {
        let partial = Some(text.to_owned());
        return Some(When {
            span: None,
            earliest: None,
            latest: None,
            precision: WhenPrecision::Day,
            partial,
        });
    }
    match Correction::parse("when", text) {
        Ok(Correction::When(when)) => when,
        other => panic!("{text:?}: {other:?}"),
    }
}

fn place_of(text: &str, world: &World) -> Place {
    let plain = |name: &str| Place {
        span: None,
        name: name.to_owned(),
        within: Vec::new(),
        grade: Grade::Unresolved,
        precision: PlacePrecision::Settlement,
        point: None,
        radius_km: None,
        gazetteer_id: None,
        gazetteer_name: None,
        country: None,
        admin1: None,
        rivals: Vec::new(),
    };
    if let Some(name) = text.strip_prefix('?') {
        return plain(name);
    }
    let (near, text) = text.strip_prefix("near ").map_or((false, text), |rest| (true, rest));
    let (key, spelled) = text.split_once('=').map_or((text, None), |(key, name)| (key, Some(name)));
    let spot = world.place.get(key).unwrap_or_else(|| panic!("places.toml has no {key:?}"));
    let precision = spot
        .precision
        .as_deref()
        .map_or(PlacePrecision::Settlement, |text| PlacePrecision::from_text(text).unwrap());
    Place {
        grade: Grade::Resolved,
        precision: if near { PlacePrecision::NearSettlement } else { precision },
        point: Some(spot.at),
        radius_km: spot.radius_km.or(Some(2.0)),
        gazetteer_id: Some(key.to_owned()),
        gazetteer_name: Some(spot.name.clone()),
        country: spot.country.clone(),
        admin1: spot.admin1.clone(),
        ..plain(spelled.unwrap_or(&spot.name))
    }
}

fn figures(texts: &[String]) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    for text in texts {
        let (text, part) = text.strip_suffix(" part").map_or((text.as_str(), false), |rest| (rest, true));
        let (harm, rest) = text.split_once(' ').unwrap_or_else(|| panic!("{text:?}"));
        let harm = Harm::from_text(harm).unwrap_or_else(|| panic!("{text:?}: no harm {harm:?}"));
        let last = rest.rsplit_once(' ').and_then(|(number, who)| Some((number, Who::from_text(who)?)));
        let (number, who) = last.map_or((rest, Who::People), |(number, who)| (number, who));
        let amount = match VagueClass::from_text(number) {
            Some(class) => Amount::vague(class),
            None => match Correction::parse(harm.as_str(), number) {
                Ok(Correction::Figure(_, _, Some(amount))) => amount,
                other => panic!("{text:?}: {other:?}"),
            },
        };
        let whole = || figures.iter().position(|figure| figure.harm == harm && figure.part_of.is_none());
        let part_of =
            if part { Some(whole().unwrap_or_else(|| panic!("{text:?}: part of nothing"))) } else { None };
        figures.push(figure(harm, who, amount, part_of));
    }
    figures
}

fn figure(harm: Harm, who: Who, amount: Amount, part_of: Option<usize>) -> Figure {
    let status = match who {
        Who::Civilians => Status::Civilian,
        Who::Combatants => Status::Combatant,
        Who::Mixed => Status::Mixed,
        _ => Status::Unknown,
    };
    let age_sex = match who {
        Who::Children => AgeSex::Child,
        Who::Women => AgeSex::Woman,
        Who::Men => AgeSex::Man,
        _ => AgeSex::Unknown,
    };
    let occupation = match who {
        Who::Medics => Occupation::Medic,
        Who::Journalists => Occupation::Journalist,
        Who::Officials => Occupation::Official,
        _ => Occupation::Unknown,
    };
    let span = Text::new("x").whole();
    Figure { harm, amount, status, age_sex, occupation, side: None, span, part_of, because: String::new() }
}
