//! Reads everything, as everybody, once all is quiet.

use super::{
    wire::{entry, message},
    world::World,
};
use crate::{
    checker::history::{Entry, Message, Reading},
    http::Http,
    tenant::Tenant,
};
use anyhow::{Result, bail};
use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use warbler_protocol as protocol;
use warbler_protocol::{ConversationId, Event, Page, UserId};

/// Every conversation, as the tenant's server and as each user of the round who may.
pub(super) async fn run(
    servers: &[SocketAddr],
    tenants: &[Tenant; 2],
    world: &World,
) -> Result<Vec<Reading>> {
    let mut readings = Vec::new();
    // Readers take turns at the nodes, so that every node is read.
    let mut nodes = servers.iter().copied().cycle();
    for tenant in tenants {
        let app = tenant.app_id.parse()?;
        let own = world.conversations.iter().filter(|conversation| conversation.app == app);
        for conversation in own {
            let Some(node) = nodes.next() else { bail!("there is no node") };
            let mut http = tenant.http(node);
            readings.extend(read(&mut http, app, None, conversation.id).await?);
        }
    }
    for person in &world.people {
        let Some(node) = nodes.next() else { bail!("there is no node") };
        let mut http = Http::new(node, &person.token);
        // Of the other app as well: that must fail.
        for conversation in &world.conversations {
            let user = Some(person.user.clone());
            readings.extend(read(&mut http, person.app, user, conversation.id).await?);
        }
    }
    Ok(readings)
}

/// One conversation, or nothing where the reader may not.
async fn read(
    http: &mut Http,
    app: protocol::AppId,
    reader: Option<UserId>,
    id: ConversationId,
) -> Result<Option<Reading>> {
    let path = format!("/v1/conversations/{id}");
    if http.call("GET", &path, "").await?.status == 404 {
        return Ok(None);
    }
    let conversation: protocol::Conversation = http.json("GET", &path, "").await?;
    let members = conversation.members.into_iter();
    let mut entries: Vec<Entry> = Vec::new();
    let last = |entries: &Vec<Entry>| entries.last().map_or(0, |entry| entry.seq);
    while let Some(page) = page::<Event>(http, &format!("{path}/entries"), last(&entries)).await? {
        for event in &page {
            entries.push(entry(event)?);
        }
    }
    let mut messages: Vec<Message> = Vec::new();
    let last = |messages: &Vec<Message>| messages.last().map_or(0, |message| message.seq);
    while let Some(page) =
        page::<protocol::Message>(http, &format!("{path}/messages"), last(&messages)).await?
    {
        messages.extend(page.into_iter().map(message));
    }
    let receipts = members.filter_map(|member| Some((member.user_id, member.read_seq?))).collect();
    Ok(Some(Reading { app, reader, conversation: id, entries, messages, receipts }))
}

/// What comes after `seq`; `None` at the end.
async fn page<T: DeserializeOwned>(
    http: &mut Http,
    path: &str,
    seq: i64,
) -> Result<Option<Vec<T>>> {
    let path = format!("{path}?after_seq={seq}&limit=100");
    let page: Page<T> = http.json("GET", &path, "").await?;
    Ok((!page.data.is_empty()).then_some(page.data))
}
