//! The codes of MFA devices that the window asks for.

use super::RoleKey;
use serde::Serialize;
use specta::Type;

/// A code of an MFA device that something waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MfaQuestionView {
    /// What a code is given for.
    pub(crate) id: u32,
    /// The role whose credentials it leads to.
    pub(crate) role_key: RoleKey,
    /// The user's own name of that role.
    pub(crate) name: String,
    /// The serial number or the ARN of the device.
    pub(crate) device: String,
    /// Who is waited for.
    pub(crate) phase: MfaQuestionPhaseView,
}

/// Who is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum MfaQuestionPhaseView {
    /// The user.
    Open,
    /// The user, after AWS refused a code.
    Refused,
    /// AWS.
    Checking,
}
