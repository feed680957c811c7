//! What commands of the user print, which may wait for anything.

use crate::ports::{
    Clock, CredentialProcessError, CredentialProcesses, Deadline, IdentityTokenError, IdentityTokens,
    PrintedCredentials,
};
use async_trait::async_trait;
use rolecall_model::role_definition::IdentityTokenSource;
use rolecall_model::secret::{SamlAssertion, WebIdentityToken};
use std::sync::Arc;

/// Tokens that are waited for until the deadline. Giving up ends the command.
pub(super) struct BoundIdentityTokens {
    tokens: Arc<dyn IdentityTokens>,
    clock: Arc<dyn Clock>,
    deadline: Deadline,
}

impl BoundIdentityTokens {
    pub(super) fn new(tokens: &Arc<dyn IdentityTokens>, clock: &Arc<dyn Clock>, deadline: Deadline) -> Self {
        Self {
            tokens: Arc::clone(tokens),
            clock: Arc::clone(clock),
            deadline,
        }
    }

    async fn bound<T>(
        &self,
        work: impl Future<Output = Result<T, IdentityTokenError>> + Send,
    ) -> Result<T, IdentityTokenError> {
        let outcome = self.deadline.bound(self.clock.as_ref(), work).await;
        outcome.unwrap_or(Err(IdentityTokenError::TimedOut))
    }
}

#[async_trait]
impl IdentityTokens for BoundIdentityTokens {
    async fn token(&self, source: &IdentityTokenSource) -> Result<WebIdentityToken, IdentityTokenError> {
        self.bound(self.tokens.token(source)).await
    }

    async fn assertion(&self, source: &IdentityTokenSource) -> Result<SamlAssertion, IdentityTokenError> {
        self.bound(self.tokens.assertion(source)).await
    }
}

/// Credentials that are waited for until the deadline. Giving up ends the command.
pub(super) struct BoundCredentialProcesses {
    processes: Arc<dyn CredentialProcesses>,
    clock: Arc<dyn Clock>,
    deadline: Deadline,
}

impl BoundCredentialProcesses {
    pub(super) fn new(
        processes: &Arc<dyn CredentialProcesses>,
        clock: &Arc<dyn Clock>,
        deadline: Deadline,
    ) -> Self {
        Self {
            processes: Arc::clone(processes),
            clock: Arc::clone(clock),
            deadline,
        }
    }
}

#[async_trait]
impl CredentialProcesses for BoundCredentialProcesses {
    async fn credentials(&self, command: &str) -> Result<PrintedCredentials, CredentialProcessError> {
        let work = self.processes.credentials(command);
        let outcome = self.deadline.bound(self.clock.as_ref(), work).await;
        outcome.unwrap_or(Err(CredentialProcessError::TimedOut))
    }

    fn is_inside(&self, command: &str) -> bool {
        self.processes.is_inside(command)
    }
}
