//! STS in memory (API 2011-06-15).

use super::issued::RoleKeys;
use super::script::{Call, Operation};
use super::{FakeAws, State};
use async_trait::async_trait;
use rolecall::ports::{CallerIdentity, Sts, StsError};
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;

#[async_trait]
impl Sts for FakeAws {
    async fn get_caller_identity(
        &self,
        portal: &Portal,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<CallerIdentity, StsError> {
        let call = Call::new(Operation::GetCallerIdentity, portal.start_url.as_str());
        self.perform(call, |state, now| {
            let keys = state
                .accepted(credentials, region, now)
                .ok_or(StsError::Refused)?;
            let RoleKeys {
                account_id,
                role_name,
                user,
                partition,
                ..
            } = keys;
            let role = format!("AWSReservedSSO_{}_0123456789abcdef", role_name.as_str());
            Ok(CallerIdentity {
                account: account_id.to_string(),
                arn: format!("arn:{partition}:sts::{account_id}:assumed-role/{role}/{user}"),
                user_id: format!("AROAFAKE{account_id}:{user}"),
            })
        })
        .await
    }
}

impl State {
    /// Returns what is known of credentials that AWS accepts in the partition of `region`.
    pub(super) fn accepted(
        &self,
        credentials: &RoleCredentials,
        region: &Region,
        now: Timestamp,
    ) -> Option<RoleKeys> {
        let known = self.issued.role_credentials.get(&credentials.access_key_id)?;
        let fits = credentials.secret_access_key.matches(&known.secret)
            && credentials.session_token.matches(&known.session_token)
            && known.partition == region.partition().id()
            && now < known.expires_at;
        fits.then(|| known.clone())
    }
}
