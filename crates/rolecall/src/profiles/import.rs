//! From profiles that assume roles to the definitions that Rolecall has for the same.
//!
//! It decides only: nothing is changed, neither of the settings nor of the shared files.

use super::credential_chain::{ChainProblem, ChainRoot, ChainedRole, SsoRole, resolve_credential_chain};
use super::definition_name::definition_name;
use super::profile_set::{ProfileSet, Properties};
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::partition::Region;
use rolecall_model::portal::{PortalKind, parse_start_url};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    AssumeRole, ExternalId, IdentityTokenSource, MfaSerial, RoleDefinition, RoleMethod, RoleSessionOptions,
    SessionDuration, SessionNameTemplate, WebIdentityRole,
};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::role_source::RoleSourceError;
use rolecall_model::settings::Settings;
use std::collections::BTreeMap;
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

/// By the names of profiles: what gives their first credentials, where AWS told whose these are. The secrets of keys are elsewhere.
pub type KnownRoots = BTreeMap<String, RoleMethod>;

/// Returns the profiles that give the first credentials to those called `names`, with what gives them; to every profile, if there are
/// no names.
pub fn roots_of_profiles(set: &ProfileSet, names: &[String]) -> Vec<(String, ChainRoot)> {
    let all: Vec<String> = set.profiles().map(|(name, _)| name.to_owned()).collect();
    let chains = if names.is_empty() { &all } else { names }
        .iter()
        .filter_map(|name| resolve_credential_chain(set, name).ok());
    let roots: BTreeMap<_, _> = chains.map(|chain| (chain.root_profile, chain.root)).collect();
    roots.into_iter().collect()
}

/// Returns what becomes of the profiles called `names`; if there are no names, of every one that assumes a role or is among `roots`.
pub fn plan_role_import(
    set: &ProfileSet,
    settings: &Settings,
    names: &[String],
    roots: &KnownRoots,
) -> RoleImport {
    let mut plan = ImportPlan {
        set,
        roots,
        settings: settings.clone(),
        import: RoleImport::default(),
    };
    let is_meant =
        |name: &str, profile: &Properties| profile.get("role_arn").is_some() || roots.contains_key(name);
    let meant = set.profiles().filter(|(name, profile)| is_meant(name, profile));
    let all: Vec<String> = meant.map(|(name, _)| name.to_owned()).collect();
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
    roots: &'a KnownRoots,
    /// With what was added so far.
    settings: Settings,
    import: RoleImport,
}

impl ImportPlan<'_> {
    /// Adds the role of a profile, with those that it needs, unless they are there; returns its name.
    fn add_profile(&mut self, name: &str) -> Result<DefinedRoleName, LeftOut> {
        let profile = self.set.profile(name).ok_or(LeftOut::NoProfile)?;
        if profile.get("role_arn").is_none() && !self.roots.contains_key(name) {
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
            ChainRoot::StaticKeys(_) => self.add_root(root_profile, LeftOut::StaticKeys)?,
            ChainRoot::Process(_) => self.add_root(root_profile, LeftOut::Process)?,
            ChainRoot::Login(_) => return Err(LeftOut::Login),
            ChainRoot::Named(source) => return Err(LeftOut::NamedSource(source.clone())),
        };
        for (index, role) in roles.iter().enumerate() {
            // A code is given with the key of a user, and with nobody else's credentials.
            let takes_code = index == 0 && matches!(root, ChainRoot::StaticKeys(_));
            let assume = assume_role(role, from, takes_code)?;
            let (added, key) = self.add(&role.profile, RoleMethod::AssumeRole(assume))?;
            (name, from) = (Some(added), key);
        }
        name.ok_or(LeftOut::AssumesNoRole)
    }

    /// Adds the root of a chain, if AWS told whose credentials it gives.
    fn add_root(
        &mut self,
        profile: &str,
        unknown: LeftOut,
    ) -> Result<(Option<DefinedRoleName>, RoleRef), LeftOut> {
        let method = self.roots.get(profile).ok_or(unknown)?;
        let has_same_key = |role: &&RoleDefinition| match (&role.method, method) {
            (RoleMethod::User(there), RoleMethod::User(user)) => there.access_key_id == user.access_key_id,
            _ => false,
        };
        if let Some(there) = self.settings.roles.iter().find(has_same_key) {
            return Ok((Some(there.name.clone()), there.key()));
        }
        let (name, key) = self.add(profile, method.clone())?;
        Ok((Some(name), key))
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

fn assume_role(role: &ChainedRole, from: RoleRef, takes_code: bool) -> Result<AssumeRole, LeftOut> {
    if role.mfa_serial.is_some() && !takes_code {
        return Err(LeftOut::Mfa);
    }
    let mfa_serial = role.mfa_serial.as_deref().map(MfaSerial::parse).transpose();
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
        mfa_serial: mfa_serial.map_err(|_| LeftOut::InvalidValue("mfa_serial"))?,
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
