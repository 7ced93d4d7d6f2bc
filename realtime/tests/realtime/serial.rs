//! Why readers of the log trust positions: a reader that trusts a serial column loses entries.

use futures_util::future::join_all;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};
use std::{
    collections::BTreeSet,
    env,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use uuid::Uuid;
use warbler_core::{log, messages};
use warbler_protocol::SendMessage;
use warbler_testing::TestApp;

const WRITERS: u64 = 8;
const EACH: u64 = 25;

async fn connect(url: &str, connections: u32) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// Rows after a serial number, as such a reader asks for them.
async fn rows_after(db: &DatabaseConnection, table: &str, after: i64) -> Vec<i64> {
    let sql = format!("select id from {table} where id > {after} order by id");
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    rows.unwrap().iter().map(|row| row.try_get("", "id").unwrap()).collect()
}

/// The experiment needs several writers at once, which PostgreSQL alone has.
#[tokio::test]
async fn a_reader_that_trusts_a_serial_column_loses_rows() {
    let Ok(url) = env::var("WARBLER_TEST_DATABASE_URL") else {
        return eprintln!("skipped: WARBLER_TEST_DATABASE_URL names no PostgreSQL");
    };
    let db = connect(&url, 10).await;
    let table = format!("serial_{}", Uuid::now_v7().simple());
    db.execute_unprepared(&format!("create table {table} (id bigserial primary key)"))
        .await
        .unwrap();
    let written = AtomicBool::new(false);
    // Transactions of varying length: the number is taken at once, the row appears at the end.
    let writing = async {
        join_all((0..WRITERS).map(async |writer| {
            for n in 0..EACH {
                let length = (writer * 7 + n * 3) % 20;
                let sql = format!(
                    "begin; insert into {table} default values; \
                     select pg_sleep({length} / 1000.0); commit"
                );
                db.execute_unprepared(&sql).await.unwrap();
            }
        }))
        .await;
        written.store(true, Ordering::Release);
    };
    let reading = async {
        let mut read = BTreeSet::new();
        loop {
            let last = written.load(Ordering::Acquire);
            let after = read.last().copied().unwrap_or_default();
            read.extend(rows_after(&db, &table, after).await);
            if last {
                return read.len();
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let ((), read) = tokio::join!(writing, reading);
    let there = rows_after(&db, &table, 0).await.len();
    db.execute_unprepared(&format!("drop table {table}")).await.unwrap();

    assert_eq!(there as u64, WRITERS * EACH);
    eprintln!("read {read} of {there} rows");
    assert!(read < there, "the reader was lucky for once");
}

/// The same with our log: two nodes write, a reader goes by positions and misses nothing.
#[tokio::test]
async fn a_reader_by_positions_misses_nothing() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let (here, node) = (app.context(), app.another_node().await);
    let scope = app.system().await;
    let start = log::position(here, scope.shard).await.unwrap();
    let written = AtomicBool::new(false);
    let writing = async {
        join_all((0..WRITERS).map(async |writer| {
            let ctx = if writer % 2 == 0 { here } else { node.context() };
            for _ in 0..EACH {
                let message = SendMessage { text: "hi".to_owned(), ..SendMessage::default() };
                messages::send(ctx, &scope, group, message).await.unwrap();
            }
        }))
        .await;
        written.store(true, Ordering::Release);
    };
    let reading = async {
        let mut read = Vec::new();
        loop {
            let last = written.load(Ordering::Acquire);
            let after = read.last().copied().unwrap_or(start);
            let found = log::read(here, scope.shard, after, 10).await.unwrap();
            let more = !found.is_empty();
            read.extend(found.iter().map(|delivery| delivery.position));
            if last && !more {
                return read;
            }
        }
    };
    let ((), read) = tokio::join!(writing, reading);
    let expected = WRITERS * EACH;
    assert_eq!(read, (start + 1..=start + expected as i64).collect::<Vec<_>>());
    // And so does a consumer: it counts each once.
    app.work().await;
    let counts: Vec<warbler_protocol::HourlyCount> = app.get("/v1/counters").await.json(200);
    let messages = counts.iter().find(|count| count.counter == "message.created").unwrap();
    assert_eq!(messages.count as u64, expected);
}
