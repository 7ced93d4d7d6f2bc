//! Terms, for tantivy.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
pub use warbler_text::{Kind, Term, terms};

#[derive(Clone, Debug, Default)]
pub(crate) struct Analyzer;

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream { terms: terms(text).into_iter(), token: Token::default() }
    }
}

pub(crate) struct Stream {
    terms: std::vec::IntoIter<Term>,
    token: Token,
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(term) = self.terms.next() else { return false };
        self.token = Token {
            offset_from: term.start,
            offset_to: term.end,
            position: term.position,
            text: term.text,
            position_length: 1,
        };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
