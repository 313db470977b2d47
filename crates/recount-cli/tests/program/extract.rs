use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{bench_folder, examples, program, recount, run, sample, told};

fn lines_of(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn bad_lines_in_the_middle_keep_order_and_count() {
    let folder = tempfile::tempdir().unwrap();
    let mut input = String::new();
    for at in 0..120 {
        // Lines of very different length, so that workers finish out of order.
        let line = match at {
            40 => "{\"id\": \"40\", \"text\": ".to_owned(),
            41 => String::new(),
            42 => "{\"id\": \"42\", \"title\": \"no text\"}".to_owned(),
            _ => {
                let text = sample(at + 1, "Raqqa").repeat(if at % 7 == 0 { 40 } else { 1 });
                serde_json::json!({"id": at.to_string(), "text": text}).to_string()
            }
        };
        input.push_str(&line);
        input.push('\n');
    }
    fs::write(folder.path().join("feed.jsonl"), &input).unwrap();
    let (code, out, told) = run(folder.path(), &["extract", "feed.jsonl", "--jobs", "4"]);
    assert_eq!(code, 1);
    let records = lines_of(&out);
    assert_eq!(records.len(), 120);
    for (at, record) in records.iter().enumerate() {
        let kind = |record: &Value| record["error"]["kind"].as_str().map(str::to_owned);
        let expected = match at {
            40 => Some("bad-json"),
            41 => Some("empty"),
            42 => Some("missing-field"),
            _ => None,
        };
        assert_eq!(kind(record).as_deref(), expected, "{record}");
        match expected {
            Some(_) => assert_eq!(record["error"]["line"], at + 1),
            None => assert_eq!(record["report"]["external_id"], at.to_string()),
        }
    }
    assert_eq!(records[42]["error"]["external_id"], "42");
    assert!(told.contains("feed.jsonl:41: not a JSON object"), "{told}");
    assert_eq!(told.lines().count(), 3, "{told}");
    let (_, alone, _) = run(folder.path(), &["extract", "feed.jsonl", "--jobs", "1"]);
    assert_eq!(alone, out, "the number of workers changed the output");
}

#[test]
fn standard_input_is_a_stream_of_lines_answered_as_they_come() {
    let mut child = Command::new(program())
        .args(["extract", "-", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let line = serde_json::json!({"id": "a", "text": sample(5, "Raqqa")});
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{line}\n{line}").unwrap();
    drop(input);
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert!(child.wait().unwrap().success());
    let records = lines_of(&out);
    assert_eq!(records.len(), 2);
    assert_eq!(records[0], records[1]);
    let claim = &records[0]["claims"][0];
    assert_eq!(claim["figures"][0]["low"], 5, "{claim}");
    let (text, quote) = (records[0]["text"].as_str().unwrap(), claim["quote"].as_str().unwrap());
    let span = |at: usize| claim["span"][at].as_u64().unwrap() as usize;
    let cut: String = text.chars().skip(span(0)).take(span(1) - span(0)).collect();
    assert_eq!(cut, quote);
}

#[test]
fn a_reader_that_has_enough_ends_the_program_quietly() {
    let folder = tempfile::tempdir().unwrap();
    bench_folder::write(folder.path(), 300);
    let mut child = Command::new(program())
        .current_dir(folder.path())
        .args(["extract", "lines.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn files_of_every_shape_come_out_in_the_order_they_were_named() {
    let examples = examples();
    let named =
        ["sanaa/digest-october-2016.txt", "kunduz/lakeside-post-reprint.html", "kramatorsk/records.jsonl"];
    let (code, out, told) = told(&recount(&examples).arg("extract").args(named).output().unwrap());
    assert_eq!(code, 0, "{told}");
    let files: Vec<String> =
        lines_of(&out).iter().map(|line| line["report"]["file"].as_str().unwrap().to_owned()).collect();
    let expected = [vec![named[0]; 4], vec![named[1]], vec![named[2]; 3]].concat();
    assert_eq!(files, expected);
}

#[test]
fn role_fillers_stand_only_in_the_profile_that_asks_for_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), sample(7, "Raqqa")).unwrap();
    let claim = |arguments: &[&str]| lines_of(&run(folder.path(), arguments).1)[0]["claims"][0].clone();
    assert!(claim(&["extract", "a.txt"]).get("roles").is_none());
    assert!(claim(&["extract", "a.txt", "--profile", "muc"])["roles"].is_object());
}
