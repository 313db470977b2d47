//! The objects of a PDF file, found by going through it from the front.
//!
//! The table at a file's end that says where its objects stand is not used: it is the first thing that is wrong in a
//! damaged file. An object that is written twice counts as it stands last, which is how changes are appended.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::Read;
use std::ops::Range;

use super::object::{Dictionary, Lexer, Object, is_space};

/// A file with the places of its objects.
pub(super) struct PdfFile<'b> {
    bytes: &'b [u8],
    places: HashMap<u32, Place>,
    /// Streams of objects, unpacked.
    packed: Vec<Vec<u8>>,
    pub(super) root: Option<u32>,
    pub(super) info: Option<u32>,
    pub(super) is_encrypted: bool,
    /// Bytes that may still be unpacked; a small file can be made to unpack to any size.
    left: Cell<usize>,
    /// Steps of drawing that may still be taken.
    steps: Cell<usize>,
}

#[derive(Clone, Copy)]
enum Place {
    File(usize),
    Packed(usize, usize),
}

/// A dictionary with the bytes that stand behind it.
#[derive(Clone)]
pub(super) struct Stream {
    pub(super) dictionary: Dictionary,
    pub(super) place: Range<usize>,
}

/// Unpacked bytes of one file, pictures not counted. Books of a thousand pages have some ten million.
const MOST_UNPACKED: usize = 64 << 20;
/// Steps of drawing and letters of one file.
const MOST_STEPS: usize = 12_000_000;
/// Unpacked bytes of one stream.
const LARGEST_STREAM: usize = 32 << 20;
/// Objects of one file.
const MOST_OBJECTS: usize = 2_000_000;
/// How often each byte of a file may be gone over while its objects are looked for. A sound file needs two.
const MOST_PASSES: usize = 8;

impl<'b> PdfFile<'b> {
    /// Finds the objects; none where going on would cost more than a sound file can.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        let mut file = Self {
            bytes,
            places: HashMap::new(),
            packed: Vec::new(),
            root: None,
            info: None,
            is_encrypted: false,
            left: Cell::new(MOST_UNPACKED),
            steps: Cell::new(MOST_STEPS),
        };
        let mut work = bytes.len().saturating_mul(MOST_PASSES) + (1 << 16);
        let mut at = 0;
        while let Some(found) = find(bytes, at, b"obj") {
            at = found + 3;
            if let Some(number) = number_before(bytes, found) {
                if file.places.len() >= MOST_OBJECTS {
                    return None;
                }
                file.places.insert(number, Place::File(at));
                let mut lexer = Lexer::new(bytes, at);
                let object = lexer.object();
                work = work.checked_sub(lexer.at - at)?;
                let stream = match object {
                    Some(Object::Dictionary(dictionary)) => file.stream_at(&lexer, dictionary),
                    _ => None,
                };
                if let Some(stream) = stream {
                    work = work.checked_sub(stream.place.len())?;
                    at = stream.place.end;
                    file.take_special(&stream);
                } else if lexer.at < bytes.len() {
                    at = lexer.at;
                }
            }
        }
        let mut at = 0;
        while let Some(found) = find(bytes, at, b"trailer") {
            at = found + 7;
            let mut lexer = Lexer::new(bytes, at);
            let object = lexer.object();
            work = work.checked_sub(lexer.at - at)?;
            object.and_then(Object::into_dictionary).iter().for_each(|trailer| file.take_trailer(trailer));
        }
        Some(file)
    }

    fn take_trailer(&mut self, trailer: &Dictionary) {
        let find = |name| trailer.find(name).and_then(Object::as_reference);
        self.root = find("Root").or(self.root);
        self.info = find("Info").or(self.info);
        self.is_encrypted |= trailer.find("Encrypt").is_some();
    }

    /// Takes up streams that hold other objects, or say what the file begins with.
    fn take_special(&mut self, stream: &Stream) {
        match stream.dictionary.find("Type").and_then(Object::as_name) {
            Some("XRef") => self.take_trailer(&stream.dictionary),
            Some("ObjStm") => {
                let field = |name| stream.dictionary.find(name).and_then(Object::as_number);
                let (Some(count), Some(first)) = (field("N"), field("First")) else { return };
                let Some(content) = self.unpack(stream) else { return };
                let mut lexer = Lexer::new(&content, 0);
                let home = self.packed.len();
                for _ in 0..(count as usize).min(content.len() / 2) {
                    let number = lexer.object().as_ref().and_then(Object::as_number);
                    let place = lexer.object().as_ref().and_then(Object::as_number);
                    let (Some(number), Some(place)) = (number, place) else { break };
                    if self.places.len() < MOST_OBJECTS {
                        self.places.insert(number as u32, Place::Packed(home, (first + place) as usize));
                    }
                }
                self.packed.push(content);
            }
            _ => {}
        }
    }

    /// An object by its number; streams are asked for with [`PdfFile::stream`].
    pub(super) fn object(&self, number: u32) -> Option<Object> {
        match *self.places.get(&number)? {
            Place::File(at) => Lexer::new(self.bytes, at).object(),
            Place::Packed(home, at) => {
                let content = self.packed.get(home)?;
                (at < content.len()).then(|| Lexer::new(content, at).object()).flatten()
            }
        }
    }

    /// A value, or the object that it refers to.
    pub(super) fn resolve(&self, object: &Object) -> Option<Object> {
        let mut object = object.clone();
        for _ in 0..8 {
            match object.as_reference() {
                Some(number) => object = self.object(number)?,
                None => return Some(object),
            }
        }
        None
    }

    /// A field of a dictionary, resolved.
    pub(super) fn field(&self, dictionary: &Dictionary, name: &str) -> Option<Object> {
        self.resolve(dictionary.find(name)?)
    }

    /// A field that is a dictionary.
    pub(super) fn dictionary(&self, dictionary: &Dictionary, name: &str) -> Option<Dictionary> {
        self.field(dictionary, name)?.into_dictionary()
    }

    /// A field that is a number.
    pub(super) fn number(&self, dictionary: &Dictionary, name: &str) -> Option<f64> {
        self.field(dictionary, name)?.as_number()
    }

    /// The stream that a value refers to.
    pub(super) fn stream(&self, object: &Object) -> Option<Stream> {
        let Place::File(at) = *self.places.get(&object.as_reference()?)? else { return None };
        let mut lexer = Lexer::new(self.bytes, at);
        let dictionary = lexer.object()?.into_dictionary()?;
        self.stream_at(&lexer, dictionary)
    }

    fn stream_at(&self, lexer: &Lexer<'_>, dictionary: Dictionary) -> Option<Stream> {
        let mut lexer = Lexer::new(self.bytes, lexer.at);
        lexer.skip_space();
        if !self.bytes[lexer.at..].starts_with(b"stream") {
            return None;
        }
        let mut start = lexer.at + 6;
        start += usize::from(self.bytes.get(start) == Some(&b'\r'));
        start += usize::from(self.bytes.get(start) == Some(&b'\n'));
        let length = dictionary.find("Length").and_then(|length| self.resolve(length));
        let end = length.and_then(|length| start.checked_add(length.as_number()? as usize));
        let is_end = |end: &usize| {
            let rest = self.bytes.get(*end..).unwrap_or(&[]);
            let space = rest.iter().take(4).take_while(|byte| is_space(**byte)).count();
            rest[space..].starts_with(b"endstream")
        };
        let end =
            end.filter(is_end).or_else(|| find(self.bytes, start, b"endstream")).unwrap_or(self.bytes.len());
        Some(Stream { dictionary, place: start.min(end)..end })
    }

    /// The bytes of a stream with its filters undone; of a damaged one what can be had. None where a filter is not
    /// known, as with pictures.
    pub(super) fn unpack(&self, stream: &Stream) -> Option<Vec<u8>> {
        let list = |name: &str, short: &str| {
            let found =
                self.field(&stream.dictionary, name).or_else(|| self.field(&stream.dictionary, short));
            match found {
                Some(Object::Array(values)) => {
                    values.iter().filter_map(|value| self.resolve(value)).collect()
                }
                Some(value) => vec![value],
                None => Vec::new(),
            }
        };
        // What is not packed costs as much to go through as what is.
        let left = self.left.get().saturating_sub(stream.place.len());
        self.left.set(left);
        if left == 0 {
            return None;
        }
        let (filters, settings) = (list("Filter", "F"), list("DecodeParms", "DP"));
        let mut bytes = self.bytes[stream.place.clone()].to_vec();
        for (at, filter) in filters.iter().enumerate() {
            let limit = LARGEST_STREAM.min(self.left.get());
            bytes = match filter.as_name()? {
                "FlateDecode" | "Fl" => {
                    let mut out = Vec::new();
                    let reader = flate2::read::ZlibDecoder::new(&bytes[..]);
                    // An error comes behind what could be read.
                    let _ = reader.take(limit as u64).read_to_end(&mut out);
                    out
                }
                "ASCIIHexDecode" | "AHx" => {
                    let digits = [b"<".as_slice(), &bytes].concat();
                    Lexer::new(&digits, 0).object()?.as_text()?.to_vec()
                }
                "ASCII85Decode" | "A85" => undo_ascii_85(&bytes),
                _ => return None,
            };
            self.left.set(self.left.get().saturating_sub(bytes.len()));
            if let Some(Object::Dictionary(settings)) = settings.get(at) {
                bytes = self.undo_prediction(bytes, settings);
            }
        }
        Some(bytes)
    }

    /// Undoes the differences between rows that streams of objects may be stored as (PNG's filters).
    fn undo_prediction(&self, bytes: Vec<u8>, settings: &Dictionary) -> Vec<u8> {
        let setting =
            |name, usual: f64| self.number(settings, name).unwrap_or(usual).clamp(0.0, 65_536.0) as usize;
        if setting("Predictor", 1.0) < 10 {
            return bytes;
        }
        let pixel = (setting("Colors", 1.0) * setting("BitsPerComponent", 8.0)).div_ceil(8).max(1);
        let width = (setting("Columns", 1.0) * pixel).max(1);
        let (mut out, mut above) = (Vec::with_capacity(bytes.len()), vec![0u8; width]);
        for row in bytes.chunks(width + 1) {
            let (kind, row) = (row[0], &row[1..]);
            let mut own = vec![0u8; width];
            for (at, byte) in row.iter().enumerate() {
                let (up, left) = (above[at], if at >= pixel { own[at - pixel] } else { 0 });
                let corner = if at >= pixel { above[at - pixel] } else { 0 };
                let guess = match kind {
                    1 => left,
                    2 => up,
                    3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                    4 => nearest(left, up, corner),
                    _ => 0,
                };
                own[at] = byte.wrapping_add(guess);
            }
            out.extend(&own[..row.len()]);
            above = own;
        }
        out
    }

    /// Takes some steps; false once there are none left.
    pub(super) fn step(&self, count: usize) -> bool {
        self.steps.set(self.steps.get().saturating_sub(count));
        self.steps.get() > 0
    }

    /// Whether the file asked for more than any sound one does.
    pub(super) fn is_exhausted(&self) -> bool {
        self.steps.get() == 0 || self.left.get() == 0
    }

    /// The numbers of all objects, for files that do not say where they begin.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.places.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }
}

/// PNG's fourth filter.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let off = |byte: u8| (guess - i16::from(byte)).abs();
    [left, up, corner].into_iter().min_by_key(|byte| off(*byte)).unwrap_or(0)
}

fn undo_ascii_85(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut group) = (Vec::new(), Vec::new());
    for byte in bytes {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            out.extend(of_85(&group));
            group.clear();
        }
    }
    if group.len() > 1 {
        let kept = group.len() - 1;
        group.resize(5, 84);
        out.extend(&of_85(&group)[..kept]);
    }
    out
}

fn of_85(group: &[u8]) -> [u8; 4] {
    group.iter().fold(0u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(u32::from(*digit))).to_be_bytes()
}

/// The number of an object whose `obj` stands at a place.
fn number_before(bytes: &[u8], at: usize) -> Option<u32> {
    let head = &bytes[at.saturating_sub(24)..at];
    let back =
        |head: &'_ [u8], fits: fn(u8) -> bool| head.iter().rev().take_while(|byte| fits(**byte)).count();
    let head = &head[..head.len() - back(head, is_space)];
    let generation = back(head, |byte| byte.is_ascii_digit());
    let head = &head[..head.len() - generation];
    let space = back(head, is_space);
    let head = &head[..head.len() - space];
    let digits = back(head, |byte| byte.is_ascii_digit());
    let number = std::str::from_utf8(&head[head.len() - digits..]).ok()?.parse().ok()?;
    (generation > 0 && space > 0).then_some(number)
}

fn find(bytes: &[u8], from: usize, mark: &[u8]) -> Option<usize> {
    let first = mark[0];
    let mut at = from;
    while let Some(offset) = bytes.get(at..)?.iter().position(|byte| *byte == first) {
        at += offset;
        if bytes[at..].starts_with(mark) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_writing_of_an_object_counts_and_words_in_streams_do_not() {
        let bytes = b"%PDF-1.4\n1 0 obj <</Length 99>> stream\n2 0 obj (no) endobj endstream endobj\n2 0 obj (a) endobj 2 0 obj (b) endobj\
            trailer <</Root 2 0 R>>";
        let file = PdfFile::open(bytes).unwrap();
        assert_eq!(file.object(2), Some(Object::Text(b"b".to_vec())));
        let stream = file.stream(&Object::Reference(1)).unwrap();
        assert_eq!(file.unpack(&stream).unwrap(), b"2 0 obj (no) endobj ");
        assert_eq!((file.root, file.is_encrypted), (Some(2), false));
    }

    #[test]
    fn text_armour_is_undone() {
        assert_eq!(undo_ascii_85(b"87cURD]i,\"Ebo7~>"), b"Hello World");
    }
}
