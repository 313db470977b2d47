//! Cuts text into words, numbers and marks.
//!
//! Lexicon forms and reports go through the same function, so a form matches wherever it is written the same way.
//! Hyphens and apostrophes inside a word do not cut it ("US-led", "al-Sha'afa"); a possessive "'s" is its own token.

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner hyphens, apostrophes, dots of abbreviations.
    Word,
    /// Starts with a digit.
    Number,
    /// One punctuation mark or symbol.
    Mark,
    /// The possessive "'s" or a bare apostrophe after s.
    Possessive,
    /// A line break that separates paragraphs (one or more).
    Break,
}

/// How a token's letters are cased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// No capital first letter, or a script without case.
    Lower,
    /// First letter capital, some other letter not. "al-Bab" and "d'Ivoire" count too.
    Title,
    /// All letters capital, at least two.
    Upper,
}

/// A token: a range of bytes and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// First byte after it.
    pub end: u32,
    /// What it is made of.
    pub kind: TokenKind,
    /// Its capitals.
    pub case: Case,
}

impl Token {
    /// The token's words.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{02BB}' | '`' | '\u{02BF}' | '\u{02BE}' | '\u{00B4}'
    )
}

fn is_word_char(c: char) -> bool {
    // Combining marks (Arabic vowel signs, Devanagari) belong to the word; char::is_alphanumeric leaves most out.
    c.is_alphanumeric()
        || ('\u{0300}'..='\u{036F}').contains(&c)
        || ('\u{064B}'..='\u{065F}').contains(&c)
        || c == '\u{0640}'
}

/// Cuts the whole text.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let mut start = 0;
    while let Some(c) = text[start..].chars().next() {
        let mut next = start + c.len_utf8();
        if c == '\n' || c == '\r' || c == '\u{2028}' || c == '\u{2029}' {
            next = text[start..].find(|c: char| !c.is_whitespace()).map_or(text.len(), |blank| start + blank);
            push(&mut tokens, text, start, next, TokenKind::Break);
        } else if c.is_whitespace() || c == '\u{FEFF}' || ('\u{200B}'..='\u{200F}').contains(&c) {
            // Between words.
        } else if is_word_char(c) {
            next = word_end(text, start);
            let kind = if c.is_numeric() { TokenKind::Number } else { TokenKind::Word };
            push(&mut tokens, text, start, next, kind);
        } else if let Some(end) = possessive_end(text, start)
            && tokens.last().is_some_and(|t| t.end as usize == start)
        {
            next = end;
            push(&mut tokens, text, start, next, TokenKind::Possessive);
        } else {
            push(&mut tokens, text, start, next, TokenKind::Mark);
        }
        start = next;
    }
    tokens
}

/// Byte after the word that starts at `start`.
fn word_end(text: &str, start: usize) -> usize {
    // Most words are plain letters up to a blank.
    let plain = text.as_bytes()[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    match text.as_bytes().get(start + plain) {
        None => return start + plain,
        Some(byte) if plain > 0 && byte.is_ascii() && !b"-*_,.:'`".contains(byte) => return start + plain,
        _ => {}
    }
    let numeric = text[start..].chars().next().is_some_and(char::is_numeric);
    let mut chars = text[start..].char_indices().peekable();
    let mut end = start;
    let mut previous = ' ';
    while let Some((offset, c)) = chars.next() {
        let at = start + offset;
        let next = chars.peek().map(|&(_, c)| c);
        let joins = match c {
            _ if is_word_char(c) => true,
            // A star inside a word hides letters from a platform's filter ("kil*led").
            '-' | '\u{2010}' | '\u{2011}' | '*' | '_' => next.is_some_and(|n| {
                if c == '*' { n.is_alphabetic() || n == '*' } else { is_word_char(n) || is_apostrophe(n) }
            }),
            ',' | '.' | ':' if numeric => previous.is_numeric() && next.is_some_and(char::is_numeric),
            // "U.S." and "p.m." keep their dots; the last one only where a letter-dot pair came before.
            '.' => abbreviation_dot(&text[start..at], next),
            _ if is_apostrophe(c) => next.is_some_and(is_word_char) && possessive_end(text, at).is_none(),
            _ => false,
        };
        if !joins {
            break;
        }
        end = at + c.len_utf8();
        previous = c;
    }
    end.max(start + text[start..].chars().next().map_or(1, char::len_utf8))
}

fn abbreviation_dot(word: &str, next: Option<char>) -> bool {
    let mut single = 0;
    let letters_then_dots = word.split('.').all(|part| {
        single += 1;
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    });
    letters_then_dots && (single > 1 || next.is_some_and(char::is_alphabetic))
}

/// Byte after "'s" (or after a bare apostrophe that ends a plural), if a possessive starts here.
fn possessive_end(text: &str, at: usize) -> Option<usize> {
    let mut chars = text[at..].chars();
    let apostrophe = chars.next().filter(|c| is_apostrophe(*c))?;
    let after = at + apostrophe.len_utf8();
    match (chars.next(), chars.next()) {
        (Some('s' | 'S'), next) if !next.is_some_and(|n| is_word_char(n) || n == '-') => Some(after + 1),
        (next, _) if !next.is_some_and(is_word_char) && text[..at].ends_with(['s', 'S']) => Some(after),
        _ => None,
    }
}

fn push(tokens: &mut Vec<Token>, text: &str, start: usize, end: usize, kind: TokenKind) {
    let case = if kind == TokenKind::Word { case_of(&text[start..end]) } else { Case::Lower };
    tokens.push(Token { start: start as u32, end: end as u32, kind, case });
}

fn case_of(word: &str) -> Case {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Case::Lower;
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first_upper = letters.next().is_some_and(char::is_uppercase);
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    // "al-Bab": the article is small, the name is not.
    let inner_upper = word
        .split(|c: char| c == '-' || is_apostrophe(c))
        .skip(1)
        .any(|part| part.chars().next().is_some_and(char::is_uppercase));
    match (first_upper, upper, lower) {
        (true, 2.., 0) => Case::Upper,
        (true, _, _) => Case::Title,
        _ if inner_upper => Case::Title,
        _ => Case::Lower,
    }
}

/// The form under which a word is looked up: lower case, straight apostrophes, no stars, no Arabic vowel signs.
pub fn fold_word(word: &str, out: &mut String) {
    out.clear();
    for c in word.chars() {
        match c {
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            'a'..='z' | '0'..='9' | '-' => out.push(c),
            '*' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0300}'..='\u{036F}' => {}
            '\u{2010}' | '\u{2011}' => out.push('-'),
            _ if is_apostrophe(c) => out.push('\''),
            _ => out.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokenize(text).iter().map(|token| token.text(text)).collect()
    }

    #[test]
    fn hyphens_and_apostrophes_inside_a_word_do_not_cut_it() {
        assert_eq!(words("US-led raid on al-Sha’afa."), ["US-led", "raid", "on", "al-Sha’afa", "."]);
    }

    #[test]
    fn a_possessive_is_its_own_token() {
        assert_eq!(
            words("Russia's jets, rebels' guns"),
            ["Russia", "'s", "jets", ",", "rebels", "'", "guns"]
        );
        assert_eq!(words("Ta'iz"), ["Ta'iz"]);
    }

    #[test]
    fn numbers_keep_their_separators_and_sentences_their_stop() {
        assert_eq!(
            words("1,200 fled at 9:30. 40 died."),
            ["1,200", "fled", "at", "9:30", ".", "40", "died", "."]
        );
    }

    #[test]
    fn abbreviations_keep_their_dots() {
        assert_eq!(
            words("The U.S. strike. A p.m. raid."),
            ["The", "U.S.", "strike", ".", "A", "p.m.", "raid", "."]
        );
    }

    #[test]
    fn censored_words_fold_to_the_word_meant() {
        let mut out = String::new();
        fold_word("kil*led", &mut out);
        assert_eq!(out, "killed");
        assert_eq!(words("kil*led 4*"), ["kil*led", "4", "*"]);
    }

    #[test]
    fn tokens_and_gaps_join_to_the_text() {
        let text = "«Десять» людей погибли… \u{202B}قُتل ١٢ مدنياً\u{202C}\n\nEnd";
        let mut at = 0;
        for token in tokenize(text) {
            assert!(token.start as usize >= at && text.is_char_boundary(token.end as usize));
            at = token.end as usize;
        }
    }
}
