//! Where credentials of a role come from: a closed set of sources.
//!
//! It must not know how a source is asked, nor where a definition is stored.

use crate::portal::{AwsEndpoints, Portal, PortalIdentity, PortalName};
use crate::role_arn::RoleArn;
use crate::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use thiserror::Error;

/// A role that the user defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleDefinition {
    /// The user's name for it.
    pub name: DefinedRoleName,
    /// How its credentials are obtained.
    pub method: RoleMethod,
}

/// How credentials of a defined role are obtained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleMethod {
    /// `sts:AssumeRole` with the credentials of another role.
    AssumeRole {
        /// The role.
        role_arn: RoleArn,
        /// The role whose credentials are used.
        from: RoleRef,
    },
}

impl RoleDefinition {
    /// Returns the key of the role.
    pub fn key(&self) -> RoleRef {
        let RoleMethod::AssumeRole { role_arn, .. } = &self.method;
        RoleRef {
            origin: RoleOrigin::Defined(self.name.clone()),
            account_id: role_arn.account_id().clone(),
            role_name: role_arn.role_name().clone(),
        }
    }
}

/// A role, and where its credentials come from by the settings as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedRole {
    /// Its key.
    pub key: RoleRef,
    /// Where its credentials come from.
    pub source: RoleSource,
}

/// Where credentials of a role come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleSource {
    /// `sso:GetRoleCredentials` of a portal, with its sign-in.
    Portal(Portal),
    /// `sts:AssumeRole` with the credentials of another role.
    AssumeRole {
        /// The role.
        role_arn: RoleArn,
        /// The role whose credentials are used.
        from: Box<ResolvedRole>,
    },
}

impl RoleSource {
    /// Returns the role whose credentials sign the request for these; `None` if a sign-in is enough.
    pub fn parent(&self) -> Option<&ResolvedRole> {
        match self {
            Self::Portal(_) => None,
            Self::AssumeRole { from, .. } => Some(from),
        }
    }

    /// Returns the portal whose sign-in the credentials depend on, however many roles are in between.
    pub fn portal(&self) -> Option<&Portal> {
        match self {
            Self::Portal(portal) => Some(portal),
            Self::AssumeRole { from, .. } => from.source.portal(),
        }
    }

    /// Returns where requests with the credentials go.
    pub fn endpoints(&self) -> AwsEndpoints {
        match self {
            Self::Portal(portal) => portal.endpoints(),
            Self::AssumeRole { from, .. } => from.source.endpoints(),
        }
    }

    /// Returns what credentials of this source are stored with.
    pub fn identity(&self) -> SourceIdentity {
        match self {
            Self::Portal(portal) => SourceIdentity::Portal(PortalIdentity::from(portal)),
            Self::AssumeRole { role_arn, from } => SourceIdentity::AssumeRole {
                role_arn: role_arn.as_str().to_owned(),
                from: Box::new(from.source.identity()),
            },
        }
    }
}

/// The source that stored credentials were obtained from. Those of another source than the settings have now are not used: a
/// changed address or definition must never be served with what belongs to the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceIdentity {
    /// A portal.
    Portal(PortalIdentity),
    /// A role that was assumed with the credentials of another.
    AssumeRole {
        /// The ARN of the role.
        role_arn: String,
        /// Where the other role's credentials came from.
        from: Box<SourceIdentity>,
    },
}

impl SourceIdentity {
    /// Returns whether these are of `source` as the settings have it now.
    pub fn is_of(&self, source: &RoleSource) -> bool {
        *self == source.identity()
    }

    /// Returns the portal whose sign-in they depend on.
    pub fn portal(&self) -> Option<&PortalIdentity> {
        match self {
            Self::Portal(identity) => Some(identity),
            Self::AssumeRole { from, .. } => from.portal(),
        }
    }
}

/// Why the settings do not say where credentials of a role come from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RoleSourceError {
    /// There is no portal of that name.
    #[error("no portal is called {0}")]
    UnknownPortal(PortalName),
    /// No role is defined under that name, or another one is.
    #[error("no such role is defined as {0}")]
    UndefinedRole(DefinedRoleName),
    /// The role is assumed, directly or not, with its own credentials, or with those of too long a chain.
    #[error("the roles that lead to {0} are a circle or too many")]
    Cycle(DefinedRoleName),
}
