//! Reading back: reports with their texts, and what reconciling needs of the newest versions and readings.

use std::collections::BTreeSet;

use jiff::civil::Date;
use recount_model::claim::Generic;
use recount_model::{
    Claim, ClaimId, DateBasis, Notice, OffsetMap, Published, Report, ReportId, Sha256, Text,
};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::{Doing, Error};
use crate::ingest::line_hashes;
use crate::open::Ledger;
use crate::pack::{Unpacker, unpack, unpack_map, unpack_shingles, unpack_zones};
use crate::rows::{ClaimRow, days_of};

/// The newest version of a report, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport {
    /// The report.
    pub id: ReportId,
    /// The id its file gives.
    pub external_id: Option<String>,
    /// File as the user named it.
    pub file: String,
    /// Publisher as printed or given.
    pub publisher: Option<String>,
    /// Registry id of the publisher.
    pub publisher_source: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Publication day.
    pub published: Option<Date>,
    /// Headline.
    pub title: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Counts versions in the order they came, from 1.
    pub version: u32,
    /// Sampled shingle hashes of the text.
    pub shingles: Vec<u64>,
    /// Registry ids of agencies credited or datelined.
    pub agency_credits: Vec<String>,
}

/// A claim of the newest reading of the newest version of a report, with its words cut.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredClaim {
    /// The claim.
    pub claim: Claim,
    /// Its id.
    pub id: ClaimId,
    /// The report that makes it.
    pub report: ReportId,
    /// The sentence it rests on.
    pub quote: String,
    /// The chain of speakers.
    pub speakers: Vec<StoredSpeaker>,
    /// Words and registry ids of those said to have done it.
    pub alleged: Vec<(String, Option<String>)>,
    /// Words for what it was done with.
    pub weapons: Vec<String>,
    /// Words for what was hit.
    pub targets: Vec<String>,
    /// Words of the figures, in the order of the claim's figures.
    pub figures: Vec<String>,
    /// Words for the time.
    pub when: Option<String>,
}

/// One link of a chain of speakers, with its words cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSpeaker {
    /// The words.
    pub text: String,
    /// Registry id.
    pub source: Option<String>,
    /// Whether the words name nobody in particular.
    pub generic: Generic,
}

impl StoredClaim {
    /// Cuts a claim's words.
    pub fn of(claim: Claim, text: &Text) -> Self {
        let cut = |span| text.cut(span).to_owned();
        Self {
            id: claim.anchor.claim_id(),
            report: claim.anchor.report.clone(),
            quote: cut(claim.evidence.quote),
            speakers: claim
                .attribution
                .chain
                .iter()
                .map(|link| StoredSpeaker {
                    text: cut(link.span),
                    source: link.source.clone(),
                    generic: link.generic,
                })
                .collect(),
            alleged: claim.alleged.iter().map(|alleged| (cut(alleged.span), alleged.actor.clone())).collect(),
            weapons: claim.weapons.iter().map(|weapon| cut(weapon.span)).collect(),
            targets: claim.targets.iter().map(|target| cut(target.span)).collect(),
            figures: claim.figures.iter().map(|figure| cut(figure.span)).collect(),
            when: claim.when.as_ref().and_then(|when| when.span).map(cut),
            claim,
        }
    }
}

/// How much a ledger holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports that count: newest versions that were not erased.
    pub reports: u64,
    /// Versions that a newer one superseded.
    pub superseded: u64,
    /// Claims of the newest readings of reports that count.
    pub claims: u64,
    /// Incidents of the view.
    pub incidents: u64,
}

/// Reports that count, and the newest reading of each. Sorted by id, so that two ledgers which read the same files in
/// another order answer alike.
const CURRENT: &str = "superseded_by IS NULL AND salt IS NOT NULL";

/// Columns that [`stored_report`] reads, in its order.
const STORED_COLUMNS: &str =
    "report, external_id, file, publisher, publisher_source, url, published, title, language,
    version, shingles, agency_credits";

impl Ledger {
    /// How much the ledger holds.
    pub fn counts(&self) -> Result<Counts, Error> {
        let count = |sql: &str| -> Result<u64, Error> {
            let count = self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
            count.map(|count| count as u64).doing(&self.path, "counting")
        };
        Ok(Counts {
            reports: count(&format!("SELECT COUNT(*) FROM reports WHERE {CURRENT}"))?,
            superseded: count("SELECT COUNT(*) FROM reports WHERE superseded_by IS NOT NULL")?,
            claims: count(
                "SELECT COUNT(*) FROM claims JOIN readings ON readings.id = claims.reading
                 JOIN reports ON reports.id = readings.report
                 WHERE newest = 1 AND superseded_by IS NULL AND reports.salt IS NOT NULL",
            )?,
            incidents: count("SELECT COUNT(*) FROM incidents")?,
        })
    }

    /// The newest versions of all reports, sorted by id.
    pub fn current_reports(&self) -> Result<Vec<StoredReport>, Error> {
        let doing = "reading reports";
        let sql = format!("SELECT {STORED_COLUMNS} FROM reports WHERE {CURRENT} ORDER BY report");
        let mut statement = self.connection.prepare(&sql).doing(&self.path, doing)?;
        let rows = statement.query_map([], stored_report).doing(&self.path, doing)?;
        rows.map(|row| {
            row.doing(&self.path, doing)?.map_err(|wrong| Error::corrupt(&self.path, doing, wrong))
        })
        .collect()
    }

    /// The claims that count: of the newest reading of the newest version of every report, sorted by report.
    pub fn current_claims(&self) -> Result<Vec<StoredClaim>, Error> {
        let mut stored = Vec::new();
        self.each_current_report(|report, claims| {
            stored.extend(claims.into_iter().map(|claim| StoredClaim::of(claim, &report.text)));
        })?;
        Ok(stored)
    }

    /// Hands over every report that counts with its claims, sorted by id, one at a time.
    pub fn each_current_report(&self, mut work: impl FnMut(Report, Vec<Claim>)) -> Result<(), Error> {
        let doing = "reading claims";
        let sql = format!("SELECT {REPORT_COLUMNS}, id FROM reports WHERE {CURRENT} ORDER BY report");
        let mut statement = self.connection.prepare(&sql).doing(&self.path, doing)?;
        let mut rows = statement.query([]).doing(&self.path, doing)?;
        let mut unpacker = Unpacker::new().map_err(|wrong| Error::corrupt(&self.path, doing, wrong))?;
        while let Some(row) = rows.next().doing(&self.path, doing)? {
            let report = report_of(row, &mut unpacker).doing(&self.path, doing)?;
            let report = report.map_err(|wrong| Error::corrupt(&self.path, doing, wrong))?;
            let number = row.get(REPORT_COLUMN_COUNT).doing(&self.path, doing)?;
            let claims = claims_of(&self.connection, number, &report.text).doing(&self.path, doing)?;
            let claims = claims
                .map_err(|wrong| Error::corrupt(&self.path, doing, format!("{}: {wrong}", report.id)))?;
            work(report, claims);
        }
        Ok(())
    }

    /// Hands over these reports with their claims, in the order asked for; those that do not count are left out.
    pub fn each_of(
        &self,
        ids: &[ReportId],
        mut work: impl FnMut(StoredReport, Report, Vec<Claim>),
    ) -> Result<(), Error> {
        let doing = "reading claims";
        let of = |columns: &str| format!("SELECT {columns} FROM reports WHERE {CURRENT} AND report = ?");
        let sql = of(STORED_COLUMNS);
        let mut heads = self.connection.prepare(&sql).doing(&self.path, doing)?;
        let mut wholes =
            self.connection.prepare(&of(&format!("{REPORT_COLUMNS}, id"))).doing(&self.path, doing)?;
        let mut unpacker = Unpacker::new().map_err(|wrong| Error::corrupt(&self.path, doing, wrong))?;
        for id in ids {
            let head = heads.query_row([id.as_str()], stored_report).optional().doing(&self.path, doing)?;
            let Some(head) = head else { continue };
            let whole = wholes
                .query_row([id.as_str()], |row| {
                    Ok((report_of(row, &mut unpacker)?, row.get(REPORT_COLUMN_COUNT)?))
                })
                .doing(&self.path, doing)?;
            let (report, number): (Result<Report, String>, i64) = whole;
            let corrupt = |wrong: String| Error::corrupt(&self.path, doing, wrong);
            let (head, report) = (head.map_err(corrupt)?, report.map_err(corrupt)?);
            let claims = claims_of(&self.connection, number, &report.text).doing(&self.path, doing)?;
            work(head, report, claims.map_err(|wrong| corrupt(format!("{id}: {wrong}")))?);
        }
        Ok(())
    }

    /// One report with its text, of whatever version.
    pub fn report(&self, id: &ReportId) -> Result<Report, Error> {
        let doing = "reading a report";
        let mut unpacker = Unpacker::new().map_err(|wrong| Error::corrupt(&self.path, doing, wrong))?;
        let sql = format!("SELECT {REPORT_COLUMNS}, salt IS NULL FROM reports WHERE report = ?");
        let found = self.connection.prepare_cached(&sql).and_then(|mut statement| {
            let read = |row: &Row<'_>| {
                if row.get(REPORT_COLUMN_COUNT)? { Ok(None) } else { report_of(row, &mut unpacker).map(Some) }
            };
            statement.query_row([id.as_str()], read).optional()
        });
        match found.doing(&self.path, doing)? {
            None => Err(Error::NotFound { path: self.path.clone(), id: id.to_string() }),
            Some(None) => Err(Error::Erased { path: self.path.clone(), id: id.to_string() }),
            Some(Some(report)) => report.map_err(|wrong| Error::corrupt(&self.path, doing, wrong)),
        }
    }

    /// The claims of the newest reading of one report.
    pub fn claims_of_report(&self, id: &ReportId) -> Result<Vec<Claim>, Error> {
        let doing = "reading claims";
        let report = self.report(id)?;
        let number =
            self.connection
                .query_row("SELECT id FROM reports WHERE report = ?", [id.as_str()], |row| row.get(0));
        let claims = claims_of(&self.connection, number.doing(&self.path, doing)?, &report.text);
        claims.doing(&self.path, doing)?.map_err(|wrong| Error::corrupt(&self.path, doing, wrong))
    }

    /// The text of one report.
    pub fn report_text(&self, id: &ReportId) -> Result<Text, Error> {
        self.report(id).map(|report| report.text)
    }

    /// All versions of a report in the order they came, whichever of them is asked for.
    pub fn versions(&self, id: &ReportId) -> Result<Vec<ReportId>, Error> {
        let doing = "reading versions";
        let sql = "SELECT report FROM reports WHERE chain = (SELECT chain FROM reports WHERE report = ?) ORDER BY version";
        let mut statement = self.connection.prepare(sql).doing(&self.path, doing)?;
        let rows = statement.query_map([id.as_str()], |row| row.get::<_, String>(0));
        let texts: Vec<String> = rows.and_then(Iterator::collect).doing(&self.path, doing)?;
        Ok(texts.iter().filter_map(|text| ReportId::from_text(text)).collect())
    }

    /// The untouched bytes of a file, or of one line of a JSONL file, by their hash.
    pub fn raw_bytes(&self, sha256: Sha256) -> Result<Vec<u8>, Error> {
        let doing = "reading raw bytes";
        let sql = "SELECT zstd, 1 FROM blobs WHERE sha256 = ?1
             UNION ALL SELECT zstd, 0 FROM blobs JOIN reports ON reports.blob = blobs.id WHERE raw_sha256 = ?1 LIMIT 1";
        let found = self.connection.prepare_cached(sql).and_then(|mut statement| {
            statement
                .query_row([sha256.0], |row| Ok((row.get::<_, Option<Vec<u8>>>(0)?, row.get::<_, bool>(1)?)))
                .optional()
        });
        let missing = || Error::NotFound { path: self.path.clone(), id: sha256.to_hex() };
        let (packed, whole) = found.doing(&self.path, doing)?.ok_or_else(missing)?;
        let packed = packed.ok_or_else(|| Error::Erased { path: self.path.clone(), id: sha256.to_hex() })?;
        let bytes = unpack(&packed).map_err(|wrong| Error::corrupt(&self.path, doing, wrong))?;
        if whole {
            return Ok(bytes);
        }
        let line = line_hashes(&bytes).remove(&sha256).ok_or_else(missing)?;
        Ok(bytes[line].to_vec())
    }

    /// What the ledger records, without salts, times and names of files: ledgers that read the same files with the
    /// same engine have the same set, in whatever order they read them.
    pub fn entry_set(&self) -> Result<BTreeSet<String>, Error> {
        let doing = "reading entries";
        let mut entries = BTreeSet::new();
        let mut add = |sql: &str| -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (what, content): (String, String) = (row.get(0)?, row.get(1)?);
                entries.insert(format!("{what} {}", Sha256::of(content.as_bytes())));
            }
            Ok(())
        };
        add("SELECT 'report ' || report, lower(hex(raw_sha256)) FROM reports")
            .and_then(|()| {
                add("SELECT 'reading ' || reports.report || ' ' || engine || ' ' || lexicon, COALESCE((
                        SELECT group_concat(COALESCE(row, claim), char(10) ORDER BY position) FROM claims WHERE reading = readings.id), '')
                     FROM readings JOIN reports ON reports.id = readings.report")
            })
            .and_then(|()| add("SELECT 'judgement', row FROM judgements"))
            .and_then(|()| add("SELECT 'erasure ' || report, '' FROM erasures"))
            .doing(&self.path, doing)?;
        Ok(entries)
    }
}

/// Columns that [`report_of`] reads, in its order.
pub(crate) const REPORT_COLUMNS: &str =
    "report, external_id, file, ordinal, title, title_start, title_end, publisher,
    byline, published, published_basis, language, url, raw_sha256, text, zones, map, notices, days, encoding";

/// Number of columns in [`REPORT_COLUMNS`]; what a query adds starts here.
pub(crate) const REPORT_COLUMN_COUNT: usize = 20;

/// A report from its row. The outer error is the store's, the inner one says what in the row does not fit.
pub(crate) fn report_of(row: &Row<'_>, unpacker: &mut Unpacker) -> rusqlite::Result<Result<Report, String>> {
    let id: String = row.get(0)?;
    let title_span: (Option<i64>, Option<i64>) = (row.get(5)?, row.get(6)?);
    let published: (Option<String>, Option<String>) = (row.get(9)?, row.get(10)?);
    let packed: (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(14)?, row.get(15)?, row.get(16)?);
    let notices: String = row.get(17)?;
    let (days, encoding): (Option<String>, Option<String>) = (row.get(18)?, row.get(19)?);
    let (external_id, file, ordinal, title) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
    let (publisher, byline, language, url) = (row.get(7)?, row.get(8)?, row.get(11)?, row.get(12)?);
    let raw_sha256 = Sha256(row.get(13)?);
    let build = || -> Result<Report, String> {
        let text = text_of(&packed, unpacker)?;
        let title_span = match title_span {
            (Some(start), Some(end)) => {
                let span = usize::try_from(start).ok().zip(usize::try_from(end).ok());
                Some(
                    span.and_then(|(start, end)| text.span(start, end))
                        .ok_or("the headline does not fit the text")?,
                )
            }
            _ => None,
        };
        let published = match published {
            (Some(on), Some(basis)) => Some(Published {
                on: on.parse().map_err(|_| format!("{on:?} is no day"))?,
                basis: DateBasis::from_text(&basis)
                    .ok_or_else(|| format!("{basis:?} is no basis of a day"))?,
            }),
            _ => None,
        };
        let notices: Vec<(String, String)> =
            serde_json::from_str(&notices).map_err(|error| error.to_string())?;
        Ok(Report {
            id: ReportId::from_text(&id).ok_or("the id is none")?,
            external_id,
            file,
            ordinal,
            title,
            title_span,
            publisher,
            byline,
            published,
            days: days_of(days.as_deref())?,
            encoding,
            language,
            url,
            raw_sha256,
            text,
            notices: notices.into_iter().map(|(id, message)| Notice { id, message }).collect(),
        })
    };
    Ok(build().map_err(|wrong| format!("report {id}: {wrong}")))
}

fn text_of(
    (text, zones, map): &(Vec<u8>, Vec<u8>, Vec<u8>),
    unpacker: &mut Unpacker,
) -> Result<Text, String> {
    let body = String::from_utf8(unpacker.unpack(text)?).map_err(|_| "the text is not UTF-8".to_owned())?;
    let map: OffsetMap = unpack_map(map)?;
    let mut text = Text::with_map(body, map);
    unpack_zones(&mut text, zones)?;
    Ok(text)
}

/// The claims of the newest reading of a report.
fn claims_of(
    connection: &Connection,
    report: i64,
    text: &Text,
) -> rusqlite::Result<Result<Vec<Claim>, String>> {
    let mut statement = connection.prepare_cached(
        "SELECT row FROM claims JOIN readings ON readings.id = claims.reading
         WHERE report = ? AND newest = 1 AND row IS NOT NULL ORDER BY position",
    )?;
    let rows: Vec<String> =
        statement.query_map([report], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(rows.iter().map(|row| claim_of(row, text)).collect())
}

/// A claim from its JSON.
pub(crate) fn claim_of(row: &str, text: &Text) -> Result<Claim, String> {
    let row: ClaimRow = serde_json::from_str(row).map_err(|error| error.to_string())?;
    row.into_claim(text)
}

fn stored_report(row: &Row<'_>) -> rusqlite::Result<Result<StoredReport, String>> {
    let id: String = row.get(0)?;
    let published: Option<String> = row.get(6)?;
    let credits: Option<String> = row.get(11)?;
    let shingles: Option<Vec<u8>> = row.get(10)?;
    let (external_id, file, publisher, publisher_source) =
        (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
    let (url, title, language, version) = (row.get(5)?, row.get(7)?, row.get(8)?, row.get(9)?);
    let build = || {
        Ok(StoredReport {
            id: ReportId::from_text(&id).ok_or_else(|| format!("{id:?} is no report id"))?,
            external_id,
            file,
            publisher,
            publisher_source,
            url,
            published: published
                .map(|day| day.parse().map_err(|_| format!("{day:?} is no day")))
                .transpose()?,
            title,
            language,
            version,
            shingles: unpack_shingles(&shingles.unwrap_or_default()),
            agency_credits: credits
                .map(|credits| serde_json::from_str(&credits).map_err(|error| error.to_string()))
                .transpose()?
                .unwrap_or_default(),
        })
    };
    Ok(build())
}
