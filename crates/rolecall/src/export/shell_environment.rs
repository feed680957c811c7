//! What an export meets in the environment that receives it: variables of the user stay, what an earlier export set is replaced
//! or removed.
//!
//! Beside each variable that a user may set as well, an export sets a mark with the same value. As long as both are equal, the
//! value is Rolecall's own.

use rolecall_model::partition::{Partition, Region};
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_source::ResolvedRole;

/// A variable that both the user and an export may set.
#[derive(Debug)]
pub(super) struct SharedVariable {
    pub(super) name: &'static str,
    /// The variable that holds what the last export set this one to.
    pub(super) mark: &'static str,
}

/// Read by the SDKs for Go, Java and JavaScript (SDK reference, "AWS Region").
pub(super) const REGION: SharedVariable = SharedVariable {
    name: "AWS_REGION",
    mark: "ROLECALL_AWS_REGION",
};
/// Read by boto3 and older command lines (SDK reference, "AWS Region").
pub(super) const DEFAULT_REGION: SharedVariable = SharedVariable {
    name: "AWS_DEFAULT_REGION",
    mark: "ROLECALL_AWS_DEFAULT_REGION",
};
/// SDK reference, "Service-specific endpoints".
pub(super) const ENDPOINT_URL: SharedVariable = SharedVariable {
    name: "AWS_ENDPOINT_URL",
    mark: "ROLECALL_AWS_ENDPOINT_URL",
};

/// The environment that receives an export.
#[expect(missing_debug_implementations, reason = "a function has nothing to show")]
pub enum ShellEnvironment<'a> {
    /// This process has it, too: the value of each variable by its name.
    Known(&'a dyn Fn(&str) -> Option<String>),
    /// Nobody knows it: the text is copied and pasted anywhere.
    Unknown,
}

impl ShellEnvironment<'_> {
    /// Returns the value of `variable` if the user set it.
    fn set_by_user(&self, variable: &SharedVariable) -> Option<String> {
        let value = self.value(variable.name)?;
        (self.value(variable.mark).as_ref() != Some(&value)).then_some(value)
    }

    fn set_by_export(&self, variable: &SharedVariable) -> bool {
        self.value(variable.name).is_some() && self.set_by_user(variable).is_none()
    }

    fn value(&self, name: &str) -> Option<String> {
        match self {
            Self::Known(value) => value(name).filter(|value| !value.is_empty()),
            Self::Unknown => None,
        }
    }
}

/// The value of one of the two variables of the region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExportedRegion {
    pub(super) region: Region,
    /// Whether the user had set it to this: then it stays theirs.
    pub(super) is_users: bool,
}

/// A region of the user that the role cannot be used in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedRegion {
    /// The variable.
    pub name: &'static str,
    /// What the user had set it to.
    pub value: String,
    /// What it is now.
    pub region: Region,
    /// The partition that the role is in.
    pub partition: Partition,
}

/// Both variables of the region, in the order [`REGION`], [`DEFAULT_REGION`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Regions {
    pub(super) exported: [ExportedRegion; 2],
    pub(super) replaced: Vec<ReplacedRegion>,
}

impl Regions {
    /// Chooses the value of each: what the user set, else what they set the other one to, else `preferred` or the region of the
    /// role's source. Only regions of the role's partition count.
    pub(super) fn choose(
        role: &ResolvedRole,
        preferred: Option<&Region>,
        environment: &ShellEnvironment<'_>,
    ) -> Self {
        let endpoints = role.source.endpoints();
        let partition = endpoints.partition();
        let is_usable = |region: &Region| region.partition() == partition;
        let users = [&REGION, &DEFAULT_REGION].map(|variable| environment.set_by_user(variable));
        let usable = users
            .each_ref()
            .map(|value| Region::parse(value.as_deref()?).ok().filter(is_usable));
        let [first, second] = &usable;
        let fallback = preferred.filter(|region| is_usable(region));
        let fallback = fallback.unwrap_or(&endpoints.region);
        let any = first.as_ref().or(second.as_ref()).unwrap_or(fallback);
        let exported = usable.each_ref().map(|own| ExportedRegion {
            region: own.as_ref().unwrap_or(any).clone(),
            is_users: own.is_some(),
        });
        let names = [REGION.name, DEFAULT_REGION.name];
        let replaced = std::iter::zip(names, users)
            .zip(&exported)
            .filter(|(_, exported)| !exported.is_users)
            .filter_map(|((name, value), exported)| {
                Some(ReplacedRegion {
                    name,
                    value: value?,
                    region: exported.region.clone(),
                    partition,
                })
            })
            .collect();
        Self { exported, replaced }
    }
}

/// What becomes of [`ENDPOINT_URL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// It is set: AWS is played on this machine, and programs must ask there, or they would ask AWS with credentials it never
    /// gave.
    Set(EndpointUrl),
    /// It is none of an earlier export and stays as it is.
    Left,
    /// It is what an earlier export set, and is removed: credentials of AWS must not be sent there.
    Removed,
    /// The receiving shell removes it if an earlier export set it.
    RemovedIfMarked,
}

impl Endpoint {
    pub(super) fn choose(role: &ResolvedRole, environment: &ShellEnvironment<'_>) -> Self {
        let own = role.source.endpoints().endpoint_url;
        match (own.filter(EndpointUrl::is_on_loopback), environment) {
            (Some(url), _) => Self::Set(url),
            (None, ShellEnvironment::Unknown) => Self::RemovedIfMarked,
            (None, ShellEnvironment::Known(_)) if environment.set_by_export(&ENDPOINT_URL) => Self::Removed,
            (None, ShellEnvironment::Known(_)) => Self::Left,
        }
    }
}
