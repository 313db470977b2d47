//! Finds lexicon entries and registry names in a sentence and cuts it into chunks.

use hashbrown::HashSet;
use recount_lexicon::index::Shouting;
use recount_lexicon::token::{Case, Token, TokenKind};
use recount_lexicon::{ClassId, FormMatch, Lexicon, NameForm, Target, Word};

use super::{Chunk, What, choose};
use crate::segment::{Segmented, Sentence};

/// Declares the classes the engine itself asks for, looked up once by name.
macro_rules! known_classes {
    ($($field:ident = $name:literal),+ $(,)?) => {
        /// Bytes of the classes the engine itself asks for.
        #[derive(Clone, Debug)]
        pub struct Known {
            $(#[doc = $name] pub $field: ClassId),+
        }

        impl Known {
            /// Looks the classes up; a class that no entry uses gets a byte that no chunk has.
            pub fn of(lexicon: &Lexicon) -> Self {
                let find = |name: &str| lexicon.classes.find(name).unwrap_or(ClassId(0));
                Self { $($field: find($name)),+ }
            }
        }
    };
}

known_classes! {
    word = "word", name = "name", figure = "figure", people = "people", actor = "actor", source = "source", place = "place",
    when = "when", when_word = "when-word", when_hint = "when-hint", weapon = "weapon", comma = "comma", colon = "colon", semicolon = "semicolon",
    dash = "dash", open = "open", close = "close", quote = "quote", stop = "stop", mark = "mark", possessive = "possessive",
    number = "number", number_word = "number-word", number_scale = "number-scale", number_zero = "number-zero",
    number_vague = "number-vague", number_bound = "number-bound", number_after = "number-after",
    number_another = "number-another", number_a = "number-a", number_both = "number-both", number_others = "number-others",
    group = "group", group_modifier = "group-modifier", family = "family", them = "them", person = "person",
    harm_ed = "harm-ed", harm_ing = "harm-ing", harm_base = "harm-base", harm_noun = "harm-noun", harm_intr = "harm-intr",
    harm_adj = "harm-adj", harm_count = "harm-count", harm_people = "harm-people", toll = "toll", life = "life",
    be = "be", have = "have", modal = "modal", future = "future", to = "to", and = "and", or = "or", of = "of", by = "by",
    det = "det", incl = "incl", in_ = "in", near = "near", origin = "origin", bordering = "bordering", linked = "linked", after = "after", while_ = "while", rel = "rel", that = "that",
    pronoun = "pronoun", there = "there", leave = "leave", cause = "cause", rise = "rise", adverb = "adverb", not = "not",
    no = "no", unit = "unit", direction = "direction", title = "title", trigger_noun = "trigger-noun",
    trigger_verb = "trigger-verb", aircraft = "aircraft", report_verb = "report-verb", report_to = "report-to",
    according = "according", citing = "citing", accuse = "accuse", blamed_on = "blamed-on", speaker = "speaker",
    voice = "voice", outlet = "outlet", voice_name = "voice-name", someone = "someone", same_voice = "same-voice",
    means = "means", put = "put", medium = "medium", media = "media", monitor = "monitor", document = "document", audience = "audience", perceive = "perceive",
    contrast = "contrast", for_ = "for", definite = "definite", as_saying = "as-saying", quoted_by = "quoted-by",
    carried_by = "carried-by",
    hedge = "hedge", prevented = "prevented", general = "general", aggregate = "aggregate",
    earlier = "earlier", discourse = "discourse", place_type = "place-type", thing = "thing", count = "count",
    abbreviation = "abbreviation", aged = "aged", since = "since", held = "held", seize = "seize", release = "release", speaking = "speaking", own = "own", own_people = "own-people",
    number_more = "number-more", among_dead = "among-dead", those_harmed = "those-harmed", response = "response",
    where_ = "where", air_defence = "air-defence", operation = "operation",
}

impl Known {
    /// Classes of words for what was done and what it did to people.
    pub fn violence(&self) -> [ClassId; 9] {
        [
            self.trigger_noun,
            self.trigger_verb,
            self.harm_ed,
            self.harm_ing,
            self.harm_base,
            self.harm_noun,
            self.harm_intr,
            self.harm_adj,
            self.harm_count,
        ]
    }
}

/// What marking reads from.
pub struct Source<'t> {
    /// The report's text.
    pub text: &'t str,
    /// Its tokens and sentences.
    pub segmented: &'t Segmented,
    /// The lexicon.
    pub lexicon: &'t Lexicon,
    /// Classes by name.
    pub known: &'t Known,
}

impl<'t> Source<'t> {
    /// The words of a token.
    pub fn token(&self, at: usize) -> &'t str {
        self.segmented.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// The words of a chunk.
    pub fn chunk_text(&self, chunk: &Chunk) -> &'t str {
        self.text_between(chunk.from, chunk.to)
    }

    /// The text from one token to before another.
    pub fn text_between(&self, from: usize, to: usize) -> &'t str {
        let tokens = &self.segmented.tokens;
        match (tokens.get(from), to.checked_sub(1).and_then(|last| tokens.get(last))) {
            (Some(first), Some(last)) => self.text.get(first.start as usize..last.end as usize).unwrap_or(""),
            _ => "",
        }
    }

    /// A lexicon word.
    pub fn word(&self, at: u32) -> &'t Word {
        &self.lexicon.words[at as usize]
    }

    /// The word of a chunk that has a class, if one of its readings does.
    pub fn reading(&self, chunk: &Chunk, class: ClassId) -> Option<&'t Word> {
        chunk.words.iter().map(|at| self.word(*at)).find(|word| word.class == class)
    }

    /// Whether the word of a token has an entry of this class.
    pub fn token_can_be(&self, at: usize, class: ClassId) -> bool {
        let number = self.segmented.numbers.get(at).copied().unwrap_or(0);
        number != 0 && self.lexicon.classes_of_word(number).contains(&class)
    }

    /// Whether a form of a class starts at a token.
    pub fn form_at(&self, at: usize, class: ClassId) -> bool {
        let segmented = self.segmented;
        if at >= segmented.tokens.len() {
            return false;
        }
        let mut matches = Vec::new();
        self.lexicon.forms.matches_at(&segmented.numbers, &segmented.tokens, at, Shouting::No, &mut matches);
        matches
            .iter()
            .any(|found| matches!(found.target, Target::Word(word) if self.word(word).class == class))
    }

    /// Whether one of the entries that a chunk fits stands for a class in what a sentence says besides, whatever its own
    /// class is ("released" is a plain word, and sets free).
    pub fn stands_as(&self, chunk: &Chunk, class: ClassId) -> bool {
        chunk.words.iter().any(|word| self.word(*word).stance == Some(class))
    }

    /// Whether a chunk has this class or could be read as it.
    pub fn can_be(&self, chunk: &Chunk, class: ClassId) -> bool {
        chunk.class == class || self.reading(chunk, class).is_some()
    }
}

/// Cuts a sentence into chunks.
pub fn chunk(source: &Source<'_>, sentence: Sentence) -> Vec<Chunk> {
    let segmented = source.segmented;
    let tokens = &segmented.tokens[..sentence.to];
    let shouting = shouting(&tokens[sentence.from..]);
    let mut chunks: Vec<Chunk> = Vec::with_capacity(sentence.to - sentence.from);
    let mut matches: Vec<FormMatch> = Vec::new();
    let mut at = sentence.from;
    while at < sentence.to {
        let token = tokens[at];
        if token.kind == TokenKind::Break {
            at += 1;
            continue;
        }
        source.lexicon.forms.matches_at(
            &segmented.numbers[..sentence.to],
            tokens,
            at,
            shouting,
            &mut matches,
        );
        let previous = at.checked_sub(1).filter(|p| *p >= sentence.from).map_or(0, |p| segmented.numbers[p]);
        let found = pick(source, &matches, at, previous);
        if let Some((len, words, what)) = found {
            let mut chunk = Chunk { class: source.known.word, from: at, to: at + len, words, what };
            chunk.class = match chunk.what {
                What::Actor(..) => source.known.actor,
                What::Source(..) => source.known.source,
                _ => choose::class(source, &mut chunk, chunks.last(), at + len),
            };
            chunks.push(chunk);
            at += len;
            continue;
        }
        let class = match token.kind {
            TokenKind::Mark => mark_class(source, at),
            TokenKind::Possessive => source.known.possessive,
            TokenKind::Number => source.known.number,
            _ => source.known.word,
        };
        chunks.push(Chunk { class, from: at, to: at + 1, words: Vec::new(), what: What::Plain });
        at += 1;
    }
    chunks
}

/// Whether a sentence is written in capitals, so that they tell nothing.
fn shouting(tokens: &[Token]) -> Shouting {
    let words = || tokens.iter().filter(|token| token.kind == TokenKind::Word && token.end - token.start > 2);
    let upper = words().filter(|token| token.case == Case::Upper).count();
    let all = words().count();
    if all >= 3 && upper * 10 >= all * 7 { Shouting::Yes } else { Shouting::No }
}

/// The longest match and all its readings.
fn pick(
    source: &Source<'_>,
    matches: &[FormMatch],
    at: usize,
    previous: u32,
) -> Option<(usize, Vec<u32>, What)> {
    let numbers = &source.segmented.numbers;
    let fits = |found: &&FormMatch| match found.target {
        Target::Word(word) => {
            let word = source.word(word);
            let next = numbers.get(at + found.len).copied().unwrap_or(0);
            word.class != source.known.abbreviation
                && !(next != 0 && word.unless_next.contains(&next))
                && !(previous != 0 && word.unless_previous.contains(&previous))
        }
        _ => true,
    };
    let mut fitting = matches.iter().filter(fits).peekable();
    let len = fitting.peek()?.len;
    let mut words = Vec::new();
    let mut what = What::Plain;
    for found in fitting.take_while(|found| found.len == len) {
        match found.target {
            Target::Word(word) => words.push(word),
            Target::Actor(actor, form) if name_rank(form) > rank_of(what) => what = What::Actor(actor, form),
            Target::Source(id, form) if name_rank(form) > rank_of(what) => what = What::Source(id, form),
            _ => {}
        }
    }
    Some((len, words, what))
}

fn name_rank(form: NameForm) -> u8 {
    match form {
        NameForm::Strong => 4,
        NameForm::Member => 3,
        NameForm::Adjective | NameForm::Metonym => 2,
        NameForm::Epithet | NameForm::Weak => 1,
    }
}

fn rank_of(what: What) -> u8 {
    match what {
        What::Actor(_, form) | What::Source(_, form) => name_rank(form),
        _ => 0,
    }
}

fn mark_class(source: &Source<'_>, at: usize) -> ClassId {
    let known = source.known;
    match source.token(at) {
        "," | "،" => known.comma,
        ":" => known.colon,
        ";" | "؛" | "|" => known.semicolon,
        "-" | "–" | "—" | "―" => known.dash,
        "(" | "[" => known.open,
        ")" | "]" => known.close,
        "\"" | "“" | "”" | "«" | "»" | "‘" | "’" | "'" | "`" | "„" => known.quote,
        "." | "!" | "?" | "…" | "؟" => known.stop,
        _ => known.mark,
    }
}

/// Weak names count only where the report also has a strong one of the same actor, weak source names only beside
/// speech; other weak names become plain names.
pub fn drop_unsupported_names(source: &Source<'_>, rows: &mut [Vec<Chunk>]) {
    let strong = |what: What| match what {
        What::Actor(actor, NameForm::Strong) => Some(actor),
        _ => None,
    };
    let seen: HashSet<u32> = rows.iter().flatten().filter_map(|chunk| strong(chunk.what)).collect();
    let known = source.known;
    for row in rows {
        for at in 0..row.len() {
            let keep = match row[at].what {
                What::Actor(actor, NameForm::Weak) => {
                    let entry = &source.lexicon.actors[actor as usize];
                    seen.contains(&actor)
                        || entry
                            .part_of
                            .iter()
                            .any(|whole| seen.iter().any(|s| source.lexicon.actors[*s as usize].id == *whole))
                }
                What::Source(_, NameForm::Weak) => {
                    let speech = [known.report_verb, known.report_to, known.according, known.citing];
                    let beside = |to: usize| row.get(to).is_some_and(|c| speech.contains(&c.class));
                    beside(at + 1) || at > 0 && beside(at - 1) || beside(at + 2)
                }
                _ => continue,
            };
            if !keep {
                row[at].what = What::Plain;
                // "IS" in capitals is a name even where "is" is a word.
                let upper = row[at].to - row[at].from == 1
                    && source.segmented.tokens[row[at].from].case == Case::Upper;
                row[at].class = if row[at].words.is_empty() || upper {
                    known.name
                } else {
                    let mut chunk = row[at].clone();
                    let class =
                        choose::class(source, &mut chunk, at.checked_sub(1).map(|p| &row[p]), row[at].to);
                    row[at].words = chunk.words;
                    class
                };
            }
        }
    }
}

/// Decides which actor names stand for an actor here, and which only describe.
///
/// An adjective ("Turkish") alleges a state only before a word of attack, a weapon or fighters; a capital stands for
/// its government only where it speaks or acts.
pub fn settle_actors(source: &Source<'_>, chunks: &mut [Chunk]) {
    let known = source.known;
    for at in 0..chunks.len() {
        let What::Actor(_, form) = chunks[at].what else { continue };
        let next_is = |classes: &[ClassId], reach: usize| {
            let skipped = [known.word, known.group_modifier, known.direction, known.adverb, known.title];
            let rest = chunks[at + 1..].iter().take(reach + 1);
            let mut rest = rest.skip_while(|chunk| {
                skipped.contains(&chunk.class) && chunk.words.is_empty()
                    || chunk.class == known.group_modifier
                    || chunk.class == known.direction
            });
            rest.next().is_some_and(|chunk| classes.iter().any(|class| source.can_be(chunk, *class)))
        };
        let keep = match form {
            NameForm::Adjective => {
                next_is(
                    &[known.trigger_noun, known.weapon, known.aircraft, known.trigger_verb, known.operation],
                    3,
                ) || next_is_forces(source, chunks, at)
                    || next_thing_acts(source, chunks, at)
            }
            NameForm::Metonym => {
                next_is(
                    &[
                        known.report_verb,
                        known.report_to,
                        known.have,
                        known.trigger_verb,
                        known.accuse,
                        known.be,
                        known.modal,
                        known.possessive,
                    ],
                    1,
                ) && !at.checked_sub(1).is_some_and(|p| [known.in_, known.near].contains(&chunks[p].class))
            }
            _ => true,
        };
        if !keep {
            chunks[at].class = known.word;
        }
    }
}

/// "Israeli tanks targeted the hill": what belongs to a side acts for it.
fn next_thing_acts(source: &Source<'_>, chunks: &[Chunk], at: usize) -> bool {
    let thing = chunks.get(at + 1).is_some_and(|chunk| chunk.class == source.known.thing);
    thing && chunks.get(at + 2).is_some_and(|chunk| chunk.class == source.known.trigger_verb)
}

fn next_is_forces(source: &Source<'_>, chunks: &[Chunk], at: usize) -> bool {
    let combatant = |chunk: &Chunk| {
        let word = source.reading(chunk, source.known.group);
        word.is_some_and(|word| word.status == Some(recount_model::Status::Combatant))
    };
    chunks[at + 1..].iter().take(2).any(combatant)
}
