//! The page at `/`, on which two browser windows chat as two demo users.
//!
//! It is a client like any other: it uses the REST API and the socket with a user token. Only where
//! that token comes from is special; see [`demo`]. Everything it shows is written with
//! `textContent`, and its policy lets no script run but its own files.

pub mod demo;

use actix_web::{
    HttpResponse,
    http::header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    },
    web::{self, ServiceConfig},
};

/// `'self'` covers the socket of the same host too.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct File {
    path: &'static str,
    kind: &'static str,
    body: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

const FILES: &[File] = &[
    File { path: "/", kind: HTML, body: include_str!("page/index.html") },
    File {
        path: "/page/page.css",
        kind: "text/css; charset=utf-8",
        body: include_str!("page/page.css"),
    },
    File { path: "/page/icon.svg", kind: "image/svg+xml", body: include_str!("page/icon.svg") },
    File { path: "/page/page.js", kind: SCRIPT, body: include_str!("page/page.js") },
    File { path: "/page/chat.js", kind: SCRIPT, body: include_str!("page/chat.js") },
    File {
        path: "/page/conversation.js",
        kind: SCRIPT,
        body: include_str!("page/conversation.js"),
    },
    File { path: "/page/socket.js", kind: SCRIPT, body: include_str!("page/socket.js") },
    File { path: "/page/view.js", kind: SCRIPT, body: include_str!("page/view.js") },
    File { path: "/page/elements.js", kind: SCRIPT, body: include_str!("page/elements.js") },
];

/// Serves the page and `GET /demo/session`, which finds nothing unless [`demo::Demo`] is app data.
pub fn configure(app: &mut ServiceConfig) {
    for file in FILES {
        let answer = move || async move { file.answer() };
        let resource = web::resource(file.path).route(web::get().to(answer));
        app.service(resource.route(web::head().to(answer)));
    }
    app.route("/demo/session", web::get().to(demo::session));
}

impl File {
    fn answer(&self) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(self.kind)
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((REFERRER_POLICY, "no-referrer"))
            // The files belong to one version of the program.
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, test};

    #[actix_web::test]
    async fn the_page_brings_all_it_needs_and_a_strict_policy() {
        let app = test::init_service(App::new().configure(configure)).await;
        for file in FILES {
            let request = test::TestRequest::get().uri(file.path).to_request();
            let answer = test::call_service(&app, request).await;
            assert_eq!(answer.status(), 200, "{}", file.path);
            let policy = answer.headers().get(CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        }
    }

    #[::core::prelude::v1::test]
    fn nothing_is_written_as_html() {
        for file in FILES.iter().filter(|file| file.kind == SCRIPT) {
            for door in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("]
            {
                assert!(!file.body.contains(door), "{} uses {door}", file.path);
            }
        }
        let html = FILES[0].body;
        assert!(!html.contains("style=") && !html.contains("onclick") && !html.contains("<style"));
        for linked in FILES.iter().skip(1).filter(|file| html.contains(file.path)) {
            assert!(!linked.body.is_empty());
        }
    }
}
