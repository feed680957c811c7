//! Operations, recorded calls, and the script of faults: which call fails how, and what error that is at each port.

use crate::latch::Latch;
use rolecall::ports::{
    AccessKeysError, AccessPortalError, AuthorizationError, BlockedConnection, FederationError,
    RolesAnywhereError, StsDenial, StsError, UserStsError,
};
use rolecall_model::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::time::Duration;

/// An operation of AWS, by its API name; `CreateToken` by its grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// SSO OIDC `RegisterClient`.
    RegisterClient,
    /// SSO OIDC `StartDeviceAuthorization`.
    StartDeviceAuthorization,
    /// SSO OIDC `CreateToken` with a device code.
    CreateTokenWithDeviceCode,
    /// SSO OIDC `CreateToken` with an authorization code.
    CreateTokenWithAuthorizationCode,
    /// SSO OIDC `CreateToken` with a refresh token.
    CreateTokenWithRefreshToken,
    /// Access portal `ListAccounts`.
    ListAccounts,
    /// Access portal `ListAccountRoles`.
    ListAccountRoles,
    /// Access portal `GetRoleCredentials`.
    GetRoleCredentials,
    /// Access portal `Logout`.
    Logout,
    /// Account access manager `ListRoles`.
    ListRoles,
    /// Account access manager `GetRoleCredentials`.
    GetAccessCredentials,
    /// STS `GetCallerIdentity`.
    GetCallerIdentity,
    /// STS `AssumeRole`.
    AssumeRole,
    /// STS `AssumeRoleWithWebIdentity`.
    AssumeRoleWithWebIdentity,
    /// STS `GetSessionToken`.
    GetSessionToken,
    /// IAM `ListAccessKeys`.
    ListAccessKeys,
    /// IAM `GetAccessKeyLastUsed`.
    GetAccessKeyLastUsed,
    /// IAM `CreateAccessKey`.
    CreateAccessKey,
    /// IAM `UpdateAccessKey`.
    UpdateAccessKey,
    /// IAM `DeleteAccessKey`.
    DeleteAccessKey,
    /// STS `AssumeRoleWithSAML`.
    AssumeRoleWithSaml,
    /// IAM Roles Anywhere `CreateSession`.
    CreateSession,
    /// Federation `getSigninToken`.
    GetSigninToken,
}

impl Operation {
    /// Tells whether the access portal's rate covers it.
    pub(super) fn is_rate_limited(self) -> bool {
        matches!(
            self,
            Self::ListAccounts
                | Self::ListAccountRoles
                | Self::GetRoleCredentials
                | Self::Logout
                | Self::ListRoles
                | Self::GetAccessCredentials
        )
    }
}

/// A recorded call, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The operation that was called.
    pub operation: Operation,
    /// The start URL of the portal it was sent to.
    pub start_url: String,
    /// The account in the request.
    pub account_id: Option<String>,
    /// The role in the request.
    pub role_name: Option<String>,
    /// When, by AWS's clock.
    pub at: Timestamp,
}

impl Call {
    pub(super) fn new(operation: Operation, start_url: &str) -> Self {
        Self {
            operation,
            start_url: start_url.to_owned(),
            account_id: None,
            role_name: None,
            at: Timestamp::UNIX_EPOCH,
        }
    }
}

/// How a call fails, or is delayed.
#[derive(Clone, Debug)]
pub enum Fault {
    /// AWS throttles: 429 at the access portal, `slow_down` at SSO OIDC.
    Throttled {
        /// How long AWS asks to wait, where it does.
        retry_in: Option<Duration>,
    },
    /// No response, or 5xx.
    Unreachable,
    /// Something on this machine or in its network has to change first.
    Blocked(BlockedConnection),
    /// A response that is not understood.
    Unexpected,
    /// Access portal: the token is not valid any more.
    SignInEnded,
    /// Access portal: the role is not assigned.
    NotAssigned,
    /// SSO OIDC: the user has neither approved nor refused yet.
    Pending,
    /// SSO OIDC: the code or the refresh token is not accepted. STS and federation: the credentials are not.
    Refused,
    /// It works once the latch is open.
    Hold(Latch),
}

type FaultRule = Box<dyn Fn(&Call) -> Option<Fault> + Send + Sync>;

#[derive(Default)]
pub(super) struct FaultScript {
    next: BTreeMap<Operation, VecDeque<Option<Fault>>>,
    rule: Option<FaultRule>,
}

impl FaultScript {
    pub(super) fn push(&mut self, operation: Operation, outcome: Option<Fault>) {
        self.next.entry(operation).or_default().push_back(outcome);
    }

    pub(super) fn set_rule(&mut self, rule: FaultRule) {
        self.rule = Some(rule);
    }

    pub(super) fn fault(&mut self, call: &Call) -> Option<Fault> {
        match self.next.get_mut(&call.operation).and_then(VecDeque::pop_front) {
            Some(scripted) => scripted,
            None => self.rule.as_ref().and_then(|rule| rule(call)),
        }
    }
}

impl fmt::Debug for FaultScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultScript")
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}

/// An error of a port that a fault can cause.
pub(super) trait PortError: Sized {
    /// Returns the error that `fault` is at this port, or nothing where it cannot happen.
    fn from_fault(fault: &Fault) -> Option<Self>;
}

fn connection_reset() -> String {
    "connection reset".into()
}

fn not_json() -> String {
    "not JSON".into()
}

impl PortError for AuthorizationError {
    fn from_fault(fault: &Fault) -> Option<Self> {
        match fault {
            Fault::Throttled { retry_in } => Some(Self::SlowDown { retry_in: *retry_in }),
            Fault::Unreachable => Some(Self::Unreachable {
                detail: connection_reset(),
            }),
            Fault::Blocked(cause) => Some(Self::Blocked(cause.clone())),
            Fault::Unexpected => Some(Self::Unexpected { detail: not_json() }),
            Fault::Pending => Some(Self::Pending),
            Fault::Refused => Some(Self::InvalidGrant),
            Fault::SignInEnded | Fault::NotAssigned | Fault::Hold(_) => None,
        }
    }
}

impl PortError for AccessPortalError {
    fn from_fault(fault: &Fault) -> Option<Self> {
        match fault {
            Fault::Throttled { retry_in } => Some(Self::Throttled { retry_in: *retry_in }),
            Fault::Unreachable => Some(Self::Unreachable {
                detail: connection_reset(),
            }),
            Fault::Blocked(cause) => Some(Self::Blocked(cause.clone())),
            Fault::Unexpected => Some(Self::Unexpected { detail: not_json() }),
            Fault::SignInEnded => Some(Self::SignInEnded),
            Fault::NotAssigned => Some(Self::NotAssigned),
            Fault::Pending | Fault::Refused | Fault::Hold(_) => None,
        }
    }
}

impl PortError for StsError {
    fn from_fault(fault: &Fault) -> Option<Self> {
        match fault {
            Fault::Refused => Some(Self::Refused),
            Fault::NotAssigned => Some(Self::Denied(StsDenial::Unexplained)),
            Fault::Unreachable | Fault::Throttled { .. } => Some(Self::Unreachable {
                detail: connection_reset(),
            }),
            Fault::Blocked(cause) => Some(Self::Blocked(cause.clone())),
            Fault::Unexpected | Fault::SignInEnded | Fault::Pending | Fault::Hold(_) => None,
        }
    }
}

impl PortError for UserStsError {
    fn from_fault(fault: &Fault) -> Option<Self> {
        if matches!(fault, Fault::Refused) {
            return Some(Self::KeyRefused);
        }
        StsError::from_fault(fault).map(Self::Sts)
    }
}

impl PortError for AccessKeysError {
    fn from_fault(fault: &Fault) -> Option<Self> {
        if matches!(fault, Fault::NotAssigned) {
            let action = "iam:CreateAccessKey";
            return Some(Self::Denied { action });
        }
        UserStsError::from_fault(fault).map(Self::Session)
    }
}

impl PortError for RolesAnywhereError {
    fn from_fault(fault: &Fault) -> Option<Self> {
        match fault {
            Fault::Refused => Some(Self::UntrustedCertificate),
            Fault::NotAssigned => Some(Self::NotTrustedByRole),
            Fault::Unreachable | Fault::Throttled { .. } => Some(Self::Unreachable {
                detail: connection_reset(),
            }),
            Fault::Blocked(cause) => Some(Self::Blocked(cause.clone())),
            Fault::Unexpected | Fault::SignInEnded | Fault::Pending | Fault::Hold(_) => None,
        }
    }
}

impl PortError for FederationError {
    fn from_fault(fault: &Fault) -> Option<Self> {
        Some(match StsError::from_fault(fault)? {
            StsError::Refused
            | StsError::Denied(_)
            | StsError::IdentityToken(_)
            | StsError::Assertion(_)
            | StsError::WrongTime(_)
            | StsError::InvalidRequest(_)
            | StsError::RegionDisabled => Self::Refused,
            StsError::Blocked(cause) => Self::Blocked(cause),
            StsError::Unreachable { detail } => Self::Unreachable { detail },
        })
    }
}
