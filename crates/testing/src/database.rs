//! A database per test, copied from one that was migrated once per run.

use sea_orm::{
    ConnectionTrait as _, Database, DatabaseConnection, DbBackend, FromQueryResult as _, JsonValue,
    Statement,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use uuid::Uuid;
use warbler_migrations::{Migrator, migrate};

/// Shards of the log in a test: more than one, so that tests meet what only shows with several.
const SHARDS: i32 = 2;

/// No test takes as long as this.
const OLD_MS: u32 = 600_000;

/// The address of a new, migrated database.
pub(crate) async fn create(directory: &Path) -> String {
    match env::var("WARBLER_TEST_DATABASE_URL") {
        Ok(admin) => create_postgres(&admin).await,
        Err(_) => create_sqlite(directory).await,
    }
}

/// Every row of every table, a line of JSON each.
pub(crate) async fn dump(db: &DatabaseConnection) -> String {
    let backend = db.get_database_backend();
    let tables = match backend {
        DbBackend::Postgres => {
            "select tablename as name from pg_tables where schemaname = 'public'"
        }
        _ => "select name from sqlite_master where type = 'table'",
    };
    let mut lines = Vec::new();
    for table in db.query_all_raw(Statement::from_string(backend, tables)).await.unwrap() {
        let table: String = table.try_get("", "name").unwrap();
        let rows = Statement::from_string(backend, format!("select * from {table}"));
        for row in JsonValue::find_by_statement(rows).all(db).await.unwrap() {
            lines.push(format!("{table} {row}"));
        }
    }
    lines.join("\n")
}

pub(crate) async fn execute(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap();
}

async fn create_sqlite(directory: &Path) -> String {
    let template = sqlite_template().await;
    let file = directory.join("warbler.sqlite");
    fs::copy(template, &file).unwrap();
    format!("sqlite:{}", file.display())
}

/// Made by whichever test process comes first. It appears under its name only when it is complete.
async fn sqlite_template() -> PathBuf {
    let name = format!("warbler-template-{}.sqlite", fingerprint());
    let template = env::temp_dir().join(name);
    if !template.exists() {
        let draft = env::temp_dir().join(format!("warbler-draft-{}.sqlite", Uuid::now_v7()));
        let db = Database::connect(format!("sqlite:{}?mode=rwc", draft.display())).await.unwrap();
        migrate(&db, 1).await.unwrap();
        db.close().await.unwrap();
        fs::rename(draft, &template).unwrap();
    }
    template
}

async fn create_postgres(admin: &str) -> String {
    let server = admin.rsplit_once('/').unwrap().0;
    let template = format!("warbler_template_{}", fingerprint());
    let name = format!("warbler_test_{}", Uuid::now_v7().simple());
    let db = connect(admin).await;
    // Tests run in several processes at once; one of them makes the template.
    db.execute_unprepared("select pg_advisory_lock(7)").await.unwrap();
    let exists = format!("select 1 from pg_database where datname = '{template}'");
    let exists = Statement::from_string(db.get_database_backend(), exists);
    if db.query_one_raw(exists).await.unwrap().is_none() {
        db.execute_unprepared(&format!("create database {template}_draft")).await.unwrap();
        let draft = connect(&format!("{server}/{template}_draft")).await;
        migrate(&draft, SHARDS).await.unwrap();
        draft.close().await.unwrap();
        let rename = format!("alter database {template}_draft rename to {template}");
        db.execute_unprepared(&rename).await.unwrap();
    }
    db.execute_unprepared(&format!("create database {name} template {template}")).await.unwrap();
    drop_old(&db).await;
    db.close().await.unwrap(); // Gives the lock back, too.
    format!("{server}/{name}")
}

/// Tests cannot drop their databases when they end, so each new one takes away two old ones.
async fn drop_old(db: &DatabaseConnection) {
    // Names sort by time: their ids begin with it, in milliseconds.
    let before = (Uuid::now_v7().as_u128() >> 80) - u128::from(OLD_MS);
    let old = format!(
        "select datname from pg_database where datname >= 'warbler_test_' \
         and datname < 'warbler_test_{before:012x}' order by datname limit 2"
    );
    let old = Statement::from_string(db.get_database_backend(), old);
    for row in db.query_all_raw(old).await.unwrap() {
        let name: String = row.try_get("", "datname").unwrap();
        let drop = format!("drop database if exists {name} with (force)");
        db.execute_unprepared(&drop).await.unwrap();
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// Tells templates of different schemas apart.
fn fingerprint() -> String {
    use sea_orm_migration::MigratorTrait as _;
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    warbler_migrations::SOURCES.hash(&mut hasher);
    format!("{}_{:x}", Migrator::migrations().len(), hasher.finish())
}
