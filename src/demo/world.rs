//! Who and what there is in the demo.

use warbler_core::{
    Context, Result, Scope, apps, conversations, keys, messages, organizations, users,
};
use warbler_protocol::{
    ConversationId, ConversationKind, CreateConversation, CreateSigningKey, CreateUser, Mode,
    NewMember, Posting, Role, SendMessage, UserId, Visibility,
};

pub(super) const ORGANIZATION: &str = "Warbler demo";
const APP: &str = "Demo";

pub(super) const ALICE: &str = "alice";
const PEOPLE: &[(&str, &str)] = &[(ALICE, "Alice"), ("bob", "Bob"), ("carol", "Carol")];

const BETWEEN_TWO: &[(&str, &str)] = &[
    ("bob", "Hi Alice! Did you hear that song by the pond this morning?"),
    (ALICE, "I did. A reed warbler, I think: it never repeats itself."),
    ("bob", "And it never loses a note. Open a second window and answer me!"),
];
const AMONG_BIRD_WATCHERS: &[(&str, &str)] = &[
    ("carol", "Who is coming to the north pond on Saturday?"),
    (ALICE, "I am, and I bring the telescope."),
    ("bob", "Count me in. Six o'clock?"),
    ("carol", "Five. The early bird …"),
];

pub(super) async fn app(ctx: &Context) -> Result<Scope> {
    let organization = organizations::ensure(ctx, ORGANIZATION).await?;
    let known = apps::list(ctx).await?;
    let known =
        known.into_iter().find(|app| app.organization_id == organization && app.name == APP);
    let app = match known {
        Some(app) => app,
        None => apps::create(ctx, organization, APP, Mode::Test).await?,
    };
    apps::system_scope(ctx, app.id).await
}

pub(super) async fn users(ctx: &Context, scope: &Scope) -> anyhow::Result<Vec<UserId>> {
    let mut inputs = Vec::new();
    for (id, name) in PEOPLE {
        let (id, name) = (Some(id.parse()?), Some((*name).to_owned()));
        inputs.push(CreateUser { id, name, ..CreateUser::default() });
    }
    let users = users::create_batch(ctx, scope, inputs).await?;
    Ok(users.into_iter().map(|user| user.id).collect())
}

pub(super) async fn signing_key(ctx: &Context, scope: &Scope) -> Result<()> {
    let known = keys::list_signing(ctx, scope).await?;
    if !known.iter().any(|key| key.revoked_at.is_none()) {
        keys::create_signing(ctx, scope, CreateSigningKey::default()).await?;
    }
    Ok(())
}

/// Answers the one between Alice and Bob.
pub(super) async fn conversations(ctx: &Context, scope: &Scope) -> anyhow::Result<ConversationId> {
    let group = conversation(ConversationKind::Group, Some("Bird watchers"), PEOPLE)?;
    let group = conversations::create(ctx, scope, group).await?.conversation.id;
    say(ctx, scope, group, AMONG_BIRD_WATCHERS).await?;
    let direct = conversation(ConversationKind::Direct, None, &PEOPLE[..2])?;
    let direct = conversations::create(ctx, scope, direct).await?.conversation.id;
    say(ctx, scope, direct, BETWEEN_TWO).await?;
    Ok(direct)
}

fn conversation(
    kind: ConversationKind,
    name: Option<&str>,
    people: &[(&str, &str)],
) -> anyhow::Result<CreateConversation> {
    let mut members = Vec::new();
    for (id, _) in people {
        members.push(NewMember { user_id: id.parse()?, role: Role::Member });
    }
    Ok(CreateConversation {
        kind,
        key: name.map(|_| "demo-group".to_owned()),
        name: name.map(str::to_owned),
        description: None,
        avatar_url: None,
        visibility: Visibility::Private,
        history: None,
        posting: Posting::Everyone,
        metadata: Default::default(),
        members,
    })
}

/// Saying it again says nothing new: the client ids are the same.
async fn say(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    lines: &[(&str, &str)],
) -> anyhow::Result<()> {
    for (number, (sender, text)) in lines.iter().enumerate() {
        let message = SendMessage {
            client_id: Some(format!("demo-{number}")),
            sender_id: Some(sender.parse()?),
            text: (*text).to_owned(),
            ..SendMessage::default()
        };
        messages::send(ctx, scope, conversation_id, message).await?;
    }
    Ok(())
}
