//! A toy with the server's command line, to try the load clients on: one lock, one file, no fsync.
//!
//! It keeps every promise but durability against a power cut. `FAKE_FAULT` breaks one on purpose:
//! `lose` (an acknowledged message in a hundred), `skip` (a delivery), `twice` (a delivery).

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_ws::Message;
use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    env,
    fs::{File, read_to_string},
    io::Write,
    sync::{Mutex, PoisonError},
};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

#[derive(Default)]
struct Talk {
    app: String,
    all: bool,
    entries: Vec<Value>,
    messages: HashMap<String, Value>,
    order: Vec<String>,
    sent: HashMap<String, String>,
    intervals: HashMap<String, Vec<(usize, usize)>>,
    reads: HashMap<String, u64>,
}

struct Listener {
    app: String,
    user: String,
    to: UnboundedSender<String>,
}

#[derive(Default)]
struct State {
    file: Option<File>,
    position: usize,
    talks: HashMap<String, Talk>,
    listeners: Vec<Listener>,
    fault: String,
    count: usize,
}

type Shared = web::Data<Mutex<State>>;
type Answer = Result<Value, (u16, &'static str)>;

impl Talk {
    fn sees(&self, user: &str, seq: usize) -> bool {
        user.is_empty()
            || self
                .intervals
                .get(user)
                .is_some_and(|all| all.iter().any(|i| (i.0..=i.1).contains(&seq)))
    }

    fn member(&self, user: &str) -> bool {
        user.is_empty()
            || self
                .intervals
                .get(user)
                .and_then(|all| all.last())
                .is_some_and(|i| i.1 == usize::MAX)
    }

    /// The event of entry `seq`, as this user sees it now.
    fn event(&self, id: &str, seq: usize, user: &str) -> Value {
        let entry = &self.entries[seq - 1];
        if !self.sees(user, seq) {
            return json!({"t": "hidden", "c": id, "n": seq, "s": entry["p"].to_string(), "d": {}});
        }
        let d = entry["m"].as_str().map_or(entry["d"].clone(), |m| self.messages[m].clone());
        json!({"t": entry["t"], "c": id, "n": seq, "s": entry["p"].to_string(), "d": d})
    }
}

impl State {
    /// Writes a line, applies it and tells everyone.
    fn commit(&mut self, line: Value) {
        if let Some(file) = &mut self.file {
            self.count += 1;
            if self.fault != "lose" || !self.count.is_multiple_of(100) {
                let _ = writeln!(file, "{line}");
            }
        }
        self.apply(&line);
    }

    fn apply(&mut self, line: &Value) {
        self.position += 1;
        let id = line["c"].as_str().unwrap_or_default();
        let talk = self.talks.entry(id.to_owned()).or_default();
        let seq = talk.entries.len() + 1;
        let kind = line["t"].as_str().unwrap_or_default();
        let d = &line["d"];
        let names = |key: &str| -> Vec<String> {
            d[key]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|v| Some(v.as_str()?.to_owned()))
                .collect()
        };
        let mut entry = json!({"t": kind, "p": self.position, "d": d});
        match kind {
            "conversation.created" => {
                talk.app = d["app_id"].as_str().unwrap_or_default().to_owned();
                talk.all = d["history"] == "all";
                for user in names("users") {
                    talk.intervals.insert(user, vec![(1, usize::MAX)]);
                }
            }
            "member.added" => {
                for user in names("users") {
                    let from = if talk.all { 1 } else { seq };
                    talk.intervals.entry(user).or_default().push((from, usize::MAX));
                }
            }
            "member.removed" => {
                for user in names("user_ids") {
                    if let Some(last) = talk.intervals.get_mut(&user).and_then(|all| all.last_mut())
                    {
                        last.1 = seq;
                    }
                }
            }
            "receipt" => {
                let user = d["user_id"].as_str().unwrap_or_default().to_owned();
                talk.reads.insert(user, d["read_seq"].as_u64().unwrap_or_default());
                let (frame, app) = (
                    json!({"t": "receipt.updated", "c": id, "s": self.position.to_string(), "d": d}),
                    talk.app.clone(),
                );
                for l in &self.listeners {
                    if l.app == app && talk.member(&l.user) {
                        let _ = l.to.send(frame.to_string());
                    }
                }
                return;
            }
            _ => {
                let mut message = d.clone();
                let mid = d["id"].as_str().unwrap_or_default().to_owned();
                if kind == "message.created" {
                    message["seq"] = seq.into();
                    message["ordinal"] = (talk.order.len() + 1).into();
                    talk.order.push(mid.clone());
                    let key = format!("{} {}", d["sender_id"], d["client_id"]);
                    talk.sent.insert(key, mid.clone());
                }
                talk.messages.insert(mid.clone(), message);
                entry["m"] = mid.into();
            }
        }
        talk.entries.push(entry);
        for l in &self.listeners {
            self.count += 1;
            if l.app == talk.app && talk.sees(&l.user, seq) {
                if self.fault == "skip" && self.count.is_multiple_of(500) {
                    continue;
                }
                let frame = talk.event(id, seq, &l.user).to_string();
                if self.fault == "twice" && self.count.is_multiple_of(500) {
                    let _ = l.to.send(frame.clone());
                }
                let _ = l.to.send(frame);
            }
        }
    }

    fn talk(&self, app: &str, user: &str, id: &str) -> Result<&Talk, (u16, &'static str)> {
        self.talks.get(id).filter(|t| t.app == app && t.member(user)).ok_or((404, "not_found"))
    }

    fn send(&mut self, app: &str, user: &str, id: &str, d: &Value) -> Answer {
        let talk = self.talk(app, user, id)?;
        let key = format!("{} {}", json!(user), d["client_id"]);
        if let Some(mid) = talk.sent.get(&key) {
            return Ok(talk.messages[mid].clone());
        }
        let mid = format!("msg_{}", uuid::Uuid::now_v7().simple());
        let message = json!({"id": mid, "conversation_id": id, "seq": 0, "ordinal": 0, "sender_id": user,
            "client_id": d["client_id"], "text": d["text"], "version": 1, "created_at": "2026-01-01T00:00:00.000Z"});
        self.commit(json!({"c": id, "t": "message.created", "d": message}));
        Ok(self.talks[id].messages[&mid].clone())
    }

    fn change(&mut self, app: &str, user: &str, id: &str, d: &Value, recall: bool) -> Answer {
        let talk = self.talk(app, user, id)?;
        let mid = d["message_id"].as_str().unwrap_or_default();
        let mut message = talk.messages.get(mid).cloned().ok_or((404, "not_found"))?;
        if message["recalled_at"].is_string() {
            return if recall { Ok(message) } else { Err((409, "conflict")) };
        }
        message["version"] = (message["version"].as_u64().unwrap_or_default() + 1).into();
        message["text"] = if recall { "".into() } else { d["text"].clone() };
        if recall {
            message["recalled_at"] = "2026-01-01T00:00:00.000Z".into();
        }
        let t = if recall { "message.recalled" } else { "message.updated" };
        self.commit(json!({"c": id, "t": t, "d": message}));
        Ok(message)
    }

    fn read(&mut self, app: &str, user: &str, id: &str, d: &Value) -> Answer {
        let talk = self.talk(app, user, id)?;
        let head = talk.entries.len() as u64;
        let before = talk.reads.get(user).copied().unwrap_or_default();
        let seq = d["seq"].as_u64().unwrap_or(head).min(head).max(before);
        let d = json!({"user_id": user, "read_seq": seq, "delivered_seq": seq});
        if seq > before {
            self.commit(json!({"c": id, "t": "receipt", "d": d}));
        }
        Ok(d)
    }

    fn conversation(&self, app: &str, user: &str, id: &str) -> Answer {
        let talk = self.talk(app, user, id)?;
        let members: Vec<_> = talk.intervals.keys().filter(|u| talk.member(u)).map(|u| {
            let read = talk.reads.get(u).copied().unwrap_or_default();
            json!({"user_id": u, "role": "member", "joined_at": "2026-01-01T00:00:00.000Z", "read_seq": read, "delivered_seq": read})
        }).collect();
        let mut d = talk.entries[0]["d"].clone();
        d["as_of_seq"] = talk.entries.len().into();
        d["members"] = members.into();
        Ok(d)
    }
}

/// App and user; an empty user is the tenant's server.
fn who(bearer: &str) -> (String, String) {
    if let Some(app) = bearer.strip_prefix("sk_") {
        return (app.to_owned(), String::new());
    }
    let claims = bearer.split('.').nth(1).and_then(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
    let claims: Value = serde_json::from_slice(&claims.unwrap_or_default()).unwrap_or_default();
    let claim = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
    (claim("iss"), claim("sub"))
}

fn problem((status, code): (u16, &str)) -> Value {
    json!({"type": "x", "title": "x", "status": status, "detail": "x", "code": code, "request_id": "x", "retryable": false})
}

async fn rest(request: HttpRequest, body: web::Bytes, state: Shared) -> HttpResponse {
    let bearer =
        request.headers().get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (app, user) = who(bearer.trim_start_matches("Bearer "));
    let d: Value = serde_json::from_slice(&body).unwrap_or_default();
    let path: Vec<_> = request.path().trim_matches('/').split('/').collect();
    let query = |name: &str| -> usize {
        let mut pairs = request.query_string().split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|pair| pair.0 == name).and_then(|pair| pair.1.parse().ok()).unwrap_or(0)
    };
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let users = || -> Vec<Value> {
        d["members"].as_array().into_iter().flatten().map(|m| m["user_id"].clone()).collect()
    };
    let answer: Answer = match (request.method().as_str(), &path[1..]) {
        (_, ["signing_keys"]) => Ok(json!({"id": "sig_1", "secret": "secret"})),
        (_, ["users", "batch"]) => Ok(json!({})),
        ("POST", ["conversations"]) => {
            let id = format!("con_{}", uuid::Uuid::now_v7().simple());
            let conversation = json!({"id": id, "app_id": app, "kind": d["kind"], "visibility": "private",
                "history": d["history"].as_str().unwrap_or("all"), "posting": "everyone", "member_count": 1,
                "last_ordinal": 0, "as_of_seq": 1, "created_at": "2026-01-01T00:00:00.000Z",
                "updated_at": "2026-01-01T00:00:00.000Z", "users": users()});
            state.commit(json!({"c": id, "t": "conversation.created", "d": conversation}));
            Ok(conversation)
        }
        ("GET", ["conversations", id]) => state.conversation(&app, &user, id),
        ("POST", ["conversations", id, "members"]) => {
            let new: Vec<_> = users()
                .into_iter()
                .filter(|u| !state.talks[*id].member(u.as_str().unwrap_or("?")))
                .collect();
            if !new.is_empty() {
                let members: Vec<_> = new.iter().map(|u| json!({"user_id": u, "role": "member", "joined_at": "2026-01-01T00:00:00.000Z"})).collect();
                state.commit(json!({"c": id, "t": "member.added", "d": {"users": new, "members": members, "member_count": 1}}));
            }
            Ok(json!({}))
        }
        ("DELETE", ["conversations", id, "members", who]) => {
            if state.talks[*id].member(who) {
                state.commit(json!({"c": id, "t": "member.removed", "d": {"user_ids": [who], "member_count": 1}}));
            }
            Ok(json!({}))
        }
        ("POST", ["conversations", id, "messages"]) => state.send(&app, &user, id, &d),
        ("GET", ["conversations", id, "entries"]) => state.talk(&app, &user, id).map(|talk| {
            let after = query("after_seq");
            let seqs = after + 1..=talk.entries.len().min(after + 100);
            let data: Vec<_> = seqs.map(|seq| talk.event(id, seq, &user)).collect();
            json!({"has_more": after + 100 < talk.entries.len(), "data": data})
        }),
        ("GET", ["conversations", id, "messages"]) => state.talk(&app, &user, id).map(|talk| {
            let after = query("after_seq") as u64;
            let seq = |m: &&Value| m["seq"].as_u64().unwrap_or_default();
            let shown = talk.order.iter().map(|mid| &talk.messages[mid]);
            let shown = shown.filter(|m| seq(m) > after && talk.sees(&user, seq(m) as usize));
            json!({"has_more": true, "data": shown.take(100).collect::<Vec<_>>()})
        }),
        _ => Err((404, "route_not_found")),
    };
    match answer {
        Ok(value) if request.method() == "POST" => HttpResponse::Created().json(value),
        Ok(value) => HttpResponse::Ok().json(value),
        Err(error) => {
            HttpResponse::build(actix_web::http::StatusCode::from_u16(error.0).unwrap_or_default())
                .json(problem(error))
        }
    }
}

async fn socket(
    request: HttpRequest,
    body: web::Payload,
    state: Shared,
) -> actix_web::Result<HttpResponse> {
    let (response, mut session, mut stream) = actix_ws::handle(&request, body)?;
    let (to, mut from) = unbounded_channel::<String>();
    let mut out = session.clone();
    actix_web::rt::spawn(async move {
        while let Some(frame) = from.recv().await {
            if out.text(frame).await.is_err() {
                break;
            }
        }
    });
    actix_web::rt::spawn(async move {
        let _ = session.text(r#"{"t":"hello","d":{}}"#).await;
        let (mut app, mut user) = Default::default();
        while let Some(Ok(Message::Text(text))) = stream.next().await {
            let frame: Value = serde_json::from_str(&text).unwrap_or_default();
            let (i, d) = (&frame["i"], &frame["d"]);
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            let id = d["conversation_id"].as_str().unwrap_or_default();
            let answer = match frame["t"].as_str().unwrap_or_default() {
                "auth" => {
                    (app, user) = who(d["token"].as_str().unwrap_or_default());
                    let at = state.position.to_string();
                    let _ = to.send(format!(r#"{{"r":{i},"ok":true,"d":{{"cursor":"{at}"}}}}"#));
                    if let Some(cursor) = d["cursor"].as_str().and_then(|c| c.parse::<u64>().ok()) {
                        for (id, _) in state.talks.iter().filter(|(_, t)| {
                            t.app == app && !t.member(&user) && t.intervals.contains_key(&user)
                        }) {
                            let _ = to.send(
                                json!({"t": "removed", "d": {"conversation_id": id}}).to_string(),
                            );
                        }
                        for (id, talk) in
                            state.talks.iter().filter(|(_, t)| t.app == app && t.member(&user))
                        {
                            for (at, entry) in talk.entries.iter().enumerate() {
                                if entry["p"].as_u64() > Some(cursor) {
                                    let _ = to.send(talk.event(id, at + 1, &user).to_string());
                                }
                            }
                        }
                        let _ = to.send(format!(r#"{{"t":"resumed","d":{{"cursor":"{at}"}}}}"#));
                    }
                    let (app, user, to) = (app.clone(), user.clone(), to.clone());
                    state.listeners.push(Listener { app, user, to });
                    continue;
                }
                "message.send" => state.send(&app, &user, id, d),
                "message.edit" => state.change(&app, &user, id, d, false),
                "message.recall" => state.change(&app, &user, id, d, true),
                _ => state.read(&app, &user, id, d),
            };
            let _ = to.send(match answer {
                Ok(d) => format!(r#"{{"r":{i},"ok":true,"d":{d}}}"#),
                Err(error) => format!(r#"{{"r":{i},"ok":false,"e":{}}}"#, problem(error)),
            });
        }
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.listeners.retain(|l| !l.to.same_channel(&to));
    });
    Ok(response)
}

fn serve() -> Result<()> {
    let file = format!("{}/fake.log", env::var("WARBLER_DATA_DIR")?);
    let mut state = State { fault: env::var("FAKE_FAULT").unwrap_or_default(), ..State::default() };
    for line in read_to_string(&file).unwrap_or_default().lines() {
        if let Ok(line) = serde_json::from_str(line) {
            state.apply(&line);
        }
    }
    state.file = Some(File::options().create(true).append(true).open(&file)?);
    let state = Shared::new(Mutex::new(state));
    let app = move || {
        App::new()
            .app_data(state.clone())
            .route("/readyz", web::get().to(HttpResponse::Ok))
            .route("/v1/ws", web::get().to(socket))
            .default_service(web::to(rest))
    };
    let listen = env::var("WARBLER_LISTEN")?;
    actix_web::rt::System::new().block_on(HttpServer::new(app).workers(2).bind(listen)?.run())?;
    Ok(())
}

fn main() -> Result<()> {
    match env::args().nth(1).context("serve, migrate or apps")?.as_str() {
        "serve" => serve(),
        "apps" => Ok(writeln!(std::io::stdout(), "app_{}  live", uuid::Uuid::now_v7().simple())?),
        "keys" => {
            let app = env::args().skip_while(|it| it != "--app").nth(1).context("--app")?;
            Ok(writeln!(std::io::stdout(), "sk_{app}")?)
        }
        _ => Ok(()),
    }
}
