//! The small language that PDF files are written in: numbers, names, strings, arrays, dictionaries, references.

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Number(f64),
    Name(String),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    /// Another object, by its number.
    Reference(u32),
    /// Anything bare: operators, `true`, `null`, `obj`.
    Word(Vec<u8>),
}

/// Names and values in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dictionary(Vec<(String, Object)>);

impl Dictionary {
    pub(super) fn find(&self, name: &str) -> Option<&Object> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }
}

impl Object {
    pub(super) fn as_number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn as_name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn as_text(&self) -> Option<&[u8]> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn as_array(&self) -> Option<&[Object]> {
        if let Self::Array(values) = self { Some(values) } else { None }
    }

    pub(super) fn as_reference(&self) -> Option<u32> {
        if let Self::Reference(number) = self { Some(*number) } else { None }
    }

    pub(super) fn into_dictionary(self) -> Option<Dictionary> {
        if let Self::Dictionary(dictionary) = self { Some(dictionary) } else { None }
    }
}

/// Values inside values are read this deep.
const DEEPEST: usize = 40;
/// Values inside one value; behind them nothing is read.
const MOST_INSIDE: usize = 400_000;

/// Reads values one after the other. Whatever is broken is skipped; it always comes to an end.
pub(super) struct Lexer<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) at: usize,
    /// Values that the one which is read may still hold.
    room: usize,
}

impl<'b> Lexer<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at, room: MOST_INSIDE }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The next value; none at the end.
    pub(super) fn object(&mut self) -> Option<Object> {
        self.room = MOST_INSIDE;
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<Object> {
        self.skip_space();
        let byte = self.peek()?;
        self.room = self.room.saturating_sub(1);
        if depth > DEEPEST || self.room == 0 {
            self.at = self.bytes.len();
            return None;
        }
        match byte {
            b'/' => Some(Object::Name(self.name())),
            b'(' => Some(Object::Text(self.literal())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                Some(Object::Dictionary(self.dictionary(depth)))
            }
            b'<' => Some(Object::Text(self.hexadecimal())),
            b'[' => {
                self.at += 1;
                let mut values = Vec::new();
                loop {
                    self.skip_space();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(Object::Array(values));
                    }
                    values.push(self.nested(depth + 1)?);
                }
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => Some(self.number()),
            b')' | b'>' | b']' | b'{' | b'}' => {
                self.at += 1;
                Some(Object::Word(vec![byte]))
            }
            _ => {
                let start = self.at;
                self.at += self.regular();
                Some(Object::Word(self.bytes[start..self.at].to_vec()))
            }
        }
    }

    /// Bytes up to the next space or delimiter.
    fn regular(&self) -> usize {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| is_space(*byte) || b"()<>[]{}/%".contains(byte));
        end.unwrap_or(rest.len())
    }

    fn name(&mut self) -> String {
        self.at += 1;
        let raw = &self.bytes[self.at..self.at + self.regular()];
        self.at += raw.len();
        let (mut name, mut at) = (Vec::with_capacity(raw.len()), 0);
        let digit = |at: usize| raw.get(at).and_then(|byte| (*byte as char).to_digit(16));
        while at < raw.len() {
            match (raw[at], digit(at + 1), digit(at + 2)) {
                (b'#', Some(high), Some(low)) => {
                    name.push((high * 16 + low) as u8);
                    at += 3;
                }
                (byte, ..) => {
                    name.push(byte);
                    at += 1;
                }
            }
        }
        String::from_utf8_lossy(&name).into_owned()
    }

    /// A number, or a reference where `0 R` follows a whole one.
    fn number(&mut self) -> Object {
        let start = self.at;
        self.at += self.regular().max(1);
        let text = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or("");
        let Ok(number) = text.trim_start_matches('+').parse::<f64>() else {
            return Object::Word(self.bytes[start..self.at].to_vec());
        };
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let rest = &self.bytes[self.at..(self.at + 12).min(self.bytes.len())];
            let digits = |from: usize| rest[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let spaces = |from: usize| rest[from..].iter().take_while(|byte| is_space(**byte)).count();
            let before = spaces(0);
            let generation = digits(before);
            let mark = before + generation + spaces(before + generation);
            let is_end = rest.get(mark + 1).is_none_or(|byte| is_space(*byte) || b"/<>[]()".contains(byte));
            if before > 0
                && generation > 0
                && rest.get(mark) == Some(&b'R')
                && is_end
                && let Ok(number) = text.parse()
            {
                self.at += mark + 1;
                return Object::Reference(number);
            }
        }
        Object::Number(if number.is_finite() { number } else { 0.0 })
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' | b'f' => text.push(b' '),
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(code as u8);
            }
            other => text.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            digits.extend((byte as char).to_digit(16).map(|digit| digit as u8));
        }
        digits.chunks(2).map(|pair| pair[0] * 16 + pair.get(1).unwrap_or(&0)).collect()
    }

    fn dictionary(&mut self, depth: usize) -> Dictionary {
        self.at += 2;
        let mut fields = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => break,
                Some(b'>') => {
                    self.at = (self.at + 2).min(self.bytes.len());
                    break;
                }
                Some(b'/') => {
                    let name = self.name();
                    let Some(value) = self.nested(depth + 1) else { break };
                    fields.push((name, value));
                }
                // Something that is no name where one should stand.
                Some(_) => {
                    if self.nested(depth + 1).is_none() {
                        break;
                    }
                }
            }
        }
        Dictionary(fields)
    }
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_broken_ones_end() {
        let mut lexer = Lexer::new(b"<</A#42 [1 -2.5 (a\\)\\051(b)) <4a4>] /R 12 0 R>> Tj", 0);
        let dictionary = lexer.object().and_then(Object::into_dictionary).unwrap();
        let values = dictionary.find("AB").and_then(Object::as_array).unwrap();
        assert_eq!(values[..2], [Object::Number(1.0), Object::Number(-2.5)]);
        assert_eq!(values[2..], [Object::Text(b"a))(b)".to_vec()), Object::Text(b"J@".to_vec())]);
        assert_eq!(dictionary.find("R").and_then(Object::as_reference), Some(12));
        assert_eq!(lexer.object(), Some(Object::Word(b"Tj".to_vec())));
        assert_eq!(lexer.object(), None);
        for broken in ["<<", "[[[", "(", "<4", "<< /A", "/", "1 0", ">>", "<< 1 2 >"] {
            let mut lexer = Lexer::new(broken.as_bytes(), 0);
            while lexer.object().is_some() {}
        }
        let deep = "[".repeat(100_000);
        assert_eq!(Lexer::new(deep.as_bytes(), 0).object(), None);
    }
}
