//! What role credentials are good for: STS, sign-in federation and the console, in memory.

use super::tokens::IssuedRole;
use super::{AwsState, Call, FakeAws, Operation};
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{CallerIdentity, Federation, FederationError, Sts, StsError};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;
use rolecall_model::secret::SigninToken;
use std::collections::BTreeMap;
use url::Url;

/// The console session of a browser that followed a console link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleSession {
    /// The account of the role.
    pub account_id: AccountId,
    /// The role.
    pub role_name: RoleName,
    /// The page that opened.
    pub destination: String,
    /// Where the console sends the user when the session ends.
    pub issuer: Option<String>,
}

impl FakeAws {
    /// Follows a console link, as a browser does. Its sign-in token works once.
    ///
    /// # Errors
    /// The part of the link that is missing or wrong.
    pub fn open_console(&self, url: &str) -> Result<ConsoleSession, &'static str> {
        let url = Url::parse(url).map_err(|_| "url")?;
        let mut query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        if url.path() != "/federation" || query.remove("Action").as_deref() != Some("login") {
            return Err("Action");
        }
        let token = query.remove("SigninToken").ok_or("SigninToken")?;
        let role = locked(&self.state).tokens.signin_tokens.remove(&token);
        let role = role.ok_or("SigninToken")?;
        Ok(ConsoleSession {
            account_id: role.account_id,
            role_name: role.role_name,
            destination: query.remove("Destination").ok_or("Destination")?,
            issuer: query.remove("Issuer"),
        })
    }
}

#[async_trait]
impl Sts for FakeAws {
    async fn get_caller_identity(
        &self,
        portal: &Portal,
        _: &Region,
        credentials: &RoleCredentials,
    ) -> Result<CallerIdentity, StsError> {
        let call = Call::new(Operation::GetCallerIdentity, portal.start_url.as_str());
        self.perform(call, |state, now| {
            let role = state.role_of(credentials, now).ok_or(StsError::Refused)?;
            let (account, user) = (role.account_id.to_string(), &role.user);
            let name = format!("AWSReservedSSO_{}_0123456789abcdef", role.role_name.as_str());
            let partition = portal.partition().id();
            Ok(CallerIdentity {
                arn: format!("arn:{partition}:sts::{account}:assumed-role/{name}/{user}"),
                user_id: format!("AROAFAKE{account}:{user}"),
                account,
            })
        })
        .await
    }
}

#[async_trait]
impl Federation for FakeAws {
    async fn get_signin_token(
        &self,
        portal: &Portal,
        _: &Region,
        credentials: &RoleCredentials,
    ) -> Result<SigninToken, FederationError> {
        let call = Call::new(Operation::GetSigninToken, portal.start_url.as_str());
        self.perform(call, |state, now| {
            let role = state.role_of(credentials, now).ok_or(FederationError::Refused)?;
            let token = self.secrets.new_secret("signin-token");
            state.tokens.signin_tokens.insert(token.clone(), role);
            Ok(SigninToken::from_exposed(token))
        })
        .await
    }
}

impl AwsState {
    fn role_of(&self, credentials: &RoleCredentials, now: Timestamp) -> Option<IssuedRole> {
        let role = self.tokens.role_credentials.get(&credentials.access_key_id)?;
        (now < role.expires_at).then(|| role.clone())
    }
}
