//! Teams: who belongs to an organisation.

use super::{enter, lock};
use crate::{
    Context, Error, Result,
    sessions::Login,
    sql::statement,
    validate::{from_word, word},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;
use warbler_protocol::{
    AccountId, OrganizationId, TeamMember, TeamRole, Timestamp, UpdateTeamMember,
};

/// A row of `team_members` with its account.
#[derive(FromQueryResult)]
struct Model {
    account_id: Uuid,
    email: String,
    name: String,
    role: String,
    joined_at: i64,
}

impl TryFrom<Model> for TeamMember {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            account_id: AccountId(model.account_id),
            email: model.email,
            name: model.name,
            role: from_word(&model.role)?,
            joined_at: Timestamp(model.joined_at),
        })
    }
}

/// The team, in the order of joining. All of it see each other.
pub async fn list(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
) -> Result<Vec<TeamMember>> {
    enter(ctx, login, organization_id).await?;
    let db = ctx.db.reader();
    let sql = "select m.account_id, a.email, a.name, m.role, m.joined_at from team_members m \
        join accounts a on a.id = m.account_id \
        where m.organization_id = $1 order by m.joined_at, m.account_id";
    let query = statement(db, sql, vec![organization_id.0.into()]);
    let models = Model::find_by_statement(query).all(db).await?;
    models.into_iter().map(TryInto::try_into).collect()
}

/// Gives a member another role.
pub async fn update(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
    account_id: AccountId,
    input: UpdateTeamMember,
) -> Result<TeamMember> {
    let team = enter(ctx, login, organization_id).await?;
    team.require_admin()?;
    team.require_rank_of(input.role)?;
    let tx = ctx.db.begin().await?;
    lock(&tx, organization_id).await?;
    let member = find(&tx, organization_id, account_id).await?;
    team.require_rank_of(member.role)?;
    if input.role != TeamRole::Owner {
        require_another_owner(&tx, organization_id, &member).await?;
    }
    let sql = "update team_members set role = $3 where organization_id = $1 and account_id = $2";
    let values = vec![organization_id.0.into(), account_id.0.into(), word(&input.role)?.into()];
    tx.execute_raw(statement(&tx, sql, values)).await?;
    forget_invitations(&tx, organization_id, account_id).await?;
    tx.commit().await?;
    Ok(TeamMember { role: input.role, ..member })
}

/// Removes a member, or leaves.
pub async fn remove(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
    account_id: AccountId,
) -> Result<()> {
    let team = enter(ctx, login, organization_id).await?;
    let leaves = account_id == team.account_id;
    if !leaves {
        team.require_admin()?;
    }
    let tx = ctx.db.begin().await?;
    lock(&tx, organization_id).await?;
    let member = find(&tx, organization_id, account_id).await?;
    if !leaves {
        team.require_rank_of(member.role)?;
    }
    require_another_owner(&tx, organization_id, &member).await?;
    let sql = "delete from team_members where organization_id = $1 and account_id = $2";
    let values = vec![organization_id.0.into(), account_id.0.into()];
    tx.execute_raw(statement(&tx, sql, values)).await?;
    forget_invitations(&tx, organization_id, account_id).await?;
    Ok(tx.commit().await?)
}

/// Puts an account into a team. Who is in it already stays as they are.
pub(crate) async fn join(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    organization_id: OrganizationId,
    account_id: AccountId,
    role: TeamRole,
) -> Result<()> {
    let sql = "insert into team_members (organization_id, account_id, role, joined_at) \
        values ($1, $2, $3, $4) on conflict (organization_id, account_id) do nothing";
    let values = vec![
        organization_id.0.into(),
        account_id.0.into(),
        word(&role)?.into(),
        ctx.now().0.into(),
    ];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}

async fn find(
    tx: &impl ConnectionTrait,
    organization_id: OrganizationId,
    account_id: AccountId,
) -> Result<TeamMember> {
    let sql = "select m.account_id, a.email, a.name, m.role, m.joined_at from team_members m \
        join accounts a on a.id = m.account_id \
        where m.organization_id = $1 and m.account_id = $2";
    let query = statement(tx, sql, vec![organization_id.0.into(), account_id.0.into()]);
    let found = Model::find_by_statement(query).one(tx).await?;
    found.ok_or(Error::NotFound("member"))?.try_into()
}

/// Refuses to lose the last owner.
async fn require_another_owner(
    tx: &impl ConnectionTrait,
    organization_id: OrganizationId,
    member: &TeamMember,
) -> Result<()> {
    if member.role != TeamRole::Owner {
        return Ok(());
    }
    let sql = "select count(*) as count from team_members \
        where organization_id = $1 and role = $2 and account_id <> $3";
    let values =
        vec![organization_id.0.into(), word(&TeamRole::Owner)?.into(), member.account_id.0.into()];
    let row = tx.query_one_raw(statement(tx, sql, values)).await?;
    match row.map(|row| row.try_get::<i64>("", "count")).transpose()?.unwrap_or(0) {
        0 => Err(Error::conflict("an organization has an owner: make another one first")),
        _ => Ok(()),
    }
}

/// What somebody promised who could no longer keep it.
async fn forget_invitations(
    tx: &impl ConnectionTrait,
    organization_id: OrganizationId,
    invited_by: AccountId,
) -> Result<()> {
    let sql = "delete from invitations where organization_id = $1 and invited_by = $2";
    let values = vec![organization_id.0.into(), invited_by.0.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}
