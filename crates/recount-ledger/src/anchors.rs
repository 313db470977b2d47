//! Finding the claims again that judgements bind, after another engine or a new version of a report cut them anew.
//!
//! An anchor that is told as it was stays. Of the same report, the claim whose words cover most of the same bytes takes
//! its place; of a newer version of the report, the claim that quotes the same words. Where nothing fits, or two fit
//! alike, the anchor is lost: the judgement stays in the ledger without effect, and a notice says so.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use recount_model::{Claim, ClaimAnchor, ClaimId, RawRange, Report, ReportId, Text};
use rusqlite::OptionalExtension;

use crate::error::{Doing, Error};
use crate::open::Ledger;
use crate::stored::claim_of;

/// Where an anchor is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchored {
    /// Told as it was.
    Here,
    /// Told by this claim now, and how that was found.
    Moved(ClaimAnchor, &'static str),
    /// Told by no claim.
    Lost,
}

const DOING: &str = "looking for judged claims";

impl Ledger {
    /// Finds every anchor among the claims that count.
    pub fn find_anchors(
        &self,
        anchors: &BTreeSet<ClaimAnchor>,
    ) -> Result<BTreeMap<ClaimAnchor, Anchored>, Error> {
        let mut current: HashMap<ReportId, (Option<Report>, Vec<Claim>)> = HashMap::new();
        let mut found = BTreeMap::new();
        for anchor in anchors {
            let home = match self.newest_version(&anchor.report)? {
                Some(report) => report,
                None => {
                    found.insert(anchor.clone(), Anchored::Lost);
                    continue;
                }
            };
            if !current.contains_key(&home) {
                current.insert(home.clone(), self.told_by(&home)?);
            }
            let (report, claims) = &current[&home];
            let place = if home == anchor.report {
                in_same_report(anchor, report.as_ref(), claims)
            } else {
                let quote = self.old_quote(anchor)?;
                quote
                    .map_or(Anchored::Lost, |quote| in_newer_version(anchor, &quote, report.as_ref(), claims))
            };
            found.insert(anchor.clone(), place);
        }
        Ok(found)
    }

    fn told_by(&self, report: &ReportId) -> Result<(Option<Report>, Vec<Claim>), Error> {
        match self.report(report) {
            Ok(found) => Ok((Some(found), self.claims_of_report(report)?)),
            Err(Error::Erased { .. }) => Ok((None, Vec::new())),
            Err(error) => Err(error),
        }
    }

    /// The version of a report that counts.
    fn newest_version(&self, report: &ReportId) -> Result<Option<ReportId>, Error> {
        let sql =
            "SELECT newest.report FROM reports AS asked JOIN reports AS newest ON newest.chain = asked.chain
             WHERE asked.report = ? AND newest.superseded_by IS NULL ORDER BY newest.version DESC LIMIT 1";
        let newest = self.connection.prepare_cached(sql).and_then(|mut statement| {
            statement.query_row([report.as_str()], |row| row.get::<_, String>(0)).optional()
        });
        Ok(newest.doing(&self.path, DOING)?.and_then(|id| ReportId::from_text(&id)))
    }

    /// The words an anchor stood on, from any reading that told it; none where they were erased.
    fn old_quote(&self, anchor: &ClaimAnchor) -> Result<Option<String>, Error> {
        Ok(self.old_claim(&anchor.claim_id())?.map(|(claim, text)| text.cut(claim.evidence.quote).to_owned()))
    }

    /// A claim of whatever reading and version, with the text it was cut from.
    pub fn old_claim(&self, id: &ClaimId) -> Result<Option<(Claim, Text)>, Error> {
        let sql = "SELECT reports.report, claims.row FROM claims JOIN readings ON readings.id = claims.reading
             JOIN reports ON reports.id = readings.report
             WHERE claim = ? AND row IS NOT NULL AND reports.salt IS NOT NULL ORDER BY claims.id DESC LIMIT 1";
        let row = self.connection.prepare_cached(sql).and_then(|mut statement| {
            let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
            statement.query_row([id.as_str()], read).optional()
        });
        let Some((report, row)) = row.doing(&self.path, DOING)? else { return Ok(None) };
        let Some(report) = ReportId::from_text(&report) else { return Ok(None) };
        let text = self.report_text(&report)?;
        let claim = claim_of(&row, &text).map_err(|wrong| Error::corrupt(&self.path, DOING, wrong))?;
        Ok(Some((claim, text)))
    }
}

/// Bytes two ranges share.
fn overlap(a: RawRange, b: RawRange) -> u64 {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

fn in_same_report(anchor: &ClaimAnchor, report: Option<&Report>, claims: &[Claim]) -> Anchored {
    if claims.iter().any(|claim| claim.anchor == *anchor) {
        return Anchored::Here;
    }
    let length = |range: RawRange| range.end.saturating_sub(range.start).max(1);
    let shared = |claim: &Claim| {
        let also = claim.evidence.also.iter().filter_map(|span| report?.text.offset_map().raw_range(*span));
        let ranges = std::iter::once(claim.anchor.quote).chain(also);
        let share = |range: RawRange| {
            let bytes = overlap(anchor.quote, range);
            // In thousandths of the shorter range, so that the order is whole numbers' order.
            bytes * 1000 / length(range).min(length(anchor.quote))
        };
        ranges.map(share).max().unwrap_or(0)
    };
    let fits = |claim: &Claim| {
        let same_kind = claim.anchor.kind == anchor.kind;
        (shared(claim), same_kind, same_kind && claim.anchor.ordinal == anchor.ordinal)
    };
    best(claims.iter().filter(|claim| shared(claim) >= 500), fits, "the same words of the report")
}

fn in_newer_version(
    anchor: &ClaimAnchor,
    quote: &str,
    report: Option<&Report>,
    claims: &[Claim],
) -> Anchored {
    let Some(report) = report else { return Anchored::Lost };
    let words = |text: &str| -> Vec<String> {
        let letters =
            |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        text.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect()
    };
    let old: BTreeSet<String> = words(quote).into_iter().collect();
    let share = |span| {
        let new: BTreeSet<String> = words(report.text.cut(span)).into_iter().collect();
        old.intersection(&new).count() * 1000 / old.union(&new).count().max(1)
    };
    let shared = |claim: &Claim| {
        std::iter::once(&claim.evidence.quote)
            .chain(&claim.evidence.also)
            .map(|span| share(*span))
            .max()
            .unwrap_or(0)
    };
    let fits = |claim: &Claim| {
        let same_kind = claim.anchor.kind == anchor.kind;
        (shared(claim) as u64, same_kind, same_kind && claim.anchor.ordinal == anchor.ordinal)
    };
    // Figures are what versions differ in, so one word in five may be another.
    best(
        claims.iter().filter(|claim| shared(claim) >= 650),
        fits,
        "the same words in a newer version of the report",
    )
}

fn best<'c>(
    claims: impl Iterator<Item = &'c Claim>,
    fits: impl Fn(&Claim) -> (u64, bool, bool),
    how: &'static str,
) -> Anchored {
    let mut found: Vec<(&Claim, _)> = claims.map(|claim| (claim, fits(claim))).collect();
    found.sort_by_key(|found| std::cmp::Reverse(found.1));
    match found.as_slice() {
        [] => Anchored::Lost,
        [(_, first), (_, second), ..] if first == second => Anchored::Lost,
        [(claim, _), ..] => Anchored::Moved(claim.anchor.clone(), how),
    }
}
