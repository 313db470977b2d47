//! An invented crawl of any size, the same every time: pages sent whole and in chunks, and around them what no report is
//! in. Packed record by record, as crawlers do, where that is asked for. Tests of the program write small ones with it.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// What was written.
pub struct Written {
    /// Where each record that holds a page begins and ends in the file.
    pub pages: Vec<(u64, u64)>,
    /// Bytes of the file.
    pub bytes: u64,
}

impl Written {
    /// The pages that stand wholly before a place: what a file that is cut there still holds.
    pub fn pages_before(&self, place: u64) -> usize {
        self.pages.iter().filter(|(_, end)| *end <= place).count()
    }
}

/// Writes a crawl of so many records.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_crawl(count: usize, is_packed: bool, out: &mut impl Write) -> io::Result<Written> {
    let mut written = Written { pages: Vec::new(), bytes: 0 };
    for number in 0..count {
        let (kind, answer, is_page) = match number {
            0 => ("warcinfo", b"software: invented for a test".to_vec(), false),
            _ if number % 10 == 3 => {
                ("request", b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".to_vec(), false)
            }
            _ if number % 10 == 6 => ("response", answer("image/jpeg", "", &[0xFF; 900]), false),
            _ if number % 25 == 9 => (
                "response",
                b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone".to_vec(),
                false,
            ),
            _ if number % 4 == 0 => {
                let chunks = chunked(page(number).as_bytes());
                ("response", answer("text/html", "Transfer-Encoding: chunked\r\n", &chunks), true)
            }
            _ => ("response", answer("text/html; charset=utf-8", "", page(number).as_bytes()), true),
        };
        let record = record(kind, number, &answer);
        let record = if is_packed { packed(&record)? } else { record };
        out.write_all(&record)?;
        let start = written.bytes;
        written.bytes += record.len() as u64;
        written.pages.extend(is_page.then_some((start, written.bytes)));
    }
    Ok(written)
}

fn record(kind: &str, number: usize, content: &[u8]) -> Vec<u8> {
    let media =
        if kind == "warcinfo" { "application/warc-fields" } else { "application/http; msgtype=response" };
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2021-05-04T10:00:00Z\r\n\
         WARC-Record-ID: <urn:example:{number}>\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

fn answer(media: &str, more: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n{more}\r\n");
    [head.as_bytes(), body].concat()
}

fn page(number: usize) -> String {
    const TOWNS: [&str; 5] = ["Sampleton", "Northford", "Millbrook", "Eastmere", "Lakeside"];
    let (town, dead, hurt) = (TOWNS[number % TOWNS.len()], 2 + number % 17, 3 + number % 29);
    let day = 1 + number % 28;
    let filler =
        "The road to the mill was closed in the evening, and the market stayed shut on the next day. "
            .repeat(number % 23);
    format!(
        "<!DOCTYPE html><html lang=en><head><title>Shells fall on {town}, report {number}</title>\
         <meta property=\"article:published_time\" content=\"2021-05-{day:02}T10:00:00Z\"></head>\
         <body><nav><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></nav><article><h1>Shells fall on {town}, report {number}</h1>\
         <p>Shells fell on the market of {town} on Monday and killed at least {dead} people, a local official told Example News \
         &ndash; {hurt} more were hurt, the official said.</p><p>{filler}Nobody has said who fired the shells.</p></article></body></html>"
    )
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut chunks = Vec::new();
    for chunk in body.chunks(300) {
        chunks.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        chunks.extend(chunk);
        chunks.extend(b"\r\n");
    }
    chunks.extend(b"0\r\n\r\n");
    chunks
}

fn packed(record: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(record)?;
    encoder.finish()
}
