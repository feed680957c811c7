//! AWS Sign-In, which counts as unreachable when the deadline passes.

use super::aws::{BoundAws, OutOfTime};
use crate::messages::problems::NO_RESPONSE_IN_TIME;
use crate::ports::{CodeExchange, ConsoleSignIn, ConsoleSignInError, ConsoleTokens};
use async_trait::async_trait;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::secret::{DpopKey, RefreshToken};

impl OutOfTime for ConsoleSignInError {
    fn out_of_time(detail: String) -> Self {
        Self::Unreachable { detail }
    }
}

#[async_trait]
impl ConsoleSignIn for BoundAws {
    async fn exchange_code(
        &self,
        endpoints: &AwsEndpoints,
        key: &DpopKey,
        exchange: CodeExchange<'_>,
    ) -> Result<ConsoleTokens, ConsoleSignInError> {
        let sign_in = &self.aws.console_sign_in;
        self.bound(sign_in.exchange_code(endpoints, key, exchange)).await
    }

    async fn refresh(
        &self,
        endpoints: &AwsEndpoints,
        key: &DpopKey,
        refresh_token: &RefreshToken,
    ) -> Result<ConsoleTokens, ConsoleSignInError> {
        if !self.has_time_for_exchange() {
            return Err(ConsoleSignInError::out_of_time(NO_RESPONSE_IN_TIME.to_owned()));
        }
        let sign_in = &self.aws.console_sign_in;
        self.bound(sign_in.refresh(endpoints, key, refresh_token)).await
    }
}
