//! What one page shows, as lines of words in the order in which the page draws them.

use std::collections::HashMap;
use std::rc::Rc;

use super::file::PdfFile;
use super::font::Font;
use super::object::{Dictionary, Lexer, Object};

/// One line of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) words: String,
    /// Where it stands across the reading direction, from below, and where its words begin and end along it.
    pub(super) across: f64,
    pub(super) start: f64,
    pub(super) end: f64,
    /// Size of its letters.
    pub(super) size: f64,
}

/// The lines of a page, and how many of its codes stand for no known character.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) lines: Vec<Line>,
    pub(super) known: usize,
    pub(super) unknown: usize,
}

/// Lines of one page.
const MOST_LINES: usize = 100_000;
/// Pieces of pages inside one another.
const DEEPEST: usize = 5;
/// Words stand apart by more than this share of their size. Between letters of a word fonts leave less than a tenth, and
/// narrow word spaces take about a fifth.
const WORD_GAP: f64 = 0.16;

/// A matrix as the format writes it: `[a b c d e f]`.
type Matrix = [f64; 6];

const PLAIN: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// Reads what a page draws.
pub(super) fn show(file: &PdfFile<'_>, content: &[u8], resources: &Dictionary) -> Shown {
    let mut painter = Painter { file, fonts: HashMap::new(), shown: Shown::default(), open: Line::default() };
    painter.draw(content, resources, State::default(), 0);
    painter.close();
    painter.shown
}

#[derive(Clone)]
struct State {
    place: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            place: PLAIN,
            font: None,
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

struct Painter<'f, 'b> {
    file: &'f PdfFile<'b>,
    fonts: HashMap<u32, Rc<Font>>,
    shown: Shown,
    open: Line,
}

impl Painter<'_, '_> {
    fn draw(&mut self, content: &[u8], resources: &Dictionary, start: State, depth: usize) {
        let (mut state, mut kept) = (start, Vec::new());
        let (mut text, mut line) = (PLAIN, PLAIN);
        let mut values: Vec<Object> = Vec::new();
        let mut lexer = Lexer::new(content, 0);
        while let Some(object) = lexer.object() {
            if !self.file.step(1) {
                return;
            }
            let Object::Word(word) = object else {
                values.push(object);
                if values.len() > 512 {
                    values.clear();
                }
                continue;
            };
            let number = |at: usize| values.get(at).and_then(Object::as_number).unwrap_or(0.0);
            let matrix = || -> Matrix { std::array::from_fn(number) };
            let mut next_line = |line: &mut Matrix, x: f64, y: f64| {
                *line = product(&[1.0, 0.0, 0.0, 1.0, x, y], line);
                text = *line;
            };
            match word.as_slice() {
                b"q" if kept.len() < 256 => kept.push(state.clone()),
                b"Q" => state = kept.pop().unwrap_or(state),
                b"cm" => state.place = product(&matrix(), &state.place),
                b"BT" => (text, line) = (PLAIN, PLAIN),
                b"Tf" => {
                    let name = values.first().and_then(Object::as_name).unwrap_or("");
                    state.size = number(1);
                    state.font = self.font(resources, name);
                }
                b"Tc" => state.letter_space = number(0),
                b"Tw" => state.word_space = number(0),
                b"Tz" => state.stretch = number(0) / 100.0,
                b"TL" => state.leading = number(0),
                b"Ts" => state.rise = number(0),
                b"Td" => next_line(&mut line, number(0), number(1)),
                b"TD" => {
                    state.leading = -number(1);
                    next_line(&mut line, number(0), number(1));
                }
                b"Tm" => (text, line) = (matrix(), matrix()),
                b"T*" => next_line(&mut line, 0.0, -state.leading),
                b"Tj" | b"TJ" => self.show_all(&values, &state, &mut text),
                b"'" | b"\"" => {
                    if values.len() >= 3 {
                        (state.word_space, state.letter_space) = (number(0), number(1));
                    }
                    next_line(&mut line, 0.0, -state.leading);
                    self.show_all(&values, &state, &mut text);
                }
                b"Do" if depth < DEEPEST => {
                    let name = values.first().and_then(Object::as_name).unwrap_or("").to_owned();
                    self.draw_piece(&name, resources, &state, depth);
                }
                // A picture's bytes stand in the middle of the page.
                b"ID" => {
                    let rest = &content[lexer.at..];
                    let end = rest.windows(4).position(|part| {
                        part[1..3] == *b"EI" && part[0].is_ascii_whitespace() && part[3].is_ascii_whitespace()
                    });
                    lexer.at += end.map_or(rest.len(), |end| end + 3);
                }
                _ => {}
            }
            values.clear();
        }
    }

    fn draw_piece(&mut self, name: &str, resources: &Dictionary, state: &State, depth: usize) {
        let pieces = self.file.dictionary(resources, "XObject");
        let piece = pieces.as_ref().and_then(|pieces| self.file.stream(pieces.find(name)?));
        let Some(piece) = piece else { return };
        let is_form =
            self.file.field(&piece.dictionary, "Subtype").is_some_and(|kind| kind.as_name() == Some("Form"));
        let Some(content) = is_form.then(|| self.file.unpack(&piece)).flatten() else { return };
        let mut state = state.clone();
        if let Some(Object::Array(matrix)) = self.file.field(&piece.dictionary, "Matrix") {
            let matrix: Matrix =
                std::array::from_fn(|at| matrix.get(at).and_then(Object::as_number).unwrap_or(0.0));
            state.place = product(&matrix, &state.place);
        }
        let own = self.file.dictionary(&piece.dictionary, "Resources");
        self.draw(&content, own.as_ref().unwrap_or(resources), state, depth + 1);
    }

    fn font(&mut self, resources: &Dictionary, name: &str) -> Option<Rc<Font>> {
        let fonts = self.file.dictionary(resources, "Font")?;
        let entry = fonts.find(name)?;
        let number = entry.as_reference();
        if let Some(font) = number.and_then(|number| self.fonts.get(&number)) {
            return Some(font.clone());
        }
        let font = Rc::new(Font::read(self.file, &self.file.resolve(entry)?.into_dictionary()?));
        if let Some(number) = number {
            self.fonts.insert(number, font.clone());
        }
        Some(font)
    }

    fn show_all(&mut self, values: &[Object], state: &State, text: &mut Matrix) {
        let Some(font) = state.font.clone() else { return };
        let pieces = match values.last() {
            Some(Object::Array(pieces)) => pieces.as_slice(),
            Some(_) => &values[values.len() - 1..],
            None => return,
        };
        for piece in pieces {
            match piece {
                Object::Text(bytes) => self.show(bytes, &font, state, text),
                Object::Number(back) => {
                    let x = -back / 1000.0 * state.size * state.stretch;
                    *text = product(&[1.0, 0.0, 0.0, 1.0, x, 0.0], text);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8], font: &Font, state: &State, text: &mut Matrix) {
        if !self.file.step(bytes.len()) {
            return;
        }
        font.each(bytes, |words, width, is_space| {
            let own = [state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise];
            let at = product(&product(&own, text), &state.place);
            let space = state.letter_space + if is_space { state.word_space } else { 0.0 };
            let x = (width * state.size + space) * state.stretch;
            *text = product(&[1.0, 0.0, 0.0, 1.0, x, 0.0], text);
            match words {
                Some(words) => {
                    self.shown.known += 1;
                    self.put(&words, &at, width);
                }
                None => self.shown.unknown += 1,
            }
        });
    }

    /// Puts a letter behind the others of its line, or begins a new line with it.
    fn put(&mut self, words: &str, at: &Matrix, width: f64) {
        let along = at[0].hypot(at[1]);
        let (right, up) = if along > 0.0 { (at[0] / along, at[1] / along) } else { (1.0, 0.0) };
        let (start, across) = (at[4] * right + at[5] * up, at[5] * right - at[4] * up);
        let size = at[2].hypot(at[3]).max(0.01);
        let gap = start - self.open.end;
        let larger = size.max(self.open.size);
        let is_same =
            !self.open.words.is_empty() && (across - self.open.across).abs() < 0.45 * larger && gap > -larger;
        if !is_same {
            self.close();
            self.open = Line { words: String::new(), across, start, end: start, size };
        } else if gap > WORD_GAP * size && !self.open.words.ends_with(' ') {
            self.open.words.push(' ');
        }
        let is_blank = words.trim().is_empty();
        if !is_blank {
            self.open.words.push_str(words);
            self.open.size = larger;
        } else if !self.open.words.is_empty() && !self.open.words.ends_with(' ') {
            self.open.words.push(' ');
        }
        self.open.end = start + width * along;
    }

    fn close(&mut self) {
        let mut line = std::mem::take(&mut self.open);
        line.words.retain(|c| c != '\u{AD}' && (c == '\t' || !c.is_control()));
        line.words.truncate(line.words.trim_end().len());
        if !line.words.is_empty() && self.shown.lines.len() < MOST_LINES {
            self.shown.lines.push(line);
        }
    }
}
