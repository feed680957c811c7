//! From profiles that assume roles to the definitions that Rolecall has for the same.
//!
//! It decides only: nothing is changed, neither of the settings nor of the shared files.

use super::credential_chain::{ChainProblem, ChainRoot, ChainedRole, SsoRole, resolve_credential_chain};
use super::definition_name::definition_name;
use super::profile_set::ProfileSet;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::partition::Region;
use rolecall_model::portal::{PortalKind, parse_start_url};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    AssumeRole, ExternalId, IdentityTokenSource, RoleDefinition, RoleMethod, RoleSessionOptions,
    SessionDuration, SessionNameTemplate, WebIdentityRole,
};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::role_source::RoleSourceError;
use rolecall_model::settings::Settings;
use std::path::PathBuf;

/// What becomes of the profiles that assume a role.
#[derive(Debug, Default)]
pub struct RoleImport {
    /// The definitions to add, each after those that it needs.
    pub roles: Vec<ImportedRole>,
    /// The profiles for which nothing is added, and why.
    pub left_out: Vec<LeftOutProfile>,
}

/// A definition, and the profile that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRole {
    /// The name of the profile.
    pub profile: String,
    /// What is added.
    pub definition: RoleDefinition,
}

/// A profile for which nothing is added.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOutProfile {
    /// Its name.
    pub profile: String,
    /// Why.
    pub reason: LeftOut,
}

/// Why nothing is added for a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The same role is defined already.
    AlreadyDefined(DefinedRoleName),
    /// There is no such profile.
    NoProfile,
    /// It assumes no role.
    AssumesNoRole,
    /// No AWS tool gets credentials with it.
    Broken(ChainProblem),
    /// No portal of the settings has this start URL.
    NoPortal(String),
    /// Its credentials begin with keys that are in the file.
    StaticKeys,
    /// Its credentials begin with what this computer or its environment has (`credential_source`).
    NamedSource(String),
    /// Its credentials begin with a command (`credential_process`).
    Process,
    /// Its credentials begin with `aws login`.
    Login,
    /// The role asks for a code of an MFA device.
    Mfa,
    /// A value is not valid.
    InvalidValue(&'static str),
    /// A value is missing that Rolecall needs.
    MissingValue(&'static str),
    /// As a definition it could never succeed.
    Unresolvable(RoleSourceError),
}

/// Returns what becomes of the profiles called `names`; of every one that assumes a role, if there are no names.
pub fn plan_role_import(set: &ProfileSet, settings: &Settings, names: &[String]) -> RoleImport {
    let mut plan = ImportPlan {
        set,
        settings: settings.clone(),
        import: RoleImport::default(),
    };
    let with_role = set
        .profiles()
        .filter(|(_, profile)| profile.get("role_arn").is_some());
    let all: Vec<String> = with_role.map(|(name, _)| name.to_owned()).collect();
    for name in if names.is_empty() { &all } else { names } {
        let outcome = plan.add_profile(name);
        let is_added = |plan: &ImportPlan<'_>| plan.import.roles.iter().any(|role| role.profile == *name);
        let reason = match outcome {
            Ok(_) if is_added(&plan) => continue,
            Ok(role) => LeftOut::AlreadyDefined(role),
            Err(reason) => reason,
        };
        plan.import.left_out.push(LeftOutProfile {
            profile: name.clone(),
            reason,
        });
    }
    plan.import
}

struct ImportPlan<'a> {
    set: &'a ProfileSet,
    /// With what was added so far.
    settings: Settings,
    import: RoleImport,
}

impl ImportPlan<'_> {
    /// Adds the role of a profile, with those that it needs, unless they are there; returns its name.
    fn add_profile(&mut self, name: &str) -> Result<DefinedRoleName, LeftOut> {
        let profile = self.set.profile(name).ok_or(LeftOut::NoProfile)?;
        if profile.get("role_arn").is_none() {
            return Err(LeftOut::AssumesNoRole);
        }
        let chain = resolve_credential_chain(self.set, name).map_err(LeftOut::Broken)?;
        let before = (self.settings.roles.len(), self.import.roles.len());
        let added = self.add_chain(&chain.root_profile, &chain.root, &chain.roles);
        if added.is_err() {
            // What is only half there helps nobody.
            self.settings.roles.truncate(before.0);
            self.import.roles.truncate(before.1);
        }
        added
    }

    fn add_chain(
        &mut self,
        root_profile: &str,
        root: &ChainRoot,
        roles: &[ChainedRole],
    ) -> Result<DefinedRoleName, LeftOut> {
        let (mut name, mut from) = match root {
            ChainRoot::Sso(sso) => (None, self.role_at_portal(sso)?),
            ChainRoot::WebIdentity {
                role_arn,
                token_file,
                session_name,
            } => {
                let method =
                    self.web_identity(root_profile, role_arn, token_file, session_name.as_deref())?;
                let (name, key) = self.add(root_profile, RoleMethod::WebIdentity(method))?;
                (Some(name), key)
            }
            ChainRoot::StaticKeys(_) => return Err(LeftOut::StaticKeys),
            ChainRoot::Process(_) => return Err(LeftOut::Process),
            ChainRoot::Login(_) => return Err(LeftOut::Login),
            ChainRoot::Named(source) => return Err(LeftOut::NamedSource(source.clone())),
        };
        for role in roles {
            let (added, key) = self.add(&role.profile, RoleMethod::AssumeRole(assume_role(role, from)?))?;
            (name, from) = (Some(added), key);
        }
        name.ok_or(LeftOut::AssumesNoRole)
    }

    /// Adds a definition, unless one for the same is there; returns its name and key.
    fn add(&mut self, profile: &str, method: RoleMethod) -> Result<(DefinedRoleName, RoleRef), LeftOut> {
        if let Some(same) = self.settings.roles.iter().find(|role| role.method == method) {
            return Ok((same.name.clone(), same.key()));
        }
        let taken = self.settings.roles.iter().map(|role| role.name.as_str());
        let name =
            definition_name(profile, &taken.collect::<Vec<_>>()).ok_or(LeftOut::InvalidValue("profile"))?;
        let definition = RoleDefinition { name, method };
        let (name, key) = (definition.name.clone(), definition.key());
        self.settings.roles.push(definition.clone());
        self.settings.resolve(&key).map_err(LeftOut::Unresolvable)?;
        self.import.roles.push(ImportedRole {
            profile: profile.to_owned(),
            definition,
        });
        Ok((name, key))
    }

    fn role_at_portal(&self, sso: &SsoRole) -> Result<RoleRef, LeftOut> {
        let (account_id, role_name) = sso.role.as_ref().ok_or(LeftOut::AssumesNoRole)?;
        let no_portal = || LeftOut::NoPortal(sso.start_url.clone());
        let mut portals = self.settings.portals.iter();
        let portal = portals.find(|portal| {
            let parsed = parse_start_url(&sso.start_url, portal.endpoint_url.as_ref());
            portal.kind == PortalKind::IdentityCenter
                && portal.region.as_str() == sso.region
                && parsed.is_ok_and(|parsed| parsed.start_url == portal.start_url)
        });
        let account_id = AccountId::parse(account_id).map_err(|_| LeftOut::InvalidValue("sso_account_id"))?;
        let portal = portal.ok_or_else(no_portal)?;
        Ok(RoleRef::at_portal(
            &portal.name,
            &account_id,
            &RoleName::new(role_name),
        ))
    }

    fn web_identity(
        &self,
        profile: &str,
        role_arn: &str,
        token_file: &str,
        session_name: Option<&str>,
    ) -> Result<WebIdentityRole, LeftOut> {
        let region = self
            .set
            .profile(profile)
            .and_then(|profile| profile.get("region"));
        let region = region.ok_or(LeftOut::MissingValue("region"))?;
        let token_file = PathBuf::from(token_file);
        if !token_file.is_absolute() {
            return Err(LeftOut::InvalidValue("web_identity_token_file"));
        }
        Ok(WebIdentityRole {
            role_arn: parse_arn(role_arn)?,
            token: IdentityTokenSource::File(token_file),
            region: Region::parse(region).map_err(|_| LeftOut::InvalidValue("region"))?,
            endpoint_url: None,
            session: RoleSessionOptions {
                name: parse_session_name(session_name)?,
                ..RoleSessionOptions::default()
            },
        })
    }
}

fn assume_role(role: &ChainedRole, from: RoleRef) -> Result<AssumeRole, LeftOut> {
    if role.mfa_serial.is_some() {
        return Err(LeftOut::Mfa);
    }
    let external_id = role.external_id.as_deref().map(ExternalId::parse).transpose();
    // The AWS CLI passes over a duration that is no number.
    let duration = role
        .duration_seconds
        .as_deref()
        .and_then(|text| text.parse().ok());
    let duration = duration.map(SessionDuration::from_seconds).transpose();
    Ok(AssumeRole {
        session: RoleSessionOptions {
            name: parse_session_name(role.session_name.as_deref())?,
            duration: duration.map_err(|_| LeftOut::InvalidValue("duration_seconds"))?,
            ..RoleSessionOptions::default()
        },
        external_id: external_id.map_err(|_| LeftOut::InvalidValue("external_id"))?,
        ..AssumeRole::new(parse_arn(&role.role_arn)?, from)
    })
}

fn parse_arn(text: &str) -> Result<RoleArn, LeftOut> {
    RoleArn::parse(text).map_err(|_| LeftOut::InvalidValue("role_arn"))
}

/// A brace would stand for something else in a definition; AWS accepts none.
fn parse_session_name(text: Option<&str>) -> Result<Option<SessionNameTemplate>, LeftOut> {
    let invalid = LeftOut::InvalidValue("role_session_name");
    match text {
        Some(text) if text.contains('{') => Err(invalid),
        text => text
            .map(SessionNameTemplate::parse)
            .transpose()
            .map_err(|_| invalid),
    }
}

#[cfg(test)]
mod tests;
