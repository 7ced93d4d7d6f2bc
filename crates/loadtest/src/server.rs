//! The server under test: a process of its own, known by its command line and its ports alone.

use anyhow::{Context, Result, bail};
use std::{
    fs::File,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::sleep,
};

const READY_WITHIN: Duration = Duration::from_secs(30);
/// No secret: it protects scratch databases that live as long as one run.
const MASTER_KEY: &str = "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed";

/// Raised: all clients share an address, and one app does what is measured.
const RATES: [&str; 4] = [
    "WARBLER_RATE_PER_KEY",
    "WARBLER_RATE_PER_USER",
    "WARBLER_RATE_PER_APP",
    "WARBLER_RATE_PER_ADDRESS",
];

/// How to start one server.
#[derive(Clone, Debug)]
pub struct Settings {
    pub binary: PathBuf,
    pub listen: SocketAddr,
    pub data: PathBuf,
    /// SQLite in the data directory without it.
    pub database: Option<String>,
    pub redis: Option<String>,
}

/// A running server. Dropping it kills it.
pub struct Server {
    pub settings: Settings,
    child: Child,
}

/// What a process takes of the machine's memory, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub rss: u64,
    pub pss: u64,
}

impl Settings {
    /// A server of its own on a free port.
    pub fn new(binary: &Path, data: &Path) -> Result<Self> {
        Ok(Self {
            binary: binary.to_owned(),
            listen: free_address()?,
            data: data.to_owned(),
            database: None,
            redis: None,
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .env("WARBLER_LISTEN", self.listen.to_string())
            .env("WARBLER_DATA_DIR", &self.data)
            .env("WARBLER_MASTER_KEY", MASTER_KEY)
            .env("WARBLER_FRAME_RATE", "10000")
            .env("WARBLER_FRAME_BURST", "100000")
            .env("WARBLER_MAX_CONNECTIONS_PER_USER", "1000")
            .envs(RATES.map(|name| (name, "1000000/1000000")))
            .env("WARBLER_EGRESS_ALLOW", "127.0.0.0/8")
            .env("WARBLER_DRAIN_SECONDS", "0")
            .env("WARBLER_LOG", "warn")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        for (name, value) in
            [("WARBLER_DATABASE_URL", &self.database), ("WARBLER_REDIS_URL", &self.redis)]
        {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }

    /// Runs another command of the server to its end and gives what it printed.
    pub async fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = self
            .command(arguments)
            .output()
            .await
            .with_context(|| format!("cannot run {}", self.binary.display()))?;
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            bail!("{arguments:?} failed: {}", error.trim());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Starts it, without waiting. What it logs goes to a file in its data directory.
    pub fn spawn(&self) -> Result<Server> {
        self.spawn_as(&["serve"])
    }

    fn spawn_as(&self, arguments: &[&str]) -> Result<Server> {
        std::fs::create_dir_all(&self.data)?;
        let log = File::options().create(true).append(true).open(self.log())?;
        let child = self
            .command(arguments)
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))?;
        Ok(Server { settings: self.clone(), child })
    }

    fn log(&self) -> PathBuf {
        self.data.join(format!("serve-{}.log", self.listen.port()))
    }

    /// Starts it and waits until it says that it is ready.
    pub async fn start(&self) -> Result<Server> {
        self.start_as(&["serve"]).await
    }

    /// Starts it with other arguments.
    pub async fn start_as(&self, arguments: &[&str]) -> Result<Server> {
        let mut server = self.spawn_as(arguments)?;
        server.wait_ready().await?;
        Ok(server)
    }
}

impl Server {
    pub fn address(&self) -> SocketAddr {
        self.settings.listen
    }

    /// Gives the time until `/readyz` answered 200.
    pub async fn wait_ready(&mut self) -> Result<Duration> {
        let began = Instant::now();
        while began.elapsed() < READY_WITHIN {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}: {}", self.last_words());
            }
            let mut http = crate::http::Http::new(self.address(), "");
            if TcpStream::connect(self.address()).await.is_ok()
                && http.call("GET", "/readyz", "").await.is_ok_and(|reply| reply.status == 200)
            {
                return Ok(began.elapsed());
            }
            sleep(Duration::from_millis(2)).await;
        }
        bail!("the server was not ready within {READY_WITHIN:?}")
    }

    /// The end of its log.
    pub fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.settings.log()).unwrap_or_default();
        let from = log.lines().count().saturating_sub(10);
        log.lines().skip(from).collect::<Vec<_>>().join("\n")
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// kill -9: no goodbye, nothing flushed.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Asks it to end and waits for that.
    pub async fn stop(&mut self) -> Result<()> {
        signal(&self.child, "TERM").await?;
        tokio::time::timeout(READY_WITHIN, self.child.wait()).await??;
        Ok(())
    }

    /// The time that its threads have computed so far.
    pub fn computed(&self) -> Result<Duration> {
        let pid = self.child.id().context("the server has ended")?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // After the name, which may hold spaces: the 12th and 13th are ticks of 10 ms (proc(5)).
        let (_, fields) = stat.rsplit_once(')').context("no name")?;
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
        Ok(Duration::from_millis(10 * ticks.sum::<Result<u64, _>>()?))
    }

    pub fn memory(&self) -> Result<Memory> {
        let pid = self.child.id().context("the server has ended")?;
        let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
        let field = |name: &str| -> Result<u64> {
            let line = text.lines().find(|line| line.starts_with(name)).context("no such field")?;
            let kib = line.split_whitespace().nth(1).context("no number")?;
            Ok(kib.parse::<u64>()? * 1024)
        };
        Ok(Memory { rss: field("Rss:")?, pss: field("Pss:")? })
    }
}

/// Sends a signal by name to a child that is still ours.
pub(crate) async fn signal(child: &Child, name: &str) -> Result<()> {
    let pid = child.id().context("the process has ended")?;
    let status = Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status().await?;
    if !status.success() {
        bail!("cannot signal process {pid}");
    }
    Ok(())
}

/// A loopback address that was free a moment ago.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
