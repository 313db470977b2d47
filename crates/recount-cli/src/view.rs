//! The view of incidents, kept in step with what the ledger holds.
//!
//! After a change only the incidents that it can touch are made anew; docs/design/2026-11-21-touched-incidents.md says
//! why that gives the same view as making all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use recount_engine::reconcile::people::JudgementNotice;
use recount_engine::reconcile::{
    Change, Loaded, Print, Profile, Reconciled, judged_reports, prints, proper_names, reconcile_judged,
    region,
};
use recount_ledger::{Ledger, StoredClaim, ViewBasis, ViewChange};
use recount_lexicon::Lexicon;
use recount_model::{Incident, Judgement, ReportId};

use crate::stock::{claim_row, judgements, profile_name, report_row, rows, sources};
use crate::tell::tell;

/// A view that stands for what the ledger holds now.
pub enum View {
    /// Nothing it stands on changed.
    Same,
    /// All of it was made anew.
    Whole(Vec<Incident>),
    /// Only these incidents are new or not as they were.
    Part(Vec<Incident>),
}

/// Brings the view up to what the ledger holds. Tells which judgements somebody should look at again.
pub fn refresh(ledger: &mut Ledger, lexicon: &Lexicon, profile: &Profile) -> anyhow::Result<View> {
    let basis = ViewBasis {
        profile: profile_name(profile),
        made_by: format!("{} {} {}", recount_engine::VERSION, lexicon.digest, profile.matching.version),
        entries: ledger.standing_entries()?,
    };
    let before = ledger.view_basis()?;
    if before.as_ref() == Some(&basis) {
        return Ok(View::Same);
    }
    let is_alike =
        before.is_some_and(|before| (&before.profile, &before.made_by) == (&basis.profile, &basis.made_by));
    let part = if is_alike { update(ledger, lexicon, profile)? } else { None };
    let (view, notices) = match part {
        Some((incidents, notices)) => (View::Part(incidents), notices),
        None => {
            let (incidents, notices) = replace(ledger, lexicon, profile)?;
            (View::Whole(incidents), notices)
        }
    };
    ledger.note_view_basis(&basis)?;
    for told in &notices {
        tell(format_args!("{}: {}", told.judgement, told.notice.message));
    }
    Ok(view)
}

/// All incidents of a view that was brought up.
pub fn all_incidents(ledger: &Ledger, view: View) -> anyhow::Result<Vec<Incident>> {
    match view {
        View::Whole(incidents) => Ok(incidents),
        View::Same | View::Part(_) => Ok(ledger.incidents()?),
    }
}

type Made = (Vec<Incident>, Vec<JudgementNotice>);

fn replace(ledger: &mut Ledger, lexicon: &Lexicon, profile: &Profile) -> anyhow::Result<Made> {
    let (reports, claims) = rows(ledger)?;
    let (judgements, mut notices) = judgements(ledger)?;
    let found = reconcile_judged(&reports, &claims, &sources(lexicon), profile, &judgements);
    notices.extend(found.notices);
    let mut kept = bytes_of(prints(&reports, &claims, profile, &judgements));
    // Reports that claim nothing are known too.
    for report in &reports {
        kept.entry(report.head.id.clone()).or_default();
    }
    ledger.replace_incidents(&found.incidents, &kept)?;
    Ok((found.incidents, notices))
}

/// Makes only those incidents anew that the change since the last view can touch; none where that cannot be told.
fn update(ledger: &mut Ledger, lexicon: &Lexicon, profile: &Profile) -> anyhow::Result<Option<Made>> {
    let Some(kept) = ledger.prints()? else { return Ok(None) };
    let (judgements, mut notices) = judgements(ledger)?;
    let mut standing: Vec<(ReportId, Print)> =
        kept.standing.into_iter().map(|(id, print)| (id, Print::from_bytes(print))).collect();
    let mut gone: Vec<Print> = kept.gone.iter().map(|(_, print)| Print::from_bytes(print.clone())).collect();

    // What people judged belongs to every change: they may have judged, corrected or undone since.
    let judged = judged_reports(&judgements);
    let again: BTreeSet<ReportId> = kept.new.iter().cloned().chain(judged).collect();
    let again: Vec<ReportId> = again.into_iter().collect();
    let fresh = prints_of(ledger, &again, profile, &judgements)?;
    let place: HashMap<&ReportId, usize> =
        standing.iter().enumerate().map(|(at, (id, _))| (id, at)).collect();
    let (mut changed, mut new) = (Vec::new(), Vec::new());
    for (id, print) in &fresh {
        match place.get(id) {
            Some(at) => changed.push((*at, print.clone())),
            None => new.push((id.clone(), print.clone())),
        }
    }
    drop(place);
    let mut seeds: Vec<usize> = changed.iter().map(|(at, _)| *at).collect();
    for (at, print) in changed {
        let before = std::mem::replace(&mut standing[at].1, print);
        if before != standing[at].1 {
            gone.push(before);
        }
    }
    seeds.extend(standing.len()..standing.len() + new.len());
    standing.extend(new);

    let change = Change { standing: &standing, changed: &seeds, gone: &gone };
    let found = region(change, profile, &judgements, &mut |wanted| {
        load(ledger, &wanted.iter().map(|at| standing[*at].0.clone()).collect::<Vec<_>>())
    })?;
    let Reconciled { incidents, notices: told } = found.reconcile(&sources(lexicon), profile, &judgements);
    notices.extend(told);
    let left: Vec<ReportId> = kept.gone.into_iter().map(|(id, _)| id).collect();
    let prints = bytes_of(fresh);
    let change = ViewChange { claims: found.claims(), incidents: &incidents, prints: &prints, gone: &left };
    let Some(updated) = ledger.update_incidents(&change)? else { return Ok(None) };
    let written: BTreeSet<usize> = updated.written.into_iter().collect();
    let touched = incidents.into_iter().enumerate().filter(|(at, _)| written.contains(at));
    Ok(Some((touched.map(|(_, incident)| incident).collect(), notices)))
}

fn bytes_of(prints: BTreeMap<ReportId, Print>) -> BTreeMap<ReportId, Vec<u8>> {
    prints.into_iter().map(|(id, print)| (id, print.as_bytes().to_vec())).collect()
}

/// The prints of those of these reports that count.
fn prints_of(
    ledger: &Ledger,
    ids: &[ReportId],
    profile: &Profile,
    judgements: &[Judgement],
) -> anyhow::Result<BTreeMap<ReportId, Print>> {
    let loaded = load(ledger, ids)?;
    let mut made: BTreeMap<ReportId, Print> =
        loaded.iter().map(|one| (one.report.head.id.clone(), Print::default())).collect();
    let (mut reports, mut claims) = (Vec::new(), Vec::new());
    for one in loaded {
        let at = reports.len();
        claims.extend(one.claims.into_iter().map(|mut row| {
            row.report = at;
            row
        }));
        reports.push(one.report);
    }
    made.extend(prints(&reports, &claims, profile, judgements));
    Ok(made)
}

fn load(ledger: &Ledger, ids: &[ReportId]) -> anyhow::Result<Vec<Loaded>> {
    let mut loaded = Vec::with_capacity(ids.len());
    ledger.each_of(ids, |head, report, claims| {
        let mut row = report_row(head);
        row.names = proper_names(report.text.as_str());
        let claims =
            claims.into_iter().map(|claim| claim_row(StoredClaim::of(claim, &report.text), 0)).collect();
        loaded.push(Loaded { report: row, claims });
    })?;
    Ok(loaded)
}
