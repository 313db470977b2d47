//! `claims.csv` and `figures.csv`: one claim a row, and one figure a row that points to its claim.

use jiff::civil::Date;
use recount_model::{IncidentId, Telling};

use super::cell::{List, stated};
use super::table;
use crate::view::{ClaimView, stated_point};

table! {
    /// One claim.
    ClaimRow in "claims.csv" {
        /// Id of the claim.
        id: String,
        /// The incident it supports.
        incident: Option<String>,
        /// The report that makes it.
        report: String,
        /// The report's publisher.
        publisher: Option<String>,
        /// The report's address.
        url: Option<String>,
        /// Kind of happening.
        kind: String,
        /// News or background.
        role: String,
        /// Whether it is a total over several happenings.
        aggregate: bool,
        /// Affirmed, denied, acknowledged.
        polarity: String,
        /// Stated, reported, possible.
        certainty: String,
        /// The sentence it rests on.
        quote: String,
        /// Words for the time.
        when_text: Option<String>,
        /// First day it can have been.
        earliest: Option<Date>,
        /// Last day it can have been.
        latest: Option<Date>,
        /// How precise the time is.
        when_precision: Option<String>,
        /// Names of the places.
        places: List,
        /// Degrees north of the main place, where it is sure enough.
        lat: Option<f64>,
        /// Degrees east.
        lon: Option<f64>,
        /// How precise the main place is.
        place_precision: Option<String>,
        /// Words for those said to have done it.
        alleged: List,
        /// Words for what was hit.
        targets: List,
        /// Words for what it was done with.
        weapons: List,
        /// Chain of speakers, from the one nearest the publisher to the root.
        said_by: List,
        /// Patterns that made the claim.
        because: List,
    }
}

table! {
    /// One figure of a claim.
    FigureRow in "figures.csv" {
        /// The claim.
        claim: String,
        /// Counts the claim's figures, from 0.
        number: u32,
        /// The incident the claim supports.
        incident: Option<String>,
        /// What happened to them.
        harm: String,
        /// The coarse group.
        who: String,
        /// Civilian or combatant.
        status: String,
        /// Age and sex.
        age_sex: String,
        /// Occupation.
        occupation: String,
        /// The party they belong to.
        side: Option<String>,
        /// Lowest number the words allow.
        low: Option<u32>,
        /// Highest number the words allow.
        high: Option<u32>,
        /// How the words bound it.
        bound: String,
        /// Class of a vague word.
        vague_class: Option<String>,
        /// The words.
        text: Option<String>,
        /// Number of the figure this is a part of.
        part_of: Option<u32>,
    }
}

impl ClaimRow {
    /// The row of a claim.
    pub fn of(claim: &ClaimView, incident: Option<&IncidentId>) -> Self {
        let main = claim.places.first();
        let point = main.and_then(stated_point);
        Self {
            id: claim.id.to_string(),
            incident: incident.map(ToString::to_string),
            report: claim.report.to_string(),
            publisher: claim.publisher.as_deref().and_then(stated),
            url: claim.url.as_deref().and_then(stated),
            kind: claim.kind.as_str().to_owned(),
            role: claim.role.as_str().to_owned(),
            aggregate: claim.telling == Telling::Aggregate,
            polarity: claim.polarity.as_str().to_owned(),
            certainty: claim.certainty.as_str().to_owned(),
            quote: claim.quote.clone(),
            when_text: claim.when_text.as_deref().and_then(stated),
            earliest: claim.when.as_ref().and_then(|when| when.earliest),
            latest: claim.when.as_ref().and_then(|when| when.latest),
            when_precision: claim.when.as_ref().map(|when| when.precision.as_str().to_owned()),
            places: List::of(claim.places.iter().map(|place| place.name.as_str())),
            lat: point.map(|point| point.0),
            lon: point.map(|point| point.1),
            place_precision: main.map(|place| place.precision.as_str().to_owned()),
            alleged: List::of(claim.alleged.iter().map(String::as_str)),
            targets: List::of(claim.targets.iter().map(String::as_str)),
            weapons: List::of(claim.weapons.iter().map(String::as_str)),
            said_by: List::of(claim.said_by.iter().map(String::as_str)),
            because: List::of(claim.because.iter().map(String::as_str)),
        }
    }
}

impl FigureRow {
    /// The rows of a claim's figures.
    pub fn of_claim(claim: &ClaimView, incident: Option<&IncidentId>) -> Vec<Self> {
        let rows = claim.figures.iter().zip(0..).map(|(figure, number)| Self {
            claim: claim.id.to_string(),
            number,
            incident: incident.map(ToString::to_string),
            harm: figure.harm.as_str().to_owned(),
            who: figure.who.as_str().to_owned(),
            status: figure.status.as_str().to_owned(),
            age_sex: figure.age_sex.as_str().to_owned(),
            occupation: figure.occupation.as_str().to_owned(),
            side: figure.side.as_deref().and_then(stated),
            low: figure.low,
            high: figure.high,
            bound: figure.bound.as_str().to_owned(),
            vague_class: figure.vague_class.map(|class| class.as_str().to_owned()),
            text: stated(&figure.text),
            part_of: figure.part_of.and_then(|whole| u32::try_from(whole).ok()),
        });
        rows.collect()
    }
}
