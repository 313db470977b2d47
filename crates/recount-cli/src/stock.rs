//! What the ledger holds, in the shapes that reconciling and exporting want.

use std::collections::{BTreeSet, HashMap};
use std::fs;

use anyhow::{anyhow, bail};
use recount_engine::reconcile::people::{self, JudgementNotice};
use recount_engine::reconcile::{self, ClaimRow, Profile, ReportHead, ReportRow, SourceFacts, SpeakerWords};
use recount_export::Views;
use recount_ledger::{Anchored, Ledger, StoredClaim, StoredReport};
use recount_lexicon::Lexicon;
use recount_model::{ClaimAnchor, Judgement, JudgementNumber, Notice, ReportId};

use crate::input::plain_words;
use crate::tell::tell;

/// A built-in profile by its name, or a profile of the user's own by its file.
pub fn profile(name: &str) -> anyhow::Result<(Profile, Option<String>)> {
    if let Some(profile) = Profile::built_in(name) {
        return Ok((profile.map_err(|error| anyhow!("{error}"))?, None));
    }
    if !name.ends_with(".toml") {
        bail!(
            "no profile {name:?}; there are {}, and files that end in .toml",
            Profile::built_in_names().collect::<Vec<_>>().join(", ")
        );
    }
    let text = fs::read_to_string(name).map_err(|error| anyhow!("{name}: {}", plain_words(&error)))?;
    let profile = Profile::parse(name, &text).map_err(|error| anyhow!("{error}"))?;
    let taken = Profile::built_in(&profile.name).is_some();
    if taken {
        bail!("{name}: the name {:?} is that of a built-in profile; give yours another", profile.name);
    }
    Ok((profile, Some(text)))
}

/// The profile by which the ledger counts.
pub fn ledger_profile(ledger: &Ledger) -> anyhow::Result<Profile> {
    let basis = ledger.view_basis()?.map(|basis| basis.profile);
    let name = basis.as_deref().and_then(|basis| basis.split_once(' ')).map_or("airwars", |(name, _)| name);
    if let Some(profile) = Profile::built_in(name) {
        return profile.map_err(|error| anyhow!("{error}"));
    }
    let kept = ledger.kept_profile(basis.as_deref().unwrap_or(name))?;
    let text = kept.ok_or_else(|| {
        anyhow!(
            "{}: counts by the profile {name:?}, which is not kept in it; read once more with --profile FILE",
            ledger.path().display()
        )
    })?;
    Profile::parse(name, &text).map_err(|error| anyhow!("{error}"))
}

/// Reports and claims that count, as reconciling wants them.
pub struct Rows {
    /// The reports, sorted by id.
    pub reports: Vec<ReportRow>,
    /// The claims.
    pub claims: Vec<ClaimRow>,
}

impl Rows {
    /// These claims and all others of their reports, which a comparison wants to see too.
    pub fn around(ledger: &Ledger, claims: &[ClaimAnchor]) -> anyhow::Result<Self> {
        let wanted: BTreeSet<&ReportId> = claims.iter().map(|anchor| &anchor.report).collect();
        let mut rows = Self { reports: Vec::new(), claims: Vec::new() };
        for report in ledger.current_reports()? {
            if !wanted.contains(&report.id) {
                continue;
            }
            let text = ledger.report_text(&report.id)?;
            for claim in ledger.claims_of_report(&report.id)? {
                rows.claims.push(claim_row(StoredClaim::of(claim, &text), rows.reports.len()));
            }
            let names = reconcile::proper_names(text.as_str());
            rows.reports.push(ReportRow { names, ..report_row(report) });
        }
        Ok(rows)
    }

    /// The row of a claim.
    pub fn of(&self, anchor: &ClaimAnchor) -> Option<&ClaimRow> {
        self.claims.iter().find(|row| row.claim.anchor == *anchor)
    }
}

/// What the registry of sources says, in the shape that reconciling asks for.
pub fn sources(lexicon: &Lexicon) -> impl Fn(&str) -> Option<SourceFacts> + '_ {
    |id: &str| {
        lexicon.source(id).map(|source| SourceFacts {
            id: source.id.clone(),
            kind: source.kind.clone(),
            owner: source.owner.clone(),
            affiliation: source.affiliation.clone(),
        })
    }
}

/// People's judgements on the claims that count now, and notices about those whose claims were told anew.
pub fn judgements(ledger: &Ledger) -> anyhow::Result<(Vec<Judgement>, Vec<JudgementNotice>)> {
    let mut judgements = ledger.judgements()?;
    let anchors: BTreeSet<ClaimAnchor> =
        judgements.iter().flat_map(|judgement| judgement.decision.anchors().into_iter().cloned()).collect();
    let places = ledger.find_anchors(&anchors)?;
    let mut notices = Vec::new();
    let standing: BTreeSet<JudgementNumber> =
        people::in_force(&judgements).iter().map(|judgement| judgement.number).collect();
    for judgement in &mut judgements {
        for anchor in judgement.decision.anchors() {
            if let Some(Anchored::Moved(to, how)) = places.get(anchor) {
                let message = format!("its claim {} is {} now, by {how}", anchor.claim_id(), to.claim_id());
                let notice = Notice::new("judgement.claim-moved", message);
                if standing.contains(&judgement.number) {
                    notices.push(JudgementNotice { judgement: judgement.number, notice });
                }
            }
        }
        judgement.decision = judgement.decision.with_anchors(&|anchor| match places.get(anchor) {
            Some(Anchored::Moved(to, _)) => Some(to.clone()),
            _ => None,
        });
    }
    Ok((judgements, notices))
}

/// All reports and claims that count, in the shape that reconciling wants.
pub fn rows(ledger: &Ledger) -> anyhow::Result<(Vec<ReportRow>, Vec<ClaimRow>)> {
    let mut reports: Vec<ReportRow> = ledger.current_reports()?.into_iter().map(report_row).collect();
    let index: HashMap<ReportId, usize> =
        reports.iter().enumerate().map(|(at, report)| (report.head.id.clone(), at)).collect();
    let mut rows = Vec::new();
    ledger.each_current_report(|report, claims| {
        let Some(at) = index.get(&report.id).copied() else { return };
        reports[at].names = reconcile::proper_names(report.text.as_str());
        rows.extend(claims.into_iter().map(|claim| claim_row(StoredClaim::of(claim, &report.text), at)));
    })?;
    Ok((reports, rows))
}

pub(crate) fn report_row(report: StoredReport) -> ReportRow {
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
        names: Vec::new(),
        agency_credits: report.agency_credits,
    }
}

pub(crate) fn claim_row(stored: StoredClaim, report: usize) -> ClaimRow {
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

/// Name and version of a profile.
pub fn profile_name(profile: &Profile) -> String {
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
