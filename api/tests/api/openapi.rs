use serde_json::Value;
use std::{env, fs};
use warbler_testing::TestApp;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi.yaml");

/// `make openapi` accepts a change.
#[test]
fn the_committed_contract_is_what_the_routes_say() {
    let document = warbler_api::openapi::document().to_yaml().unwrap();
    if env::var_os("UPDATE").is_some() {
        fs::write(COMMITTED, &document).unwrap();
    }
    let committed = fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(committed == document, "openapi.yaml is out of date: run `make openapi`");
}

#[test]
fn every_operation_says_how_it_fails() {
    let document = serde_json::to_value(warbler_api::openapi::document()).unwrap();
    let refused = &document["components"]["responses"]["Refused"];
    let problem = &refused["content"]["application/problem+json"]["schema"]["$ref"];
    assert_eq!(problem, "#/components/schemas/Problem");
    assert!(refused["headers"]["Retry-After"].is_object());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let refusal = &operation["responses"]["4XX"]["$ref"];
            assert_eq!(refusal, "#/components/responses/Refused", "{method} {path}");
            assert!(operation["summary"].is_string(), "{method} {path}");
        }
    }
}

/// Every path of the contract is served, with its own method.
#[tokio::test]
async fn every_path_of_the_contract_is_served() {
    let app = TestApp::start().await;
    let document = serde_json::to_value(warbler_api::openapi::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let method = method.to_uppercase().parse().unwrap();
            let answer = app.call(method, path, None, None).await;
            let body: Value = serde_json::from_slice(&answer.body).unwrap();
            assert!(body["code"] != "route_not_found", "{path}");
            assert!(body["code"] != "method_not_allowed", "{path}");
        }
    }
}
