//! Sign-in federation in memory: role credentials become a sign-in token.

use super::FakeAws;
use super::issued::Signin;
use super::script::{Call, Operation};
use async_trait::async_trait;
use rolecall::ports::{Federation, FederationError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;
use rolecall_model::secret::SigninToken;
use std::time::Duration;

/// How long a sign-in token lives.
const SIGNIN_TOKEN_LIFE: Duration = Duration::from_mins(15);

#[async_trait]
impl Federation for FakeAws {
    async fn get_signin_token(
        &self,
        portal: &Portal,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<SigninToken, FederationError> {
        let call = Call::new(Operation::GetSigninToken, portal.start_url.as_str());
        self.perform(call, |state, now| {
            let keys = state
                .accepted(credentials, region, now)
                .ok_or(FederationError::Refused)?;
            let token = self.mint.secret("signin-token");
            let expires_at = now + SIGNIN_TOKEN_LIFE;
            state
                .issued
                .signin_tokens
                .insert(token.clone(), Signin { keys, expires_at });
            Ok(SigninToken::from_exposed(token))
        })
        .await
    }
}
