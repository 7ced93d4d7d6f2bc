//! Sends the mail that operations left in the outbox: over SMTP, or into files where there is no
//! server, for whoever tries things out.

use anyhow::Context as _;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Body, Mailbox,
        header::{ContentTransferEncoding, ContentType},
    },
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

/// Longest line of a mail (RFC 5322).
const MAX_LINE: usize = 998;

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
            .body(body(&mail.text))?;
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

/// As it is where mail allows that, so that links in files can be copied: the library would fold
/// lines of more than 76 characters.
fn body(text: &str) -> Body {
    let fits = text.is_ascii() && text.lines().all(|line| line.len() <= MAX_LINE);
    match fits {
        true => {
            let lines = text.replace('\n', "\r\n").into_bytes();
            Body::dangerous_pre_encoded(lines, ContentTransferEncoding::SevenBit)
        }
        false => Body::new(text.to_owned()),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncBufReadExt as _, BufReader},
        net::{TcpListener, TcpStream},
    };

    fn mail(text: &str) -> Mail {
        let (to, subject) = ("ada@example.com".to_owned(), "Hello".to_owned());
        Mail { to, subject, text: text.to_owned() }
    }

    /// Says yes to everything, and answers what it was told.
    async fn serve(stream: TcpStream) -> String {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 test ESMTP\r\n").await.unwrap();
        let mut heard = String::new();
        let mut in_data = false;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap() == 0 {
                return heard;
            }
            heard.push_str(&line);
            let answer = match line.trim_end() {
                "." => "250 taken",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ if in_data => continue,
                _ => "250 fine",
            };
            in_data = answer.starts_with("354");
            stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
            if answer.starts_with("250 taken") {
                return heard;
            }
        }
    }

    #[tokio::test]
    async fn mail_goes_over_smtp() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let mailer = Mailer::smtp(&url, "Warbler <warbler@example.com>").unwrap();
        let server = async { serve(listener.accept().await.unwrap().0).await };
        let link = format!("https://chat.example/console/confirm#token={}", "x".repeat(43));
        let (mail, now) = (mail(&link), Timestamp(1_700_000_000_000));
        let (sent, heard) = tokio::join!(mailer.send(&mail, Uuid::nil(), now), server);
        sent.unwrap();
        for line in [
            "MAIL FROM:<warbler@example.com>",
            "RCPT TO:<ada@example.com>",
            "From: Warbler <warbler@example.com>",
            "Subject: Hello",
            "Date: Tue, 14 Nov 2023 22:13:20 +0000",
            &link,
        ] {
            assert!(heard.contains(&format!("{line}\r\n")), "{line} in {heard}");
        }
        assert!(heard.contains("Message-ID: <00000000000000000000000000000000@example.com>"));
    }

    #[tokio::test]
    async fn without_a_server_it_is_a_file_for_nobody_else() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = std::env::temp_dir().join(format!("warbler-mail-{}", Uuid::now_v7()));
        let mailer = Mailer::files(&directory, "warbler@localhost").unwrap();
        mailer.send(&mail("Grüße"), Uuid::nil(), Timestamp(0)).await.unwrap();
        let path = directory.join("00000000000000000000000000000000.eml");
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&directory), mode(&path)), (0o700, 0o600));
        std::fs::remove_dir_all(directory).unwrap();
    }
}
