//! The suite of [`RedirectListener`].

use super::http_client::HttpClient;
use crate::hostile;
use crate::redirect::HttpOutcome;
use rolecall::ports::{RedirectError, RedirectListener, RedirectWait};
use rolecall_model::secret::{AuthorizationCode, OauthState};
use rolecall_model::sign_in::IgnoredRequest;
use std::collections::BTreeSet;
use std::sync::Mutex;
use url::Url;

const STATE: &str = "contract-state-0123456789-_AZaz";

/// The suite of [`RedirectListener`]; `browser` requests its addresses: [`super::TcpClient`] for one that really listens.
///
/// # Panics
/// When the listener breaks its contract.
pub async fn redirect_listener(listener: &dyn RedirectListener, browser: &dyn HttpClient) {
    addresses(listener, browser).await;
    codes(listener, browser).await;
    refusals(listener, browser).await;
    foreign_requests(listener, browser).await;
}

async fn addresses(listener: &dyn RedirectListener, browser: &dyn HttpClient) {
    let mut bound = Vec::new();
    for _ in 0..5 {
        bound.push(bind(listener).await);
    }
    let addresses: BTreeSet<String> = bound.iter().map(|wait| wait.redirect_uri()).collect();
    assert_eq!(addresses.len(), 5, "each sign-in has its own port");
    for address in &addresses {
        let url = Url::parse(address).expect("an address");
        assert_eq!(
            (url.scheme(), url.host_str(), url.path(), url.query()),
            ("http", Some("127.0.0.1"), "/oauth/callback", None)
        );
        assert!(url.port().is_some());
    }
    drop(bound);
    for address in &addresses {
        let closed = browser.get(address).await;
        assert_eq!(closed, HttpOutcome::Refused, "dropping closes the port");
    }
}

async fn codes(listener: &dyn RedirectListener, browser: &dyn HttpClient) {
    let mut codes = hostile::names_up_to(400);
    codes.push("x".repeat(4_000));
    for code in codes {
        let query = [("code", code.as_str()), ("state", STATE)];
        let (result, outcome) = redirect(listener, browser, &query).await;
        assert!(
            result.expect("a code").matches(&code),
            "the code comes back byte for byte: {code:?}"
        );
        assert_matches!(outcome, HttpOutcome::Status(..400), "the user sees a page");
    }
}

async fn refusals(listener: &dyn RedirectListener, browser: &dyn HttpClient) {
    let denied = [("error", "access_denied"), ("state", STATE)];
    let (result, _) = redirect(listener, browser, &denied).await;
    assert_matches!(result, Err(RedirectError::Denied), "the user refused");
    for client in ["invalid_client", "unauthorized_client"] {
        let (result, _) = redirect(listener, browser, &[("error", client), ("state", STATE)]).await;
        assert_matches!(result, Err(RedirectError::InvalidClient), client);
    }
    for code in ["server_error", "temporarily_unavailable"] {
        let (result, _) = redirect(listener, browser, &[("error", code), ("state", STATE)]).await;
        assert_matches!(result, Err(RedirectError::Unavailable { .. }), code);
    }
    let slow_down = [("error", "slow_down"), ("state", STATE)];
    let (result, _) = redirect(listener, browser, &slow_down).await;
    assert_matches!(result, Err(RedirectError::SlowDown), "AWS throttles");

    let mut errors = vec!["invalid_scope".to_owned()];
    errors.extend(hostile::names_up_to(400));
    for error in errors {
        let query = [
            ("error", error.as_str()),
            ("state", STATE),
            ("error_description", "<b>"),
        ];
        let (result, _) = redirect(listener, browser, &query).await;
        let Err(RedirectError::Failed { code }) = result else {
            panic!("an error is returned as one: {error:?}");
        };
        assert!(
            code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'),
            "reduced to the characters of error codes: {code:?}"
        );
        if error == "invalid_scope" {
            assert_eq!(code, error, "an error of the standard comes back whole");
        }
    }
}

/// Other requests while a sign-in waits are refused and change nothing.
async fn foreign_requests(listener: &dyn RedirectListener, browser: &dyn HttpClient) {
    let mut wait = bind(listener).await;
    let uri = wait.redirect_uri();
    let right = with(&uri, &[("code", "the-code"), ("state", STATE)]);
    let foreign = foreign_urls(&uri);
    let state = OauthState::from_exposed(STATE);
    let requests = async {
        for url in foreign.iter().chain(&foreign) {
            assert_matches!(browser.get(url).await, HttpOutcome::Status(400..), url);
        }
        browser.get(&right).await
    };
    let ignored = Mutex::new(Vec::new());
    let report = |request| ignored.lock().expect("no panic").push(request);
    let (result, outcome) = tokio::join!(wait.answer(&state, &report), requests);
    let mut ignored = ignored.into_inner().expect("no panic");
    ignored.sort();
    assert_eq!(
        ignored,
        [
            IgnoredRequest::ErrorWithoutState {
                code: "access_denied".to_owned()
            },
            IgnoredRequest::ErrorWithoutState {
                code: "server_error".to_owned()
            },
            IgnoredRequest::OtherState,
            IgnoredRequest::UnknownPath,
            IgnoredRequest::NotUnderstood,
        ],
        "each kind is reported once"
    );
    assert!(
        result.expect("the code").matches("the-code"),
        "the sign-in still succeeds"
    );
    assert_matches!(outcome, HttpOutcome::Status(..400), "the user sees a page");
    drop(wait);
    assert_eq!(
        browser.get(&right).await,
        HttpOutcome::Refused,
        "a redirect works once"
    );
}

/// Returns what is no answer of AWS to the sign-in that waits at `uri`.
fn foreign_urls(uri: &str) -> Vec<String> {
    let root = uri.trim_end_matches("/oauth/callback");
    let forged = [("code", "forged"), ("state", STATE)];
    vec![
        uri.to_owned(),
        root.to_owned(),
        format!("{root}/favicon.ico"),
        with(uri, &[("code", "forged"), ("state", "wrong")]),
        with(uri, &[("code", "forged"), ("state", "")]),
        with(uri, &[("code", "forged"), ("state", &STATE[..STATE.len() - 1])]),
        with(uri, &[("code", "forged")]),
        with(uri, &[("error", "access_denied"), ("state", "wrong")]),
        with(uri, &[("error", "access_denied")]),
        with(uri, &[("error", "<server_error>")]),
        with(uri, &[("state", STATE)]),
        with(uri, &[("code", "forged"), ("code", "forged"), ("state", STATE)]),
        with(uri, &[("code", "forged"), ("state", STATE), ("state", "wrong")]),
        with(&format!("{root}/oauth/callback/"), &forged),
        with(&format!("{root}/oauth/CALLBACK"), &forged),
        with(&format!("{root}/"), &forged),
    ]
}

/// Binds a port, and requests its redirect address with `query`.
async fn redirect(
    listener: &dyn RedirectListener,
    browser: &dyn HttpClient,
    query: &[(&str, &str)],
) -> (Result<AuthorizationCode, RedirectError>, HttpOutcome) {
    let mut wait = bind(listener).await;
    let url = with(&wait.redirect_uri(), query);
    let state = OauthState::from_exposed(STATE);
    tokio::join!(wait.answer(&state, &|_| {}), browser.get(&url))
}

async fn bind(listener: &dyn RedirectListener) -> Box<dyn RedirectWait> {
    listener.bind().await.expect("a free port")
}

fn with(address: &str, query: &[(&str, &str)]) -> String {
    Url::parse_with_params(address, query).expect("an address").into()
}
