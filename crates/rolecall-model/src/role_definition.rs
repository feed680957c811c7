//! Roles that the user defined: under which name, and how their credentials are obtained.
//!
//! It must not know how a method is carried out, nor where a definition is stored.

mod assume_role;
mod role_session_options;

pub use assume_role::AssumeRole;
pub use role_session_options::{
    ExternalId, InvalidRoleSessionOption, MAX_POLICY_ARNS, MAX_SESSION_TAGS, PolicyArn, RoleSessionOptions,
    SessionDuration, SessionNameTemplate, SessionPolicy, SessionTag, SourceIdentityName, TagKey,
};

use crate::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};

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
    AssumeRole(AssumeRole),
}

impl RoleDefinition {
    /// Returns the key of the role.
    pub fn key(&self) -> RoleRef {
        let RoleMethod::AssumeRole(assume) = &self.method;
        RoleRef {
            origin: RoleOrigin::Defined(self.name.clone()),
            account_id: assume.role_arn.account_id().clone(),
            role_name: assume.role_arn.role_name().clone(),
        }
    }
}

impl RoleMethod {
    /// Returns the role whose credentials sign the request, if the method needs any.
    pub fn parent(&self) -> Option<&RoleRef> {
        let Self::AssumeRole(assume) = self;
        Some(&assume.from)
    }

    /// Returns the ARN of the role, where the method has one.
    pub fn role_arn(&self) -> Option<&str> {
        let Self::AssumeRole(assume) = self;
        Some(assume.role_arn.as_str())
    }

    /// Returns a text that is equal for two methods only if they ask AWS for the same, whoever signs. Stored credentials are known by
    /// it; it holds no secret.
    pub fn fingerprint(&self) -> String {
        let Self::AssumeRole(assume) = self;
        assume.fingerprint()
    }
}
