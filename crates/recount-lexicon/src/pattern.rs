//! The one pattern mechanism: regular expressions over classes instead of letters.
//!
//! A pattern is written as words separated by blanks:
//!
//! - `harm-ed` one chunk of this class; `a|b` one of either; `!a|b` one of any other class;
//! - `victim:people` the same, captured under a name;
//! - `~` any chunk that ends no clause (all but stop, semicolon and quote);
//! - `?`, `*`, `+`, `{0,6}` directly behind a word repeat it; `( ... )` groups, with the same repeats;
//! - `^` and `$` are the sentence's ends.

use regex::bytes::{Regex, RegexBuilder};

use crate::class::{ClassId, Classes};

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Id, printed wherever the pattern decided something.
    pub id: String,
    /// What the layer should make of a match.
    pub yields: Option<String>,
    /// Harm it yields where no word names it.
    pub harm: Option<recount_model::Harm>,
    /// File it stands in.
    pub file: String,
    /// Sentences it must fire on.
    pub yes: Vec<String>,
    /// Sentences it must not fire on.
    pub no: Vec<String>,
    regex: Regex,
    captures: Vec<(String, usize)>,
    /// A match has a chunk of each of these sets; most sentences lack one, and then the expression need not run.
    needed: Vec<ClassSet>,
}

/// Classes by their byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ClassSet([u64; 4]);

impl ClassSet {
    fn of(classes: impl IntoIterator<Item = u8>) -> Self {
        let mut set = Self::default();
        for class in classes {
            set.0[usize::from(class >> 6)] |= 1 << (class & 63);
        }
        set
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(mine, theirs)| mine & theirs != 0)
    }
}

/// A match: chunk ranges by capture name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternMatch {
    /// First chunk.
    pub start: usize,
    /// First chunk after the match.
    pub end: usize,
    /// Captured chunk ranges, in the order of the pattern.
    pub captures: Vec<(usize, usize, usize)>,
}

impl Pattern {
    /// Compiles a pattern; the error says what is wrong with it.
    pub fn compile(
        entry: &crate::entry::PatternEntry,
        file: &str,
        classes: &Classes,
    ) -> Result<Self, String> {
        let (source, names) = translate(&entry.pattern, classes)?;
        let needed = needed(&entry.pattern, classes)?;
        let regex = RegexBuilder::new(&source).unicode(false).dot_matches_new_line(true).build();
        let regex = regex.map_err(|error| format!("does not compile: {error}"))?;
        let captures = names.into_iter().enumerate().map(|(at, name)| (name, at + 1)).collect();
        let harm = match entry.harm.as_deref() {
            None => None,
            Some(text) => {
                Some(recount_model::Harm::from_text(text).ok_or_else(|| format!("unknown harm {text:?}"))?)
            }
        };
        Ok(Self {
            id: entry.id.clone(),
            yields: entry.yields.clone(),
            harm,
            file: file.to_owned(),
            yes: entry.yes.clone(),
            no: entry.no.clone(),
            regex,
            captures,
            needed,
        })
    }

    /// Every match in a class string, also overlapping ones that start at different chunks.
    pub fn find_all(&self, classes: &[u8]) -> Vec<PatternMatch> {
        let mut found = Vec::new();
        if !self.regex.is_match(classes) {
            return found;
        }
        let mut from = 0;
        while from < classes.len() {
            let Some(captures) = self.regex.captures_at(classes, from) else { break };
            let Some(whole) = captures.get(0) else { break };
            let parts = self.captures.iter().enumerate();
            let parts =
                parts.filter_map(|(at, (_, group))| captures.get(*group).map(|m| (at, m.start(), m.end())));
            found.push(PatternMatch { start: whole.start(), end: whole.end(), captures: parts.collect() });
            from = whole.start() + 1;
        }
        found
    }

    /// Every chunk range that a match captured under a name, where the pattern uses it more than once.
    pub fn captures<'p>(
        &'p self,
        found: &'p PatternMatch,
        name: &'p str,
    ) -> impl Iterator<Item = std::ops::Range<usize>> + 'p {
        let named = move |at: usize| self.captures.get(at).is_some_and(|(n, _)| n == name);
        found.captures.iter().filter(move |(at, ..)| named(*at)).map(|(_, from, to)| *from..*to)
    }

    /// The chunk range that a match captured under a name.
    pub fn capture(&self, found: &PatternMatch, name: &str) -> Option<(usize, usize)> {
        let at =
            found.captures.iter().find(|(at, ..)| self.captures.get(*at).is_some_and(|(n, _)| n == name))?;
        Some((at.1, at.2))
    }
}

/// The patterns that may match in a class string: those whose needed classes are all there, which most lack.
pub fn fitting<'p>(patterns: &'p [Pattern], classes: &[u8]) -> impl Iterator<Item = &'p Pattern> {
    let present = ClassSet::of(classes.iter().copied());
    patterns.iter().filter(move |pattern| pattern.needed.iter().all(|set| set.meets(&present)))
}

fn translate(pattern: &str, classes: &Classes) -> Result<(String, Vec<String>), String> {
    let mut source = String::from("(?s-u)");
    let mut names = Vec::new();
    for word in pattern.split_whitespace() {
        let (body, repeat) = split_repeat(word);
        match body {
            "(" => source.push_str("(?:"),
            ")" => {
                source.push(')');
                source.push_str(repeat);
            }
            "^" | "$" => source.push_str(body),
            "|" => source.push('|'),
            _ => {
                let (name, set) = match body.split_once(':') {
                    Some((name, set)) => (Some(name), set),
                    None => (None, body),
                };
                let set = class_set(set, classes)?;
                match name {
                    Some(name) => {
                        names.push(name.to_owned());
                        source.push_str(&format!("({set}{repeat})"));
                    }
                    None => {
                        source.push_str(&set);
                        source.push_str(repeat);
                    }
                }
            }
        }
    }
    Ok((source, names))
}

/// The sets of classes that every match has a chunk of: words outside of groups that are neither repeated away nor one of
/// several ways, and that say what they are and not what they are not.
fn needed(pattern: &str, classes: &Classes) -> Result<Vec<ClassSet>, String> {
    let (mut depth, mut sets) = (0usize, Vec::new());
    for word in pattern.split_whitespace() {
        let (body, repeat) = split_repeat(word);
        match body {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "|" if depth == 0 => return Ok(Vec::new()),
            "^" | "$" | "|" => {}
            _ if depth > 0 || repeat.starts_with(['?', '*']) || repeat.starts_with("{0") => {}
            _ => {
                let set = body.split_once(':').map_or(body, |(_, set)| set);
                if set != "~" && !set.starts_with('!') {
                    sets.push(ClassSet::of(ids_of(&set.split('|').collect::<Vec<_>>(), classes)?));
                }
            }
        }
    }
    Ok(sets)
}

/// Splits "people{0,3}?" into the class and its repeat.
fn split_repeat(word: &str) -> (&str, &str) {
    if let Some(at) = word.find('{') {
        return word.split_at(at);
    }
    let body = word.trim_end_matches(['?', '*', '+']);
    if body.is_empty() { (word, "") } else { word.split_at(body.len()) }
}

fn class_set(set: &str, classes: &Classes) -> Result<String, String> {
    if set == "~" {
        return negated(&["stop", "semicolon", "quote"], classes);
    }
    if let Some(rest) = set.strip_prefix('!') {
        return negated(&rest.split('|').collect::<Vec<_>>(), classes);
    }
    let bytes = bytes_of(&set.split('|').collect::<Vec<_>>(), classes)?;
    Ok(format!("[{bytes}]"))
}

fn negated(names: &[&str], classes: &Classes) -> Result<String, String> {
    Ok(format!("[^{}]", bytes_of(names, classes)?))
}

fn bytes_of(names: &[&str], classes: &Classes) -> Result<String, String> {
    Ok(ids_of(names, classes)?.into_iter().map(|byte| format!("\\x{byte:02x}")).collect())
}

fn ids_of(names: &[&str], classes: &Classes) -> Result<Vec<u8>, String> {
    let id =
        |name: &&str| classes.find(name).map(|ClassId(byte)| byte).ok_or(format!("unknown class {name:?}"));
    names.iter().map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::PatternEntry;

    fn pattern(source: &str, classes: &Classes) -> Result<Pattern, String> {
        let entry = PatternEntry { id: "test".into(), pattern: source.into(), ..PatternEntry::default() };
        Pattern::compile(&entry, "test.toml", classes)
    }

    fn string(names: &[&str], classes: &Classes) -> Vec<u8> {
        names.iter().map(|name| classes.find(name).unwrap().0).collect()
    }

    #[test]
    fn captures_give_chunk_ranges_and_gaps_stop_at_the_end_of_a_clause() {
        let mut classes = Classes::default();
        classes.intern("harm-ed");
        let found = pattern("victim:people ~{0,2} harm:harm-ed", &classes).unwrap();
        let sentence = string(&["word", "people", "word", "harm-ed"], &classes);
        let hits = found.find_all(&sentence);
        assert_eq!(hits.len(), 1);
        assert_eq!(found.capture(&hits[0], "victim"), Some((1, 2)));
        assert_eq!(found.capture(&hits[0], "harm"), Some((3, 4)));
        assert!(found.find_all(&string(&["people", "semicolon", "harm-ed"], &classes)).is_empty());
    }

    #[test]
    fn an_unknown_class_is_an_error_that_names_it() {
        assert!(pattern("victim:peeple", &Classes::default()).unwrap_err().contains("peeple"));
    }

    #[test]
    fn only_words_that_every_match_has_are_needed() {
        let classes = Classes::default();
        let needed = |source: &str| pattern(source, &classes).unwrap().needed.len();
        assert_eq!(needed("a:people ~* ( number | name ) name? actor{0,2} place+ !stop"), 2);
        assert_eq!(needed("people | name"), 0);
        let found = [pattern("people ( number | name )", &classes).unwrap()];
        let fits = |names: &[&str]| fitting(&found, &string(names, &classes)).count();
        assert_eq!((fits(&["name", "people"]), fits(&["name", "number"])), (1, 0));
    }

    #[test]
    fn overlapping_matches_are_all_found() {
        let classes = Classes::default();
        let found = pattern("a:people ~* b:people", &classes).unwrap();
        assert_eq!(found.find_all(&string(&["people", "people", "people"], &classes)).len(), 2);
    }
}
