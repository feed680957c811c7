//! A portal to add: from what a user gave to the portal that AWS serves, or why there is none.
//!
//! It must not know who asks, nor store anything.

mod account_access;

pub use account_access::{IdentityCenterOrigin, NewAccountAccess};

use crate::ports::{Ports, StartUrlRedirectError};
use account_access::locate_kind;
use rolecall_model::partition::Region;
use rolecall_model::portal::{
    AddressKind, EndpointUrl, ParsedStartUrl, Portal, PortalName, PortalRegionError, StartUrlError,
    parse_start_url, parse_start_url_or_id,
};
use thiserror::Error;
use url::Url;

/// What a user gave.
#[derive(Clone, Debug)]
pub struct NewPortal {
    /// The name for it.
    pub name: PortalName,
    /// The address of its page, an id or an alias, as pasted.
    pub address: String,
    /// The region, if one was given.
    pub region: Option<Region>,
    /// An endpoint of its own.
    pub endpoint_url: Option<EndpointUrl>,
    /// What was given for a portal of account access manager.
    pub account_access: NewAccountAccess,
}

/// The portal that was meant.
#[derive(Clone, Debug)]
pub struct LocatedPortal {
    /// The portal, at AWS's own address.
    pub portal: Portal,
    /// How that address was found.
    pub origin: AddressOrigin,
    /// How the Identity Center was found that users of a portal of account access manager sign in at.
    pub identity_center: Option<IdentityCenterOrigin>,
}

/// How the address of a portal was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressOrigin {
    /// It was given.
    Unchanged,
    /// An id or an alias was completed.
    Completed,
    /// The given address redirects to it.
    Redirected,
}

/// Why the portal was not found.
#[derive(Debug, Error)]
pub enum NewPortalError {
    /// The address is not one of a portal.
    #[error(transparent)]
    StartUrl(#[from] StartUrlError),
    /// The region is not known, or contradicts the address.
    #[error(transparent)]
    Region(#[from] PortalRegionError),
    /// The address belongs to a customer and cannot be asked where it leads.
    #[error(transparent)]
    Redirect(#[from] StartUrlRedirectError),
    /// The address belongs to a customer and leads nowhere.
    #[error("the start URL does not redirect")]
    NoRedirect,
    /// The address belongs to a customer and leads to something else than an access portal of AWS.
    #[error("the start URL redirects to another place than an access portal")]
    RedirectsElsewhere {
        /// The host it leads to; hostile text.
        host: String,
    },
    /// It is a portal of account access manager, and where its users sign in is not known.
    #[error("no start URL of IAM Identity Center")]
    NoIdentityCenter {
        /// The portal's region.
        region: Region,
        /// How many Identity Centers of that region are configured: none or several.
        configured: usize,
    },
    /// Where the users of a portal of account access manager are said to sign in is no Identity Center of its region.
    #[error("identity center: {0}")]
    IdentityCenter(#[source] Box<NewPortalError>),
    /// Something was given that only a portal of account access manager has.
    #[error("not a portal of account access manager")]
    NotAccountAccess,
}

/// Returns the portal that `new` means. A customer's own address is asked once where it leads, as AWS's clients do; what is
/// returned is the address of AWS, so that nothing is ever sent to the customer's again.
///
/// # Errors
/// [`NewPortalError`].
pub async fn locate_portal(ports: &Ports, new: NewPortal) -> Result<LocatedPortal, NewPortalError> {
    let located = locate_address(
        ports,
        &new.address,
        new.region.as_ref(),
        new.endpoint_url.as_ref(),
    )
    .await?;
    let (kind, identity_center) =
        locate_kind(ports, &located, new.endpoint_url.as_ref(), new.account_access).await?;
    Ok(LocatedPortal {
        portal: Portal {
            name: new.name,
            region: located.region,
            start_url: located.address.start_url,
            endpoint_url: new.endpoint_url,
            demo: false,
            kind,
        },
        origin: located.origin,
        identity_center,
    })
}

/// The address that a given one means.
struct LocatedAddress {
    address: ParsedStartUrl,
    region: Region,
    origin: AddressOrigin,
}

async fn locate_address(
    ports: &Ports,
    address: &str,
    given_region: Option<&Region>,
    endpoint: Option<&EndpointUrl>,
) -> Result<LocatedAddress, NewPortalError> {
    let given = parse_start_url_or_id(address, given_region, endpoint)?;
    let redirect = &ports.aws.start_url_redirect;
    let (located, origin) = match given.kind {
        AddressKind::Portal | AddressKind::AccountAccess => (given, AddressOrigin::Unchanged),
        AddressKind::CompletedId => (given, AddressOrigin::Completed),
        AddressKind::Vanity => {
            let target = redirect.redirect_target(&given.start_url).await?;
            let target = target.ok_or(NewPortalError::NoRedirect)?;
            (redirected(&target, &given, endpoint)?, AddressOrigin::Redirected)
        }
        // An emulator may play a customer's domain. It may as well not run yet.
        AddressKind::Loopback => match redirect.redirect_target(&given.start_url).await {
            Ok(Some(target)) => (redirected(&target, &given, endpoint)?, AddressOrigin::Redirected),
            Ok(None) | Err(_) => (given, AddressOrigin::Unchanged),
        },
    };
    let region = match located.region_with(given_region) {
        // Everything goes to the endpoint, which may play any region. The contradiction is said, but stops nobody.
        Err(
            PortalRegionError::OtherRegion { given, .. } | PortalRegionError::OtherPartition { given, .. },
        ) if endpoint.is_some() => given,
        region => region?,
    };
    Ok(LocatedAddress {
        address: located,
        region,
        origin,
    })
}

/// Reads where an address leads: to a portal of AWS, or on this machine to another of its pages.
fn redirected(
    target: &str,
    from: &ParsedStartUrl,
    endpoint: Option<&EndpointUrl>,
) -> Result<ParsedStartUrl, NewPortalError> {
    match parse_start_url(target, endpoint) {
        Ok(parsed) if is_portal(parsed.kind, from.kind) => Ok(parsed),
        Ok(_) | Err(_) => {
            let host = Url::parse(target).ok();
            let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
            Err(NewPortalError::RedirectsElsewhere {
                host: host.to_owned(),
            })
        }
    }
}

/// Only what was on this machine may lead to this machine.
fn is_portal(kind: AddressKind, from: AddressKind) -> bool {
    match kind {
        AddressKind::Portal | AddressKind::AccountAccess => true,
        AddressKind::Loopback => from == AddressKind::Loopback,
        AddressKind::CompletedId | AddressKind::Vanity => false,
    }
}
