//! Where credentials of a profile come from (AWS SDKs and Tools Reference Guide, "Assume role credential provider"): its root, and the
//! roles that are assumed one after another from there.
//!
//! It must not know whether Rolecall has such a source.

use super::profile_set::{ProfileSet, Properties};
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use thiserror::Error;

/// Where credentials of a profile come from.
#[derive(Clone, Debug)]
pub struct CredentialChain {
    /// The profile whose source is not another profile.
    pub root_profile: String,
    /// What gives the first credentials.
    pub root: ChainRoot,
    /// The roles that are assumed with them, each with the credentials of the one before it.
    pub roles: Vec<ChainedRole>,
}

/// What gives the first credentials of a chain.
#[derive(Clone, Debug)]
pub enum ChainRoot {
    /// Keys in the file.
    StaticKeys(StaticKeys),
    /// A role that the access portal of IAM Identity Center lists.
    Sso(SsoRole),
    /// `sts:AssumeRoleWithWebIdentity` with the token in a file.
    WebIdentity {
        /// `role_arn`.
        role_arn: String,
        /// `web_identity_token_file`.
        token_file: String,
        /// `role_session_name`.
        session_name: Option<String>,
    },
    /// A command that prints credentials (`credential_process`).
    Process(String),
    /// The sign-in of the AWS CLI's `aws login` (`login_session`).
    Login(String),
    /// `credential_source`: `Environment`, `Ec2InstanceMetadata` or `EcsContainer`.
    Named(String),
}

/// Keys in a file.
#[derive(Clone, Debug)]
pub struct StaticKeys {
    /// `aws_access_key_id`.
    pub access_key_id: String,
    /// `aws_secret_access_key`.
    pub secret_access_key: SecretAccessKey,
    /// `aws_session_token`; absent for the key of an IAM user.
    pub session_token: Option<SessionToken>,
    /// `aws_account_id`.
    pub account_id: Option<String>,
}

/// A role of an access portal; account and name are absent where the profile is for a token alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoRole {
    /// `sso_session`.
    pub session: Option<String>,
    /// `sso_start_url`.
    pub start_url: String,
    /// `sso_region`.
    pub region: String,
    /// `sso_account_id` and `sso_role_name`.
    pub role: Option<(String, String)>,
}

/// A role that is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainedRole {
    /// The profile that it stands in.
    pub profile: String,
    /// `role_arn`.
    pub role_arn: String,
    /// `external_id`.
    pub external_id: Option<String>,
    /// `role_session_name`.
    pub session_name: Option<String>,
    /// `duration_seconds`.
    pub duration_seconds: Option<String>,
    /// `mfa_serial`.
    pub mfa_serial: Option<String>,
}

/// Why a profile leads to no credentials.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChainProblem {
    /// There is no such profile.
    #[error("there is no profile {0}")]
    NoProfile(String),
    /// A profile names a source that is not there.
    #[error("the source profile {source_profile} of {profile} is missing")]
    NoSourceProfile {
        /// Whose source it is.
        profile: String,
        /// Its `source_profile`.
        source_profile: String,
    },
    /// Profiles are each other's source.
    #[error("profiles are each other's source: {0:?}")]
    Cycle(Vec<String>),
    /// A profile says nothing about credentials.
    #[error("the profile {0} has no credentials")]
    NoCredentials(String),
    /// A key is missing that another one needs.
    #[error("the profile {profile} has no {key}")]
    MissingKey {
        /// The profile.
        profile: String,
        /// The key.
        key: &'static str,
    },
    /// Two keys exclude each other.
    #[error("the profile {profile} has both {first} and {second}")]
    Conflict {
        /// The profile.
        profile: String,
        /// One of the keys.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// A profile names an SSO session that is not there.
    #[error("the SSO session {sso_session} of the profile {profile} is missing")]
    NoSsoSession {
        /// The profile.
        profile: String,
        /// Its `sso_session`.
        sso_session: String,
    },
}

/// Returns where credentials of the profile `name` come from.
///
/// # Errors
/// [`ChainProblem`] where an SDK finds none either.
pub fn resolve_credential_chain(set: &ProfileSet, name: &str) -> Result<CredentialChain, ChainProblem> {
    let mut visited: Vec<String> = Vec::new();
    let mut roles = Vec::new();
    let mut name = name.to_owned();
    let root = loop {
        let properties = find(set, &name, visited.last())?;
        if let Some(start) = visited.iter().position(|before| *before == name) {
            return Err(ChainProblem::Cycle(visited.split_off(start)));
        }
        let profile = Profile {
            name: &name,
            properties,
        };
        // Keys of a source win over a role that it names; keys of the profile itself do not.
        let as_source = !visited.is_empty() && profile.has_static_keys();
        visited.push(name.clone());
        if as_source || !profile.assumes_role() {
            break profile.root(set)?;
        }
        roles.push(profile.chained_role()?);
        match profile.source()? {
            ProfileSource::Named(source) => break ChainRoot::Named(source),
            ProfileSource::Profile(source) if source == name => break profile.static_keys()?,
            ProfileSource::Profile(source) => name = source,
        }
    };
    roles.reverse();
    Ok(CredentialChain {
        root_profile: name,
        root,
        roles,
    })
}

fn find<'a>(
    set: &'a ProfileSet,
    name: &str,
    profile: Option<&String>,
) -> Result<&'a Properties, ChainProblem> {
    set.profile(name).ok_or_else(|| match profile {
        None => ChainProblem::NoProfile(name.to_owned()),
        Some(profile) => ChainProblem::NoSourceProfile {
            profile: profile.clone(),
            source_profile: name.to_owned(),
        },
    })
}

/// What a profile that assumes a role names as its source.
enum ProfileSource {
    Profile(String),
    Named(String),
}

struct Profile<'a> {
    name: &'a str,
    properties: &'a Properties,
}

impl Profile<'_> {
    fn get(&self, key: &str) -> Option<String> {
        self.properties.get(key).map(str::to_owned)
    }

    fn require(&self, key: &'static str) -> Result<String, ChainProblem> {
        self.get(key).ok_or_else(|| ChainProblem::MissingKey {
            profile: self.name.to_owned(),
            key,
        })
    }

    /// A token leads to its role with nobody's credentials.
    fn assumes_role(&self) -> bool {
        self.get("role_arn").is_some() && self.get(TOKEN_FILE).is_none()
    }

    fn has_static_keys(&self) -> bool {
        self.get(ACCESS_KEY_ID).is_some() || self.get(SECRET_ACCESS_KEY).is_some()
    }

    fn chained_role(&self) -> Result<ChainedRole, ChainProblem> {
        Ok(ChainedRole {
            profile: self.name.to_owned(),
            role_arn: self.require("role_arn")?,
            external_id: self.get("external_id"),
            session_name: self.get("role_session_name"),
            duration_seconds: self.get("duration_seconds"),
            mfa_serial: self.get("mfa_serial"),
        })
    }

    fn source(&self) -> Result<ProfileSource, ChainProblem> {
        match (self.get(SOURCE_PROFILE), self.get(CREDENTIAL_SOURCE)) {
            (Some(_), Some(_)) => Err(ChainProblem::Conflict {
                profile: self.name.to_owned(),
                first: SOURCE_PROFILE,
                second: CREDENTIAL_SOURCE,
            }),
            (Some(profile), None) => Ok(ProfileSource::Profile(profile)),
            (None, Some(named)) => Ok(ProfileSource::Named(named)),
            (None, None) => Err(ChainProblem::MissingKey {
                profile: self.name.to_owned(),
                key: SOURCE_PROFILE,
            }),
        }
    }

    /// Returns what gives credentials to a profile that assumes no role, in the order in which SDKs look.
    fn root(&self, set: &ProfileSet) -> Result<ChainRoot, ChainProblem> {
        if let Some(token_file) = self.get(TOKEN_FILE) {
            return Ok(ChainRoot::WebIdentity {
                role_arn: self.require("role_arn")?,
                token_file,
                session_name: self.get("role_session_name"),
            });
        }
        if SSO_KEYS.iter().any(|key| self.get(key).is_some()) {
            return self.sso(set).map(ChainRoot::Sso);
        }
        if let Some(login) = self.get("login_session") {
            return Ok(ChainRoot::Login(login));
        }
        if let Some(command) = self.get("credential_process") {
            return Ok(ChainRoot::Process(command));
        }
        self.static_keys()
    }

    fn static_keys(&self) -> Result<ChainRoot, ChainProblem> {
        if !self.has_static_keys() {
            return Err(ChainProblem::NoCredentials(self.name.to_owned()));
        }
        Ok(ChainRoot::StaticKeys(StaticKeys {
            access_key_id: self.require(ACCESS_KEY_ID)?,
            secret_access_key: SecretAccessKey::from_exposed(self.require(SECRET_ACCESS_KEY)?),
            session_token: self.get("aws_session_token").map(SessionToken::from_exposed),
            account_id: self.get("aws_account_id"),
        }))
    }

    fn sso(&self, set: &ProfileSet) -> Result<SsoRole, ChainProblem> {
        let session = self.get(SSO_SESSION);
        let (start_url, region) = match &session {
            None => (self.require(SSO_START_URL)?, self.require(SSO_REGION)?),
            Some(name) => {
                let section = set.sso_session(name).ok_or_else(|| ChainProblem::NoSsoSession {
                    profile: self.name.to_owned(),
                    sso_session: name.clone(),
                })?;
                (
                    self.of_sso_session(section, SSO_START_URL)?,
                    self.of_sso_session(section, SSO_REGION)?,
                )
            }
        };
        let role = match (self.get(SSO_ACCOUNT_ID), self.get(SSO_ROLE_NAME)) {
            (None, None) if session.is_some() => None,
            (None, _) => return Err(self.missing(SSO_ACCOUNT_ID)),
            (Some(_), None) => return Err(self.missing(SSO_ROLE_NAME)),
            (Some(account_id), Some(role_name)) => Some((account_id, role_name)),
        };
        Ok(SsoRole {
            session,
            start_url,
            region,
            role,
        })
    }

    /// Returns a value of the SSO session; the profile may repeat it, and may not contradict it.
    fn of_sso_session(&self, section: &Properties, key: &'static str) -> Result<String, ChainProblem> {
        let value = section.get(key);
        match self.properties.get(key) {
            Some(own) if value != Some(own) => Err(ChainProblem::Conflict {
                profile: self.name.to_owned(),
                first: SSO_SESSION,
                second: key,
            }),
            _ => value.map(str::to_owned).ok_or_else(|| self.missing(key)),
        }
    }

    fn missing(&self, key: &'static str) -> ChainProblem {
        ChainProblem::MissingKey {
            profile: self.name.to_owned(),
            key,
        }
    }
}

const ACCESS_KEY_ID: &str = "aws_access_key_id";
const SECRET_ACCESS_KEY: &str = "aws_secret_access_key";
const SOURCE_PROFILE: &str = "source_profile";
const CREDENTIAL_SOURCE: &str = "credential_source";
const TOKEN_FILE: &str = "web_identity_token_file";
const SSO_SESSION: &str = "sso_session";
const SSO_START_URL: &str = "sso_start_url";
const SSO_REGION: &str = "sso_region";
const SSO_ACCOUNT_ID: &str = "sso_account_id";
const SSO_ROLE_NAME: &str = "sso_role_name";
const SSO_KEYS: [&str; 5] = [
    SSO_SESSION,
    SSO_START_URL,
    SSO_REGION,
    SSO_ACCOUNT_ID,
    SSO_ROLE_NAME,
];

#[cfg(test)]
mod tests;
