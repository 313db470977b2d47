//! Writes the selected elements of a page as text: one block a line, an empty line between blocks, space folded.
//!
//! This is version 2 of the writer. Its rules decide the text that every span stands on, so a change of them is a new
//! version: headings, paragraphs, list entries, table rows, captions and line breaks are blocks; so are the
//! lines of preformatted text, without an empty line between them; more empty lines than one are kept in number; table
//! cells are parted by a space; white space is one space; nothing else is added.

use dom_query::{Document, NodeRef};
use recount_lexicon::publication::Publication;
use recount_model::ZoneKind;

use super::super::runs::Runs;
use super::align::Alignment;
use super::select::{Marks, Selection, Verdict, judge};

/// One block of text.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) text: String,
    /// From the block's text to the source.
    pub(super) runs: Runs,
    /// What the markup says it is.
    pub(super) kind: Option<ZoneKind>,
    /// Bytes of the text that are links.
    pub(super) link_len: usize,
    /// Whether it is an entry of a list.
    pub(super) is_entry: bool,
    /// Whether some of its text has no known place.
    pub(super) is_unplaced: bool,
    /// Empty lines before it as the page shows them: one between paragraphs, none between lines of preformatted text.
    pub(super) blanks: usize,
}

/// Writes the blocks of a document; also says how many bytes of text at most were left out for words in classes.
pub(super) fn write(
    document: &Document,
    selection: &Selection,
    marks: Marks,
    alignment: &Alignment,
    publication: &Publication,
) -> (Vec<Block>, usize) {
    let mut writer = Writer {
        selection,
        marks,
        all: false,
        alignment,
        publication,
        blocks: Vec::new(),
        open: Block::default(),
        space: false,
        blanks: 1,
        marked_len: 0,
    };
    if let Some(body) = document.body() {
        let is_in = selection.holds(&body);
        writer.element(&body, is_in, State::default());
    }
    writer.close();
    (writer.blocks, writer.marked_len)
}

/// Writes one element alone, for a headline that stands outside the selection.
pub(super) fn write_element(
    node: &NodeRef<'_>,
    selection: &Selection,
    alignment: &Alignment,
    publication: &Publication,
) -> Option<Block> {
    let mut writer = Writer {
        selection,
        marks: Marks::Heeded,
        all: true,
        alignment,
        publication,
        blocks: Vec::new(),
        open: Block::default(),
        space: false,
        blanks: 1,
        marked_len: 0,
    };
    writer.element(node, true, State::default());
    writer.close();
    (writer.blocks.len() == 1).then(|| writer.blocks.remove(0))
}

#[derive(Clone, Copy, Default)]
struct State {
    kind: Option<ZoneKind>,
    in_link: bool,
    is_entry: bool,
    is_preformatted: bool,
    depth: usize,
}

/// Deeper trees are not walked; no page that a person wrote comes near, and the walk must not exhaust the stack.
const DEEPEST: usize = 400;

struct Writer<'w> {
    selection: &'w Selection,
    marks: Marks,
    /// Whether everything under the element is written.
    all: bool,
    alignment: &'w Alignment,
    publication: &'w Publication,
    blocks: Vec<Block>,
    open: Block,
    space: bool,
    /// Empty lines since the last block.
    blanks: usize,
    /// Bytes of text in elements that were left out for their marks.
    marked_len: usize,
}

/// More empty lines than this say nothing more.
const MOST_BLANKS: usize = 6;

impl Writer<'_> {
    fn element(&mut self, node: &NodeRef<'_>, is_in: bool, state: State) {
        if state.depth > DEEPEST {
            return;
        }
        let name = node.node_name().unwrap_or_default();
        let state = State {
            kind: match &*name {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(ZoneKind::Heading),
                "figcaption" | "caption" => Some(ZoneKind::Caption),
                _ => state.kind,
            },
            in_link: state.in_link || &*name == "a",
            is_entry: state.is_entry || &*name == "li",
            is_preformatted: state.is_preformatted || matches!(&*name, "pre" | "xmp" | "listing"),
            depth: state.depth + 1,
        };
        let is_block = !is_inline(&name);
        let written = self.blocks.len();
        if is_block {
            // The first break ends a line and the second is the empty line that parts paragraphs anyway.
            self.blanks += usize::from(&*name == "br" && self.open.text.is_empty());
            self.close();
        }
        if matches!(&*name, "td" | "th") {
            self.space = true;
        }
        for child in node.children_it(false) {
            // What is left out still parts the words around it.
            if child.is_text() {
                if is_in {
                    self.text(&child, state);
                } else {
                    self.space = true;
                }
            } else if child.is_element() {
                let verdict = judge(&child, self.selection, self.marks, self.publication);
                if verdict != Verdict::Kept {
                    self.space = true;
                    self.marked_len += if verdict == Verdict::Marked { child.text().len() } else { 0 };
                } else {
                    let child_in = self.is_in(&child, is_in);
                    self.element(&child, child_in, state);
                }
            }
        }
        if is_block {
            let is_empty = self.open.text.is_empty() && self.blocks.len() == written;
            self.close();
            self.blanks += usize::from(is_empty && matches!(&*name, "p" | "div"));
        }
    }

    /// Whether an element's own text belongs to the report.
    fn is_in(&self, node: &NodeRef<'_>, parent_in: bool) -> bool {
        if self.all || self.selection.holds(node) {
            return true;
        }
        // The extractor unwraps inline elements, and merges an element with its only child, which then bears the
        // parent's number.
        (parent_in && (is_inline(&node.node_name().unwrap_or_default()) || is_only_child(node)))
            || self.selection.holds_words(node)
    }

    fn text(&mut self, node: &NodeRef<'_>, state: State) {
        let text = node.text();
        let runs = self.alignment.find(node.id);
        let mut at = 0;
        if state.is_preformatted {
            return self.preformatted(&text, runs, state);
        }
        for word in text.split_inclusive(char::is_whitespace) {
            let solid = word.trim_end_matches(char::is_whitespace);
            if solid.is_empty() {
                self.space = true;
                at += word.len();
                continue;
            }
            if self.space && !self.open.text.is_empty() {
                // A plain space before the word belongs to it, so that runs of words become one run.
                let before = at.checked_sub(1).filter(|before| text.as_bytes()[*before] == b' ');
                if let (Some(before), Some(runs)) = (before, runs) {
                    self.open.runs.push_stretch(self.open.text.len(), runs, before, 1);
                }
                self.open.text.push(' ');
            }
            self.space = solid.len() < word.len();
            match runs {
                Some(runs) => self.open.runs.push_stretch(self.open.text.len(), runs, at, solid.len()),
                None => self.open.is_unplaced = true,
            }
            self.open.text.push_str(solid);
            self.open.link_len += if state.in_link { solid.len() + 1 } else { 0 };
            at += word.len();
        }
        self.open.kind = self.open.kind.or(state.kind);
        self.open.is_entry |= state.is_entry;
    }

    /// Lines of preformatted text are blocks, and its empty lines are kept in number.
    fn preformatted(&mut self, text: &str, runs: Option<&Runs>, state: State) {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let words = line.trim();
            if words.is_empty() {
                self.blanks += usize::from(self.open.text.is_empty() && line.ends_with('\n'));
            } else {
                let start = at + (line.len() - line.trim_start().len());
                match runs {
                    Some(runs) => self.open.runs.push_stretch(self.open.text.len(), runs, start, words.len()),
                    None => self.open.is_unplaced = true,
                }
                self.open.text.push_str(words);
                self.open.kind = self.open.kind.or(state.kind);
                self.open.is_entry |= state.is_entry;
            }
            if line.ends_with('\n') && !self.open.text.is_empty() {
                self.close();
                self.blanks = 0;
            }
            at += line.len();
        }
    }

    fn close(&mut self) {
        self.space = false;
        let mut block = std::mem::take(&mut self.open);
        if !block.text.is_empty() {
            block.blanks = self.blanks.min(MOST_BLANKS);
            self.blocks.push(block);
            self.blanks = 1;
        }
    }
}

fn is_only_child(node: &NodeRef<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        parent.children_it(false).all(|child| {
            child.id == node.id || child.is_comment() || (child.is_text() && child.text().trim().is_empty())
        })
    })
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "td"
            | "th"
    )
}
