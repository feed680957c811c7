//! Partitions and regions: one table of AWS host names, and the only way to make one.
//!
//! A host is built from a [`Region`] alone, whose text has been checked: no configured text reaches a host name.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A region code such as `eu-central-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(String);

/// The text is not a region code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a region looks like eu-central-1")]
pub struct InvalidRegion;

impl Region {
    /// Parses a region code: two to four groups of ASCII letters and a number of one or two digits, joined by `-`.
    ///
    /// # Errors
    /// [`InvalidRegion`] for any other text.
    pub fn parse(text: &str) -> Result<Self, InvalidRegion> {
        let groups: Vec<&str> = text.split('-').collect();
        let (Some((first, rest)), Some((number, names))) = (groups.split_first(), groups.split_last()) else {
            return Err(InvalidRegion);
        };
        let is_alphabetic = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_lowercase());
        let fits = (2..=4).contains(&first.len())
            && (2..=4).contains(&rest.len())
            && text.len() <= 32
            && names.iter().all(|group| is_alphabetic(group))
            && (1..=2).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Self(text.to_owned())).ok_or(InvalidRegion)
    }

    /// Parses what a user typed as a region: capitals, and spaces and underscores around and instead of `-`, are forgiven.
    ///
    /// # Errors
    /// [`InvalidRegion`] for any other text.
    pub fn parse_typed(text: &str) -> Result<Self, InvalidRegion> {
        let is_between = |c: char| c.is_whitespace() || matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}');
        let groups: Vec<&str> = text.split(is_between).filter(|group| !group.is_empty()).collect();
        Self::parse(&groups.join("-").to_ascii_lowercase())
    }

    /// Returns the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the partition that the region is in; a region nobody has heard of is in `aws`, as AWS's own rules say.
    pub fn partition(&self) -> Partition {
        PARTITIONS
            .iter()
            .find(|facts| facts.region_starts.iter().any(|start| self.0.starts_with(start)))
            .map_or(Partition::Aws, |facts| facts.partition)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Region {
    type Error = InvalidRegion;
    fn try_from(text: String) -> Result<Self, InvalidRegion> {
        Self::parse(&text)
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0
    }
}

/// A separate set of regions with its own accounts and host names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Partition {
    /// The commercial regions.
    Aws,
    /// China.
    AwsCn,
    /// GovCloud (US).
    AwsUsGov,
    /// The European Sovereign Cloud.
    AwsEusc,
    /// US ISO.
    AwsIso,
    /// US ISOB.
    AwsIsoB,
    /// EU ISOE.
    AwsIsoE,
    /// US ISOF.
    AwsIsoF,
}

struct PartitionHosts {
    partition: Partition,
    id: &'static str,
    region_starts: &'static [&'static str],
    api_suffix: &'static str,
    signin: &'static str,
    console: &'static str,
    /// Its sign-in and console hosts carry no region prefix in this region; empty where they always do.
    home_region: &'static str,
}

/// Sources: the endpoint rule sets of SSO OIDC, SSO, STS, IAM Roles Anywhere and sign-in; "Signing in to the console".
const PARTITIONS: [PartitionHosts; 8] = [
    PartitionHosts {
        partition: Partition::AwsCn,
        id: "aws-cn",
        region_starts: &["cn-"],
        api_suffix: "amazonaws.com.cn",
        signin: "signin.amazonaws.cn",
        console: "console.amazonaws.cn",
        home_region: "cn-north-1",
    },
    PartitionHosts {
        partition: Partition::AwsUsGov,
        id: "aws-us-gov",
        region_starts: &["us-gov-"],
        api_suffix: "amazonaws.com",
        signin: "signin.amazonaws-us-gov.com",
        console: "console.amazonaws-us-gov.com",
        home_region: "us-gov-west-1",
    },
    PartitionHosts {
        partition: Partition::AwsEusc,
        id: "aws-eusc",
        region_starts: &["eusc-"],
        api_suffix: "amazonaws.eu",
        signin: "signin.amazonaws-eusc.eu",
        console: "console.amazonaws-eusc.eu",
        home_region: "",
    },
    PartitionHosts {
        partition: Partition::AwsIso,
        id: "aws-iso",
        region_starts: &["us-iso-"],
        api_suffix: "c2s.ic.gov",
        signin: "signin.c2shome.ic.gov",
        console: "console.c2shome.ic.gov",
        home_region: "us-iso-east-1",
    },
    PartitionHosts {
        partition: Partition::AwsIsoB,
        id: "aws-iso-b",
        region_starts: &["us-isob-"],
        api_suffix: "sc2s.sgov.gov",
        signin: "signin.sc2shome.sgov.gov",
        console: "console.sc2shome.sgov.gov",
        home_region: "us-isob-east-1",
    },
    PartitionHosts {
        partition: Partition::AwsIsoE,
        id: "aws-iso-e",
        region_starts: &["eu-isoe-"],
        api_suffix: "cloud.adc-e.uk",
        signin: "signin.csphome.adc-e.uk",
        console: "console.csphome.adc-e.uk",
        home_region: "eu-isoe-west-1",
    },
    PartitionHosts {
        partition: Partition::AwsIsoF,
        id: "aws-iso-f",
        region_starts: &["us-isof-"],
        api_suffix: "csp.hci.ic.gov",
        signin: "signin.csphome.hci.ic.gov",
        console: "console.csphome.hci.ic.gov",
        home_region: "us-isof-east-1",
    },
    PartitionHosts {
        partition: Partition::Aws,
        id: "aws",
        region_starts: &["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"],
        api_suffix: "amazonaws.com",
        signin: "signin.aws.amazon.com",
        console: "console.aws.amazon.com",
        home_region: "us-east-1",
    },
];

impl Partition {
    /// Every partition.
    pub const ALL: [Self; 8] = [
        Self::Aws,
        Self::AwsCn,
        Self::AwsUsGov,
        Self::AwsEusc,
        Self::AwsIso,
        Self::AwsIsoB,
        Self::AwsIsoE,
        Self::AwsIsoF,
    ];

    /// Returns the id as it stands in an ARN.
    pub fn id(self) -> &'static str {
        self.facts().id
    }

    /// Returns the host of SSO OIDC.
    pub fn oidc_host(self, region: &Region) -> String {
        format!("oidc.{region}.{}", self.facts().api_suffix)
    }

    /// Returns the host of the access portal API.
    pub fn access_portal_host(self, region: &Region) -> String {
        format!("portal.sso.{region}.{}", self.facts().api_suffix)
    }

    /// Returns the host of the runtime API of account access manager, which the commercial regions alone have, in the dual-stack
    /// form alone.
    pub fn account_access_host(region: &Region) -> String {
        format!("account-access-runtime.{region}.api.aws")
    }

    /// Returns the regional host of STS.
    pub fn sts_host(self, region: &Region) -> String {
        format!("sts.{region}.{}", self.facts().api_suffix)
    }

    /// Returns the host of IAM, of which each partition has one.
    pub fn iam_host(self) -> String {
        match self {
            Self::Aws => "iam.amazonaws.com".to_owned(),
            Self::AwsUsGov => "iam.us-gov.amazonaws.com".to_owned(),
            Self::AwsCn | Self::AwsEusc | Self::AwsIso | Self::AwsIsoB | Self::AwsIsoE | Self::AwsIsoF => {
                format!("iam.{}.{}", self.iam_region(), self.facts().api_suffix)
            }
        }
    }

    /// Returns the region that requests to [`Self::iam_host`] are signed for.
    pub fn iam_region(self) -> Region {
        let region = match self {
            Self::AwsEusc => "eusc-de-east-1",
            Self::AwsIsoF => "us-isof-south-1",
            Self::Aws | Self::AwsCn | Self::AwsUsGov | Self::AwsIso | Self::AwsIsoB | Self::AwsIsoE => {
                self.facts().home_region
            }
        };
        Region(region.to_owned())
    }

    /// Returns the host of IAM Roles Anywhere.
    pub fn roles_anywhere_host(self, region: &Region) -> String {
        format!("rolesanywhere.{region}.{}", self.facts().api_suffix)
    }

    /// Returns the sign-in host: regional, so that it survives an outage of the home region.
    pub fn signin_host(self, region: &Region) -> String {
        self.prefixed(region, self.facts().signin)
    }

    /// Returns the host of the API of AWS Sign-In, which has the region in every region (the endpoint rule set of sign-in).
    pub fn signin_api_host(self, region: &Region) -> String {
        format!("{region}.{}", self.facts().signin)
    }

    /// Returns the console host for `region`.
    pub fn console_host(self, region: &Region) -> String {
        self.prefixed(region, self.facts().console)
    }

    /// Returns the region whose SSO OIDC host `host` is.
    pub fn region_of_oidc_host(host: &str) -> Option<Region> {
        let region = Region::parse(host.split('.').nth(1)?).ok()?;
        (region.partition().oidc_host(&region) == host).then_some(region)
    }

    /// Tells whether `host` is the SSO OIDC host of any region.
    pub fn is_oidc_host(host: &str) -> bool {
        Self::region_of_oidc_host(host).is_some()
    }

    /// Tells whether `host` is the sign-in host of any region.
    pub fn is_signin_host(host: &str) -> bool {
        Self::of_signin_host(host).is_some()
    }

    /// Returns the partition whose sign-in host for any region `host` is.
    pub fn of_signin_host(host: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|partition| {
            let facts = partition.facts();
            let region = host
                .strip_suffix(facts.signin)
                .map(|start| start.strip_suffix('.'));
            match region {
                Some(Some(region)) => {
                    Region::parse(region).is_ok_and(|region| region.partition() == *partition)
                }
                Some(None) => host == facts.signin,
                None => false,
            }
        })
    }

    /// Returns the domain that every console host of the partition is, or is under.
    pub fn console_domain(self) -> &'static str {
        self.facts().console
    }

    fn prefixed(self, region: &Region, host: &str) -> String {
        if region.as_str() == self.facts().home_region {
            host.to_owned()
        } else {
            format!("{region}.{host}")
        }
    }

    fn facts(self) -> &'static PartitionHosts {
        PARTITIONS
            .iter()
            .find(|facts| facts.partition == self)
            .unwrap_or(&PARTITIONS[7])
    }
}

#[cfg(test)]
mod tests;
