//! Somebody who is logged in to the console.

use crate::{TestApp, TestResponse};
use reqwest::Method;
use serde_json::{Value, json};
use warbler_core::accounts::{self, NewAccount};
use warbler_protocol::{
    AccountId, AppId, ConsoleSession, Organization, OrganizationId, Password, TeamRole,
};

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

pub struct TestAccount<'a> {
    pub app: &'a TestApp,
    pub session: ConsoleSession,
    /// The cookies, as the browser sends them.
    pub cookies: String,
}

impl TestApp {
    /// An account with an organisation of its own, logged in.
    pub async fn account(&self, name: &str) -> TestAccount<'_> {
        self.account_of(name, None).await
    }

    /// Somebody of the team of this app's organisation, logged in.
    pub async fn team(&self, name: &str, role: TeamRole) -> TestAccount<'_> {
        let account = self.account_of(name, Some("test".to_owned())).await;
        if role != TeamRole::Owner {
            // As every account of the command line, it owns the organisation: somebody must after it.
            let rest = format!("members/{}", account.id());
            let body = json!({ "role": role });
            let path = account.path(account.organization(), &rest);
            account.patch(&path, &body).await.json::<Value>(200);
        }
        account
    }

    async fn account_of(&self, name: &str, organization: Option<String>) -> TestAccount<'_> {
        let email = format!("{name}@example.com");
        let (new, password) = (email.clone(), Password::new(PASSWORD));
        let new = NewAccount { email: new, name: name.to_owned(), password, organization };
        accounts::create(self.context(), new).await.unwrap();
        self.log_in(&email, "").await.unwrap()
    }

    /// Logs in with a browser that sends these cookies.
    pub async fn log_in(
        &self,
        email: &str,
        cookies: &str,
    ) -> Result<TestAccount<'_>, TestResponse> {
        let body = json!({ "email": email, "password": PASSWORD });
        let answer = self.visit("/v1/console/sessions", cookies, &body).await;
        if answer.status == 201 { Ok(TestAccount::of(self, &answer)) } else { Err(answer) }
    }

    /// A request of a browser in which nobody is logged in.
    pub async fn visit(&self, path: &str, cookies: &str, body: &Value) -> TestResponse {
        let headers = [("cookie", cookies), ("content-type", "application/json")];
        self.raw(Method::POST, path, &headers, body.to_string().into_bytes()).await
    }
}

impl<'a> TestAccount<'a> {
    /// Who is logged in by this answer.
    #[track_caller]
    pub fn of(app: &'a TestApp, answer: &TestResponse) -> Self {
        let session = answer.json(201);
        let set = answer.headers.get_all("set-cookie").iter();
        let pairs = set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        Self { app, session, cookies }
    }

    pub fn id(&self) -> AccountId {
        self.session.account.id
    }

    /// The first organisation.
    pub fn organization(&self) -> OrganizationId {
        let first: &Organization = self.session.organizations.first().unwrap();
        first.id
    }

    /// A path below an organisation's.
    pub fn path(&self, organization: OrganizationId, rest: &str) -> String {
        format!("/v1/console/organizations/{organization}/{rest}")
    }

    pub async fn get(&self, path: &str) -> TestResponse {
        self.ask(Method::GET, path, None, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> TestResponse {
        self.ask(Method::POST, path, None, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> TestResponse {
        self.ask(Method::PATCH, path, None, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> TestResponse {
        self.ask(Method::DELETE, path, None, None).await
    }

    /// A request as the console's pages make it; for routes of an app, which one.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        app_id: Option<AppId>,
        body: Option<&Value>,
    ) -> TestResponse {
        let app_id = app_id.map(|id| id.to_string());
        let csrf = self.session.csrf_token.as_str();
        let mut headers = vec![("cookie", self.cookies.as_str()), ("x-csrf-token", csrf)];
        headers.extend(app_id.as_deref().map(|id| ("warbler-app", id)));
        headers.extend(body.map(|_| ("content-type", "application/json")));
        let body = body.map(Value::to_string).unwrap_or_default();
        self.app.raw(method, path, &headers, body.into_bytes()).await
    }
}
