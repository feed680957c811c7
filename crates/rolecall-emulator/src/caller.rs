//! Who signed a request: a session of a role, a user, or a session of a user; with the policies and the facts
//! that conditions ask for. Must not know how the request was signed or what it is for.

use std::collections::BTreeMap;

use crate::clock::EpochTime;
use crate::iam_policy::{IdentityPolicies, NamedPolicy, PolicyDocument, RequestContext, RequestPrincipal};
use crate::organization::{OrgAccount, OrgPermissions, OrgPolicy};
use crate::state::{AssumedRole, EmulatorState, RoleSession};

/// The signer of a request.
#[derive(Clone, Debug)]
pub(crate) struct RequestSigner {
    pub(crate) account_id: String,
    /// The ARN of the session or the user.
    pub(crate) arn: String,
    /// The ARN of the user, or of the role with its path.
    pub(crate) identity_arn: String,
    /// The `UserId` of GetCallerIdentity.
    pub(crate) user_id: String,
    pub(crate) kind: CallerKind,
    pub(crate) policies: IdentityPolicies,
    organization_id: String,
    /// Those of the role or the user, and over them those of the session.
    tags: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(crate) enum CallerKind {
    RoleSession(RoleSession),
    /// A user with a long-term key.
    User {
        name: String,
    },
    /// A user with the credentials of GetSessionToken.
    UserSession {
        name: String,
        mfa_at: Option<EpochTime>,
        issued_at: EpochTime,
    },
}

impl RequestSigner {
    pub(crate) fn of_role(state: &EmulatorState, assumed: &AssumedRole, session: &RoleSession) -> Self {
        let (path, permissions) = role_of(state, assumed);
        let account = state.directory.account(&assumed.account_id);
        let mut policies = resolve(account, &permissions);
        policies.session.clone_from(&session.policies);
        let mut tags = permissions.tags;
        tags.extend(session.tags.clone());
        let identity_arn = format!(
            "arn:{}:iam::{}:role{path}{}",
            state.partition.id,
            assumed.account_id,
            assumed.iam_role_name()
        );
        Self {
            account_id: assumed.account_id.clone(),
            arn: assumed.arn(state.partition),
            identity_arn,
            user_id: assumed.user_id(),
            kind: CallerKind::RoleSession(session.clone()),
            policies,
            organization_id: state.directory.organization.id().to_owned(),
            tags,
        }
    }

    /// None when the organization has no such user.
    pub(crate) fn of_user(state: &EmulatorState, account_id: &str, kind: CallerKind) -> Option<Self> {
        let name = kind.user_name()?;
        let account = state.directory.account(account_id)?;
        let user = account.iam_user(name)?;
        let arn = user.arn(state.partition.id, account_id);
        Some(Self {
            account_id: account_id.to_owned(),
            identity_arn: arn.clone(),
            arn,
            user_id: user.id(account_id),
            policies: resolve(Some(account), &user.permissions),
            organization_id: state.directory.organization.id().to_owned(),
            tags: user.permissions.tags.clone(),
            kind,
        })
    }

    /// The session of a role that the caller is, if it is one.
    pub(crate) fn role_session(&self) -> Option<&RoleSession> {
        match &self.kind {
            CallerKind::RoleSession(session) => Some(session),
            CallerKind::User { .. } | CallerKind::UserSession { .. } => None,
        }
    }

    pub(crate) fn user_name(&self) -> Option<&str> {
        self.kind.user_name()
    }

    pub(crate) fn principal(&self) -> RequestPrincipal {
        RequestPrincipal::Aws {
            account_id: self.account_id.clone(),
            identity_arn: self.identity_arn.clone(),
            session_arn: self.role_session().map(|_| self.arn.clone()),
        }
    }

    /// The condition keys that every request of the caller has.
    pub(crate) fn context(&self, now: EpochTime) -> RequestContext {
        let mut context = RequestContext::default();
        context.set("aws:PrincipalArn", self.identity_arn.clone());
        context.set("aws:PrincipalAccount", self.account_id.clone());
        context.set("aws:userid", self.user_id.clone());
        context.set("aws:SourceIp", "127.0.0.1");
        context.set("aws:SecureTransport", "false");
        context.set("aws:CurrentTime", now.iso());
        context.set("aws:EpochTime", now.epoch_seconds().to_string());
        context.set("aws:PrincipalOrgID", self.organization_id.clone());
        context.set_tags("aws:PrincipalTag", &self.tags);
        match &self.kind {
            CallerKind::User { name } => {
                context.set("aws:PrincipalType", "User");
                context.set("aws:username", name.clone());
            }
            CallerKind::UserSession {
                name,
                mfa_at,
                issued_at,
            } => {
                context.set("aws:TokenIssueTime", issued_at.iso());
                context.set("aws:PrincipalType", "User");
                context.set("aws:username", name.clone());
                set_mfa(&mut context, *mfa_at, now);
            }
            CallerKind::RoleSession(session) => {
                context.set("aws:PrincipalType", "AssumedRole");
                if let Some(issued_at) = session.issued_at {
                    context.set("aws:TokenIssueTime", issued_at.iso());
                }
                // The credentials of a role never say that a code was given for them.
                set_mfa(&mut context, None, now);
                if let Some(source_identity) = &session.source_identity {
                    context.set("aws:SourceIdentity", source_identity.clone());
                }
                if let Some(provider) = &session.federated_provider {
                    context.set("aws:FederatedProvider", provider.clone());
                }
            }
        }
        context
    }
}

/// Temporary credentials say whether a code of an MFA device was given, and when.
pub(crate) fn set_mfa(context: &mut RequestContext, mfa_at: Option<EpochTime>, now: EpochTime) {
    context.set("aws:MultiFactorAuthPresent", mfa_at.is_some().to_string());
    if let Some(mfa_at) = mfa_at {
        context.set("aws:MultiFactorAuthAge", mfa_at.seconds_until(now).to_string());
    }
}

impl CallerKind {
    fn user_name(&self) -> Option<&str> {
        match self {
            Self::User { name } | Self::UserSession { name, .. } => Some(name),
            Self::RoleSession(_) => None,
        }
    }
}

/// The path of a role and what it may do. A role that the organization no longer has may do nothing.
fn role_of(state: &EmulatorState, assumed: &AssumedRole) -> (String, OrgPermissions) {
    let account = state.directory.account(&assumed.account_id);
    let nothing = || OrgPermissions {
        policies: Some(Vec::new()),
        ..OrgPermissions::default()
    };
    if assumed.is_permission_set {
        let region = match state.region.as_str() {
            "us-east-1" => String::new(),
            region => format!("{region}/"),
        };
        let roles = account
            .map(|account| account.roles.as_slice())
            .unwrap_or_default();
        let role = roles.iter().find(|role| role.name == assumed.role_name);
        let permissions = role.map_or_else(nothing, |role| role.permissions.clone());
        return (format!("/aws-reserved/sso.amazonaws.com/{region}"), permissions);
    }
    let role = account.and_then(|account| account.iam_role(&assumed.role_name));
    role.map_or_else(
        || ("/".to_owned(), nothing()),
        |role| (role.path.clone(), role.permissions.clone()),
    )
}

/// The policies of a role or a user; one without `policies` is allowed everything.
fn resolve(account: Option<&OrgAccount>, permissions: &OrgPermissions) -> IdentityPolicies {
    let named = |policy: &OrgPolicy| match policy {
        OrgPolicy::Managed(arn) => account?.managed_policy(arn),
        OrgPolicy::Inline(document) => Some(NamedPolicy {
            arn: None,
            document: document.clone(),
        }),
    };
    let everything = || NamedPolicy {
        arn: None,
        document: PolicyDocument::allowing_everything(),
    };
    let identity = match &permissions.policies {
        Some(policies) => policies.iter().filter_map(named).collect(),
        None => vec![everything()],
    };
    IdentityPolicies {
        identity,
        boundary: permissions.permissions_boundary.as_ref().and_then(named),
        session: Vec::new(),
    }
}
