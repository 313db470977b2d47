//! Which elements of a page are the report.
//!
//! An extractor picks the content; its answer is only used as a set of elements of the untouched tree, so that the text
//! is written by our own rules and every character keeps its place in the source.

use std::cell::RefCell;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};
use hashbrown::{HashMap, HashSet};
use recount_lexicon::publication::{Publication, Role};

use super::Shape;

/// The attribute that carries an element's number through the extractor.
const NUMBER: &str = "data-recount-n";

/// Elements that belong to the report, by number.
pub(super) struct Selection {
    kept: HashSet<u32>,
    /// The extractor's text without space, to find what it kept under an element of its own making.
    solid: String,
    /// Bytes of text that were kept.
    text_len: usize,
    /// Which classes and ids mean furniture, as far as they were asked: pages repeat them by the hundred.
    marks: RefCell<HashMap<Box<str>, bool>>,
}

impl Selection {
    /// Whether an element was picked itself.
    pub(super) fn holds(&self, node: &NodeRef<'_>) -> bool {
        number(node).is_some_and(|number| self.kept.contains(&number))
    }

    /// Whether an element's own words stand in the extractor's text.
    ///
    /// Text that stands bare in a `div` is wrapped in a new paragraph, which then takes the place of the `div`, number
    /// and all. Shorter words than these could stand there by chance.
    pub(super) fn holds_words(&self, node: &NodeRef<'_>) -> bool {
        let own = node.immediate_text();
        let solid: String = own.chars().filter(|c| !c.is_whitespace()).take(60).collect();
        solid.len() >= 30 && self.solid.contains(&solid)
    }

    /// An element with everything in it.
    pub(super) fn of_element(node: &NodeRef<'_>) -> Self {
        let kept =
            node.descendants_it().chain(std::iter::once(*node)).filter_map(|node| number(&node)).collect();
        Self { kept, text_len: text_len(node), solid: String::new(), marks: RefCell::default() }
    }
}

/// Numbers the elements of a document, so that they can be told apart in the extractor's copy; gives the depth of the
/// deepest, as far as [`DEEPEST`].
pub(super) fn number_elements(document: &Document) -> usize {
    let mut deepest = 0;
    // Collected first: the tree must not be walked while it is changed.
    for (number, node) in document.root().descendants().iter().filter(|node| node.is_element()).enumerate() {
        node.set_attr(NUMBER, &number.to_string());
        deepest = deepest.max(if number % 16 == 0 { node.ancestors_it(Some(DEEPEST)).count() } else { 0 });
    }
    deepest
}

/// Lets the extractor pick among numbered elements; none where the page has no body.
pub(super) fn select(document: &Document, shape: Shape, deepest: usize) -> Option<Selection> {
    let body = document.body()?;
    if shape == Shape::Fragment {
        return Some(Selection::of_element(&body));
    }
    // The extractor recurses; a page nested this deep was made to break programs.
    let picked = if deepest < DEEPEST { pick(document) } else { None };
    let picked = picked.unwrap_or_else(|| Selection::of_element(&body));
    // Where the page marks its article and the extractor took some corner of the page instead, the mark is right.
    let is_marked = |node: &NodeRef<'_>| {
        let has = |name: &str, value: &str| node.attr(name).is_some_and(|found| &*found == value);
        node.is_element()
            && (node.has_name("article")
                || node.has_name("main")
                || has("itemprop", "articleBody")
                || has("role", "main"))
    };
    let root = document.root();
    let marked = root.descendants_it().filter(is_marked);
    let best = marked.max_by_key(paragraphs_len);
    match best {
        Some(node) if paragraphs_len(&node) > MUCH_MORE * picked.text_len.max(200) => {
            Some(Selection::of_element(&node))
        }
        _ => Some(picked),
    }
}

const DEEPEST: usize = 300;

/// An article element with so many times the extractor's text wins over it.
const MUCH_MORE: usize = 2;

fn pick(document: &Document) -> Option<Selection> {
    // Raw text would glue words across tags; the text itself is not used, but the mode also drives the clean-up.
    let config = Config { text_mode: TextMode::Formatted, keep_classes: true, ..Config::default() };
    let mut extractor = Readability::with_document(document.clone(), None, Some(config)).ok()?;
    let article = extractor.parse().ok()?;
    let kept = numbers_in(&article.content);
    let solid: String = article.text_content.chars().filter(|c| !c.is_whitespace()).collect();
    let text_len = article.text_content.trim().len();
    (!kept.is_empty() && text_len > 0).then(|| Selection { kept, solid, text_len, marks: RefCell::default() })
}

/// The numbers that markup carries. It is not parsed again: that would cost as much as reading the page did, and the worst
/// that words which look like a number can do is to keep an element of the same page.
fn numbers_in(markup: &str) -> HashSet<u32> {
    let number = |rest: &str| rest.split('"').next()?.parse().ok();
    markup.split(NUMBER).skip(1).filter_map(|rest| number(rest.strip_prefix("=\"")?)).collect()
}

fn text_len(node: &NodeRef<'_>) -> usize {
    let texts = node.descendants_it().filter(|child| {
        child.is_text()
            && !child.parent().is_some_and(|parent| parent.has_name("script") || parent.has_name("style"))
    });
    texts.map(|text| text.text().trim().len()).sum()
}

fn paragraphs_len(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|child| child.has_name("p")).map(|child| child.text().trim().len()).sum()
}

/// What an element is on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may belong to the report.
    Kept,
    /// Furniture by its name.
    Furniture,
    /// Furniture by a word in its class or id.
    Marked,
}

/// Whether an element is page furniture: by its name, or by its class and id.
///
/// Names of classes mislead where a site wraps its whole page in one ("page-with-sidebar", a form around everything), so
/// an element that holds much of the selected text is none.
pub(super) fn judge(
    node: &NodeRef<'_>,
    selection: &Selection,
    marks: Marks,
    publication: &Publication,
) -> Verdict {
    let Some(name) = node.node_name() else { return Verdict::Kept };
    if matches!(
        &*name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "iframe"
            | "object"
            | "head"
            | "textarea"
            | "input"
            | "select"
            | "audio"
            | "video"
            | "canvas"
    ) {
        return Verdict::Furniture;
    }
    let verdict = if matches!(&*name, "nav" | "form" | "button" | "footer" | "menu" | "dialog") {
        Verdict::Furniture
    } else if marks == Marks::Heeded && has_mark(node, selection, publication) {
        Verdict::Marked
    } else {
        return Verdict::Kept;
    };
    let is_small = node.text().trim().len() <= selection.text_len / 100 * MOST_PER_CENT;
    if is_small { verdict } else { Verdict::Kept }
}

/// Whether words in classes decide what is furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    Heeded,
    Ignored,
}

/// A marked element with more of the selected text than this is no furniture. Tuned on 150 pages: related lists and
/// comment forms stay below, wrappers are far above.
const MOST_PER_CENT: usize = 30;

fn has_mark(node: &NodeRef<'_>, selection: &Selection, publication: &Publication) -> bool {
    let Some(name) = node.node_name() else { return false };
    if matches!(&*name, "body" | "html" | "article" | "main") {
        return false;
    }
    if node.attr("aria-hidden").is_some_and(|value| &*value == "true") || node.has_attr("hidden") {
        return true;
    }
    let marks = [node.class(), node.id_attr()];
    let mut known = selection.marks.borrow_mut();
    marks
        .iter()
        .flatten()
        .any(|mark| *known.entry_ref(&**mark).or_insert_with(|| publication.is_class(Role::BlockClass, mark)))
}

fn number(node: &NodeRef<'_>) -> Option<u32> {
    node.is_element().then(|| node.attr(NUMBER)).flatten()?.parse().ok()
}
