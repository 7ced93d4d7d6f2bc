//! From a question to what tantivy runs.

use crate::{
    Result,
    analysis::{Kind, Term, terms},
    query::{Query, Text},
    schema::Fields,
};
use tantivy::{
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur,
        PhrasePrefixQuery, PhraseQuery, Query as Plan, TermQuery,
    },
    schema::IndexRecordOption,
};

/// Up to this many characters, a run of a script without spaces is one word, and must be there as
/// it is; a longer one is a sentence, of which most must be there.
const LONGEST_WORD: usize = 4;
/// How much of a sentence must be there.
const MOST: f64 = 0.6;
/// What a single character counts beside a pair. (Questions of CMRC2018 that find their passage
/// first: 97.3 % at 1, 97.5 % from 0.1 to 0.7, 97.0 % at 0.)
const CHARACTER: f32 = 0.3;
/// Words that a beginning may stand for.
const MAX_EXPANSIONS: u32 = 200;

/// How words are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    /// One of the words is enough; more are better. For questions rather than searches.
    pub(crate) any: bool,
    /// A word may have one letter wrong, from five letters on two.
    pub(crate) typos: bool,
}

/// What the words of a query mean, without its filters.
pub(crate) fn words(query: &Query, fields: Fields, manner: Manner) -> Result<Box<dyn Plan>> {
    let mut parts: Vec<(Occur, Box<dyn Plan>)> = Vec::new();
    for text in &query.texts {
        let occur = match (text.negated, manner.any) {
            (true, _) => Occur::MustNot,
            (false, true) => Occur::Should,
            (false, false) => Occur::Must,
        };
        parts.push((occur, part(text, fields, manner)?));
    }
    if parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
    }
    Ok(Box::new(BooleanQuery::new(parts)))
}

fn part(text: &Text, fields: Fields, manner: Manner) -> Result<Box<dyn Plan>> {
    let found = terms(&text.text);
    let runs = runs(&found);
    if text.phrase || !manner.any && runs.len() > 1 {
        return Ok(phrase(&found, text.prefix, fields));
    }
    let mut parts: Vec<(Occur, Box<dyn Plan>)> = Vec::new();
    for run in runs {
        let occur = if manner.any { Occur::Should } else { Occur::Must };
        parts.push((occur, self::run(run, text, fields, manner)?));
    }
    Ok(Box::new(BooleanQuery::new(parts)))
}

/// Terms that belong together: one word, or a run of characters.
fn runs(found: &[Term]) -> Vec<&[Term]> {
    found
        .chunk_by(|a, b| a.kind != Kind::Word && b.kind != Kind::Word && b.start <= a.end)
        .collect()
}

fn run(run: &[Term], text: &Text, fields: Fields, manner: Manner) -> Result<Box<dyn Plan>> {
    let characters = run.iter().filter(|term| term.kind == Kind::Character).count();
    match characters {
        0 => Ok(word(&run[0], text, fields, manner)),
        _ if characters <= LONGEST_WORD && !manner.any => Ok(phrase(run, false, fields)),
        _ => Ok(sentence(run, fields, manner)),
    }
}

fn word(found: &Term, text: &Text, fields: Fields, manner: Manner) -> Box<dyn Plan> {
    let exact = term(found, fields);
    let distance = distance(&found.text);
    let near: Box<dyn Plan> = if text.prefix {
        let mut query = PhrasePrefixQuery::new(vec![key(found, fields)]);
        query.set_max_expansions(MAX_EXPANSIONS);
        Box::new(query)
    } else if manner.typos && distance > 0 {
        Box::new(FuzzyTermQuery::new(key(found, fields), distance, true))
    } else {
        return exact;
    };
    let boosted: Box<dyn Plan> = Box::new(BoostQuery::new(exact, 2.0));
    // The exact word is among the near ones.
    Box::new(BooleanQuery::new(vec![(Occur::Must, near), (Occur::Should, boosted)]))
}

/// How many letters of a word may be wrong.
pub(crate) fn distance(word: &str) -> u8 {
    match word.chars().count() {
        0..3 => 0,
        3..5 => 1,
        _ => 2,
    }
}

/// Side by side, in this order. Of a run of characters, its pairs say it all.
fn phrase(found: &[Term], prefix: bool, fields: Fields) -> Box<dyn Plan> {
    let alone = |at: usize| {
        let same = |other: &Term| other.kind == Kind::Pair && covers(other, &found[at]);
        found[at].kind != Kind::Character || !found.iter().any(same)
    };
    let first = found.first().map_or(0, |term| term.position);
    let terms: Vec<_> = (0..found.len())
        .filter(|at| alone(*at))
        .map(|at| (found[at].position - first, key(&found[at], fields)))
        .collect();
    match (terms.len(), prefix) {
        (1, false) => term_query(terms[0].1.clone()),
        (_, false) => Box::new(PhraseQuery::new_with_offset(terms)),
        (_, true) => {
            let mut query = PhrasePrefixQuery::new_with_offset(terms);
            query.set_max_expansions(MAX_EXPANSIONS);
            Box::new(query)
        }
    }
}

fn covers(pair: &Term, character: &Term) -> bool {
    pair.start <= character.start && character.end <= pair.end
}

/// Most of the pairs.
fn sentence(run: &[Term], fields: Fields, manner: Manner) -> Box<dyn Plan> {
    let wanted: Vec<_> = run.iter().filter(|term| manner.any || term.kind == Kind::Pair).collect();
    let parts: Vec<_> = wanted.iter().map(|found| (Occur::Should, term(found, fields))).collect();
    let least = (parts.len() as f64 * MOST).ceil() as usize;
    match manner.any {
        true => Box::new(BooleanQuery::new(parts)),
        false => Box::new(BooleanQuery::with_minimum_required_clauses(parts, least)),
    }
}

fn term(found: &Term, fields: Fields) -> Box<dyn Plan> {
    let exact = term_query(key(found, fields));
    match found.kind {
        Kind::Character => Box::new(BoostQuery::new(exact, CHARACTER)),
        Kind::Pair | Kind::Word => exact,
    }
}

fn term_query(key: tantivy::Term) -> Box<dyn Plan> {
    Box::new(TermQuery::new(key, IndexRecordOption::WithFreqs))
}

fn key(found: &Term, fields: Fields) -> tantivy::Term {
    tantivy::Term::from_field_text(fields.text, &found.text)
}
