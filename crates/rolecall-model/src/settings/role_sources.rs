//! How the settings resolve a role to where its credentials come from.
//!
//! It must not know how a source is asked.

use super::Settings;
use crate::portal::PortalName;
use crate::role_definition::{RoleDefinition, RoleMethod};
use crate::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use crate::role_source::{ResolvedRole, RoleSource, RoleSourceError};
use std::collections::{HashMap, HashSet};

/// More roles in a row are no chain that somebody meant.
const MAX_CHAIN_LENGTH: usize = 16;

impl Settings {
    /// Returns `role` with where its credentials come from.
    ///
    /// # Errors
    /// [`RoleSourceError`] if its portal or definition is missing, the definition means another role, or it can never succeed.
    pub fn resolve(&self, role: &RoleRef) -> Result<ResolvedRole, RoleSourceError> {
        self.resolve_after(role, &mut Vec::new())
    }

    /// Resolves `role`, with whose credentials each of `children` is assumed in turn, the first one last.
    fn resolve_after(
        &self,
        role: &RoleRef,
        children: &mut Vec<DefinedRoleName>,
    ) -> Result<ResolvedRole, RoleSourceError> {
        let source = match &role.origin {
            RoleOrigin::Portal(name) => {
                let portal = self.portal(name).cloned();
                RoleSource::Portal(portal.ok_or_else(|| RoleSourceError::UnknownPortal(name.clone()))?)
            }
            RoleOrigin::Defined(name) => {
                let definition = self.definition(name).filter(|it| it.key() == *role);
                let definition = definition.ok_or_else(|| RoleSourceError::UndefinedRole(name.clone()))?;
                if let Some(start) = children.iter().position(|child| child == name) {
                    return Err(RoleSourceError::Cycle(children.split_off(start)));
                }
                if children.len() == MAX_CHAIN_LENGTH {
                    return Err(RoleSourceError::ChainTooLong(name.clone()));
                }
                children.push(name.clone());
                self.resolve_definition(definition, children)?
            }
        };
        Ok(ResolvedRole {
            key: role.clone(),
            source,
        })
    }

    fn resolve_definition(
        &self,
        definition: &RoleDefinition,
        children: &mut Vec<DefinedRoleName>,
    ) -> Result<RoleSource, RoleSourceError> {
        let assume = match &definition.method {
            RoleMethod::AssumeRole(assume) => assume,
            RoleMethod::RolesAnywhere(roles_anywhere) => {
                return Ok(RoleSource::RolesAnywhere(Box::new(roles_anywhere.clone())));
            }
            RoleMethod::User(user) => return Ok(RoleSource::User(Box::new(user.clone()))),
            RoleMethod::WebIdentity(web_identity) => {
                return Ok(RoleSource::WebIdentity(Box::new(web_identity.clone())));
            }
            RoleMethod::Saml(saml) => return Ok(RoleSource::Saml(Box::new(saml.clone()))),
            RoleMethod::CredentialProcess(process) => {
                return Ok(RoleSource::CredentialProcess(Box::new(process.clone())));
            }
            RoleMethod::Entered(role) => return Ok(RoleSource::Entered(Box::new(role.clone()))),
            RoleMethod::Login(login) => return Ok(RoleSource::Login(Box::new(login.clone()))),
        };
        let from = self.resolve_after(&assume.from, children)?;
        let is_of_user = matches!(from.source, RoleSource::User(_));
        if assume.mfa_serial.is_some() && !is_of_user {
            return Err(RoleSourceError::MfaWithoutUser(definition.name.clone()));
        }
        let duration = assume.session.duration;
        // Temporary credentials of a user are no role session: what is assumed with them is not chained.
        if !is_of_user && duration.is_some_and(|duration| !duration.is_for_chained_roles()) {
            return Err(RoleSourceError::ChainedDurationTooLong(definition.name.clone()));
        }
        Ok(RoleSource::AssumeRole {
            assume: Box::new(assume.clone()),
            from: Box::new(from),
        })
    }

    /// Returns the role that is defined under this name.
    pub fn definition(&self, name: &DefinedRoleName) -> Option<&RoleDefinition> {
        self.roles.iter().find(|definition| definition.name == *name)
    }

    /// Returns the name of the portal whose sign-in each defined role depends on, without those that cannot be resolved.
    pub fn source_portals(&self) -> HashMap<RoleRef, PortalName> {
        let keys = self.roles.iter().map(RoleDefinition::key);
        keys.filter_map(|key| {
            let portal = self.resolve(&key).ok()?.source.portal()?.name.clone();
            Some((key, portal))
        })
        .collect()
    }

    /// Returns the defined roles that can be resolved and depend on no sign-in: a certificate or a token leads to them.
    pub fn roles_without_sign_in(&self) -> HashSet<RoleRef> {
        let keys = self.roles.iter().map(RoleDefinition::key);
        keys.filter(|key| self.needs_no_sign_in(key)).collect()
    }

    /// Returns whether `role` can be resolved and depends on no sign-in.
    pub fn needs_no_sign_in(&self, role: &RoleRef) -> bool {
        let resolved = self.resolve(role);
        resolved.is_ok_and(|role| role.source.portal().is_none())
    }
}

#[cfg(test)]
mod tests;
