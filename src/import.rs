//! Readers of files that are not ours: each turns a source into the records of an import, and does
//! nothing else.
//!
//! They make up nothing: what a file does not say (a year, a time) is left out or taken from its
//! name. What they leave out they count, by kind, so that every line of a file is accounted for.

pub mod crosswoz;
pub mod irc;
pub mod irc_support;
mod nick;

use std::collections::BTreeMap;
use warbler_core::imports::Line;
use warbler_protocol::Record;

/// What a file came to.
#[derive(Debug, Default)]
pub struct Reading {
    pub lines: Vec<Line>,
    /// How many of its lines were of each kind.
    pub kinds: BTreeMap<&'static str, usize>,
    /// Lines that were not UTF-8: what could not be read is replaced.
    pub replaced: usize,
}

impl Reading {
    fn count(&mut self, kind: &'static str) {
        *self.kinds.entry(kind).or_default() += 1;
    }

    fn push(&mut self, at: Place, record: Record) {
        let Place { number, end } = at;
        self.lines.push(Line { number, end, record: Ok(Some(record)) });
    }

    fn fail(&mut self, at: Place, reason: &str) {
        let Place { number, end } = at;
        self.lines.push(Line { number, end, record: Err(reason.to_owned()) });
    }
}

/// Where a line stands in its file.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    number: u64,
    end: u64,
}

/// The lines of a file as text, and whether something of them had to be replaced.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (Place, String, bool)> {
    let mut place = Place::default();
    bytes.split_inclusive(|byte| *byte == b'\n').map(move |line| {
        place = Place { number: place.number + 1, end: place.end + line.len() as u64 };
        let text = String::from_utf8_lossy(line);
        let replaced = matches!(text, std::borrow::Cow::Owned(_));
        // PostgreSQL stores no NUL; IRC has none.
        (place, text.trim_end_matches(['\r', '\n']).replace('\0', "\u{fffd}"), replaced)
    })
}

/// A file's name without folder and extension, in at most as many characters as ids of messages
/// leave room for.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.replace('\0', "").chars().take(40).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    /// The folder of real data, or nothing and a word why a test does not run.
    pub(crate) fn real_data(folder: &str) -> Option<PathBuf> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let data = std::env::var_os("WARBLER_TEST_DATA")
            .map_or(root.join("../shared/data"), PathBuf::from);
        let path = data.join(folder);
        if !path.is_dir() {
            eprintln!("skipped: there is no folder of real data (set WARBLER_TEST_DATA)");
            return None;
        }
        Some(path)
    }

    /// The files of a folder, in the order of their names.
    pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    #[test]
    fn what_is_not_utf_8_is_replaced_and_told() {
        let read: Vec<_> = lines(b"a\r\n\xff\nb").collect();
        let texts: Vec<_> =
            read.iter().map(|(_, text, replaced)| (text.as_str(), *replaced)).collect();
        assert_eq!(texts, [("a", false), ("\u{fffd}", true), ("b", false)]);
        assert_eq!(read[2].0.number, 3);
        assert_eq!(read[2].0.end, 6);
    }
}
