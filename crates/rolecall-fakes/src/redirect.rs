//! The loopback listener in memory: a browser's request is a function call.
//!
//! It must not know who approves a sign-in; it judges requests as the adapter does.

use crate::call_log::CallLog;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{RedirectError, RedirectListener, RedirectWait, error_code};
use rolecall_model::secret::{AuthorizationCode, OauthState};
use rolecall_model::sign_in::IgnoredRequest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};
use url::Url;

/// What a browser gets for a request to the loopback listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpOutcome {
    /// Nothing listens.
    Refused,
    /// An HTTP status.
    Status(u16),
}

/// Binds listeners in memory.
#[derive(Debug, Default)]
pub struct FakeRedirectListener {
    ports: Arc<Mutex<BoundPorts>>,
    call_log: Arc<CallLog>,
}

#[derive(Debug, Default)]
struct BoundPorts {
    bound: BTreeMap<u16, mpsc::UnboundedSender<RedirectRequest>>,
    bindings: u16,
}

#[derive(Debug)]
struct RedirectRequest {
    url: Url,
    status: oneshot::Sender<u16>,
}

impl FakeRedirectListener {
    /// Makes a machine where nothing listens yet.
    pub fn new(call_log: Arc<CallLog>) -> Self {
        Self {
            ports: Arc::default(),
            call_log,
        }
    }

    /// Returns the ports that are bound now.
    pub fn bound(&self) -> Vec<u16> {
        locked(&self.ports).bound.keys().copied().collect()
    }

    /// Requests `url` without waiting for the response.
    pub fn send(&self, url: &str) {
        drop(self.request(url));
    }

    /// Requests `url` and returns the response, which a port that closes gives too.
    pub async fn get(&self, url: &str) -> HttpOutcome {
        match self.request(url) {
            None => HttpOutcome::Refused,
            Some(status) => status.await.map_or(HttpOutcome::Refused, HttpOutcome::Status),
        }
    }

    fn request(&self, url: &str) -> Option<oneshot::Receiver<u16>> {
        let url = Url::parse(url)
            .ok()
            .filter(|url| url.scheme() == "http" && url.host_str() == Some("127.0.0.1"))?;
        let sender = locked(&self.ports).bound.get(&url.port()?).cloned()?;
        let (status, response) = oneshot::channel();
        let request = RedirectRequest { url, status };
        sender.send(request).ok().map(|()| response)
    }
}

#[async_trait]
impl RedirectListener for FakeRedirectListener {
    async fn bind(&self) -> Result<Box<dyn RedirectWait>, RedirectError> {
        let mut ports = locked(&self.ports);
        ports.bindings += 1;
        let port = 40_000 + ports.bindings;
        let (sender, requests) = mpsc::unbounded_channel();
        ports.bound.insert(port, sender);
        self.call_log.record("redirect listener: bound");
        Ok(Box::new(FakeRedirectWait {
            port,
            requests,
            ports: Arc::clone(&self.ports),
        }))
    }
}

struct FakeRedirectWait {
    port: u16,
    requests: mpsc::UnboundedReceiver<RedirectRequest>,
    ports: Arc<Mutex<BoundPorts>>,
}

#[async_trait]
impl RedirectWait for FakeRedirectWait {
    fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}/oauth/callback", self.port)
    }

    async fn answer(
        &mut self,
        state: &OauthState,
        ignored: &(dyn Fn(IgnoredRequest) + Send + Sync),
    ) -> Result<AuthorizationCode, RedirectError> {
        let mut reported = BTreeSet::new();
        while let Some(RedirectRequest { url, status }) = self.requests.recv().await {
            let outcome = outcome(&url, state);
            // A browser that closed the connection needs no response.
            let _closed = status.send(if outcome.is_ok() { 200 } else { 404 });
            match outcome {
                Ok(outcome) => return outcome,
                Err(request) if url.path() != "/favicon.ico" && reported.insert(request.clone()) => {
                    ignored(request);
                }
                Err(_) => {}
            }
        }
        Err(RedirectError::Bind {
            detail: "the port was closed".into(),
        })
    }
}

impl Drop for FakeRedirectWait {
    fn drop(&mut self) {
        locked(&self.ports).bound.remove(&self.port);
    }
}

/// Returns the outcome of the sign-in that a request is, or why it is to be ignored.
fn outcome(
    url: &Url,
    state: &OauthState,
) -> Result<Result<AuthorizationCode, RedirectError>, IgnoredRequest> {
    let single = |name: &str| {
        let mut values = url
            .query_pairs()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned());
        values.next().filter(|_| values.next().is_none())
    };
    if url.path() != "/oauth/callback" {
        return Err(IgnoredRequest::UnknownPath);
    }
    let (code, error) = (single("code"), single("error"));
    if !single("state").is_some_and(|sent| state.matches(&sent)) {
        return Err(error.map_or(IgnoredRequest::OtherState, |error| {
            let code = error_code(&error);
            IgnoredRequest::ErrorWithoutState { code }
        }));
    }
    match (code, error) {
        (Some(code), None) => Ok(Ok(AuthorizationCode::from_exposed(code))),
        (None, Some(error)) => Ok(Err(RedirectError::from_code(&error))),
        (None, None) | (Some(_), Some(_)) => Err(IgnoredRequest::NotUnderstood),
    }
}
