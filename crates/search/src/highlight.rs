//! Showing what matched, on the text itself.

use crate::{
    analysis::{Kind, terms},
    plan::distance,
    query::Query,
};
use std::{collections::HashSet, ops::Range};

/// Where a text answers a query, perhaps with letters wrong: byte ranges, in order, without overlap.
pub fn highlight(text: &str, query: &Query, typos: bool) -> Vec<Range<usize>> {
    let mut wanted = HashSet::new();
    let (mut beginnings, mut near) = (Vec::new(), Vec::new());
    for part in query.texts.iter().filter(|part| !part.negated) {
        let found = terms(&part.text);
        let long = found.iter().any(|term| term.kind == Kind::Pair);
        for term in &found {
            if typos && !part.phrase && term.kind == Kind::Word {
                near.push(term.text.clone());
            }
            // In a longer run, a single character says too little to be marked.
            if term.kind != Kind::Character || !long {
                wanted.insert(term.text.clone());
            }
        }
        if let (true, Some(last)) = (part.prefix, found.last()) {
            beginnings.push(last.text.clone());
        }
    }
    let matches = |text: &str| {
        wanted.contains(text)
            || beginnings.iter().any(|beginning| text.starts_with(beginning))
            || near.iter().any(|word| is_near(word, text))
    };
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for term in terms(text).into_iter().filter(|term| matches(&term.text)) {
        match ranges.last_mut() {
            Some(last) if term.start <= last.end => last.end = last.end.max(term.end),
            _ => ranges.push(term.start..term.end),
        }
    }
    ranges
}

/// Whether somebody may have meant the one by the other, as far as the index takes it so.
fn is_near(word: &str, text: &str) -> bool {
    let most = distance(word);
    most > 0 && strsim::osa_distance(word, text) <= usize::from(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked<'a>(text: &'a str, query: &str) -> Vec<&'a str> {
        let query = Query::parse(query).unwrap();
        highlight(text, &query, true).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn what_matched_is_marked_as_it_was_written() {
        assert_eq!(marked("A Refund, a reFUND!", "refund -a"), ["Refund", "reFUND"]);
        assert_eq!(marked("我想在北京订酒店", "北京酒店"), ["北京", "酒店"]);
        assert_eq!(marked("Code ERR_42-x.", "err_42-X"), ["ERR", "42", "x"]);
        assert_eq!(marked("wordy world", "wor*"), ["wordy", "world"]);
        assert_eq!(marked("permission deneid", "permision denied"), ["permission", "deneid"]);
        assert_eq!(marked("on an ox", "in"), [""; 0]);
        assert_eq!(marked("nothing", "else"), [""; 0]);
    }
}
