//! The loopback listener of a sign-in (RFC 8252, 7.3 and 8.3): takes one answer, with the right path, host and state.
//!
//! Whatever else arrives is answered and ignored: nobody else can end a sign-in. It must not know what a code is good for.

use crate::loopback_http::{Answer, Caller, Door, Head};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rolecall::ports::{RedirectError, RedirectListener, RedirectWait};
use rolecall_model::secret::{AuthorizationCode, OauthState};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::form_urlencoded;

const PATH: &str = "/oauth/callback";
const DONE: &str = "/done";
const NOT_DONE: &str = "/not-done";
/// How long the friendly page is served after the answer; then the port closes.
const PAGE_LIFE: Duration = Duration::from_millis(700);
/// OAuth error codes are of this length at most in practice; the rest is cut.
const LONGEST_ERROR: usize = 64;

/// Binds 127.0.0.1 for one sign-in at a time.
#[derive(Clone, Copy, Debug)]
pub struct LoopbackRedirect {
    page_life: Duration,
}

impl LoopbackRedirect {
    /// Makes the listener; nothing is bound yet.
    pub fn new() -> Self {
        Self { page_life: PAGE_LIFE }
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
        let door = Door::open().await.map_err(|error| RedirectError::Bind {
            detail: error.kind().to_string(),
        })?;
        Ok(Box::new(Waiting {
            door,
            page_life: self.page_life,
        }))
    }
}

struct Waiting {
    door: Door,
    page_life: Duration,
}

#[async_trait]
impl RedirectWait for Waiting {
    fn redirect_uri(&self) -> String {
        format!("http://{}{PATH}", self.door.address())
    }

    async fn answer(&mut self, state: &OauthState) -> Result<AuthorizationCode, RedirectError> {
        loop {
            let caller = self.door.next().await;
            match judge(&caller.head, self.door.address(), state) {
                Verdict::Answered(outcome) => {
                    let place = if outcome.is_ok() { DONE } else { NOT_DONE };
                    reply(caller, "303 See Other", Some(place), "").await;
                    self.show_page().await;
                    return outcome;
                }
                Verdict::Ignored(status) => drop(tokio::spawn(reply(caller, status, None, ""))),
            }
        }
    }
}

impl Waiting {
    /// Serves the page that the browser was sent to, once or for a moment.
    async fn show_page(&mut self) {
        let ends_at = Instant::now() + self.page_life;
        while let Ok(caller) = timeout_at(ends_at, self.door.next()).await {
            let is_ours = caller.head.method == "GET" && caller.head.is_for(self.door.address());
            let page = match caller.head.target.as_str() {
                DONE if is_ours => Some(page(
                    "You are signed in",
                    "You can close this tab and go back to Rolecall.",
                )),
                NOT_DONE if is_ours => Some(page(
                    "You are not signed in",
                    "Access was not allowed. Rolecall tells more.",
                )),
                _ => None,
            };
            match page {
                Some(page) => return reply(caller, "200 OK", None, &page).await,
                None => drop(tokio::spawn(reply(caller, "404 Not Found", None, ""))),
            }
        }
    }
}

enum Verdict {
    Answered(Result<AuthorizationCode, RedirectError>),
    Ignored(&'static str),
}

fn judge(head: &Head, address: SocketAddr, state: &OauthState) -> Verdict {
    if head.method != "GET" {
        return Verdict::Ignored("405 Method Not Allowed");
    }
    let (path, query) = head.target.split_once('?').unwrap_or((&head.target, ""));
    if path != PATH {
        return Verdict::Ignored("404 Not Found");
    }
    if !head.is_for(address) {
        return Verdict::Ignored("421 Misdirected Request");
    }
    let parameters: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let once = |wanted: &str| {
        let mut found = parameters
            .iter()
            .filter(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_ref());
        let first = found.next();
        first.filter(|_| found.next().is_none())
    };
    let named = |wanted: &str| parameters.iter().any(|(name, _)| name == wanted);
    if !once("state").is_some_and(|sent| state.matches(sent)) {
        return Verdict::Ignored("400 Bad Request");
    }
    match (once("code"), once("error")) {
        (Some(code), None) if !named("error") && !code.is_empty() => {
            Verdict::Answered(Ok(AuthorizationCode::from_exposed(code)))
        }
        (None, Some(error)) if !named("code") => Verdict::Answered(Err(refusal(error))),
        _ => Verdict::Ignored("400 Bad Request"),
    }
}

/// Reads an OAuth error code; what is not in the alphabet of codes was not written by AWS.
fn refusal(error: &str) -> RedirectError {
    if error == "access_denied" {
        return RedirectError::Denied;
    }
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
    RedirectError::Failed {
        code: error.chars().filter(is_plain).take(LONGEST_ERROR).collect(),
    }
}

const STYLE: &str = "html{color-scheme:light dark;font:16px/1.5 Inter,system-ui,sans-serif;background:Canvas;color:CanvasText}\
body{max-width:24rem;margin:20vh auto 0;padding:0 1.5rem}\
i{display:block;width:2.75rem;height:2.75rem;border-radius:.7rem;background:#4f5bd5;color:#fff;\
font:600 1.5rem/2.75rem system-ui;text-align:center}h1{font-size:1.4rem;margin:1.25rem 0 .25rem}p{margin:0;opacity:.75}";

/// The page says nothing of what the browser sent.
fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} · Rolecall</title><style>{STYLE}</style><i aria-hidden=\"true\">✓</i><h1>{title}</h1><p>{text}</p></html>"
    )
    .replace("✓", if title.contains("not") { "!" } else { "✓" })
}

async fn reply(caller: Caller, status: &'static str, location: Option<&'static str>, page: &str) {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        STANDARD.encode(Sha256::digest(STYLE))
    );
    caller
        .answer(
            &Answer {
                status,
                location,
                page,
            },
            &policy,
        )
        .await;
}

#[cfg(test)]
mod tests;
