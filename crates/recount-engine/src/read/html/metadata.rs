//! What a page says about itself: headline, author, publisher, day, address, language.

use dom_query::Document;
use recount_lexicon::publication::{Publication, Role};
use recount_model::DayFound;
use serde_json::Value;

use super::super::lines::{fold_key, is_name_like, tidy};
use super::days::find_days;

/// A page's own metadata.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    /// Whether the title is only the page's own, and too short for a headline.
    pub(super) is_bare_title: bool,
    pub(super) byline: Option<String>,
    pub(super) publisher: Option<String>,
    /// The days the page names, best first.
    pub(super) days: Vec<DayFound>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
}

/// Reads the metadata; `address` is where the page was saved from, where that is known.
pub(super) fn read_metadata(
    document: &Document,
    address: Option<&str>,
    publication: &Publication,
) -> Metadata {
    let (linked, metas) = (Linked::read(document), Metas::read(document));
    let publisher = metas.find(&["og:site_name"]).or_else(|| linked.publisher.clone());
    let url = attribute(document, "link[rel=canonical]", "href").or_else(|| metas.find(&["og:url"]));
    let url = url.filter(|url| url.contains("://"));
    let address = address.or(url.as_deref());
    let byline = linked
        .author
        .clone()
        .or_else(|| metas.find(&["author", "article:author", "parsely-author", "dc.creator", "byl"]));
    let byline =
        byline.filter(|name| !name.contains("://")).or_else(|| printed_byline(document, publication));
    let (title, is_bare_title) = find_title(document, &linked, &metas, publisher.as_deref());
    let publisher = publisher.or_else(|| site_behind(document, title.as_deref()?));
    Metadata {
        title,
        is_bare_title,
        byline,
        days: find_days(document, &linked, &metas, address, publication),
        publisher,
        language: attribute(document, "html", "lang").and_then(|lang| {
            let code: String = lang.chars().take_while(char::is_ascii_alphabetic).collect();
            (code.len() == 2).then(|| code.to_ascii_lowercase())
        }),
        url,
    }
}

/// What stands in the page's JSON-LD.
#[derive(Default)]
pub(super) struct Linked {
    title: Option<String>,
    author: Option<String>,
    publisher: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
}

impl Linked {
    fn read(document: &Document) -> Self {
        let mut linked = Self::default();
        for node in document.select("script[type='application/ld+json']").nodes() {
            let text = node.text();
            let Ok(value) = serde_json::from_str::<Value>(text.trim()) else { continue };
            linked.take(&value, 0);
        }
        linked
    }

    fn take(&mut self, value: &Value, depth: usize) {
        if depth > 6 {
            return;
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.take(value, depth + 1)),
            Value::Object(fields) => {
                if is_article(fields.get("@type")) {
                    let text = |key: &str| {
                        fields.get(key).and_then(Value::as_str).map(tidy).filter(|text| !text.is_empty())
                    };
                    let set = |slot: &mut Option<String>, value: Option<String>| {
                        if slot.is_none() {
                            *slot = value;
                        }
                    };
                    set(&mut self.title, text("headline"));
                    set(&mut self.published, text("datePublished").or_else(|| text("dateCreated")));
                    set(&mut self.modified, text("dateModified"));
                    set(&mut self.author, fields.get("author").and_then(names));
                    set(&mut self.publisher, fields.get("publisher").and_then(names));
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"] {
                    fields.get(key).into_iter().for_each(|value| self.take(value, depth + 1));
                }
            }
            _ => {}
        }
    }
}

fn is_article(kind: Option<&Value>) -> bool {
    let fits = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            kind.ends_with("Article")
                || kind.ends_with("Posting")
                || kind.ends_with("WebPage")
                || kind == "Report"
        })
    };
    match kind {
        Some(Value::Array(kinds)) => kinds.iter().any(fits),
        Some(kind) => fits(kind),
        None => false,
    }
}

/// The name or names of persons or organisations.
fn names(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(tidy(name)),
        Value::Object(fields) => fields.get("name").and_then(names),
        Value::Array(values) => {
            let found: Vec<String> = values.iter().filter_map(names).collect();
            (!found.is_empty()).then(|| found.join(", "))
        }
        _ => None,
    }
    .filter(|name| !name.is_empty())
}

/// The `meta` elements of a page that hold words, read once: a page is asked for some thirty of them.
pub(super) struct Metas(Vec<(Vec<String>, String)>);

impl Metas {
    fn read(document: &Document) -> Self {
        let nodes = document.select("meta[content]");
        let read = nodes.nodes().iter().filter_map(|node| {
            let content = node.attr("content").map(|content| tidy(&content))?;
            let keys = ["property", "name", "itemprop"].iter().filter_map(|own| node.attr(own));
            let keys = keys.map(|key| key.to_ascii_lowercase()).collect();
            (!content.is_empty()).then_some((keys, content))
        });
        Self(read.collect())
    }

    /// The first of some elements, asked for in lower case by `name`, `property` or `itemprop`.
    pub(super) fn find(&self, keys: &[&str]) -> Option<String> {
        let of = |key: &&str| self.0.iter().find(|(own, _)| own.iter().any(|own| own == key));
        keys.iter().find_map(of).map(|(_, content)| content.clone())
    }
}

/// The name of the site behind the headline in the page's own title, where the page names its site nowhere else.
fn site_behind(document: &Document, headline: &str) -> Option<String> {
    let titles = document.select("head title");
    let page = tidy(&titles.nodes().first()?.text());
    let rest = page.strip_prefix(headline)?;
    let site =
        [" | ", " – ", " — ", " - ", " :: ", " » ", " · "].iter().find_map(|mark| rest.strip_prefix(mark))?;
    (is_name_like(site, 5) && headline.split_whitespace().count() > LEAST_TITLE_WORDS)
        .then(|| site.to_owned())
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    document.select(selector).attr(name).map(|value| tidy(&value)).filter(|value| !value.is_empty())
}

/// The heading that the page's own title agrees with, else the title without the site's name.
fn find_title(
    document: &Document,
    linked: &Linked,
    metas: &Metas,
    publisher: Option<&str>,
) -> (Option<String>, bool) {
    let page = document
        .select("head title")
        .nodes()
        .first()
        .map(|node| tidy(&node.text()))
        .filter(|title| !title.is_empty());
    let open_graph = metas.find(&["og:title", "twitter:title"]);
    let named: Vec<String> =
        [&open_graph, &page, &linked.title].into_iter().flatten().map(|title| fold_key(title)).collect();
    let headings = document.select("h1");
    let headings: Vec<String> = headings
        .nodes()
        .iter()
        .map(|node| tidy(&node.formatted_text()))
        .filter(|text| text.len() >= 3)
        .collect();
    let agreed = headings.iter().find(|heading| {
        let key = fold_key(heading);
        !key.is_empty()
            && publisher.is_none_or(|publisher| fold_key(publisher) != key)
            && named.iter().any(|title| title.contains(&key))
    });
    let only = || (headings.len() == 1).then(|| headings[0].clone()).filter(|heading| heading.len() <= 200);
    let plain = |title: String| without_site(&title, publisher);
    // Sites name a page otherwise for search engines than they head it; what is printed is the headline.
    let akin = || {
        let names = [&open_graph, &page, &linked.title];
        let is_akin =
            |heading: &String| names.iter().copied().flatten().any(|title| are_akin(heading, title));
        headings.iter().find(|heading| heading.len() <= 200 && is_akin(heading)).cloned()
    };
    let better = agreed
        .cloned()
        .or_else(akin)
        .or_else(|| open_graph.map(plain))
        .or_else(|| linked.title.clone())
        .or_else(only);
    let is_bare = |title: &String| title.split_whitespace().count() <= LEAST_TITLE_WORDS;
    let page = page.map(plain).filter(|_| better.is_none());
    let is_bare_title = page.as_ref().is_some_and(is_bare);
    (better.or(page), is_bare_title)
}

/// Whether two titles are two wordings of one: several long words are the same.
fn are_akin(heading: &str, title: &str) -> bool {
    let long = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
        words.map(str::to_lowercase).collect()
    };
    let (heading, title) = (long(heading), long(title));
    let same = heading.iter().filter(|word| title.contains(word)).count();
    same >= 2 && same * 3 >= heading.len().min(title.len())
}

/// Headlines have more words than this.
const LEAST_TITLE_WORDS: usize = 3;

fn without_site(title: &str, publisher: Option<&str>) -> String {
    for separator in [" | ", " – ", " — ", " - ", " :: ", " » ", " · "] {
        let Some((left, right)) = title.rsplit_once(separator) else { continue };
        let (key, own) = (publisher.map(fold_key).unwrap_or_default(), fold_key(right));
        let is_site =
            !own.is_empty() && (own == key || (key.len() > 3 && (own.contains(&key) || key.contains(&own))));
        if is_site || (separator == " | " && is_name_like(right, 4) && left.split_whitespace().count() >= 3) {
            return left.trim().to_owned();
        }
    }
    title.to_owned()
}

fn printed_byline(document: &Document, publication: &Publication) -> Option<String> {
    let by_rel = document.select("a[rel=author], [itemprop=author]");
    let by_class = || {
        document
            .select("[class]")
            .nodes()
            .iter()
            .find(|node| {
                node.class().is_some_and(|class| publication.is_class(Role::BylineClass, &class))
                    && node.text().len() <= 200
            })
            .map(|node| tidy(&node.formatted_text()))
    };
    let found = by_rel
        .nodes()
        .first()
        .map(|node| tidy(&node.formatted_text()))
        .filter(|name| !name.is_empty())
        .or_else(by_class)?;
    let folded = recount_lexicon::publication::fold(&found);
    let covered = publication
        .find_line(&folded)
        .filter(|hit| hit.role == Role::BylineLabel)
        .map_or(0, |hit| hit.covered);
    let name: String = found.chars().skip(covered).collect();
    let name = name.trim().trim_start_matches(':').trim().to_owned();
    (3..=80).contains(&name.len()).then_some(name)
}
