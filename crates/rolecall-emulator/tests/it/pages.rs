//! The pages for users: what they show, what their buttons do, and that no name becomes markup.

use rolecall_emulator::{EmulatorHandle, ErrorState, Organization};
use serde_json::json;

use crate::support::*;

fn decide(emulator: &EmulatorHandle, transaction: &str, user: &str, answer: &str) -> TestResponse {
    let form = [("transaction", transaction), ("user", user), ("answer", answer)];
    post_form(emulator.url(), "/consent", &form)
}

fn transaction(page: &str) -> String {
    let start = page.find("name=\"transaction\" value=\"").unwrap() + 26;
    page[start..].split('"').next().unwrap().to_owned()
}

#[test]
fn a_customers_own_address_redirects_to_the_portal_or_where_a_test_wants() {
    let emulator = emulator(|_| {});
    for method in ["HEAD", "GET"] {
        let response = request(emulator.url(), method, "/vanity", &[], "");
        assert_eq!(
            (response.status, response.header("location")),
            (302, emulator.start_url())
        );
    }
    set(&emulator, json!({"vanity_target": "https://www.example.com/"}));
    let response = get(emulator.url(), "/vanity");
    assert_eq!(response.header("location"), "https://www.example.com/");
}

#[test]
fn allow_redirects_with_a_code_for_the_selected_user() {
    let emulator = emulator(|_| {});
    let client = TestClient::for_code(&emulator);
    let page = client.authorize(&[]);
    assert_eq!(page.status, 200);
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    for part in [
        "id=\"allow\"",
        "id=\"deny\"",
        "<bdi id=\"client-name\">test</bdi>",
        "alice",
        "bob",
        "not AWS",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    let transaction = transaction(&page.body);
    let response = decide(&emulator, &transaction, "bob", "allow");
    assert_eq!(response.status, 302, "{}", response.body);
    let code = parameter(response.header("location"), "code").unwrap();
    let tokens = client.exchange(&code).json();
    let access = tokens["accessToken"].as_str().unwrap();
    // Bob sees three of the four accounts.
    let accounts = portal(&emulator, access, "/assignment/accounts").json();
    assert_eq!(accounts["accountList"].as_array().unwrap().len(), 3);
    assert_eq!(decide(&emulator, &transaction, "bob", "allow").status, 400);
}

#[test]
fn deny_redirects_with_access_denied() {
    for (error_state, expected) in [(ErrorState::Keep, Some("state-1")), (ErrorState::Omit, None)] {
        let emulator = emulator(|settings| settings.error_state = error_state);
        let client = TestClient::for_code(&emulator);
        let page = client.authorize(&[]);
        let transaction = transaction(&page.body);
        let response = post_form(
            emulator.url(),
            "/consent",
            &[("transaction", &transaction), ("answer", "deny")],
        );
        let location = response.header("location");
        assert!(location.starts_with(CALLBACK));
        assert_eq!(parameter(location, "error").as_deref(), Some("access_denied"));
        assert_eq!(parameter(location, "state").as_deref(), expected);
        let invalid = client.authorize(&[("response_type", "token")]);
        let location = invalid.header("location");
        assert_eq!(
            parameter(location, "error").as_deref(),
            Some("unsupported_response_type")
        );
        assert_eq!(parameter(location, "state").as_deref(), expected);
    }
}

#[test]
fn only_a_page_that_was_shown_can_be_submitted_once() {
    let emulator = emulator(|_| {});
    let client = TestClient::for_code(&emulator);
    let page = client.authorize(&[]);
    let transaction = transaction(&page.body);
    for (transaction, user, answer) in [
        ("guessed", "alice", "allow"),
        (&transaction, "mallory", "allow"),
        (&transaction, "alice", "perhaps"),
    ] {
        let refused = decide(&emulator, transaction, user, answer);
        assert_eq!(refused.status, 400, "{transaction} {user} {answer}");
    }
    let without = [("user", "alice"), ("answer", "allow")];
    assert_eq!(post_form(emulator.url(), "/consent", &without).status, 400);
    advance(&emulator, 901);
    assert_eq!(decide(&emulator, &transaction, "alice", "allow").status, 400);
}

#[test]
fn the_device_page_shows_the_code_and_takes_the_decision() {
    let emulator = emulator(|_| {});
    let client = TestClient::for_device(&emulator);
    let device = client.start_device();
    let complete = device["verificationUriComplete"].as_str().unwrap();
    let page = get(emulator.url(), complete.strip_prefix(emulator.url()).unwrap());
    assert!(page.body.contains(&format!(
        "<bdi id=\"user-code\">{}</bdi>",
        device["userCode"].as_str().unwrap()
    )));
    let transaction = transaction(&page.body);
    let response = decide(&emulator, &transaction, "alice", "allow");
    assert_eq!(response.status, 200);
    assert!(response.body.contains("Request approved"));
    assert_eq!(client.poll(&device).status, 200);
    let again = get(emulator.url(), complete.strip_prefix(emulator.url()).unwrap());
    assert_eq!(again.status, 400);
    assert!(again.body.contains("id=\"problem\""));
}

#[test]
fn hostile_names_are_escaped() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("orgs/hostile.json");
    let organization = Organization::from_file(&path).unwrap();
    let emulator = emulator_of(organization, |_| {});
    let mut body = code_registration(&emulator);
    body["clientName"] = json!("<script>alert(1)</script>");
    let client = TestClient::register(&emulator, &body);
    let page = client.authorize(&[]).body;
    assert!(
        !page.contains("<script") && page.contains("&lt;script&gt;alert(1)"),
        "{page}"
    );
    assert!(!get(emulator.url(), "/").body.contains("Names\" Ltd"));
}

#[test]
fn style_and_front_page_are_served() {
    let emulator = emulator(|_| {});
    let style = get(emulator.url(), "/pages/style.css");
    assert!(style.header("content-type").starts_with("text/css"));
    assert!(style.body.contains("#4f5bd5") && style.body.contains("prefers-color-scheme: dark"));
    assert!(get(emulator.url(), "/").body.contains(emulator.start_url()));
    assert_eq!(get(emulator.url(), "/consent").status, 405);
}
