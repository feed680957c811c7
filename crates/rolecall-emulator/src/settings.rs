//! How the emulator behaves: one list that is at once command-line flags, library options and what
//! `POST /_emulator/settings` may change while it runs. Must not know how any of it is carried out.

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

/// Whether a person must press Allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Show a page with Allow and Deny.
    #[default]
    Page,
    /// Allow at once, without a page.
    Auto,
}

/// What CreateToken does with refresh tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refresh {
    /// Each refresh answers a new refresh token and spends the old one.
    #[default]
    Rotate,
    /// As `rotate`, but the old one stays good until the new one, or the access token beside it, is first used.
    RotateWithGrace,
    /// Each refresh answers the same refresh token again.
    Keep,
    /// A refresh answers no refresh token; the old one stays good.
    Omit,
    /// No refresh token is ever issued.
    Never,
}

/// Where a device authorization sends the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DevicePage {
    /// A device page with the user code in the query.
    #[default]
    Query,
    /// The portal with the user code in the fragment: the user has to type it.
    Fragment,
    /// An opaque address in which the code cannot be seen.
    Opaque,
}

/// What happens to a registration that lists both the device and the authorization-code grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MixedGrants {
    /// HTTP 500, as the real service was seen to answer.
    #[default]
    Fail,
    /// Register it.
    Allow,
}

/// Where an error's type is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorType {
    /// As AWS: the header everywhere, `__type` in portal bodies.
    #[default]
    Aws,
    /// Only in `x-amzn-ErrorType`.
    Header,
    /// Only in the body's `__type`.
    Body,
}

/// The behaviour that can be chosen at the start and changed while running.
#[derive(Clone, Debug, PartialEq, Eq, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether a person must press Allow on a page
    #[arg(long, value_enum, default_value_t = Consent::Page)]
    pub consent: Consent,
    /// With `--consent auto`: who signs in (default: the first user)
    #[arg(long, value_name = "NAME")]
    pub auto_user: Option<String>,
    /// Milliseconds added to every API answer
    #[arg(long = "latency", value_name = "MS", default_value_t = 0)]
    pub latency_ms: u64,
    /// Portal requests per second allowed for each access token; 0 allows all
    #[arg(long, value_name = "TPS", default_value_t = 0)]
    pub rate: u32,
    /// Portal requests allowed at once before `--rate` counts; 0 means one second's worth
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub burst: u32,
    /// Seconds written as Retry-After on throttled answers (default: no such header)
    #[arg(long, value_name = "SECS")]
    pub retry_after: Option<u64>,
    /// Life of an access token (default: 3600, or 28800 for a registration without scopes)
    #[arg(long, value_name = "SECS")]
    pub token_ttl: Option<u64>,
    /// Life of role credentials (default: what the organization says for the role, else 3600)
    #[arg(long, value_name = "SECS")]
    pub credentials_ttl: Option<u64>,
    /// How long a user stays signed in at the portal; ends access and refresh tokens
    #[arg(long, value_name = "SECS", default_value_t = 28_800)]
    pub portal_ttl: u64,
    /// How long a client registration is good
    #[arg(long, value_name = "SECS", default_value_t = 7_776_000)]
    pub registration_ttl: u64,
    /// How long a device code waits for its user
    #[arg(long, value_name = "SECS", default_value_t = 600)]
    pub device_ttl: u64,
    /// Seconds a device must wait between two polls
    #[arg(long, value_name = "SECS", default_value_t = 1)]
    pub device_interval: u64,
    /// Do not answer slow_down to devices that poll too fast
    #[arg(long)]
    pub lenient_polling: bool,
    /// Where a device authorization sends the browser
    #[arg(long, value_enum, default_value_t = DevicePage::Query)]
    pub device_page: DevicePage,
    /// What CreateToken does with refresh tokens
    #[arg(long, value_enum, default_value_t = Refresh::Rotate)]
    pub refresh: Refresh,
    /// Registrations that list both the device and the authorization-code grant
    #[arg(long, value_enum, default_value_t = MixedGrants::Fail)]
    pub mixed_grants: MixedGrants,
    /// Where an error's type is written
    #[arg(long, value_enum, default_value_t = ErrorType::Aws)]
    pub error_type: ErrorType,
    /// Length of session tokens
    #[arg(long, value_name = "N", default_value_t = 1_100)]
    pub session_token_bytes: usize,
    /// Items on a page when the caller does not say (1-100)
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub page_size: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            consent: Consent::Page,
            auto_user: None,
            latency_ms: 0,
            rate: 0,
            burst: 0,
            retry_after: None,
            token_ttl: None,
            credentials_ttl: None,
            portal_ttl: 28_800,
            registration_ttl: 7_776_000,
            device_ttl: 600,
            device_interval: 1,
            lenient_polling: false,
            device_page: DevicePage::Query,
            refresh: Refresh::Rotate,
            mixed_grants: MixedGrants::Fail,
            error_type: ErrorType::Aws,
            session_token_bytes: 1_100,
            page_size: 50,
        }
    }
}

impl Settings {
    /// These settings with the members of a JSON object laid over them.
    pub(crate) fn with(&self, changes: &serde_json::Value) -> Result<Self, String> {
        let changes = changes.as_object().ok_or("an object with settings is expected")?;
        let mut merged = serde_json::to_value(self).map_err(|error| error.to_string())?;
        if let Some(members) = merged.as_object_mut() {
            members.extend(changes.clone());
        }
        serde_json::from_value(merged).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests;
