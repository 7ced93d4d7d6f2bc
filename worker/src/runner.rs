//! Takes jobs off the queue and runs them.
//!
//! Nothing is locked while a job runs, and the job of a worker that died comes back when its lease
//! ends. So jobs run at least once, and must be idempotent.

use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};
use warbler_core::{
    Context, Error, Result, Scope, apps,
    jobs::{self, Job, LEASE, Leased},
};

/// Jobs taken at once.
const BATCH: u64 = 100;
/// How long to wait when there was nothing.
const PAUSE: Duration = Duration::from_millis(500);

/// How a job did not work out. Every error must be told apart.
#[derive(Debug)]
pub enum Failure {
    /// Worth another try, later.
    Retry(anyhow::Error),
    /// Will never work: bury it, and somebody will look.
    Discard(anyhow::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Database(_)
            | Error::Storage(_)
            | Error::Search(_)
            | Error::Overloaded
            | Error::RateLimited(_)
            | Error::OutcomeUnknown => Self::Retry(error.into()),
            Error::NotFound(_)
            | Error::Refused(..)
            | Error::Barred(..)
            | Error::Invalid(_)
            | Error::Corrupt(_) => Self::Discard(error.into()),
        }
    }
}

/// What a kind of job does.
pub trait Run: Job {
    const MAX_ATTEMPTS: i32 = 12;

    /// Does the job, or a step of it: the answer is the next step, if there is one.
    fn run(
        self,
        ctx: &Context,
        scope: &Scope,
    ) -> impl Future<Output = Result<Option<Self>, Failure>> + Send;

    /// The job failed for good and is about to be buried: says so where somebody waits for it.
    fn give_up(
        self,
        _ctx: &Context,
        _scope: &Scope,
        _error: &str,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// Knows what to do with each kind of job.
#[derive(Clone)]
pub struct Runner {
    ctx: Context,
    kinds: HashMap<&'static str, Kind>,
}

#[derive(Clone)]
struct Kind {
    max_attempts: i32,
    step: Step,
    give_up: GiveUp,
}

type Step = Arc<dyn Fn(Context, Leased) -> StepFuture + Send + Sync>;
type StepFuture = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;
type GiveUp = Arc<dyn Fn(Context, Leased, String) -> GiveUpFuture + Send + Sync>;
type GiveUpFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

impl Runner {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, kinds: HashMap::new() }
    }

    pub fn register<J: Run>(mut self) -> Self {
        let step: Step = Arc::new(|ctx, job| Box::pin(step::<J>(ctx, job)));
        let give_up: GiveUp = Arc::new(|ctx, job, error| {
            Box::pin(async move { give_up::<J>(&ctx, &job, &error).await })
        });
        self.kinds.insert(J::KIND, Kind { max_attempts: J::MAX_ATTEMPTS, step, give_up });
        self
    }

    /// Runs what is due, one after the other. Answers how many steps there were.
    pub async fn run_due(&self) -> Result<usize> {
        let leased = jobs::lease(&self.ctx, BATCH).await?;
        let count = leased.len();
        for job in leased {
            self.run_one(job).await?;
        }
        Ok(count)
    }

    async fn run_one(&self, job: Leased) -> Result<()> {
        let Some(kind) = self.kinds.get(job.kind.as_str()) else {
            // A newer release may know it.
            return jobs::retry(&self.ctx, &job, LEASE).await;
        };
        if job.attempts > kind.max_attempts {
            // Failures are counted below; these attempts ended without one, and a process with them.
            let error = "the worker died at it, again and again";
            return self.bury(kind, &job, error.to_owned()).await;
        }
        let step = (kind.step)(self.ctx.clone(), job.clone());
        let done = timeout(LEASE / 2, step).await.unwrap_or_else(|_| {
            Err(Failure::Retry(anyhow::anyhow!("took longer than {} s", LEASE.as_secs() / 2)))
        });
        let (id, name, attempts) = (job.id, job.kind.as_str(), job.attempts);
        match done {
            Ok(()) => Ok(()),
            Err(Failure::Retry(error)) if attempts < kind.max_attempts => {
                tracing::warn!(%id, name, attempts, %error, "a job failed and will be tried again");
                jobs::retry(&self.ctx, &job, backoff(attempts)).await
            }
            Err(Failure::Retry(error) | Failure::Discard(error)) => {
                tracing::error!(%id, name, attempts, %error, "a job failed for good");
                self.bury(kind, &job, format!("{error:#}")).await
            }
        }
    }

    async fn bury(&self, kind: &Kind, job: &Leased, error: String) -> Result<()> {
        (kind.give_up)(self.ctx.clone(), job.clone(), error.clone()).await?;
        jobs::bury(&self.ctx, job, &error).await
    }
}

/// One that cannot even be read, or whose app is gone, is buried without a word.
async fn give_up<J: Run>(ctx: &Context, job: &Leased, error: &str) -> Result<()> {
    let Ok(payload) = job.payload::<J>() else { return Ok(()) };
    match apps::system_scope(ctx, job.app_id()).await {
        Ok(scope) => payload.give_up(ctx, &scope, error).await,
        Err(Error::NotFound(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn step<J: Run>(ctx: Context, job: Leased) -> Result<(), Failure> {
    let payload: J = job.payload()?;
    let scope = apps::system_scope(&ctx, job.app_id()).await?;
    match payload.run(&ctx, &scope).await? {
        Some(next) => jobs::advance(&ctx, &job, &next).await?,
        None => jobs::finish(&ctx, &job).await?,
    }
    Ok(())
}

pub(crate) async fn run(ctx: &Context) {
    let runner = Runner::new(ctx.clone()).with_all_jobs();
    loop {
        match runner.run_due().await {
            Ok(0) => sleep(PAUSE).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "jobs could not be run, trying again");
                sleep(PAUSE).await;
            }
        }
    }
}

/// 2 s, 4 s, 8 s … up to about an hour, each with up to half as much again, so that what failed
/// together does not come back together.
fn backoff(attempts: i32) -> Duration {
    let base = Duration::from_secs(1 << attempts.clamp(1, 12));
    base + base.mul_f64(rand::random::<f64>() / 2.0)
}
