//! The form of a new portal and how to sign in there.

use super::ProblemView;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a pasted address says.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartUrlView {
    /// The normalized start URL; absent when the address is not one of a portal.
    pub(crate) start_url: Option<String>,
    /// The region, where the address contains it.
    pub(crate) region: Option<String>,
    /// Whether the address belongs to a customer, so that where it leads may tell the region.
    pub(crate) may_lead_to_region: bool,
    /// Whether it is a portal of account access manager, which does not say where its users sign in.
    pub(crate) is_account_access: bool,
    /// A suggestion for the portal's name.
    pub(crate) suggested_name: Option<String>,
    /// Whether the address is an id or an alias, completed to `start_url`.
    pub(crate) is_completed: bool,
    /// A warning, what is still missing, or why the address cannot be used.
    pub(crate) hint: Option<String>,
}

/// What became of a new portal.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "outcome", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum AddPortalView {
    /// It was added.
    Added {
        /// What became of its address, if it is another now.
        found: Option<String>,
    },
    /// A field has to change first.
    Invalid {
        /// The field.
        field: PortalFieldView,
        /// Why.
        problem: ProblemView,
    },
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PortalFieldView {
    /// The address of the portal.
    Address,
    /// Its region.
    Region,
    /// The user's name for it.
    Name,
    /// The Identity Center that its users sign in at.
    IdentityCenter,
    /// An endpoint of its own.
    Endpoint,
}

/// A portal to add.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewPortalInput {
    /// The user's name for it.
    pub(crate) name: String,
    /// As pasted.
    pub(crate) start_url: String,
    /// Its region; empty if the address tells it.
    pub(crate) region: String,
    /// Where the users of a portal of account access manager sign in; empty for any other, or if there is one portal in its region.
    pub(crate) identity_center_url: Option<String>,
    /// An endpoint of its own, such as an emulator's.
    pub(crate) endpoint_url: Option<String>,
}

/// How to sign in.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SignInMethodInput {
    /// Authorization code with PKCE, in the browser.
    Browser,
    /// Device authorization: a code to confirm on any device.
    DeviceCode,
}
