//! A browser with a user in front of it who approves, refuses or does nothing.

use crate::aws::{ConsoleRefusal, ConsoleVisit, FakeAws, Redirect};
use crate::clock::FakeClock;
use crate::journal::Journal;
use crate::locked;
use crate::redirect::FakeRedirectListener;
use async_trait::async_trait;
use rolecall::ports::{Browser, BrowserError, BrowserPage, Clock};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use url::Url;

/// What the user in front of the browser does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// Signs in as this user and approves.
    Approves(String),
    /// Refuses.
    Denies,
    /// Does nothing.
    Ignores,
    /// Meets an OAuth error on the page.
    Fails(String),
    /// Approves; but first another page sends forged answers to the same port.
    ApprovesAfterForgery(String),
}

/// A browser in memory. Clones are the same browser.
#[derive(Clone, Debug)]
pub struct FakeBrowser {
    aws: Arc<FakeAws>,
    redirects: Arc<FakeRedirectListener>,
    clock: Arc<FakeClock>,
    journal: Arc<Journal>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    conduct: Conduct,
    thinks_for: Duration,
    absent: bool,
    failure: Option<String>,
    pages: Vec<BrowserPage>,
    consoles: Vec<Result<ConsoleVisit, ConsoleRefusal>>,
    troubles: Vec<String>,
}

impl FakeBrowser {
    /// Makes a browser whose user approves everything as `user`.
    pub fn new(
        aws: Arc<FakeAws>,
        redirects: Arc<FakeRedirectListener>,
        clock: Arc<FakeClock>,
        journal: Arc<Journal>,
        user: &str,
    ) -> Self {
        let state = State {
            conduct: Conduct::Approves(user.to_owned()),
            thinks_for: Duration::ZERO,
            absent: false,
            failure: None,
            pages: Vec::new(),
            consoles: Vec::new(),
            troubles: Vec::new(),
        };
        Self {
            aws,
            redirects,
            clock,
            journal,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Changes what the user does from now on.
    pub fn set_conduct(&self, conduct: Conduct) {
        locked(&self.state).conduct = conduct;
    }

    /// Makes the user take this long for each page.
    pub fn set_thinks_for(&self, time: Duration) {
        locked(&self.state).thinks_for = time;
    }

    /// Takes the browser away, or gives it back.
    pub fn set_absent(&self, absent: bool) {
        locked(&self.state).absent = absent;
    }

    /// Makes starting the browser fail, or work again.
    pub fn set_failure(&self, detail: Option<&str>) {
        locked(&self.state).failure = detail.map(str::to_owned);
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

    /// Returns what became of each console link.
    pub fn consoles(&self) -> Vec<Result<ConsoleVisit, ConsoleRefusal>> {
        locked(&self.state).consoles.clone()
    }

    /// Returns what the user could not do: an address AWS refused, an answer nobody listened for, an unknown code.
    pub fn troubles(&self) -> Vec<String> {
        locked(&self.state).troubles.clone()
    }

    /// Has the user look at `page`, as when they open an address by hand; they take no time.
    pub fn visit(&self, page: &BrowserPage) {
        let conduct = locked(&self.state).conduct.clone();
        let trouble = match page {
            // EXPOSE: the user follows the link.
            BrowserPage::SignIn(url) => self.sign_in(url.expose(), &conduct),
            BrowserPage::DeviceCode(url) => self.confirm(url, &conduct),
            BrowserPage::Console(url) => {
                // EXPOSE: the user follows the link.
                let visit = self.aws.open_console(url.expose());
                locked(&self.state).consoles.push(visit);
                Ok(())
            }
        };
        if let Err(trouble) = trouble {
            locked(&self.state).troubles.push(trouble);
        }
    }

    fn sign_in(&self, url: &str, conduct: &Conduct) -> Result<(), String> {
        let answer = match conduct {
            Conduct::Approves(user) | Conduct::ApprovesAfterForgery(user) => self.aws.authorize(url, user),
            Conduct::Denies => self.aws.refuse(url, "access_denied"),
            Conduct::Fails(error) => self.aws.refuse(url, error),
            Conduct::Ignores => return Ok(()),
        };
        let Redirect { url } = answer.map_err(|refusal| format!("AWS refused {}", refusal.parameter))?;
        if matches!(conduct, Conduct::ApprovesAfterForgery(_)) {
            for forged in forgeries(&url) {
                self.redirects.send(&forged);
            }
        }
        if self.redirects.send(&url) {
            Ok(())
        } else {
            Err("nobody listened for the answer".into())
        }
    }

    fn confirm(&self, url: &str, conduct: &Conduct) -> Result<(), String> {
        let code = Url::parse(url).ok().and_then(|url| {
            url.query_pairs()
                .find(|(name, _)| name == "user_code")
                .map(|(_, code)| code.into_owned())
        });
        let code = code.ok_or("the address holds no code")?;
        let known = match conduct {
            Conduct::Approves(user) | Conduct::ApprovesAfterForgery(user) => {
                self.aws.approve_device(&code, user)
            }
            Conduct::Denies | Conduct::Fails(_) => self.aws.deny_device(&code),
            Conduct::Ignores => true,
        };
        if known {
            Ok(())
        } else {
            Err("AWS does not know the code".into())
        }
    }
}

/// Answers that another page may send to the port: wrong state, no state, an error, another path, twice a code.
fn forgeries(answer: &str) -> Vec<String> {
    let base = answer.split('?').next().unwrap_or_default();
    let query = answer.split('?').nth(1).unwrap_or_default();
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

    async fn open(&self, page: &BrowserPage) -> Result<(), BrowserError> {
        let thinks_for = {
            let mut state = locked(&self.state);
            if state.absent {
                return Err(BrowserError::Absent);
            }
            if let Some(detail) = state.failure.clone() {
                return Err(BrowserError::Failed { detail });
            }
            state.pages.push(page.clone());
            state.thinks_for
        };
        self.journal.write(match page {
            BrowserPage::SignIn(_) => "browser: opened sign-in page",
            BrowserPage::DeviceCode(_) => "browser: opened device code page",
            BrowserPage::Console(_) => "browser: opened console",
        });
        if thinks_for.is_zero() {
            self.visit(page);
        } else {
            let (user, page) = (self.clone(), page.clone());
            drop(tokio::spawn(async move {
                user.clock.sleep(thinks_for).await;
                user.visit(&page);
            }));
        }
        Ok(())
    }
}
