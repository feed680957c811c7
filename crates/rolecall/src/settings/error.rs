//! Why the settings cannot be read or changed. What a user reads of it is in `messages::settings_file`.

use super::descriptors::InvalidSettingValue;
use rolecall_model::role_ref::DefinedRoleName;
use thiserror::Error;

/// Why the settings cannot be read. Unreadable settings are never overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line} of the settings: {fault:?}")]
pub struct SettingsError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: SettingsFault,
}

/// What is wrong at a line of the settings file. It may hold a key, but never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsFault {
    /// The file is not TOML; in the words of the parser.
    Syntax(String),
    /// The setting with this key cannot have its value.
    InvalidSetting(InvalidSettingValue),
    /// What is under a key is something else.
    Unexpected {
        /// The key, with that of its table.
        key: String,
        /// What it should be.
        expected: ExpectedValue,
    },
    /// A table has no value under a key that it needs.
    Missing {
        /// The key of the table.
        table: String,
        /// The key that is missing.
        key: &'static str,
    },
    /// A table has two keys of which it may have one.
    Conflict {
        /// The key of the table.
        table: String,
        /// The keys.
        keys: [&'static str; 2],
    },
    /// A table has more than [`MAX_TABLE_ENTRIES`](super::bounds::MAX_TABLE_ENTRIES) entries.
    TooManyEntries {
        /// The key of the table.
        table: &'static str,
    },
    /// A key of this table stands for no role.
    InvalidRoleKey {
        /// The key of the table.
        table: &'static str,
    },
    /// The key of a portal is not a valid name.
    InvalidPortalName,
    /// The key of a defined role is not a valid name.
    InvalidRoleName,
    /// A key of the aliases is not a valid alias.
    InvalidAlias(String),
    /// An alias stands for no role.
    InvalidAliasTarget,
    /// A colour has another name.
    InvalidColour,
    /// A note is empty or too long.
    InvalidNote,
    /// A key of the tags is no account id.
    InvalidTaggedAccount,
    /// A tag is invalid, or there are too many.
    InvalidTags,
    /// An entry of the list of limits is not a table.
    InvalidLimit,
    /// A limit has no duration.
    LimitWithoutMinutes,
    /// There are more than [`MAX_LIMITS`](super::bounds::MAX_LIMITS) limits.
    TooManyLimits,
}

/// What the value under a key should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedValue {
    /// A string.
    Text,
    /// True or false.
    Flag,
    /// A table.
    Table,
    /// An array of tables.
    TableList,
    /// An array of patterns.
    Patterns,
    /// An array of as many patterns as a limit may have, each of valid length.
    LimitPatterns,
    /// An array of tags.
    Tags,
    /// The duration of a limit.
    LimitMinutes,
    /// The address of an endpoint.
    EndpointUrl,
    /// The address of an access portal.
    StartUrl,
    /// The address of an IAM Identity Center.
    IdentityCenterUrl,
    /// The ARN of an application of IAM Identity Center.
    EntitledApplicationArn,
    /// The name of role sessions.
    SessionName,
    /// A region.
    Region,
    /// The ARN of a role.
    RoleArn,
    /// A text that stands for a role.
    Role,
    /// The path of a file, from the root on.
    FilePath,
    /// A command of the system's shell.
    Command,
    /// The path of a file, from the root on, or what stands for an entered assertion.
    Assertion,
    /// The ARN of a SAML provider.
    SamlProviderArn,
    /// What stands for credentials that the user pastes.
    EnteredCredentials,
    /// The id of an account.
    AccountId,
    /// The name of a role.
    RoleName,
    /// A field of a defined role.
    RoleField(RoleField),
    /// A field of a role that a certificate leads to.
    CertificateField(CertificateField),
    /// The ARN of an IAM user.
    UserArn,
    /// The ARN of whoever signs in to the console.
    LoginSessionArn,
    /// A field of an IAM user.
    UserField(UserField),
}

/// What the definition of a role may say besides the role and what it is assumed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleField {
    /// The name of the role session.
    SessionName,
    /// How long the role session lasts, in seconds.
    Duration,
    /// The session policy.
    Policy,
    /// The managed session policies.
    PolicyArns,
    /// The external id.
    ExternalId,
    /// The source identity.
    SourceIdentity,
    /// The session tags.
    Tags,
    /// The keys of the transitive session tags.
    TransitiveTags,
    /// The MFA device whose code is given with the request.
    MfaSerial,
}

impl RoleField {
    /// Every field, for tests.
    pub const ALL: [Self; 9] = [
        Self::SessionName,
        Self::Duration,
        Self::Policy,
        Self::PolicyArns,
        Self::ExternalId,
        Self::SourceIdentity,
        Self::Tags,
        Self::TransitiveTags,
        Self::MfaSerial,
    ];

    /// Returns its key in the table of a role.
    pub fn key(self) -> &'static str {
        match self {
            Self::SessionName => "session_name",
            Self::Duration => "duration_seconds",
            Self::Policy => "policy",
            Self::PolicyArns => "policy_arns",
            Self::ExternalId => "external_id",
            Self::SourceIdentity => "source_identity",
            Self::Tags => "tags",
            Self::TransitiveTags => "transitive_tags",
            Self::MfaSerial => "mfa_serial",
        }
    }
}

/// What the definition of an IAM user says besides the user, the MFA device and the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserField {
    /// The id of the access key that signs.
    AccessKeyId,
    /// A command that prints a code of the MFA device.
    MfaCommand,
    /// How long temporary credentials last, in seconds.
    Duration,
}

impl UserField {
    /// Every field.
    pub const ALL: [Self; 3] = [Self::AccessKeyId, Self::MfaCommand, Self::Duration];

    /// Returns its key in the table of a role.
    pub fn key(self) -> &'static str {
        match self {
            Self::AccessKeyId => "access_key_id",
            Self::MfaCommand => "mfa_command",
            Self::Duration => RoleField::Duration.key(),
        }
    }
}

/// What the definition of a role that a certificate leads to says besides the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateField {
    /// The file of the certificate.
    Certificate,
    /// The file of its private key.
    PrivateKey,
    /// A file with both.
    Pkcs12,
    /// The URI of a private key on a token.
    Pkcs11,
    /// The file of the certificates in between.
    Chain,
    /// The trust anchor.
    TrustAnchor,
    /// The profile.
    Profile,
    /// The address that replaces every one of AWS.
    EndpointUrl,
}

impl CertificateField {
    /// Every field.
    pub const ALL: [Self; 8] = [
        Self::Certificate,
        Self::PrivateKey,
        Self::Pkcs12,
        Self::Pkcs11,
        Self::Chain,
        Self::TrustAnchor,
        Self::Profile,
        Self::EndpointUrl,
    ];

    /// Returns its key in the table of a role.
    pub fn key(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::PrivateKey => "private_key",
            Self::Pkcs12 => "pkcs12",
            Self::Pkcs11 => "pkcs11",
            Self::Chain => "chain",
            Self::TrustAnchor => "trust_anchor",
            Self::Profile => "profile",
            Self::EndpointUrl => "endpoint_url",
        }
    }
}

/// Why the settings were not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingsEditError {
    /// The current settings cannot be read, and are not overwritten.
    #[error(transparent)]
    Unreadable(#[from] SettingsError),
    /// There already is a portal with this name.
    #[error("there is a portal of this name already")]
    PortalExists,
    /// There is no portal with this name.
    #[error("there is no portal of this name")]
    PortalNotFound,
    /// A setting cannot have this value.
    #[error(transparent)]
    InvalidValue(#[from] InvalidSettingValue),
    /// The text is not a valid alias.
    #[error("an alias is one word of letters, digits and . _ + -")]
    InvalidAlias,
    /// A duration is not whole minutes up to a week, there are too many limits or patterns, or a pattern is empty or too long.
    #[error("a limit is 1 minute to 7 days, with at most 100 patterns of 1 to 256 characters")]
    InvalidLimit,
    /// The note is empty or too long.
    #[error("a note has 1 to 500 characters")]
    InvalidNote,
    /// There already is a role of this name.
    #[error("there is a role of this name already")]
    RoleExists,
    /// Other roles are assumed with the credentials of this one.
    #[error("other roles are assumed with it")]
    RoleInUse(Vec<DefinedRoleName>),
    /// There is no role of this name.
    #[error("there is no role of this name")]
    RoleNotFound,
    /// A tag is invalid, or there are too many.
    #[error("an account has at most 16 tags, each one word of letters, digits and . _ + - / : = @")]
    InvalidTags,
    /// The layout of the file does not allow this change, which has to be made by hand.
    #[error("the settings are written in a way that this change does not fit into")]
    UnsupportedLayout,
}
