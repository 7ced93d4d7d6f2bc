//! Organisations: who pays and has a team. They own apps.
//!
//! An organisation always has an owner. Nobody gives a role above their own, or touches who has one.
//! An organisation in whose team one is not does not exist.

pub mod invitations;
pub mod members;
mod roles;

pub(crate) use members::join;
pub use roles::scopes;
pub(crate) use roles::{enter, owners_of, role_in_app};

use crate::{
    Context, Error, Result, apps,
    sessions::Login,
    sql::statement,
    validate::{from_word, plain, rules},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;
use warbler_protocol::{
    CreateOrganization, Organization, OrganizationId, TeamRole, Timestamp, UpdateOrganization,
};

/// Most organisations that one account may own.
const MOST_OWNED: usize = 20;

/// An organisation with the role of who asks.
#[derive(FromQueryResult)]
struct Model {
    id: Uuid,
    name: String,
    role: String,
    created_at: i64,
}

impl TryFrom<Model> for Organization {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            id: OrganizationId(model.id),
            name: model.name,
            role: from_word(&model.role)?,
            created_at: Timestamp(model.created_at),
        })
    }
}

/// The organisation with this name, made if there is none. For whoever runs the installation: only
/// the command line calls it.
pub async fn ensure(ctx: &Context, name: &str) -> Result<OrganizationId> {
    let db = ctx.db.writer();
    let sql = "select id from organizations where name = $1 order by created_at limit 1";
    if let Some(row) = db.query_one_raw(statement(db, sql, vec![name.into()])).await? {
        return Ok(OrganizationId(row.try_get("", "id")?));
    }
    insert(ctx, db, name).await
}

/// A new organisation, without a team yet.
pub(crate) async fn insert(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    name: &str,
) -> Result<OrganizationId> {
    let id = OrganizationId::generate();
    let sql = "insert into organizations (id, name, created_at) values ($1, $2, $3)";
    let values = vec![id.0.into(), name.into(), ctx.now().0.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(id)
}

/// Makes an organisation, which the account owns.
pub async fn create(
    ctx: &Context,
    login: &Login,
    input: CreateOrganization,
) -> Result<Organization> {
    rules(&input)?;
    plain("/name", Some(&input.name))?;
    let known = list(ctx, login).await?;
    if known.iter().filter(|one| one.role == TeamRole::Owner).count() >= MOST_OWNED {
        return Err(Error::limit("an account owns at most 20 organizations"));
    }
    let tx = ctx.db.begin().await?;
    let id = insert(ctx, &tx, &input.name).await?;
    join(ctx, &tx, id, login.account_id, TeamRole::Owner).await?;
    tx.commit().await?;
    Ok(Organization { id, name: input.name, role: TeamRole::Owner, created_at: ctx.now() })
}

/// The organisations in whose teams the account is, the oldest first.
pub async fn list(ctx: &Context, login: &Login) -> Result<Vec<Organization>> {
    let db = ctx.db.reader();
    let sql = "select o.id, o.name, m.role, o.created_at from team_members m \
        join organizations o on o.id = m.organization_id \
        where m.account_id = $1 order by o.created_at, o.id";
    let query = statement(db, sql, vec![login.account_id.0.into()]);
    let models = Model::find_by_statement(query).all(db).await?;
    models.into_iter().map(TryInto::try_into).collect()
}

/// One of the account's organisations.
pub async fn get(ctx: &Context, login: &Login, id: OrganizationId) -> Result<Organization> {
    let db = ctx.db.reader();
    let sql = "select o.id, o.name, m.role, o.created_at from team_members m \
        join organizations o on o.id = m.organization_id \
        where m.organization_id = $1 and m.account_id = $2";
    let query = statement(db, sql, vec![id.0.into(), login.account_id.0.into()]);
    let found = Model::find_by_statement(query).one(db).await?;
    found.ok_or(Error::NotFound("organization"))?.try_into()
}

/// Changes an organisation.
pub async fn update(
    ctx: &Context,
    login: &Login,
    id: OrganizationId,
    input: UpdateOrganization,
) -> Result<Organization> {
    enter(ctx, login, id).await?.require_admin()?;
    rules(&input)?;
    plain("/name", input.name.as_deref())?;
    if let Some(name) = input.name {
        let db = ctx.db.writer();
        let sql = "update organizations set name = $2 where id = $1";
        db.execute_raw(statement(db, sql, vec![id.0.into(), name.into()])).await?;
    }
    get(ctx, login, id).await
}

/// Deletes an organisation that has no apps, and its team.
pub async fn delete(ctx: &Context, login: &Login, id: OrganizationId) -> Result<()> {
    enter(ctx, login, id).await?.require_owner()?;
    let tx = ctx.db.begin().await?;
    lock(&tx, id).await?;
    if apps::any_of(&tx, id).await? {
        return Err(Error::conflict("the organization has apps"));
    }
    for sql in [
        "delete from invitations where organization_id = $1",
        "delete from team_members where organization_id = $1",
        "delete from organizations where id = $1",
    ] {
        tx.execute_raw(statement(&tx, sql, vec![id.0.into()])).await?;
    }
    Ok(tx.commit().await?)
}

/// Holds the row, so that changes of one team come one after the other.
async fn lock(tx: &impl ConnectionTrait, id: OrganizationId) -> Result<()> {
    let sql = "update organizations set name = name where id = $1";
    tx.execute_raw(statement(tx, sql, vec![id.0.into()])).await?;
    Ok(())
}
