//! The user's browser: opens pages of known kinds, at URLs that may be opened.
//!
//! Every URL reaches the browser through a [`one_time_redirect`]: other users of the machine can read every process argument, and
//! a URL names the portal, holds a code or signs in. It must not know why a page is opened.

mod allowed_url;
mod command;
mod one_time_redirect;
#[cfg(target_os = "linux")]
mod peer_user;

use crate::environment::EnvironmentVariables;
use crate::harden::Hardening;
use async_trait::async_trait;
use command::BrowserCommand;
use one_time_redirect::OneTimeRedirect;
use rolecall::ports::{Browser, BrowserError, BrowserPage};

/// The browser of the desktop environment, or the one that `BROWSER` names.
#[derive(Clone, Debug)]
pub struct SystemBrowser {
    commands: Vec<BrowserCommand>,
    umask: Option<String>,
}

impl SystemBrowser {
    /// Looks for a browser in the search path; starts none.
    pub fn new(environment: &EnvironmentVariables) -> Self {
        Self {
            commands: command::browser_commands(environment),
            umask: None,
        }
    }

    /// Starts the browser with the file mask that this process had before it was hardened. Otherwise it inherits the private
    /// mask, and downloaded files are readable by the user alone.
    #[must_use]
    pub fn with_original_umask(self, hardening: &Hardening) -> Self {
        Self {
            umask: hardening.umask_digits(),
            ..self
        }
    }
}

#[async_trait]
impl Browser for SystemBrowser {
    fn is_available(&self) -> bool {
        !self.commands.is_empty()
    }

    async fn open(&self, page: &BrowserPage) -> Result<(), BrowserError> {
        let address = allowed_url::allowed_url(page).ok_or(BrowserError::Refused)?;
        let redirect = OneTimeRedirect::bind().await?;
        let one_time_url = redirect.address().to_owned();
        redirect.serve(address, self.all_failed(&one_time_url)).await
    }
}

impl SystemBrowser {
    /// Starts the commands in turn, the next when one fails; ends when the last one failed.
    async fn all_failed(&self, address: &str) -> BrowserError {
        let mut last_error = BrowserError::Absent;
        for command in &self.commands {
            last_error = match command.start(address, self.umask.as_deref()) {
                Ok(process) => process.failure().await,
                Err(error) => error,
            };
        }
        last_error
    }
}

#[cfg(test)]
mod tests;
