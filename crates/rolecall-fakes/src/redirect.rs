//! The loopback listener in memory: a browser's request is a function call.
//!
//! It must not know who approves a sign-in; it judges requests as the adapter does.

use crate::journal::Journal;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{RedirectError, RedirectListener, RedirectWait};
use rolecall_model::secret::{AuthorizationCode, OauthState};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};
use url::Url;

/// What a browser gets for a request to the loopback listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// Nobody listens.
    Refused,
    /// An HTTP status.
    Answered(u16),
}

/// Binds listeners in memory.
#[derive(Debug, Default)]
pub struct FakeRedirectListener {
    state: Arc<Mutex<State>>,
    journal: Arc<Journal>,
}

#[derive(Debug, Default)]
struct State {
    bound: BTreeMap<u16, mpsc::UnboundedSender<Request>>,
    bindings: u16,
    cannot_bind: bool,
}

#[derive(Debug)]
struct Request {
    url: Url,
    answer: oneshot::Sender<u16>,
}

impl FakeRedirectListener {
    /// Makes a machine where nobody listens yet.
    pub fn new(journal: Arc<Journal>) -> Self {
        Self {
            state: Arc::default(),
            journal,
        }
    }

    /// Makes every following binding fail, or work again.
    pub fn set_cannot_bind(&self, cannot: bool) {
        locked(&self.state).cannot_bind = cannot;
    }

    /// Returns the ports that are bound now.
    pub fn bound(&self) -> Vec<u16> {
        locked(&self.state).bound.keys().copied().collect()
    }

    /// Requests `url` as a browser does that does not wait for the answer; tells whether somebody listens.
    pub fn send(&self, url: &str) -> bool {
        self.request(url).is_some()
    }

    /// Requests `url` and returns the answer. A request that nobody reads is answered when the port closes.
    pub async fn visit(&self, url: &str) -> Visit {
        match self.request(url) {
            None => Visit::Refused,
            Some(answer) => answer.await.map_or(Visit::Refused, Visit::Answered),
        }
    }

    fn request(&self, url: &str) -> Option<oneshot::Receiver<u16>> {
        let url = Url::parse(url)
            .ok()
            .filter(|url| url.scheme() == "http" && url.host_str() == Some("127.0.0.1"))?;
        let sender = locked(&self.state).bound.get(&url.port()?).cloned()?;
        let (answer, answered) = oneshot::channel();
        sender.send(Request { url, answer }).ok().map(|()| answered)
    }
}

#[async_trait]
impl RedirectListener for FakeRedirectListener {
    async fn bind(&self) -> Result<Box<dyn RedirectWait>, RedirectError> {
        let mut state = locked(&self.state);
        if state.cannot_bind {
            return Err(RedirectError::Bind {
                detail: "no free port".into(),
            });
        }
        state.bindings += 1;
        let port = 40_000 + state.bindings;
        let (sender, requests) = mpsc::unbounded_channel();
        state.bound.insert(port, sender);
        self.journal.write("redirect listener: bound");
        Ok(Box::new(FakeRedirectWait {
            port,
            requests,
            state: Arc::clone(&self.state),
        }))
    }
}

struct FakeRedirectWait {
    port: u16,
    requests: mpsc::UnboundedReceiver<Request>,
    state: Arc<Mutex<State>>,
}

#[async_trait]
impl RedirectWait for FakeRedirectWait {
    fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}/oauth/callback", self.port)
    }

    async fn answer(&mut self, state: &OauthState) -> Result<AuthorizationCode, RedirectError> {
        while let Some(Request { url, answer }) = self.requests.recv().await {
            let judged = judge(&url, state);
            let status = if judged.is_some() { 200 } else { 404 };
            // A browser that went away needs no answer.
            let _gone = answer.send(status);
            if let Some(outcome) = judged {
                return outcome;
            }
        }
        Err(RedirectError::Bind {
            detail: "the port was closed".into(),
        })
    }
}

impl Drop for FakeRedirectWait {
    fn drop(&mut self) {
        locked(&self.state).bound.remove(&self.port);
    }
}

/// Returns what a request means, or nothing when it is to be ignored.
fn judge(url: &Url, state: &OauthState) -> Option<Result<AuthorizationCode, RedirectError>> {
    let only = |name: &str| {
        let mut values = url
            .query_pairs()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned());
        values.next().filter(|_| values.next().is_none())
    };
    let ours = url.path() == "/oauth/callback" && state.matches(&only("state")?);
    match (ours, only("code"), only("error")) {
        (true, Some(code), None) => Some(Ok(AuthorizationCode::from_exposed(code))),
        (true, None, Some(error)) if error == "access_denied" => Some(Err(RedirectError::Denied)),
        (true, None, Some(error)) => {
            let code = error
                .chars()
                .filter(|c| c.is_ascii_lowercase() || *c == '_')
                .take(64)
                .collect();
            Some(Err(RedirectError::Failed { code }))
        }
        (true, None, None) | (true, Some(_), Some(_)) | (false, _, _) => None,
    }
}
