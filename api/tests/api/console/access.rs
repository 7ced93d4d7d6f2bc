//! Who may do what in the console: every operation times every principal. And what roles may do in
//! an app: as much as a key with their scopes.

use crate::access::{Scene, body as app_body, operations as app_operations};
use Answer::{Forbidden, NotFound, Other, Stranger, Wrong, Yes};
use reqwest::Method;
use serde_json::{Value, json};
use warbler_core::{keys, organizations};
use warbler_protocol::{CreateKey, ErrorCode, Invitation, Mode, TeamRole};
use warbler_testing::{PASSWORD, TestAccount, TestApp, TestResponse};

/// What a principal gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    /// Nobody is logged in.
    Stranger,
    /// A key or a user token, which do not open the console.
    Wrong,
    Forbidden,
    /// As if it were not there.
    NotFound,
    /// Refused for what is there, not for who asks.
    Other(ErrorCode),
}

/// In the order of the columns: nobody, the six roles, an account of another organisation, a secret
/// key, a user.
const COLUMNS: usize = 10;

const fn public(answer: Answer) -> [Answer; COLUMNS] {
    [answer; COLUMNS]
}

/// What everybody who is logged in gets.
const fn own(answer: Answer) -> [Answer; COLUMNS] {
    let mut row = [answer; COLUMNS];
    (row[0], row[8], row[9]) = (Stranger, Wrong, Wrong);
    row
}

/// What the roles get in their organisation.
const fn team(roles: [Answer; 6]) -> [Answer; COLUMNS] {
    let [owner, admin, developer, operator, billing, viewer] = roles;
    [Stranger, owner, admin, developer, operator, billing, viewer, NotFound, Wrong, Wrong]
}

const ADMINS: [Answer; 6] = [Yes, Yes, Forbidden, Forbidden, Forbidden, Forbidden];
const DEVELOPERS: [Answer; 6] = [Yes, Yes, Yes, Forbidden, Forbidden, Forbidden];

const CONFLICT: Answer = Other(ErrorCode::Conflict);
const WRONG_PASSWORD: Answer = Other(ErrorCode::WrongPassword);

const POLICY: &[(&str, [Answer; COLUMNS])] = &[
    ("post /v1/console/accounts", public(Yes)),
    ("post /v1/console/accounts/confirm", public(NotFound)),
    ("post /v1/console/invitations/sign_up", public(NotFound)),
    ("post /v1/console/password_resets", public(Yes)),
    ("post /v1/console/password_resets/redeem", public(NotFound)),
    ("post /v1/console/sessions", public(WRONG_PASSWORD)),
    ("post /v1/console/password", own(WRONG_PASSWORD)),
    ("get /v1/console/session", own(Yes)),
    ("get /v1/console/sessions", own(Yes)),
    ("delete /v1/console/sessions/{session_id}", own(NotFound)),
    ("post /v1/console/invitations/accept", own(NotFound)),
    ("get /v1/console/organizations", own(Yes)),
    ("post /v1/console/organizations", own(Yes)),
    ("get /v1/console/organizations/{organization_id}", team([Yes; 6])),
    ("patch /v1/console/organizations/{organization_id}", team(ADMINS)),
    (
        // It has apps.
        "delete /v1/console/organizations/{organization_id}",
        team([CONFLICT, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden]),
    ),
    ("get /v1/console/organizations/{organization_id}/members", team([Yes; 6])),
    ("patch /v1/console/organizations/{organization_id}/members/{account_id}", team(ADMINS)),
    ("delete /v1/console/organizations/{organization_id}/members/{account_id}", team(ADMINS)),
    ("get /v1/console/organizations/{organization_id}/invitations", team(ADMINS)),
    ("post /v1/console/organizations/{organization_id}/invitations", team(ADMINS)),
    (
        "post /v1/console/organizations/{organization_id}/invitations/{invitation_id}/resend",
        team(ADMINS),
    ),
    (
        "delete /v1/console/organizations/{organization_id}/invitations/{invitation_id}",
        team(ADMINS),
    ),
    ("get /v1/console/organizations/{organization_id}/apps", team([Yes; 6])),
    ("post /v1/console/organizations/{organization_id}/apps", team(DEVELOPERS)),
    ("patch /v1/console/organizations/{organization_id}/apps/{app_id}", team(DEVELOPERS)),
    ("get /v1/console/organizations/{organization_id}/audit_events", team(ADMINS)),
    // Last: it ends the sessions of the others.
    ("delete /v1/console/session", own(Yes)),
];

/// Every operation of the console, as `method path`.
fn operations() -> Vec<String> {
    let document = serde_json::to_value(warbler_api::openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let paths = paths.iter().filter(|(path, _)| path.starts_with("/v1/console/"));
    let operations = paths.flat_map(|(path, item)| {
        item.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
    });
    operations.collect()
}

#[test]
fn every_operation_has_a_policy_and_every_policy_an_operation() {
    let mut rows: Vec<_> = POLICY.iter().map(|(operation, _)| (*operation).to_owned()).collect();
    let mut operations = operations();
    rows.sort();
    operations.sort();
    assert_eq!(rows, operations);
}

/// A body that each operation takes; `n` makes it another one each time.
fn body(operation: &str, n: usize) -> Option<Value> {
    let (method, path) = operation.split_once(' ').unwrap();
    let last = path.rsplit('/').next().unwrap();
    let body = match (method, last) {
        ("get" | "delete", _) => return None,
        (_, "accounts") => {
            json!({ "email": format!("n{n}@example.com"), "name": "N", "password": PASSWORD })
        }
        (_, "confirm" | "redeem") => json!({ "token": "x", "password": PASSWORD }),
        (_, "sign_up") => json!({ "token": "x", "name": "N", "password": PASSWORD }),
        (_, "accept") => json!({ "token": "x" }),
        (_, "password_resets") => json!({ "email": format!("n{n}@example.com") }),
        (_, "sessions") => json!({ "email": format!("n{n}@example.com"), "password": "wrong" }),
        (_, "password") => json!({ "password": "wrong", "new_password": PASSWORD }),
        (_, "{account_id}") => json!({ "role": "developer" }),
        (_, "invitations") => json!({ "email": format!("i{n}@example.com"), "role": "viewer" }),
        (_, "resend") => json!({}),
        (_, "apps") => json!({ "name": "App", "mode": "test" }),
        _ => json!({ "name": "renamed" }),
    };
    Some(body)
}

struct Cast<'a> {
    app: &'a TestApp,
    /// The six roles, in the order of [`TeamRole::ALL`], then somebody else.
    accounts: Vec<TestAccount<'a>>,
    /// Those whom others remove.
    victims: Vec<TestAccount<'a>>,
    user_token: String,
}

impl<'a> Cast<'a> {
    async fn gather(app: &'a TestApp) -> Self {
        let mut accounts = Vec::new();
        for role in TeamRole::ALL {
            accounts.push(app.team(&format!("{role:?}").to_lowercase(), role).await);
        }
        accounts.push(app.account("other").await);
        let first = app.team("first", TeamRole::Viewer).await;
        let victims = vec![first, app.team("second", TeamRole::Viewer).await];
        let user_token = app.user("alice").await.token;
        Self { app, accounts, victims, user_token }
    }

    /// The path with ids of things that are there, new ones where asking may remove them.
    async fn path(&self, template: &str, column: usize, n: usize) -> String {
        let owner = &self.accounts[0];
        let organization = owner.organization();
        let mut path = template
            .replace("{organization_id}", &organization.to_string())
            .replace("{app_id}", &self.app.id.to_string())
            .replace("{account_id}", &self.victims[column % 2].id().to_string())
            .replace("{session_id}", &format!("ses_{}", "0".repeat(32)));
        if path.contains("{invitation_id}") {
            let invite = owner.path(organization, "invitations");
            let body = json!({ "email": format!("p{n}@example.com"), "role": "viewer" });
            let made: Invitation = owner.post(&invite, &body).await.json(201);
            path = path.replace("{invitation_id}", &made.id.to_string());
        }
        path
    }

    async fn ask(&self, operation: &str, column: usize, n: usize) -> TestResponse {
        let (method, template) = operation.split_once(' ').unwrap();
        let method: Method = method.to_uppercase().parse().unwrap();
        let path = self.path(template, column, n).await;
        let body = body(operation, n);
        match column {
            0 => self.app.call(method, &path, None, body.as_ref()).await,
            8 => self.app.call(method, &path, Some(&self.app.secret_key), body.as_ref()).await,
            9 => self.app.call(method, &path, Some(&self.user_token), body.as_ref()).await,
            _ => self.accounts[column - 1].ask(method, &path, None, body.as_ref()).await,
        }
    }
}

fn answer(response: &TestResponse) -> Answer {
    if response.status < 300 {
        return Yes;
    }
    match response.any_problem().code {
        ErrorCode::Unauthenticated => Stranger,
        ErrorCode::WrongCredential => Wrong,
        ErrorCode::Forbidden => Forbidden,
        ErrorCode::NotFound => NotFound,
        other => Other(other),
    }
}

#[tokio::test]
async fn every_operation_answers_every_principal_as_the_policy_says() {
    let app = TestApp::start().await;
    let cast = Cast::gather(&app).await;
    let mut n = 0;
    for (operation, expected) in POLICY {
        for (column, expected) in expected.iter().enumerate() {
            n += 1;
            let response = cast.ask(operation, column, n).await;
            assert_eq!(answer(&response), *expected, "{operation} as {column}");
        }
    }
}

/// What belongs to another organisation does not exist, to the byte.
#[tokio::test]
async fn organizations_of_others_are_not_there() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.account("ada").await, app.account("eve").await);
    let nothing = format!("org_{}", "1".repeat(32));
    let of_organizations = |operation: &&String| operation.contains("{organization_id}");
    for operation in operations().iter().filter(of_organizations) {
        let (method, template) = operation.split_once(' ').unwrap();
        let method: Method = method.to_uppercase().parse().unwrap();
        let mut answers = Vec::new();
        for organization in [ada.organization().to_string(), nothing.clone()] {
            let path = template
                .replace("{organization_id}", &organization)
                .replace("{app_id}", &app.id.to_string())
                .replace("{account_id}", &ada.id().to_string())
                .replace("{invitation_id}", &format!("inv_{}", "0".repeat(32)));
            let body = body(operation, 0);
            answers.push(eve.ask(method.clone(), &path, None, body.as_ref()).await);
        }
        answers[0].problem(ErrorCode::NotFound);
        assert_eq!(answers[0].comparable(), answers[1].comparable(), "{operation}");
    }
}

/// One app that an account asks and a twin that a key asks, about the same things in the same order.
struct Twins<'a> {
    app: &'a TestApp,
    scene: Scene<'a>,
    twin: &'a TestApp,
    twin_scene: Scene<'a>,
}

impl Twins<'_> {
    async fn compare(&self, operation: &str, account: &TestAccount<'_>, role: TeamRole) {
        let (method, template) = operation.split_once(' ').unwrap();
        let method: Method = method.to_uppercase().parse().unwrap();
        let body = app_body(operation);
        let path = self.scene.path(template);
        let got = account.ask(method.clone(), &path, Some(self.app.id), body.as_ref()).await;
        let key = self.key(role).await;
        let path = self.twin_scene.path(template);
        let expected = self.twin.call(method, &path, Some(&key), body.as_ref()).await;
        let (got, expected) = (answer_of(&got), answer_of(&expected));
        assert_eq!(got, expected, "{operation} as {role:?}");
    }

    async fn key(&self, role: TeamRole) -> String {
        let scopes = Some(organizations::scopes(role, Mode::Test));
        let key = CreateKey { name: "twin".to_owned(), scopes, ..CreateKey::default() };
        let scope = self.twin.system().await;
        keys::create(self.twin.context(), &scope, key).await.unwrap().secret
    }
}

/// The status, and for refusals all they say.
fn answer_of(response: &TestResponse) -> (u16, Value) {
    match response.status {
        ..300 => (response.status, Value::Null),
        _ => response.comparable(),
    }
}

/// Asks for each of these operations as every role, and as keys with the scopes of the roles.
async fn compare_all(select: impl Fn(&str) -> bool) {
    let installation = TestApp::start().await;
    let mut accounts = Vec::new();
    for role in TeamRole::ALL {
        accounts.push((installation.team(&format!("{role:?}").to_lowercase(), role).await, role));
    }
    let (mut kept, mut removed) = (Vec::new(), Vec::new());
    // The gateway knows no sessions: its streams are for users alone.
    let of_gateway = |it: &String| it == "get /v1/events" || it == "get /v1/events/poll";
    for operation in app_operations().into_iter().filter(|it| !of_gateway(it) && select(it)) {
        if operation.starts_with("delete") { &mut removed } else { &mut kept }.push(operation);
    }
    // What removes something goes last, and each in worlds of its own.
    let mut rounds = vec![kept];
    rounds.extend(removed.into_iter().map(|operation| vec![operation]));
    for operations in rounds.into_iter().filter(|operations| !operations.is_empty()) {
        let (app, twin) = (installation.neighbour().await, installation.neighbour().await);
        let (scene, twin_scene) = (Scene::set(&app).await, Scene::set(&twin).await);
        let twins = Twins { app: &app, scene, twin: &twin, twin_scene };
        for operation in operations {
            for (account, role) in &accounts {
                twins.compare(&operation, account, *role).await;
            }
        }
    }
}

fn is_on_conversations(operation: &str) -> bool {
    operation.contains("/conversations")
}

fn removes(operation: &str) -> bool {
    operation.starts_with("delete")
}

#[tokio::test]
async fn a_role_is_answered_as_a_key_with_its_scopes_on_the_app() {
    compare_all(|operation| !is_on_conversations(operation) && !removes(operation)).await;
}

#[tokio::test]
async fn a_role_is_answered_as_a_key_with_its_scopes_on_conversations() {
    compare_all(|operation| is_on_conversations(operation) && !removes(operation)).await;
}

#[tokio::test]
async fn a_role_removes_what_a_key_with_its_scopes_removes_from_the_app() {
    compare_all(|operation| !is_on_conversations(operation) && removes(operation)).await;
}

#[tokio::test]
async fn a_role_removes_what_a_key_with_its_scopes_removes_from_conversations() {
    compare_all(|operation| is_on_conversations(operation) && removes(operation)).await;
}
