//! What people judged: same, different, unsure. Kept beside the machine's output; neither overwrites the other.

use recount_model::{ClaimAnchor, Kind, RawRange, ReportId, Sha256};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::error::{Doing, Error};
use crate::ingest::json;
use crate::log::salts;
use crate::open::Ledger;

/// What a person said of two claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// They tell the same happening.
    Same,
    /// They do not.
    Different,
    /// It cannot be told.
    Unsure,
}

impl Verdict {
    /// The name in the ledger and on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }

    /// Reads the name back.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Unsure].into_iter().find(|verdict| verdict.as_str() == text)
    }
}

/// One judgement. It binds anchors, which outlive engines, and never incident ids, which do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Who judged, as they want to be named.
    pub by: String,
    /// What they said.
    pub verdict: Verdict,
    /// One claim.
    pub a: ClaimAnchor,
    /// The other.
    pub b: ClaimAnchor,
    /// Why, in their words.
    pub note: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct JudgementRow {
    by: String,
    verdict: String,
    a: AnchorRow,
    b: AnchorRow,
    note: Option<String>,
}

/// Report, first and last raw byte of the quote, kind, ordinal.
type AnchorRow = (String, u64, u64, String, u32);

impl Ledger {
    /// Adds a judgement. A later one on the same claims stands beside it; readers take the last.
    pub fn judge(&mut self, judgement: &Judgement) -> Result<(), Error> {
        let row = json(&JudgementRow {
            by: judgement.by.clone(),
            verdict: judgement.verdict.as_str().to_owned(),
            a: anchor_row(&judgement.a),
            b: anchor_row(&judgement.b),
            note: judgement.note.clone(),
        });
        self.write("adding a judgement", |connection, log| {
            let salt = salts(connection, 1)?.concat();
            let id: i64 =
                connection
                    .query_row("SELECT 1 + COALESCE(MAX(id), 0) FROM judgements", [], |row| row.get(0))?;
            let seq =
                log.append(connection, "judgement", &id.to_string(), &judgement_digest(&salt, &row).0)?;
            let sql = "INSERT INTO judgements (id, row, salt, seq) VALUES (?, ?, ?, ?)";
            connection.execute(sql, params![id, row, salt, seq]).map(|_| ())
        })
    }

    /// All judgements in the order they were made.
    pub fn judgements(&self) -> Result<Vec<Judgement>, Error> {
        let doing = "reading judgements";
        let mut statement =
            self.connection.prepare("SELECT row FROM judgements ORDER BY id").doing(&self.path, doing)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).doing(&self.path, doing)?;
        rows.map(|row| {
            parse(&row.doing(&self.path, doing)?).map_err(|wrong| Error::corrupt(&self.path, doing, wrong))
        })
        .collect()
    }
}

pub(crate) fn judgement_digest(salt: &[u8], row: &str) -> Sha256 {
    Sha256::of_parts(&[salt, row.as_bytes()])
}

fn anchor_row(anchor: &ClaimAnchor) -> AnchorRow {
    let (start, end) = (anchor.quote.start, anchor.quote.end);
    (anchor.report.to_string(), start, end, anchor.kind.as_str().to_owned(), anchor.ordinal)
}

fn anchor_of((report, start, end, kind, ordinal): AnchorRow) -> Result<ClaimAnchor, String> {
    Ok(ClaimAnchor {
        report: ReportId::from_text(&report).ok_or_else(|| format!("{report:?} is no report id"))?,
        quote: RawRange { start, end },
        kind: Kind::from_text(&kind).ok_or_else(|| format!("{kind:?} is no kind"))?,
        ordinal,
    })
}

fn parse(row: &str) -> Result<Judgement, String> {
    let row: JudgementRow = serde_json::from_str(row).map_err(|error| error.to_string())?;
    Ok(Judgement {
        by: row.by,
        verdict: Verdict::from_text(&row.verdict)
            .ok_or_else(|| format!("{:?} is no verdict", row.verdict))?,
        a: anchor_of(row.a)?,
        b: anchor_of(row.b)?,
        note: row.note,
    })
}
