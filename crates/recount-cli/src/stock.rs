//! What the ledger holds, in the shapes that reconciling and exporting want.

use std::collections::HashMap;

use anyhow::{anyhow, bail};
use recount_engine::Engine;
use recount_engine::reconcile::{self, ClaimRow, Profile, ReportHead, ReportRow, SourceFacts, SpeakerWords};
use recount_export::Views;
use recount_ledger::{Ledger, StoredClaim, StoredReport, ViewBasis};
use recount_model::{Incident, ReportId};

use crate::tell::tell;

/// The built-in profile of a name.
pub fn profile(name: &str) -> anyhow::Result<Profile> {
    match Profile::built_in(name) {
        Some(profile) => profile.map_err(|error| anyhow!("{error}")),
        None => bail!(
            "no profile {name:?}; there are {}",
            Profile::built_in_names().collect::<Vec<_>>().join(", ")
        ),
    }
}

/// The incidents that all claims of the ledger tell of.
pub fn reconcile(ledger: &Ledger, engine: &Engine, profile: &Profile) -> anyhow::Result<Vec<Incident>> {
    let (reports, claims) = rows(ledger)?;
    let lexicon = engine.lexicon();
    let sources = |id: &str| {
        lexicon.source(id).map(|source| SourceFacts {
            id: source.id.clone(),
            kind: source.kind.clone(),
            owner: source.owner.clone(),
            affiliation: source.affiliation.clone(),
        })
    };
    Ok(reconcile::reconcile(&reports, &claims, &sources, profile))
}

/// All reports and claims that count, in the shape that reconciling wants.
pub fn rows(ledger: &Ledger) -> anyhow::Result<(Vec<ReportRow>, Vec<ClaimRow>)> {
    let reports: Vec<ReportRow> = ledger.current_reports()?.into_iter().map(report_row).collect();
    let index: HashMap<ReportId, usize> =
        reports.iter().enumerate().map(|(at, report)| (report.head.id.clone(), at)).collect();
    let claims: Vec<ClaimRow> = ledger
        .current_claims()?
        .into_iter()
        .filter_map(|claim| index.get(&claim.report).map(|report| claim_row(claim, *report)))
        .collect();
    Ok((reports, claims))
}

fn report_row(report: StoredReport) -> ReportRow {
    ReportRow {
        head: ReportHead {
            id: report.id,
            external_id: report.external_id,
            file: report.file,
            publisher: report.publisher,
            publisher_source: report.publisher_source,
            url: report.url,
            published: report.published,
            title: report.title,
        },
        shingles: report.shingles,
        agency_credits: report.agency_credits,
    }
}

fn claim_row(stored: StoredClaim, report: usize) -> ClaimRow {
    let concepts = stored.claim.weapons.iter().map(|weapon| weapon.concept.clone());
    ClaimRow {
        weapons: concepts.zip(stored.weapons).map(|(concept, words)| concept.unwrap_or(words)).collect(),
        claim: stored.claim,
        quote: stored.quote,
        report,
        speakers: stored
            .speakers
            .into_iter()
            .map(|speaker| SpeakerWords {
                text: speaker.text,
                source: speaker.source,
                generic: speaker.generic,
            })
            .collect(),
        alleged_words: stored.alleged,
        target_words: stored.targets,
    }
}

/// All reports and claims that count, with their words cut, for exports.
pub fn views(ledger: &Ledger) -> anyhow::Result<Views> {
    let mut views = Views::default();
    ledger.each_current_report(|report, claims| views.add(&report, &claims))?;
    Ok(views)
}

/// The view of incidents, made again if anything it stands on has changed since.
pub fn refresh(ledger: &mut Ledger, engine: &Engine, profile: &Profile) -> anyhow::Result<Vec<Incident>> {
    let basis = ViewBasis {
        profile: profile_name(profile),
        made_by: format!("{} {}", recount_engine::VERSION, engine.lexicon().digest),
        entries: ledger.standing_entries()?,
    };
    if ledger.view_basis()?.as_ref() == Some(&basis) {
        return Ok(ledger.incidents()?);
    }
    let incidents = reconcile(ledger, engine, profile)?;
    ledger.replace_incidents(&incidents)?;
    ledger.note_view_basis(&basis)?;
    Ok(incidents)
}

fn profile_name(profile: &Profile) -> String {
    format!("{} {}", profile.name, profile.version)
}

/// Name and version of the profile that made the ledger's ranges; empty where there are none yet.
///
/// Says so where reading was stopped before the incidents were made again.
pub fn view_profile(ledger: &Ledger) -> anyhow::Result<String> {
    let basis = ledger.view_basis()?;
    let made_from = basis.as_ref().map_or(0, |basis| basis.entries);
    if made_from != ledger.standing_entries()? {
        tell(format_args!(
            "{}: reading was stopped, and the incidents are older than the claims; read once more to bring them up",
            ledger.path().display()
        ));
    }
    Ok(basis.map(|basis| basis.profile).unwrap_or_default())
}
