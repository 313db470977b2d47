//! Which reports are versions of one another.
//!
//! Same address or external id with other text is a new version of a report, not a second report. Reports without
//! either that fill a whole file are versions by the file's name. Where both name an address, or both an external id,
//! or both a publisher, and the two differ, they are two reports: feeds number their posts from 1, and an address such
//! as a channel's stands over many posts.
//!
//! A page with several reports gives all of them one address. There only the same headline makes a version, because a
//! digest that shows other articles on Tuesday has not withdrawn Monday's.

use recount_model::{Report, ReportId, Sha256};
use rusqlite::{Connection, params};

use crate::rows::days_json;

/// What a report is to the ledger.
pub(crate) enum Standing {
    /// This very report is there, as the row with this number.
    Known(i64),
    /// The same words of the same publication are there under other raw bytes, or were erased.
    SameContent,
    /// Nothing of the kind is there.
    New,
    /// It follows or precedes a report that is there.
    Version(Neighbour),
}

/// The newest report of a chain that a new report joins.
pub(crate) struct Neighbour {
    pub(crate) report: ReportId,
    pub(crate) chain: String,
    /// Whether what is there was published later than the new one.
    pub(crate) is_newer: bool,
}

/// A report on its way into the ledger.
pub(crate) struct Arrival<'a> {
    pub(crate) report: &'a Report,
    /// Name of its file.
    pub(crate) file: &'a str,
    /// Reports cut from the same raw bytes.
    pub(crate) siblings: usize,
    /// Whether the raw bytes are the whole file.
    pub(crate) fills_file: bool,
}

pub(crate) fn find_standing(connection: &Connection, arrival: &Arrival<'_>) -> rusqlite::Result<Standing> {
    let report = arrival.report;
    let mut known = connection.prepare_cached("SELECT id FROM reports WHERE report = ?")?;
    if let Some(row) = known.query([report.id.as_str()])?.next()? {
        return Ok(Standing::Known(row.get(0)?));
    }
    // Erased words must not come back because a newer reader cuts the same bytes another way.
    let mut erased =
        connection.prepare_cached("SELECT 1 FROM reports WHERE raw_sha256 = ? AND salt IS NULL")?;
    if erased.exists([report.raw_sha256.0])? {
        return Ok(Standing::SameContent);
    }
    let nameless = report.url.is_none() && report.external_id.is_none();
    let file = (nameless && arrival.fills_file && arrival.file != "-").then_some(arrival.file);
    // Reports of one reading of a page are not versions of each other, so the same raw bytes never count.
    let mut candidates = connection.prepare_cached(
        "SELECT report, chain, url, external_id, publisher, title, published, salt, content, siblings FROM reports
         WHERE (url = ?1 OR external_id = ?2
                OR (file = ?3 AND url IS NULL AND external_id IS NULL
                    AND raw_sha256 = (SELECT sha256 FROM blobs WHERE blobs.id = reports.blob)))
           AND superseded_by IS NULL AND raw_sha256 != ?4 AND salt IS NOT NULL
         ORDER BY id",
    )?;
    let mut rows = candidates.query(params![report.url, report.external_id, file, report.raw_sha256.0])?;
    let mut neighbour = None;
    while let Some(row) = rows.next()? {
        let text = |column| row.get::<_, Option<String>>(column);
        if differ(text(2)?.as_deref(), report.url.as_deref())
            || differ(text(3)?.as_deref(), report.external_id.as_deref())
            || differ(text(4)?.as_deref(), report.publisher.as_deref())
        {
            continue;
        }
        let (salt, content): (Vec<u8>, [u8; 32]) = (row.get(7)?, row.get(8)?);
        if content_digest(&salt, report).0 == content {
            return Ok(Standing::SameContent);
        }
        let one_to_one = arrival.siblings == 1 && row.get::<_, i64>(9)? == 1;
        let same_title = report.title.is_some() && text(5)? == report.title;
        if neighbour.is_none() && (one_to_one || same_title) {
            let published = report.published.map(|published| published.on.to_string());
            // Days are written so that their order as text is their order in time.
            let is_newer = published.zip(text(6)?).is_some_and(|(ours, theirs)| theirs > ours);
            let stored: String = row.get(0)?;
            neighbour = ReportId::from_text(&stored).map(|report| (report, row.get(1), is_newer));
        }
    }
    match neighbour {
        Some((report, chain, is_newer)) => {
            Ok(Standing::Version(Neighbour { report, chain: chain?, is_newer }))
        }
        None => Ok(Standing::New),
    }
}

fn differ(a: Option<&str>, b: Option<&str>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a != b)
}

/// Salted hash of what makes a version: the words and what is printed beside them.
pub(crate) fn content_digest(salt: &[u8], report: &Report) -> Sha256 {
    let published = report.published.map(|published| published.on.to_string());
    let stated: Vec<Vec<u8>> =
        [&report.title, &report.publisher, &published, &report.url, &report.external_id]
            .map(|text| stated(text.as_deref()))
            .to_vec();
    let mut parts = vec![salt, report.text.as_str().as_bytes()];
    parts.extend(stated.iter().map(Vec::as_slice));
    Sha256::of_parts(&parts)
}

/// Salted hash of everything the ledger keeps of a report.
pub(crate) fn full_digest(salt: &[u8], content: &Sha256, report: &Report) -> Sha256 {
    let title_span = report.title_span.map(|span| format!("{}..{}", span.start(), span.end()));
    let basis = report.published.map(|published| published.basis.as_str());
    let notices: Vec<u8> = report.notices.iter().flat_map(|notice| [&notice.id, &notice.message]).fold(
        Vec::new(),
        |mut bytes, text| {
            bytes.extend((text.len() as u64).to_be_bytes());
            bytes.extend(text.as_bytes());
            bytes
        },
    );
    let own = [
        salt,
        &content.0,
        report.id.as_str().as_bytes(),
        &report.raw_sha256.0,
        report.file.as_bytes(),
        &report.ordinal.to_be_bytes(),
        &stated(title_span.as_deref()),
        &stated(report.byline.as_deref()),
        &stated(basis),
        &stated(report.language.as_deref()),
        &crate::pack::pack_zones(&report.text),
        &crate::pack::pack_map(report.text.offset_map()),
        &notices,
    ];
    // Reports of ledgers of version 1 have neither, and their hashes must stay what they were.
    let more = [stated(days_json(&report.days).as_deref()), stated(report.encoding.as_deref())];
    let has_more = !report.days.is_empty() || report.encoding.is_some();
    let more = more.iter().map(Vec::as_slice).filter(|_| has_more);
    Sha256::of_parts(&own.into_iter().chain(more).collect::<Vec<_>>())
}

/// Tells no text from an empty one.
fn stated(text: Option<&str>) -> Vec<u8> {
    text.map_or_else(|| vec![0], |text| [&[1], text.as_bytes()].concat())
}
