//! The console: where in it to land, and the link that signs a browser in as a role.
//!
//! It owns destinations and links. It must not know how a browser is started or how sign-in tokens are fetched. A
//! destination's host always comes from [`rolecall_model::partition`], never from what was pasted.

mod destination;
mod recent;
mod services;

pub use destination::{Destination, DestinationError, destination_url, parse_destination};
pub use recent::{RecentDestinations, recent_destinations};
pub use services::{Service, services};

use crate::history::record_event;
use crate::ports::{BrowserError, BrowserPage, BrowserWarning, FederationError, Ports};
use crate::role_session::{RoleSessionError, role_credentials, with_role_session_reason};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryDetail, HistoryEvent};
use rolecall_model::partition::Region;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use rolecall_model::secret::{ConsoleUrl, SigninToken};
use std::time::Duration;
use thiserror::Error;

/// The console sign-in ends with the credentials: they should outlive the 15 minutes that the link itself is good for.
const MIN_REMAINING_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// Where the console sends a user whose sign-in ended, if no portal is behind it.
const DEFAULT_ISSUER: &str = "rolecall";

/// All but the unreserved characters of RFC 3986.
const IN_A_QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Why the console was not opened.
#[derive(Debug, Error)]
pub enum ConsoleError {
    /// The destination is in another partition than the role.
    #[error(transparent)]
    Destination(#[from] DestinationError),
    /// There are no credentials.
    #[error(transparent)]
    RoleSession(#[from] RoleSessionError),
    /// There is no sign-in token.
    #[error(transparent)]
    Federation(#[from] FederationError),
    /// No browser was opened.
    #[error(transparent)]
    Browser(#[from] BrowserError),
}

/// Returns the link that signs a browser in and sends it to `destination_url` (IAM User Guide, "Enable custom identity broker
/// access to the AWS console"). It is good for 15 minutes, for whoever holds it.
pub fn login_url(
    source: &RoleSource,
    region: &Region,
    token: &SigninToken,
    destination_url: &str,
) -> ConsoleUrl {
    let endpoints = source.endpoints();
    let issuer = source
        .portal()
        .map_or(DEFAULT_ISSUER, |portal| portal.start_url.as_str());
    let encoded = |text| utf8_percent_encode(text, IN_A_QUERY_VALUE);
    ConsoleUrl::from_exposed(format!(
        "{}?Action=login&Issuer={}&Destination={}&SigninToken={}",
        endpoints.federation_url(region),
        encoded(issuer),
        encoded(destination_url),
        // EXPOSE: the link is the token's only use; it is a secret itself
        encoded(token.expose()),
    ))
    .with_endpoint(endpoints.endpoint_url.as_ref())
}

/// Returns a link into the console as `role`; `region` is where to land if `destination` does not say. Whoever gets it can
/// open the console: the history says so.
///
/// # Errors
/// [`ConsoleError`].
pub async fn console_url(
    ports: &Ports,
    role: &ResolvedRole,
    destination: &Destination,
    region: Option<&Region>,
) -> Result<ConsoleUrl, ConsoleError> {
    let link = link(ports, role, destination, region).await?;
    log_opened(ports, &role.key, &link, true);
    Ok(link.url)
}

/// Opens the console as `role` in the browser; as [`console_url`]. `warn` hears why the page may not have opened.
///
/// # Errors
/// [`ConsoleError`].
pub async fn open_console(
    ports: &Ports,
    role: &ResolvedRole,
    destination: &Destination,
    region: Option<&Region>,
    warn: &(dyn Fn(BrowserWarning) + Send + Sync),
) -> Result<(), ConsoleError> {
    let link = link(ports, role, destination, region).await?;
    ports
        .desktop
        .browser
        .open(&BrowserPage::Console(link.url.clone()), warn)
        .await?;
    log_opened(ports, &role.key, &link, false);
    Ok(())
}

/// A link, where it leads, and when what it opens ends.
struct Link {
    url: ConsoleUrl,
    service: String,
    region: Region,
    ends_at: Timestamp,
}

async fn link(
    ports: &Ports,
    role: &ResolvedRole,
    destination: &Destination,
    region: Option<&Region>,
) -> Result<Link, ConsoleError> {
    let endpoints = role.source.endpoints();
    let partition = endpoints.partition();
    destination.check(partition)?;
    let region = region.filter(|region| region.partition() == partition);
    let region = destination
        .region
        .as_ref()
        .or(region)
        .unwrap_or(&endpoints.region);
    let credentials = role_credentials(ports, role, MIN_REMAINING_LIFETIME).await?;
    let token = ports
        .aws
        .federation
        .get_signin_token(&endpoints, region, &credentials)
        .await?;
    Ok(Link {
        url: login_url(
            &role.source,
            region,
            &token,
            &destination_url(partition, destination, region),
        ),
        service: destination.service_name().to_owned(),
        region: region.clone(),
        ends_at: credentials.expires_at,
    })
}

fn log_opened(ports: &Ports, role: &RoleRef, link: &Link, as_link: bool) {
    let detail = HistoryDetail::Console {
        service: link.service.clone(),
        region: link.region.clone(),
        as_link,
    };
    record_event(
        &with_role_session_reason(ports, role),
        HistoryEvent::ConsoleOpened,
        role,
        Some(link.ends_at),
        Some(detail),
    );
}

#[cfg(test)]
mod tests;
