//! Group commit: one transaction for what arrived while the last one was under way.

use super::{Log, Writer, queue::Queue};
use crate::{
    Clock, Error, Result,
    bus::Bus,
    database::Database,
    drafts,
    messages::{self, Sent, Submission},
    receipts::{self, Move},
    secrets::Secrets,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::oneshot;
use warbler_protocol::{AppId, Draft, Receipt};

/// Most requests in one commit. What waits longer than one commit waits for two: better larger ones.
const BATCH: usize = 512;

/// What goes through group commit: what there is much of.
#[derive(Debug)]
pub(crate) enum Request {
    Send(Arc<Submission>, oneshot::Sender<Result<Sent>>),
    Receipt(Arc<Move>, oneshot::Sender<Result<Receipt>>),
    Draft(Arc<drafts::Change>, oneshot::Sender<Result<Option<Draft>>>),
}

/// The committers of one process: one task per shard, started when the shard is first written to.
pub struct Committers {
    log: Log,
    queues: Mutex<HashMap<i32, Arc<Queue<AppId, Request>>>>,
    runtime: tokio::runtime::Handle,
    tasks: Mutex<tokio::task::JoinSet<()>>,
}

impl Committers {
    pub(crate) fn new(db: Database, bus: Arc<dyn Bus>, secrets: Secrets, clock: Clock) -> Self {
        Self {
            log: Log { db, bus, secrets, clock },
            queues: Mutex::default(),
            runtime: tokio::runtime::Handle::current(),
            tasks: Mutex::default(),
        }
    }

    /// Puts a request in line for the shard's next commit.
    pub(crate) fn submit(&self, shard: i32, app_id: AppId, request: Request) -> Result<()> {
        self.queue(shard).push(app_id, request).map_err(|_| Error::Overloaded)
    }

    fn queue(&self, shard: i32) -> Arc<Queue<AppId, Request>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.entry(shard).or_insert_with(|| {
            let queue = Arc::new(Queue::new());
            let task = run(self.log.clone(), shard, Arc::clone(&queue));
            let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            tasks.spawn_on(task, &self.runtime);
            queue
        });
        Arc::clone(queue)
    }
}

async fn run(log: Log, shard: i32, queue: Arc<Queue<AppId, Request>>) {
    loop {
        let requests = queue.take(BATCH).await;
        metrics::histogram!("warbler_commit_requests").record(requests.len() as f64);
        commit(&log, shard, requests).await;
    }
}

/// Commits a batch and answers everybody in it. One that the database refuses is tried again one
/// by one, so that what is wrong with one request is told to that one alone.
async fn commit(log: &Log, shard: i32, requests: Vec<Request>) {
    let answers = match attempt(log, shard, &requests).await {
        Err(Error::Database(error))
            if requests.len() > 1 && !crate::error::is_connection_error(&error) =>
        {
            tracing::warn!(%error, "a batch was refused, trying its requests one by one");
            let mut answers = Vec::new();
            for request in &requests {
                let answer = attempt(log, shard, std::slice::from_ref(request)).await;
                answers.push(answer.and_then(|mut one| one.pop().ok_or(Error::OutcomeUnknown)));
            }
            answers.into_iter().map(|answer| answer.unwrap_or_else(Answer::Failed)).collect()
        }
        Err(error) => requests.iter().map(|_| Answer::Failed(error.clone())).collect(),
        Ok(answers) => answers,
    };
    for (request, answer) in requests.into_iter().zip(answers) {
        request.answer(answer);
    }
}

/// What became of a request.
enum Answer {
    Sent(Result<Sent>),
    Moved(Result<Receipt>),
    Drafted(Result<Option<Draft>>),
    Failed(Error),
}

async fn attempt(log: &Log, shard: i32, requests: &[Request]) -> Result<Vec<Answer>> {
    let mut writer = Writer::begin(log, shard).await?;
    let sends: Vec<_> = requests.iter().filter_map(Request::submission).collect();
    let moves = requests.iter().filter_map(|request| match request {
        Request::Receipt(wanted, _) => Some(wanted.as_ref()),
        _ => None,
    });
    let changes = requests.iter().filter_map(|request| match request {
        Request::Draft(change, _) => Some(change.as_ref()),
        _ => None,
    });
    let sent = messages::append(&mut writer, &sends).await?;
    let mut moved = receipts::append(&mut writer, moves.collect()).await?.into_iter();
    let spent = spent_drafts(&sends, &sent);
    let changes = changes.chain(&spent).collect();
    let mut drafted = drafts::append(&mut writer, changes).await?.into_iter();
    writer.commit().await?;

    let mut sent = sent.into_iter();
    let answers = requests.iter().map(|request| match request {
        Request::Send(..) => sent.next().map(Answer::Sent),
        Request::Receipt(..) => moved.next().map(Answer::Moved),
        Request::Draft(..) => drafted.next().map(Answer::Drafted),
    });
    Ok(answers.map(|answer| answer.unwrap_or(Answer::Failed(Error::OutcomeUnknown))).collect())
}

/// The drafts that messages say are done with, where a message was sent.
fn spent_drafts(submissions: &[&Submission], sent: &[Result<Sent>]) -> Vec<drafts::Change> {
    let pairs = submissions.iter().zip(sent).filter(|(submission, _)| submission.clear_draft);
    pairs
        .filter(|(_, sent)| sent.as_ref().is_ok_and(|sent| sent.created))
        .filter_map(|(submission, _)| drafts::Change::spent(submission))
        .collect()
}

impl Request {
    fn submission(&self) -> Option<&Submission> {
        match self {
            Self::Send(submission, _) => Some(submission),
            _ => None,
        }
    }

    /// Tells whoever asked. They may have gone; what was committed stays.
    fn answer(self, answer: Answer) {
        match (self, answer) {
            (Self::Send(_, reply), Answer::Sent(sent)) => drop(reply.send(sent)),
            (Self::Receipt(_, reply), Answer::Moved(moved)) => drop(reply.send(moved)),
            (Self::Draft(_, reply), Answer::Drafted(draft)) => drop(reply.send(draft)),
            (Self::Send(_, reply), Answer::Failed(error)) => drop(reply.send(Err(error))),
            (Self::Receipt(_, reply), Answer::Failed(error)) => drop(reply.send(Err(error))),
            (Self::Draft(_, reply), Answer::Failed(error)) => drop(reply.send(Err(error))),
            // There are no others: requests are answered in order, each with its kind.
            _ => {}
        }
    }
}
