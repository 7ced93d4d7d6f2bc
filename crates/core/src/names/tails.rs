//! Names taken apart, and what is looked for in them.

use warbler_text::{Kind, terms};

/// Most places of a name at which it is found, and the longest tail in characters.
const PLACES: usize = 64;
const LONGEST: usize = 64;
/// Most words of a question; what follows narrows nothing.
const WORDS: usize = 8;

/// Sorts after whatever may follow in a tail.
const END: char = char::MAX;
/// Sorts after the space that ends a word, and before all that may go on with it.
const AFTER_SPACE: char = '!';

/// A folded name from each of its places on. The first is the whole name.
pub(super) fn tails(name: &str) -> Vec<String> {
    let mut folded = String::new();
    let mut places = Vec::new();
    for part in parts(name) {
        if !part.glued && !folded.is_empty() {
            folded.push(' ');
        }
        places.push(folded.len());
        folded.push_str(&part.text);
    }
    places.iter().take(PLACES).map(|place| cut(&folded[*place..])).collect()
}

/// What stands between two texts, the second excluded, in the order of their bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: String,
    pub(super) to: String,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Tails that begin with all of the question.
    pub(super) whole: Range,
    /// For each word, tails that begin with it. The last may go on, and so may words of scripts
    /// without spaces: nobody can tell where they end.
    pub(super) words: Vec<Range>,
}

impl Wanted {
    /// Nothing where no word is asked for.
    pub(super) fn read(question: &str) -> Option<Self> {
        let mut words: Vec<Part> = Vec::new();
        for part in parts(question) {
            match words.last_mut() {
                Some(run) if part.glued => run.text.push_str(&part.text),
                _ => words.push(part),
            }
        }
        words.last_mut()?.spaced = false;
        let whole: Vec<_> = words.iter().map(|word| word.text.as_str()).collect();
        let whole = Range::beginning(cut(&whole.join(" ")));
        let range = |word: &Part| match word.spaced {
            true => Range::word(cut(&word.text)),
            false => Range::beginning(cut(&word.text)),
        };
        Some(Self { whole, words: words.iter().take(WORDS).map(range).collect() })
    }
}

impl Range {
    fn beginning(from: String) -> Self {
        Self { to: format!("{from}{END}"), from }
    }

    fn word(from: String) -> Self {
        Self { to: format!("{from}{AFTER_SPACE}"), from }
    }
}

/// A word, or a character of a script without spaces.
struct Part {
    text: String,
    /// Whether its script writes spaces between words.
    spaced: bool,
    /// Whether it goes on right after another one of its kind.
    glued: bool,
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut run = None;
    for term in terms(text).into_iter().filter(|term| term.kind != Kind::Pair) {
        let spaced = term.kind == Kind::Word;
        parts.push(Part { text: term.text, spaced, glued: !spaced && run == Some(term.start) });
        run = (!spaced).then_some(term.end);
    }
    parts
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_tail_for_each_place_at_which_one_may_begin() {
        assert_eq!(tails("Jean-Luc  Pícard"), ["jean luc picard", "luc picard", "picard"]);
        assert_eq!(
            tails("北京 大学A班"),
            ["北京 大学 a 班", "京 大学 a 班", "大学 a 班", "学 a 班", "a 班", "班"]
        );
        assert_eq!(tails("-"), [""; 0]);
        let long = tails(&"長".repeat(256));
        assert_eq!((long.len(), long[0].chars().count()), (64, 64));
    }

    #[test]
    fn a_question_matches_whole_words_and_the_beginning_of_the_last() {
        let finds = |question: &str, name: &str| {
            let Some(wanted) = Wanted::read(question) else { return false };
            let tails = tails(name);
            let within = |range: &Range| tails.iter().any(|it| range.from <= *it && *it < range.to);
            wanted.words.iter().all(within)
        };
        for question in ["jean-l", "PICARD", "luc pic", "picard jean", "jean luc picard"] {
            assert!(finds(question, "Jean-Luc Pícard"), "{question}");
        }
        for question in ["jea picard", "ean", "picards", "-", ""] {
            assert!(!finds(question, "Jean-Luc Pícard"), "{question}");
        }
        for question in ["大学", "学", "京大", "大学 北京"] {
            assert!(finds(question, "北京大学"), "{question}");
        }
        assert!(!finds("北大", "北京大学"));
    }
}
