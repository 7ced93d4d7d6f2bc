//! The ceilings of the databases: batches inserted by one writer, durably, with nothing around.

use anyhow::Result;
use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The size of a row's body.
const BODY: usize = 128;

/// Rows per second into PostgreSQL: batches of 250 by UNNEST, two indexes, synchronous commit.
pub(super) async fn postgres(url: &str, window: Duration) -> Result<f64> {
    const BATCH: usize = 250;
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(
        "SET synchronous_commit = on;
         CREATE TABLE ceiling (app_id uuid, conversation_id uuid, seq bigint, sender_id text,
             client_id text, body text, created_at bigint,
             PRIMARY KEY (app_id, conversation_id, seq));
         CREATE UNIQUE INDEX ceiling_client
             ON ceiling (app_id, conversation_id, sender_id, client_id);",
    )
    .execute(&mut connection)
    .await?;
    let mut rows = Rows::new();
    let began = Instant::now();
    while began.elapsed() < window {
        let batch = rows.next(BATCH);
        sqlx::query(
            "INSERT INTO ceiling SELECT $1, * FROM
             UNNEST($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[])",
        )
        .bind(rows.app)
        .bind(batch.conversations)
        .bind(&batch.seqs)
        .bind(batch.senders)
        .bind(batch.client_ids)
        .bind(batch.bodies)
        .bind(&batch.seqs)
        .execute(&mut connection)
        .await?;
    }
    let rate = rows.count as f64 / began.elapsed().as_secs_f64();
    sqlx::raw_sql("DROP TABLE ceiling").execute(&mut connection).await?;
    connection.close().await?;
    Ok(rate)
}

/// Rows per second into SQLite: batches of 100, write-ahead log, `synchronous=FULL`.
pub(super) async fn sqlite(file: &Path, window: Duration) -> Result<f64> {
    const BATCH: usize = 100;
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::raw_sql(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE ceiling (app_id BLOB, conversation_id BLOB, seq INTEGER, sender_id TEXT,
             client_id TEXT, body TEXT, created_at INTEGER,
             PRIMARY KEY (app_id, conversation_id, seq));
         CREATE UNIQUE INDEX ceiling_client
             ON ceiling (app_id, conversation_id, sender_id, client_id);",
    )
    .execute(&mut connection)
    .await?;
    let values = ["(?,?,?,?,?,?,?)"; BATCH].join(",");
    let statement = format!("INSERT INTO ceiling VALUES {values}");
    let mut rows = Rows::new();
    let began = Instant::now();
    while began.elapsed() < window {
        let batch = rows.next(BATCH);
        let mut insert = sqlx::query(sqlx::AssertSqlSafe(statement.as_str()));
        for row in 0..BATCH {
            insert = insert
                .bind(rows.app)
                .bind(batch.conversations[row])
                .bind(batch.seqs[row])
                .bind(&batch.senders[row])
                .bind(&batch.client_ids[row])
                .bind(&batch.bodies[row])
                .bind(batch.seqs[row]);
        }
        insert.execute(&mut connection).await?;
    }
    let rate = rows.count as f64 / began.elapsed().as_secs_f64();
    connection.close().await?;
    Ok(rate)
}

/// Makes rows as the product has them, spread over 500 conversations.
struct Rows {
    app: Uuid,
    conversations: Vec<Uuid>,
    body: String,
    count: usize,
}

/// Rows, column by column.
struct Batch {
    conversations: Vec<Uuid>,
    seqs: Vec<i64>,
    senders: Vec<String>,
    client_ids: Vec<String>,
    bodies: Vec<String>,
}

impl Rows {
    fn new() -> Self {
        Self {
            app: Uuid::now_v7(),
            conversations: (0..500).map(|_| Uuid::now_v7()).collect(),
            body: "x".repeat(BODY),
            count: 0,
        }
    }

    fn next(&mut self, size: usize) -> Batch {
        let numbers = self.count..self.count + size;
        self.count = numbers.end;
        let conversation = |number: usize| number % self.conversations.len();
        Batch {
            conversations: numbers.clone().map(|n| self.conversations[conversation(n)]).collect(),
            seqs: numbers.clone().map(|n| n as i64).collect(),
            senders: numbers.clone().map(|n| format!("user-{}", conversation(n))).collect(),
            client_ids: numbers.clone().map(|n| format!("{n}")).collect(),
            bodies: numbers.map(|_| self.body.clone()).collect(),
        }
    }
}
