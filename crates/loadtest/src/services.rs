//! PostgreSQL and Redis of our own, on free ports and in scratch directories, to be restarted,
//! crashed and thrown away.
//!
//! PostgreSQL refuses to run as root, so root runs it as the user `postgres`.

use crate::server::{free_address, signal};
use anyhow::{Context, Result, bail};
use sqlx::{Connection, PgConnection};
use std::{
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::{sleep, timeout},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// A private PostgreSQL server, durable as by default. Dropping it kills it.
pub struct Postgres {
    directory: TempDir,
    programs: PathBuf,
    pub port: u16,
    child: Option<Child>,
}

impl Postgres {
    pub async fn start() -> Result<Self> {
        let directory = TempDir::with_prefix("warbler-postgres-")?;
        if is_root()? {
            let (user, group) = user_ids("postgres")?;
            chown(directory.path(), Some(user), Some(group))?;
        }
        let mut postgres = Self {
            directory,
            programs: find_programs()?,
            port: free_address()?.port(),
            child: None,
        };
        let data = postgres.data();
        let made = postgres
            .command("initdb")?
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .await?;
        if !made.success() {
            bail!("initdb failed");
        }
        postgres.resume().await?;
        Ok(postgres)
    }

    /// The address of a database in it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// An immediate shutdown, as after a crash: recovery comes with the next start.
    pub async fn crash(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            signal(&child, "QUIT").await?;
            timeout(PATIENCE, child.wait()).await??;
        }
        Ok(())
    }

    /// Starts it (again) and waits until it takes connections.
    pub async fn resume(&mut self) -> Result<()> {
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={}", self.port),
            "unix_socket_directories=".to_owned(),
            "max_connections=200".to_owned(),
            "shared_buffers=512MB".to_owned(),
            "max_wal_size=4GB".to_owned(),
            "fsync=on".to_owned(),
            "synchronous_commit=on".to_owned(),
        ];
        let data = self.data();
        let mut command = self.command("postgres")?;
        command.arg("-D").arg(&data).stdout(Stdio::null()).stderr(Stdio::null());
        for setting in &settings {
            command.args(["-c", setting]);
        }
        self.child = Some(command.spawn()?);
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Ok(connection) = PgConnection::connect(&self.url("postgres")).await {
                connection.close().await?;
                return Ok(());
            }
            sleep(Duration::from_millis(20)).await;
        }
        bail!("PostgreSQL did not start within {PATIENCE:?}")
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn command(&self, program: &str) -> Result<Command> {
        let program = self.programs.join(program);
        let mut command = if is_root()? {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.directory.path()).stdin(Stdio::null()).kill_on_drop(true);
        Ok(command)
    }
}

/// A private Redis that keeps nothing. Dropping it kills it.
pub struct Redis {
    directory: TempDir,
    pub port: u16,
    child: Option<Child>,
}

impl Redis {
    pub async fn start() -> Result<Self> {
        let directory = TempDir::with_prefix("warbler-redis-")?;
        let mut redis = Self { directory, port: free_address()?.port(), child: None };
        redis.resume().await?;
        Ok(redis)
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub async fn crash(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    pub async fn resume(&mut self) -> Result<()> {
        let child = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"])
            .arg(self.port.to_string())
            .arg("--dir")
            .arg(self.directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start redis-server")?;
        self.child = Some(child);
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(20)).await;
        }
        bail!("Redis did not start within {PATIENCE:?}")
    }
}

/// The newest PostgreSQL that Debian's packages installed.
fn find_programs() -> Result<PathBuf> {
    let mut versions: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .context("PostgreSQL is not installed")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|programs| programs.join("postgres").exists())
        .collect();
    versions.sort();
    versions.pop().context("PostgreSQL is not installed")
}

fn is_root() -> Result<bool> {
    Ok(Path::new("/proc/self").metadata()?.uid() == 0)
}

fn user_ids(name: &str) -> Result<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd")?;
    let line = users
        .lines()
        .find(|line| line.split(':').next() == Some(name))
        .with_context(|| format!("there is no user {name}"))?;
    let mut ids = line.split(':').skip(2);
    let mut next = || -> Result<u32> { Ok(ids.next().context("no id")?.parse()?) };
    Ok((next()?, next()?))
}

/// Makes a scratch database in the server that `admin` points to, and gives its address.
pub async fn create_database(admin: &str, name: &str) -> Result<String> {
    create_database_with(admin, name, "").await
}

/// The same with options.
pub async fn create_database_with(admin: &str, name: &str, options: &str) -> Result<String> {
    let mut connection = PgConnection::connect(admin).await?;
    let statement = format!("CREATE DATABASE {name} {options}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
    connection.close().await?;
    let (server, _) = admin.rsplit_once('/').context("the address names no database")?;
    Ok(format!("{server}/{name}"))
}

pub async fn drop_database(admin: &str, name: &str) -> Result<()> {
    let mut connection = PgConnection::connect(admin).await?;
    let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// What a PostgreSQL server says about its durability.
pub async fn durability(admin: &str) -> Result<String> {
    let mut connection = PgConnection::connect(admin).await?;
    let statement = "SELECT format('PostgreSQL %s, fsync %s, synchronous_commit %s',
        current_setting('server_version'), current_setting('fsync'),
        current_setting('synchronous_commit'))";
    let line = sqlx::query_scalar(statement).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(line)
}
