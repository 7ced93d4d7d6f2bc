//! `GET /demo/session?user=alice`: a token of a demo user, for whoever asks.
//!
//! That is what a demo is for and nothing else may be: there is such a session only for the users
//! that a [`Demo`] names, and a `Demo` is app data only when the server was started with `--demo`.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header::CACHE_CONTROL},
    web::{Data, Query},
};
use serde::{Deserialize, Serialize};
use std::{future::Future, pin::Pin};
use warbler_protocol::{AppId, ConversationId, ErrorCode, Problem, UserId};

/// A user token in the making.
pub type Minting = Pin<Box<dyn Future<Output = anyhow::Result<String>> + Send>>;

/// The demo app, as far as the page needs it.
pub struct Demo {
    pub app_id: AppId,
    /// The one that is open at first.
    pub conversation_id: ConversationId,
    pub users: Vec<UserId>,
    /// Mints a token of one of `users`.
    pub mint: Box<dyn Fn(UserId) -> Minting + Send + Sync>,
}

/// What the page starts with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct DemoSession {
    pub app_id: AppId,
    pub user_id: UserId,
    pub token: String,
    pub conversation_id: ConversationId,
}

#[derive(Debug, Deserialize)]
pub(super) struct Who {
    user: String,
}

impl Demo {
    fn find(&self, name: &str) -> Option<&UserId> {
        self.users.iter().find(|user| user.as_str() == name)
    }
}

pub(super) async fn session(demo: Option<Data<Demo>>, who: Option<Query<Who>>) -> HttpResponse {
    let Some(demo) = demo else {
        return refuse(ErrorCode::NotFound, "start the server with --demo");
    };
    let Some(user) = who.as_ref().and_then(|who| demo.find(&who.user)).cloned() else {
        let names: Vec<&str> = demo.users.iter().map(UserId::as_str).collect();
        return refuse(ErrorCode::NotFound, format!("user is one of {}", names.join(", ")));
    };
    match (demo.mint)(user.clone()).await {
        Ok(token) => {
            let (app_id, conversation_id) = (demo.app_id, demo.conversation_id);
            let session = DemoSession { app_id, user_id: user, token, conversation_id };
            HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(session)
        }
        Err(error) => {
            tracing::error!(%error, "no token for a demo user");
            refuse(ErrorCode::Internal, "no token could be made")
        }
    }
}

fn refuse(code: ErrorCode, detail: impl Into<String>) -> HttpResponse {
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status)
        .content_type("application/problem+json")
        .json(Problem::new(code, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page;
    use actix_web::{App, test};

    fn demo() -> Demo {
        Demo {
            app_id: AppId::generate(),
            conversation_id: ConversationId::generate(),
            users: vec!["alice".parse().unwrap(), "bob".parse().unwrap()],
            mint: Box::new(|user| Box::pin(async move { Ok(format!("token of {user}")) })),
        }
    }

    #[actix_web::test]
    async fn demo_users_get_a_token_and_nobody_else() {
        let app = App::new().app_data(Data::new(demo())).configure(page::configure);
        let app = test::init_service(app).await;
        let request = test::TestRequest::get().uri("/demo/session?user=bob").to_request();
        let session: DemoSession = test::call_and_read_body_json(&app, request).await;
        assert_eq!(session.token, "token of bob");
        for wrong in ["?user=carol", "?user=", "", "?user=%00"] {
            let uri = format!("/demo/session{wrong}");
            let answer =
                test::call_service(&app, test::TestRequest::get().uri(&uri).to_request()).await;
            assert_eq!(answer.status(), 404, "{wrong}");
        }
    }

    #[actix_web::test]
    async fn without_a_demo_there_is_no_session() {
        let app = test::init_service(App::new().configure(page::configure)).await;
        let request = test::TestRequest::get().uri("/demo/session?user=bob").to_request();
        assert_eq!(test::call_service(&app, request).await.status(), 404);
    }
}
