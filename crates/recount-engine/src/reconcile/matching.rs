//! The weights and word tables of matching, read from `profiles/matching.toml`.

use std::collections::{BTreeSet, HashSet};

use recount_model::Kind;
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::facets::Kinds;
use super::profile::{ProfileError, parse_toml};

/// Makes a table of weights in which every key must be present and none may be unknown.
macro_rules! weights {
    ($(#[$doc:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "the comments of profiles/matching.toml say what each weight is for")]
        pub struct $name { $(pub $field: f64),+ }
    };
}

weights!(
    /// Weights of times.
    TimeWeights {
        same_day, few_days, same_span, in_month, in_year, partial, weekday, next_weekday, other_weekday, next_day, disjoint,
        published_together, published_apart, published_far, published_before, calendar, other_season, same_clock, other_clock,
    }
);
weights!(
    /// Weights of places.
    PlaceWeights {
        same_id, same_city, inside, in_city, close, apart, around_city, far, same_name, same_sound, same_part, near, perhaps_area, different_in_area, different, other_area,
        other_country, area, city_radius_km, slack_km, far_km,
    }
);
weights!(
    /// Weights of figures.
    FigureWeights {
        equal_base, equal_cap, round_factor, part_factor, fits, close, close_growth, close_floor, large, under_double, under_fourfold,
        beyond, zero_against_some, toll, other_status, most, least,
    }
);
weights!(
    /// Weights of everything that is compared as words.
    WordWeights {
        actor, actor_words, actors_differ, side, weapon, weapons_differ, target, rare, same_quotation, copy, report_name, one_house,
    }
);
weights!(
    /// Without one of these grounds no total is enough.
    Grounds {
        day_span, figures_undated, figures_unresolved, figures_news, figures_details, figures_dated, figures_city, figures_area,
        wide_span, words, words_target, words_city, words_days,
    }
);

/// Weights of kinds, and which kinds go together.
#[derive(Clone, Debug, PartialEq)]
pub struct KindWeights {
    /// The same kind.
    pub same: f64,
    /// Kinds that reports mix up.
    pub near: f64,
    /// Other kinds.
    pub different: f64,
    /// Kinds that exclude one another.
    pub contrary: f64,
    near_pairs: BTreeSet<(Kind, Kind)>,
    contrary_pairs: BTreeSet<(Kind, Kind)>,
}

impl KindWeights {
    /// Whether reports of one happening mix the kinds up.
    pub fn are_near(&self, a: Kinds, b: Kinds) -> bool {
        a.iter().any(|a| b.iter().any(|b| self.near_pairs.contains(&(a.min(b), a.max(b)))))
    }

    /// Whether no kind of the one can be a kind of the other.
    pub fn are_contrary(&self, a: Kinds, b: Kinds) -> bool {
        let contrary = |a: Kind, b: Kind| self.contrary_pairs.contains(&(a.min(b), a.max(b)));
        !a.is_empty() && !b.is_empty() && a.iter().all(|a| b.iter().all(|b| contrary(a, b)))
    }
}

/// How names are folded.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRules {
    /// Words before a name that are no part of it.
    pub articles: BTreeSet<String>,
    /// Bytes of the longest of these.
    #[serde(skip)]
    pub longest_article: usize,
    /// Words of kind ("village"), dropped where anything else is left.
    pub kinds: BTreeSet<String>,
    /// Marks that vanish instead of separating words.
    pub apostrophes: String,
    /// Letters that spellings disagree on.
    pub unsounded: String,
    /// Spellings of one sound, in the order in which they are replaced.
    pub sounds: Vec<(String, String)>,
    /// Fewer consonants than this prove nothing.
    pub sound_floor: usize,
}

impl NameRules {
    /// Whether a word is an article: a short one, so most words need not be looked up.
    pub fn is_article(&self, word: &str) -> bool {
        word.len() <= self.longest_article && self.articles.contains(word)
    }
}

/// What joins reports into one origin.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OriginRules {
    /// Kinds of source that gather for themselves.
    pub gathers_itself: BTreeSet<String>,
    /// Sampled shingles two texts must share.
    pub shared_shingles: usize,
    /// Part of the smaller text's shingles that must be shared.
    pub containment: f64,
    /// Uncommon words a quotation must share.
    pub quotation_words: usize,
    /// Part of the shorter quotation's words that must be shared.
    pub quotation_share: f64,
}

/// Everything matching is tuned by.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the comments of profiles/matching.toml say what each table is for")]
pub struct Matching {
    pub version: String,
    pub prior: f64,
    pub precise_stranger: f64,
    pub vague_stranger: f64,
    pub time: TimeWeights,
    pub place: PlaceWeights,
    pub kind: KindWeights,
    pub figures: FigureWeights,
    pub words: WordWeights,
    pub grounds: Grounds,
    pub names: NameRules,
    pub common: HashSet<String>,
    pub common_hashes: HashSet<u64>,
    pub site_hashes: HashSet<u64>,
    pub unnamed_actors: String,
    of_state: Vec<String>,
    led_by: Vec<(String, String)>,
    pub targets: BTreeSet<String>,
    pub sites: BTreeSet<String>,
    pub origins: OriginRules,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchingFile {
    version: String,
    prior: f64,
    precise_stranger: f64,
    vague_stranger: f64,
    time: TimeWeights,
    place: PlaceWeights,
    kind: KindTable,
    figures: FigureWeights,
    words: WordWeights,
    grounds: Grounds,
    names: NamesTable,
    origins: OriginRules,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesTable {
    articles: BTreeSet<String>,
    kinds: BTreeSet<String>,
    apostrophes: String,
    unsounded: String,
    sounds: Vec<(String, String)>,
    sound_floor: usize,
    unnamed_actors: String,
    of_state: Vec<String>,
    led_by: Vec<(String, String)>,
    targets: BTreeSet<String>,
    sites: BTreeSet<String>,
    common: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindTable {
    same: f64,
    near_weight: f64,
    different: f64,
    contrary_weight: f64,
    near: Vec<Vec<String>>,
    contrary: Vec<Opposites>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opposites {
    one: Vec<String>,
    other: Vec<String>,
}

const FILE: &str = "profiles/matching.toml";

impl Matching {
    /// The weights that come with the program.
    pub fn built_in() -> Result<Self, ProfileError> {
        Self::parse(FILE, include_str!("../../../../profiles/matching.toml"))
    }

    /// The party that a registry id stands for: a state, its government and its forces are one ("Turkish shelling", "the
    /// Turkish army"). "Government forces" of no known state are nobody's.
    pub fn party<'i>(&self, id: &'i str) -> &'i str {
        if id.starts_with(&self.unnamed_actors) {
            return id;
        }
        self.of_state.iter().find_map(|ending| id.strip_suffix(ending.as_str())).unwrap_or(id)
    }

    /// Whether two parties, as [`Self::party`] gives them, are a coalition and the state that leads it.
    pub fn leads(&self, a: &str, b: &str) -> bool {
        self.across(a).any(|party| party == b)
    }

    /// Hashes of the coalitions that a party leads, or of the state that leads it.
    pub fn led(&self, party: &str) -> Vec<u64> {
        self.across(party).map(|party| xxh3_64(party.as_bytes())).collect()
    }

    fn across(&self, party: &str) -> impl Iterator<Item = &str> {
        self.led_by.iter().filter_map(move |(coalition, state)| match party {
            _ if party == coalition => Some(state.as_str()),
            _ if party == state => Some(coalition.as_str()),
            _ => None,
        })
    }

    /// Reads weights from a file of the same shape.
    pub fn parse(file: &str, text: &str) -> Result<Self, ProfileError> {
        let read: MatchingFile = parse_toml(file, text)?;
        let kind_of = |word: &String| {
            let line = text.lines().position(|line| line.contains(&format!("\"{word}\""))).unwrap_or(0) + 1;
            let message = format!("unknown kind \"{word}\"");
            Kind::from_text(word).ok_or(ProfileError { file: file.to_owned(), line, message })
        };
        let kinds_of = |words: &[String]| words.iter().map(kind_of).collect::<Result<Vec<Kind>, _>>();
        let mut near_pairs = BTreeSet::new();
        for group in &read.kind.near {
            let group = kinds_of(group)?;
            near_pairs.extend(group.iter().flat_map(|a| group.iter().map(|b| (*a.min(b), *a.max(b)))));
        }
        let mut contrary_pairs = BTreeSet::new();
        for Opposites { one, other } in &read.kind.contrary {
            let (one, other) = (kinds_of(one)?, kinds_of(other)?);
            contrary_pairs.extend(one.iter().flat_map(|a| other.iter().map(|b| (*a.min(b), *a.max(b)))));
        }
        let names = read.names;
        Ok(Self {
            version: read.version,
            prior: read.prior,
            precise_stranger: read.precise_stranger,
            vague_stranger: read.vague_stranger,
            time: read.time,
            place: read.place,
            kind: KindWeights {
                same: read.kind.same,
                near: read.kind.near_weight,
                different: read.kind.different,
                contrary: read.kind.contrary_weight,
                near_pairs,
                contrary_pairs,
            },
            figures: read.figures,
            words: read.words,
            grounds: read.grounds,
            unnamed_actors: names.unnamed_actors,
            of_state: names.of_state,
            led_by: names.led_by,
            site_hashes: names.sites.iter().map(|word| xxh3_64(word.as_bytes())).collect(),
            targets: names.targets,
            sites: names.sites,
            common_hashes: names.common.split_whitespace().map(|word| xxh3_64(word.as_bytes())).collect(),
            common: names.common.split_whitespace().map(str::to_owned).collect(),
            names: NameRules {
                longest_article: names.articles.iter().map(String::len).max().unwrap_or(0),
                articles: names.articles,
                kinds: names.kinds,
                apostrophes: names.apostrophes,
                unsounded: names.unsounded,
                sounds: names.sounds,
                sound_floor: names.sound_floor,
            },
            origins: read.origins,
        })
    }
}
