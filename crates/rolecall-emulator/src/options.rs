//! How an emulator is started: where it listens, which organization it serves, how it behaves. Must not know
//! the command line.

use std::net::{Ipv4Addr, SocketAddr};

use crate::organization::{OrgError, OrgUser, Organization};
use crate::partition::{AwsPartition, is_region};
use crate::settings::EmulatorSettings;

const DEFAULT_REGION: &str = "us-east-1";

/// The options of [`crate::start`]; the defaults are a small generated organization on a free port.
#[derive(Clone, Debug)]
pub struct Options {
    /// A loopback address; port 0 selects a free port.
    pub listen: SocketAddr,
    /// Whether a second address serves the same over HTTPS, on a free port.
    pub https: bool,
    /// The accounts, roles and users.
    pub organization: Organization,
    /// Overrides the organization's region.
    pub region: Option<String>,
    /// Overrides the organization's partition, and the one of the region.
    pub partition: Option<String>,
    /// Overrides the organization's start URL.
    pub start_url: Option<String>,
    /// Overrides the organization's users, unless empty.
    pub users: Vec<String>,
    /// How it behaves.
    pub settings: EmulatorSettings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            https: false,
            organization: Organization::generated(3, 2),
            region: None,
            partition: None,
            start_url: None,
            users: Vec::new(),
            settings: EmulatorSettings::default(),
        }
    }
}

/// Why an emulator cannot be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is not loopback: the emulator gives credentials to everyone who can reach it.
    #[error("{0} is not a loopback address; the emulator listens on this computer only")]
    NotLoopback(SocketAddr),
    /// The address is in use, or is not one of this computer.
    #[error("cannot listen on {0}: {1}")]
    Unavailable(SocketAddr, std::io::Error),
    /// The text does not have the form of a region.
    #[error("invalid region {0:?}")]
    InvalidRegion(String),
    /// The partition is none of AWS's.
    #[error("invalid partition {0:?}")]
    InvalidPartition(String),
    /// The organization is invalid.
    #[error(transparent)]
    Organization(#[from] OrgError),
}

/// The options, with the defaults of the organization and the region applied.
pub(crate) struct ResolvedOptions {
    pub(crate) listen: SocketAddr,
    pub(crate) https: bool,
    pub(crate) organization: Organization,
    pub(crate) region: String,
    pub(crate) partition: &'static AwsPartition,
    pub(crate) start_url: String,
    pub(crate) settings: EmulatorSettings,
}

impl Options {
    pub(crate) fn resolve(self) -> Result<ResolvedOptions, StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        let mut organization = self.organization;
        organization.check()?;
        let region = self.region.or_else(|| organization.region.clone());
        let region = region.unwrap_or_else(|| DEFAULT_REGION.to_owned());
        if !is_region(&region) {
            return Err(StartError::InvalidRegion(region));
        }
        let partition = match self.partition.or_else(|| organization.partition.clone()) {
            Some(id) => AwsPartition::from_id(&id).ok_or(StartError::InvalidPartition(id))?,
            None => AwsPartition::for_region(&region),
        };
        let start_url = self.start_url.or_else(|| organization.start_url.clone());
        let start_url = start_url.unwrap_or_else(|| partition.start_url(&region));
        if !self.users.is_empty() {
            let known = |name: &String| organization.users.iter().find(|user| user.name == *name).cloned();
            let users = self
                .users
                .iter()
                .map(|name| known(name).unwrap_or_else(|| OrgUser::from(name.clone())));
            organization.users = users.collect::<Vec<_>>();
        }
        if organization.users.is_empty() {
            organization.users.push(OrgUser {
                display_name: "Demo user".to_owned(),
                ..OrgUser::from("demo".to_owned())
            });
        }
        Ok(ResolvedOptions {
            listen: self.listen,
            https: self.https,
            organization,
            region,
            partition,
            start_url,
            settings: self.settings,
        })
    }
}
