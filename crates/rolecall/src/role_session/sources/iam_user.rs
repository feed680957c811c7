//! IAM users: `sts:GetSessionToken` with their access key, and `sts:AssumeRole` with a code of their MFA device.

use super::super::iam_user_error::IamUserError;
use super::super::record::RoleSessionError;
use super::{MAX_RETRY_TIME, attempts, mfa_code, wait_before_retry};
use crate::ports::{
    AccessKey, AssumeRoleRequest, MfaAuthentication, Ports, RoleSecretKey, RoleSecretKind, StsError,
    UserStsError,
};
use mfa_code::{DefinedUser, DeviceCodes};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_definition::{AccessKeyId, AssumeRole, MfaSerial, UserSessionDuration};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::secret::SecretAccessKey;

/// What the key of a user signs.
#[derive(Clone, Copy)]
enum UserRequest<'a> {
    GetSessionToken(UserSessionDuration),
    AssumeRole(AssumeRoleRequest<'a>, &'a MfaSerial),
}

/// Requests temporary credentials of the user, which `role` is, with a code where the user has an MFA device.
///
/// # Errors
/// [`RoleSessionError::IamUser`] or [`RoleSessionError::Keychain`].
pub(super) async fn get_session_token(
    ports: &Ports,
    role: &RoleRef,
    defined: DefinedUser<'_>,
) -> Result<RoleCredentials, RoleSessionError> {
    let duration = defined.user.duration.unwrap_or_default();
    credentials_of(ports, role, defined, UserRequest::GetSessionToken(duration)).await
}

/// Requests credentials of `role`, which is `assume`, with the key of the user and a code of `device`: the trust policy of the role may ask
/// how long ago a code was given.
///
/// # Errors
/// As [`get_session_token`].
pub(super) async fn assume_role(
    ports: &Ports,
    role: &RoleRef,
    defined: DefinedUser<'_>,
    assume: &AssumeRole,
    device: &MfaSerial,
) -> Result<RoleCredentials, RoleSessionError> {
    let user = defined.user.user_arn.user_name();
    let reason = ports.actor.reason.as_ref();
    let session_name = assume.session.session_name(Some(user.as_str()), reason);
    let request = AssumeRoleRequest {
        role: assume,
        session_name: &session_name,
    };
    credentials_of(ports, role, defined, UserRequest::AssumeRole(request, device)).await
}

async fn credentials_of(
    ports: &Ports,
    role: &RoleRef,
    defined: DefinedUser<'_>,
    request: UserRequest<'_>,
) -> Result<RoleCredentials, RoleSessionError> {
    let user = defined.user;
    let key = stored_access_key(ports, defined.name, &user.access_key_id).await?;
    let device = match request {
        UserRequest::GetSessionToken(_) => user.mfa_serial.as_ref(),
        UserRequest::AssumeRole(_, device) => Some(device),
    };
    let credentials = match device {
        None => send(ports, defined, &key, request, None).await?,
        Some(device) => {
            let codes = DeviceCodes::find(ports, defined, role, device).await?;
            send_with_code(ports, defined, &key, request, codes).await?
        }
    };
    Ok(RoleCredentials {
        user: Some(user.user_arn.user_name().as_str().to_owned()),
        ..credentials
    })
}

/// Returns the access key of the role `name` with its secret.
///
/// # Errors
/// [`RoleSessionError::Keychain`] or [`IamUserError::SecretMissing`].
pub(crate) async fn stored_access_key(
    ports: &Ports,
    name: &DefinedRoleName,
    id: &AccessKeyId,
) -> Result<AccessKey, RoleSessionError> {
    let key = RoleSecretKey {
        role: name.clone(),
        kind: RoleSecretKind::SecretAccessKey(id.as_str().to_owned()),
    };
    let secret = ports.store.keychain.role_secret(&key).await?;
    let secret = secret.ok_or_else(|| IamUserError::SecretMissing(id.clone()))?;
    Ok(AccessKey {
        id: id.clone(),
        // EXPOSE: what the user entered becomes the key that signs.
        secret: SecretAccessKey::from_exposed(secret.expose()),
    })
}

/// Sends the request with a code, and with another one where that is refused and there is another.
async fn send_with_code(
    ports: &Ports,
    defined: DefinedUser<'_>,
    key: &AccessKey,
    request: UserRequest<'_>,
    mut codes: DeviceCodes<'_>,
) -> Result<RoleCredentials, RoleSessionError> {
    let mut code = codes.first().await?;
    loop {
        let mfa = MfaAuthentication {
            device: codes.device().clone(),
            code,
        };
        let refused = match send(ports, defined, key, request, Some(&mfa)).await {
            Err(refused @ UserStsError::CodeRefused) => refused,
            outcome => return Ok(outcome?),
        };
        code = codes.another().await.ok_or(refused)?;
    }
}

/// Sends the request, again where AWS does not answer. It takes a code once: one that arrived without an answer is refused then.
async fn send(
    ports: &Ports,
    defined: DefinedUser<'_>,
    key: &AccessKey,
    request: UserRequest<'_>,
    mfa: Option<&MfaAuthentication>,
) -> Result<RoleCredentials, UserStsError> {
    let (sessions, endpoints) = (&ports.aws.user_sts, defined.user.endpoints());
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = attempts(ports);
    let mut attempt = 0;
    loop {
        attempt += 1;
        let sent = match (request, mfa) {
            (UserRequest::AssumeRole(request, _), Some(mfa)) => {
                sessions
                    .assume_role_with_mfa(&endpoints, key, &request, mfa)
                    .await
            }
            (UserRequest::GetSessionToken(duration), mfa) => {
                sessions.get_session_token(&endpoints, key, duration, mfa).await
            }
            (UserRequest::AssumeRole(..), None) => Err(UserStsError::CodeRefused),
        };
        let error = match sent {
            Ok(issued) => return Ok(issued),
            Err(error) => error,
        };
        let may_retry = matches!(error, UserStsError::Sts(StsError::Unreachable { .. }))
            && attempt < attempts
            && ports.clock.now() < retry_until;
        let wait = wait_before_retry(ports, attempt, None).filter(|_| may_retry);
        ports.clock.sleep(wait.ok_or(error)?).await;
    }
}

impl From<UserStsError> for RoleSessionError {
    fn from(error: UserStsError) -> Self {
        match error {
            UserStsError::Sts(error) => Self::Sts(error),
            refused @ (UserStsError::KeyRefused
            | UserStsError::SecretRefused
            | UserStsError::CodeRefused
            | UserStsError::UnknownDevice) => Self::IamUser(refused.into()),
        }
    }
}
