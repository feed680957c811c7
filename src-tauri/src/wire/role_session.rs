//! Role sessions, and the programs that use a former default.

use super::{ProblemView, SurfaceView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Names one role of an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleKey {
    /// Where it comes from: a portal's name, or `role:` and the name of a role that the user defined.
    pub(crate) origin: String,
    /// 12 digits.
    pub(crate) account_id: String,
    /// The role's name as AWS returned it.
    pub(crate) role_name: String,
}

/// A role session.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleSessionView {
    /// The role.
    pub(crate) role_key: RoleKey,
    /// The portal whose sign-in it depends on.
    pub(crate) portal: Option<String>,
    /// When it was started.
    pub(crate) started_at: String,
    /// When its current credentials were issued.
    pub(crate) issued_at: String,
    /// When its current credentials expire.
    pub(crate) expires_at: String,
    /// When it reaches its limit; absent without a limit.
    pub(crate) limit_at: Option<String>,
    /// Whether it is renewed.
    pub(crate) renewal: RenewalView,
    /// Who asked for its current credentials.
    pub(crate) requested_by: SurfaceView,
    /// What the user uses it for, where they said so.
    pub(crate) reason: Option<String>,
    /// Whether its credentials can be used, and what is done for new ones.
    pub(crate) phase: RoleSessionPhaseView,
    /// What happens when its current credentials end.
    pub(crate) outcome: RoleSessionOutcomeView,
    /// When its current credentials stop being usable: they expire, or it reaches its limit.
    pub(crate) credentials_end: String,
    /// When it stops being active if nothing but time passes; absent if it stays active.
    pub(crate) active_until: Option<String>,
    /// From when on it ends soon; absent if it does not end, or if a program will ask again.
    pub(crate) ends_soon_at: Option<String>,
    /// From when on it needs the user; absent if it needs nobody.
    pub(crate) needs_user_from: Option<String>,
}

/// Whether a role session is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RenewalView {
    /// Not by the desktop: whoever asked for its credentials asks again.
    OnDemand,
    /// It ends when its credentials expire.
    Off,
    /// It is renewed until it is stopped.
    On,
}

/// What happens when the current credentials of a role session end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RoleSessionOutcomeView {
    /// New credentials are requested before.
    Renews,
    /// New credentials are being requested.
    Renewing,
    /// Requesting new ones failed and is tried again.
    Retrying,
    /// It continues when the user has signed in.
    WaitingForSignIn,
    /// It ends, because AWS refused new ones.
    Refused,
    /// It ends, because it reaches its limit.
    Limit,
    /// It ends, because nobody asked for its renewal.
    Ends,
}

/// The phase of a role session.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum RoleSessionPhaseView {
    /// Its credentials are valid.
    Active,
    /// New credentials are being requested.
    Renewing,
    /// Requesting new credentials failed and will be tried again.
    Retrying {
        /// Why it failed.
        problem: ProblemView,
        /// When it is tried again.
        retry_at: String,
    },
    /// New credentials need a sign-in.
    WaitingForSignIn,
    /// AWS issues no new credentials.
    Refused {
        /// Why.
        problem: ProblemView,
    },
}

/// A running program that still uses the role that `@default` meant before.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StaleDefaultUserView {
    /// The name of its executable.
    pub(crate) program: String,
    /// Its process id.
    pub(crate) pid: u32,
    /// Its working directory.
    pub(crate) folder: Option<String>,
    /// The role it uses.
    pub(crate) role_key: RoleKey,
    /// When its credentials expire.
    pub(crate) expires_at: String,
}
