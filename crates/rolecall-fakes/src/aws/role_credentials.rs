//! What role credentials are good for: STS, sign-in federation and the console, in memory.

use super::tokens::IssuedRole;
use super::{AwsState, Call, FakeAws, Operation};
use crate::locked;
use crate::secret_factory::SecretFactory;
use async_trait::async_trait;
use rolecall::ports::{
    AssumeRoleRequest, AssumeRoleWithSamlRequest, AssumeRoleWithWebIdentityRequest, CallerIdentity,
    Federation, FederationError, IdentityTokenFault, InvalidStsRequest, Sts, StsDenial, StsError,
};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::SessionDuration;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::{SecretAccessKey, SessionToken, SigninToken};
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// Credentials of a role that was assumed with those of another live no longer (IAM User Guide, "Methods to assume a role").
const MAX_CHAINED_LIFETIME: Duration = Duration::from_hours(1);
/// Credentials for which no duration was asked.
const DEFAULT_LIFETIME: Duration = Duration::from_hours(1);
/// How long an assertion is accepted.
const ASSERTION_LIFETIME: Duration = Duration::from_mins(5);

/// An assertion that leads to a role.
#[derive(Debug)]
pub(super) struct TrustedAssertion {
    role_arn: String,
    assertion: String,
    ends_at: Timestamp,
}

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

impl FakeAws {
    /// Lets `principal` assume the role with this ARN from now on, as the role's trust policy does.
    pub fn trust(&self, role_arn: &str, principal: &RoleRef) {
        let trusted = (principal.account_id.clone(), principal.role_name.clone());
        let mut state = locked(&self.state);
        state.trusts.entry(role_arn.to_owned()).or_default().push(trusted);
    }
}

impl FakeAws {
    /// Lets the bearer of `token` have the role with this ARN from now on.
    pub fn trust_identity_token(&self, role_arn: &str, token: &str) {
        let mut state = locked(&self.state);
        let trusted = state.trusted_identity_tokens.entry(role_arn.to_owned());
        trusted.or_default().push(token.to_owned());
    }

    /// Lets the bearer of `assertion` have the role with this ARN for five minutes, as `ann`.
    pub fn trust_assertion(&self, role_arn: &str, assertion: &str) {
        let ends_at = self.now() + ASSERTION_LIFETIME;
        let trusted = &mut locked(&self.state).trusted_assertions;
        trusted.retain(|known| known.assertion != assertion);
        trusted.push(TrustedAssertion {
            role_arn: role_arn.to_owned(),
            assertion: assertion.to_owned(),
            ends_at,
        });
    }

    /// Issues credentials of the role with this ARN for an hour, as another tool gets them for `ann`.
    pub fn issue_to_others(&self, role_arn: &RoleArn) -> RoleCredentials {
        let role = issued_role(role_arn, "ann", None, self.now());
        locked(&self.state).issue_role_credentials(&self.secrets, role)
    }
}

#[async_trait]
impl Sts for FakeAws {
    async fn get_caller_identity(
        &self,
        endpoints: &AwsEndpoints,
        _: &Region,
        credentials: &RoleCredentials,
    ) -> Result<CallerIdentity, StsError> {
        self.perform(Call::new(Operation::GetCallerIdentity, ""), |state, now| {
            let role = state.role_of(credentials, now).ok_or(StsError::Refused)?;
            let (account, user, name) = (role.account_id.to_string(), &role.user, &role.iam_role_name);
            let partition = endpoints.partition().id();
            Ok(CallerIdentity {
                arn: format!("arn:{partition}:sts::{account}:assumed-role/{name}/{user}"),
                user_id: format!("AROAFAKE{account}:{user}"),
                account,
            })
        })
        .await
    }

    async fn assume_role(
        &self,
        _: &AwsEndpoints,
        credentials: &RoleCredentials,
        request: &AssumeRoleRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        let mut call = Call::new(Operation::AssumeRole, "");
        let role_arn = &request.role.role_arn;
        call.account_id = Some(role_arn.account_id().to_string());
        call.role_name = Some(role_arn.role_name().as_str().to_owned());
        self.perform(call, |state, now| {
            let caller = state.role_of(credentials, now).ok_or(StsError::Refused)?;
            let trusted = state.trusts.get(role_arn.as_str());
            let caller = (caller.account_id, caller.role_name);
            if !trusted.is_some_and(|trusted| trusted.contains(&caller)) {
                return Err(StsError::Denied(StsDenial::Unexplained));
            }
            let duration = request.role.session.duration;
            let lifetime = duration.map_or(MAX_CHAINED_LIFETIME, |duration| {
                Duration::from_secs(duration.seconds().into())
            });
            if lifetime > MAX_CHAINED_LIFETIME {
                return Err(StsError::InvalidRequest(InvalidStsRequest::ChainedDuration));
            }
            let role = IssuedRole {
                account_id: role_arn.account_id().clone(),
                role_name: role_arn.role_name().clone(),
                iam_role_name: role_arn.role_name().as_str().to_owned(),
                user: request.session_name.to_owned(),
                expires_at: now + lifetime,
            };
            Ok(state.issue_role_credentials(&self.secrets, role))
        })
        .await
    }

    async fn assume_role_with_web_identity(
        &self,
        request: &AssumeRoleWithWebIdentityRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        let mut call = Call::new(Operation::AssumeRoleWithWebIdentity, "");
        let role_arn = &request.role.role_arn;
        call.account_id = Some(role_arn.account_id().to_string());
        call.role_name = Some(role_arn.role_name().as_str().to_owned());
        self.perform(call, |state, now| {
            let mut trusted = state.trusted_identity_tokens.iter();
            let is_known = |tokens: &[String]| tokens.iter().any(|token| request.token.matches(token));
            let Some(role_arn) = trusted
                .find(|(_, tokens)| is_known(tokens))
                .map(|(arn, _)| arn.as_str())
            else {
                return Err(StsError::IdentityToken(IdentityTokenFault::Invalid));
            };
            if role_arn != request.role.role_arn.as_str() {
                return Err(StsError::Denied(StsDenial::IdentityToken));
            }
            let duration = request.role.session.duration;
            let role = issued_role(&request.role.role_arn, request.session_name, duration, now);
            Ok(state.issue_role_credentials(&self.secrets, role))
        })
        .await
    }

    async fn assume_role_with_saml(
        &self,
        request: &AssumeRoleWithSamlRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        let mut call = Call::new(Operation::AssumeRoleWithSaml, "");
        let role_arn = &request.role.role_arn;
        call.account_id = Some(role_arn.account_id().to_string());
        call.role_name = Some(role_arn.role_name().as_str().to_owned());
        self.perform(call, |state, now| {
            let mut trusted = state.trusted_assertions.iter();
            let known = trusted.find(|trusted| request.assertion.matches(&trusted.assertion));
            let Some(known) = known else {
                return Err(StsError::Assertion(IdentityTokenFault::Invalid));
            };
            if known.ends_at <= now {
                return Err(StsError::Assertion(IdentityTokenFault::Expired));
            }
            if known.role_arn != request.role.role_arn.as_str() {
                return Err(StsError::Denied(StsDenial::Assertion));
            }
            let duration = request.role.session.duration;
            let role = issued_role(&request.role.role_arn, "ann", duration, now);
            Ok(state.issue_role_credentials(&self.secrets, role))
        })
        .await
    }
}

fn issued_role(
    role_arn: &RoleArn,
    user: &str,
    duration: Option<SessionDuration>,
    now: Timestamp,
) -> IssuedRole {
    let lifetime = duration.map_or(DEFAULT_LIFETIME, |duration| {
        Duration::from_secs(duration.seconds().into())
    });
    IssuedRole {
        account_id: role_arn.account_id().clone(),
        role_name: role_arn.role_name().clone(),
        iam_role_name: role_arn.role_name().as_str().to_owned(),
        user: user.to_owned(),
        expires_at: now + lifetime,
    }
}

#[async_trait]
impl Federation for FakeAws {
    async fn get_signin_token(
        &self,
        _: &AwsEndpoints,
        _: &Region,
        credentials: &RoleCredentials,
    ) -> Result<SigninToken, FederationError> {
        self.perform(Call::new(Operation::GetSigninToken, ""), |state, now| {
            let role = state.role_of(credentials, now).ok_or(FederationError::Refused)?;
            let token = self.secrets.new_secret("signin-token");
            state.tokens.signin_tokens.insert(token.clone(), role);
            Ok(SigninToken::from_exposed(token))
        })
        .await
    }
}

impl AwsState {
    /// Returns new credentials of `role`.
    pub(super) fn issue_role_credentials(
        &mut self,
        secrets: &SecretFactory,
        role: IssuedRole,
    ) -> RoleCredentials {
        let access_key_id = format!("ASIAFAKE{:012}", self.tokens.next_number());
        let expires_at = role.expires_at;
        self.tokens.role_credentials.insert(access_key_id.clone(), role);
        RoleCredentials {
            access_key_id,
            secret_access_key: SecretAccessKey::from_exposed(secrets.new_secret("secret-access-key")),
            session_token: SessionToken::from_exposed(secrets.new_secret("session-token")),
            expires_at,
            obtained_at: None,
            source_identity: None,
            user: None,
        }
    }

    fn role_of(&self, credentials: &RoleCredentials, now: Timestamp) -> Option<IssuedRole> {
        let role = self.tokens.role_credentials.get(&credentials.access_key_id)?;
        (now < role.expires_at).then(|| role.clone())
    }
}
