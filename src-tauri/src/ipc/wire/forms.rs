//! What the forms and menus of the page send and offer.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What was read from a pasted address.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartUrlView {
    /// The plain form, when it is an address of a portal.
    pub(crate) start_url: Option<String>,
    /// The region, where the address carries it.
    pub(crate) region: Option<String>,
    /// A name to offer.
    pub(crate) suggested_name: Option<String>,
    /// A word of caution, or why it is none.
    pub(crate) notice: Option<String>,
}

/// A portal to add.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewPortal {
    /// The user's name for it.
    pub(crate) name: String,
    /// As pasted.
    pub(crate) start_url: String,
    /// Its region.
    pub(crate) region: String,
    /// Its own endpoint.
    pub(crate) endpoint_url: Option<String>,
}

/// How to sign in.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SignInMethodView {
    /// In the browser.
    Browser,
    /// By a code.
    DeviceCode,
}

/// Where in the console.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationKey {
    /// A short name from `destinations`.
    pub(crate) service: Option<String>,
    /// A region.
    pub(crate) region: Option<String>,
}

/// A place in the console that can be chosen.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationView {
    /// The short name.
    pub(crate) service: String,
    /// The service's name.
    pub(crate) label: String,
    /// Whether it has no region.
    pub(crate) global: bool,
}

/// Something that can be copied.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportView {
    /// Stable name to ask for it.
    pub(crate) format: String,
    /// What a menu says.
    pub(crate) label: String,
    /// Whether the text holds credentials.
    pub(crate) secret: bool,
}

/// That something was copied; never what.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CopiedView {
    /// What the toast says was copied.
    pub(crate) what: String,
    /// Seconds until it leaves the clipboard; absent when it is no secret.
    pub(crate) clears_in_seconds: Option<u32>,
}
