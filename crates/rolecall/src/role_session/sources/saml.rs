//! Roles that a SAML assertion leads to: `sts:AssumeRoleWithSAML`.

use super::super::record::RoleSessionError;
use super::{MAX_RETRY_TIME, attempts, wait_before_retry};
use crate::ports::{
    AssumeRoleWithSamlRequest, IdentityTokenFault, Ports, RoleSecretKey, RoleSecretKind, StsError,
};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_definition::{AssertionSource, SamlRole};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::SamlAssertion;

/// Requests credentials of the role with its assertion, which is read again each time: AWS accepts one for five minutes.
///
/// # Errors
/// [`RoleSessionError::IdentityToken`], [`RoleSessionError::AssertionNeeded`] or [`RoleSessionError::Sts`].
pub(super) async fn assume_role(
    ports: &Ports,
    key: &RoleRef,
    role: &SamlRole,
) -> Result<RoleCredentials, RoleSessionError> {
    let assertion = match &role.assertion {
        AssertionSource::Read(source) => ports.store.identity_tokens.assertion(source).await?,
        AssertionSource::Entered => entered(ports, key).await?,
    };
    let request = AssumeRoleWithSamlRequest {
        role,
        assertion: &assertion,
    };
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = attempts(ports);
    let mut attempt = 0;
    loop {
        attempt += 1;
        let error = match ports.aws.sts.assume_role_with_saml(&request).await {
            Ok(credentials) => return Ok(credentials),
            Err(error) => error,
        };
        let is_over = matches!(error, StsError::Assertion(IdentityTokenFault::Expired));
        if is_over && role.assertion == AssertionSource::Entered {
            return Err(needed(key));
        }
        let may_retry = matches!(error, StsError::Unreachable { .. })
            && attempt < attempts
            && ports.clock.now() < retry_until;
        let wait = wait_before_retry(ports, attempt, None).filter(|_| may_retry);
        ports.clock.sleep(wait.ok_or(error)?).await;
    }
}

async fn entered(ports: &Ports, key: &RoleRef) -> Result<SamlAssertion, RoleSessionError> {
    let role = key.defined_name().ok_or_else(|| needed(key))?;
    let secret = RoleSecretKey {
        role: role.clone(),
        kind: RoleSecretKind::SamlAssertion,
    };
    let stored = ports.store.keychain.role_secret(&secret).await?;
    // EXPOSE: it stays a secret of another type.
    let assertion = stored.map(|secret| SamlAssertion::from_exposed(secret.expose()));
    assertion.ok_or_else(|| needed(key))
}

fn needed(key: &RoleRef) -> RoleSessionError {
    RoleSessionError::AssertionNeeded(key.target())
}
