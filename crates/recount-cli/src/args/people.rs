//! What people say on the command line about claims and incidents.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::LedgerFile;

/// Who judges, and why.
#[derive(Clone, Debug, Args)]
pub struct Signature {
    /// Who judges, as they want to be named; also RECOUNT_BY, or `by = "..."` in recount/config.toml of your settings.
    #[arg(long, value_name = "NAME", env = "RECOUNT_BY")]
    pub by: Option<String>,
    /// Why, in your words; asked for where it is not given.
    #[arg(long, visible_alias = "reason", value_name = "TEXT")]
    pub why: Option<String>,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// What can be said of two claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Verdict {
    /// They tell the same happening.
    Same,
    /// They do not.
    Different,
    /// It cannot be told; an earlier verdict no longer holds.
    Unsure,
}

/// `judge`
#[derive(Debug, Args)]
#[command(
    after_help = "A claim is its id, the first characters of it, or INCIDENT:NUMBER as `recount show` numbers them.

Examples:
  recount judge c-3f2a c-77b0 same --why \"the same market, told by two agencies\"
  recount judge i-3f2a:1 i-3f2a:4 different --why \"the second raid came a day later\""
)]
pub struct Judge {
    /// One claim.
    pub claim: String,
    /// The other.
    pub other: String,
    /// What you say of them.
    #[arg(value_enum)]
    pub verdict: Verdict,
    #[command(flatten)]
    pub signature: Signature,
}

/// `merge`
#[derive(Debug, Args)]
#[command(after_help = "Example:
  recount merge i-3f2a i-77b0 --why \"two spellings of one village\"")]
pub struct Merge {
    /// One incident.
    pub incident: String,
    /// The other.
    pub other: String,
    #[command(flatten)]
    pub signature: Signature,
}

/// `split`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  recount split i-3f2a 3 4 --why \"claims 3 and 4 of the list in `recount show` tell of the evening\"
  recount split i-3f2a c-77b0 --why \"another village\"")]
pub struct Split {
    /// The incident.
    pub incident: String,
    /// The claims that become an incident of their own: numbers of `recount show`, or ids.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<String>,
    #[command(flatten)]
    pub signature: Signature,
}

/// `correct`
#[derive(Debug, Args)]
#[command(
    after_help = "Fields: kind, when, place, alleged, a harm (killed, injured, missing, captured, displaced, casualties) with or
without a group (killed.children), and of a claim also polarity, certainty, role, telling.
Values: 12, 12-15, 12+, \"up to 15\", \"about 20\"; 2016-09-17, 2016-09, 2016, 2016-09-17..2016-09-19;
\"NAME @ LATITUDE,LONGITUDE\"; several places or parties with ; between; unknown.

Examples:
  recount correct c-3f2a killed 12 --why \"the 21 are the injured\"
  recount correct i-3f2a place \"Hajin @ 34.69,40.83\" --why \"the school, seen in the pictures\""
)]
pub struct Correct {
    /// A claim or an incident.
    pub of: String,
    /// The field.
    pub field: String,
    /// The value it should have.
    #[arg(allow_hyphen_values = true)]
    pub value: String,
    #[command(flatten)]
    pub signature: Signature,
}

/// `withdraw`
#[derive(Debug, Args)]
#[command(after_help = "What is withdrawn stays in the ledger and is shown as such; it counts no more.

Examples:
  recount withdraw c-3f2a --why \"the paper took the report back\"
  recount withdraw i-3f2a --why \"film set\"")]
pub struct Withdraw {
    /// A claim or an incident.
    pub of: String,
    #[command(flatten)]
    pub signature: Signature,
}

/// `grade`
#[derive(Debug, Args)]
#[command(
    after_help = "The grades are those of the profile by which the ledger counts. `recount show` prints the suggestion, its rule,
and what would change it.

Examples:
  recount grade i-3f2a fair/likely --reason \"two hospitals and the town council, independently\"
  recount grade i-3f2a weak --reason \"everything goes back to one agency\""
)]
pub struct Grade {
    /// The incident.
    pub incident: String,
    /// Grade of harm, or harm and attribution with `/` between.
    pub grade: String,
    #[command(flatten)]
    pub signature: Signature,
}

/// `cut`
#[derive(Debug, Args)]
#[command(after_help = "`recount show` lists which reports were counted as one origin, and why.

Example:
  recount cut i-3f2a:1 i-3f2a:3 --why \"the correspondent was there; the likeness is the ministry's sentence\"")]
pub struct Cut {
    /// A report (r-...), or one of its claims.
    pub report: String,
    /// The other.
    pub other: String,
    #[command(flatten)]
    pub signature: Signature,
}

/// `undo`
#[derive(Debug, Args)]
#[command(after_help = "Undoing is a judgement too: it stays in the log, and undoing it restores.

Example:
  recount undo j3 --why \"I mixed up the two villages\"")]
pub struct Undo {
    /// The judgement, as `recount judgements` numbers it.
    pub judgement: String,
    #[command(flatten)]
    pub signature: Signature,
}

/// Forms in which judgements are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum JudgementFormat {
    /// For people.
    Table,
    /// One judgement a line; `recount judgements add` reads them.
    Jsonl,
}

/// `judgements`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  recount judgements
  recount judgements --format jsonl > ours.jsonl
  recount judgements add theirs.jsonl")]
pub struct Judgements {
    #[command(subcommand)]
    pub command: Option<JudgementsCommand>,
    /// Form of the list. Lines hold only what is in force.
    #[arg(long, value_enum, default_value = "table")]
    pub format: JudgementFormat,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// The commands about judgements.
#[derive(Debug, Subcommand)]
pub enum JudgementsCommand {
    /// Adds judgements from a file of lines; every line that is refused is named
    #[command(after_help = "A line is what `recount judgements --format jsonl` prints, or for example
  {\"do\": \"judge\", \"a\": \"c-3f2a...\", \"b\": \"c-77b0...\", \"verdict\": \"same\", \"by\": \"A. Recorder\", \"why\": \"...\"}
  {\"do\": \"merge\", \"one\": \"i-3f2a\", \"other\": \"i-77b0\", \"why\": \"...\"}
  {\"do\": \"split\", \"incident\": \"i-3f2a\", \"out\": [\"c-77b0...\"], \"why\": \"...\"}
  {\"do\": \"correct\", \"of\": \"c-3f2a...\", \"field\": \"killed\", \"value\": \"12\", \"why\": \"...\"}
  {\"do\": \"withdraw\", \"of\": \"i-3f2a\", \"why\": \"...\"}
  {\"do\": \"grade\", \"incident\": \"i-3f2a\", \"grade\": \"fair/likely\", \"why\": \"...\"}
Names and reasons that a line does not give are those of --by and --why.

Example:
  recount judgements add theirs.jsonl")]
    Add {
        /// The file, `-` for standard input.
        file: PathBuf,
        #[command(flatten)]
        signature: Signature,
    },
}

/// `why`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  recount why c-3f2a c-77b0             the comparison of two claims, part by part
  recount why i-3f2a:1 i-77b0:2         the same, with the numbers of `recount show`
  recount why i-3f2a                    why the claims of an incident stand together")]
pub struct Why {
    /// A claim, or an incident.
    pub one: String,
    /// Another claim.
    pub other: Option<String>,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// Forms of a history or a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Table,
    /// One JSON object a line.
    Jsonl,
    /// For spreadsheets.
    Csv,
}

/// `history`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  recount history i-3f2a
  recount history i-3f2a --format csv")]
pub struct History {
    /// The incident.
    pub incident: String,
    /// Form of the output.
    #[arg(long, value_enum, default_value = "table")]
    pub format: ReportFormat,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// Layouts of reference data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReferenceLayout {
    /// UCDP Georeferenced Event Dataset, as downloaded.
    Ucdp,
    /// ACLED, as downloaded.
    Acled,
    /// Airwars' published table of incidents.
    Airwars,
    /// Any table; --map names its columns.
    Csv,
}

/// Order of day, month and year where a table does not write 2016-09-17.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DateOrder {
    /// 17/09/2016
    Dmy,
    /// 09/17/2016
    Mdy,
    /// 2016/09/17
    Ymd,
}

/// `compare`
#[derive(Debug, Args)]
#[command(
    after_help = "Our columns: id, date, date_end, place, lat, lon, date_precision (day, days, week, month, year), place_precision
(point, settlement, near-settlement, district, governorate, country), kind, deaths_low, deaths_best, deaths_high,
injured_low, injured_high. date and either place or lat and lon are needed.

Examples:
  recount compare GEDEvent.csv --as ucdp
  recount compare ours.csv --as csv --map id=ref --map date=day --map place=town --dates dmy --format csv > gaps.csv"
)]
pub struct Compare {
    /// The table: a file of comma- or tab-separated values.
    pub file: PathBuf,
    /// Its layout.
    #[arg(long = "as", value_enum, value_name = "LAYOUT")]
    pub layout: ReferenceLayout,
    /// The name of one of our columns in the table, for example `date=event_day`; may be repeated.
    #[arg(long = "map", value_name = "OURS=THEIRS", value_parser = parse_column)]
    pub map: Vec<(String, String)>,
    /// Order of day, month and year, where the table writes them with figures; found out if all dates allow it.
    #[arg(long, value_enum)]
    pub dates: Option<DateOrder>,
    /// Form of the output.
    #[arg(long, value_enum, default_value = "table")]
    pub format: ReportFormat,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

fn parse_column(value: &str) -> Result<(String, String), String> {
    let (ours, theirs) =
        value.split_once('=').ok_or("write it as OURS=THEIRS, for example date=event_day")?;
    if !recount_export::reference::COLUMNS.contains(&ours) {
        return Err(format!(
            "there is no column {ours:?}; there are {}",
            recount_export::reference::COLUMNS.join(", ")
        ));
    }
    Ok((ours.to_owned(), theirs.to_owned()))
}
