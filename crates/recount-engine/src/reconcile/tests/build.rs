//! A small builder for claims and reports, so that each case shows only what it is about.

use jiff::civil::Date;
use recount_model::claim::Generic;
use recount_model::{
    AgeSex, Amount, Attribution, Certainty, Claim, ClaimAnchor, Evidence, Figure, Grade, Harm, Incident,
    Kind, Occupation, Place, PlacePrecision, Polarity, Provenance, RawRange, ReportId, Role, Status, Telling,
    Text, When, WhenPrecision, Who,
};

use super::super::{ClaimRow, Profile, ReportHead, ReportRow, SourceFacts, SpeakerWords, reconcile};

pub fn profile(name: &str) -> Profile {
    Profile::built_in(name).unwrap().unwrap()
}

pub fn day(text: &str) -> When {
    days(text, text, WhenPrecision::Day)
}

pub fn days(first: &str, last: &str, precision: WhenPrecision) -> When {
    let (earliest, latest) = (first.parse().ok(), last.parse().ok());
    assert!(earliest.is_some() && latest.is_some());
    When { span: None, earliest, latest, precision, partial: None }
}

pub fn partial(text: &str) -> When {
    let precision = WhenPrecision::Day;
    When { span: None, earliest: None, latest: None, precision, partial: Some(text.to_owned()) }
}

/// A resolved settlement.
pub fn town(name: &str, lat: f64, lon: f64) -> Place {
    Place {
        point: Some((lat, lon)),
        grade: Grade::Resolved,
        radius_km: Some(2.0),
        gazetteer_id: Some(format!("g-{lat}-{lon}")),
        ..named(name)
    }
}

/// A place the gazetteer does not know.
pub fn named(name: &str) -> Place {
    Place {
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
    }
}

pub fn hajin() -> Place {
    town("Hajin", 34.69, 40.83)
}

pub fn figure(harm: Harm, who: Who, number: u32) -> Figure {
    amount(harm, who, Amount::exact(number))
}

pub fn amount(harm: Harm, who: Who, amount: Amount) -> Figure {
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
    let span = Text::new("x").whole();
    let occupation = Occupation::Unknown;
    Figure {
        harm,
        amount,
        status,
        age_sex,
        occupation,
        side: None,
        span,
        part_of: None,
        because: String::new(),
    }
}

pub fn part(figure: Figure, whole: usize) -> Figure {
    Figure { part_of: Some(whole), ..figure }
}

pub fn killed(number: u32) -> Figure {
    figure(Harm::Killed, Who::Civilians, number)
}

/// One report with its claims.
#[derive(Clone, Debug)]
pub struct Told {
    pub report: ReportRow,
    pub claims: Vec<ClaimRow>,
}

/// A report by a publisher of this name, with no claim yet.
pub fn report(publisher: &str) -> Told {
    let id = ReportId::of_parts(&[publisher.as_bytes()]);
    let head = ReportHead {
        id,
        external_id: None,
        file: format!("{publisher}.txt"),
        publisher: Some(publisher.to_owned()),
        publisher_source: Some(publisher.to_lowercase()),
        url: None,
        published: None,
        title: None,
    };
    Told {
        report: ReportRow { head, shingles: Vec::new(), names: Vec::new(), agency_credits: Vec::new() },
        claims: Vec::new(),
    }
}

impl Told {
    pub fn published(mut self, on: &str) -> Self {
        self.report.head.published = Some(on.parse::<Date>().unwrap());
        self
    }

    /// Another report of the same publisher.
    pub fn again(mut self, name: &str) -> Self {
        self.report.head.id = ReportId::of_parts(&[name.as_bytes()]);
        self
    }

    pub fn unknown_publisher(mut self) -> Self {
        (self.report.head.publisher, self.report.head.publisher_source) = (None, None);
        self
    }

    pub fn credits(mut self, agency: &str) -> Self {
        self.report.agency_credits.push(agency.to_owned());
        self
    }

    pub fn text(mut self, text: &str) -> Self {
        self.report.shingles = super::super::sampled_shingles(text);
        self.report.names = super::super::proper_names(text);
        self
    }

    /// Adds an air strike of an incident of its own, and lets the caller change it.
    pub fn claim(mut self, change: impl FnOnce(&mut ClaimRow)) -> Self {
        let start = self.claims.len() as u64 * 100;
        let anchor = ClaimAnchor {
            report: self.report.head.id.clone(),
            quote: RawRange { start, end: start + 80 },
            kind: Kind::Airstrike,
            ordinal: 0,
        };
        let span = Text::new("x").whole();
        let provenance = Provenance { because: Vec::new(), lexicon: String::new(), engine: String::new() };
        let claim = Claim {
            anchor,
            kind: Kind::Airstrike,
            role: Role::News,
            telling: Telling::Single,
            incident: format!("{}", self.claims.len()),
            polarity: Polarity::Affirmed,
            certainty: Certainty::Stated,
            evidence: Evidence { quote: span, also: Vec::new() },
            when: None,
            places: Vec::new(),
            alleged: Vec::new(),
            targets: Vec::new(),
            weapons: Vec::new(),
            figures: Vec::new(),
            attribution: Attribution::default(),
            provenance,
        };
        let (quote, speakers, alleged_words) = (String::new(), Vec::new(), Vec::new());
        let (weapons, target_words) = (Vec::new(), Vec::new());
        let mut row = ClaimRow { claim, quote, report: 0, speakers, alleged_words, weapons, target_words };
        change(&mut row);
        self.claims.push(row);
        self
    }

    /// Adds an air strike on Hajin on 1 November 2018 that killed so many civilians.
    pub fn strike(self, number: u32) -> Self {
        self.claim(|row| {
            row.claim.when = Some(day("2018-11-01"));
            row.claim.places = vec![hajin()];
            row.claim.figures = vec![killed(number)];
        })
    }

    /// Changes the last claim.
    pub fn with(mut self, change: impl FnOnce(&mut ClaimRow)) -> Self {
        change(self.claims.last_mut().unwrap());
        self
    }

    /// Adds a specific speaker to the last claim's chain.
    pub fn citing(self, speaker: &str) -> Self {
        let (text, source) = (speaker.to_owned(), Some(speaker.to_lowercase()));
        self.with(|row| row.speakers.push(SpeakerWords { text, source, generic: Generic::Specific }))
    }

    /// Adds a generic speaker to the last claim's chain.
    pub fn citing_someone(self, speaker: &str) -> Self {
        let text = speaker.to_owned();
        self.with(|row| row.speakers.push(SpeakerWords { text, source: None, generic: Generic::Generic }))
    }

    pub fn accusing(self, party: &str) -> Self {
        self.with(|row| row.alleged_words.push((party.to_owned(), Some(party.to_owned()))))
    }
}

/// A registry for tests: "front-..." sources belong to the party "front", "group-..." outlets to one owner, and
/// "monitor-..." gather for themselves.
pub fn registry(id: &str) -> Option<SourceFacts> {
    let belongs = |prefix: &str, to: &str| id.starts_with(prefix).then(|| to.to_owned());
    let kind = if id.starts_with("monitor") { "monitor" } else { "newspaper" };
    let (owner, affiliation) = (belongs("group-", "the-group"), belongs("front-", "front"));
    Some(SourceFacts { id: id.to_owned(), kind: kind.to_owned(), owner, affiliation })
}

pub fn rows(told: &[Told]) -> (Vec<ReportRow>, Vec<ClaimRow>) {
    let mut claims = Vec::new();
    for (at, one) in told.iter().enumerate() {
        claims.extend(one.claims.iter().map(|row| ClaimRow { report: at, ..row.clone() }));
    }
    (told.iter().map(|one| one.report.clone()).collect(), claims)
}

/// Reconciles under a profile.
pub fn incidents_by(told: &[Told], profile_name: &str) -> Vec<Incident> {
    let (reports, claims) = rows(told);
    reconcile(&reports, &claims, &registry, &profile(profile_name))
}

/// Reconciles under the first profile.
pub fn incidents(told: &[Told]) -> Vec<Incident> {
    incidents_by(told, "airwars")
}

/// Reconciles reports that tell of one incident.
pub fn one_incident(told: &[Told]) -> Incident {
    let mut found = incidents(told);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}
