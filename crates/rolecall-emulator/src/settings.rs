//! The behaviour of the emulator: one list that is command-line flags, library options and the body of
//! `POST /_emulator/settings`. Must not know how any of it is implemented.

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

/// Whether the user must press Allow.
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
pub enum RefreshTokenMode {
    /// Each refresh returns a new refresh token and invalidates the old one.
    #[default]
    Rotate,
    /// As `rotate`, but the old one stays valid until the new one, or its access token, is first used.
    RotateWithGrace,
    /// Each refresh returns the same refresh token again.
    Keep,
    /// A refresh returns no refresh token; the old one stays valid.
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
    /// An opaque address that does not contain the code.
    Opaque,
}

/// What happens to a registration that lists both the device and the authorization-code grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MixedGrants {
    /// HTTP 500, as observed of the real service.
    #[default]
    Fail,
    /// It is registered.
    Allow,
}

/// Where an error's type is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorType {
    /// As AWS does: in the header everywhere, and as `__type` in portal bodies.
    #[default]
    Aws,
    /// Only in `x-amzn-ErrorType`.
    Header,
    /// Only in the body's `__type`.
    Body,
}

/// What `/authorize` adds to the error that it redirects to the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorState {
    /// The client's `state`, as RFC 6749, 4.1.2.1 demands.
    #[default]
    Keep,
    /// Nothing: AWS does not document that its errors carry the `state`.
    Omit,
}

/// What AssumeRole tells a caller whom the role's trust policy does not allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustDenials {
    /// No reason, as seen of AWS: it is the same for a role that does not exist.
    #[default]
    Bare,
    /// That no role trust policy allows it, as the IAM User Guide has it.
    Named,
}

/// The behaviour that is set at the start and can be changed while running.
#[derive(Clone, Debug, PartialEq, Eq, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmulatorSettings {
    /// Whether the user must press Allow on a page
    #[arg(long, value_enum, default_value_t = Consent::Page)]
    pub consent: Consent,
    /// With `--consent auto`: who signs in (default: the first user)
    #[arg(long, value_name = "NAME")]
    pub auto_user: Option<String>,
    /// Milliseconds added to every API response
    #[arg(long = "latency", value_name = "MS", default_value_t = 0)]
    pub latency_ms: u64,
    /// Portal requests per second allowed for each access token; 0 allows all
    #[arg(long, value_name = "TPS", default_value_t = 0)]
    pub rate: u32,
    /// Portal requests allowed at once before `--rate` applies; 0 means those of one second
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub burst: u32,
    /// Seconds in the Retry-After header of throttled responses (default: no such header)
    #[arg(long, value_name = "SECS")]
    pub retry_after: Option<u64>,
    /// Lifetime of an access token (default: 3600, or 28800 for a registration without scopes)
    #[arg(long, value_name = "SECS")]
    pub token_ttl: Option<u64>,
    /// Lifetime of role credentials (default: the duration of the role in the organization, else 3600)
    #[arg(long, value_name = "SECS")]
    pub credentials_ttl: Option<u64>,
    /// Lifetime of a portal sign-in; limits access and refresh tokens
    #[arg(long, value_name = "SECS", default_value_t = 28_800)]
    pub portal_ttl: u64,
    /// Lifetime of a client registration
    #[arg(long, value_name = "SECS", default_value_t = 7_776_000)]
    pub registration_ttl: u64,
    /// Lifetime of a device code
    #[arg(long, value_name = "SECS", default_value_t = 600)]
    pub device_ttl: u64,
    /// Seconds a device must wait between two polls
    #[arg(long, value_name = "SECS", default_value_t = 1)]
    pub device_interval: u64,
    /// Do not return slow_down to devices that poll too fast
    #[arg(long)]
    pub lenient_polling: bool,
    /// Where a device authorization sends the browser
    #[arg(long, value_enum, default_value_t = DevicePage::Query)]
    pub device_page: DevicePage,
    /// What CreateToken does with refresh tokens
    #[arg(long, value_enum, default_value_t = RefreshTokenMode::Rotate)]
    pub refresh: RefreshTokenMode,
    /// Registrations that list both the device and the authorization-code grant
    #[arg(long, value_enum, default_value_t = MixedGrants::Fail)]
    pub mixed_grants: MixedGrants,
    /// Where an error's type is written
    #[arg(long, value_enum, default_value_t = ErrorType::Aws)]
    pub error_type: ErrorType,
    /// Whether errors that go to the client by redirect carry its `state`
    #[arg(long, value_enum, default_value_t = ErrorState::Keep)]
    pub error_state: ErrorState,
    /// Length of session tokens
    #[arg(long, value_name = "N", default_value_t = 1_100)]
    pub session_token_bytes: usize,
    /// Bytes of policies and tags that a role session may have; more is PackedPolicyTooLarge
    #[arg(long, value_name = "N", default_value_t = 4_096)]
    pub packed_policy_bytes: usize,
    /// Whether a denial by a role's trust policy says so
    #[arg(long, value_enum, default_value_t = TrustDenials::Bare)]
    pub trust_denials: TrustDenials,
    /// Account access manager writes the end of credentials with a fraction of a second
    #[arg(long)]
    pub fractional_expiry: bool,
    /// Where `/vanity` redirects, as a customer's own domain does (default: the start URL)
    #[arg(long, value_name = "URL")]
    pub vanity_target: Option<String>,
    /// Items on a page when the request does not say (1-100)
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub page_size: usize,
}

impl Default for EmulatorSettings {
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
            refresh: RefreshTokenMode::Rotate,
            mixed_grants: MixedGrants::Fail,
            error_type: ErrorType::Aws,
            error_state: ErrorState::Keep,
            session_token_bytes: 1_100,
            packed_policy_bytes: 4_096,
            trust_denials: TrustDenials::Bare,
            fractional_expiry: false,
            vanity_target: None,
            page_size: 50,
        }
    }
}

impl EmulatorSettings {
    /// These settings, with those in a JSON object replaced.
    ///
    /// # Errors
    /// The reason, when a name or a value is invalid.
    pub(crate) fn with_changes(&self, changes: &serde_json::Value) -> Result<Self, String> {
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
