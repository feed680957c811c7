//! Roles that the user defined: under which name, and how their credentials are obtained.
//!
//! It must not know how a method is carried out, nor where a definition is stored.

mod assume_role;
mod role_session_options;
mod roles_anywhere;
mod web_identity;

pub use assume_role::AssumeRole;
pub use role_session_options::{
    ExternalId, MAX_POLICY_ARNS, MAX_SESSION_TAGS, PolicyArn, RoleSessionOptions, SessionNameTemplate,
    SessionPolicy, SessionTag, SourceIdentityName, TagKey,
};
pub use roles_anywhere::RolesAnywhereRole;
pub use web_identity::{IdentityTokenSource, WebIdentityRole};

pub use crate::session_duration::{InvalidRoleSessionOption, SessionDuration};

use crate::role_arn::RoleArn;
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
    /// `CreateSession` of IAM Roles Anywhere, with a certificate.
    RolesAnywhere(RolesAnywhereRole),
    /// `sts:AssumeRoleWithWebIdentity`, with a token of another identity provider.
    WebIdentity(WebIdentityRole),
}

impl RoleDefinition {
    /// Returns the key of the role.
    pub fn key(&self) -> RoleRef {
        let arn = self.method.arn();
        RoleRef {
            origin: RoleOrigin::Defined(self.name.clone()),
            account_id: arn.account_id().clone(),
            role_name: arn.role_name().clone(),
        }
    }
}

impl RoleMethod {
    /// Returns the role whose credentials sign the request, if the method needs any.
    pub fn parent(&self) -> Option<&RoleRef> {
        match self {
            Self::AssumeRole(assume) => Some(&assume.from),
            Self::RolesAnywhere(_) | Self::WebIdentity(_) => None,
        }
    }

    /// Returns the ARN of the role, where the method has one.
    pub fn role_arn(&self) -> Option<&str> {
        Some(self.arn().as_str())
    }

    fn arn(&self) -> &RoleArn {
        match self {
            Self::AssumeRole(assume) => &assume.role_arn,
            Self::RolesAnywhere(roles_anywhere) => &roles_anywhere.role_arn,
            Self::WebIdentity(web_identity) => &web_identity.role_arn,
        }
    }

    /// Returns a text that is equal for two methods only if they ask AWS for the same, whoever signs. Stored credentials are known by
    /// it; it holds no secret.
    pub fn fingerprint(&self) -> String {
        match self {
            Self::AssumeRole(assume) => assume.fingerprint(),
            Self::RolesAnywhere(roles_anywhere) => roles_anywhere.fingerprint(),
            Self::WebIdentity(web_identity) => web_identity.fingerprint(),
        }
    }
}
