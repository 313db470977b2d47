//! A claim as the ledger keeps it. Its leaf in the Merkle log is the salted hash of this very JSON.

use recount_model::claim::Generic;
use recount_model::{
    AgeSex, Alleged, Amount, Attribution, Bound, Certainty, Claim, ClaimAnchor, Evidence, Figure, Harm, Kind,
    Occupation, Polarity, Provenance, RawRange, ReportId, Role, Speaker, Status, Target, Telling, Text,
    VagueClass, Weapon,
};
use serde::{Deserialize, Serialize};

use super::named;
use super::parts::{PlaceRow, SpanRow, WhenRow, span_of, span_row};

#[derive(Serialize, Deserialize)]
pub(crate) struct ClaimRow {
    anchor: AnchorRow,
    kind: String,
    role: String,
    telling: String,
    incident: String,
    polarity: String,
    certainty: String,
    quote: SpanRow,
    also: Vec<SpanRow>,
    when: Option<WhenRow>,
    places: Vec<PlaceRow>,
    alleged: Vec<(SpanRow, Option<String>)>,
    targets: Vec<SpanRow>,
    weapons: Vec<(SpanRow, Option<String>)>,
    figures: Vec<FigureRow>,
    said_by: Vec<SpeakerRow>,
    because: Vec<String>,
    lexicon: String,
    engine: String,
}

#[derive(Serialize, Deserialize)]
struct AnchorRow {
    report: String,
    raw: [u64; 2],
    kind: String,
    ordinal: u32,
}

#[derive(Serialize, Deserialize)]
struct SpeakerRow {
    span: SpanRow,
    source: Option<String>,
    generic: String,
}

#[derive(Serialize, Deserialize)]
struct FigureRow {
    harm: String,
    low: Option<u32>,
    high: Option<u32>,
    bound: String,
    vague: Option<String>,
    status: String,
    age_sex: String,
    occupation: String,
    side: Option<String>,
    span: SpanRow,
    part_of: Option<usize>,
    because: String,
}

impl ClaimRow {
    pub(crate) fn of(claim: &Claim) -> Self {
        let words = |span, id: &Option<String>| (span_row(span), id.clone());
        Self {
            anchor: AnchorRow {
                report: claim.anchor.report.to_string(),
                raw: [claim.anchor.quote.start, claim.anchor.quote.end],
                kind: claim.anchor.kind.as_str().to_owned(),
                ordinal: claim.anchor.ordinal,
            },
            kind: claim.kind.as_str().to_owned(),
            role: claim.role.as_str().to_owned(),
            telling: claim.telling.as_str().to_owned(),
            incident: claim.incident.clone(),
            polarity: claim.polarity.as_str().to_owned(),
            certainty: claim.certainty.as_str().to_owned(),
            quote: span_row(claim.evidence.quote),
            also: claim.evidence.also.iter().copied().map(span_row).collect(),
            when: claim.when.as_ref().map(WhenRow::of),
            places: claim.places.iter().map(PlaceRow::of).collect(),
            alleged: claim.alleged.iter().map(|alleged| words(alleged.span, &alleged.actor)).collect(),
            targets: claim.targets.iter().map(|target| span_row(target.span)).collect(),
            weapons: claim.weapons.iter().map(|weapon| words(weapon.span, &weapon.concept)).collect(),
            figures: claim.figures.iter().map(FigureRow::of).collect(),
            said_by: claim
                .attribution
                .chain
                .iter()
                .map(|speaker| SpeakerRow {
                    span: span_row(speaker.span),
                    source: speaker.source.clone(),
                    generic: speaker.generic.as_str().to_owned(),
                })
                .collect(),
            because: claim.provenance.because.clone(),
            lexicon: claim.provenance.lexicon.clone(),
            engine: claim.provenance.engine.clone(),
        }
    }

    /// The claim again, its spans cut from the report's text; the error says what does not fit.
    pub(crate) fn into_claim(self, text: &Text) -> Result<Claim, String> {
        let cut = |row| span_of(Some(text), row);
        Ok(Claim {
            anchor: ClaimAnchor {
                report: named("report id", &self.anchor.report, ReportId::from_text)?,
                quote: RawRange { start: self.anchor.raw[0], end: self.anchor.raw[1] },
                kind: named("kind", &self.anchor.kind, Kind::from_text)?,
                ordinal: self.anchor.ordinal,
            },
            kind: named("kind", &self.kind, Kind::from_text)?,
            role: named("role", &self.role, Role::from_text)?,
            telling: named("telling", &self.telling, Telling::from_text)?,
            incident: self.incident,
            polarity: named("polarity", &self.polarity, Polarity::from_text)?,
            certainty: named("certainty", &self.certainty, Certainty::from_text)?,
            evidence: Evidence {
                quote: cut(self.quote)?,
                also: self.also.into_iter().map(cut).collect::<Result<_, _>>()?,
            },
            when: self.when.map(|row| row.into_when(Some(text))).transpose()?,
            places: self
                .places
                .into_iter()
                .map(|row| row.into_place(Some(text)))
                .collect::<Result<_, _>>()?,
            alleged: self
                .alleged
                .into_iter()
                .map(|(span, actor)| Ok(Alleged { span: cut(span)?, actor }))
                .collect::<Result<_, String>>()?,
            targets: self
                .targets
                .into_iter()
                .map(|span| Ok(Target { span: cut(span)? }))
                .collect::<Result<_, String>>()?,
            weapons: self
                .weapons
                .into_iter()
                .map(|(span, concept)| Ok(Weapon { span: cut(span)?, concept }))
                .collect::<Result<_, String>>()?,
            figures: self.figures.into_iter().map(|row| row.into_figure(text)).collect::<Result<_, _>>()?,
            attribution: Attribution {
                chain: self
                    .said_by
                    .into_iter()
                    .map(|row| {
                        let generic = named("sort of speaker", &row.generic, Generic::from_text)?;
                        Ok(Speaker { span: cut(row.span)?, source: row.source, generic })
                    })
                    .collect::<Result<_, String>>()?,
            },
            provenance: Provenance { because: self.because, lexicon: self.lexicon, engine: self.engine },
        })
    }
}

impl FigureRow {
    fn of(figure: &Figure) -> Self {
        Self {
            harm: figure.harm.as_str().to_owned(),
            low: figure.amount.low,
            high: figure.amount.high,
            bound: figure.amount.bound.as_str().to_owned(),
            vague: figure.amount.vague.map(|class| class.as_str().to_owned()),
            status: figure.status.as_str().to_owned(),
            age_sex: figure.age_sex.as_str().to_owned(),
            occupation: figure.occupation.as_str().to_owned(),
            side: figure.side.clone(),
            span: span_row(figure.span),
            part_of: figure.part_of,
            because: figure.because.clone(),
        }
    }

    fn into_figure(self, text: &Text) -> Result<Figure, String> {
        let vague = self.vague.map(|class| named("class of vague words", &class, VagueClass::from_text));
        Ok(Figure {
            harm: named("harm", &self.harm, Harm::from_text)?,
            amount: Amount {
                low: self.low,
                high: self.high,
                bound: named("bound", &self.bound, Bound::from_text)?,
                vague: vague.transpose()?,
            },
            status: named("status", &self.status, Status::from_text)?,
            age_sex: named("age or sex", &self.age_sex, AgeSex::from_text)?,
            occupation: named("occupation", &self.occupation, Occupation::from_text)?,
            side: self.side,
            span: span_of(Some(text), self.span)?,
            part_of: self.part_of,
            because: self.because,
        })
    }
}
