//! Start URLs: reads what a user pasted as the address of an access portal.
//!
//! It must not resolve or fetch anything: what the text does not determine is left open.

mod bare_id;
mod host;

use crate::partition::{Partition, Region};
use crate::portal::{EndpointUrl, PortalName, TenantId, is_loopback};
use host::Owner;
use thiserror::Error;
use url::Url;

/// The address of an access portal in its plain form: `https`, no user name, no query, no fragment, no trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StartUrl(String);

impl StartUrl {
    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads an address that is stored in the settings, by the rules of [`parse_start_url`].
    ///
    /// # Errors
    /// [`StartUrlError`].
    pub fn parse_stored(text: &str, endpoint: Option<&EndpointUrl>) -> Result<Self, StartUrlError> {
        parse_start_url(text, endpoint).map(|reading| reading.start_url)
    }

    /// Returns the tenant, if it is the address of a portal of account access manager.
    pub fn account_access_tenant(&self) -> Option<TenantId> {
        let host = self.0.strip_prefix("https://")?;
        host::account_access(host).map(|(tenant, _)| tenant)
    }
}

/// What a pasted address says about its portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedStartUrl {
    /// The plain form.
    pub start_url: StartUrl,
    /// The region, where the host carries it.
    pub region: Option<Region>,
    /// The partitions that the host may serve; empty where it says nothing about them.
    pub partitions: &'static [Partition],
    /// What kind of address it is.
    pub kind: AddressKind,
    /// A suggested name for the portal.
    pub suggested_name: PortalName,
}

/// What kind of address leads to a portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressKind {
    /// A portal's own page, at a host of AWS.
    Portal,
    /// A portal of account access manager, at a host of AWS.
    AccountAccess,
    /// An id or an alias without a host, which was completed to the page of a portal.
    CompletedId,
    /// A domain of a customer, which leads to a portal.
    Vanity,
    /// An emulator's page on this machine.
    Loopback,
}

impl ParsedStartUrl {
    /// Returns the region of the portal: that of the host, else the `given` one.
    ///
    /// # Errors
    /// [`PortalRegionError`] when neither says one, or they do not agree.
    pub fn region_with(&self, given: Option<&Region>) -> Result<Region, PortalRegionError> {
        match (&self.region, given) {
            (Some(address), Some(given)) if address != given => Err(PortalRegionError::OtherRegion {
                address: address.clone(),
                given: given.clone(),
            }),
            (Some(address), _) => Ok(address.clone()),
            (None, Some(given)) => match self.partitions.first() {
                Some(address) if !self.partitions.contains(&given.partition()) => {
                    Err(PortalRegionError::OtherPartition {
                        address: *address,
                        given: given.clone(),
                    })
                }
                _ => Ok(given.clone()),
            },
            (None, None) => Err(PortalRegionError::Missing),
        }
    }
}

/// Why the region of a portal is not known.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PortalRegionError {
    /// The address does not carry it, and none was given.
    #[error("no region")]
    Missing,
    /// The address carries another than the given one.
    #[error("the address is in {address}, not in {given}")]
    OtherRegion {
        /// The region of the address.
        address: Region,
        /// The region that was given.
        given: Region,
    },
    /// The address belongs to another partition than the given region.
    #[error("the address is in the partition {}, not in that of {given}", address.id())]
    OtherPartition {
        /// The partition of the address.
        address: Partition,
        /// The region that was given.
        given: Region,
    },
}

/// Why a pasted text is not a start URL.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StartUrlError {
    /// Nothing was pasted.
    #[error("no address")]
    Empty,
    /// It is no address.
    #[error("not an address")]
    NotAnAddress,
    /// It is http, or another scheme.
    #[error("not https")]
    NotHttps,
    /// It carries a user name, a port or an IP address that a portal never has, or imitates a host of AWS.
    #[error("not the address of an access portal")]
    NotAPortal,
}

/// In bytes: longer than any start URL, even one with the destination of a deep link.
const MAX_LENGTH: usize = 8192;

/// Reads what a user gave as the address of a portal: as [`parse_start_url`], and an id or an alias without a host, which is
/// completed in the partition of `region`, by default that of the commercial regions.
///
/// # Errors
/// [`StartUrlError`].
pub fn parse_start_url_or_id(
    text: &str,
    region: Option<&Region>,
    endpoint: Option<&EndpointUrl>,
) -> Result<ParsedStartUrl, StartUrlError> {
    match bare_id::complete(text.trim_matches(is_around), region) {
        Some(address) => parse_start_url(&address, endpoint).map(|parsed| ParsedStartUrl {
            kind: AddressKind::CompletedId,
            ..parsed
        }),
        None => parse_start_url(text, endpoint),
    }
}

/// Reads a pasted address; `endpoint` allows what only an endpoint of the portal's own may have: http and a port on loopback.
///
/// Spaces, quotes and brackets around it, a missing scheme, a trailing slash and all that the portal's page puts behind `#` are
/// left out. Forms: IAM Identity Center User Guide, "Customizing the AWS access portal URL" and "dual-stack endpoints".
///
/// # Errors
/// [`StartUrlError`].
pub fn parse_start_url(text: &str, endpoint: Option<&EndpointUrl>) -> Result<ParsedStartUrl, StartUrlError> {
    let text = text.trim_matches(is_around);
    if text.is_empty() {
        return Err(StartUrlError::Empty);
    }
    let address = with_scheme(text)?;
    let (scheme, rest) = address.split_once("://").ok_or(StartUrlError::NotAnAddress)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    check_authority(authority)?;
    let before_fragment = address.split(['?', '#']).next().unwrap_or_default();
    let url = Url::parse(before_fragment).map_err(|_| StartUrlError::NotAnAddress)?;
    if endpoint.is_some_and(EndpointUrl::is_on_loopback)
        && matches!(scheme, "http" | "https")
        && is_loopback(&url)
    {
        return on_loopback(&url);
    }
    if scheme != "https" {
        return Err(StartUrlError::NotHttps);
    }
    let host = url
        .domain()
        .filter(|_| url.port().is_none())
        .ok_or(StartUrlError::NotAPortal)?;
    let host = host.strip_suffix('.').unwrap_or(host);
    let path = plain_path(&url)?;
    let owner = host::owner(host, path)?;
    Ok(match owner {
        Owner::Aws(portal) => ParsedStartUrl {
            start_url: StartUrl(format!("https://{host}{}", portal.path)),
            region: portal.region,
            partitions: portal.partitions,
            kind: match portal.is_account_access {
                true => AddressKind::AccountAccess,
                false => AddressKind::Portal,
            },
            suggested_name: name_from(&portal.name),
        },
        Owner::Customer { name } => ParsedStartUrl {
            start_url: StartUrl(format!("https://{host}{path}")),
            region: None,
            partitions: &[],
            kind: AddressKind::Vanity,
            suggested_name: name_from(name),
        },
    })
}

/// Spaces, quotes and brackets that come along when a link is copied out of a text.
fn is_around(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '\'' | '`' | '<' | '>' | '(' | ')' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn with_scheme(text: &str) -> Result<String, StartUrlError> {
    if text.len() > MAX_LENGTH || text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(StartUrlError::NotAnAddress);
    }
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    };
    Ok(match scheme.filter(|scheme| is_scheme(scheme)) {
        Some(scheme) => format!("{}{}", scheme.to_ascii_lowercase(), &text[scheme.len()..]),
        None => format!("https://{}", text.strip_prefix("//").unwrap_or(text)),
    })
}

/// The host as it stands in the text, before any decoding could turn it into another.
fn check_authority(authority: &str) -> Result<(), StartUrlError> {
    if authority.is_empty() {
        return Err(StartUrlError::NotAnAddress);
    }
    let known = |b: u8| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b);
    if !authority.bytes().all(known)
        || authority
            .to_ascii_lowercase()
            .split('.')
            .any(|label| label.starts_with("xn--"))
    {
        return Err(StartUrlError::NotAPortal);
    }
    Ok(())
}

/// The path without slashes at its end, if its characters need no escape.
fn plain_path(url: &Url) -> Result<&str, StartUrlError> {
    let path = url.path().trim_end_matches('/');
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    if path.bytes().all(fits) {
        Ok(path)
    } else {
        Err(StartUrlError::NotAPortal)
    }
}

fn on_loopback(url: &Url) -> Result<ParsedStartUrl, StartUrlError> {
    let origin = url.origin().ascii_serialization();
    Ok(ParsedStartUrl {
        start_url: StartUrl(format!("{origin}{}", plain_path(url)?)),
        region: None,
        partitions: &[],
        kind: AddressKind::Loopback,
        suggested_name: name_from("local"),
    })
}

fn name_from(text: &str) -> PortalName {
    let name: String = text.chars().take(64).collect();
    PortalName::parse(&name).unwrap_or_else(|_| PortalName("portal".to_owned()))
}

#[cfg(test)]
mod tests;
