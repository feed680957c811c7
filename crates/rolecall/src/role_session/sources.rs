//! The sources of role credentials: one module per AWS operation, chosen here.
//!
//! A source requests new credentials, with the retries that its operation needs. It must not know where they are stored, nor
//! whether others wait for them.

mod account_access;
mod assume_role;
mod credential_process;
mod iam_user;
mod identity_center;
mod login;
mod mfa_code;
mod portal_request;
mod roles_anywhere;
mod saml;
mod token_subject;
mod web_identity;

use super::record::RoleSessionError;
use crate::backoff::backoff;
use crate::ports::{CredentialProcessError, IdentityTokenError, Ports, StsError};
use mfa_code::DefinedUser;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::Surface;
use rolecall_model::portal::PortalKind;
use rolecall_model::role_definition::{AssertionSource, IdentityTokenSource};
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use std::iter::successors;
use std::time::Duration;

/// How often AWS is asked before a transient failure is reported.
const ATTEMPTS: u32 = 5;

/// A longer silence is reported instead of waited out: a user or a program is waiting.
const MAX_RETRY_TIME: Duration = Duration::from_secs(15);

/// Requests new credentials of `role` from its source; `parent` are the credentials of the role that the source needs, if it
/// needs any.
///
/// # Errors
/// [`RoleSessionError`]; nothing is stored.
pub(super) async fn request_credentials(
    ports: &Ports,
    role: &ResolvedRole,
    parent: Option<&RoleCredentials>,
) -> Result<RoleCredentials, RoleSessionError> {
    match (&role.source, parent) {
        (RoleSource::Portal(portal), _) => match &portal.kind {
            PortalKind::IdentityCenter => {
                identity_center::get_role_credentials(ports, portal, &role.key).await
            }
            PortalKind::AccountAccess(access) => {
                account_access::get_role_credentials(ports, portal, access, &role.key).await
            }
        },
        (RoleSource::RolesAnywhere(of), _) => roles_anywhere::create_session(ports, &role.key, of).await,
        (RoleSource::WebIdentity(role), _) => web_identity::assume_role(ports, role).await,
        (RoleSource::Saml(saml), _) => saml::assume_role(ports, &role.key, saml).await,
        (RoleSource::CredentialProcess(process), _) => credential_process::credentials(ports, process).await,
        (RoleSource::Entered(_), _) => Err(RoleSessionError::CredentialsEnded(role.key.target())),
        (RoleSource::Login(role_of_login), _) => match role.key.defined_name() {
            Some(name) => login::refresh(ports, name, role_of_login).await,
            None => Err(StsError::Refused.into()),
        },
        (RoleSource::User(user), _) => match role.key.defined_name() {
            Some(name) => iam_user::get_session_token(ports, &role.key, DefinedUser { name, user }).await,
            None => Err(StsError::Refused.into()),
        },
        (RoleSource::AssumeRole { assume, from }, _) if role.source.takes_mfa_code() => {
            match (&from.source, from.key.defined_name(), &assume.mfa_serial) {
                (RoleSource::User(user), Some(name), Some(device)) => {
                    iam_user::assume_role(ports, &role.key, DefinedUser { name, user }, assume, device).await
                }
                _ => Err(StsError::Refused.into()),
            }
        }
        (RoleSource::AssumeRole { assume, .. }, Some(parent)) => {
            assume_role::assume_role(ports, &role.source.endpoints(), parent, assume).await
        }
        (RoleSource::AssumeRole { .. }, None) => Err(StsError::Refused.into()),
    }
}

/// Refuses a role that is asked for by the command which is to print what leads to it: that would wait for itself.
///
/// # Errors
/// [`RoleSessionError::CredentialProcess`] or [`RoleSessionError::IdentityToken`].
pub(super) fn refuse_recursion(ports: &Ports, role: &ResolvedRole) -> Result<(), RoleSessionError> {
    let is_inside = |command: &str| ports.store.credential_processes.is_inside(command);
    let is_of_token = |token: &IdentityTokenSource| match token {
        IdentityTokenSource::File(_) => false,
        IdentityTokenSource::Command(command) => is_inside(command),
    };
    for role in successors(Some(role), |role| role.source.parent()) {
        match &role.source {
            RoleSource::CredentialProcess(process) if is_inside(&process.command) => {
                return Err(CredentialProcessError::CallsItself.into());
            }
            RoleSource::WebIdentity(role) if is_of_token(&role.token) => {
                return Err(IdentityTokenError::CallsItself.into());
            }
            RoleSource::Saml(role) => match &role.assertion {
                AssertionSource::Read(source) if is_of_token(source) => {
                    return Err(IdentityTokenError::CallsItself.into());
                }
                AssertionSource::Read(_) | AssertionSource::Entered => {}
            },
            RoleSource::CredentialProcess(_)
            | RoleSource::WebIdentity(_)
            | RoleSource::Portal(_)
            | RoleSource::RolesAnywhere(_)
            | RoleSource::User(_)
            | RoleSource::Entered(_)
            | RoleSource::Login(_)
            | RoleSource::AssumeRole { .. } => {}
        }
    }
    Ok(())
}

/// Returns how long to wait before AWS is asked again after `attempt` attempts, of which the last was answered with `retry_in`;
/// nothing when the answer would come after the deadline.
fn wait_before_retry(ports: &Ports, attempt: u32, retry_in: Option<Duration>) -> Option<Duration> {
    let wait = backoff(attempt, retry_in, ports.random.as_ref());
    // Where there is a deadline, a longer wait than usual is either worth it or reported at once.
    let wait = match (ports.deadline.is_set(), retry_in) {
        (true, Some(asked)) => wait.max(asked),
        (true | false, _) => wait,
    };
    ports.deadline.allows(ports.clock.as_ref(), wait).then_some(wait)
}

/// Returns how often AWS is asked when it does not answer.
fn attempts(ports: &Ports) -> u32 {
    match ports.actor.surface {
        // It retries automatically, when the network is back at the latest.
        Surface::Keeper => 1,
        Surface::Window
        | Surface::Tray
        | Surface::Notification
        | Surface::Command
        | Surface::CredentialProcess => ATTEMPTS,
    }
}
