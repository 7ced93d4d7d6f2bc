//! Sends the mail that operations left in the outbox: over SMTP, or into files where there is no
//! server, for whoever tries things out.

use anyhow::Context as _;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};
use tokio::{
    fs::{DirBuilder, OpenOptions},
    io::AsyncWriteExt as _,
    time::{sleep, timeout},
};
use uuid::Uuid;
use warbler_core::{
    Context, Result,
    mail::{self, LEASE, Leased, Mail},
};
use warbler_protocol::Timestamp;

/// Mails taken at once.
const BATCH: u64 = 10;
/// How long to wait when there was nothing.
const PAUSE: Duration = Duration::from_secs(1);
/// How long one may take: all of a batch fit into their lease.
const PATIENCE: Duration = Duration::from_secs(LEASE.as_secs() / (BATCH + 1));

/// How mail leaves the house.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files(PathBuf),
}

impl Mailer {
    /// Over the server that the URL names, `smtps://user:password@host`.
    pub fn smtp(url: &str, from: &str) -> anyhow::Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .context("the SMTP URL cannot be used")?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self { from: parse(from)?, way: Way::Smtp(transport) })
    }

    /// Into `.eml` files, which nobody but their owner may read.
    pub fn files(directory: &Path, from: &str) -> anyhow::Result<Self> {
        Ok(Self { from: parse(from)?, way: Way::Files(directory.to_owned()) })
    }

    /// Sends one mail. Sent again under the same id, it is one mail that came twice.
    pub async fn send(&self, mail: &Mail, id: Uuid, now: Timestamp) -> anyhow::Result<()> {
        let domain = self.from.email.domain();
        let at = UNIX_EPOCH + Duration::from_millis(now.0.max(0).unsigned_abs());
        let message = Message::builder()
            .from(self.from.clone())
            .to(mail.to.parse().context("no address")?)
            .subject(&mail.subject)
            .date(at)
            .message_id(Some(format!("<{}@{domain}>", id.simple())))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())?;
        match &self.way {
            Way::Smtp(transport) => timeout(PATIENCE, transport.send(message)).await?.map(drop)?,
            Way::Files(directory) => keep(directory, id, &message.formatted()).await?,
        }
        Ok(())
    }
}

fn parse(from: &str) -> anyhow::Result<Mailbox> {
    from.parse().with_context(|| format!("{from:?} is no sender"))
}

async fn keep(directory: &Path, id: Uuid, message: &[u8]) -> anyhow::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory).await?;
    let path = directory.join(format!("{}.eml", id.simple()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&path).await?;
    file.write_all(message).await?;
    file.flush().await?;
    tracing::info!(path = %path.display(), "a mail is in a file: there is no SMTP server");
    Ok(())
}

pub(crate) async fn run(ctx: &Context, mailer: &Mailer) {
    loop {
        match send_due(ctx, mailer).await {
            Ok(0) => sleep(PAUSE).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "mail could not be looked at, trying again");
                sleep(PAUSE).await;
            }
        }
    }
}

/// Sends what is due. Answers how many mails were tried.
pub async fn send_due(ctx: &Context, mailer: &Mailer) -> Result<usize> {
    let due = mail::lease(ctx, BATCH).await?;
    for leased in &due {
        match send(ctx, mailer, leased).await {
            Ok(()) => mail::sent(ctx, leased).await?,
            Err(error) => {
                let error = format!("{error:#}");
                let id = leased.id;
                match mail::failed(ctx, leased, &error).await? {
                    Some(next) => tracing::warn!(%id, error, %next, "a mail could not be sent"),
                    None => tracing::error!(%id, error, "a mail could not be sent and is given up"),
                }
            }
        }
    }
    Ok(due.len())
}

async fn send(ctx: &Context, mailer: &Mailer, leased: &Leased) -> anyhow::Result<()> {
    mailer.send(&leased.open(ctx)?, leased.id, ctx.now()).await
}
