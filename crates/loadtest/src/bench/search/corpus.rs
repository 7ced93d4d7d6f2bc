//! The messages that are looked for: real chats, multiplied.
//!
//! No message is a byte-equal copy of another: a copy has a conversation, a sender and a time of its
//! own, and a fifth of its parts are drawn from all messages, as often as they occur there.

use anyhow::{Context, Result};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde::Deserialize;
use std::{fs, path::Path};

/// How much of a copy is another text than that of what it is a copy of.
const OTHER: f64 = 0.2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
}

impl Language {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "Chinese",
        }
    }

    /// A text in parts that can stand in other texts: words, or what is between commas.
    fn parts(self, text: &str) -> impl Iterator<Item = &str> {
        text.split_inclusive(move |character| match self {
            Self::English => character == ' ',
            Self::Chinese => matches!(character, '，' | '。' | '？' | '！' | ','),
        })
    }
}

/// A message to be found.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) position: u64,
    pub(super) conversation: String,
    pub(super) sender: String,
    pub(super) seq: u64,
    pub(super) created_at: u64,
    pub(super) text: String,
}

/// A message as somebody wrote it.
#[derive(Debug)]
struct Original {
    chat: usize,
    seq: u64,
    sender: String,
    text: String,
}

/// Real chats of one language.
#[derive(Debug)]
pub(super) struct Corpus {
    pub(super) language: Language,
    originals: Vec<Original>,
    parts: Vec<String>,
}

impl Corpus {
    pub(super) fn read(data: &Path, language: Language) -> Result<Self> {
        let chats = match language {
            Language::English => {
                [logs(&data.join("chat-en-irc"))?, logs(&data.join("chat-en-support-irc"))?]
                    .concat()
            }
            Language::Chinese => dialogues(&data.join("chat-zh/crosswoz-val.jsonl"))?,
        };
        let mut originals = Vec::new();
        for (chat, lines) in chats.into_iter().enumerate() {
            for (seq, (sender, text)) in (1..).zip(lines) {
                originals.push(Original { chat, seq, sender, text });
            }
        }
        let parts = |original: &Original| {
            language.parts(&original.text).map(str::to_owned).collect::<Vec<_>>()
        };
        let parts = originals.iter().flat_map(parts).collect();
        Ok(Self { language, originals, parts })
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.originals.iter().map(|original| original.text.as_str())
    }

    /// Messages without end, always the same ones.
    pub(super) fn messages(&self) -> impl Iterator<Item = Message> {
        let mut random = StdRng::seed_from_u64(1);
        let times = self.originals.iter().cycle().enumerate();
        times.map(move |(at, original)| self.message(at, original, &mut random))
    }

    fn message(&self, at: usize, original: &Original, random: &mut StdRng) -> Message {
        let copy = at / self.originals.len();
        let text = match copy {
            0 => original.text.clone(),
            _ => self.varied(&original.text, random),
        };
        Message {
            position: at as u64 + 1,
            // As long as real ids.
            conversation: format!("con_{:016x}{copy:016x}", original.chat),
            sender: format!("{}-{}", original.sender, copy % 40),
            seq: original.seq,
            created_at: 1_600_000_000_000 + at as u64 * 500 + random.random_range(0..500),
            text,
        }
    }

    fn varied(&self, text: &str, random: &mut StdRng) -> String {
        let part = |part| match random.random_bool(OTHER) {
            true => self.parts[random.random_range(0..self.parts.len())].as_str(),
            false => part,
        };
        self.language.parts(text).map(part).collect()
    }
}

/// Who said what.
type Line = (String, String);

/// The logs of a folder, a chat each: lines that somebody said, `… <nick> text`.
fn logs(folder: &Path) -> Result<Vec<Vec<Line>>> {
    let files = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files = files.map(|file| Ok(file?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    files.iter().map(|file| Ok(log(&String::from_utf8_lossy(&fs::read(file)?)))).collect()
}

fn log(text: &str) -> Vec<Line> {
    let line = |line: &str| {
        let (_, said) = line.split_once("] <")?;
        let (nick, text) = said.split_once('>')?;
        let text: String = text.chars().filter(|character| !character.is_control()).collect();
        Some((nick.to_owned(), text.trim().to_owned())).filter(|(_, text)| !text.is_empty())
    };
    text.lines().filter_map(line).collect()
}

#[derive(Deserialize)]
struct Dialogue {
    messages: Vec<Turn>,
}

#[derive(Deserialize)]
struct Turn {
    role: String,
    text: String,
}

fn dialogues(file: &Path) -> Result<Vec<Vec<Line>>> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let chat = |line| {
        let dialogue: Dialogue = serde_json::from_str(line)?;
        Ok(dialogue.messages.into_iter().map(|turn| (turn.role, turn.text)).collect())
    };
    text.lines().map(chat).collect()
}
