//! Lexicon files compiled: typed words, registries, patterns by layer, one index of forms, one digest.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use recount_model::Sha256;

use crate::class::{ClassId, Classes};
use crate::entry::{ActorEntry, KindEntry, PatternEntry, SourceEntry, WeaponEntry, WordEntry, WordFile};
use crate::files::LexiconFile;
use crate::index::{FormIndex, NameForm, Target};
use crate::pattern::Pattern;
use crate::problem::{LexiconText, Problem};
use crate::publication::Publication;
use crate::word::{Word, not_one_word, word_of};

/// All lexicon files, compiled.
#[derive(Debug)]
pub struct Lexicon {
    /// Words of all languages.
    pub words: Vec<Word>,
    /// Named actors.
    pub actors: Vec<ActorEntry>,
    /// Sources.
    pub sources: Vec<SourceEntry>,
    /// Weapon concepts by id.
    pub weapons: BTreeMap<String, WeaponEntry>,
    /// Kinds by id.
    pub kinds: BTreeMap<String, KindEntry>,
    /// Forms of words, actors and sources.
    pub forms: FormIndex,
    /// Classes and their bytes.
    pub classes: Classes,
    /// Patterns by layer, in the order of their files.
    pub patterns: BTreeMap<String, Vec<Pattern>>,
    /// Furniture, credits and printed dates.
    pub publication: Publication,
    /// SHA-256 over all files, hexadecimal.
    pub digest: String,
    word_classes: HashMap<u32, Vec<ClassId>>,
    word_entries: HashMap<u32, Vec<u32>>,
    actor_by_id: HashMap<String, u32>,
    source_by_id: HashMap<String, u32>,
    source_by_domain: HashMap<String, u32>,
    source_by_name: HashMap<String, u32>,
}

impl Lexicon {
    /// The lexicon the program carries.
    pub fn embedded() -> Result<Self, Vec<Problem>> {
        Self::from_files(&crate::files::embedded())
    }

    /// Compiles files; a later file's entry replaces an earlier one with its id. All problems are told at once.
    pub fn from_files(files: &[LexiconFile]) -> Result<Self, Vec<Problem>> {
        let mut builder = Builder::default();
        for file in files {
            builder.read(file);
        }
        builder.finish(files)
    }

    /// The classes of the entries that have a single word, by its number, among their forms.
    pub fn classes_of_word(&self, number: u32) -> &[ClassId] {
        self.word_classes.get(&number).map_or(&[], Vec::as_slice)
    }

    /// The entry of a class that has a single word, by its number, among its forms.
    pub fn entry_of_word(&self, number: u32, class: ClassId) -> Option<&Word> {
        let entries = self.word_entries.get(&number)?;
        entries.iter().map(|at| &self.words[*at as usize]).find(|word| word.class == class)
    }

    /// The place of an actor in the registry.
    pub fn actor_index(&self, id: &str) -> Option<u32> {
        self.actor_by_id.get(id).copied()
    }

    /// The actor with an id.
    pub fn actor(&self, id: &str) -> Option<&ActorEntry> {
        self.actor_by_id.get(id).and_then(|at| self.actors.get(*at as usize))
    }

    /// The source with an id.
    pub fn source(&self, id: &str) -> Option<&SourceEntry> {
        self.source_by_id.get(id).and_then(|at| self.sources.get(*at as usize))
    }

    /// The source that publishes under a name or an address, if the registry knows it.
    pub fn find_publisher(&self, publisher: Option<&str>, url: Option<&str>) -> Option<&SourceEntry> {
        let by_name = publisher.and_then(|name| self.source_by_name.get(name_key(name).as_str()));
        let by_domain = || {
            let mut host = host_of(url?)?;
            loop {
                if let Some(at) = self.source_by_domain.get(host) {
                    return Some(at);
                }
                host = host.split_once('.')?.1;
            }
        };
        by_name.or_else(by_domain).and_then(|at| self.sources.get(*at as usize))
    }

    /// Whether an actor is another or belongs to it, directly or through others.
    pub fn belongs_to(&self, actor: &str, whole: &str) -> bool {
        let mut open = vec![actor.to_owned()];
        let mut seen = Vec::new();
        while let Some(id) = open.pop() {
            if id == whole {
                return true;
            }
            if seen.contains(&id) {
                continue;
            }
            open.extend(self.actor(&id).into_iter().flat_map(|entry| entry.part_of.iter().cloned()));
            seen.push(id);
        }
        false
    }
}

fn name_key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn host_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.split('@').next_back()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

#[derive(Default)]
struct Builder<'f> {
    problems: Vec<Problem>,
    words: Vec<(WordEntry, LexiconText<'f>)>,
    patterns: Vec<(PatternEntry, LexiconText<'f>)>,
    actors: Vec<(ActorEntry, LexiconText<'f>)>,
    sources: Vec<(SourceEntry, LexiconText<'f>)>,
    weapons: BTreeMap<String, WeaponEntry>,
    kinds: BTreeMap<String, KindEntry>,
    publication: Option<Publication>,
}

impl<'f> Builder<'f> {
    fn read(&mut self, file: &'f LexiconFile) {
        let text = LexiconText { name: &file.name, text: &file.text };
        match file.name.as_str() {
            name if name.contains("shared/actors/") => {
                if let Some(actor) = self.parse::<ActorEntry>(text) {
                    self.actors.push((actor, text));
                }
            }
            name if name.contains("shared/sources/") => {
                let parsed = self.parse::<crate::entry::SourceFile>(text);
                self.sources.extend(parsed.into_iter().flat_map(|f| f.entry).map(|entry| (entry, text)));
            }
            name if name.ends_with("shared/weapons.toml") => {
                let parsed = self.parse::<crate::entry::WeaponFile>(text);
                self.weapons
                    .extend(parsed.into_iter().flat_map(|f| f.entry).map(|entry| (entry.id.clone(), entry)));
            }
            name if name.ends_with("shared/kinds.toml") => {
                let parsed = self.parse::<crate::entry::KindFile>(text);
                self.kinds
                    .extend(parsed.into_iter().flat_map(|f| f.entry).map(|entry| (entry.id.clone(), entry)));
            }
            name if name.ends_with("/publication.toml") => match Publication::from_toml(text.text) {
                Ok(publication) => self.publication = Some(publication),
                Err(message) => self.problems.push(Problem {
                    file: file.name.clone(),
                    line: None,
                    message,
                    remedy: "compare with the entries around it".into(),
                }),
            },
            _ => {
                let Some(parsed) = self.parse::<WordFile>(text) else { return };
                self.words.extend(parsed.entry.into_iter().map(|entry| (entry, text)));
                self.patterns.extend(parsed.pattern.into_iter().map(|entry| (entry, text)));
            }
        }
    }

    fn parse<T: serde::de::DeserializeOwned>(&mut self, file: LexiconText<'f>) -> Option<T> {
        match toml::from_str(file.text) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                let line = error.span().map(|span| file.line_at(span.start));
                let message = error.message().trim().replace('\n', "; ");
                let remedy = "the fields are listed in docs/lexicon-guide.md".into();
                self.problems.push(Problem { file: file.name.to_owned(), line, message, remedy });
                None
            }
        }
    }

    fn finish(mut self, files: &[LexiconFile]) -> Result<Lexicon, Vec<Problem>> {
        self.words = replace_and_drop(std::mem::take(&mut self.words), |w| (&w.id, w.off));
        self.patterns = replace_and_drop(std::mem::take(&mut self.patterns), |p| (&p.id, p.off));
        self.actors = replace_and_drop(std::mem::take(&mut self.actors), |a| (&a.id, a.off));
        self.sources = replace_and_drop(std::mem::take(&mut self.sources), |s| (&s.id, s.off));

        let mut forms = FormIndex::default();
        let mut classes = Classes::default();
        let mut words = Vec::with_capacity(self.words.len());
        for (entry, file) in &self.words {
            let at = words.len() as u32;
            if entry.forms.is_empty() {
                self.problems.push(Problem::of_entry(
                    file,
                    &entry.id,
                    format!("{} has no forms", entry.id),
                    "add forms = [...]",
                ));
            }
            for form in &entry.forms {
                forms.add(form, Target::Word(at));
            }
            match word_of(entry, file, &mut classes, &self.weapons) {
                Ok(word) => words.push(word),
                Err(problems) => self.problems.extend(problems),
            }
        }
        for (word, (entry, file)) in words.iter_mut().zip(&self.words) {
            let mut numbers = |field: &str, words: &[String]| {
                let mut numbers = Vec::with_capacity(words.len());
                for excluded in words {
                    match forms.intern_word(excluded) {
                        Some(number) => numbers.push(number),
                        None => self.problems.push(not_one_word(file, entry, field, excluded)),
                    }
                }
                numbers
            };
            word.unless_next = numbers("unless_next", &entry.unless_next);
            word.unless_previous = numbers("unless_previous", &entry.unless_previous);
            let folded = entry.forms.iter().map(|form| form.to_lowercase());
            word.single_words =
                folded.filter_map(|form| Some(forms.word_number(&form)).filter(|n| *n != 0)).collect();
        }
        let mut word_classes: HashMap<u32, Vec<ClassId>> = HashMap::new();
        let mut word_entries: HashMap<u32, Vec<u32>> = HashMap::new();
        for (at, word) in words.iter().enumerate() {
            word.single_words
                .iter()
                .for_each(|number| word_entries.entry(*number).or_default().push(at as u32));
            word.single_words
                .iter()
                .for_each(|number| word_classes.entry(*number).or_default().push(word.class));
        }
        for (at, (actor, _)) in self.actors.iter().enumerate() {
            let at = at as u32;
            let lists = [
                (&actor.names, NameForm::Strong),
                (&actor.abbreviations, NameForm::Strong),
                (&actor.weak, NameForm::Weak),
                (&actor.adjectives, NameForm::Adjective),
                (&actor.metonyms, NameForm::Metonym),
                (&actor.epithets, NameForm::Epithet),
                (&actor.members, NameForm::Member),
            ];
            for (list, form) in lists {
                list.iter().for_each(|name| _ = forms.add(name, Target::Actor(at, form)));
            }
        }
        for (at, (source, _)) in self.sources.iter().enumerate() {
            source
                .forms
                .iter()
                .for_each(|form| _ = forms.add(form, Target::Source(at as u32, NameForm::Strong)));
            source
                .weak
                .iter()
                .for_each(|form| _ = forms.add(form, Target::Source(at as u32, NameForm::Weak)));
        }
        let mut patterns: BTreeMap<String, Vec<Pattern>> = BTreeMap::new();
        for (entry, file) in &self.patterns {
            match Pattern::compile(entry, file.name, &classes) {
                Ok(pattern) => patterns.entry(entry.layer.clone()).or_default().push(pattern),
                Err(message) => {
                    let message = format!("pattern {}: {message}", entry.id);
                    self.problems.push(Problem::of_entry(
                        file,
                        &entry.id,
                        message,
                        "see docs/lexicon-guide.md",
                    ));
                }
            }
        }
        self.check_references();
        let Some(publication) = self.publication.take().filter(|_| self.problems.is_empty()) else {
            if self.problems.is_empty() {
                let remedy = "add it beside the other files of the language".into();
                self.problems.push(Problem {
                    file: "en/publication.toml".into(),
                    line: None,
                    message: "file is missing".into(),
                    remedy,
                });
            }
            self.problems.sort();
            return Err(self.problems);
        };
        let actors: Vec<_> = self.actors.into_iter().map(|(actor, _)| actor).collect();
        let sources: Vec<_> = self.sources.into_iter().map(|(source, _)| source).collect();
        let by_id =
            |ids: Vec<&String>| ids.into_iter().enumerate().map(|(at, id)| (id.clone(), at as u32)).collect();
        let actor_by_id = by_id(actors.iter().map(|actor| &actor.id).collect());
        let source_by_id = by_id(sources.iter().map(|source| &source.id).collect());
        let mut source_by_domain = HashMap::new();
        let mut source_by_name = HashMap::new();
        for (at, source) in sources.iter().enumerate() {
            source.domains.iter().for_each(|domain| _ = source_by_domain.insert(domain.clone(), at as u32));
            let names = source.forms.iter().chain(&source.weak).chain([&source.name]);
            names.for_each(|name| _ = source_by_name.insert(name_key(name), at as u32));
        }
        Ok(Lexicon {
            words,
            actors,
            sources,
            weapons: self.weapons,
            kinds: self.kinds,
            forms,
            classes,
            patterns,
            publication,
            digest: digest_of(files),
            word_classes,
            word_entries,
            actor_by_id,
            source_by_id,
            source_by_domain,
            source_by_name,
        })
    }

    fn check_references(&mut self) {
        let ids: Vec<String> = self.actors.iter().map(|(actor, _)| actor.id.clone()).collect();
        let known = |id: &String| ids.contains(id);
        for (actor, file) in &self.actors {
            if !file.name.ends_with(&format!("/{}.toml", actor.id)) {
                let message = format!("file name and id {:?} differ", actor.id);
                self.problems.push(Problem::of_entry(file, &actor.id, message, "name the file after the id"));
            }
            for whole in actor.part_of.iter().filter(|id| !known(id)) {
                let message = format!("part_of names the unknown actor {whole:?}");
                self.problems.push(Problem::of_entry(
                    file,
                    &actor.id,
                    message,
                    "add that actor or mend the id",
                ));
            }
        }
        for (source, file) in &self.sources {
            for actor in source.affiliation.iter().filter(|id| !known(id)) {
                let message = format!("affiliation names the unknown actor {actor:?}");
                self.problems.push(Problem::of_entry(
                    file,
                    &source.id,
                    message,
                    "add that actor or mend the id",
                ));
            }
        }
    }
}

/// Keeps the last entry of each id, in the place of the first, and drops those switched off.
fn replace_and_drop<T, F>(entries: Vec<(T, LexiconText<'_>)>, key: F) -> Vec<(T, LexiconText<'_>)>
where
    F: Fn(&T) -> (&String, bool),
{
    let mut order: Vec<String> = Vec::new();
    let mut last = HashMap::new();
    for (entry, file) in entries {
        let id = key(&entry).0.clone();
        if last.insert(id.clone(), (entry, file)).is_none() {
            order.push(id);
        }
    }
    let kept = order.iter().filter_map(|id| last.remove(id));
    kept.filter(|(entry, _)| !key(entry).1).collect()
}

fn digest_of(files: &[LexiconFile]) -> String {
    let mut parts: Vec<&[u8]> = Vec::with_capacity(files.len() * 2);
    for file in files {
        parts.push(file.name.as_bytes());
        parts.push(file.text.as_bytes());
    }
    Sha256::of_parts(&parts).to_hex()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exclusion_of_several_words_is_told_with_its_line() {
        let text = "[[entry]]\nid = \"en.trigger.clash\"\nclass = \"trigger\"\nforms = [\"clash\"]\nunless_next = [\"unheard\", \"of words\"]\n";
        let file = LexiconFile { name: "en/triggers.toml".into(), text: text.into() };
        let problems = Lexicon::from_files(&[file]).err().unwrap_or_default();
        let told: Vec<_> =
            problems.iter().filter(|problem| problem.message.contains("not one word")).collect();
        assert_eq!(told.len(), 1, "{problems:?}");
        assert!(told[0].message.contains("of words") && told[0].line == Some(2));
    }

    #[test]
    fn a_word_of_a_rule_has_a_number_and_is_no_form() {
        let mut forms = FormIndex::default();
        forms.add("clash", Target::Word(0));
        let number = forms.intern_word("Unheard");
        assert!(number.is_some_and(|number| number == forms.word_number("unheard")));
        assert_eq!(forms.intern_word("of words"), None);
        let tokens = crate::token::tokenize("unheard clash");
        let numbers = forms.number_words("unheard clash", &tokens);
        let mut found = Vec::new();
        forms.matches_at(&numbers, &tokens, 0, crate::index::Shouting::No, &mut found);
        assert_eq!(found, []);
    }
}
