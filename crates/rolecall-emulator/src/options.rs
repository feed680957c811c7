//! How an emulator is started: where it listens, which organization it plays, how it behaves. Must not know
//! the command line.

use std::net::{Ipv4Addr, SocketAddr};

use crate::org::{OrgError, Organization, User};
use crate::partition::{Partition, is_region};
use crate::settings::Settings;

const USUAL_REGION: &str = "us-east-1";

/// What [`crate::start`] needs to know; the defaults are a small made-up organization on a free port.
#[derive(Clone, Debug)]
pub struct Options {
    /// A loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The accounts, roles and users.
    pub organization: Organization,
    /// Goes before the organization's own region.
    pub region: Option<String>,
    /// Goes before the organization's own partition and the one the region tells.
    pub partition: Option<String>,
    /// Goes before the organization's own start URL.
    pub start_url: Option<String>,
    /// Goes before the organization's own users, unless empty.
    pub users: Vec<String>,
    /// How it behaves.
    pub settings: Settings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            organization: Organization::made_up(3, 2),
            region: None,
            partition: None,
            start_url: None,
            users: Vec::new(),
            settings: Settings::default(),
        }
    }
}

/// Why an emulator does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// It hands out what it calls credentials to everybody who asks.
    #[error("{0} is not a loopback address; the emulator listens on this computer only")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("{0} cannot be listened on: {1}")]
    Unavailable(SocketAddr, std::io::Error),
    /// The region has not the form of one.
    #[error("{0:?} is not a region")]
    NotARegion(String),
    /// The partition is none of AWS's.
    #[error("{0:?} is not a partition")]
    NotAPartition(String),
    /// The organization cannot be played.
    #[error(transparent)]
    Organization(#[from] OrgError),
}

/// The options with every choice made.
pub(crate) struct Plan {
    pub(crate) listen: SocketAddr,
    pub(crate) organization: Organization,
    pub(crate) region: String,
    pub(crate) partition: &'static Partition,
    pub(crate) start_url: String,
    pub(crate) settings: Settings,
}

impl Options {
    pub(crate) fn planned(self) -> Result<Plan, StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        let mut organization = self.organization;
        organization.check()?;
        let region = self.region.or_else(|| organization.region.clone());
        let region = region.unwrap_or_else(|| USUAL_REGION.to_owned());
        if !is_region(&region) {
            return Err(StartError::NotARegion(region));
        }
        let partition = match self.partition.or_else(|| organization.partition.clone()) {
            Some(id) => Partition::named(&id).ok_or(StartError::NotAPartition(id))?,
            None => Partition::of_region(&region),
        };
        let start_url = self.start_url.or_else(|| organization.start_url.clone());
        let start_url = start_url.unwrap_or_else(|| partition.start_url(&region));
        if !self.users.is_empty() {
            let shown = |name: &String| {
                let known = organization.users.iter().find(|user| user.name == *name);
                known.map(|user| user.display_name.clone()).unwrap_or_default()
            };
            let users = self.users.iter().map(|name| User {
                name: name.clone(),
                display_name: shown(name),
            });
            organization.users = users.collect();
        }
        if organization.users.is_empty() {
            organization.users.push(User {
                name: "demo".to_owned(),
                display_name: "Demo user".to_owned(),
            });
        }
        Ok(Plan {
            listen: self.listen,
            organization,
            region,
            partition,
            start_url,
            settings: self.settings,
        })
    }
}
