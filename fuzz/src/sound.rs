//! Sound documents. All of them are invented.

use crate::packing::{packed, zipped};

const BODY: &str = "Shells fell on the market of Sampleton on Monday and killed at least 12 people, among them four \
    children, a local official told Example News. The army denied it. “They fell at noon,” said a café owner.";

/// A page with what sites put around a report.
pub fn page() -> Vec<u8> {
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Shells fall on Sampleton | Example News</title>\
         <meta property=\"article:published_time\" content=\"2021-05-03T10:00:00Z\"><script type=\"application/ld+json\">\
         {{\"@type\": \"NewsArticle\", \"headline\": \"Shells fall on Sampleton\", \"datePublished\": \"2021-05-03\"}}</script></head>\
         <body><nav><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></nav><article><h1>Shells fall on Sampleton</h1>\
         <p>{BODY} &amp; caf&eacute; &#8211; &#x2014;</p><table><tr><td>killed<td>12</table><pre>one\n\n\ntwo</pre>\
         <blockquote>{BODY}</blockquote><ul><li><a href=/1>Ten dead elsewhere</a><li><a href=/2>Nine hurt</a><li><a href=/3>c</a></ul>\
         </article><svg><path d='m'/></svg><div id=comments>Forty were killed, wrote a reader.</div></body></html>"
    )
    .into_bytes()
}

/// A digest of three reports.
pub fn text() -> Vec<u8> {
    format!(
        "First report of three\n\nSource: One News\n{BODY}\n\n\n\nSecond report of three\n\nBy Jane Example\nSource: Two News\n\
         {BODY}\r\n\r\n\r\n\r\nThird one\n\nExample Wire\n{BODY}\n\nRelated News\n\nMan killed in Sample, May 1, 2021\n\n0 replies\n\nLeave a Reply\n"
    )
    .into_bytes()
}

/// A feed with plain text, references and CDATA.
pub fn feed() -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Example Wire</title><item><title>Shells &amp; mines</title>\
         <link>https://example.org/a</link><guid>a-1</guid><pubDate>Mon, 03 May 2021 10:00:00 GMT</pubDate><content:encoded><![CDATA[<p>{BODY}</p>]]>\
         </content:encoded></item><item><title>Second</title><description>&lt;p&gt;{BODY}&lt;/p&gt;</description></item></channel></rss>\
         <feed><entry><title type=\"html\">c</title><link href=\"https://example.org/c\"/><content type=\"xhtml\"><div><p>{BODY}</p></div></content></entry></feed>"
    )
    .into_bytes()
}

/// A feed in JSON.
pub fn json_feed() -> Vec<u8> {
    format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Example Wire\", \"items\": [{{\"id\": 5, \"title\": \"Caf\\u00e9 hit\", \
         \"content_html\": \"<p>{BODY} \\u0026amp; more</p>\"}}, {{\"id\": \"b\", \"content_text\": \"{BODY}\"}}]}}"
    )
    .into_bytes()
}

/// Lines of JSON.
pub fn lines() -> Vec<u8> {
    format!(
        "{{\"id\": 1, \"published\": \"2021-05-03\", \"text\": \"Head \\\"line\\\"\\n\\n{BODY} \\u00e9 \\ud83d\\ude00\"}}\n\
         {{\"id\": 2, \"html\": \"<article><p>{BODY}</p></article>\", \"url\": \"https://example.org/2021/05/03/a\"}}\n"
    )
    .into_bytes()
}

/// A table.
pub fn table() -> Vec<u8> {
    format!("nr;Link;Headline;Date;Body\r\n7;https://example.org/a;Shells;2021-05-03;\"{BODY} \"\"so\"\"\r\nand more\"\r\n8;;;;{BODY}\r\n")
        .into_bytes()
}

/// The table that Bellingcat's auto-archiver keeps.
pub fn archived_table() -> Vec<u8> {
    format!(
        "status,metadata,media\r\nwacz: success,\"{{'_processed_at': datetime.datetime(2021, 5, 4, 10, 0), 'url': 'https://example.org/p', \
         'timestamp': datetime.datetime(2021, 5, 3, 10, 0), 'n': [1, {{'a': 'b'}}], 'title': 'It\\'s \\U0001f600', 'content': 'caf\\xe9\\n{BODY}'}}\",[]\r\n"
    )
    .into_bytes()
}

/// A PDF with text in two fonts, one of them with a table of its own; its pages are not packed, so that they break.
pub fn pdf() -> Vec<u8> {
    let drawing = "BT /F 12 Tf 14 TL 50 700 Td (Shells fell on Sampleton on Monday) Tj T* [(and killed) -300 (12 people.)] TJ ET \
        q 1 0 0 1 0 -80 cm BT /G 10 Tf 1 0 0 1 50 600 Tm <00010002> Tj ET Q /X Do";
    let map = "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0001> <0002> <0041> endbfrange";
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        "<</Type /Page /Contents [4 0 R 4 0 R] /Resources <</Font <</F 5 0 R /G 6 0 R>> /XObject <</X 9 0 R>>>>>>".to_owned(),
        format!("<</Length {}>> stream\n{drawing}\nendstream", drawing.len() + 1),
        "<</Type /Font /Subtype /TrueType /FirstChar 32 /Widths [250 500] /Encoding <</Differences [65 /A /eacute /uni0416]>>>>".to_owned(),
        "<</Type /Font /Subtype /Type0 /DescendantFonts [7 0 R] /ToUnicode 8 0 R>>".to_owned(),
        "<</DW 500 /W [1 [400 500] 7 9 300]>>".to_owned(),
        format!("<</Length {}>> stream\n{map}\nendstream", map.len() + 1),
        "<</Subtype /Form /Matrix [1 0 0 1 0 -200] /Length 10>> stream\n/X Do q Q \nendstream".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    (file + "trailer <</Root 1 0 R>>\n").into_bytes()
}

/// A mail in two forms with an attached page.
pub fn mail() -> Vec<u8> {
    format!(
        "From: Example Wire <wire@example.org>\r\nSubject: Re: Shells\r\nDate: Mon, 3 May 2021 10:00:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n\
         --in\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=C3=A9 {BODY} =\r\nmore\r\n\
         --in\r\nContent-Type: text/html\r\n\r\n<p>{BODY}</p>\r\n--in--\r\n--out\r\nContent-Type: text/html; name=saved.html\r\n\
         Content-Disposition: attachment; filename=saved.html\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         PHA+VGhyZWUgcGVvcGxlIHdlcmUgaHVydCBpbiB0aGUgdmlsbGFnZSBvbiBNb25kYXksIHRo\r\nZSBtYXlvciBzYWlkLjwvcD4=\r\n--out--\r\n"
    )
    .into_bytes()
}

/// A mailbox.
pub fn mailbox() -> Vec<u8> {
    let mail = mail();
    [
        b"From a@b Mon May  3 10:00:00 2021\n".as_slice(),
        &mail,
        b"\n\nFrom c@d Tue May  4 10:00:00 2021\n",
        &mail,
    ]
    .concat()
}

/// A crawl, its records packed one by one or not at all.
pub fn crawl(is_packed: bool) -> Vec<u8> {
    let page = String::from_utf8(page()).unwrap();
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{page}\r\n0\r\n\r\n",
        page.len()
    );
    let plain = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    let records = [
        ("warcinfo", "software: none"),
        ("request", "GET / HTTP/1.1\r\n\r\n"),
        ("response", &plain),
        ("response", &chunked),
    ];
    let records = records.map(|(kind, content)| {
        let record = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/a\r\nWARC-Date: 2021-05-04T10:00:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
            content.len()
        );
        if is_packed { packed(record.as_bytes()) } else { record.into_bytes() }
    });
    records.concat()
}

/// A zip file with a page, a crawl and another zip file.
pub fn archive() -> Vec<u8> {
    let inner = zipped(&[("a.txt", &text()), ("b.mbox", &mailbox())]);
    zipped(&[
        ("saved/a.html", &page()),
        ("crawl.warc.gz", &crawl(true)),
        ("inner.zip", &inner),
        ("p.jpg", b"x"),
    ])
}
