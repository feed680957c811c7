//! Every call of the four ports to one server, and how each ended.

use rolecall::ports::{
    AccessPortal, AccessPortalError, Authorization, AuthorizationError, Federation, FederationError, Sts,
    StsError,
};
use rolecall_aws::Aws;
use rolecall_model::portal::Portal;
use rolecall_model::sign_in::Grant;

const REDIRECT_URI: &str = "http://127.0.0.1:1/oauth/callback";

/// How every call ended, `logout` apart: its response has no content that could be wrong.
pub(crate) struct CallOutcomes {
    authorization: [Result<(), AuthorizationError>; 5],
    access_portal: [Result<(), AccessPortalError>; 3],
    sts: Result<(), StsError>,
    federation: Result<(), FederationError>,
}

impl CallOutcomes {
    /// Makes every call once, one after the other.
    pub(crate) async fn collect(aws: &Aws, portal: &Portal) -> Self {
        let (token, account, role) = (super::access_token(), super::account_id(), super::hostile_role());
        let (registration, device, region) = (super::registration(), super::device(), &portal.region);
        let (code, verifier) = super::code();
        let exchange =
            aws.create_token_with_authorization_code(portal, &registration, &code, &verifier, REDIRECT_URI);
        let refresh_token = super::refresh_token();
        let refresh = aws.create_token_with_refresh_token(portal, &registration, &refresh_token);
        let poll = aws.create_token_with_device_code(portal, &registration, &device);
        let roles = aws.list_account_roles(portal, &token, &account, None);
        let role_credentials = aws.get_role_credentials(portal, &token, &account, &role);
        let credentials = super::role_credentials();
        let outcomes = Self {
            authorization: [
                aws.register_client(portal, Grant::AuthorizationCode)
                    .await
                    .map(drop),
                aws.start_device_authorization(portal, &registration)
                    .await
                    .map(drop),
                poll.await.map(drop),
                exchange.await.map(drop),
                refresh.await.map(drop),
            ],
            access_portal: [
                aws.list_accounts(portal, &token, None).await.map(drop),
                roles.await.map(drop),
                role_credentials.await.map(drop),
            ],
            sts: aws
                .get_caller_identity(&portal.endpoints(), region, &credentials)
                .await
                .map(drop),
            federation: aws
                .get_signin_token(&portal.endpoints(), region, &credentials)
                .await
                .map(drop),
        };
        drop(aws.logout(portal, &token).await);
        outcomes
    }

    /// Returns the error of every call, as it is shown and as it is logged.
    ///
    /// # Panics
    /// When a call succeeded.
    pub(crate) fn errors(&self) -> Vec<String> {
        let authorization = self.authorization.iter().map(text);
        let access_portal = self.access_portal.iter().map(text);
        let others = [text(&self.sts), text(&self.federation)];
        authorization.chain(access_portal).chain(others).collect()
    }

    /// Tells whether every call found nobody who answers.
    pub(crate) fn are_unreachable(&self) -> bool {
        let of_authorization = |outcome| matches!(outcome, &Err(AuthorizationError::Unreachable { .. }));
        let of_portal = |outcome| matches!(outcome, &Err(AccessPortalError::Unreachable { .. }));
        self.authorization.iter().all(of_authorization)
            && self.access_portal.iter().all(of_portal)
            && self.credentials_are_unreachable()
    }

    /// Tells whether no call understood its response; STS and federation do not tell that from an absent one.
    pub(crate) fn are_unexpected(&self) -> bool {
        let of_authorization = |outcome| matches!(outcome, &Err(AuthorizationError::Unexpected { .. }));
        let of_portal = |outcome| matches!(outcome, &Err(AccessPortalError::Unexpected { .. }));
        self.authorization.iter().all(of_authorization)
            && self.access_portal.iter().all(of_portal)
            && self.credentials_are_unreachable()
    }

    fn credentials_are_unreachable(&self) -> bool {
        matches!(self.sts, Err(StsError::Unreachable { .. }))
            && matches!(self.federation, Err(FederationError::Unreachable { .. }))
    }
}

fn text<E: std::error::Error>(outcome: &Result<(), E>) -> String {
    let error = outcome.as_ref().unwrap_err();
    format!("{error} {error:?}")
}
