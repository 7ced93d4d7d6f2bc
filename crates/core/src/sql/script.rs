//! Statements of one transaction, run together.

use super::{Rows, statement};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Value};

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
        let (sql, values) = rows.render(self.backend, sql, [true; N], self.before());
        self.statements.push(sql);
        self.values.push(values);
    }

    /// Adds an insertion into a table whose columns are named like those of the rows; without rows
    /// there is nothing to do.
    pub(crate) fn insert<const N: usize>(&mut self, rows: Rows<N>, table: &str, on_conflict: &str) {
        if rows.is_empty() {
            return;
        }
        let (sql, values) = rows.insertion(self.backend, table, on_conflict, self.before());
        self.statements.push(sql);
        self.values.push(values);
    }

    /// How many values there are.
    fn before(&self) -> usize {
        self.values.iter().map(Vec::len).sum()
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
