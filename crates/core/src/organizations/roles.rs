//! What the roles of a team may do.

use crate::{
    Context, Error, Result,
    sessions::Login,
    sql::statement,
    validate::{from_word, word},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use warbler_protocol::{AccountId, AppId, KeyScope, Mode, OrganizationId, TeamRole};

/// What an operator may: answer customers.
const OPERATOR: &[KeyScope] = &[
    KeyScope::UsersRead,
    KeyScope::UsersWrite,
    KeyScope::ConversationsRead,
    KeyScope::ConversationsWrite,
    KeyScope::MessagesRead,
    KeyScope::MessagesWrite,
    KeyScope::FilesRead,
    KeyScope::FilesWrite,
];

/// What an account of this role may do in an app: as much as a secret key with these scopes.
///
/// Keys of live apps, which open everything to whoever has them, are for owners and admins.
pub fn scopes(role: TeamRole, mode: Mode) -> Vec<KeyScope> {
    let may = |scope: KeyScope| match role {
        TeamRole::Owner | TeamRole::Admin => true,
        TeamRole::Developer => mode == Mode::Test || scope != KeyScope::KeysWrite,
        TeamRole::Operator => OPERATOR.contains(&scope),
        TeamRole::Billing => scope == KeyScope::AppRead,
        TeamRole::Viewer => reads(scope) && scope != KeyScope::KeysRead,
    };
    KeyScope::ALL.iter().copied().filter(|scope| may(*scope)).collect()
}

fn reads(scope: KeyScope) -> bool {
    word(&scope).is_ok_and(|word| word.ends_with(":read"))
}

/// Higher is more. Roles of one rank are different, not more.
fn rank(role: TeamRole) -> u8 {
    match role {
        TeamRole::Owner => 2,
        TeamRole::Admin => 1,
        _ => 0,
    }
}

/// Somebody's place in a team. Only [`enter`] makes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Team {
    pub(crate) account_id: AccountId,
    pub(crate) role: TeamRole,
}

/// Where the account is in the team; an organisation whose it is not does not exist.
pub(crate) async fn enter(ctx: &Context, login: &Login, id: OrganizationId) -> Result<Team> {
    let db = ctx.db.reader();
    let sql = "select role from team_members where organization_id = $1 and account_id = $2";
    let query = statement(db, sql, vec![id.0.into(), login.account_id.0.into()]);
    let row = db.query_one_raw(query).await?.ok_or(Error::NotFound("organization"))?;
    let role = from_word(&row.try_get::<String>("", "role")?)?;
    Ok(Team { account_id: login.account_id, role })
}

/// The account's role in the team that owns an app, and which organisation that is.
pub(crate) async fn role_in_app(
    ctx: &Context,
    login: &Login,
    app_id: AppId,
) -> Result<Option<(OrganizationId, TeamRole)>> {
    let db = ctx.db.reader();
    let sql = "select m.organization_id, m.role from apps a \
        join team_members m on m.organization_id = a.organization_id \
        where a.id = $1 and m.account_id = $2";
    let query = statement(db, sql, vec![app_id.0.into(), login.account_id.0.into()]);
    let Some(row) = db.query_one_raw(query).await? else { return Ok(None) };
    let role = from_word(&row.try_get::<String>("", "role")?)?;
    Ok(Some((OrganizationId(row.try_get("", "organization_id")?), role)))
}

/// An owner of the organisation whose an app is.
#[derive(Debug, FromQueryResult)]
pub(crate) struct AppOwner {
    pub(crate) email: String,
    /// The app's name.
    pub(crate) app: String,
}

/// Those who are told when something is wrong with an app.
pub(crate) async fn owners_of(db: &impl ConnectionTrait, app_id: AppId) -> Result<Vec<AppOwner>> {
    let sql = "select o.email, a.name as app from apps a \
        join team_members m on m.organization_id = a.organization_id and m.role = $2 \
        join accounts o on o.id = m.account_id where a.id = $1 order by o.email";
    let values = vec![app_id.0.into(), word(&TeamRole::Owner)?.into()];
    Ok(AppOwner::find_by_statement(statement(db, sql, values)).all(db).await?)
}

impl Team {
    pub(crate) fn require_owner(&self) -> Result<()> {
        self.require(self.role == TeamRole::Owner, "this takes an owner")
    }

    pub(crate) fn require_admin(&self) -> Result<()> {
        self.require(rank(self.role) >= rank(TeamRole::Admin), "this takes an owner or admin")
    }

    pub(crate) fn require_developer(&self) -> Result<()> {
        let makes = rank(self.role) >= rank(TeamRole::Admin) || self.role == TeamRole::Developer;
        self.require(makes, "this takes an owner, admin or developer")
    }

    /// Refuses to give a role above one's own, or to touch who has one.
    pub(crate) fn require_rank_of(&self, role: TeamRole) -> Result<()> {
        self.require(rank(self.role) >= rank(role), "this takes a role as high")
    }

    fn require(&self, fulfilled: bool, reason: &str) -> Result<()> {
        if fulfilled { Ok(()) } else { Err(Error::forbidden(reason)) }
    }
}
