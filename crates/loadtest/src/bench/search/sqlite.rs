//! SQLite's FTS5: `unicode61` for English, `trigram` for Chinese.

use super::{
    corpus::{Language, Message},
    questions::{Form, Question},
    store::{Reader, Store},
};
use anyhow::Result;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

pub(super) struct Sqlite {
    directory: TempDir,
    language: Language,
    connection: SqliteConnection,
}

impl Sqlite {
    pub(super) async fn open(language: Language) -> Result<Self> {
        let directory = TempDir::with_prefix("warbler-fts5-")?;
        let mut connection = connect(&directory).await?;
        let tokenizer = match language {
            Language::English => "unicode61",
            Language::Chinese => "trigram",
        };
        let schema = format!(
            "pragma journal_mode = wal; pragma synchronous = full;
             create table messages (id integer primary key, text text not null);
             create virtual table found using
                 fts5(text, content = 'messages', content_rowid = 'id', tokenize = '{tokenizer}');"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(schema)).execute(&mut connection).await?;
        Ok(Self { directory, language, connection })
    }
}

async fn connect(directory: &TempDir) -> Result<SqliteConnection> {
    let file = directory.path().join("found.sqlite");
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    Ok(SqliteConnection::connect_with(&options).await?)
}

impl Store for Sqlite {
    type Reader = Asker;

    async fn add(&mut self, messages: &[Message]) -> Result<()> {
        let mut transaction = self.connection.begin().await?;
        for message in messages {
            for sql in [
                "insert into messages (id, text) values (?, ?)",
                "insert into found (rowid, text) values (?, ?)",
            ] {
                let insert = sqlx::query(sql).bind(message.position as i64).bind(&message.text);
                insert.execute(&mut *transaction).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    async fn settle(&mut self) -> Result<()> {
        let sql = "insert into found (found) values ('optimize')";
        sqlx::raw_sql(sql).execute(&mut self.connection).await?;
        Ok(())
    }

    async fn size(&mut self) -> Result<u64> {
        let sql = "select (select sum(length(block)) from found_data) \
            + (select sum(length(sz) + 8) from found_docsize)";
        let size: i64 = sqlx::query_scalar(sql).fetch_one(&mut self.connection).await?;
        Ok(size.unsigned_abs())
    }

    async fn reader(&self) -> Result<Asker> {
        Ok(Asker { language: self.language, connection: connect(&self.directory).await? })
    }
}

pub(super) struct Asker {
    language: Language,
    connection: SqliteConnection,
}

impl Reader for Asker {
    async fn ask(&mut self, question: &Question) -> Result<usize> {
        let text = &question.text;
        // Trigrams find nothing shorter than three characters: that is a scan.
        let short = self.language == Language::Chinese && text.chars().count() < 3;
        let (sql, value) = match question.form {
            _ if short => (
                "select id from messages where text like ? order by id desc limit 20",
                format!("%{text}%"),
            ),
            Form::Words => (MATCH, format!("\"{}\"", text.replace(' ', "\" \""))),
            Form::Phrase => (MATCH, format!("\"{text}\"")),
            Form::Prefix => (MATCH, format!("\"{text}\" *")),
        };
        let query = sqlx::query_scalar::<_, i64>(sql).bind(value);
        Ok(query.fetch_all(&mut self.connection).await?.len())
    }

    async fn best(&mut self, question: &str) -> Result<Option<u64>> {
        let characters: Vec<char> = question.chars().filter(|it| it.is_alphanumeric()).collect();
        let trigrams = characters.windows(3).map(|it| format!("\"{}\"", String::from_iter(it)));
        let trigrams: Vec<_> = trigrams.collect();
        if trigrams.is_empty() {
            return Ok(None);
        }
        let sql = "select rowid from found where found match ? order by rank limit 1";
        let query = sqlx::query_scalar::<_, i64>(sql).bind(trigrams.join(" OR "));
        Ok(query.fetch_optional(&mut self.connection).await?.map(i64::unsigned_abs))
    }
}

const MATCH: &str = "select rowid from found where found match ? order by rank limit 20";
