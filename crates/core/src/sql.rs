//! Many rows in one statement, on both databases.
//!
//! PostgreSQL takes each column as one array, so that the text of a statement does not depend on
//! how many rows there are and is prepared once; SQLite takes a list of values. Both become a
//! common table expression `v`, and the rest of a statement is the same for both.
//!
//! Arrays hold no NULLs: an absent value travels as the empty one of its type and comes back with
//! [`Column::select`]. A column that no row has a value for does not travel at all.

mod script;

pub(crate) use script::Script;

use sea_orm::sea_query::ArrayType;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};
use std::borrow::Cow;
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
    pub(crate) fn name(self) -> &'static str {
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

    fn select(self, backend: DbBackend) -> Cow<'static, str> {
        let empty = match (self.kind, backend) {
            _ if !self.nullable => return self.name.into(),
            (Type::Uuid, DbBackend::Postgres) => "'00000000-0000-0000-0000-000000000000'::uuid",
            (Type::Uuid, _) => "x'00000000000000000000000000000000'",
            (Type::Int, _) => "0",
            _ => "''",
        };
        format!("nullif({}, {empty})", self.name).into()
    }

    /// Whether it holds something in a row where it has this value.
    fn has(self, value: &Value) -> bool {
        match value {
            _ if !self.nullable => true,
            Value::Uuid(Some(id)) => !id.is_nil(),
            Value::BigInt(Some(number)) => *number != 0,
            Value::String(Some(text)) => !text.is_empty(),
            Value::Bytes(Some(bytes)) => !bytes.is_empty(),
            _ => true,
        }
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
        if self.is_empty() {
            return Ok(());
        }
        let backend = db.get_database_backend();
        let (sql, values) = self.insertion(backend, table, on_conflict, 0);
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map(drop)
    }

    /// The same, where `on_conflict` ends with what is to be told of the rows that were inserted.
    pub(crate) async fn insert_returning(
        self,
        db: &impl ConnectionTrait,
        table: &str,
        on_conflict: &str,
    ) -> Result<Vec<QueryResult>, DbErr> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let backend = db.get_database_backend();
        let (sql, values) = self.insertion(backend, table, on_conflict, 0);
        db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await
    }

    /// Columns without a value in any row are left out: most are, in most batches of most tables.
    fn insertion(
        self,
        backend: DbBackend,
        table: &str,
        on_conflict: &str,
        before: usize,
    ) -> (String, Vec<Value>) {
        let used = std::array::from_fn(|at| self.is_used(at));
        let names = self.names(used);
        let selected: Vec<_> = self.picked(used).map(|column| column.select(backend)).collect();
        // `where true` keeps SQLite from reading `on conflict` as the `on` of a join.
        let sql = format!(
            "insert into {table} ({names}) select {} from v where true {on_conflict}",
            selected.join(", ")
        );
        self.render(backend, &sql, used, before)
    }

    fn is_used(&self, at: usize) -> bool {
        let column = self.columns.get(at);
        self.values.iter().any(|row| column.zip(row.get(at)).is_some_and(|(it, cell)| it.has(cell)))
    }

    fn picked(&self, used: [bool; N]) -> impl Iterator<Item = Column> {
        self.columns.into_iter().zip(used).filter_map(|(column, used)| used.then_some(column))
    }

    fn names(&self, used: [bool; N]) -> String {
        self.picked(used).map(Column::name).collect::<Vec<_>>().join(", ")
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
        let (sql, values) = self.render(backend, sql, [true; N], 0);
        Statement::from_sql_and_values(backend, sql, values)
    }

    /// The statement and its values, of which `before` others come first.
    fn render(
        self,
        backend: DbBackend,
        sql: &str,
        used: [bool; N],
        before: usize,
    ) -> (String, Vec<Value>) {
        let names = self.names(used);
        let (source, values) = match backend {
            DbBackend::Postgres => self.arrays(used, before),
            _ => self.list(used),
        };
        (format!("with v ({names}) as ({source}) {sql}"), values)
    }

    fn arrays(self, used: [bool; N], before: usize) -> (String, Vec<Value>) {
        let mut columns: [Vec<Value>; N] =
            std::array::from_fn(|_| Vec::with_capacity(self.values.len()));
        let arrays: Vec<_> = self.picked(used).map(Column::array).collect();
        for row in self.values {
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        let casts = arrays.iter().enumerate();
        let casts = casts.map(|(at, (cast, _))| format!("${}::{cast}", before + at + 1));
        let source = format!("select * from unnest({})", casts.collect::<Vec<_>>().join(", "));
        let columns =
            columns.into_iter().zip(used).filter_map(|(cells, used)| used.then_some(cells));
        let values = arrays
            .into_iter()
            .zip(columns)
            .map(|((_, array), cells)| Value::Array(array, Some(Box::new(cells))))
            .collect();
        (source, values)
    }

    fn list(self, used: [bool; N]) -> (String, Vec<Value>) {
        let width = used.iter().filter(|used| **used).count();
        let row = format!("({}?)", "?,".repeat(width.saturating_sub(1)));
        let source = format!("values {}", vec![row; self.values.len()].join(","));
        let mut cells = Vec::with_capacity(width * self.values.len());
        for row in self.values {
            cells.extend(row.into_iter().zip(used).filter_map(|(cell, used)| used.then_some(cell)));
        }
        (source, cells)
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
