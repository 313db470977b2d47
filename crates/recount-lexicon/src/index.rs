//! Finds lexicon forms in a row of words: a trie over folded words.

use hashbrown::HashMap;

use crate::token::{Case, Token, TokenKind, fold_word, tokenize};

/// What a form stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Index of a word entry.
    Word(u32),
    /// Index of an actor, and which sort of name it is.
    Actor(u32, NameForm),
    /// Index of a source, and which sort of name it is.
    Source(u32, NameForm),
}

/// Which sort of name a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameForm {
    /// Full name or abbreviation.
    Strong,
    /// Counts only after a strong one.
    Weak,
    /// Adjective of a state.
    Adjective,
    /// Capital or building.
    Metonym,
    /// Partisan name.
    Epithet,
    /// Word for members.
    Member,
}

/// A form found in a row of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormMatch {
    /// How many tokens it takes.
    pub len: usize,
    /// What it stands for.
    pub target: Target,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum CaseRule {
    Any,
    /// A capital first letter.
    Capital,
    /// All letters capital.
    Upper,
}

#[derive(Clone, Debug, Default)]
struct Node {
    outputs: Vec<(Target, Box<[CaseRule]>)>,
}

/// The trie of all forms.
#[derive(Clone, Debug)]
pub struct FormIndex {
    vocabulary: HashMap<Box<str>, u32>,
    edges: HashMap<(u32, u32), u32>,
    /// The node behind each word that begins a form, by the word's number; 0 where none does. Asked for every word of
    /// every report, so it is no hash map.
    first: Vec<u32>,
    nodes: Vec<Node>,
}

impl Default for FormIndex {
    fn default() -> Self {
        Self {
            vocabulary: HashMap::new(),
            edges: HashMap::new(),
            first: Vec::new(),
            nodes: vec![Node::default()],
        }
    }
}

impl FormIndex {
    /// Adds a form; false if it holds no word.
    pub fn add(&mut self, form: &str, target: Target) -> bool {
        let tokens = tokenize(form);
        if tokens.is_empty() {
            return false;
        }
        let mut node = 0u32;
        let mut rules = Vec::with_capacity(tokens.len());
        let mut folded = String::new();
        for token in &tokens {
            fold_word(token.text(form), &mut folded);
            let next_word = self.vocabulary.len() as u32 + 1;
            let word = *self.vocabulary.entry_ref(folded.as_str()).or_insert(next_word);
            let next_node = self.nodes.len() as u32;
            if node == 0 {
                let at = word as usize;
                if self.first.len() <= at {
                    self.first.resize(at + 1, 0);
                }
                if self.first[at] == 0 {
                    self.first[at] = next_node;
                }
                node = self.first[at];
            } else {
                node = *self.edges.entry((node, word)).or_insert(next_node);
            }
            if node == next_node {
                self.nodes.push(Node::default());
            }
            rules.push(match token.case {
                Case::Lower => CaseRule::Any,
                Case::Title => CaseRule::Capital,
                Case::Upper => CaseRule::Upper,
            });
        }
        let output = (target, rules.into_boxed_slice());
        let outputs = &mut self.nodes[node as usize].outputs;
        if !outputs.contains(&output) {
            outputs.push(output);
        }
        true
    }

    /// Gives a word a number without making it a form, so that a rule can name a word that no entry holds; none where
    /// the text is not one word.
    pub fn intern_word(&mut self, word: &str) -> Option<u32> {
        let tokens = tokenize(word);
        let [token] = tokens.as_slice() else { return None };
        let mut folded = String::new();
        fold_word(token.text(word), &mut folded);
        let next_word = self.vocabulary.len() as u32 + 1;
        Some(*self.vocabulary.entry_ref(folded.as_str()).or_insert(next_word))
    }

    /// Numbers of the words of a text, 0 for words that neither a form nor a rule holds.
    pub fn number_words(&self, text: &str, tokens: &[Token]) -> Vec<u32> {
        let mut folded = String::new();
        let number = |token: &Token| {
            if token.kind == TokenKind::Break {
                return 0;
            }
            fold_word(token.text(text), &mut folded);
            self.vocabulary.get(folded.as_str()).copied().unwrap_or(0)
        };
        tokens.iter().map(number).collect()
    }

    /// The number of one folded word.
    pub fn word_number(&self, folded: &str) -> u32 {
        self.vocabulary.get(folded).copied().unwrap_or(0)
    }

    /// Every form that starts at a token, longest first.
    ///
    /// `shouting` says that the sentence is in capitals, so capitals tell nothing.
    pub fn matches_at(
        &self,
        numbers: &[u32],
        tokens: &[Token],
        at: usize,
        shouting: Shouting,
        out: &mut Vec<FormMatch>,
    ) {
        out.clear();
        let mut node = 0u32;
        for (depth, number) in numbers[at..].iter().enumerate() {
            if *number == 0 {
                break;
            }
            let next = match depth {
                0 => self.first.get(*number as usize).copied().filter(|next| *next != 0),
                _ => self.edges.get(&(node, *number)).copied(),
            };
            let Some(next) = next else { break };
            node = next;
            for (target, rules) in &self.nodes[node as usize].outputs {
                let fits = rules
                    .iter()
                    .zip(&tokens[at..])
                    .all(|(rule, token)| case_fits(*rule, token.case, shouting));
                if fits {
                    out.push(FormMatch { len: depth + 1, target: *target });
                }
            }
        }
        out.sort_by_key(|found| std::cmp::Reverse(found.len));
    }
}

/// Whether a sentence is written in capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shouting {
    /// Wire text in capitals.
    Yes,
    /// Ordinary text.
    No,
}

fn case_fits(rule: CaseRule, case: Case, shouting: Shouting) -> bool {
    match rule {
        CaseRule::Any => true,
        CaseRule::Capital => matches!(case, Case::Title | Case::Upper),
        CaseRule::Upper => shouting == Shouting::Yes || case == Case::Upper,
    }
}
