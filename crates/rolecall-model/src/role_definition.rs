//! Roles that the user defined: under which name, and how their credentials are obtained.
//!
//! It must not know how a method is carried out, nor where a definition is stored.

mod assume_role;
mod foreign;
mod iam_user;
mod login;
mod role_session_options;
mod roles_anywhere;
mod saml;
mod web_identity;

pub use assume_role::AssumeRole;
pub use foreign::{CredentialProcessRole, ForeignRole};
pub use iam_user::{AccessKeyId, IamUser, IamUserArn, InvalidIamUserValue, MfaSerial, UserSessionDuration};
pub use login::{InvalidLoginSessionArn, LoginRole, LoginSessionArn};
pub use role_session_options::{
    ExternalId, MAX_POLICY_ARNS, MAX_SESSION_TAGS, PolicyArn, RoleSessionOptions, SessionNameTemplate,
    SessionPolicy, SessionTag, SourceIdentityName, TagKey,
};
pub use roles_anywhere::RolesAnywhereRole;
pub use saml::{AssertionSource, InvalidSamlProviderArn, SamlProviderArn, SamlRole};
pub use web_identity::{IdentityTokenSource, WebIdentityRole};

use crate::account::{AccountId, RoleName};
use crate::role_arn::RoleArn;
use crate::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
pub use crate::session_duration::{InvalidRoleSessionOption, SessionDuration};

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
    /// `sts:GetSessionToken` with an access key of an IAM user.
    User(IamUser),
    /// `sts:AssumeRoleWithWebIdentity`, with a token of another identity provider.
    WebIdentity(WebIdentityRole),
    /// `sts:AssumeRoleWithSAML`, with an assertion of an identity provider.
    Saml(SamlRole),
    /// A command that prints credentials.
    CredentialProcess(CredentialProcessRole),
    /// Credentials that the user pastes.
    Entered(ForeignRole),
    /// `signin:CreateOAuth2Token`, with a sign-in to the console.
    Login(LoginRole),
}

impl RoleDefinition {
    /// Returns the key of the role.
    pub fn key(&self) -> RoleRef {
        let (account_id, role_name) = self.method.account_and_name();
        RoleRef {
            origin: RoleOrigin::Defined(self.name.clone()),
            account_id: account_id.clone(),
            role_name: role_name.clone(),
        }
    }
}

impl RoleMethod {
    /// Returns the role whose credentials sign the request, if the method needs any.
    pub fn parent(&self) -> Option<&RoleRef> {
        match self {
            Self::AssumeRole(assume) => Some(&assume.from),
            Self::RolesAnywhere(_)
            | Self::User(_)
            | Self::WebIdentity(_)
            | Self::Saml(_)
            | Self::CredentialProcess(_)
            | Self::Entered(_)
            | Self::Login(_) => None,
        }
    }

    /// Returns the ARN of the role, where the method has one.
    pub fn role_arn(&self) -> Option<&str> {
        match self {
            Self::AssumeRole(assume) => Some(assume.role_arn.as_str()),
            Self::RolesAnywhere(roles_anywhere) => Some(roles_anywhere.role_arn.as_str()),
            Self::User(_) => None,
            Self::WebIdentity(web_identity) => Some(web_identity.role_arn.as_str()),
            Self::Saml(saml) => Some(saml.role_arn.as_str()),
            Self::CredentialProcess(_) | Self::Entered(_) | Self::Login(_) => None,
        }
    }

    /// Returns the account, and the name of the role, or of the user who is in its place.
    fn account_and_name(&self) -> (&AccountId, &RoleName) {
        fn of_role(arn: &RoleArn) -> (&AccountId, &RoleName) {
            (arn.account_id(), arn.role_name())
        }
        match self {
            Self::AssumeRole(assume) => of_role(&assume.role_arn),
            Self::RolesAnywhere(roles_anywhere) => of_role(&roles_anywhere.role_arn),
            Self::User(user) => (user.user_arn.account_id(), user.user_arn.user_name()),
            Self::WebIdentity(web_identity) => of_role(&web_identity.role_arn),
            Self::Saml(saml) => of_role(&saml.role_arn),
            Self::CredentialProcess(process) => (&process.role.account_id, &process.role.role_name),
            Self::Entered(role) => (&role.account_id, &role.role_name),
            Self::Login(login) => (login.login_session.account_id(), login.login_session.name()),
        }
    }

    /// Returns a text that is equal for two methods only if they ask AWS for the same, whoever signs. Stored credentials are known by
    /// it; it holds no secret.
    pub fn fingerprint(&self) -> String {
        match self {
            Self::AssumeRole(assume) => assume.fingerprint(),
            Self::RolesAnywhere(roles_anywhere) => roles_anywhere.fingerprint(),
            Self::User(user) => user.fingerprint(),
            Self::WebIdentity(web_identity) => web_identity.fingerprint(),
            Self::Saml(saml) => saml.fingerprint(),
            Self::CredentialProcess(process) => process.fingerprint(),
            Self::Entered(role) => role.fingerprint(),
            Self::Login(login) => login.fingerprint(),
        }
    }
}
