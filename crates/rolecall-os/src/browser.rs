//! The user's browser: opens pages of known kinds, at URLs that may be opened.
//!
//! Every URL reaches the browser through a [`one_time_redirect`]: other users of the machine can read every process argument, and
//! a URL names the portal, holds a code or signs in. It must not know why a page is opened.

mod allowed_url;
mod command;
mod named_command;
mod one_time_redirect;
#[cfg(target_os = "linux")]
mod peer_user;

use crate::environment::EnvironmentVariables;
use crate::harden::Hardening;
use async_trait::async_trait;
use command::{BrowserCommand, BrowserProcess};
use one_time_redirect::OneTimeRedirect;
use rolecall::ports::{Browser, BrowserError, BrowserPage, BrowserWarning};
use rolecall_model::browser_failure::BrowserFailure;

/// The browser of the desktop environment, or the one that `BROWSER` names.
#[derive(Clone, Debug)]
pub struct SystemBrowser {
    commands: Vec<BrowserCommand>,
    /// What `BROWSER` is, if it names no program that exists.
    missing_choice: Option<String>,
    /// Whether requests of a browser may come through the relay of the Windows Subsystem for Linux.
    in_wsl: bool,
    umask: Option<String>,
}

impl SystemBrowser {
    /// Looks for a browser in the search path; starts none.
    pub fn new(environment: &EnvironmentVariables) -> Self {
        let named = named_command::named_commands(environment);
        let missing_choice = environment.browser.clone().filter(|_| named.is_empty());
        let commands = if named.is_empty() {
            command::openers(environment)
        } else {
            named
        };
        Self {
            commands,
            missing_choice,
            in_wsl: environment.in_wsl,
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
        // Who names a browser wants one: a mistake in its name is shown instead of another way to sign in.
        !self.commands.is_empty() || self.missing_choice.is_some()
    }

    fn missing_choice(&self) -> Option<String> {
        self.missing_choice.clone()
    }

    async fn open(
        &self,
        page: &BrowserPage,
        warn: &(dyn Fn(BrowserWarning) + Send + Sync),
    ) -> Result<(), BrowserError> {
        let address = allowed_url::allowed_url(page).ok_or(BrowserError::Refused)?;
        let redirect = OneTimeRedirect::bind().await?;
        let process = self.start(redirect.address())?;
        if let Some(failure) = self.choice_not_found() {
            warn(redirect.warning(failure));
        }
        let is_relayed = self.in_wsl || process.is_windows_program();
        redirect.serve(address, process, is_relayed, warn).await
    }
}

impl SystemBrowser {
    /// Starts the first command that can be started.
    fn start(&self, address: &str) -> Result<BrowserProcess, BrowserError> {
        let mut last_error = self
            .choice_not_found()
            .map_or(BrowserError::Absent, BrowserError::Failed);
        for command in &self.commands {
            match command.start(address, self.umask.as_deref()) {
                Ok(process) => return Ok(process),
                Err(error) => last_error = error,
            }
        }
        Err(last_error)
    }

    fn choice_not_found(&self) -> Option<BrowserFailure> {
        let variable = self.missing_choice.clone()?;
        Some(BrowserFailure::ProgramNotFound { variable })
    }
}

#[cfg(test)]
mod tests;
