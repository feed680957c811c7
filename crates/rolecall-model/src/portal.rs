//! A portal: one AWS access portal that a user signs in to, its kind, and how its address is parsed.
//!
//! It must not know how a portal is reached or where its settings are stored.

mod account_access;
pub mod start_url;
mod tenant;

use crate::partition::{Partition, Region};
pub use account_access::{
    AccountAccess, AccountAccessApplication, EntitledApplicationArn, InvalidAccountAccess, PortalKind,
    SessionName,
};
pub use start_url::{
    AddressKind, ParsedStartUrl, PortalRegionError, StartUrl, StartUrlError, parse_start_url,
    parse_start_url_or_id,
};
pub use tenant::{InvalidTenantId, TenantId};

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use url::{Host, Url};

/// The user's own name of a portal: 1 to 64 of `A–Z a–z 0–9 . _ @ + -`, so it is safe in a target, a file and a shell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PortalName(String);

/// The text cannot name a portal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a portal name is 1 to 64 letters, digits or . _ @ + -, and starts with a letter or digit")]
pub struct InvalidPortalName;

impl PortalName {
    /// Reads a portal name.
    ///
    /// # Errors
    /// [`InvalidPortalName`] when it is empty, longer than 64 or holds another character.
    pub fn parse(text: &str) -> Result<Self, InvalidPortalName> {
        is_plain_name(text)
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidPortalName)
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns whether a name is safe in a target, a file and a shell: 1 to 64 of `A–Z a–z 0–9 . _ @ + -`, the first a letter or digit.
pub(crate) fn is_plain_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._@+-".contains(&b))
}

impl fmt::Display for PortalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PortalName {
    type Error = InvalidPortalName;
    fn try_from(text: String) -> Result<Self, InvalidPortalName> {
        Self::parse(&text)
    }
}

impl From<PortalName> for String {
    fn from(name: PortalName) -> Self {
        name.0
    }
}

/// The base address of an emulator or a private endpoint: https, or http on a loopback address only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointUrl(Url);

/// The text cannot be an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "an endpoint is an https address, or http on 127.0.0.1 or [::1], without a user name, query or fragment"
)]
pub struct InvalidEndpointUrl;

impl EndpointUrl {
    /// Reads an endpoint address.
    ///
    /// # Errors
    /// [`InvalidEndpointUrl`] for plain http to another machine, a user name, a query or a fragment.
    pub fn parse(text: &str) -> Result<Self, InvalidEndpointUrl> {
        let url = Url::parse(text.trim()).map_err(|_| InvalidEndpointUrl)?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let safe = match url.scheme() {
            "https" => url.host().is_some(),
            "http" => is_loopback(&url),
            _ => false,
        };
        (plain && safe).then_some(Self(url)).ok_or(InvalidEndpointUrl)
    }

    /// Returns the address without a trailing slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Tells whether the endpoint is on this machine.
    pub fn is_on_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

/// One AWS access portal that a user signs in to (an `[sso-session]` of the shared config file).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portal {
    /// The user's name for it.
    pub name: PortalName,
    /// Where its page is.
    pub start_url: StartUrl,
    /// The region of its IAM Identity Center instance.
    pub region: Region,
    /// Replaces every AWS address of this portal: an emulator or a private endpoint.
    pub endpoint_url: Option<EndpointUrl>,
    /// A demo organization: every surface says so.
    pub demo: bool,
    /// Which API lists its roles, and what is particular to it.
    pub kind: PortalKind,
}

impl Portal {
    /// Returns the partition of the portal's region.
    pub fn partition(&self) -> Partition {
        self.region.partition()
    }

    /// Checks that the region does not contradict the start URL, as it may in a file that was edited.
    ///
    /// # Errors
    /// [`PortalRegionError`].
    pub fn check_region(&self) -> Result<(), PortalRegionError> {
        match parse_start_url(self.start_url.as_str(), self.endpoint_url.as_ref()) {
            Ok(parsed) => parsed.region_with(Some(&self.region)).map(drop),
            Err(_) => Ok(()),
        }
    }

    /// Returns the start URL of the IAM Identity Center that its users sign in at.
    pub fn identity_center_url(&self) -> &StartUrl {
        match &self.kind {
            PortalKind::IdentityCenter => &self.start_url,
            PortalKind::AccountAccess(access) => &access.application.identity_center_url,
        }
    }

    /// Returns the application that a client registration names, where organizations need one.
    pub fn entitled_application(&self) -> Option<&EntitledApplicationArn> {
        let application = &self.kind.account_access()?.application;
        application.entitled_application_arn.as_ref()
    }

    /// Returns what a sign-in there is for.
    pub fn scopes(&self) -> &'static [&'static str] {
        match &self.kind {
            // Without it AWS issues no refresh token.
            PortalKind::IdentityCenter => &["sso:account:access"],
            PortalKind::AccountAccess(_) => &["account_access:read_only", "account_access:assume"],
        }
    }

    /// Returns the base address of SSO OIDC for this portal.
    pub fn oidc_url(&self) -> String {
        self.endpoint_or(|| format!("https://{}", self.partition().oidc_host(&self.region)))
    }

    /// Returns the base address of the access portal API for this portal.
    pub fn access_portal_url(&self) -> String {
        self.endpoint_or(|| format!("https://{}", self.partition().access_portal_host(&self.region)))
    }

    /// Returns the base address of the runtime API of account access manager for this portal.
    pub fn account_access_url(&self) -> String {
        self.endpoint_or(|| format!("https://{}", Partition::account_access_host(&self.region)))
    }

    /// Returns where requests for the portal's roles go.
    pub fn endpoints(&self) -> AwsEndpoints {
        AwsEndpoints {
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
        }
    }

    fn endpoint_or(&self, aws: impl FnOnce() -> String) -> String {
        endpoint_or(self.endpoint_url.as_ref(), aws)
    }
}

fn endpoint_or(endpoint_url: Option<&EndpointUrl>, aws: impl FnOnce() -> String) -> String {
    endpoint_url.map_or_else(aws, |endpoint| endpoint.as_str().to_owned())
}

/// Where requests with the credentials of a role go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsEndpoints {
    /// The region that is used where a request does not say another.
    pub region: Region,
    /// Replaces every AWS address: an emulator or a private endpoint.
    pub endpoint_url: Option<EndpointUrl>,
}

impl AwsEndpoints {
    /// Returns the partition of the region.
    pub fn partition(&self) -> Partition {
        self.region.partition()
    }

    /// Returns the base address of STS in `region`.
    pub fn sts_url(&self, region: &Region) -> String {
        endpoint_or(self.endpoint_url.as_ref(), || {
            format!("https://{}", self.partition().sts_host(region))
        })
    }

    /// Returns the base address of IAM, and the region that requests to it are signed for.
    pub fn iam_url(&self) -> (String, Region) {
        let of_partition = |partition: Partition| {
            (
                format!("https://{}", partition.iam_host()),
                partition.iam_region(),
            )
        };
        match &self.endpoint_url {
            Some(url) => (url.as_str().trim_end_matches('/').to_owned(), self.region.clone()),
            None => of_partition(self.partition()),
        }
    }

    /// Returns the base address of IAM Roles Anywhere in `region`.
    pub fn roles_anywhere_url(&self, region: &Region) -> String {
        endpoint_or(self.endpoint_url.as_ref(), || {
            format!("https://{}", self.partition().roles_anywhere_host(region))
        })
    }

    /// Returns the base address of the API of AWS Sign-In.
    pub fn signin_url(&self) -> String {
        let base = endpoint_or(self.endpoint_url.as_ref(), || {
            format!("https://{}", self.partition().signin_api_host(&self.region))
        });
        base.trim_end_matches('/').to_owned()
    }

    /// Returns the address of the sign-in federation endpoint in `region`.
    pub fn federation_url(&self, region: &Region) -> String {
        let base = endpoint_or(self.endpoint_url.as_ref(), || {
            format!("https://{}", self.partition().signin_host(region))
        });
        base + "/federation"
    }
}

/// The portal that a sign-in belongs to. A stored sign-in with another identity than the portal in the settings is not used:
/// a changed address must never receive another portal's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalIdentity {
    /// Where the portal's page is.
    pub start_url: StartUrl,
    /// The portal's region.
    pub region: Region,
    /// The portal's own endpoint, if it has one.
    pub endpoint_url: Option<EndpointUrl>,
    /// What the sign-in is made for, at a portal of account access manager.
    pub account_access: Option<AccountAccessApplication>,
}

impl PortalIdentity {
    /// Returns the portal with this identity, under `name`.
    pub fn to_portal(&self, name: &PortalName) -> Portal {
        Portal {
            name: name.clone(),
            start_url: self.start_url.clone(),
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
            demo: false,
            kind: match &self.account_access {
                None => PortalKind::IdentityCenter,
                Some(application) => PortalKind::AccountAccess(Box::new(AccountAccess {
                    application: application.clone(),
                    session_duration: None,
                    session_name: None,
                })),
            },
        }
    }

    /// Returns whether this is the identity of `portal` as the settings have it now.
    pub fn is_of(&self, portal: &Portal) -> bool {
        *self == Self::from(portal)
    }
}

impl From<&Portal> for PortalIdentity {
    fn from(portal: &Portal) -> Self {
        Self {
            start_url: portal.start_url.clone(),
            region: portal.region.clone(),
            endpoint_url: portal.endpoint_url.clone(),
            account_access: portal
                .kind
                .account_access()
                .map(|access| access.application.clone()),
        }
    }
}
