//! How the settings resolve a role to where its credentials come from.
//!
//! It must not know how a source is asked.

use super::Settings;
use crate::portal::PortalName;
use crate::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use crate::role_source::{ResolvedRole, RoleDefinition, RoleMethod, RoleSource, RoleSourceError};
use std::collections::HashMap;

/// More roles in a row are no chain that somebody meant.
const MAX_CHAIN_LENGTH: usize = 16;

impl Settings {
    /// Returns `role` with where its credentials come from.
    ///
    /// # Errors
    /// [`RoleSourceError`] if its portal or definition is missing, or the definition means another role.
    pub fn resolve(&self, role: &RoleRef) -> Result<ResolvedRole, RoleSourceError> {
        self.resolve_within(role, MAX_CHAIN_LENGTH)
    }

    fn resolve_within(&self, role: &RoleRef, max_length: usize) -> Result<ResolvedRole, RoleSourceError> {
        let source = match &role.origin {
            RoleOrigin::Portal(name) => {
                let portal = self.portal(name).cloned();
                RoleSource::Portal(portal.ok_or_else(|| RoleSourceError::UnknownPortal(name.clone()))?)
            }
            RoleOrigin::Defined(name) => {
                let definition = self.definition(name).filter(|it| it.key() == *role);
                let definition = definition.ok_or_else(|| RoleSourceError::UndefinedRole(name.clone()))?;
                let RoleMethod::AssumeRole { role_arn, from } = &definition.method;
                let length = max_length.checked_sub(1);
                let length = length.ok_or_else(|| RoleSourceError::Cycle(name.clone()))?;
                RoleSource::AssumeRole {
                    role_arn: role_arn.clone(),
                    from: Box::new(self.resolve_within(from, length)?),
                }
            }
        };
        Ok(ResolvedRole {
            key: role.clone(),
            source,
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
}

#[cfg(test)]
mod tests;
