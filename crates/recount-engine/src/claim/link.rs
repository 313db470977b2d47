//! How the places named in one sentence hang together: "X village, west of Y in Z province".

use crate::mark::chunk::Source;
use crate::mark::place::Known;
use crate::mark::{Chunk, Marks, What};

/// Links between place marks, by index of the mark.
#[derive(Clone, Debug, Default)]
pub struct PlaceLinks {
    /// Marks that name a larger area around the mark.
    pub within: Vec<Vec<u32>>,
    /// Marks that the mark lies near, or in a stated direction of.
    pub near: Vec<Vec<u32>>,
    /// Marks that stand in a list with the mark ("X and Y"), the first of the list first.
    pub listed: Vec<Option<u32>>,
}

/// Reads the links of all sentences.
pub fn read(source: &Source<'_>, marks: &Marks) -> PlaceLinks {
    let count = marks.places.len();
    let mut links = PlaceLinks {
        within: vec![Vec::new(); count],
        near: vec![Vec::new(); count],
        listed: vec![None; count],
    };
    let k = source.known;
    for sentence in &marks.sentences {
        let mut open: Option<(u32, bool)> = None;
        let mut gap = Gap::default();
        for (at, chunk) in sentence.chunks.iter().enumerate() {
            if let What::Place(place) = chunk.what {
                if let Some((before, _)) = open {
                    let anchor = links.listed[before as usize].unwrap_or(before);
                    match gap.link() {
                        // "X's northern province of Y", "the X district of Y": the second lies in the first.
                        Link::Within | Link::Near if gap.possessive => {
                            links.within[place as usize].push(before);
                        }
                        Link::Within if gap.part_of && is_new_part(marks, before, place) => {
                            links.within[place as usize].push(before);
                        }
                        Link::Within if gap.is_comma() && is_listed(source, marks, &sentence.chunks, at) => {
                            links.listed[place as usize] = Some(anchor);
                        }
                        // "South of W, X was shelled": X lies near W, not W in X.
                        Link::Within
                            if gap.is_comma() && opens_with_direction(source, &sentence.chunks[..at]) =>
                        {
                            links.near[place as usize].push(before);
                        }
                        Link::Within => {
                            links.within[before as usize].push(place);
                            // "X and Y in Z": both lie in Z.
                            if anchor != before {
                                links.within[anchor as usize].push(place);
                            }
                            let outer: Vec<u32> = (0..before)
                                .rev()
                                .take(3)
                                .filter(|at| links.within[*at as usize].contains(&before))
                                .collect();
                            for at in outer {
                                links.within[at as usize].push(place);
                            }
                        }
                        Link::Near => links.near[before as usize].push(place),
                        Link::List => links.listed[place as usize] = Some(anchor),
                        Link::None => {}
                    }
                }
                open = Some((place, true));
                gap = Gap::default();
                continue;
            }
            if open.is_none() {
                continue;
            }
            let class = chunk.class;
            if class == k.in_ || class == k.open {
                gap.in_ = true;
            } else if class == k.of {
                gap.part_of |= gap.is_part;
                gap.of = true;
            } else if class == k.near || class == k.bordering {
                gap.near = true;
            } else if class == k.direction {
                gap.direction = true;
            } else if class == k.and {
                gap.and = true;
            } else if class == k.comma || class == k.dash {
                gap.comma = true;
            } else if class == k.possessive {
                gap.possessive = true;
            } else if source.can_be(chunk, k.place_type) {
                let kind = source.reading(chunk, k.place_type).and_then(|word| word.place_type.as_deref());
                gap.is_part |= matches!(kind, Some("district" | "neighbourhood"));
            } else if class == k.det || class == k.close || class == k.number || class == k.unit {
            } else {
                open = None;
            }
        }
    }
    links
}

/// "South of W,": all that stands before a comma.
fn opens_with_direction(source: &Source<'_>, before: &[Chunk]) -> bool {
    let k = source.known;
    match before {
        [direction, of, place, _comma] => {
            direction.class == k.direction && of.class == k.of && place.class == k.place
        }
        [near, place, _comma] => near.class == k.near && place.class == k.place,
        _ => false,
    }
}

/// "The X district of Y": X is a town that everybody knows, Y no place that anybody does.
fn is_new_part(marks: &Marks, before: u32, place: u32) -> bool {
    let (outer, inner) = (&marks.places[before as usize], &marks.places[place as usize]);
    let is_area = matches!(inner.type_word.as_deref(), Some("governorate" | "country"));
    outer.known == Known::Strong && inner.known == Known::No && !is_area
}

/// "A, B and C": a comma before a name that stands in a list, unless that name is told to be an area.
fn is_listed(source: &Source<'_>, marks: &Marks, chunks: &[Chunk], at: usize) -> bool {
    let k = source.known;
    let is_area = |at: usize| {
        let What::Place(place) = chunks[at].what else { return false };
        let mark = &marks.places[place as usize];
        let kind = mark.type_word.as_deref();
        mark.state.is_some() || matches!(kind, Some("governorate" | "country" | "district" | "countryside"))
    };
    if is_area(at) {
        return false;
    }
    let mut rest = chunks[at + 1..].iter().filter(|chunk| {
        chunk.class != k.det && (chunk.class == k.place || !source.can_be(chunk, k.place_type))
    });
    loop {
        let Some(joint) = rest.next() else { return false };
        let is_and = joint.class == k.and;
        if !is_and && joint.class != k.comma {
            return false;
        }
        let Some(next) = rest.next() else { return false };
        if !is_and && next.class == k.and {
            return rest.next().is_some_and(|next| next.class == k.place);
        }
        if next.class != k.place {
            return false;
        }
        if is_and {
            return true;
        }
    }
}

#[derive(Default)]
struct Gap {
    /// A word for a part of a town or province.
    is_part: bool,
    /// "The district of".
    part_of: bool,
    possessive: bool,
    in_: bool,
    of: bool,
    near: bool,
    direction: bool,
    and: bool,
    comma: bool,
}

enum Link {
    Within,
    Near,
    List,
    None,
}

impl Gap {
    fn is_comma(&self) -> bool {
        self.comma && !(self.in_ || self.of || self.near || self.direction || self.and)
    }

    fn link(&self) -> Link {
        if self.and {
            return Link::List;
        }
        if self.near || self.direction && self.of {
            // "in the western countryside of Y" lies in Y's land; "west of Y" lies near it.
            return if self.in_ && self.direction { Link::Within } else { Link::Near };
        }
        if self.in_ || self.of || self.comma {
            return Link::Within;
        }
        if self.direction { Link::Within } else { Link::None }
    }
}
