//! Which hosts are reached without the proxy, as curl and Go's `net/http` read `NO_PROXY`; where they differ, an entry counts if
//! one of them takes it.
//!
//! It looks no name up: an entry that is an address matches only where the address stands in the URL.

use std::net::IpAddr;
use url::Host;

/// The parsed entries of `NO_PROXY`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoProxy(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    hosts: Hosts,
    /// Only this port.
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    /// `*`.
    All,
    /// `10.0.0.0/8`, or one address.
    Network { address: IpAddr, prefix: u8 },
    /// `example.com` or `.example.com`: the domain and what is below it.
    Domain(String),
    /// `*.example.com`: what is below the domain.
    Below(String),
}

impl NoProxy {
    /// Parses entries that are separated by commas or spaces. What is no host is skipped, as everybody does.
    pub(crate) fn parse(text: &str) -> Self {
        let entries = text.split(|c: char| c == ',' || c.is_whitespace());
        Self(entries.filter_map(Entry::parse).collect())
    }

    /// Tells whether `host` is reached at `port` without the proxy.
    pub(crate) fn covers(&self, host: &Host<&str>, port: u16) -> bool {
        self.0.iter().any(|entry| entry.covers(host, port))
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if let Some(hosts) = network(text) {
            return Some(Self { hosts, port: None });
        }
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) if !text.ends_with(']') => (name, Some(port.parse().ok()?)),
            Some(_) | None => (text, None),
        };
        let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let hosts = match network(address.unwrap_or(name)) {
            Some(network) => network,
            None => domain(name)?,
        };
        Some(Self { hosts, port })
    }

    fn covers(&self, host: &Host<&str>, port: u16) -> bool {
        self.port.is_none_or(|only| only == port)
            && match (&self.hosts, host) {
                (Hosts::All, _) => true,
                (Hosts::Network { address, prefix }, Host::Ipv4(host)) => {
                    is_within(IpAddr::V4(*host), *address, *prefix)
                }
                (Hosts::Network { address, prefix }, Host::Ipv6(host)) => {
                    is_within(IpAddr::V6(*host), *address, *prefix)
                }
                (Hosts::Domain(domain), Host::Domain(host)) => {
                    host.trim_end_matches('.') == domain || is_below(host, domain)
                }
                (Hosts::Below(domain), Host::Domain(host)) => is_below(host, domain),
                (Hosts::Network { .. }, Host::Domain(_))
                | (Hosts::Domain(_) | Hosts::Below(_), Host::Ipv4(_) | Host::Ipv6(_)) => false,
            }
    }
}

fn network(text: &str) -> Option<Hosts> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix.parse().ok()?)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.unwrap_or(bits);
    (prefix <= bits).then_some(Hosts::Network { address, prefix })
}

fn domain(name: &str) -> Option<Hosts> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if name == "*" {
        return Some(Hosts::All);
    }
    let (make, name): (fn(String) -> Hosts, &str) = match name.strip_prefix("*.") {
        Some(name) => (Hosts::Below, name),
        None => (Hosts::Domain, name.trim_start_matches('.')),
    };
    (!name.is_empty() && !name.contains(['/', '*'])).then(|| make(name.to_owned()))
}

fn is_below(host: &str, domain: &str) -> bool {
    host.trim_end_matches('.')
        .strip_suffix(domain)
        .is_some_and(|before| before.ends_with('.'))
}

fn is_within(host: IpAddr, network: IpAddr, prefix: u8) -> bool {
    let shift = |bits: u8| u32::from(bits - prefix.min(bits));
    match (host.to_canonical(), network) {
        (IpAddr::V4(host), IpAddr::V4(network)) => {
            let differing = u32::from(host) ^ u32::from(network);
            differing.checked_shr(shift(32)).unwrap_or(0) == 0
        }
        (IpAddr::V6(host), IpAddr::V6(network)) => {
            let differing = u128::from(host) ^ u128::from(network);
            differing.checked_shr(shift(128)).unwrap_or(0) == 0
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

#[cfg(test)]
mod tests;
