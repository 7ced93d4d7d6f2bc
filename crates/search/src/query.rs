//! The language people search in: words, `"phrases"`, `-not`, `name:value`.
//!
//! A query is a list of parts that all must hold. Reading it never fails for words; what looks like a
//! filter and is none is told with its place, because to look for it as a word would surprise.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest query, in bytes.
pub const MAX_LENGTH: usize = 1024;
/// Most parts of a query.
pub const MAX_PARTS: usize = 32;

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Query {
    pub texts: Vec<Text>,
    pub filters: Vec<Filter>,
}

/// Words that must, or must not, be there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Text {
    pub text: String,
    /// Side by side, in this order.
    pub phrase: bool,
    pub negated: bool,
    /// Its last word may go on: `wor*`, or the end of what is being typed.
    pub prefix: bool,
}

/// `name:value`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Filter {
    pub name: FilterName,
    pub value: String,
    pub negated: bool,
    /// Where it stands in the query, in bytes.
    pub at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum FilterName {
    From,
    In,
    Before,
    After,
    Has,
    Kind,
}

/// Why a query cannot be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// In the query, in bytes.
    pub at: usize,
    pub detail: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}: {}", self.at, self.detail)
    }
}

impl std::error::Error for QueryError {}

impl Query {
    /// Reads a query.
    pub fn parse(query: &str) -> Result<Self, QueryError> {
        if query.len() > MAX_LENGTH {
            return Err(error(MAX_LENGTH, format!("a query has at most {MAX_LENGTH} bytes")));
        }
        let mut parsed = Self::default();
        let mut rest = Rest { query, at: 0 };
        while let Some(at) = rest.skip_spaces() {
            if parsed.texts.len() + parsed.filters.len() == MAX_PARTS {
                return Err(error(at, format!("a query has at most {MAX_PARTS} parts")));
            }
            let negated = rest.take_minus();
            match rest.take_filter_name() {
                Some(name) => parsed.filters.push(rest.filter(name, negated, at)?),
                None => parsed.texts.extend(rest.text(negated)?),
            }
        }
        Ok(parsed)
    }
}

/// What is still to be read.
struct Rest<'a> {
    query: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn left(&self) -> &'a str {
        &self.query[self.at..]
    }

    /// Where the next part begins, if there is one.
    fn skip_spaces(&mut self) -> Option<usize> {
        self.at += self.left().len() - self.left().trim_start().len();
        (!self.left().is_empty()).then_some(self.at)
    }

    /// A minus that something follows.
    fn take_minus(&mut self) -> bool {
        let next = self.left().strip_prefix('-').and_then(|rest| rest.chars().next());
        let negated = next.is_some_and(|next| !next.is_whitespace() && next != '-');
        self.at += usize::from(negated);
        negated
    }

    fn take_filter_name(&mut self) -> Option<FilterName> {
        const NAMES: [(&str, FilterName); 6] = [
            ("from:", FilterName::From),
            ("in:", FilterName::In),
            ("before:", FilterName::Before),
            ("after:", FilterName::After),
            ("has:", FilterName::Has),
            ("kind:", FilterName::Kind),
        ];
        let left = self.left();
        let starts = |name: &str| {
            left.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        let (name, filter) = NAMES.into_iter().find(|(name, _)| starts(name))?;
        self.at += name.len();
        Some(filter)
    }

    fn filter(&mut self, name: FilterName, negated: bool, at: usize) -> Result<Filter, QueryError> {
        let (value, _) = self.value()?;
        if value.is_empty() {
            return Err(error(at, "a filter has a value right after its colon".to_owned()));
        }
        Ok(Filter { name, value, negated, at })
    }

    fn text(&mut self, negated: bool) -> Result<Option<Text>, QueryError> {
        let (mut text, phrase) = self.value()?;
        let mut prefix = false;
        if phrase && self.left().starts_with('*') {
            self.at += 1;
            prefix = true;
        } else if !phrase && text.ends_with('*') {
            text.truncate(text.trim_end_matches('*').len());
            prefix = true;
        }
        // What has no term, like a lone dash, asks for nothing.
        let empty = crate::analysis::terms(&text).is_empty();
        Ok((!empty).then_some(Text { text, phrase, negated, prefix }))
    }

    /// A quoted value, or what goes up to the next space; and whether it was quoted.
    fn value(&mut self) -> Result<(String, bool), QueryError> {
        let start = self.at;
        let Some(quoted) = self.left().strip_prefix(['"', '“', '”', '「']) else {
            let left = self.left();
            let end = left.find(char::is_whitespace).unwrap_or(left.len());
            self.at += end;
            return Ok((left[..end].to_owned(), false));
        };
        let opening = self.left().len() - quoted.len();
        let close = quoted.char_indices().find(|(_, c)| matches!(c, '"' | '”' | '“' | '」'));
        let Some((end, close)) = close else {
            return Err(error(start, "the quotation is not closed".to_owned()));
        };
        self.at += opening + end + close.len_utf8();
        Ok((quoted[..end].to_owned(), true))
    }
}

fn error(at: usize, detail: String) -> QueryError {
    QueryError { at, detail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> Text {
        Text { text: text.to_owned(), phrase: false, negated: false, prefix: false }
    }

    #[test]
    fn words_phrases_negations_and_prefixes() {
        let query = Query::parse(r#"refund "not received" -test -"two words" wor* "half a se"*"#);
        assert_eq!(
            query.unwrap().texts,
            [
                word("refund"),
                Text { phrase: true, ..word("not received") },
                Text { negated: true, ..word("test") },
                Text { negated: true, phrase: true, ..word("two words") },
                Text { prefix: true, ..word("wor") },
                Text { prefix: true, phrase: true, ..word("half a se") },
            ]
        );
        assert_eq!(Query::parse("「支付失败」 “退款”").unwrap().texts.len(), 2);
    }

    #[test]
    fn filters() {
        let query = Query::parse(r#"from:bob -in:con_1 Has:file before:2024-01-01 kind:"system""#);
        let filters: Vec<_> =
            query.unwrap().filters.into_iter().map(|it| (it.name, it.value, it.negated)).collect();
        assert_eq!(
            filters,
            [
                (FilterName::From, "bob".to_owned(), false),
                (FilterName::In, "con_1".to_owned(), true),
                (FilterName::Has, "file".to_owned(), false),
                (FilterName::Before, "2024-01-01".to_owned(), false),
                (FilterName::Kind, "system".to_owned(), false),
            ]
        );
    }

    #[test]
    fn what_looks_like_nothing_asks_for_nothing() {
        for query in ["", "  ", "-", "--", "***", "!?", "\"\"", "- -"] {
            assert_eq!(Query::parse(query), Ok(Query::default()), "{query:?}");
        }
        assert_eq!(Query::parse("http://a.example:80/").unwrap().texts.len(), 1);
    }

    #[test]
    fn errors_say_where() {
        assert_eq!(Query::parse("a \"b").unwrap_err().at, 2);
        assert_eq!(Query::parse("a from: b").unwrap_err().at, 2);
        assert!(Query::parse(&"a ".repeat(40)).is_err());
        assert!(Query::parse(&"a".repeat(2000)).is_err());
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(query in r#"[-":*a-z中文“” ]{0,40}"#) {
            if let Err(error) = Query::parse(&query) {
                prop_assert!(error.at <= query.len());
            }
        }
    }
}
