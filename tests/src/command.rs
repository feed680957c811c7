//! The `rolecall` command on a desktop: run to its end, or begun and met again.

use crate::started::Started;
use crate::wait::TIMEOUT;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::time::Duration;

/// What a command said, and how it ended.
#[derive(Clone, Debug)]
pub struct CommandOutput {
    /// The exit code; nothing when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub printed: String,
    /// What it remarked on standard error.
    pub remarked: String,
}

impl CommandOutput {
    /// Returns it when the command was done.
    ///
    /// # Errors
    /// When its exit code is not 0; with what it remarked.
    pub fn done(self) -> Result<Self> {
        self.ended_with(0)
    }

    /// Returns it when its exit code is `code`.
    ///
    /// # Errors
    /// When it is another; with what it remarked.
    pub fn ended_with(self, code: i32) -> Result<Self> {
        ensure!(
            self.code == Some(code),
            "ended with {:?} instead of {code}: {}",
            self.code,
            self.remarked
        );
        Ok(self)
    }

    /// Reads what it printed as JSON.
    ///
    /// # Errors
    /// When it is not one JSON document.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.printed).with_context(|| format!("this is not JSON: {}", self.printed))
    }
}

/// A command that waits for something.
#[derive(Debug)]
pub struct RunningCommand {
    program: Started,
}

impl RunningCommand {
    pub(crate) fn new(program: Started) -> Self {
        Self { program }
    }

    /// Returns what it remarked so far.
    pub fn remarked(&self) -> String {
        self.program.diagnostics()
    }

    /// Returns what it printed so far.
    pub fn printed(&self) -> String {
        self.program.printed()
    }

    /// Returns the program.
    pub fn program(&self) -> &Started {
        &self.program
    }

    /// Waits until it ends.
    ///
    /// # Errors
    /// When it does not.
    pub fn finish(self) -> Result<CommandOutput> {
        self.finish_within(TIMEOUT)
    }

    /// Waits until it ends, with a deadline of the caller's.
    ///
    /// # Errors
    /// When it does not.
    pub fn finish_within(mut self, timeout: Duration) -> Result<CommandOutput> {
        let code = self.program.ended(timeout)?;
        Ok(CommandOutput {
            code,
            printed: self.program.printed(),
            remarked: self.program.diagnostics(),
        })
    }
}
