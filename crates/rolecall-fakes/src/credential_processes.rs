//! Commands that print credentials, in memory.

use crate::latch::Latch;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{
    CredentialProcessError, CredentialProcesses, PrintedCredentials, parse_process_output,
};
use std::collections::HashMap;
use std::sync::Mutex;

/// The commands of this machine; none at first.
#[derive(Debug, Default)]
pub struct FakeCredentialProcesses {
    outputs: Mutex<HashMap<String, Output>>,
    inside: Mutex<Vec<String>>,
    runs: Mutex<usize>,
}

#[derive(Clone, Debug)]
enum Output {
    Printed(String),
    Failure(CredentialProcessError),
    Never(Latch),
}

impl FakeCredentialProcesses {
    /// Sets what `command` prints from now on.
    pub fn put(&self, command: &str, output: &str) {
        self.set(command, Output::Printed(output.to_owned()));
    }

    /// Lets `command` fail from now on.
    pub fn fail(&self, command: &str, error: CredentialProcessError) {
        self.set(command, Output::Failure(error));
    }

    /// Lets `command` wait until the latch is opened; then it fails.
    pub fn hold(&self, command: &str, latch: Latch) {
        self.set(command, Output::Never(latch));
    }

    /// Lets this process have been started by `command`.
    pub fn enter(&self, command: &str) {
        locked(&self.inside).push(command.to_owned());
    }

    /// Returns how many commands were run.
    pub fn runs(&self) -> usize {
        *locked(&self.runs)
    }

    fn set(&self, command: &str, output: Output) {
        locked(&self.outputs).insert(command.to_owned(), output);
    }
}

#[async_trait]
impl CredentialProcesses for FakeCredentialProcesses {
    async fn credentials(&self, command: &str) -> Result<PrintedCredentials, CredentialProcessError> {
        *locked(&self.runs) += 1;
        let output = locked(&self.outputs).get(command).cloned();
        let failed = || CredentialProcessError::Failed {
            status: "exit status: 127".to_owned(),
            complaint: String::new(),
        };
        match output.ok_or_else(failed)? {
            Output::Printed(output) => parse_process_output(&output),
            Output::Failure(error) => Err(error),
            Output::Never(latch) => {
                latch.wait().await;
                Err(failed())
            }
        }
    }

    fn is_inside(&self, command: &str) -> bool {
        locked(&self.inside).iter().any(|outer| outer == command)
    }
}
