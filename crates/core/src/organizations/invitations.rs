//! Invitations to a team, by mail. Each works once, for a week, and for the address it was sent to.

use super::{enter, join};
use crate::{
    Context, Error, Result, accounts, audit,
    mail::{self, letters},
    secrets,
    sessions::Login,
    sql::statement,
    validate::{from_word, rules, word},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::{net::IpAddr, time::Duration};
use uuid::Uuid;
use warbler_protocol::{
    AcceptInvitation, AccountId, CreateInvitation, Invitation, InvitationId, Organization,
    OrganizationId, Timestamp,
};

/// How long one may wait.
const LIFE: Duration = Duration::from_secs(7 * 24 * 3600);
/// Most that may wait in one organisation.
const MOST: i64 = 100;

/// A row of `invitations`.
#[derive(FromQueryResult)]
struct Model {
    organization_id: Uuid,
    id: Uuid,
    email: String,
    role: String,
    invited_by: Uuid,
    created_at: i64,
    expires_at: i64,
}

impl TryFrom<Model> for Invitation {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            id: InvitationId(model.id),
            organization_id: OrganizationId(model.organization_id),
            email: model.email,
            role: from_word(&model.role)?,
            invited_by: AccountId(model.invited_by),
            created_at: Timestamp(model.created_at),
            expires_at: Timestamp(model.expires_at),
        })
    }
}

/// Invites an address to the team. One that was invited and has not come can be invited again when
/// its invitation has expired.
pub async fn create(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
    input: CreateInvitation,
) -> Result<Invitation> {
    let team = enter(ctx, login, organization_id).await?;
    team.require_admin()?;
    team.require_rank_of(input.role)?;
    rules(&input)?;
    let (email, now) = (accounts::normalize(&input.email), ctx.now());
    let tx = ctx.db.begin().await?;
    require_room(ctx, &tx, organization_id, &email).await?;
    let (id, token) = (InvitationId::generate(), secrets::generate());
    let sql = "insert into invitations \
        (organization_id, id, email, role, token_hash, invited_by, created_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (organization_id, email) \
        do update set id = $2, role = $4, token_hash = $5, invited_by = $6, created_at = $7, \
            expires_at = $8 \
        where invitations.expires_at <= $7 returning *";
    let values = vec![
        organization_id.0.into(),
        id.0.into(),
        email.into(),
        word(&input.role)?.into(),
        secrets::hash(token.as_bytes()).to_vec().into(),
        login.account_id.0.into(),
        now.0.into(),
        (now + LIFE).0.into(),
    ];
    let made = Model::find_by_statement(statement(&tx, sql, values)).one(&tx).await?;
    let known = || Error::conflict("the address is invited already: send it again instead");
    let invitation = made.ok_or_else(known)?.try_into()?;
    send(ctx, &tx, login, &invitation, &token).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// Sends an invitation again, with a link of its own: the one before works no longer.
pub async fn resend(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
    id: InvitationId,
) -> Result<Invitation> {
    let team = enter(ctx, login, organization_id).await?;
    team.require_admin()?;
    let token = secrets::generate();
    let tx = ctx.db.begin().await?;
    let sql = "update invitations set token_hash = $3, invited_by = $4, expires_at = $5 \
        where organization_id = $1 and id = $2 returning *";
    let values = vec![
        organization_id.0.into(),
        id.0.into(),
        secrets::hash(token.as_bytes()).to_vec().into(),
        login.account_id.0.into(),
        (ctx.now() + LIFE).0.into(),
    ];
    let changed = Model::find_by_statement(statement(&tx, sql, values)).one(&tx).await?;
    let invitation: Invitation = changed.ok_or(Error::NotFound("invitation"))?.try_into()?;
    team.require_rank_of(invitation.role)?;
    send(ctx, &tx, login, &invitation, &token).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// The invitations that wait, the newest first.
pub async fn list(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
) -> Result<Vec<Invitation>> {
    enter(ctx, login, organization_id).await?.require_admin()?;
    let db = ctx.db.reader();
    let sql = "select * from invitations where organization_id = $1 and expires_at > $2 \
        order by created_at desc, id desc";
    let query = statement(db, sql, vec![organization_id.0.into(), ctx.now().0.into()]);
    let models = Model::find_by_statement(query).all(db).await?;
    models.into_iter().map(TryInto::try_into).collect()
}

/// Takes an invitation back.
pub async fn revoke(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
    id: InvitationId,
) -> Result<()> {
    enter(ctx, login, organization_id).await?.require_admin()?;
    let db = ctx.db.writer();
    let sql = "delete from invitations where organization_id = $1 and id = $2";
    let query = statement(db, sql, vec![organization_id.0.into(), id.0.into()]);
    match db.execute_raw(query).await?.rows_affected() {
        0 => Err(Error::NotFound("invitation")),
        _ => Ok(()),
    }
}

/// Joins the team that invited the account's address.
pub async fn accept(
    ctx: &Context,
    login: &Login,
    input: AcceptInvitation,
    address: Option<IpAddr>,
) -> Result<Organization> {
    let invitation = find(ctx, &input.token).await?;
    let account = accounts::get(ctx, login.account_id).await?;
    if account.email != invitation.email {
        return Err(Error::forbidden("the invitation is for another address"));
    }
    let tx = ctx.db.begin().await?;
    redeem(ctx, &tx, &invitation, login.account_id, address).await?;
    tx.commit().await?;
    super::get(ctx, login, invitation.organization_id).await
}

/// The invitation that waits for this token.
pub(crate) async fn find(ctx: &Context, token: &str) -> Result<Invitation> {
    let db = ctx.db.reader();
    let sql = "select * from invitations where token_hash = $1 and expires_at > $2";
    let hash = secrets::hash(token.as_bytes()).to_vec();
    let query = statement(db, sql, vec![hash.into(), ctx.now().0.into()]);
    let found = Model::find_by_statement(query).one(db).await?;
    found.ok_or(Error::NotFound("link"))?.try_into()
}

/// Uses an invitation up. The team's audit log tells of it, which nobody of the team does.
pub(crate) async fn redeem(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    invitation: &Invitation,
    account_id: AccountId,
    address: Option<IpAddr>,
) -> Result<()> {
    let sql = "delete from invitations where organization_id = $1 and id = $2 and email = $3";
    let values = vec![
        invitation.organization_id.0.into(),
        invitation.id.0.into(),
        invitation.email.as_str().into(),
    ];
    if tx.execute_raw(statement(tx, sql, values)).await?.rows_affected() == 0 {
        return Err(Error::NotFound("link"));
    }
    join(ctx, tx, invitation.organization_id, account_id, invitation.role).await?;
    audit::joined(ctx, tx, invitation, account_id, address).await
}

/// Removes what has expired.
pub(crate) async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = "delete from invitations where expires_at <= $1";
    let expired = statement(db, sql, vec![ctx.now().0.into()]);
    Ok(db.execute_raw(expired).await?.rows_affected())
}

/// Refuses an address that is in the team, and more invitations than may wait.
async fn require_room(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    organization_id: OrganizationId,
    email: &str,
) -> Result<()> {
    let sql = "select \
        (select count(*) from team_members m join accounts a on a.id = m.account_id \
            where m.organization_id = $1 and a.email = $2) as members, \
        (select count(*) from invitations where organization_id = $1 and expires_at > $3) as waiting";
    let values = vec![organization_id.0.into(), email.into(), ctx.now().0.into()];
    let row = tx.query_one_raw(statement(tx, sql, values)).await?;
    let row = row.ok_or(Error::NotFound("organization"))?;
    if row.try_get::<i64>("", "members")? > 0 {
        return Err(Error::conflict("the address is in the team"));
    }
    if row.try_get::<i64>("", "waiting")? >= MOST {
        return Err(Error::limit("100 invitations wait already"));
    }
    Ok(())
}

async fn send(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    login: &Login,
    invitation: &Invitation,
    token: &str,
) -> Result<()> {
    mail::require_moderation(ctx, tx, &invitation.email).await?;
    let inviter = accounts::get(ctx, login.account_id).await?;
    let organization = super::get(ctx, login, invitation.organization_id).await?;
    let inviter = format!("{} ({})", inviter.name, inviter.email);
    let letter = letters::invitation(ctx, &inviter, &organization.name, token);
    mail::write(ctx, tx, &invitation.email, letter).await
}
