//! What is asked: words, phrases and beginnings that stand in the messages.

use super::corpus::{Corpus, Language};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::collections::{HashMap, HashSet};

/// Different questions of a kind.
const QUESTIONS: usize = 200;
/// So many of the most frequent words are common ones.
const COMMON: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// All the words, wherever they stand.
    Words,
    /// Side by side.
    Phrase,
    /// The last one may go on.
    Prefix,
}

#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) text: String,
    pub(super) form: Form,
}

/// Questions of one kind.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) questions: Vec<Question>,
}

/// The kinds of questions that are asked of a corpus.
pub(super) fn kinds(corpus: &Corpus) -> Vec<Kind> {
    let mut picker = Picker::new(corpus);
    match corpus.language {
        Language::English => vec![
            Kind { name: "common word", questions: picker.common() },
            Kind { name: "rare word", questions: picker.rare() },
            Kind { name: "two words", questions: picker.runs(2, Form::Words) },
            Kind { name: "phrase", questions: picker.runs(2, Form::Phrase) },
            Kind { name: "prefix", questions: picker.prefixes() },
        ],
        Language::Chinese => vec![
            Kind { name: "common word", questions: picker.common() },
            Kind { name: "rare word", questions: picker.rare() },
            Kind { name: "four characters", questions: picker.runs(4, Form::Phrase) },
        ],
    }
}

/// Picks questions out of messages: of English the words, of Chinese neighbouring characters.
struct Picker<'a> {
    language: Language,
    messages: Vec<Vec<&'a str>>,
    /// In how many messages each word is, the most frequent first.
    frequencies: Vec<(String, usize)>,
    random: StdRng,
}

impl<'a> Picker<'a> {
    fn new(corpus: &'a Corpus) -> Self {
        let language = corpus.language;
        let messages: Vec<_> = corpus.texts().map(|text| units(language, text)).collect();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for units in &messages {
            let words: HashSet<_> = words(language, units).collect();
            words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
        }
        let mut frequencies: Vec<_> = counts.into_iter().collect();
        frequencies.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        Self { language, messages, frequencies, random: StdRng::seed_from_u64(2) }
    }

    fn common(&self) -> Vec<Question> {
        self.frequencies.iter().take(COMMON).map(|(word, _)| ask(word, Form::Words)).collect()
    }

    /// Words of few messages.
    fn rare(&mut self) -> Vec<Question> {
        let rare: Vec<_> = self.frequencies.iter().filter(|(_, count)| *count <= 3).collect();
        let picked = rare.sample(&mut self.random, QUESTIONS);
        picked.map(|(word, _)| ask(word, Form::Words)).collect()
    }

    fn prefixes(&mut self) -> Vec<Question> {
        let runs = self.runs(1, Form::Prefix);
        let beginning = |question: Question| ask(&question.text[..3], Form::Prefix);
        runs.into_iter().map(beginning).collect()
    }

    /// Neighbours out of messages.
    fn runs(&mut self, length: usize, form: Form) -> Vec<Question> {
        let mut questions = Vec::new();
        while questions.len() < QUESTIONS {
            let at = self.random.random_range(0..self.messages.len());
            let units = &self.messages[at];
            if units.len() < length {
                continue;
            }
            let from = self.random.random_range(0..=units.len() - length);
            let run = &units[from..from + length];
            // Side by side in the message, too.
            let text = run.join(if self.language == Language::English { " " } else { "" });
            let there = self.language == Language::English || run.len() == text.chars().count();
            if there && run.iter().all(|unit| !unit.is_empty()) {
                questions.push(ask(&text, form));
            }
        }
        questions
    }
}

fn ask(text: &str, form: Form) -> Question {
    Question { text: text.to_owned(), form }
}

/// English words of three letters and more, with gaps (empty) where other things stand; Chinese
/// characters likewise.
fn units(language: Language, text: &str) -> Vec<&str> {
    let is_word = |word: &str| word.len() >= 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let is_han = |text: &str| text.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let unit = |unit, there| if there { unit } else { "" };
    match language {
        Language::English => text.split(' ').map(|word| unit(word, is_word(word))).collect(),
        Language::Chinese => {
            let characters = text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]);
            characters.map(|character| unit(character, is_han(character))).collect()
        }
    }
}

/// What counts as a word: four letters and more, or two characters.
fn words<'a>(language: Language, units: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    let length = if language == Language::English { 1 } else { 2 };
    let runs = units.windows(length).filter(|run| run.iter().all(|unit| !unit.is_empty()));
    runs.map(|run| run.concat().to_lowercase()).filter(|word| word.len() >= 4)
}
