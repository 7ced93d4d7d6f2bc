//! Many rows in one statement, on both databases.
//!
//! PostgreSQL takes each column as one array, so that the text of a statement does not depend on
//! how many rows there are and is prepared once; SQLite takes a list of values. Both become a
//! common table expression `v`, and the rest of a statement is the same for both.
//!
//! Arrays hold no NULLs: an absent value travels as the empty one of its type and comes back with
//! [`Column::select`].

use sea_orm::sea_query::ArrayType;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};
use uuid::Uuid;
use warbler_protocol::AppId;

/// What a column of `v` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Uuid,
    Int,
    Text,
    Bytes,
    Bool,
}

/// A column of `v`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    name: &'static str,
    kind: Type,
    nullable: bool,
}

/// A column that always has a value.
pub(crate) const fn column(name: &'static str, kind: Type) -> Column {
    Column { name, kind, nullable: false }
}

/// A column where the empty value (`''`, 0, the nil UUID) stands for NULL.
pub(crate) const fn nullable(name: &'static str, kind: Type) -> Column {
    Column { name, kind, nullable: true }
}

impl Column {
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    fn array(self) -> (&'static str, ArrayType) {
        match self.kind {
            Type::Uuid => ("uuid[]", ArrayType::Uuid),
            Type::Int => ("bigint[]", ArrayType::BigInt),
            Type::Text => ("text[]", ArrayType::String),
            Type::Bytes => ("bytea[]", ArrayType::Bytes),
            Type::Bool => ("bool[]", ArrayType::Bool),
        }
    }

    fn select(self, backend: DbBackend) -> String {
        let empty = match (self.kind, backend) {
            _ if !self.nullable => return self.name.to_owned(),
            (Type::Uuid, DbBackend::Postgres) => "'00000000-0000-0000-0000-000000000000'::uuid",
            (Type::Uuid, _) => "x'00000000000000000000000000000000'",
            (Type::Int, _) => "0",
            _ => "''",
        };
        format!("nullif({}, {empty})", self.name)
    }
}

/// Rows to be written or looked up together. Never empty when a statement is made of it.
#[derive(Clone, Debug)]
pub(crate) struct Rows<const N: usize> {
    columns: [Column; N],
    values: Vec<[Value; N]>,
}

impl<const N: usize> Rows<N> {
    pub(crate) fn new(columns: [Column; N]) -> Self {
        Self { columns, values: Vec::new() }
    }

    pub(crate) fn push(&mut self, row: [Value; N]) {
        self.values.push(row);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Inserts the rows into a table whose columns are named like ours.
    pub(crate) async fn insert(
        self,
        db: &impl ConnectionTrait,
        table: &str,
        on_conflict: &str,
    ) -> Result<(), DbErr> {
        let sql = self.insertion(db.get_database_backend(), table, on_conflict);
        self.execute(db, &sql).await
    }

    fn insertion(&self, backend: DbBackend, table: &str, on_conflict: &str) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        let selected: Vec<_> = self.columns.iter().map(|column| column.select(backend)).collect();
        // `where true` keeps SQLite from reading `on conflict` as the `on` of a join.
        format!(
            "insert into {table} ({}) select {} from v where true {on_conflict}",
            names.join(", "),
            selected.join(", ")
        )
    }

    /// Runs a statement that reads `v`; without rows there is nothing to do.
    pub(crate) async fn execute(self, db: &impl ConnectionTrait, sql: &str) -> Result<(), DbErr> {
        if self.is_empty() {
            return Ok(());
        }
        db.execute_raw(self.statement(db.get_database_backend(), sql)).await.map(drop)
    }

    /// Runs a query that reads `v`; without rows there is nothing to find.
    pub(crate) async fn query(
        self,
        db: &impl ConnectionTrait,
        sql: &str,
    ) -> Result<Vec<QueryResult>, DbErr> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        db.query_all_raw(self.statement(db.get_database_backend(), sql)).await
    }

    fn statement(self, backend: DbBackend, sql: &str) -> Statement {
        let (sql, values) = self.render(backend, sql, 0);
        Statement::from_sql_and_values(backend, sql, values)
    }

    /// The statement and its values, of which `before` others come first.
    fn render(self, backend: DbBackend, sql: &str, before: usize) -> (String, Vec<Value>) {
        let names: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        let names = names.join(", ");
        let (source, values) = match backend {
            DbBackend::Postgres => self.arrays(before),
            _ => self.list(),
        };
        (format!("with v ({names}) as ({source}) {sql}"), values)
    }

    fn arrays(self, before: usize) -> (String, Vec<Value>) {
        let mut columns: [Vec<Value>; N] =
            std::array::from_fn(|_| Vec::with_capacity(self.values.len()));
        for row in self.values {
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        let arrays = self.columns.iter().map(|column| column.array());
        let casts = arrays
            .clone()
            .enumerate()
            .map(|(at, (cast, _))| format!("${}::{cast}", before + at + 1));
        let source = format!("select * from unnest({})", casts.collect::<Vec<_>>().join(", "));
        let values = arrays
            .zip(columns)
            .map(|((_, array), cells)| Value::Array(array, Some(Box::new(cells))))
            .collect();
        (source, values)
    }

    fn list(self) -> (String, Vec<Value>) {
        let row = format!("({}?)", "?,".repeat(N - 1));
        let source = format!("values {}", vec![row; self.values.len()].join(","));
        (source, self.values.into_iter().flatten().collect())
    }
}

/// Rows of a table, by the app and one more column of its key. A join looks each up by the key,
/// however little the planner believes the app to have; after `in (…)` it may read all of the app's
/// rows instead, as it does where statistics are missing or the app is larger than most.
pub(crate) async fn find_by<M: FromQueryResult>(
    db: &impl ConnectionTrait,
    table: &str,
    app_id: AppId,
    (name, kind): (&'static str, Type),
    values: impl IntoIterator<Item = impl Into<Value>>,
) -> Result<Vec<M>, DbErr> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column(name, kind)]);
    for value in values {
        rows.push([app_id.0.into(), value.into()]);
    }
    let sql =
        format!("select x.* from v join {table} x on x.app_id = v.app_id and x.{name} = v.{name}");
    rows.query(db, &sql).await?.iter().map(|row| M::from_query_result(row, "")).collect()
}

/// Up to this many values, SQLite runs the statements of a script in one go, which saves waking its
/// thread for each; with more, it is cheaper to let each be prepared once for its own number of rows.
const FEW: usize = 400;

/// Statements that write, kept back to be run together: on PostgreSQL in one round trip, which is
/// most of what they cost, on SQLite in one go or one after the other.
///
/// PostgreSQL runs them on one snapshot: none sees what another writes, and no two may change the
/// same row.
#[derive(Debug)]
pub(crate) struct Script {
    backend: DbBackend,
    statements: Vec<String>,
    values: Vec<Vec<Value>>,
}

impl Script {
    pub(crate) fn new(backend: DbBackend) -> Self {
        Self { backend, statements: Vec::new(), values: Vec::new() }
    }

    /// Adds a statement that reads `v`; without rows there is nothing to do.
    pub(crate) fn add<const N: usize>(&mut self, rows: Rows<N>, sql: &str) {
        if rows.is_empty() {
            return;
        }
        let before = self.values.iter().map(Vec::len).sum();
        let (sql, values) = rows.render(self.backend, sql, before);
        self.statements.push(sql);
        self.values.push(values);
    }

    /// Adds an insertion into a table whose columns are named like those of the rows.
    pub(crate) fn insert<const N: usize>(&mut self, rows: Rows<N>, table: &str, on_conflict: &str) {
        let sql = rows.insertion(self.backend, table, on_conflict);
        self.add(rows, &sql);
    }

    /// Runs what was added, and is empty after.
    pub(crate) async fn run(&mut self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let statements = std::mem::take(&mut self.statements);
        let values = std::mem::take(&mut self.values);
        match self.backend {
            _ if statements.is_empty() => {}
            DbBackend::Postgres => {
                let parts = statements.iter().enumerate();
                let parts: Vec<_> = parts.map(|(at, sql)| format!("w{at} as ({sql})")).collect();
                let sql = format!("with {} select 1", parts.join(", "));
                let values: Vec<_> = values.into_iter().flatten().collect();
                db.execute_raw(statement(db, &sql, values)).await?;
            }
            _ if values.iter().map(Vec::len).sum::<usize>() <= FEW => {
                let values: Vec<_> = values.into_iter().flatten().collect();
                db.execute_raw(statement(db, &statements.join("; "), values)).await?;
            }
            _ => {
                for (sql, values) in statements.iter().zip(values) {
                    db.execute_raw(statement(db, sql, values)).await?;
                }
            }
        }
        Ok(())
    }
}

/// An optional id as a cell of a nullable column.
pub(crate) fn uuid_or_nil(id: Option<Uuid>) -> Value {
    id.unwrap_or(Uuid::nil()).into()
}

/// An optional text as a cell of a nullable column.
pub(crate) fn text_or_empty(text: Option<&str>) -> Value {
    text.unwrap_or("").into()
}

/// A statement without `v`.
pub(crate) fn statement(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// The larger of the arguments, in a query.
pub(crate) fn greatest(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "greatest",
        _ => "max",
    }
}
