//! Which characters the codes of a font stand for, and how wide they are.

use std::collections::HashMap;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization;

use super::file::PdfFile;
use super::object::{Dictionary, Lexer, Object};

/// What is needed of a font to read what is written in it.
pub(super) struct Font {
    /// Bytes of one code.
    code_len: usize,
    /// From codes to characters, where the font says it itself.
    told: HashMap<u32, String>,
    /// From single bytes to characters, by the encoding's name and the font's own differences.
    table: Option<Vec<Option<String>>>,
    /// Whether the codes are UTF-16.
    is_unicode: bool,
    widths: HashMap<u32, f64>,
    usual_width: f64,
}

/// Codes of one font; no script has more characters.
const MOST_CODES: usize = 200_000;

impl Font {
    pub(super) fn read(file: &PdfFile<'_>, font: &Dictionary) -> Self {
        let name = |name| file.field(font, name).and_then(|value| value.as_name().map(str::to_owned));
        let is_composite = name("Subtype").as_deref() == Some("Type0");
        let encoding = name("Encoding").unwrap_or_default();
        let map = font.find("ToUnicode").and_then(|map| file.stream(map)).and_then(|map| file.unpack(&map));
        let mut own = Self {
            code_len: if is_composite { 2 } else { 1 },
            told: HashMap::new(),
            table: None,
            is_unicode: is_composite && (encoding.contains("UCS2") || encoding.contains("UTF16")),
            widths: HashMap::new(),
            usual_width: if is_composite { 1.0 } else { 0.5 },
        };
        if let Some(map) = map {
            own.take_map(&map, is_composite);
        }
        if is_composite {
            own.take_wide_widths(file, font);
        } else {
            own.table = Some(table_of(file, font));
            own.take_widths(file, font);
        }
        own
    }

    /// Hands over every code: its characters, none where they are not known, its width in units of the font's size, and
    /// whether it is the space that words are parted with.
    pub(super) fn each(&self, bytes: &[u8], mut take: impl FnMut(Option<String>, f64, bool)) {
        for code in bytes.chunks(self.code_len) {
            let number = code.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
            let of_table = || self.table.as_ref()?.get(number as usize)?.clone();
            let of_code = || self.is_unicode.then(|| char::from_u32(number)).flatten().map(String::from);
            let words = self.told.get(&number).cloned().or_else(of_table).or_else(of_code);
            let width = self.widths.get(&number).copied().unwrap_or(self.usual_width);
            take(words, width, self.code_len == 1 && number == 32);
        }
    }

    /// Reads the table from codes to characters that a font carries.
    fn take_map(&mut self, map: &[u8], is_composite: bool) {
        let mut lexer = Lexer::new(map, 0);
        let mut values: Vec<Object> = Vec::new();
        while let Some(object) = lexer.object() {
            let Object::Word(word) = &object else {
                values.push(object);
                continue;
            };
            match word.as_slice() {
                b"endcodespacerange" if is_composite => {
                    let len = values.iter().filter_map(Object::as_text).map(<[u8]>::len).max();
                    self.code_len = len.unwrap_or(2).clamp(1, 4);
                }
                b"endbfchar" => {
                    for pair in values.chunks(2) {
                        let [Object::Text(code), Object::Text(words)] = pair else { continue };
                        self.tell(number(code), of_utf_16(words));
                    }
                }
                b"endbfrange" => {
                    for range in values.chunks(3) {
                        self.take_range(range);
                    }
                }
                b"begincodespacerange" | b"beginbfchar" | b"beginbfrange" => {}
                _ => continue,
            }
            values.clear();
        }
    }

    fn take_range(&mut self, range: &[Object]) {
        let [Object::Text(first), Object::Text(last), to] = range else { return };
        let (first, last) = (number(first), number(last).min(number(first).saturating_add(0xFFFF)));
        for (at, code) in (first..=last).enumerate() {
            match to {
                Object::Array(words) => match words.get(at).and_then(Object::as_text) {
                    Some(words) => self.tell(code, of_utf_16(words)),
                    None => return,
                },
                Object::Text(words) => {
                    let mut units = words.clone();
                    let low = units.len().saturating_sub(2);
                    let unit = number(&units[low..]).wrapping_add(at as u32) as u16;
                    units.truncate(low);
                    units.extend(unit.to_be_bytes());
                    self.tell(code, of_utf_16(&units));
                }
                _ => return,
            }
        }
    }

    fn tell(&mut self, code: u32, words: String) {
        if self.told.len() < MOST_CODES && !words.is_empty() {
            self.told.insert(code, words);
        }
    }

    fn take_widths(&mut self, file: &PdfFile<'_>, font: &Dictionary) {
        // The glyphs of fonts that are drawn by hand have a unit of their own.
        let unit = match file.field(font, "FontMatrix").as_ref().and_then(Object::as_array) {
            Some([first, ..]) => first.as_number().unwrap_or(0.001).abs(),
            _ => 0.001,
        };
        let name = file.field(font, "BaseFont").and_then(|name| name.as_name().map(str::to_owned));
        if font.find("Widths").is_none() {
            self.take_known_widths(&name.unwrap_or_default());
        }
        let first = file.number(font, "FirstChar").unwrap_or(0.0) as u32;
        if let Some(Object::Array(widths)) = file.field(font, "Widths") {
            let widths =
                widths.iter().take(256).map(|width| file.resolve(width).and_then(|width| width.as_number()));
            self.widths.extend((first..).zip(widths).filter_map(|(code, width)| Some((code, width? * unit))));
        }
        let descriptor = file.dictionary(font, "FontDescriptor");
        let missing = descriptor.and_then(|descriptor| file.number(&descriptor, "MissingWidth"));
        self.usual_width =
            missing.filter(|width| *width > 0.0).map_or(self.usual_width, |width| width * unit);
    }

    /// The widths of fonts that every program has, and whose files therefore need not give them.
    fn take_known_widths(&mut self, name: &str) {
        if name.contains("Courier") {
            self.usual_width = 0.6;
            return;
        }
        // Letters of Times are narrower than those of Helvetica by about a tenth, which is near enough to part words.
        let unit = if name.contains("Times") { 0.0009 } else { 0.001 };
        self.widths.extend((32..).zip(HELVETICA).map(|(code, width)| (code, f64::from(width) * unit)));
    }

    fn take_wide_widths(&mut self, file: &PdfFile<'_>, font: &Dictionary) {
        let Some(Object::Array(below)) = file.field(font, "DescendantFonts") else { return };
        let below = below.first().and_then(|below| file.resolve(below)).and_then(Object::into_dictionary);
        let Some(below) = below else { return };
        self.usual_width = file.number(&below, "DW").unwrap_or(1000.0) / 1000.0;
        let Some(Object::Array(widths)) = file.field(&below, "W") else { return };
        let mut at = 0;
        while at + 1 < widths.len() && self.widths.len() < MOST_CODES {
            let first = widths[at].as_number().unwrap_or(0.0) as u32;
            match file.resolve(&widths[at + 1]) {
                Some(Object::Array(own)) => {
                    let own = own.iter().map(|width| width.as_number().unwrap_or(0.0) / 1000.0);
                    self.widths.extend((first..).zip(own));
                    at += 2;
                }
                Some(Object::Number(last)) => {
                    let width = widths.get(at + 2).and_then(Object::as_number).unwrap_or(1000.0) / 1000.0;
                    let last = (last as u32).min(first.saturating_add(0xFFFF));
                    self.widths.extend((first..=last).map(|code| (code, width)));
                    at += 3;
                }
                _ => return,
            }
        }
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte))
}

fn of_utf_16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(|pair| number(pair) as u16).collect();
    let words: String = char::decode_utf16(units).filter_map(Result::ok).filter(|c| *c != '\0').collect();
    unfold(&words)
}

/// Ligatures become the letters they stand for; nobody searches for "ﬁre".
fn unfold(words: &str) -> String {
    let is_ligature = |c: char| ('\u{FB00}'..='\u{FB06}').contains(&c);
    if words.contains(is_ligature) { words.nfkc().collect() } else { words.nfc().collect() }
}

/// The characters of a font of single bytes.
fn table_of(file: &PdfFile<'_>, font: &Dictionary) -> Vec<Option<String>> {
    let encoding = file.field(font, "Encoding");
    let base = match &encoding {
        Some(Object::Name(name)) => Some(name.clone()),
        Some(Object::Dictionary(own)) => {
            file.field(own, "BaseEncoding").and_then(|name| name.as_name().map(str::to_owned))
        }
        _ => None,
    };
    let base: &'static Encoding =
        if base.as_deref() == Some("MacRomanEncoding") { MACINTOSH } else { WINDOWS_1252 };
    let mut table: Vec<Option<String>> = (0..=255u8)
        .map(|byte| {
            let own = base.decode_without_bom_handling(&[byte]).0.into_owned();
            Some(own).filter(|own| !own.contains(|c: char| c.is_control() || c == '\u{FFFD}'))
        })
        .collect();
    if let Some(Object::Dictionary(own)) = encoding
        && let Some(Object::Array(differences)) = file.field(&own, "Differences")
    {
        let mut code = 0;
        for difference in &differences {
            match difference {
                Object::Number(number) => code = *number as usize,
                Object::Name(name) => {
                    if let Some(place) = table.get_mut(code) {
                        *place = of_glyph(name);
                    }
                    code += 1;
                }
                _ => {}
            }
        }
    }
    table
}

/// The characters that a glyph's name stands for.
fn of_glyph(name: &str) -> Option<String> {
    let name = name.split('.').next().unwrap_or(name);
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter.to_string());
    }
    if let Some((_, words)) = GLYPHS.iter().find(|(own, _)| *own == name) {
        return Some((*words).to_owned());
    }
    let digits =
        name.strip_prefix("uni").or_else(|| name.strip_prefix('u')).filter(|digits| digits.len() >= 4);
    if let Some(c) = digits.and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?)) {
        return Some(c.to_string());
    }
    // A letter and its mark, as in `eacute`.
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let (_, mark) = MARKS.iter().find(|(own, _)| *own == &name[1..])?;
    Some([letter, *mark].iter().collect::<String>().nfc().collect())
}

/// Names of glyphs that are no letters, as fonts of the Latin script spell them.
const GLYPHS: [(&str, &str); 66] = [
    ("space", " "),
    ("nbspace", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("quoteright", "’"),
    ("quoteleft", "‘"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("minus", "−"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("underscore", "_"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("endash", "–"),
    ("emdash", "—"),
    ("ellipsis", "…"),
    ("bullet", "•"),
    ("section", "§"),
    ("degree", "°"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("ae", "æ"),
    ("oslash", "ø"),
    ("germandbls", "ß"),
    ("dotlessi", "ı"),
    ("lslash", "ł"),
];

/// Widths of the characters 32 to 126 in Helvetica, in thousandths.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

const MARKS: [(&str, char); 12] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("tilde", '\u{303}'),
    ("caron", '\u{30C}'),
    ("cedilla", '\u{327}'),
    ("ring", '\u{30A}'),
    ("ogonek", '\u{328}'),
    ("macron", '\u{304}'),
    ("breve", '\u{306}'),
    ("dotaccent", '\u{307}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs_and_tables_of_codes_give_characters() {
        let of = |name| of_glyph(name).unwrap_or_default();
        assert_eq!(
            [of("A"), of("eacute"), of("uni0416"), of("fi"), of("one.oldstyle"), of("g17")].join("|"),
            "A|é|Ж|fi|1|"
        );
        let mut font = Font {
            code_len: 2,
            told: HashMap::new(),
            table: None,
            is_unicode: false,
            widths: HashMap::new(),
            usual_width: 1.0,
        };
        let map = b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <01> <FB01> endbfchar \
            2 beginbfrange <02> <04> <0041> <05> <06> [<0078> <D83DDE00>] endbfrange";
        font.take_map(map, true);
        let mut words = String::new();
        font.each(&[1, 2, 3, 4, 5, 6, 9], |own, _, _| words.push_str(own.as_deref().unwrap_or("?")));
        assert_eq!(words, "fiABCx😀?");
    }
}
