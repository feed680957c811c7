//! Hostile requests during a sign-in: none ends it, the right one does, and the port closes.

use super::LoopbackRedirect;
use rolecall::ports::{RedirectError, RedirectListener};
use rolecall_model::secret::OauthState;
use rolecall_model::sign_in::IgnoredRequest;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

const STATE: &str = "s7ate-of-this-sign-in";

fn address(uri: &str) -> String {
    Url::parse(uri).unwrap().socket_addrs(|| None).unwrap()[0].to_string()
}

async fn send(address: &str, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut response = Vec::new();
    // A refused client may be disconnected while it still sends.
    if stream.write_all(text.as_bytes()).await.is_ok() {
        drop(stream.read_to_end(&mut response).await);
    }
    String::from_utf8_lossy(&response).into_owned()
}

/// Beside those of the contract.
fn hostile_requests(address: &str) -> Vec<String> {
    let get = |target: &str, host: &str| format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let right = format!("/oauth/callback?code=c&state={STATE}");
    let mut all: Vec<String> = [
        "/done",
        "/oauth//callback?code=c",
        "/oauth/callback%3fcode=c",
        "/../oauth/callback?code=c&state=x",
    ]
    .iter()
    .map(|target| get(target, address))
    .collect();
    for invalid in [
        format!("/oauth/callback?code=c&error=x&state={STATE}"),
        format!("/oauth/callback?code=&state={STATE}"),
        format!("/oauth/callback?code=c&state={STATE}x"),
        format!("/oauth/callback#code=c&state={STATE}"),
        format!("/oauth/callback/x?code=c&state={STATE}"),
    ] {
        all.push(get(&invalid, address));
    }
    for host in ["evil.test", "localhost", "127.0.0.1", "[::1]", ""] {
        all.push(get(&right, host));
    }
    for method in ["POST", "HEAD", "OPTIONS", "PUT", "get"] {
        all.push(format!("{method} {right} HTTP/1.1\r\nHost: {address}\r\n\r\n"));
    }
    all.push(format!("GET {right} HTTP/1.1\r\n\r\n"));
    all.push(format!("GET {right} HTTP/3\r\nHost: {address}\r\n\r\n"));
    all.push(format!("GET /{} HTTP/1.1\r\n", "a".repeat(1_000_000)));
    all.push("\0\u{1}\u{2}\r\n\r\n".to_owned());
    all.push(String::new());
    all
}

#[tokio::test]
async fn no_hostile_request_ends_a_sign_in() {
    let mut wait = LoopbackRedirect::new().bind().await.unwrap();
    let address = address(&wait.redirect_uri());
    let reported = Arc::new(Mutex::new(Vec::new()));
    let reports = Arc::clone(&reported);
    let waiting = tokio::spawn(async move {
        let report = |request| reports.lock().unwrap().push(request);
        let answer = wait.answer(&OauthState::from_exposed(STATE), &report).await;
        drop(wait);
        answer
    });
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(b"GET /oauth/callback").await.unwrap();
        slow.push(stream);
    }
    for request in hostile_requests(&address) {
        let response = send(&address, &request).await;
        assert!(
            !response.contains("303") && !response.contains(STATE),
            "{request:.80}\n{response}"
        );
        let has_page = response.contains("<h1>") && response.contains("Go back to Rolecall");
        let is_cut = response.is_empty() && (request.is_empty() || request.len() > 1_000_000);
        assert!(has_page || is_cut, "{request:.80}\n{response}");
        assert!(!waiting.is_finished(), "{request:.80}");
    }
    let mut kinds = reported.lock().unwrap().clone();
    kinds.sort();
    let expected = [
        IgnoredRequest::OtherState,
        IgnoredRequest::UnknownPath,
        IgnoredRequest::NotUnderstood,
    ];
    assert_eq!(kinds, expected, "each kind is reported once");
    let right =
        format!("GET /oauth/callback?code=the-code&state={STATE} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let response = send(&address, &right).await;
    assert!(
        response.starts_with("HTTP/1.1 303") && response.contains("Location: /done\r\n"),
        "{response}"
    );
    assert!(!response.contains("the-code"), "nothing is echoed");
    let page = send(
        &address,
        &format!("GET /done HTTP/1.1\r\nHost: {address}\r\n\r\n"),
    )
    .await;
    assert!(
        page.contains("You are signed in") && page.contains("no-store") && page.contains("no-referrer"),
        "{page}"
    );
    assert!(waiting.await.unwrap().unwrap().matches("the-code"));
    assert!(TcpStream::connect(&address).await.is_err(), "the port is closed");
}

#[tokio::test]
async fn an_answer_with_the_cookies_of_other_programs_ends_a_sign_in() {
    for cookie in [b"a".repeat(20_000), b"caf\xe9=\xff".to_vec(), vec![b'='; 700_000]] {
        let mut wait = LoopbackRedirect::new().bind().await.unwrap();
        let address = address(&wait.redirect_uri());
        let mut request =
            format!("GET /oauth/callback?code=c&state={STATE} HTTP/1.1\r\nHost: {address}\r\nCookie: ")
                .into_bytes();
        request.extend(cookie);
        request.extend(b"\r\n\r\n");
        let state = OauthState::from_exposed(STATE);
        let (answer, response) = tokio::join!(wait.answer(&state, &|_| {}), async {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            stream.write_all(&request).await.unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).await.unwrap();
            response
        });
        assert!(answer.unwrap().matches("c"));
        assert!(response.starts_with("HTTP/1.1 303"), "{response}");
    }
}

#[tokio::test]
async fn a_browser_that_does_not_fetch_the_page_keeps_the_port_open_for_less_than_a_second() {
    let listener = LoopbackRedirect::new();
    assert!(listener.page_timeout < Duration::from_secs(1));
    let mut wait = listener.bind().await.unwrap();
    let address = address(&wait.redirect_uri());
    let waiting = tokio::spawn(async move { wait.answer(&OauthState::from_exposed(STATE), &|_| {}).await });
    send(
        &address,
        &format!("GET /oauth/callback?error=access_denied&state={STATE} HTTP/1.1\r\nHost: {address}\r\n\r\n"),
    )
    .await;
    assert!(matches!(waiting.await.unwrap(), Err(RedirectError::Denied)));
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn only_the_loopback_address_is_bound() {
    let wait = LoopbackRedirect::new().bind().await.unwrap();
    let port = Url::parse(&wait.redirect_uri()).unwrap().port().unwrap();
    let bound = |table: &str| {
        std::fs::read_to_string(table)
            .unwrap_or_default()
            .lines()
            .filter_map(|line| line.split_whitespace().nth(1).map(ToOwned::to_owned))
            .filter(|local| local.ends_with(&format!(":{port:04X}")))
            .collect::<Vec<_>>()
    };
    let mut addresses = bound("/proc/net/tcp");
    addresses.dedup();
    assert_eq!(addresses, [format!("0100007F:{port:04X}")]);
    assert!(bound("/proc/net/tcp6").is_empty());
}

#[tokio::test]
async fn it_passes_the_contract() {
    let listener = LoopbackRedirect {
        page_timeout: Duration::from_millis(5),
    };
    rolecall_fakes::contract::redirect_listener(&listener, &rolecall_fakes::contract::TcpClient).await;
}
