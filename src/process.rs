//! Puts together what operations need, from the configuration.

use crate::config::{Config, Database as Kind, Role};
use anyhow::{Context as _, ensure};
use secrecy::ExposeSecret;
use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use warbler_core::{
    Clock, Context, Limits,
    blobs::{Blobs, Credentials, Storage},
    bus::{Bus, LocalBus, RedisBus},
    database::Database,
    rate_limits::Shared,
    search::{Indexes, LocalIndexes, Nodes},
    secrets::Secrets,
};
use warbler_protocol::Timestamp;
use warbler_worker::Mailer;

/// The context of this process, over a schema that is up to date.
pub async fn context(config: &Config) -> anyhow::Result<Context> {
    make_data_dir(config)?;
    let url = config.database_url.expose_secret();
    let database = Database::connect(url, config.database_connections).await;
    let database = database.context("cannot open the database; see `warbler doctor`")?;
    let secrets = secrets(config)?;
    let redis = config.redis_url.as_ref().map(|url| url.expose_secret());
    let bus: Arc<dyn Bus> = match redis {
        Some(url) => Arc::new(RedisBus::connect(url, &secrets)?),
        None => Arc::new(LocalBus::default()),
    };
    let buckets = redis.map(|url| Shared::connect(url, &secrets)).transpose()?;
    let ctx = Context::new(database, bus, blobs(config)?, secrets, limits(config)?, clock());
    let ctx = ctx.behind(&config.trusted_proxies).calling(&config.egress_allow);
    let ctx = ctx.at(config.public_url.clone()).searching(indexes(config)?);
    Ok(match buckets {
        Some(buckets) => ctx.sharing(buckets),
        None => ctx,
    })
}

/// Where this process searches: in indexes of its own if it has the role, unless nodes share them.
fn indexes(config: &Config) -> anyhow::Result<Indexes> {
    let local = config
        .has(Role::Search)
        .then(|| LocalIndexes::new(config.search_dir.clone(), config.search_memory));
    let own = config.search_node.as_ref().filter(|_| config.has(Role::Search));
    let nodes = match config.search_nodes.as_slice() {
        [] => None,
        nodes => Some(Nodes::new(nodes.to_vec(), own)?),
    };
    Ok(Indexes::new(local, nodes))
}

/// How this process sends mail.
pub fn mailer(config: &Config) -> anyhow::Result<Mailer> {
    match &config.smtp_url {
        Some(url) => Mailer::smtp(url.expose_secret(), &config.mail_from),
        None => {
            let directory = config.data_dir.join("mail");
            let shown = directory.display();
            tracing::info!("there is no SMTP server (WARBLER_SMTP_URL): mail goes into {shown}");
            Mailer::files(&directory, &config.mail_from)
        }
    }
}

/// Brings the schema up to date; any number of processes may do so at once.
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    make_data_dir(config)?;
    let database = Database::connect_alone(config.database_url.expose_secret()).await;
    let database = database.context("cannot open the database; see `warbler doctor`")?;
    warbler_migrations::migrate(&database, config.shards.into()).await?;
    Ok(database.close().await?)
}

/// Fails where [`migrate`] has something to do.
pub async fn require_schema(config: &Config) -> anyhow::Result<()> {
    make_data_dir(config)?;
    let database = Database::connect_alone(config.database_url.expose_secret()).await;
    let database = database.context("cannot open the database; see `warbler doctor`")?;
    let pending = warbler_migrations::pending(&database).await?;
    database.close().await?;
    ensure!(pending == 0, "the database is not up to date: run `warbler migrate`");
    Ok(())
}

/// The system's clock, which nothing else in the program reads.
#[expect(clippy::disallowed_methods, reason = "this is where contexts get their clock from")]
pub fn clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    })
}

fn make_data_dir(config: &Config) -> anyhow::Result<()> {
    if config.database == Kind::Postgres {
        return Ok(());
    }
    // What is in it is nobody else's business.
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.data_dir)
        .with_context(|| format!("cannot make the directory {}", config.data_dir.display()))
}

fn secrets(config: &Config) -> anyhow::Result<Secrets> {
    let mut key = [0; 32];
    hex::decode_to_slice(config.master_key()?.expose_secret(), &mut key)?;
    Ok(Secrets::new(&key))
}

/// Where this installation keeps its files.
pub fn blobs(config: &Config) -> warbler_core::Result<Blobs> {
    let credentials = config.s3_keys.as_ref().map(|keys| Credentials {
        access_key: keys.access.expose_secret().to_owned(),
        secret_key: keys.secret.expose_secret().to_owned(),
    });
    match &config.storage {
        Storage::Disk(directory) => Blobs::on_disk(directory),
        Storage::S3(place) => Blobs::in_s3(place, credentials.as_ref()),
    }
}

fn limits(config: &Config) -> anyhow::Result<Limits> {
    Ok(Limits {
        frame_rate: config.frame_rate,
        frame_burst: config.frame_burst,
        max_connections_per_user: config.max_connections_per_user.try_into()?,
        sign_up: config.sign_up,
        max_upload: config.max_upload,
        quotas: config.quotas,
        ..Limits::default()
    })
}
