//! The script of failures: which call ends in which fault, and how a fault reads at each port.

use crate::gate::Gate;
use rolecall::ports::{AccessPortalError, AuthorizationError, FederationError, StsError};
use rolecall_model::Timestamp;
use rolecall_model::sign_in::Grant;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;
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
    /// STS `GetCallerIdentity`.
    GetCallerIdentity,
    /// Federation `getSigninToken`.
    GetSigninToken,
}

impl Operation {
    /// Returns the grant that a client must be registered for.
    pub(super) fn grant(self) -> Option<Grant> {
        match self {
            Self::StartDeviceAuthorization | Self::CreateTokenWithDeviceCode => Some(Grant::DeviceCode),
            Self::CreateTokenWithAuthorizationCode => Some(Grant::AuthorizationCode),
            Self::RegisterClient
            | Self::CreateTokenWithRefreshToken
            | Self::ListAccounts
            | Self::ListAccountRoles
            | Self::GetRoleCredentials
            | Self::Logout
            | Self::GetCallerIdentity
            | Self::GetSigninToken => None,
        }
    }

    /// Tells whether the access portal's rate covers it.
    pub(super) fn is_limited(self) -> bool {
        matches!(
            self,
            Self::ListAccounts | Self::ListAccountRoles | Self::GetRoleCredentials | Self::Logout
        )
    }
}

/// One call, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What was asked.
    pub operation: Operation,
    /// The start URL of the portal it was asked of.
    pub start_url: String,
    /// The account it was about.
    pub account_id: Option<String>,
    /// The role it was about.
    pub role_name: Option<String>,
    /// The token of the page it asked for.
    pub next_token: Option<String>,
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
            next_token: None,
            at: Timestamp::UNIX_EPOCH,
        }
    }
}

/// How a call goes wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// AWS throttles: 429 at the access portal, `slow_down` at SSO OIDC.
    Throttled {
        /// What AWS asks for, where it does.
        retry_in: Option<Duration>,
    },
    /// No answer, or 5xx; nothing happened at AWS.
    Unreachable,
    /// AWS did it, and the answer was lost.
    LostAnswer,
    /// An answer nobody foresaw.
    Unexpected,
    /// Access portal: the token is not valid any more.
    SignInEnded,
    /// Access portal: the role is not assigned.
    NotAssigned,
    /// SSO OIDC: nobody has answered yet.
    Pending,
    /// SSO OIDC: the user or an administrator refused.
    Denied,
    /// SSO OIDC: the code ran out.
    Expired,
    /// SSO OIDC: the code or refresh token is not good any more.
    InvalidGrant,
    /// SSO OIDC: the client registration is not good any more.
    InvalidClient,
    /// SSO OIDC: the request is not understood, such as for an unknown start URL.
    InvalidRequest,
    /// STS and federation: the credentials are not accepted.
    Refused,
    /// It works, but takes this long.
    Delay(Duration),
    /// It works once the gate is open.
    Gate(Gate),
}

type Judge = Arc<dyn Fn(&Call) -> Option<Fault> + Send + Sync>;

#[derive(Clone, Default)]
pub(super) struct Script {
    next: BTreeMap<Operation, VecDeque<Option<Fault>>>,
    judge: Option<Judge>,
}

impl Script {
    pub(super) fn push(&mut self, operation: Operation, outcome: Option<Fault>) {
        self.next.entry(operation).or_default().push_back(outcome);
    }

    pub(super) fn judge(&mut self, judge: Judge) {
        self.judge = Some(judge);
    }

    pub(super) fn fault(&mut self, call: &Call) -> Option<Fault> {
        match self.next.get_mut(&call.operation).and_then(VecDeque::pop_front) {
            Some(scripted) => scripted,
            None => self.judge.as_ref().and_then(|judge| judge(call)),
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}

/// What a port says of a fault.
pub(super) trait Answer: Sized {
    /// Returns the error that `fault` is at this port.
    ///
    /// # Panics
    /// When `operation` never ends in `fault`: the test asks for what cannot happen.
    fn of(fault: Fault, operation: Operation) -> Self;
}

fn never(fault: &Fault, operation: Operation) -> ! {
    panic!("{operation:?} never ends in {fault:?}")
}

fn lost() -> String {
    "connection reset".into()
}

fn unforeseen() -> String {
    "not JSON".into()
}

impl Answer for AuthorizationError {
    fn of(fault: Fault, operation: Operation) -> Self {
        match fault {
            Fault::Throttled { retry_in } => Self::SlowDown { retry_in },
            Fault::Unreachable | Fault::LostAnswer => Self::Unreachable { detail: lost() },
            Fault::Unexpected => Self::Unexpected { detail: unforeseen() },
            Fault::Pending => Self::Pending,
            Fault::Denied => Self::Denied,
            Fault::Expired => Self::Expired,
            Fault::InvalidGrant => Self::InvalidGrant,
            Fault::InvalidClient => Self::InvalidClient,
            Fault::InvalidRequest => Self::InvalidRequest {
                detail: "invalid request".into(),
            },
            Fault::SignInEnded | Fault::NotAssigned | Fault::Refused | Fault::Delay(_) | Fault::Gate(_) => {
                never(&fault, operation)
            }
        }
    }
}

impl Answer for AccessPortalError {
    fn of(fault: Fault, operation: Operation) -> Self {
        match fault {
            Fault::Throttled { retry_in } => Self::Throttled { retry_in },
            Fault::Unreachable | Fault::LostAnswer => Self::Unreachable { detail: lost() },
            Fault::Unexpected => Self::Unexpected { detail: unforeseen() },
            Fault::SignInEnded => Self::SignInEnded,
            Fault::NotAssigned => Self::NotAssigned,
            Fault::Pending
            | Fault::Denied
            | Fault::Expired
            | Fault::InvalidGrant
            | Fault::InvalidClient
            | Fault::InvalidRequest
            | Fault::Refused
            | Fault::Delay(_)
            | Fault::Gate(_) => never(&fault, operation),
        }
    }
}

/// STS and federation say two things alone: refused, or not reached.
fn refused_or_unreachable(fault: &Fault, operation: Operation) -> Option<String> {
    match fault {
        Fault::Refused => None,
        Fault::Unreachable | Fault::LostAnswer => Some(lost()),
        Fault::Throttled { .. } => Some("throttled".into()),
        Fault::Unexpected
        | Fault::SignInEnded
        | Fault::NotAssigned
        | Fault::Pending
        | Fault::Denied
        | Fault::Expired
        | Fault::InvalidGrant
        | Fault::InvalidClient
        | Fault::InvalidRequest
        | Fault::Delay(_)
        | Fault::Gate(_) => never(fault, operation),
    }
}

impl Answer for StsError {
    fn of(fault: Fault, operation: Operation) -> Self {
        let detail = refused_or_unreachable(&fault, operation);
        detail.map_or(Self::Refused, |detail| Self::Unreachable { detail })
    }
}

impl Answer for FederationError {
    fn of(fault: Fault, operation: Operation) -> Self {
        let detail = refused_or_unreachable(&fault, operation);
        detail.map_or(Self::Refused, |detail| Self::Unreachable { detail })
    }
}
