//! Cuts words and code point offsets out of a report's text.

use recount_model::Text;
use recount_model::span::{CodePoints, Span};

/// Cuts spans of one text.
///
/// A span that does not fit the text (it came from another text) yields no words and the empty range at 0, so that
/// words and offsets always agree with each other.
pub(crate) struct Cutter<'t> {
    text: &'t Text,
    points: CodePoints<'t>,
}

impl<'t> Cutter<'t> {
    pub(crate) fn of(text: &'t Text) -> Self {
        Self { text, points: CodePoints::of(text.as_str()) }
    }

    /// The words of a span.
    pub(crate) fn words(&self, span: Span) -> &'t str {
        self.text.cut(span)
    }

    /// The span in Unicode code points.
    pub(crate) fn points(&self, span: Span) -> [usize; 2] {
        if self.text.as_str().get(span.range()).is_none() {
            return [0, 0];
        }
        self.points.span(span)
    }
}

/// One line of JSON. Rows hold strings, numbers and lists only, so writing them cannot fail; were it to, the line
/// says so in the shape of an error line instead of vanishing.
pub(crate) fn json_line(row: &impl serde::Serialize) -> String {
    serde_json::to_string(row).unwrap_or_else(|error| {
        serde_json::json!({"error": {"external_id": null, "line": null, "kind": "internal", "message": error.to_string()}})
            .to_string()
    })
}
