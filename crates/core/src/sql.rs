//! Many rows in one statement, on both databases.
//!
//! PostgreSQL takes each column as one array, so that the text of a statement does not depend on
//! how many rows there are and is prepared once; SQLite takes a list of values. Both become a
//! common table expression `v`, and the rest of a statement is the same for both.
//!
//! Arrays hold no NULLs: an absent value travels as the empty one of its type and comes back with
//! [`Column::select`].

use sea_orm::sea_query::ArrayType;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

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
#[derive(Debug)]
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
        let backend = db.get_database_backend();
        let names: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        let selected: Vec<_> = self.columns.iter().map(|column| column.select(backend)).collect();
        // `where true` keeps SQLite from reading `on conflict` as the `on` of a join.
        let sql = format!(
            "insert into {table} ({}) select {} from v where true {on_conflict}",
            names.join(", "),
            selected.join(", ")
        );
        self.execute(db, &sql).await
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
        let names: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        let names = names.join(", ");
        let (source, values) = match backend {
            DbBackend::Postgres => self.arrays(),
            _ => self.list(),
        };
        Statement::from_sql_and_values(
            backend,
            format!("with v ({names}) as ({source}) {sql}"),
            values,
        )
    }

    fn arrays(self) -> (String, Vec<Value>) {
        let mut columns: [Vec<Value>; N] =
            std::array::from_fn(|_| Vec::with_capacity(self.values.len()));
        for row in self.values {
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        let arrays = self.columns.iter().map(|column| column.array());
        let casts =
            arrays.clone().enumerate().map(|(at, (cast, _))| format!("${}::{cast}", at + 1));
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
