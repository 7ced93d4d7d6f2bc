//! JSON Lines, from bytes to records.

use super::Line;
use serde::Deserialize;
use std::{borrow::Cow, io};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};
use warbler_protocol::{Object, RECORD_VERSION, Record};

/// Longest line, in bytes: longer than any record that we write.
const MAX_LINE: usize = 1024 * 1024;

/// Takes a file apart, line by line and in constant memory.
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    line: u64,
    offset: u64,
}

impl<R: AsyncBufRead + Unpin> Reader<R> {
    /// Reads from the beginning.
    pub fn new(source: R) -> Self {
        Self { source, line: 0, offset: 0 }
    }

    /// Reads on where `lines` lines and `offset` bytes were taken already.
    pub fn resume(source: R, lines: u64, offset: u64) -> Self {
        Self { source, line: lines, offset }
    }

    /// The next line, with the bytes it was read from; none of one that is too long.
    pub async fn next(&mut self) -> io::Result<Option<(Line, Vec<u8>)>> {
        let begin = self.offset;
        let (bytes, too_long) = self.read_line().await?;
        if self.offset == begin {
            return Ok(None);
        }
        self.line += 1;
        let record = match too_long {
            true => Err(format!("is longer than {MAX_LINE} bytes")),
            false => parse(&bytes, self.line == 1),
        };
        let line = Line { number: self.line, end: self.offset, record };
        Ok(Some((line, bytes)))
    }

    /// One line with its end, and whether it is too long to be kept.
    async fn read_line(&mut self) -> io::Result<(Vec<u8>, bool)> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let buffer = self.source.fill_buf().await?;
            let end = buffer.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
            let taken = end.unwrap_or(buffer.len());
            too_long |= line.len() + taken > MAX_LINE;
            match too_long {
                true => line.clear(),
                false => line.extend_from_slice(&buffer[..taken]),
            }
            self.source.consume(taken);
            self.offset += taken as u64;
            if end.is_some() || taken == 0 {
                return Ok((line, too_long));
            }
        }
    }
}

/// The record of a line; nothing for one that is empty, or of a type that begins with `x-`.
fn parse(line: &[u8], first: bool) -> Result<Option<Record>, String> {
    let line = std::str::from_utf8(line).map_err(|_| "is not UTF-8".to_owned())?.trim();
    if line.is_empty() {
        return match first {
            true => Err(NO_HEADER.to_owned()),
            false => Ok(None),
        };
    }
    match (read(line)?, first) {
        (Some(Record::App(header)), true) if header.version <= RECORD_VERSION => Ok(None),
        (Some(Record::App(header)), true) => {
            Err(format!("is of version {}, which is newer than this program", header.version))
        }
        (_, true) => Err(NO_HEADER.to_owned()),
        (Some(Record::App(_)), false) => Err("belongs at the beginning of the file".to_owned()),
        (record, false) => Ok(record),
    }
}

const NO_HEADER: &str = r#"must be {"type":"app","version":1}"#;

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
}

fn read(line: &str) -> Result<Option<Record>, String> {
    match serde_json::from_str::<Object<Record>>(line) {
        Ok(Object(record)) => Ok(Some(record)),
        Err(error) => match serde_json::from_str::<Kind<'_>>(line) {
            Ok(Kind { kind }) if kind.starts_with("x-") => Ok(None),
            _ => Err(error.to_string()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(text: &[u8]) -> Vec<(u64, u64, Result<Option<Record>, String>)> {
        let mut reader = Reader::new(text);
        let mut lines = Vec::new();
        while let Some((line, _)) = reader.next().await.unwrap() {
            lines.push((line.number, line.end, line.record));
        }
        lines
    }

    #[tokio::test]
    async fn lines_have_numbers_and_ends_whatever_is_in_them() {
        let text = b"{\"type\":\"app\",\"version\":1}\r\n\n{\"type\":\"x-ours\",\"a\":[]}\n\
            {\"type\":\"user\",\"id\":\"a\"}\n\xff\n{\"type\":\"user\",\"id\":\"b\"}";
        let read = lines(text).await;

        let numbers: Vec<_> = read.iter().map(|(number, ..)| *number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
        assert_eq!(read.last().unwrap().1, text.len() as u64);
        assert!(read[..3].iter().all(|(.., record)| *record == Ok(None)));
        assert!(matches!(&read[3].2, Ok(Some(Record::User(user))) if user.id.as_str() == "a"));
        assert_eq!(read[4].2, Err("is not UTF-8".to_owned()));
        assert!(matches!(&read[5].2, Ok(Some(Record::User(_)))));
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_told() {
        let bad = async |text: &str| {
            let whole = format!("{{\"type\":\"app\",\"version\":1}}\n{text}");
            lines(whole.as_bytes()).await[1].2.clone().unwrap_err()
        };
        assert!(bad(r#"{"type":"room"}"#).await.contains("unknown variant `room`"));
        assert!(
            bad(r#"{"type":"user","id":"a","nmae":"A"}"#).await.contains("unknown field `nmae`")
        );
        assert!(bad(r#"["user"]"#).await.contains("expected an object"));
        assert!(bad(r#"{"id":"a"}"#).await.contains("type"));
        assert!(bad(&"x".repeat(MAX_LINE + 1)).await.contains("longer"));
        assert!(bad(r#"{"type":"app","version":1}"#).await.contains("beginning"));
        assert_eq!(lines(br#"{"type":"user","id":"a"}"#).await[0].2, Err(NO_HEADER.to_owned()));
        assert!(lines(br#"{"type":"app","version":2}"#).await[0].2.as_ref().is_err());
    }
}
