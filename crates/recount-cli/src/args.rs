//! What the user can say on the command line.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use recount_engine::read::FieldMap;
use recount_model::Kind;

pub use crate::places::arguments::{PlaceSets, Places};
use crate::tell::Outcome;

mod people;

pub use people::*;

/// Reads reports about armed conflicts and keeps the account straight: who claims what, on whose word, in which words.
#[derive(Debug, Parser)]
#[command(name = "recount", version, arg_required_else_help = false, max_term_width = 110)]
#[command(after_help = "Examples:
  recount read examples                 read a folder and list the incidents
  recount show i-3f2a                   what each source says of one of them
  recount extract page.html             what one page says, as JSON

Exit codes: 0 fine, 1 something failed (the rest was still done), 2 could not run.")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// A folder of lexicon files that add entries, replace them or switch them off.
    #[arg(long, global = true, value_name = "DIR", env = "RECOUNT_LEXICON")]
    pub lexicon: Vec<PathBuf>,
    /// Prints the licences of the program, its place data, your sets of places and the code it is built from.
    #[arg(long)]
    pub licences: bool,
}

impl Arguments {
    /// Called without anything to do: the help goes where messages go.
    pub fn print_help_and_fail() -> anyhow::Result<Outcome> {
        let help = Self::command().render_help();
        anyhow::bail!("say what to do\n\n{help}")
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads files into the ledger and lists the incidents they tell of
    Read(Read),
    /// Lists the incidents of the ledger
    Incidents(Incidents),
    /// Shows side by side what each source says of one incident
    Show(Show),
    /// Says why two claims are, or are not, one incident, or why an incident's claims stand together
    Why(Why),
    /// Shows what was known of an incident at which day, and what changed it
    History(History),
    /// Compares the incidents with a reference data set: matched, missing, differing
    Compare(Compare),
    /// Judges that two claims tell the same happening, or not
    Judge(Judge),
    /// Judges that two incidents are one
    Merge(Merge),
    /// Judges that some claims of an incident are another one
    Split(Split),
    /// Corrects a field of a claim or an incident
    Correct(Correct),
    /// Takes a claim or an incident out of the count
    Withdraw(Withdraw),
    /// Grades an incident
    Grade(Grade),
    /// Judges that two reports do not rest on one origin
    Cut(Cut),
    /// Undoes a judgement
    Undo(Undo),
    /// Lists what people judged, or adds judgements from a file
    Judgements(Judgements),
    /// Prints what reports say, one line of JSON for each, without a ledger
    Extract(Extract),
    /// Shows which words and patterns made a text's claims
    Explain(Explain),
    /// Writes the incidents of the ledger for other programs
    Export(Export),
    /// Checks that the ledger is whole and that nobody changed it
    Verify(Verify),
    /// Checks lexicon files
    Lexicon(Lexicon),
    /// Looks places up, and adds sets of places
    Places(Places),
}

/// The ledger to work on.
#[derive(Clone, Debug, Args)]
pub struct LedgerFile {
    /// The ledger: one file.
    #[arg(long = "ledger", value_name = "FILE", default_value = "recount.ledger", env = "RECOUNT_LEDGER")]
    pub path: PathBuf,
}

/// How files are read.
#[derive(Clone, Debug, Args)]
pub struct Reading {
    /// The name of one of our fields in your lines of JSON, for example `published=dct`; may be repeated.
    #[arg(long = "map", value_name = "OURS=THEIRS", value_parser = parse_field)]
    pub map: Vec<(String, String)>,
    /// Texts, pages and lines larger than this are refused, in megabytes. Files of JSON lines may have any size.
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=2048))]
    pub max_size: u64,
    /// A file, page or line that takes longer than this is given up, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub max_time: u64,
}

/// `read`
#[derive(Debug, Args)]
#[command(
    after_help = "Folders are read with all folders in them. Left out there: hidden files, README files, ledgers,
and the pictures and scripts that browsers save beside a page. Reading twice adds nothing.

Examples:
  recount read examples
  recount read saved-pages feed.jsonl --ledger hajin.ledger --places places/syria.tsv"
)]
pub struct Read {
    /// Files and folders to read, `-` for standard input.
    #[arg(required = true, value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub ledger: LedgerFile,
    #[command(flatten)]
    pub places: PlaceSets,
    #[command(flatten)]
    pub reading: Reading,
    /// The method that makes ranges from differing figures: airwars, ucdp, acled, ibc, or a .toml file of your own. A
    /// ledger keeps the one it has; a new one counts by airwars.
    #[arg(long, value_name = "NAME|FILE")]
    pub profile: Option<String>,
}

/// Forms in which incidents are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    Table,
    /// One incident a line.
    Json,
    /// For spreadsheets.
    Csv,
}

/// `incidents`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  recount incidents --from 2016-10-01 --to 2016-10-31
  recount incidents --place hajin --kind airstrike --format csv")]
pub struct Incidents {
    #[command(flatten)]
    pub ledger: LedgerFile,
    /// Only incidents that can have happened on or after this day.
    #[arg(long, value_name = "DAY")]
    pub from: Option<Date>,
    /// Only incidents that can have happened on or before this day.
    #[arg(long, value_name = "DAY")]
    pub to: Option<Date>,
    /// Only incidents at a place whose name, area or country contains this.
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,
    /// Only incidents that somebody says this actor did: a registry id, or part of its name.
    #[arg(long, value_name = "NAME")]
    pub actor: Option<String>,
    /// Only incidents of this kind, for example airstrike; may be repeated.
    #[arg(long, value_name = "KIND", value_parser = parse_kind)]
    pub kind: Vec<Kind>,
    /// Form of the list.
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListFormat,
}

/// `show`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  recount show i-3f2a
  recount show i-3f2a --ledger hajin.ledger")]
pub struct Show {
    /// An incident: its id, the first characters of it, or an id it had before.
    pub incident: String,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// Forms of extracted reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExtractFormat {
    /// One report or error a line.
    Jsonl,
}

/// Profiles that add fields to extracted reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExtractProfile {
    /// The role fillers of MUC-4.
    Muc,
}

/// `extract`
#[derive(Debug, Args)]
#[command(
    after_help = "For every line of JSON that comes in, a result or an error record goes out, in the same order.

Examples:
  recount extract page.html notes.txt
  zcat feed.jsonl.gz | recount extract - --map published=dct > claims.jsonl"
)]
pub struct Extract {
    /// Files and folders to read, `-` for standard input.
    #[arg(required = true, value_name = "FILES")]
    pub paths: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, value_enum, default_value = "jsonl")]
    pub format: ExtractFormat,
    #[command(flatten)]
    pub places: PlaceSets,
    #[command(flatten)]
    pub reading: Reading,
    /// Adds the fields of another scheme.
    #[arg(long, value_enum)]
    pub profile: Option<ExtractProfile>,
    /// Number of reports that are worked on at the same time; all cores if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// `explain`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  recount explain \"At least 12 people were killed in an air strike on Hajin on Tuesday, SANA said.\"
  recount explain page.html")]
pub struct Explain {
    /// A file, `-` for standard input, or a text.
    #[arg(value_name = "TEXT|FILE", required_unless_present = "text", conflicts_with = "text")]
    pub input: Option<String>,
    /// A text, even if a file has that name.
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// The day the text was published, so that "Tuesday" is a day.
    #[arg(long, value_name = "DAY")]
    pub published: Option<Date>,
    #[command(flatten)]
    pub places: PlaceSets,
    #[command(flatten)]
    pub reading: Reading,
}

/// Forms of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One incident a line, with its claims and reports.
    Jsonl,
    /// Three tables: incidents, claims, figures.
    Csv,
}

/// `export`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  recount export --as jsonl > incidents.jsonl
  recount export --as csv --out tables")]
pub struct Export {
    /// Form of the export.
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub format: ExportFormat,
    /// File for jsonl, folder for csv. Without it jsonl, or the table of incidents, goes to standard output.
    #[arg(long, value_name = "FILE|DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// `verify`
#[derive(Debug, Args)]
#[command(after_help = "Example:
  recount verify --ledger hajin.ledger")]
pub struct Verify {
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// `lexicon`
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
#[command(after_help = "Example:
  recount lexicon check my-words")]
pub struct Lexicon {
    #[command(subcommand)]
    pub command: LexiconCommand,
}

/// The commands about lexicons.
#[derive(Debug, Subcommand)]
pub enum LexiconCommand {
    /// Tells every problem of all lexicon files at once, with file, line and remedy
    #[command(after_help = "Examples:
  recount lexicon check                 the files the program carries
  recount lexicon check my-words        and a folder of yours on top of them")]
    Check {
        /// A folder of lexicon files, laid out like `lexicons/`.
        folder: Option<PathBuf>,
    },
}

fn parse_field(value: &str) -> Result<(String, String), String> {
    let (ours, theirs) = value.split_once('=').ok_or("write it as OURS=THEIRS, for example published=dct")?;
    FieldMap::default().rename(ours, theirs)?;
    Ok((ours.to_owned(), theirs.to_owned()))
}

fn parse_kind(value: &str) -> Result<Kind, String> {
    let names = || Kind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    Kind::from_text(value).ok_or_else(|| format!("kinds are {}", names()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_one_another() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example"), "{}", command.get_name());
            command.get_subcommands().for_each(check);
        }
        check(&Arguments::command());
    }

    #[test]
    fn a_field_we_do_not_have_is_refused() {
        assert_eq!(parse_field("published=dct"), Ok(("published".into(), "dct".into())));
        assert!(parse_field("date=dct").is_err());
        assert!(parse_field("published").is_err());
    }
}
