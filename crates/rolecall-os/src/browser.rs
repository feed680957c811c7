//! The user's browser: opens pages of known kinds, at addresses that may be opened.
//!
//! A page that is a secret reaches the browser through a [`hand_off`]: other people of the machine can read every
//! process argument. It must not know why a page is opened.

mod allowed;
mod hand_off;
mod program;

use crate::environment::Environment;
use crate::harden::Hardening;
use async_trait::async_trait;
use hand_off::HandOff;
use program::Program;
use rolecall::ports::{Browser, BrowserError, BrowserPage};

/// The browser of the desktop, or the one that `BROWSER` names.
#[derive(Clone, Debug)]
pub struct SystemBrowser {
    programs: Vec<Program>,
    umask: Option<String>,
}

impl SystemBrowser {
    /// Looks for a browser; starts none.
    pub fn new(environment: &Environment) -> Self {
        Self {
            programs: program::programs(environment),
            umask: None,
        }
    }

    /// Gives the browser the file mask that this process had before it was hardened; else it inherits the private one,
    /// and what the user downloads is theirs alone.
    #[must_use]
    pub fn giving_back(mut self, hardening: &Hardening) -> Self {
        #[cfg(unix)]
        {
            self.umask = Some(hardening.umask_digits());
        }
        #[cfg(not(unix))]
        let _nothing_to_give_back = hardening;
        self
    }
}

#[async_trait]
impl Browser for SystemBrowser {
    fn is_available(&self) -> bool {
        !self.programs.is_empty()
    }

    async fn open(&self, page: &BrowserPage) -> Result<(), BrowserError> {
        let address = allowed::address(page).ok_or(BrowserError::Refused)?;
        match page {
            BrowserPage::DeviceCode(_) => self.start(address).map(drop),
            BrowserPage::SignIn(_) | BrowserPage::Console(_) => {
                let hand_off = HandOff::prepare().await?;
                let one_time = hand_off.address().to_owned();
                hand_off.serve(address, self.all_failed(&one_time)).await
            }
        }
    }
}

impl SystemBrowser {
    /// Starts the first program that can be started.
    fn start(&self, address: &str) -> Result<program::Started, BrowserError> {
        let mut failure = BrowserError::Absent;
        for program in &self.programs {
            match program.start(address, self.umask.as_deref()) {
                Ok(started) => return Ok(started),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Starts the programs in turn, the next when one fails; ends when the last did.
    async fn all_failed(&self, address: &str) -> BrowserError {
        let mut failure = BrowserError::Absent;
        for program in &self.programs {
            failure = match program.start(address, self.umask.as_deref()) {
                Ok(started) => started.failed().await,
                Err(error) => error,
            };
        }
        failure
    }
}

#[cfg(test)]
mod tests;
