//! What the emulator has issued and has to recognise: registrations, codes, tokens, credentials, console
//! sign-ins. Must not know when one is issued or accepted.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::IamRecords;
use crate::clock::EpochTime;
use crate::iam_policy::NamedPolicy;
use crate::identity_provider::VerificationKey;
use crate::partition::AwsPartition;

/// A registered client.
#[derive(Debug)]
pub(crate) struct ClientRecord {
    pub(crate) secret: Arc<str>,
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) grants: Grants,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) expires_at: EpochTime,
}

/// What a client may exchange for a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grants {
    pub(crate) authorization_code: bool,
    pub(crate) device_code: bool,
    pub(crate) refresh_token: bool,
}

/// A user's sign-in at the portal; every token of one authorization belongs to it.
#[derive(Debug)]
pub(crate) struct UserSignIn {
    pub(crate) user: String,
    pub(crate) expires_at: EpochTime,
}

/// An access token, by its text.
#[derive(Debug)]
pub(crate) struct AccessTokenRecord {
    pub(crate) sign_in: u64,
    /// Whether the access portal takes it.
    pub(crate) has_account_access: bool,
    /// What it was registered for.
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_at: EpochTime,
    /// The refresh token that was exchanged for it, while that is in its grace period.
    pub(crate) exchanged: Option<String>,
}

/// A refresh token, by its text.
#[derive(Debug)]
pub(crate) struct RefreshTokenRecord {
    pub(crate) sign_in: u64,
    pub(crate) client_id: String,
    pub(crate) expires_at: EpochTime,
    /// The refresh token that was exchanged for it, while that is in its grace period.
    pub(crate) exchanged: Option<String>,
}

/// An authorization request whose redirect address has been checked.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizeRequest {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) challenge: String,
}

/// An authorization code, by its text.
#[derive(Debug)]
pub(crate) struct AuthorizationCodeRecord {
    pub(crate) request: AuthorizeRequest,
    pub(crate) user: String,
    pub(crate) expires_at: EpochTime,
}

/// A device authorization, by its device code.
#[derive(Debug)]
pub(crate) struct DeviceGrant {
    pub(crate) client_id: String,
    pub(crate) user_code: String,
    /// Names the authorization in an address that does not show the code.
    pub(crate) page_handle: String,
    pub(crate) status: DeviceGrantStatus,
    /// Seconds that must pass between two polls.
    pub(crate) interval: u64,
    pub(crate) polls: u32,
    pub(crate) last_poll: EpochTime,
    pub(crate) expires_at: EpochTime,
}

/// The progress of a device authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeviceGrantStatus {
    Pending,
    Allowed { user: String },
    Denied,
    Exchanged,
}

/// What the buttons of a consent page decide on.
#[derive(Clone, Debug)]
pub(crate) enum PendingConsent {
    Authorize(AuthorizeRequest),
    Device { device_code: String },
}

/// Role credentials, by access key id.
#[derive(Clone, Debug)]
pub(crate) struct CredentialsRecord {
    pub(crate) secret: Arc<str>,
    pub(crate) session_token: Arc<str>,
    pub(crate) assumed: AssumedRole,
    pub(crate) session: RoleSession,
    pub(crate) expires_at: EpochTime,
}

/// What was passed when a role session began, or was inherited from the session before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RoleSession {
    pub(crate) tags: BTreeMap<String, String>,
    /// The keys of those tags that the next session inherits.
    pub(crate) transitive_tag_keys: BTreeSet<String>,
    pub(crate) source_identity: Option<String>,
    /// The session policies; none means no limit.
    pub(crate) policies: Vec<NamedPolicy>,
    /// When it began.
    pub(crate) issued_at: Option<EpochTime>,
    /// Whether it began with the credentials of another role.
    pub(crate) is_chained: bool,
    /// The identity provider, in the first session after it.
    pub(crate) federated_provider: Option<String>,
}

impl RoleSession {
    /// A session without tags, policies and source identity.
    pub(crate) fn beginning_at(now: EpochTime) -> Self {
        Self {
            issued_at: Some(now),
            ..Self::default()
        }
    }
}

/// The role that a set of credentials acts as, and its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AssumedRole {
    pub(crate) account_id: String,
    pub(crate) role_name: String,
    /// Whether Identity Center made the role for a permission set.
    pub(crate) is_permission_set: bool,
    /// The user of the portal, or the session name that was given to AssumeRole.
    pub(crate) user: String,
}

/// A sign-in token of the console, by its text.
#[derive(Debug)]
pub(crate) struct SigninTokenRecord {
    pub(crate) assumed: AssumedRole,
    pub(crate) expires_at: EpochTime,
    /// When the console sign-in expires that the token is exchanged for.
    pub(crate) console_expires_at: EpochTime,
}

/// A browser that is signed in to the console, by its cookie.
#[derive(Debug)]
pub(crate) struct ConsoleSignInRecord {
    pub(crate) assumed: AssumedRole,
    pub(crate) expires_at: EpochTime,
}

/// A request of AWS Sign-In for a code, which has been checked.
#[derive(Clone, Debug)]
pub(crate) struct LoginRequest {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    pub(crate) challenge: String,
}

/// Who somebody is in the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConsoleIdentity {
    User { account_id: String, name: String },
    Role(AssumedRole),
}

impl ConsoleIdentity {
    /// The user of the organization or, for an IAM user, its name.
    pub(crate) fn user(&self) -> &str {
        match self {
            Self::User { name, .. } => name,
            Self::Role(assumed) => &assumed.user,
        }
    }
}

/// A code of AWS Sign-In, by its text.
#[derive(Debug)]
pub(crate) struct LoginCodeRecord {
    pub(crate) request: LoginRequest,
    pub(crate) identity: ConsoleIdentity,
    pub(crate) expires_at: EpochTime,
}

/// A sign-in of a program to the console, by its refresh token.
#[derive(Clone, Debug)]
pub(crate) struct LoginSessionRecord {
    pub(crate) client_id: String,
    pub(crate) identity: ConsoleIdentity,
    /// The key that the refresh token is bound to.
    pub(crate) key: VerificationKey,
    pub(crate) expires_at: EpochTime,
}

/// All records; a reset with `state` empties them.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) clients: HashMap<String, ClientRecord>,
    pub(crate) pending_consents: HashMap<String, (PendingConsent, EpochTime)>,
    pub(crate) authorization_codes: HashMap<String, AuthorizationCodeRecord>,
    pub(crate) device_grants: HashMap<String, DeviceGrant>,
    pub(crate) sign_ins: BTreeMap<u64, UserSignIn>,
    pub(crate) access_tokens: HashMap<String, AccessTokenRecord>,
    pub(crate) refresh_tokens: HashMap<String, RefreshTokenRecord>,
    pub(crate) credentials: HashMap<String, CredentialsRecord>,
    pub(crate) signin_tokens: HashMap<String, SigninTokenRecord>,
    pub(crate) console_sign_ins: HashMap<String, ConsoleSignInRecord>,
    pub(crate) pending_logins: HashMap<String, (LoginRequest, EpochTime)>,
    pub(crate) login_codes: HashMap<String, LoginCodeRecord>,
    pub(crate) login_sessions: HashMap<String, LoginSessionRecord>,
    /// The ids of the proofs that were accepted.
    pub(crate) used_proofs: HashSet<String>,
    pub(crate) iam: IamRecords,
}

impl AssumedRole {
    /// The name of the IAM role; Identity Center creates one in the account for a permission set.
    pub(crate) fn iam_role_name(&self) -> String {
        if !self.is_permission_set {
            return self.role_name.clone();
        }
        format!("AWSReservedSSO_{}_{}", self.role_name, &self.digest("role")[..16])
    }

    pub(crate) fn arn(&self, partition: &AwsPartition) -> String {
        format!(
            "arn:{}:sts::{}:assumed-role/{}/{}",
            partition.id,
            self.account_id,
            self.iam_role_name(),
            self.user
        )
    }

    /// `AROA…:user`, the `UserId` of GetCallerIdentity.
    pub(crate) fn user_id(&self) -> String {
        let digest = self.digest("id").to_ascii_uppercase();
        format!("AROA{}:{}", &digest[..17], self.user)
    }

    fn digest(&self, purpose: &str) -> String {
        use sha2::Digest as _;
        let text = format!("{purpose}\n{}\n{}", self.account_id, self.role_name);
        hex::encode(sha2::Sha256::digest(text))
    }
}
