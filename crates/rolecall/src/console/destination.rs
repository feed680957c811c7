//! Destinations: a service's short name, a path, or a pasted console address, and the address made of it.

use super::services::{HOME, Service};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rolecall_model::history::is_service_word;
use rolecall_model::partition::{Partition, Region};
use thiserror::Error;
use url::Url;

/// Where in the console to land. Empty, it is the console's home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// A short name such as `s3`; one that is not in [`super::services`] stands for the path of that name.
    pub service: Option<String>,
    /// A path with its query and fragment, without `region`; goes before `service`.
    pub path: Option<String>,
    /// The region, where the destination says.
    pub region: Option<Region>,
    /// The partition, where a whole address was given.
    pub partition: Option<Partition>,
}

/// Why a text is no destination.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DestinationError {
    /// It is neither a service, a path nor a console address.
    #[error("not a service, a console path or a console address")]
    NotADestination,
    /// It is an address, but not of the AWS console.
    #[error("not an address of the AWS console")]
    NotTheConsole,
    /// It is in another partition than the portal.
    #[error("the destination is in the partition {}, the portal is in {}", .destination.id(), .portal.id())]
    OtherPartition {
        /// The partition of the destination.
        destination: Partition,
        /// The partition of the portal.
        portal: Partition,
    },
}

/// What may stand in a path, query and fragment as it is; the rest is percent-encoded. A `%` is taken for an escape.
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'\\')
    .add(b'^')
    .add(b'{')
    .add(b'}');

/// Reads a destination: a short name (`s3`), a path (`/s3/buckets/b?tab=objects`), or a console address as a browser shows it.
///
/// # Errors
/// [`DestinationError`] for anything else; an address of another host is always refused.
pub fn parse_destination(text: &str) -> Result<Destination, DestinationError> {
    let text = text.trim();
    if text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(DestinationError::NotADestination);
    }
    if text.is_empty() {
        return Ok(Destination::default());
    }
    if text.contains("://") && !text.starts_with('/') && !before_path(text).contains(['?', '#']) {
        return parse_address(text);
    }
    let first = before_path(text);
    if first == "console" || first.starts_with("console.") || first.contains(".console.") {
        return parse_address(&format!("https://{text}"));
    }
    if let Some(path) = text.strip_prefix('/') {
        return if path.starts_with('/') {
            Err(DestinationError::NotADestination)
        } else {
            Ok(at_path(text, None))
        };
    }
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if text.bytes().all(word) {
        return Ok(Destination {
            service: Some(text.to_ascii_lowercase()),
            ..Destination::default()
        });
    }
    let service_path = !first.is_empty() && first.bytes().all(word);
    service_path
        .then(|| at_path(&format!("/{text}"), None))
        .ok_or(DestinationError::NotADestination)
}

fn before_path(text: &str) -> &str {
    text.split(['/', '?', '#']).next().unwrap_or_default()
}

fn parse_address(text: &str) -> Result<Destination, DestinationError> {
    let url = Url::parse(text).map_err(|_| DestinationError::NotADestination)?;
    let plain = url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.port().is_none();
    let place = url.domain().filter(|_| plain).and_then(console_place);
    let (partition, region) = place.ok_or(DestinationError::NotTheConsole)?;
    let mut destination = at_path(&text[after_host(text)..], region);
    if destination
        .region
        .as_ref()
        .is_some_and(|region| region.partition() != partition)
    {
        return Err(DestinationError::NotTheConsole);
    }
    destination.partition = Some(partition);
    Ok(destination)
}

fn after_host(address: &str) -> usize {
    let host = address.find("://").map_or(0, |at| at + 3);
    address[host..]
        .find(['/', '?', '#'])
        .map_or(address.len(), |at| host + at)
}

/// The partition and the region of a console host. Other labels before it, a service's or those of one of several console
/// sign-ins, are left out: the path says the same.
fn console_place(host: &str) -> Option<(Partition, Option<Region>)> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let (partition, before) = Partition::ALL.into_iter().find_map(|partition| {
        let before = host.strip_suffix(partition.console_domain())?;
        Some((
            partition,
            if before.is_empty() {
                before
            } else {
                before.strip_suffix('.')?
            },
        ))
    })?;
    if before.is_empty() {
        return Some((partition, None));
    }
    let mut labels = before.rsplit('.');
    let nearest = labels.next().unwrap_or_default();
    let region = Region::parse(nearest)
        .ok()
        .filter(|region| region.partition() == partition);
    let more = labels.count();
    (more == 0 || (more == 1 && region.is_some())).then_some((partition, region))
}

/// A destination at a path, its `region` taken out of the query.
fn at_path(path: &str, host_region: Option<Region>) -> Destination {
    let (before_fragment, fragment) = path
        .split_once('#')
        .map_or((path, None), |(before, after)| (before, Some(after)));
    let (bare, query) = before_fragment
        .split_once('?')
        .map_or((before_fragment, ""), |(before, after)| (before, after));
    let (regions, others): (Vec<&str>, Vec<&str>) = query
        .split('&')
        .filter(|part| !part.is_empty())
        .partition(|part| part.starts_with("region="));
    let region = regions
        .iter()
        .find_map(|part| Region::parse(part.strip_prefix("region=")?).ok())
        .or(host_region);
    let mut path = bare.to_owned();
    if !others.is_empty() {
        path.push('?');
        path.push_str(&others.join("&"));
    }
    if let Some(fragment) = fragment {
        path.push('#');
        path.push_str(fragment);
    }
    let path = Some(path).filter(|path| !path.is_empty() && path != "/");
    Destination {
        service: None,
        path,
        region,
        partition: None,
    }
}

impl Destination {
    /// Returns the service where it leads, or the first folder of its path: a word that reveals nothing about what is opened there.
    pub(super) fn service_name(&self) -> &str {
        let path = self
            .path
            .as_deref()
            .map(|path| before_path(path.trim_start_matches('/')));
        let service = self.service.as_deref().filter(|service| *service != HOME);
        let word = path.or(service).unwrap_or_default();
        if is_service_word(word) { word } else { "console" }
    }

    /// Refuses a destination that is in another partition than the portal's.
    pub(super) fn check(&self, portal: Partition) -> Result<(), DestinationError> {
        let own = self
            .partition
            .into_iter()
            .chain(self.region.as_ref().map(Region::partition));
        match own.into_iter().find(|partition| *partition != portal) {
            Some(destination) => Err(DestinationError::OtherPartition { destination, portal }),
            None => Ok(()),
        }
    }
}

/// Returns the console address of `destination`; `region` is where to land if it does not say.
///
/// The host is the partition's own, whatever `destination` holds. Global services have no region in their address; what is
/// global is decided by the service, not by its path.
pub fn destination_url(partition: Partition, destination: &Destination, region: &Region) -> String {
    let region = destination.region.as_ref().unwrap_or(region);
    let host = partition.console_host(region);
    let (path, global) = match (&destination.path, &destination.service) {
        (Some(path), _) => (
            path.trim_start_matches(['/', '\\']).to_owned(),
            Service::owns_path(path),
        ),
        (None, Some(name)) => match Service::called(name) {
            Some(service) => (service.page(), service.global),
            None => (format!("{}/home", name.trim_matches('/')), false),
        },
        (None, None) => ("console/home".to_owned(), false),
    };
    let path = if global && destination.region.is_none() {
        path
    } else {
        with_region(&path, region)
    };
    format!("https://{host}/{}", utf8_percent_encode(&path, NOT_IN_A_PATH))
}

fn with_region(path: &str, region: &Region) -> String {
    let (before, fragment) = path.find('#').map_or((path, ""), |at| path.split_at(at));
    let (bare, query) = before
        .split_once('?')
        .map_or((before, None), |(bare, query)| (bare, Some(query)));
    match query {
        Some(query) if !query.is_empty() => format!("{bare}?region={region}&{query}{fragment}"),
        Some(_) | None => format!("{bare}?region={region}{fragment}"),
    }
}
