//! A portal to add: from what a user gave to the portal that AWS serves, or why there is none.
//!
//! It must not know who asks, nor store anything.

use crate::ports::{Ports, StartUrlRedirectError};
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
}

/// The portal that was meant.
#[derive(Clone, Debug)]
pub struct LocatedPortal {
    /// The portal, at AWS's own address.
    pub portal: Portal,
    /// How that address was found.
    pub origin: AddressOrigin,
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
}

/// Returns the portal that `new` means. A customer's own address is asked once where it leads, as AWS's clients do; what is
/// returned is the address of AWS, so that nothing is ever sent to the customer's again.
///
/// # Errors
/// [`NewPortalError`].
pub async fn locate_portal(ports: &Ports, new: NewPortal) -> Result<LocatedPortal, NewPortalError> {
    let endpoint = new.endpoint_url.as_ref();
    let given = parse_start_url_or_id(&new.address, new.region.as_ref(), endpoint)?;
    let (located, origin) = match given.kind {
        AddressKind::Portal => (given, AddressOrigin::Unchanged),
        AddressKind::CompletedId => (given, AddressOrigin::Completed),
        AddressKind::Vanity => {
            let target = ports
                .aws
                .start_url_redirect
                .redirect_target(&given.start_url)
                .await?;
            let target = target.ok_or(NewPortalError::NoRedirect)?;
            (redirected(&target, &given, endpoint)?, AddressOrigin::Redirected)
        }
        // An emulator may play a customer's domain. It may as well not run yet.
        AddressKind::Loopback => match ports
            .aws
            .start_url_redirect
            .redirect_target(&given.start_url)
            .await
        {
            Ok(Some(target)) => (redirected(&target, &given, endpoint)?, AddressOrigin::Redirected),
            Ok(None) | Err(_) => (given, AddressOrigin::Unchanged),
        },
    };
    let region = match located.region_with(new.region.as_ref()) {
        // Everything goes to the endpoint, which may play any region. The contradiction is said, but stops nobody.
        Err(
            PortalRegionError::OtherRegion { given, .. } | PortalRegionError::OtherPartition { given, .. },
        ) if endpoint.is_some() => given,
        region => region?,
    };
    Ok(LocatedPortal {
        portal: Portal {
            name: new.name,
            region,
            start_url: located.start_url,
            endpoint_url: new.endpoint_url,
            demo: false,
        },
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
        AddressKind::Portal => true,
        AddressKind::Loopback => from == AddressKind::Loopback,
        AddressKind::CompletedId | AddressKind::Vanity => false,
    }
}
