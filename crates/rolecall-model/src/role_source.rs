//! Where credentials of a role come from, by the settings as they are now.
//!
//! It must not know how a source is asked, nor where a definition is stored.

use crate::portal::{AwsEndpoints, Portal, PortalIdentity, PortalName, SessionName};
use crate::role_definition::{
    AssumeRole, CredentialProcessRole, ForeignRole, IamUser, LoginRole, RolesAnywhereRole, SamlRole,
    SessionNameTemplate, WebIdentityRole,
};
use crate::role_ref::{DefinedRoleName, RoleRef};
use thiserror::Error;

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
    /// A certificate of this machine, with nobody's credentials.
    RolesAnywhere(Box<RolesAnywhereRole>),
    /// `sts:GetSessionToken`, with an access key of an IAM user.
    User(Box<IamUser>),
    /// A token of another identity provider, with nobody's credentials.
    WebIdentity(Box<WebIdentityRole>),
    /// An assertion of an identity provider, with nobody's credentials.
    Saml(Box<SamlRole>),
    /// A command that prints credentials.
    CredentialProcess(Box<CredentialProcessRole>),
    /// Credentials that the user pastes.
    Entered(Box<ForeignRole>),
    /// A sign-in to the console.
    Login(Box<LoginRole>),
    /// `sts:AssumeRole`, with the credentials of another role.
    AssumeRole {
        /// What is asked for.
        assume: Box<AssumeRole>,
        /// The role whose credentials are used.
        from: Box<ResolvedRole>,
    },
}

impl RoleSource {
    /// Returns the role whose credentials sign the request for these; `None` if a sign-in is enough.
    pub fn parent(&self) -> Option<&ResolvedRole> {
        match self {
            Self::Portal(_)
            | Self::RolesAnywhere(_)
            | Self::User(_)
            | Self::WebIdentity(_)
            | Self::Saml(_)
            | Self::CredentialProcess(_)
            | Self::Entered(_)
            | Self::Login(_) => None,
            Self::AssumeRole { from, .. } => Some(from),
        }
    }

    /// Returns whether each request for these is signed with the key of a user and a code of an MFA device, and not with the
    /// credentials of the parent.
    pub fn takes_mfa_code(&self) -> bool {
        match self {
            Self::AssumeRole { assume, from } => {
                assume.mfa_serial.is_some() && matches!(from.source, Self::User(_))
            }
            Self::Portal(_)
            | Self::RolesAnywhere(_)
            | Self::User(_)
            | Self::WebIdentity(_)
            | Self::Saml(_)
            | Self::CredentialProcess(_)
            | Self::Entered(_)
            | Self::Login(_) => false,
        }
    }

    /// Returns whether a reason is in the name of the role sessions, so that CloudTrail has it: AWS names those of other sources, or
    /// the user chose a name without it.
    pub fn names_reason(&self) -> bool {
        match self {
            Self::Portal(portal) => portal
                .kind
                .account_access()
                .and_then(|access| access.session_name.as_ref())
                .is_some_and(SessionName::names_reason),
            Self::RolesAnywhere(role) => {
                let name = role.session_name.as_ref();
                name.is_some_and(SessionNameTemplate::names_reason)
            }
            Self::WebIdentity(role) => role.session.names_reason(),
            Self::AssumeRole { assume, .. } => assume.session.names_reason(),
            Self::User(_)
            | Self::Saml(_)
            | Self::CredentialProcess(_)
            | Self::Entered(_)
            | Self::Login(_) => false,
        }
    }

    /// Returns the portal whose sign-in the credentials depend on, however many roles are in between.
    pub fn portal(&self) -> Option<&Portal> {
        match self {
            Self::Portal(portal) => Some(portal),
            Self::RolesAnywhere(_)
            | Self::User(_)
            | Self::WebIdentity(_)
            | Self::Saml(_)
            | Self::CredentialProcess(_)
            | Self::Entered(_)
            | Self::Login(_) => None,
            Self::AssumeRole { from, .. } => from.source.portal(),
        }
    }

    /// Returns where requests with the credentials go.
    pub fn endpoints(&self) -> AwsEndpoints {
        match self {
            Self::Portal(portal) => portal.endpoints(),
            Self::RolesAnywhere(roles_anywhere) => roles_anywhere.endpoints(),
            Self::User(user) => user.endpoints(),
            Self::WebIdentity(web_identity) => web_identity.endpoints(),
            Self::Saml(saml) => saml.endpoints(),
            Self::CredentialProcess(process) => process.role.endpoints(),
            Self::Entered(role) => role.endpoints(),
            Self::Login(login) => login.endpoints(),
            Self::AssumeRole { from, .. } => from.source.endpoints(),
        }
    }

    /// Returns what credentials of this source are stored with.
    pub fn identity(&self) -> SourceIdentity {
        match self {
            Self::Portal(portal) => SourceIdentity {
                portal: Some(PortalIdentity::from(portal)),
                steps: Vec::new(),
            },
            Self::RolesAnywhere(roles_anywhere) => SourceIdentity::root(roles_anywhere.fingerprint()),
            Self::User(user) => SourceIdentity::root(user.fingerprint()),
            Self::WebIdentity(web_identity) => SourceIdentity::root(web_identity.fingerprint()),
            Self::Saml(saml) => SourceIdentity::root(saml.fingerprint()),
            Self::CredentialProcess(process) => SourceIdentity::root(process.fingerprint()),
            Self::Entered(role) => SourceIdentity::root(role.fingerprint()),
            Self::Login(login) => SourceIdentity::root(login.fingerprint()),
            Self::AssumeRole { assume, from } => {
                let mut identity = from.source.identity();
                identity.steps.push(assume.fingerprint());
                identity
            }
        }
    }
}

/// The source that stored credentials were obtained from. Those of another source than the settings have now are not used: a
/// changed address or definition must never be served with what belongs to the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceIdentity {
    /// The portal at its root, if a portal is there.
    pub portal: Option<PortalIdentity>,
    /// The [fingerprints](crate::role_definition::RoleMethod::fingerprint) of the methods that were used one after another from there; none for a role of
    /// the portal itself.
    pub steps: Vec<String>,
}

impl SourceIdentity {
    /// Returns that of a source that needs neither a sign-in nor another role.
    fn root(fingerprint: String) -> Self {
        Self {
            portal: None,
            steps: vec![fingerprint],
        }
    }

    /// Returns whether these are of `source` as the settings have it now.
    pub fn is_of(&self, source: &RoleSource) -> bool {
        *self == source.identity()
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
    /// Each role is assumed with the credentials of the next, and the last with those of the first.
    #[error("roles are assumed with their own credentials")]
    Cycle(Vec<DefinedRoleName>),
    /// The role is assumed through too many others.
    #[error("too many roles lead to {0}")]
    ChainTooLong(DefinedRoleName),
    /// The definition asks for longer than AWS grants to a role that is assumed with the credentials of another.
    #[error("{0} is to last longer than chained roles may")]
    ChainedDurationTooLong(DefinedRoleName),
    /// The definition names an MFA device, and the role is not assumed with an IAM user: codes are for users alone.
    #[error("{0} has an MFA device and no user")]
    MfaWithoutUser(DefinedRoleName),
}
