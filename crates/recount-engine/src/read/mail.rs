//! Mails: the readable parts of a message, each a report, and the way back through the transfer encodings.

use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use recount_lexicon::publication::Publication;
use recount_model::{DateBasis, DayOf, Report, ReportId, Sha256, Text};

use super::error::{ReadError, ReadErrorKind};
use super::lines::tidy;
use super::runs::Runs;
use super::{FileReading, Given, ReadOptions, read_document};

/// Mails inside mails inside mails are read this deep.
const DEEPEST: usize = 5;

/// Reads one message.
pub(super) fn read_mail(
    name: &str,
    bytes: &[u8],
    publication: &Publication,
    options: &ReadOptions,
) -> FileReading {
    let mut reading = FileReading::default();
    match MessageParser::default().parse(bytes) {
        Some(message) => {
            let mut mail = Mail {
                name,
                bytes,
                raw_sha256: Sha256::of(bytes),
                publication,
                options,
                reading: &mut reading,
            };
            mail.read_message(&message, 0);
        }
        None => {
            let message = "the file is no mail message";
            reading.errors.push(ReadError::of_file(name, ReadErrorKind::Damaged, message));
        }
    }
    if reading.reports.is_empty() && reading.errors.is_empty() {
        let message = "the mail holds no text";
        reading.errors.push(ReadError::of_file(name, ReadErrorKind::NoText, message));
    }
    reading
}

struct Mail<'m> {
    name: &'m str,
    bytes: &'m [u8],
    raw_sha256: Sha256,
    publication: &'m Publication,
    options: &'m ReadOptions,
    reading: &'m mut FileReading,
}

impl Mail<'_> {
    fn read_message(&mut self, message: &Message<'_>, depth: usize) {
        if depth > DEEPEST {
            let text = format!("mails inside mails more than {DEEPEST} deep are not read");
            self.reading.errors.push(ReadError::of_file(self.name, ReadErrorKind::TooDeep, text));
            return;
        }
        let given = head_of(message);
        let part_of = |id: Option<&u32>| id.and_then(|id| message.parts.get(*id as usize));
        let (plain, html) = (part_of(message.text_body.first()), part_of(message.html_body.first()));
        // Where a mail has both, the plain text is the same without furniture, unless it only says "see the other".
        let is_full = |part: &MessagePart<'_>| {
            let other = html.map_or(0, |html| html.text_contents().map_or(0, str::len));
            part.is_text()
                && !part.is_text_html()
                && part.text_contents().is_some_and(|text| text.len() * 20 >= other)
        };
        if let Some(body) = plain.filter(|part| is_full(part)).or(html).or(plain) {
            self.read_part(body, self.name.to_owned(), &given);
        }
        for id in &message.attachments {
            let Some(part) = message.parts.get(*id as usize) else { continue };
            if let PartType::Message(inner) = &part.body {
                self.read_message(inner, depth + 1);
                continue;
            }
            let media_type = media_type(part);
            let is_readable =
                ["text/html", "text/plain", "application/xhtml+xml"].contains(&media_type.as_str());
            if is_readable || (cfg!(feature = "pdf") && media_type == "application/pdf") {
                let own = part.attachment_name().map_or_else(|| format!("part-{id}"), tidy);
                let name = format!("{}!{own}", self.name);
                // An attached page speaks for itself; only the day it was sent is known of it.
                let days =
                    given.days.iter().map(|day| recount_model::DayFound { of: DayOf::Saved, ..day.clone() });
                let given = Given { days: days.collect(), ..Given::default() };
                self.read_part(part, name, &given);
            }
        }
    }

    fn read_part(&mut self, part: &MessagePart<'_>, name: String, given: &Given) {
        let (start, end) = (part.offset_body as usize, part.offset_end as usize);
        let Some(raw) = self.bytes.get(start..end) else { return };
        let (content, below) = undo_transfer(raw, part.encoding, start);
        let mut given = given.clone();
        given.media_type = Some(media_type(part));
        given.charset = part.content_type().and_then(|kind| kind.attribute("charset")).map(str::to_owned);
        // The name must not decide: a mail file's own name says "mail".
        let shown = if part.is_text_html() { "part.html" } else { "part.txt" };
        let inner = read_document(shown, &content, &given, self.publication, self.options);
        for report in inner.reports {
            let ordinal = (self.reading.reports.len() + self.reading.errors.len()) as u32;
            self.reading.reports.push(moved(report, &name, ordinal, self.raw_sha256, &below));
        }
        self.reading
            .errors
            .extend(inner.errors.into_iter().map(|error| ReadError { file: name.clone(), ..error }));
    }
}

fn media_type(part: &MessagePart<'_>) -> String {
    let Some(kind) = part.content_type() else { return "text/plain".to_owned() };
    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("*")).to_ascii_lowercase()
}

/// Who sent a mail, when, and under which headline.
fn head_of(message: &Message<'_>) -> Given {
    let sender = message.from().and_then(|from| from.first());
    let name = sender.and_then(|sender| sender.name().or_else(|| sender.address()));
    let mut given = Given {
        external_id: message.message_id().map(str::to_owned),
        publisher: name.map(tidy),
        title: message.thread_name().map(tidy).filter(|title| !title.is_empty()),
        ..Given::default()
    };
    let day = message.date().and_then(|date| {
        jiff::civil::Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()
    });
    if let Some(on) = day {
        given.add_day(on, DayOf::Published, DateBasis::Metadata, "mail Date");
    }
    given
}

/// A report of a part as a report of the whole mail: its text leads back to the bytes of the mail.
fn moved(report: Report, name: &str, ordinal: u32, raw_sha256: Sha256, below: &Runs) -> Report {
    let mut runs = Runs::default();
    for run in report.text.offset_map().runs() {
        runs.push(run.text_start as usize, run.text_len as usize, run.raw_start, run.raw_len as usize);
    }
    let mut text = Text::with_map(report.text.as_str(), runs.through(below).into_map());
    report.text.zones().iter().for_each(|zone| text.add_zone(zone.span, zone.kind));
    let id = ReportId::of_report(raw_sha256, ordinal, text.as_str());
    Report { id, file: name.to_owned(), ordinal, raw_sha256, text, ..report }
}

/// Undoes the transfer encoding of a part; the runs lead from its bytes to those of the mail.
fn undo_transfer(raw: &[u8], encoding: Encoding, start: usize) -> (Vec<u8>, Runs) {
    match encoding {
        Encoding::QuotedPrintable => undo_quoted_printable(raw, start),
        Encoding::Base64 => undo_base64(raw, start),
        _ => (raw.to_vec(), Runs::identity(raw.len(), start as u64)),
    }
}

fn undo_quoted_printable(raw: &[u8], start: usize) -> (Vec<u8>, Runs) {
    let (mut out, mut runs) = (Vec::with_capacity(raw.len()), Runs::default());
    let hex = |at: usize| raw.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut at = 0;
    while at < raw.len() {
        let here = (start + at) as u64;
        if raw[at] != b'=' {
            runs.push(out.len(), 1, here, 1);
            out.push(raw[at]);
            at += 1;
        } else if let (Some(high), Some(low)) = (hex(at + 1), hex(at + 2)) {
            runs.push(out.len(), 1, here, 3);
            out.push((high * 16 + low) as u8);
            at += 3;
        } else if raw[at + 1..].starts_with(b"\r\n") {
            at += 3;
        } else if raw[at + 1..].starts_with(b"\n") {
            at += 2;
        } else {
            runs.push(out.len(), 1, here, 1);
            out.push(b'=');
            at += 1;
        }
    }
    (out, runs)
}

fn undo_base64(raw: &[u8], start: usize) -> (Vec<u8>, Runs) {
    let (mut out, mut runs) = (Vec::with_capacity(raw.len() / 4 * 3), Runs::default());
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    // Four characters are three bytes; the characters may stand on two lines.
    let (mut bits, mut count, mut first) = (0u32, 0usize, 0usize);
    for (at, byte) in raw.iter().enumerate() {
        let Some(value) = value(*byte) else {
            if *byte == b'=' {
                break;
            }
            continue;
        };
        if count == 0 {
            first = at;
        }
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            runs.push(out.len(), 3, (start + first) as u64, at + 1 - first);
            out.extend([(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]);
            (bits, count) = (0, 0);
        }
    }
    let left = match count {
        2 => vec![(bits >> 4) as u8],
        3 => vec![(bits >> 10) as u8, (bits >> 2) as u8],
        _ => Vec::new(),
    };
    runs.push(out.len(), left.len(), (start + first) as u64, count);
    out.extend(left);
    (out, runs)
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;

    fn read(mail: &str) -> FileReading {
        read_mail("a.eml", mail.as_bytes(), publication(), &ReadOptions::default())
    }

    fn raw_of<'s>(report: &Report, needle: &str, source: &'s str) -> &'s str {
        let start = report.text.as_str().find(needle).unwrap();
        let span = report.text.span(start, start + needle.len()).unwrap();
        let raw = report.text.offset_map().raw_range(span).unwrap();
        &source[raw.start as usize..raw.end as usize]
    }

    const HEAD: &str = "From: Example Wire <wire@example.org>\r\nTo: x@example.org\r\nSubject: Re: Shells fall on the town\r\n\
        Message-ID: <m1@example.org>\r\nDate: Mon, 3 May 2021 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";

    #[test]
    fn a_quoted_printable_mail_leads_back_to_its_bytes() {
        let mail = format!(
            "{HEAD}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
             Two people were killed in the caf=C3=A9 on Mon=\r\nday and five were hurt, officials said.\r\n"
        );
        let reading = read(&mail);
        let report = &reading.reports[0];
        assert_eq!(report.title.as_deref(), Some("Shells fall on the town"));
        assert_eq!(report.publisher.as_deref(), Some("Example Wire"));
        assert_eq!(report.published.unwrap().on.to_string(), "2021-05-03");
        assert_eq!(report.external_id.as_deref(), Some("m1@example.org"));
        assert_eq!(raw_of(report, "café on Monday", &mail), "caf=C3=A9 on Mon=\r\nday");
    }

    #[test]
    fn the_plain_text_of_two_forms_and_the_attached_page_are_read() {
        // "<p>Three people were hurt in the village on Monday, the mayor said.</p>"
        let page = "PHA+VGhyZWUgcGVvcGxlIHdlcmUgaHVydCBpbiB0aGUgdmlsbGFnZSBvbiBNb25kYXksIHRo\r\nZSBtYXlvciBzYWlkLjwvcD4=";
        let mail = format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n\
             --in\r\nContent-Type: text/plain\r\n\r\nTwo people were killed in the town on Monday, officials said.\r\n\r\n\
             --in\r\nContent-Type: text/html\r\n\r\n<p>Two people were killed in the town on Monday, officials said.</p>\r\n--in--\r\n\
             --out\r\nContent-Type: text/html; name=saved.html\r\nContent-Disposition: attachment; filename=saved.html\r\nContent-Transfer-Encoding: base64\r\n\r\n{page}\r\n--out--\r\n"
        );
        let reading = read(&mail);
        let files: Vec<&str> = reading.reports.iter().map(|report| report.file.as_str()).collect();
        assert_eq!(files, ["a.eml", "a.eml!saved.html"], "{:?}", reading.errors);
        assert_eq!(raw_of(&reading.reports[0], "Two people", &mail), "Two people");
        let attached = &reading.reports[1];
        assert_eq!(attached.published, None);
        assert_eq!(attached.days[0].of, DayOf::Saved);
        let raw = raw_of(attached, "Three people were hurt", &mail);
        assert!(raw.starts_with("VGhy") && page.contains(raw), "{raw}");
    }

    #[test]
    fn what_is_no_mail_is_an_error() {
        assert_eq!(read("\r\n").errors.len(), 1);
    }
}
