//! The suite of [`RedirectListener`].

use super::visitor::Visitor;
use crate::hostile;
use crate::redirect::Visit;
use rolecall::ports::{RedirectError, RedirectListener, RedirectWait};
use rolecall_model::secret::{AuthorizationCode, OauthState};
use std::collections::BTreeSet;
use url::Url;

const STATE: &str = "contract-state-0123456789-_AZaz";

/// The suite of [`RedirectListener`]; `browser` is who visits it: [`super::TcpVisitor`] for one that really listens.
///
/// # Panics
/// When the listener breaks its word.
pub async fn redirect_listener(listener: &dyn RedirectListener, browser: &dyn Visitor) {
    addresses(listener, browser).await;
    codes(listener, browser).await;
    refusals(listener, browser).await;
    foreign_requests(listener, browser).await;
}

async fn addresses(listener: &dyn RedirectListener, browser: &dyn Visitor) {
    let mut bound = Vec::new();
    for _ in 0..5 {
        bound.push(listener.bind().await.expect("a free port"));
    }
    let addresses: BTreeSet<String> = bound.iter().map(|wait| wait.redirect_uri()).collect();
    assert_eq!(addresses.len(), 5, "each sign-in has its own port");
    for address in &addresses {
        let url = Url::parse(address).expect("an address");
        assert_eq!(
            (url.scheme(), url.host_str(), url.path()),
            ("http", Some("127.0.0.1"), "/oauth/callback")
        );
        assert!(url.port().is_some() && url.query().is_none());
    }
    drop(bound);
    for address in &addresses {
        assert_eq!(
            browser.get(address).await,
            Visit::Refused,
            "dropping closes the port"
        );
    }
}

async fn codes(listener: &dyn RedirectListener, browser: &dyn Visitor) {
    let mut codes = hostile::names_up_to(400);
    codes.push("x".repeat(4_000));
    for code in codes {
        let mut wait = listener.bind().await.expect("a free port");
        let url = with(&wait.redirect_uri(), &[("code", &code), ("state", STATE)]);
        let (answer, visit) = meet(&mut *wait, browser, &url).await;
        assert!(
            answer.expect("a code").matches(&code),
            "the code comes back byte for byte: {code:?}"
        );
        assert!(
            matches!(visit, Visit::Answered(status) if status < 400),
            "the user sees a page: {visit:?}"
        );
    }
}

async fn refusals(listener: &dyn RedirectListener, browser: &dyn Visitor) {
    let mut wait = listener.bind().await.expect("a free port");
    let url = with(
        &wait.redirect_uri(),
        &[("error", "access_denied"), ("state", STATE)],
    );
    let (answer, _) = meet(&mut *wait, browser, &url).await;
    assert!(matches!(answer, Err(RedirectError::Denied)), "a refusal is told");

    let mut errors = vec!["server_error".to_owned()];
    errors.extend(hostile::names_up_to(400));
    for error in errors {
        let mut wait = listener.bind().await.expect("a free port");
        let url = with(
            &wait.redirect_uri(),
            &[("error", &error), ("state", STATE), ("error_description", "<b>")],
        );
        let (answer, _) = meet(&mut *wait, browser, &url).await;
        let Err(RedirectError::Failed { code }) = answer else {
            panic!("an error is told as one: {error:?}");
        };
        assert!(
            code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'),
            "cut to its alphabet: {code:?}"
        );
        if error == "server_error" {
            assert_eq!(code, error, "an error of the standard comes back whole");
        }
    }
}

/// Whatever else is requested while a sign-in waits is answered and changes nothing.
async fn foreign_requests(listener: &dyn RedirectListener, browser: &dyn Visitor) {
    let mut wait = listener.bind().await.expect("a free port");
    let uri = wait.redirect_uri();
    let root = uri.trim_end_matches("/oauth/callback").to_owned();
    let right = with(&uri, &[("code", "the-code"), ("state", STATE)]);
    let foreign = vec![
        uri.clone(),
        root.clone(),
        format!("{root}/favicon.ico"),
        with(&uri, &[("code", "forged"), ("state", "wrong")]),
        with(&uri, &[("code", "forged"), ("state", "")]),
        with(&uri, &[("code", "forged"), ("state", &STATE[..STATE.len() - 1])]),
        with(&uri, &[("code", "forged")]),
        with(&uri, &[("error", "access_denied"), ("state", "wrong")]),
        with(&uri, &[("error", "access_denied")]),
        with(&uri, &[("state", STATE)]),
        with(&uri, &[("code", "forged"), ("code", "forged"), ("state", STATE)]),
        with(&uri, &[("code", "forged"), ("state", STATE), ("state", "wrong")]),
        with(
            &format!("{root}/oauth/callback/"),
            &[("code", "forged"), ("state", STATE)],
        ),
        with(
            &format!("{root}/oauth/CALLBACK"),
            &[("code", "forged"), ("state", STATE)],
        ),
        with(&format!("{root}/"), &[("code", "forged"), ("state", STATE)]),
    ];
    let state = OauthState::from_exposed(STATE);
    let visits = async {
        for url in &foreign {
            let visit = browser.get(url).await;
            assert!(
                matches!(visit, Visit::Answered(status) if status >= 400),
                "{url} is refused: {visit:?}"
            );
        }
        browser.get(&right).await
    };
    let (answer, visit) = tokio::join!(wait.answer(&state), visits);
    assert!(
        answer.expect("the code").matches("the-code"),
        "the sign-in still succeeds"
    );
    assert!(matches!(visit, Visit::Answered(status) if status < 400));
    drop(wait);
    assert_eq!(
        browser.get(&right).await,
        Visit::Refused,
        "the answer is taken once"
    );
}

async fn meet(
    wait: &mut dyn RedirectWait,
    browser: &dyn Visitor,
    url: &str,
) -> (Result<AuthorizationCode, RedirectError>, Visit) {
    let state = OauthState::from_exposed(STATE);
    tokio::join!(wait.answer(&state), browser.get(url))
}

fn with(address: &str, query: &[(&str, &str)]) -> String {
    Url::parse_with_params(address, query).expect("an address").into()
}
