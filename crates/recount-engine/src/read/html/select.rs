//! Which elements of a page are the report.
//!
//! An extractor picks the content; its answer is only used as a set of elements of the untouched tree, so that the text
//! is written by our own rules and every character keeps its place in the source.

use std::collections::HashSet;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};
use recount_lexicon::publication::{Publication, Role};

/// The attribute that carries an element's number through the extractor.
const NUMBER: &str = "data-recount-n";

/// Elements that belong to the report, by number.
pub(super) struct Selection {
    kept: HashSet<u32>,
    /// Bytes of text that the extractor kept.
    text_len: usize,
}

impl Selection {
    /// Whether an element was picked itself.
    pub(super) fn holds(&self, node: &NodeRef<'_>) -> bool {
        number(node).is_some_and(|number| self.kept.contains(&number))
    }
}

/// Numbers the elements of a document and lets the extractor pick; none where it finds no content.
pub(super) fn select(document: &Document) -> Option<Selection> {
    // Collected first: the tree must not be walked while it is changed.
    for (number, node) in document.root().descendants().iter().filter(|node| node.is_element()).enumerate() {
        node.set_attr(NUMBER, &number.to_string());
    }
    // Raw text would glue words across tags; the text itself is not used, but the mode also drives the clean-up.
    let config = Config { text_mode: TextMode::Formatted, keep_classes: true, ..Config::default() };
    let mut extractor = Readability::with_document(document.clone(), None, Some(config)).ok()?;
    let article = extractor.parse().ok()?;
    let content = Document::fragment(article.content);
    let kept: HashSet<u32> = content.root().descendants_it().filter_map(|node| number(&node)).collect();
    let text_len = article.text_content.trim().len();
    (!kept.is_empty() && text_len > 0).then_some(Selection { kept, text_len })
}

/// Whether an element is page furniture: by its name, or by its class and id.
///
/// Names of classes mislead where a site wraps its whole page in one ("page-with-sidebar", a form around everything), so
/// an element that holds much of the selected text is none.
pub(super) fn is_furniture(node: &NodeRef<'_>, selection: Option<&Selection>, publication: &Publication) -> bool {
    let Some(name) = node.node_name() else { return false };
    if matches!(
        &*name,
        "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "object" | "head" | "textarea" | "input"
            | "select" | "audio" | "video" | "canvas"
    ) {
        return true;
    }
    let most = selection.map_or(usize::MAX, |selection| selection.text_len / 100 * MOST_PER_CENT);
    has_mark(node, publication) && (selection.is_none() || node.text().trim().len() <= most)
}

/// A marked element with more of the selected text than this is no furniture. Tuned on 150 pages: related lists and
/// comment forms stay below, wrappers are far above.
const MOST_PER_CENT: usize = 30;

fn has_mark(node: &NodeRef<'_>, publication: &Publication) -> bool {
    let Some(name) = node.node_name() else { return false };
    if matches!(
        &*name,
        "nav" | "form" | "button" | "footer" | "menu" | "dialog"
    ) {
        return true;
    }
    if matches!(&*name, "body" | "html" | "article" | "main") {
        return false;
    }
    if node.attr("aria-hidden").is_some_and(|value| &*value == "true") || node.has_attr("hidden") {
        return true;
    }
    let marks = [node.class(), node.id_attr()];
    marks.iter().flatten().any(|mark| publication.is_class(Role::BlockClass, mark))
}

fn number(node: &NodeRef<'_>) -> Option<u32> {
    node.is_element().then(|| node.attr(NUMBER)).flatten()?.parse().ok()
}
