//! Mailboxes: mails one after the other, each behind a line that begins with "From ".

use std::io::{self, BufRead};

use crate::source::Source;

/// One mail, and where its first byte stands.
pub(crate) struct Letter {
    pub(crate) place: u64,
    pub(crate) bytes: Vec<u8>,
    /// Whether it was longer than allowed; then its bytes are cut.
    pub(crate) is_too_large: bool,
}

/// Reads the next mail. The quoting of lines that begin with ">From " is left as it is, so that offsets hold.
pub(crate) fn next_letter<R: BufRead>(
    source: &mut Source<R>,
    begun: &mut bool,
    limit: u64,
) -> io::Result<Option<Letter>> {
    let mut line = Vec::new();
    if !*begun {
        if source.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        *begun = true;
    }
    let mut letter = Letter { place: source.place(), bytes: Vec::new(), is_too_large: false };
    let mut blank = false;
    loop {
        line.clear();
        if read_line(source, &mut line, limit)? == 0 {
            *begun = false;
            // A box that ends behind its last mail holds no empty one.
            return Ok((!letter.bytes.iter().all(u8::is_ascii_whitespace)).then_some(letter));
        }
        if blank && is_envelope(&line) {
            return Ok(Some(letter));
        }
        blank = line.iter().all(u8::is_ascii_whitespace);
        if letter.bytes.len() as u64 + line.len() as u64 > limit {
            letter.is_too_large = true;
        } else {
            letter.bytes.extend_from_slice(&line);
        }
    }
}

/// "From sender Mon May  3 10:00:00 2021": a sentence that begins with "From" names no time of day in this form.
fn is_envelope(line: &[u8]) -> bool {
    let is_clock = |part: &[u8]| {
        part.len() == 5 && part[2] == b':' && [0, 1, 3, 4].iter().all(|at| part[*at].is_ascii_digit())
    };
    line.starts_with(b"From ") && line.windows(5).any(is_clock)
}

/// A line, of which no more than `limit` bytes are kept.
fn read_line(source: &mut impl BufRead, line: &mut Vec<u8>, limit: u64) -> io::Result<usize> {
    let mut read = 0;
    loop {
        let buffer = source.fill_buf()?;
        if buffer.is_empty() {
            return Ok(read);
        }
        let (len, is_end) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        if line.len() as u64 <= limit {
            line.extend_from_slice(&buffer[..len]);
        }
        source.consume(len);
        read += len;
        if is_end {
            return Ok(read);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    const BOX: &[u8] = b"From a@b Mon May  3 10:00:00 2021\nSubject: one\n\nFrom the town they fled.\n\nFrom c@d Tue May  4 10:00:00 2021\nSubject: two\n\nsecond and long\n";

    fn letters(limit: u64) -> Vec<(u64, bool, String)> {
        let mut source = Source::new(BOX, Limits::default()).unwrap();
        let mut begun = false;
        let next = || next_letter(&mut source, &mut begun, limit).unwrap();
        std::iter::from_fn(next)
            .map(|letter| (letter.place, letter.is_too_large, String::from_utf8(letter.bytes).unwrap()))
            .collect()
    }

    #[test]
    fn only_an_envelope_parts_mails() {
        let letters = letters(1000);
        assert_eq!(letters.len(), 2);
        assert_eq!(letters[0], (34, false, "Subject: one\n\nFrom the town they fled.\n\n".to_owned()));
        assert!(BOX[letters[1].0 as usize..].starts_with(b"Subject: two"));
    }

    #[test]
    fn a_mail_that_is_too_long_does_not_hide_the_next() {
        let letters = letters(30);
        assert_eq!((letters[0].1, letters[1].1), (true, false));
    }
}
