//! The port to console sign-in federation: role credentials become a sign-in token.

use super::connection::BlockedConnection;
use async_trait::async_trait;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::secret::SigninToken;
use thiserror::Error;

/// Why there is no sign-in token. AWS answers HTML: no more than this can be known.
#[derive(Debug, Error)]
pub enum FederationError {
    /// Any 4xx: the credentials are not accepted.
    #[error("the sign-in endpoint does not accept the credentials")]
    Refused,
    /// Something on this machine or in its network has to change first.
    #[error(transparent)]
    Blocked(#[from] BlockedConnection),
    /// 5xx, or no answer.
    #[error("the sign-in endpoint cannot be reached: {detail}")]
    Unreachable {
        /// What failed; no secret.
        detail: String,
    },
}

/// The federation endpoint ("Enable custom identity broker access to the AWS console").
#[async_trait]
pub trait Federation: Send + Sync {
    /// `getSigninToken`, by POST, without `SessionDuration`: the console sign-in then ends with the credentials.
    async fn get_signin_token(
        &self,
        endpoints: &AwsEndpoints,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<SigninToken, FederationError>;
}
