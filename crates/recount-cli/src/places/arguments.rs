//! What the user can say about places.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use recount_gazetteer_store::{ColumnMap, country_of};

/// The folder with the user's sets of places.
#[derive(Clone, Debug, Args)]
pub struct PlacesHome {
    /// The folder with your sets of places; if not given, `recount/places` in your data folder.
    #[arg(long = "places-home", value_name = "DIR", env = "RECOUNT_PLACES_HOME")]
    pub home: Option<PathBuf>,
}

impl PlacesHome {
    /// As the environment says.
    pub fn of_environment() -> Self {
        Self {
            home: std::env::var_os("RECOUNT_PLACES_HOME")
                .filter(|value| !value.is_empty())
                .map(PathBuf::from),
        }
    }
}

/// Which places are known besides those of the world.
#[derive(Clone, Debug, Args)]
pub struct PlaceSets {
    /// Denser sets of places for this run: .tsv or .tsv.zst files, or folders of them.
    #[arg(id = "place_sets", long = "places", value_name = "FILE|FOLDER", num_args = 1..)]
    pub paths: Vec<PathBuf>,
    /// Leaves out the sets you imported and the places you pinned.
    #[arg(long)]
    pub no_user_places: bool,
    #[command(flatten)]
    pub home: PlacesHome,
}

/// `places`
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
#[command(after_help = "Examples:
  recount places add SY IQ              villages of Syria and Iraq, from GeoNames
  recount places import SY.txt          the same from a file you have
  recount places find Hajin --near \"Deir Ezzor\"")]
pub struct Places {
    #[command(subcommand)]
    pub command: PlacesCommand,
}

/// The commands about places.
#[derive(Debug, Subcommand)]
pub enum PlacesCommand {
    /// Lists the places a name may mean, the likeliest first, with the parts of each score
    #[command(after_help = "Examples:
  recount places find Hajin
  recount places find \"al-Bukamal\" --near Hajin --places places/syria.tsv")]
    Find {
        /// The name, in any spelling or script.
        name: String,
        /// Another place that the wanted one lies near.
        #[arg(long, value_name = "NAME")]
        near: Option<String>,
        /// How many to list.
        #[arg(long, value_name = "N", default_value_t = 10)]
        limit: usize,
        #[command(flatten)]
        places: PlaceSets,
    },
    /// Fetches the villages of countries from GeoNames; the one command that opens a connection
    Add(Add),
    /// Makes a set of places from files: GeoNames, NGA GNS, Who's On First, OCHA, any CSV, TSV or GeoJSON
    Import(Import),
    /// Puts a place down by hand; it outranks every set
    Pin(Pin),
    /// Lists your sets of places
    #[command(after_help = "Example:
  recount places list")]
    List {
        #[command(flatten)]
        home: PlacesHome,
    },
    /// Says where a set comes from, under which terms, and whether its files are whole
    #[command(after_help = "Example:
  recount places info SY")]
    Info {
        /// The set.
        name: String,
        #[command(flatten)]
        home: PlacesHome,
    },
    /// Removes sets of places
    #[command(after_help = "Examples:
  recount places remove SY
  recount places remove --pin \"Tall al-Warda\"")]
    Remove {
        /// The sets.
        #[arg(required_unless_present = "pin")]
        names: Vec<String>,
        /// A place you pinned; may be repeated.
        #[arg(long, value_name = "NAME")]
        pin: Vec<String>,
        #[command(flatten)]
        home: PlacesHome,
    },
}

/// `places add`
#[derive(Debug, Args)]
#[command(
    after_help = "The file SY.zip is fetched from GeoNames (or the mirror you name), checked, and made into a set SY.
A fetch that was interrupted goes on where it stopped. Nothing else in recount opens a connection.

Examples:
  recount places add SY IQ
  recount places add Ukraine --from https://mirror.example/geonames/dump
  recount places add SY --sha256 0f1e...   only if it is exactly that file"
)]
pub struct Add {
    /// Countries: codes of two or three letters, or names.
    #[arg(required = true, value_name = "COUNTRY", value_parser = parse_country)]
    pub countries: Vec<String>,
    /// The address of the folder that holds the dumps.
    #[arg(long, value_name = "URL", env = "RECOUNT_PLACES_FROM")]
    pub from: Option<String>,
    /// The SHA-256 that the fetched file must have; for one country.
    #[arg(long, value_name = "HEX", value_parser = parse_sha256)]
    pub sha256: Option<String>,
    #[command(flatten)]
    pub home: PlacesHome,
}

/// `places import`
#[derive(Debug, Args)]
#[command(
    after_help = "What a file is, is seen by what it holds. Beside a GeoNames dump, admin1CodesASCII.txt, admin2Codes.txt and
alternateNamesV2.txt are used where they lie in the same folder. Columns of other tables are known by their usual names;
--map says the rest. Fields: id, name, lat, lon, cc, admin1, admin2, feature, pop, alts (may be repeated).

Examples:
  recount places import SY.zip
  recount places import whosonfirst-data-admin-ye --name yemen
  recount places import villages.csv --map name=\"Village (EN)\" --map alts=\"Village (AR)\" --country SD \\
      --source \"OCHA, 2024\" --licence \"CC BY 3.0 IGO\""
)]
pub struct Import {
    /// Files, and folders of them; several make one set.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub paths: Vec<PathBuf>,
    /// The name of the set; a set of this name is replaced.
    #[arg(long)]
    pub name: Option<String>,
    /// The name of one of our fields in your table; may be repeated.
    #[arg(long = "map", value_name = "OURS=THEIRS", value_parser = parse_column)]
    pub map: Vec<(String, String)>,
    /// Only places of these countries; also the country of rows that name none.
    #[arg(long = "country", value_name = "COUNTRY", value_delimiter = ',', value_parser = parse_country)]
    pub countries: Vec<String>,
    /// Who made the places.
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Under which terms they may be used.
    #[arg(long, value_name = "TEXT")]
    pub licence: Option<String>,
    #[command(flatten)]
    pub home: PlacesHome,
}

/// `places pin`
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "The places you pin stand in pinned.tsv in the folder of your sets: a table that is yours to read and edit.
Pinning a name again replaces it.

Examples:
  recount places pin \"Tall al-Warda\" 34.512 40.871 --type hill --source \"1:50,000 map, sheet 12\"
  recount places pin \"Camp 17\" 33.1 36.2 --type camp --country SY --alias \"مخيم 17\""
)]
pub struct Pin {
    /// The name, as reports spell it.
    pub name: String,
    /// Degrees north.
    #[arg(value_name = "LAT")]
    pub lat: f64,
    /// Degrees east.
    #[arg(value_name = "LON")]
    pub lon: f64,
    /// What it is: village, hill, bridge, airbase, camp ... or a feature code of GeoNames.
    #[arg(long = "type", value_name = "KIND", default_value = "village")]
    pub kind: String,
    /// On whose word, or from which map.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub source: String,
    /// Its country; if not given, that of the nearest known place.
    #[arg(long, value_name = "COUNTRY", value_parser = parse_country)]
    pub country: Option<String>,
    /// The governorate or province it lies in; if not given, that of the nearest known place.
    #[arg(long, value_name = "NAME")]
    pub area: Option<String>,
    /// Another spelling; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub alias: Vec<String>,
    #[command(flatten)]
    pub home: PlacesHome,
}

fn parse_country(words: &str) -> Result<String, String> {
    let found = country_of(words).map(|country| country.iso2.to_owned());
    found
        .ok_or_else(|| "no such country; give a code of two or three letters, or its English name".to_owned())
}

fn parse_sha256(hex: &str) -> Result<String, String> {
    let is_hex = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex { Ok(hex.to_owned()) } else { Err("a SHA-256 has 64 hexadecimal digits".to_owned()) }
}

fn parse_column(value: &str) -> Result<(String, String), String> {
    let (ours, theirs) =
        value.split_once('=').ok_or("write it as OURS=THEIRS, for example name=village_en")?;
    ColumnMap::default().add(ours, theirs)?;
    Ok((ours.to_owned(), theirs.to_owned()))
}
