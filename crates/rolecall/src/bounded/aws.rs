//! AWS, which counts as unreachable when the deadline passes.

use crate::messages::problems::NO_RESPONSE_IN_TIME;
use crate::ports::{
    AccessPortal, AccessPortalError, AccountAccessRuntime, AssignedRole, AssumeRoleRequest,
    AssumeRoleWithSamlRequest, AssumeRoleWithWebIdentityRequest, Authorization, AuthorizationError, AwsPorts,
    CallerIdentity, ClientCertificate, Clock, CreateSessionRequest, Deadline, Federation, FederationError,
    Page, RolesAnywhere, RolesAnywhereError, StartUrlRedirect, StartUrlRedirectError, Sts, StsError,
};
use async_trait::async_trait;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::{AccountAccess, AwsEndpoints, Portal, StartUrl};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::secret::{AccessToken, AuthorizationCode, CodeVerifier, RefreshToken, SigninToken};
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, Token};
use std::sync::Arc;
use std::time::Duration;

/// How long a request for a new refresh token may take at most: it is not begun when less time is left, for once AWS has it the old
/// one may be void.
const EXCHANGE_TIME: Duration = Duration::from_secs(12);

/// Every port to AWS, until the deadline.
pub(super) struct BoundAws {
    pub(super) aws: AwsPorts,
    clock: Arc<dyn Clock>,
    deadline: Deadline,
}

impl BoundAws {
    pub(super) fn new(aws: &AwsPorts, clock: &Arc<dyn Clock>, deadline: Deadline) -> Self {
        Self {
            aws: aws.clone(),
            clock: Arc::clone(clock),
            deadline,
        }
    }

    /// Returns whether there is time for a request for a new refresh token.
    pub(super) fn has_time_for_exchange(&self) -> bool {
        self.deadline.allows(self.clock.as_ref(), EXCHANGE_TIME)
    }

    pub(super) async fn bound<T, E: OutOfTime>(
        &self,
        work: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        let outcome = self.deadline.bound(self.clock.as_ref(), work).await;
        outcome.unwrap_or_else(|| Err(E::out_of_time(NO_RESPONSE_IN_TIME.to_owned())))
    }
}

/// The error of a port for a response that does not come in time.
pub(super) trait OutOfTime {
    fn out_of_time(detail: String) -> Self;
}

macro_rules! out_of_time {
    ($($error:ident),*) => {$(
        impl OutOfTime for $error {
            fn out_of_time(detail: String) -> Self {
                Self::Unreachable { detail }
            }
        }
    )*};
}

out_of_time!(
    AccessPortalError,
    AuthorizationError,
    StsError,
    RolesAnywhereError,
    FederationError,
    StartUrlRedirectError
);

#[async_trait]
impl AccessPortal for BoundAws {
    async fn list_accounts(
        &self,
        portal: &Portal,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError> {
        self.bound(self.aws.access_portal.list_accounts(portal, token, next_token))
            .await
    }

    async fn list_account_roles(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        next_token: Option<&str>,
    ) -> Result<Page<RoleName>, AccessPortalError> {
        let access_portal = &self.aws.access_portal;
        self.bound(access_portal.list_account_roles(portal, token, account_id, next_token))
            .await
    }

    async fn get_role_credentials(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<RoleCredentials, AccessPortalError> {
        let access_portal = &self.aws.access_portal;
        self.bound(access_portal.get_role_credentials(portal, token, account_id, role_name))
            .await
    }

    async fn logout(&self, portal: &Portal, token: &AccessToken) -> Result<(), AccessPortalError> {
        self.bound(self.aws.access_portal.logout(portal, token)).await
    }
}

#[async_trait]
impl AccountAccessRuntime for BoundAws {
    async fn list_roles(
        &self,
        portal: &Portal,
        access: &AccountAccess,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<AssignedRole>, AccessPortalError> {
        let account_access = &self.aws.account_access;
        self.bound(account_access.list_roles(portal, access, token, next_token))
            .await
    }

    async fn get_access_credentials(
        &self,
        portal: &Portal,
        access: &AccountAccess,
        token: &AccessToken,
        role_arn: &RoleArn,
    ) -> Result<RoleCredentials, AccessPortalError> {
        let account_access = &self.aws.account_access;
        self.bound(account_access.get_access_credentials(portal, access, token, role_arn))
            .await
    }
}

#[async_trait]
impl Authorization for BoundAws {
    async fn register_client(
        &self,
        portal: &Portal,
        grant: Grant,
    ) -> Result<ClientRegistration, AuthorizationError> {
        self.bound(self.aws.authorization.register_client(portal, grant))
            .await
    }

    async fn start_device_authorization(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
    ) -> Result<DeviceAuthorization, AuthorizationError> {
        let authorization = &self.aws.authorization;
        self.bound(authorization.start_device_authorization(portal, registration))
            .await
    }

    async fn create_token_with_device_code(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        device: &DeviceAuthorization,
    ) -> Result<Token, AuthorizationError> {
        let authorization = &self.aws.authorization;
        self.bound(authorization.create_token_with_device_code(portal, registration, device))
            .await
    }

    async fn create_token_with_authorization_code(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        code: &AuthorizationCode,
        verifier: &CodeVerifier,
        redirect_uri: &str,
    ) -> Result<Token, AuthorizationError> {
        let authorization = &self.aws.authorization;
        let token = authorization.create_token_with_authorization_code(
            portal,
            registration,
            code,
            verifier,
            redirect_uri,
        );
        self.bound(token).await
    }

    async fn create_token_with_refresh_token(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        refresh_token: &RefreshToken,
    ) -> Result<Token, AuthorizationError> {
        if !self.has_time_for_exchange() {
            return Err(AuthorizationError::out_of_time(NO_RESPONSE_IN_TIME.to_owned()));
        }
        let authorization = &self.aws.authorization;
        self.bound(authorization.create_token_with_refresh_token(portal, registration, refresh_token))
            .await
    }
}

#[async_trait]
impl Sts for BoundAws {
    async fn get_caller_identity(
        &self,
        endpoints: &AwsEndpoints,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<CallerIdentity, StsError> {
        self.bound(self.aws.sts.get_caller_identity(endpoints, region, credentials))
            .await
    }

    async fn assume_role(
        &self,
        endpoints: &AwsEndpoints,
        credentials: &RoleCredentials,
        request: &AssumeRoleRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        self.bound(self.aws.sts.assume_role(endpoints, credentials, request))
            .await
    }

    async fn assume_role_with_web_identity(
        &self,
        request: &AssumeRoleWithWebIdentityRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        self.bound(self.aws.sts.assume_role_with_web_identity(request))
            .await
    }

    async fn assume_role_with_saml(
        &self,
        request: &AssumeRoleWithSamlRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        self.bound(self.aws.sts.assume_role_with_saml(request)).await
    }
}

#[async_trait]
impl RolesAnywhere for BoundAws {
    async fn create_session(
        &self,
        endpoints: &AwsEndpoints,
        request: &CreateSessionRequest<'_>,
        certificate: &ClientCertificate,
    ) -> Result<RoleCredentials, RolesAnywhereError> {
        let roles_anywhere = &self.aws.roles_anywhere;
        self.bound(roles_anywhere.create_session(endpoints, request, certificate))
            .await
    }
}

#[async_trait]
impl Federation for BoundAws {
    async fn get_signin_token(
        &self,
        endpoints: &AwsEndpoints,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<SigninToken, FederationError> {
        let federation = &self.aws.federation;
        self.bound(federation.get_signin_token(endpoints, region, credentials))
            .await
    }
}

#[async_trait]
impl StartUrlRedirect for BoundAws {
    async fn redirect_target(&self, start_url: &StartUrl) -> Result<Option<String>, StartUrlRedirectError> {
        let start_url_redirect = &self.aws.start_url_redirect;
        self.bound(start_url_redirect.redirect_target(start_url)).await
    }
}
