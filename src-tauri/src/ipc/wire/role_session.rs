//! Role sessions, as the page shows them.

use super::ProblemView;
use serde::{Deserialize, Serialize};
use specta::Type;

/// One (portal, account, role).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssignmentKey {
    /// The portal's name.
    pub(crate) portal: String,
    /// 12 digits.
    pub(crate) account_id: String,
    /// The role's name as AWS gave it.
    pub(crate) role_name: String,
}

/// A role session.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleSessionView {
    /// What is assumed.
    pub(crate) assignment: AssignmentKey,
    /// When it was started.
    pub(crate) started_at: String,
    /// When its present credentials were obtained.
    pub(crate) issued_at: String,
    /// When its present credentials expire.
    pub(crate) expires_at: String,
    /// When its limit ends it.
    pub(crate) ends_at: Option<String>,
    /// Whether it is kept alive.
    pub(crate) renewal: RenewalView,
    /// How it fares.
    pub(crate) life: LifeView,
}

/// Whether a role session is kept alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RenewalView {
    /// A program asked for it and will ask again.
    OnDemand,
    /// It ends with its credentials.
    Off,
    /// It is renewed until it is stopped.
    On,
}

/// How a role session fares.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum LifeView {
    /// Its credentials are good.
    Alive,
    /// New credentials are asked for.
    Renewing,
    /// New credentials were not given, and are asked for again.
    Retrying {
        /// Why they were not given.
        problem: ProblemView,
        /// When they are asked for again.
        at: String,
    },
    /// New credentials need a sign-in.
    WaitingForSignIn,
    /// AWS gives no new credentials.
    Refused {
        /// Why.
        problem: ProblemView,
    },
}

/// A program that still holds what `@default` meant before.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HolderView {
    /// The name of its executable.
    pub(crate) program: String,
    /// Its process id.
    pub(crate) pid: u32,
    /// The folder it works in.
    pub(crate) folder: Option<String>,
    /// What it holds.
    pub(crate) assignment: AssignmentKey,
    /// Until when.
    pub(crate) until: String,
}
