//! From a text to terms, in the same way for what is said, what is named and what is looked for.
//!
//! 1. Words of scripts that write spaces are terms as they stand, folded: no case, no accents, no
//!    width. What joins words (`_`, `-`, `.`) parts them, so that `ERR_42-x` is found by each of its
//!    parts, and as a whole because its parts stand side by side.
//! 2. Scripts without spaces have no words to go by. Each character is a term, and so is each pair
//!    of neighbours: any word of two characters or more is found, whatever a dictionary thinks.
//! 3. Emoji are terms; how they are coloured or joined is not.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Longest word that is a term, in bytes. What is longer is noise, and findable by its beginning.
const MAX_WORD: usize = 64;

/// A term and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub text: String,
    /// Neighbours are one apart.
    pub position: usize,
    /// In the text, in bytes.
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// One character of a script without spaces.
    Character,
    /// Two of them.
    Pair,
}

/// What a character is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Letter,
    /// Of a script without spaces.
    Glyph,
    Emoji,
    /// Belongs to what it follows and says nothing by itself.
    Mark,
    Other,
}

/// The terms of a text, in order.
pub fn terms(text: &str) -> Vec<Term> {
    let mut reader = Reader { text, terms: Vec::new(), position: 0, word: None, glyph: None };
    for (at, character) in text.char_indices() {
        reader.read(at, character);
    }
    reader.end_word(text.len());
    reader.terms
}

struct Reader<'a> {
    text: &'a str,
    terms: Vec<Term>,
    position: usize,
    /// The word that is being read, folded, and where it began.
    word: Option<(usize, String)>,
    /// The glyph just read and where it began.
    glyph: Option<(usize, String)>,
}

impl Reader<'_> {
    fn read(&mut self, at: usize, character: char) {
        let end = at + character.len_utf8();
        match class(character) {
            Class::Letter => {
                self.glyph = None;
                let (_, word) = self.word.get_or_insert_with(|| (at, String::new()));
                fold(character, word);
            }
            Class::Mark => {}
            // "don't" is a word.
            Class::Other if is_apostrophe(character) && self.letter_follows(end) => {}
            Class::Other => {
                self.end_word(at);
                self.glyph = None;
            }
            Class::Emoji => {
                self.end_word(at);
                self.glyph = None;
                self.push(character.to_string(), at, end, Kind::Word);
                self.position += 1;
            }
            Class::Glyph => {
                self.end_word(at);
                let mut folded = String::new();
                fold(character, &mut folded);
                if let Some((start, before)) = self.glyph.take() {
                    self.position -= 1;
                    self.push(format!("{before}{folded}"), start, end, Kind::Pair);
                    self.position += 1;
                }
                self.push(folded.clone(), at, end, Kind::Character);
                self.position += 1;
                self.glyph = Some((at, folded));
            }
        }
    }

    fn letter_follows(&self, at: usize) -> bool {
        self.word.is_some()
            && self.text[at..].chars().next().is_some_and(|next| class(next) == Class::Letter)
    }

    fn end_word(&mut self, end: usize) {
        if let Some((start, mut word)) = self.word.take() {
            word.truncate(word.floor_char_boundary(MAX_WORD));
            self.push(word, start, end, Kind::Word);
            self.position += 1;
        }
    }

    fn push(&mut self, text: String, start: usize, end: usize, kind: Kind) {
        self.terms.push(Term { text, position: self.position, start, end, kind });
    }
}

fn class(character: char) -> Class {
    match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        '\0'..='\u{7f}' => Class::Other,
        _ if is_glyph(character) => Class::Glyph,
        '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => Class::Mark,
        '\u{2600}'..='\u{27bf}' | '\u{2b50}'..='\u{2b55}' | '\u{1f000}'..='\u{1faff}' => {
            Class::Emoji
        }
        _ if is_combining_mark(character) => Class::Mark,
        _ if character.is_alphanumeric() => Class::Letter,
        _ => Class::Other,
    }
}

/// Scripts that write no spaces between words: Han, kana, bopomofo, Hangul (which does, but joins
/// particles to its words), Thai, Lao, Khmer, Burmese.
fn is_glyph(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}' | '\u{0e01}'..='\u{0e3a}' | '\u{0e40}'..='\u{0e4e}'
        | '\u{0e80}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}')
}

/// Appends a character without case, accents and width.
fn fold(character: char, to: &mut String) {
    if character.is_ascii() {
        to.push(character.to_ascii_lowercase());
        return;
    }
    let composed = std::iter::once(character).nfkc();
    if is_glyph(character) {
        // Taken apart, kana would lose their voice and Hangul its syllables.
        to.extend(composed);
        return;
    }
    let bare = composed.nfd().filter(|part| !is_combining_mark(*part));
    to.extend(bare.flat_map(char::to_lowercase));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.text).collect()
    }

    #[test]
    fn words_are_folded_and_parted() {
        assert_eq!(texts("Don't PANIC, naïve Ｃａｆé!"), ["dont", "panic", "naive", "cafe"]);
        assert_eq!(
            texts("ERR_42-x at http://a.example/b?c=1"),
            ["err", "42", "x", "at", "http", "a", "example", "b", "c", "1"]
        );
        assert_eq!(texts("ГРУППА Straße Ελλάδα"), ["группа", "straße", "ελλαδα"]);
        assert_eq!(texts("' '' it's' ’s"), ["its", "s"]);
        assert_eq!(texts(""), [""; 0]);
    }

    #[test]
    fn glyphs_come_alone_and_in_pairs_and_pairs_end_with_the_script() {
        assert_eq!(texts("中文搜索"), ["中", "中文", "文", "文搜", "搜", "搜索", "索"]);
        assert_eq!(texts("用Rust写"), ["用", "rust", "写"]);
        assert_eq!(texts("北京，上海"), ["北", "北京", "京", "上", "上海", "海"]);
        assert_eq!(
            texts("がんばれ 한국"),
            ["が", "がん", "ん", "んば", "ば", "ばれ", "れ", "한", "한국", "국"]
        );
    }

    #[test]
    fn positions_are_one_apart_and_offsets_are_of_the_text() {
        let found = terms("用 Rust 中文");
        let places: Vec<_> = found
            .iter()
            .map(|term| (term.text.as_str(), term.position, term.start, term.end))
            .collect();
        assert_eq!(
            places,
            [
                ("用", 0, 0, 3),
                ("rust", 1, 4, 8),
                ("中", 2, 9, 12),
                ("中文", 2, 9, 15),
                ("文", 3, 12, 15),
            ]
        );
    }

    #[test]
    fn emoji_are_terms_whatever_their_colour() {
        assert_eq!(texts("ok👍🏽👍 ❤️"), ["ok", "👍", "👍", "❤"]);
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(texts(&"é".repeat(500)), ["e".repeat(64)]);
    }
}
