//! PostgreSQL: `tsvector` with GIN for English, `pg_trgm` with GIN for Chinese.

use super::{
    corpus::{Language, Message},
    questions::{Form, Question},
    store::{PAGE, Reader, Store},
};
use anyhow::Result;
use sqlx::{Connection, PgConnection};

pub(super) struct Postgres {
    url: String,
    language: Language,
    connection: PgConnection,
}

impl Postgres {
    /// `url` is of an empty database whose locale knows what a letter is.
    pub(super) async fn open(url: &str, language: Language) -> Result<Self> {
        let mut connection = PgConnection::connect(url).await?;
        let schema = match language {
            Language::English => {
                "create table messages (id bigint primary key, text text not null,
                     words tsvector generated always as (to_tsvector('simple', text)) stored);
                 create index found on messages using gin (words);"
            }
            Language::Chinese => {
                "create extension if not exists pg_trgm;
                 create table messages (id bigint primary key, text text not null);
                 create index found on messages using gin (text gin_trgm_ops);"
            }
        };
        sqlx::raw_sql("drop table if exists messages").execute(&mut connection).await?;
        sqlx::raw_sql(schema).execute(&mut connection).await?;
        Ok(Self { url: url.to_owned(), language, connection })
    }
}

impl Store for Postgres {
    type Reader = Asker;

    async fn add(&mut self, messages: &[Message]) -> Result<()> {
        let ids: Vec<_> = messages.iter().map(|message| message.position as i64).collect();
        let texts: Vec<_> = messages.iter().map(|message| message.text.as_str()).collect();
        sqlx::query("insert into messages select * from unnest($1::bigint[], $2::text[])")
            .bind(ids)
            .bind(texts)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    async fn settle(&mut self) -> Result<()> {
        sqlx::raw_sql("vacuum analyze messages").execute(&mut self.connection).await?;
        Ok(())
    }

    async fn size(&mut self) -> Result<u64> {
        let column = match self.language {
            Language::English => "(select sum(pg_column_size(words)) from messages)",
            Language::Chinese => "0",
        };
        let sql = format!("select (pg_relation_size('found') + {column})::bigint");
        let sql = sqlx::AssertSqlSafe(sql);
        let size: i64 = sqlx::query_scalar(sql).fetch_one(&mut self.connection).await?;
        Ok(size.unsigned_abs())
    }

    async fn reader(&self) -> Result<Asker> {
        let mut connection = PgConnection::connect(&self.url).await?;
        sqlx::raw_sql("set jit = off").execute(&mut connection).await?;
        Ok(Asker { language: self.language, connection })
    }
}

pub(super) struct Asker {
    language: Language,
    connection: PgConnection,
}

impl Reader for Asker {
    async fn ask(&mut self, question: &Question) -> Result<usize> {
        let text = &question.text;
        let (sql, value) = match (self.language, question.form) {
            (Language::Chinese, _) => (
                "select id from messages where text like '%' || $1 || '%' \
                 order by similarity(text, $1) desc limit 20"
                    .to_owned(),
                text.clone(),
            ),
            (Language::English, Form::Words) => (words("plainto_tsquery"), text.clone()),
            (Language::English, Form::Phrase) => (words("phraseto_tsquery"), text.clone()),
            (Language::English, Form::Prefix) => (words("to_tsquery"), format!("{text}:*")),
        };
        let query = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(sql)).bind(value);
        Ok(query.fetch_all(&mut self.connection).await?.len())
    }

    async fn best(&mut self, question: &str) -> Result<Option<u64>> {
        let sql = "select id from messages order by word_similarity($1, text) desc, id limit 1";
        let query = sqlx::query_scalar::<_, i64>(sql).bind(question);
        Ok(query.fetch_optional(&mut self.connection).await?.map(i64::unsigned_abs))
    }
}

fn words(function: &str) -> String {
    format!(
        "select id from messages, {function}('simple', $1) as query where words @@ query \
         order by ts_rank(words, query) desc limit {PAGE}"
    )
}
