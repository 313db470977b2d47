//! What people judged. Kept beside the machine's output; neither overwrites the other, and nothing is ever taken back
//! but by another judgement.

use recount_model::{
    ClaimAnchor, Decision, Judgement, JudgementNumber, Kind, RawRange, ReportId, Sha256, Subject, Verdict,
};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::error::{Doing, Error};
use crate::ingest::json;
use crate::log::salts;
use crate::open::Ledger;

/// A judgement on its way into the ledger, which gives it a number and a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJudgement {
    /// Who judges, as they want to be named.
    pub by: String,
    /// Why, in their words.
    pub why: String,
    /// What the machine says of the two claims, where it was asked.
    pub machine_said: Option<String>,
    /// What is decided.
    pub decision: Decision,
}

#[derive(Serialize, Deserialize)]
struct JudgementRow {
    by: String,
    why: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    machine_said: Option<String>,
    #[serde(flatten)]
    decision: DecisionRow,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
enum DecisionRow {
    Judge {
        a: AnchorRow,
        b: AnchorRow,
        verdict: String,
    },
    Merge {
        one: Vec<AnchorRow>,
        other: Vec<AnchorRow>,
    },
    Split {
        out: Vec<AnchorRow>,
        rest: Vec<AnchorRow>,
    },
    Correct {
        of: SubjectRow,
        field: String,
        value: String,
        was: String,
    },
    Withdraw {
        of: SubjectRow,
    },
    Grade {
        incident: Vec<AnchorRow>,
        harm: String,
        attribution: Option<String>,
        suggested: Option<(String, String)>,
    },
    Cut {
        a: String,
        b: String,
    },
    Undo {
        judgement: u32,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SubjectRow {
    Claim(AnchorRow),
    Incident(Vec<AnchorRow>),
}

/// Report, first and last raw byte of the quote, kind, ordinal.
type AnchorRow = (String, u64, u64, String, u32);

impl Ledger {
    /// Adds a judgement and gives its number. Whether it may be made is for the caller to ask first.
    pub fn judge(&mut self, judgement: &NewJudgement) -> Result<JudgementNumber, Error> {
        self.judge_all(std::slice::from_ref(judgement)).map(|numbers| numbers[0])
    }

    /// Adds several judgements together or not at all.
    pub fn judge_all(&mut self, judgements: &[NewJudgement]) -> Result<Vec<JudgementNumber>, Error> {
        self.write("adding a judgement", |connection, log| {
            let mut numbers = Vec::new();
            for judgement in judgements {
                let row = json(&JudgementRow::of(judgement));
                let salt = salts(connection, 1)?.concat();
                let sql = "SELECT 1 + COALESCE(MAX(id), 0) FROM judgements";
                let id: u32 = connection.query_row(sql, [], |row| row.get(0))?;
                let seq =
                    log.append(connection, "judgement", &id.to_string(), &judgement_digest(&salt, &row).0)?;
                let sql = "INSERT INTO judgements (id, row, salt, seq) VALUES (?, ?, ?, ?)";
                connection.execute(sql, params![id, row, salt, seq])?;
                numbers.push(JudgementNumber(id));
            }
            Ok(numbers)
        })
    }

    /// All judgements in the order they were made, undone ones too.
    pub fn judgements(&self) -> Result<Vec<Judgement>, Error> {
        let doing = "reading judgements";
        let sql = "SELECT id, at, row FROM judgements JOIN log ON log.seq = judgements.seq ORDER BY id";
        let mut statement = self.connection.prepare(sql).doing(&self.path, doing)?;
        let rows = statement
            .query_map([], |row| {
                Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
            })
            .doing(&self.path, doing)?;
        rows.map(|row| {
            let (id, at, row) = row.doing(&self.path, doing)?;
            parse(id, at, &row)
                .map_err(|wrong| Error::corrupt(&self.path, doing, format!("judgement {id}: {wrong}")))
        })
        .collect()
    }
}

pub(crate) fn judgement_digest(salt: &[u8], row: &str) -> Sha256 {
    Sha256::of_parts(&[salt, row.as_bytes()])
}

impl JudgementRow {
    fn of(judgement: &NewJudgement) -> Self {
        let NewJudgement { by, why, machine_said, decision } = judgement.clone();
        Self { by, why, machine_said, decision: DecisionRow::of(&decision) }
    }
}

impl DecisionRow {
    fn of(decision: &Decision) -> Self {
        let all = |anchors: &[ClaimAnchor]| anchors.iter().map(anchor_row).collect();
        let subject = |subject: &Subject| match subject {
            Subject::Claim(anchor) => SubjectRow::Claim(anchor_row(anchor)),
            Subject::Incident(anchors) => SubjectRow::Incident(all(anchors)),
        };
        match decision.clone() {
            Decision::Compare { a, b, verdict } => {
                Self::Judge { a: anchor_row(&a), b: anchor_row(&b), verdict: verdict.as_str().to_owned() }
            }
            Decision::Merge { one, other } => Self::Merge { one: all(&one), other: all(&other) },
            Decision::Split { out, rest } => Self::Split { out: all(&out), rest: all(&rest) },
            Decision::Correct { subject: of, field, value, was } => {
                Self::Correct { of: subject(&of), field, value, was }
            }
            Decision::Withdraw { subject: of } => Self::Withdraw { of: subject(&of) },
            Decision::Grade { incident, harm, attribution, suggested } => {
                Self::Grade { incident: all(&incident), harm, attribution, suggested }
            }
            Decision::Cut { a, b } => Self::Cut { a: a.to_string(), b: b.to_string() },
            Decision::Undo { judgement } => Self::Undo { judgement: judgement.0 },
        }
    }

    fn into_decision(self) -> Result<Decision, String> {
        let all = |rows: Vec<AnchorRow>| rows.into_iter().map(anchor_of).collect::<Result<Vec<_>, _>>();
        let subject = |row: SubjectRow| match row {
            SubjectRow::Claim(row) => anchor_of(row).map(Subject::Claim),
            SubjectRow::Incident(rows) => all(rows).map(Subject::Incident),
        };
        Ok(match self {
            Self::Judge { a, b, verdict } => Decision::Compare {
                a: anchor_of(a)?,
                b: anchor_of(b)?,
                verdict: Verdict::from_text(&verdict).ok_or_else(|| format!("{verdict:?} is no verdict"))?,
            },
            Self::Merge { one, other } => Decision::Merge { one: all(one)?, other: all(other)? },
            Self::Split { out, rest } => Decision::Split { out: all(out)?, rest: all(rest)? },
            Self::Correct { of, field, value, was } => {
                Decision::Correct { subject: subject(of)?, field, value, was }
            }
            Self::Withdraw { of } => Decision::Withdraw { subject: subject(of)? },
            Self::Grade { incident, harm, attribution, suggested } => {
                Decision::Grade { incident: all(incident)?, harm, attribution, suggested }
            }
            Self::Cut { a, b } => Decision::Cut { a: report_id(&a)?, b: report_id(&b)? },
            Self::Undo { judgement } => Decision::Undo { judgement: JudgementNumber(judgement) },
        })
    }
}

fn report_id(text: &str) -> Result<ReportId, String> {
    ReportId::from_text(text).ok_or_else(|| format!("{text:?} is no report id"))
}

fn anchor_row(anchor: &ClaimAnchor) -> AnchorRow {
    let (start, end) = (anchor.quote.start, anchor.quote.end);
    (anchor.report.to_string(), start, end, anchor.kind.as_str().to_owned(), anchor.ordinal)
}

fn anchor_of((report, start, end, kind, ordinal): AnchorRow) -> Result<ClaimAnchor, String> {
    Ok(ClaimAnchor {
        report: report_id(&report)?,
        quote: RawRange { start, end },
        kind: Kind::from_text(&kind).ok_or_else(|| format!("{kind:?} is no kind"))?,
        ordinal,
    })
}

fn parse(id: u32, at: String, row: &str) -> Result<Judgement, String> {
    let row: JudgementRow = serde_json::from_str(row).map_err(|error| error.to_string())?;
    Ok(Judgement {
        number: JudgementNumber(id),
        by: row.by,
        at,
        why: row.why,
        machine_said: row.machine_said,
        decision: row.decision.into_decision()?,
    })
}
