//! A browser with a user in front of it who approves, refuses or does nothing.

use crate::aws::{ConsoleSession, FakeAws};
use crate::call_log::CallLog;
use crate::locked;
use crate::redirect::FakeRedirectListener;
use async_trait::async_trait;
use rolecall::ports::{Browser, BrowserError, BrowserPage, BrowserWarning};
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::secret::OneTimeUrl;
use std::sync::{Arc, Mutex};
use url::Url;

/// What the user in front of the browser does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserBehaviour {
    /// Signs in as this user and approves.
    Approve(String),
    /// Refuses.
    Deny,
    /// Does nothing.
    Ignore,
    /// Meets an OAuth error on the page.
    Fail(String),
    /// Meets an OAuth error that comes back without the state.
    FailWithoutState(String),
    /// Approves; but first another page sends forged answers to the same port.
    ApproveAfterForgery(String),
}

/// A browser in memory. Clones are the same browser.
#[derive(Clone, Debug)]
pub struct FakeBrowser {
    aws: Arc<FakeAws>,
    redirects: Arc<FakeRedirectListener>,
    call_log: Arc<CallLog>,
    state: Arc<Mutex<BrowserState>>,
}

#[derive(Debug)]
struct BrowserState {
    behaviour: UserBehaviour,
    absent: bool,
    missing_choice: Option<String>,
    failure: Option<String>,
    warnings: Vec<BrowserFailure>,
    pages: Vec<BrowserPage>,
    console_sessions: Vec<Result<ConsoleSession, &'static str>>,
}

impl FakeBrowser {
    /// Makes a browser whose user approves everything as `user`.
    pub fn new(
        aws: Arc<FakeAws>,
        redirects: Arc<FakeRedirectListener>,
        call_log: Arc<CallLog>,
        user: &str,
    ) -> Self {
        let state = BrowserState {
            behaviour: UserBehaviour::Approve(user.to_owned()),
            absent: false,
            missing_choice: None,
            failure: None,
            warnings: Vec::new(),
            pages: Vec::new(),
            console_sessions: Vec::new(),
        };
        Self {
            aws,
            redirects,
            call_log,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Changes what the user does from now on.
    pub fn set_user_behaviour(&self, behaviour: UserBehaviour) {
        locked(&self.state).behaviour = behaviour;
    }

    /// Makes the machine have no browser, or have it again.
    pub fn set_absent(&self, absent: bool) {
        locked(&self.state).absent = absent;
    }

    /// Makes the user's choice of a browser one that does not exist.
    pub fn set_missing_choice(&self, variable: &str) {
        locked(&self.state).missing_choice = Some(variable.to_owned());
    }

    /// Makes starting the browser fail, or work again.
    pub fn set_failure(&self, detail: Option<&str>) {
        locked(&self.state).failure = detail.map(str::to_owned);
    }

    /// Makes the browser warn of `failure` while it opens the next page.
    pub fn warn_next(&self, failure: BrowserFailure) {
        locked(&self.state).warnings.push(failure);
    }

    /// Returns every page that was opened.
    pub fn pages(&self) -> Vec<BrowserPage> {
        locked(&self.state).pages.clone()
    }

    /// Returns the text of every page opened that may stand in a process argument.
    pub fn visible(&self) -> Vec<String> {
        let visible = |page: &BrowserPage| match page {
            BrowserPage::DeviceCode(url) => Some(url.clone()),
            BrowserPage::SignIn(_) | BrowserPage::Console(_) => None,
        };
        locked(&self.state).pages.iter().filter_map(visible).collect()
    }

    /// Returns the outcome of each console link.
    pub fn console_sessions(&self) -> Vec<Result<ConsoleSession, &'static str>> {
        locked(&self.state).console_sessions.clone()
    }

    /// Opens `page` as the user does who enters its address by hand.
    pub fn visit(&self, page: &BrowserPage) {
        let behaviour = locked(&self.state).behaviour.clone();
        match page {
            // EXPOSE: the user follows the link.
            BrowserPage::SignIn(url) => self.sign_in(url.expose(), &behaviour),
            BrowserPage::DeviceCode(url) => self.confirm(url, &behaviour),
            BrowserPage::Console(url) => {
                // EXPOSE: the user follows the link.
                let session = self.aws.open_console(url.expose());
                locked(&self.state).console_sessions.push(session);
            }
        }
    }

    /// A page that AWS refuses to show, or a port where nothing listens, ends here: the user sees an error page.
    fn sign_in(&self, url: &str, behaviour: &UserBehaviour) {
        let redirect = match behaviour {
            UserBehaviour::Approve(user) | UserBehaviour::ApproveAfterForgery(user) => {
                self.aws.approve(url, user)
            }
            UserBehaviour::Deny => self.aws.refuse(url, "access_denied"),
            UserBehaviour::Fail(error) | UserBehaviour::FailWithoutState(error) => {
                self.aws.refuse(url, error)
            }
            UserBehaviour::Ignore => return,
        };
        let Ok(mut redirect) = redirect else { return };
        if matches!(behaviour, UserBehaviour::FailWithoutState(_)) {
            let end = redirect.find("&state=").expect("a redirect with the state");
            redirect.truncate(end);
        }
        if matches!(behaviour, UserBehaviour::ApproveAfterForgery(_)) {
            for forged in forgeries(&redirect) {
                self.redirects.send(&forged);
            }
        }
        self.redirects.send(&redirect);
    }

    fn confirm(&self, url: &str, behaviour: &UserBehaviour) {
        let url = Url::parse(url).expect("an address");
        let code = url.query_pairs().find(|(name, _)| name == "user_code");
        let (_, code) = code.expect("an address with the code");
        match behaviour {
            UserBehaviour::Approve(user) | UserBehaviour::ApproveAfterForgery(user) => {
                self.aws.approve_device(&code, user);
            }
            UserBehaviour::Deny | UserBehaviour::Fail(_) | UserBehaviour::FailWithoutState(_) => {
                self.aws.deny_device(&code);
            }
            UserBehaviour::Ignore => {}
        }
    }
}

/// Answers that another page may send to the port: wrong state, no state, an error, another path, two codes.
fn forgeries(redirect: &str) -> Vec<String> {
    let (base, query) = redirect.split_once('?').expect("a redirect with a query");
    vec![
        format!("{base}?code=forged&state=forged"),
        format!("{base}?code=forged"),
        format!("{base}?error=access_denied&state=forged"),
        format!("{base}?error=access_denied"),
        format!("{base}/else?{query}"),
        format!("{base}?{query}&code=forged"),
        base.to_owned(),
    ]
}

#[async_trait]
impl Browser for FakeBrowser {
    fn is_available(&self) -> bool {
        !locked(&self.state).absent
    }

    fn missing_choice(&self) -> Option<String> {
        locked(&self.state).missing_choice.clone()
    }

    async fn open(
        &self,
        page: &BrowserPage,
        warn: &(dyn Fn(BrowserWarning) + Send + Sync),
    ) -> Result<(), BrowserError> {
        let warnings = {
            let mut state = locked(&self.state);
            if state.absent {
                return Err(BrowserError::Absent);
            }
            if let Some(variable) = state.missing_choice.clone() {
                return Err(BrowserError::Failed(BrowserFailure::ProgramNotFound { variable }));
            }
            if let Some(detail) = state.failure.clone() {
                return Err(BrowserError::Failed(BrowserFailure::NotStarted { detail }));
            }
            state.pages.push(page.clone());
            std::mem::take(&mut state.warnings)
        };
        for failure in warnings {
            let address = OneTimeUrl::from_exposed("http://127.0.0.1:9/one-time");
            warn(BrowserWarning { failure, address });
        }
        self.call_log.record(match page {
            BrowserPage::SignIn(_) => "browser: opened sign-in page",
            BrowserPage::DeviceCode(_) => "browser: opened device code page",
            BrowserPage::Console(_) => "browser: opened console",
        });
        self.visit(page);
        Ok(())
    }
}
