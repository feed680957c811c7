//! The loopback redirect of a sign-in (RFC 8252, 7.3 and 8.3): accepts one request, with the right path, host and state.
//!
//! Every other request gets an error page and is ignored: no other program can end a sign-in. It must not know what a code is
//! exchanged for.

use crate::loopback_http::{
    InvalidRequest, LoopbackConnection, LoopbackListener, LoopbackResponse, RequestHead,
};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rolecall::ports::{RedirectError, RedirectListener, RedirectWait, error_code};
use rolecall_model::secret::{AuthorizationCode, OauthState};
use rolecall_model::sign_in::IgnoredRequest;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::form_urlencoded;

const CALLBACK_PATH: &str = "/oauth/callback";
const SUCCESS_PAGE: &str = "/done";
const FAILURE_PAGE: &str = "/not-done";
/// How long the closing page is served after the callback; then the port closes.
const PAGE_TIMEOUT: Duration = Duration::from_millis(700);
/// How many different requests are reported in one sign-in.
const MAX_REPORTED: usize = 8;
/// Browsers request it automatically.
const FAVICON: &str = "/favicon.ico";

/// Binds 127.0.0.1 for one sign-in.
#[derive(Clone, Copy, Debug)]
pub struct LoopbackRedirect {
    page_timeout: Duration,
}

impl LoopbackRedirect {
    /// Binds nothing yet.
    pub fn new() -> Self {
        Self {
            page_timeout: PAGE_TIMEOUT,
        }
    }
}

impl Default for LoopbackRedirect {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl RedirectListener for LoopbackRedirect {
    async fn bind(&self) -> Result<Box<dyn RedirectWait>, RedirectError> {
        let listener = LoopbackListener::bind()
            .await
            .map_err(|error| RedirectError::Bind {
                detail: error.kind().to_string(),
            })?;
        Ok(Box::new(BoundRedirect {
            listener,
            page_timeout: self.page_timeout,
        }))
    }
}

struct BoundRedirect {
    listener: LoopbackListener,
    page_timeout: Duration,
}

#[async_trait]
impl RedirectWait for BoundRedirect {
    fn redirect_uri(&self) -> String {
        format!("http://{}{CALLBACK_PATH}", self.listener.address())
    }

    async fn answer(
        &mut self,
        state: &OauthState,
        ignored: &(dyn Fn(IgnoredRequest) + Send + Sync),
    ) -> Result<AuthorizationCode, RedirectError> {
        // A browser that repeats itself, or a flood from elsewhere, is reported once.
        let mut reported = BTreeSet::new();
        let mut report = |request: IgnoredRequest| {
            if reported.len() < MAX_REPORTED && reported.insert(request.clone()) {
                ignored(request);
            }
        };
        loop {
            let connection = match self.listener.next_request().await {
                Ok(connection) => connection,
                Err(invalid) => {
                    report(IgnoredRequest::NotUnderstood);
                    drop(tokio::spawn(async move { reply_invalid(invalid).await }));
                    continue;
                }
            };
            match evaluate(&connection.head, self.listener.address(), state) {
                CallbackRequest::Finished(outcome) => {
                    let page = if outcome.is_ok() {
                        SUCCESS_PAGE
                    } else {
                        FAILURE_PAGE
                    };
                    reply(connection, "303 See Other", Some(page), "").await;
                    self.show_page().await;
                    return outcome;
                }
                CallbackRequest::Ignored(status, request) => {
                    let page = ignored_page(&request);
                    if connection.head.target != FAVICON {
                        report(request);
                    }
                    drop(tokio::spawn(async move {
                        reply(connection, status, None, &page).await
                    }));
                }
            }
        }
    }
}

impl BoundRedirect {
    /// Serves the closing page that the browser was redirected to, once or until the timeout.
    async fn show_page(&mut self) {
        let ends_at = Instant::now() + self.page_timeout;
        while let Ok(connection) = timeout_at(ends_at, self.listener.next()).await {
            let is_ours = connection.head.method == "GET" && connection.head.is_for(self.listener.address());
            let page = match connection.head.target.as_str() {
                SUCCESS_PAGE if is_ours => Some(page(
                    '✓',
                    "You are signed in",
                    "You can close this tab and go back to Rolecall.",
                )),
                FAILURE_PAGE if is_ours => Some(page(
                    '!',
                    "You are not signed in",
                    "Access was not allowed. Rolecall shows why.",
                )),
                _ => None,
            };
            match page {
                Some(page) => return reply(connection, "200 OK", None, &page).await,
                None => {
                    let page = ignored_page(&IgnoredRequest::UnknownPath);
                    drop(tokio::spawn(async move {
                        reply(connection, "404 Not Found", None, &page).await
                    }));
                }
            }
        }
    }
}

enum CallbackRequest {
    Finished(Result<AuthorizationCode, RedirectError>),
    Ignored(&'static str, IgnoredRequest),
}

fn evaluate(head: &RequestHead, address: SocketAddr, state: &OauthState) -> CallbackRequest {
    let not_understood = |status| CallbackRequest::Ignored(status, IgnoredRequest::NotUnderstood);
    if head.method != "GET" {
        return not_understood("405 Method Not Allowed");
    }
    let (path, query) = head.target.split_once('?').unwrap_or((&head.target, ""));
    if path != CALLBACK_PATH {
        return CallbackRequest::Ignored("404 Not Found", IgnoredRequest::UnknownPath);
    }
    if !head.is_for(address) {
        return not_understood("421 Misdirected Request");
    }
    let parameters: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let once = |parameter: &str| {
        let mut found = parameters
            .iter()
            .filter(|(name, _)| name == parameter)
            .map(|(_, value)| value.as_ref());
        let first = found.next();
        first.filter(|_| found.next().is_none())
    };
    let has = |parameter: &str| parameters.iter().any(|(name, _)| name == parameter);
    if !once("state").is_some_and(|sent| state.matches(sent)) {
        return CallbackRequest::Ignored("400 Bad Request", without_state(once("error")));
    }
    match (once("code"), once("error")) {
        (Some(code), None) if !has("error") && !code.is_empty() => {
            CallbackRequest::Finished(Ok(AuthorizationCode::from_exposed(code)))
        }
        (None, Some(error)) if !has("code") => {
            CallbackRequest::Finished(Err(RedirectError::from_code(error)))
        }
        _ => not_understood("400 Bad Request"),
    }
}

fn without_state(error: Option<&str>) -> IgnoredRequest {
    match error {
        Some(error) => IgnoredRequest::ErrorWithoutState {
            code: error_code(error),
        },
        None => IgnoredRequest::OtherState,
    }
}

const STYLE: &str = "html{color-scheme:light dark;font:16px/1.5 Inter,system-ui,sans-serif;background:Canvas;color:CanvasText}\
body{max-width:24rem;margin:20vh auto 0;padding:0 1.5rem}\
i{display:block;width:2.75rem;height:2.75rem;border-radius:.7rem;background:#4f5bd5;color:#fff;\
font:600 1.5rem/2.75rem system-ui;text-align:center}h1{font-size:1.4rem;margin:1.25rem 0 .25rem}p{margin:0;opacity:.75}";

/// The page repeats nothing of what the browser sent.
fn page(mark: char, title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} · Rolecall</title><style>{STYLE}</style><i aria-hidden=\"true\">{mark}</i><h1>{title}</h1><p>{text}</p></html>"
    )
}

/// What the browser shows for a request that does not end the sign-in.
fn ignored_page(request: &IgnoredRequest) -> String {
    let (title, text) = match request {
        IgnoredRequest::ErrorWithoutState { code } if code == "access_denied" => (
            "You are not signed in",
            "Access was not allowed, but the answer does not say for which sign-in. Go back to Rolecall, which still waits: \
             cancel there, or sign in again.",
        ),
        IgnoredRequest::ErrorWithoutState { .. } => (
            "You are not signed in",
            "The sign-in page reported an error, but does not say for which sign-in. Go back to Rolecall, which still waits: \
             cancel there, or sign in again.",
        ),
        IgnoredRequest::OtherState => (
            "This is not the sign-in that Rolecall waits for",
            "Go back to Rolecall, and finish the sign-in in the page that it opened last.",
        ),
        IgnoredRequest::UnknownPath => (
            "There is nothing at this address",
            "Rolecall waits here for the answer of a sign-in. Go back to Rolecall, which shows how to continue.",
        ),
        IgnoredRequest::NotUnderstood => (
            "Rolecall did not understand this request",
            "You are not signed in by it. Go back to Rolecall, which shows how to continue.",
        ),
    };
    page('!', title, text)
}

async fn reply_invalid(request: InvalidRequest) {
    let page = ignored_page(&IgnoredRequest::NotUnderstood);
    let response = LoopbackResponse {
        status: "400 Bad Request",
        location: None,
        page: &page,
    };
    request.respond(&response, &policy()).await;
}

async fn reply(
    connection: LoopbackConnection,
    status: &'static str,
    location: Option<&'static str>,
    page: &str,
) {
    let response = LoopbackResponse {
        status,
        location,
        page,
    };
    connection.respond(&response, &policy()).await;
}

fn policy() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        STANDARD.encode(Sha256::digest(STYLE))
    )
}

#[cfg(test)]
mod tests;
