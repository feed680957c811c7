//! Several policies together: identity-based ones, a boundary, session policies and a role's trust policy, and
//! which of them denies (IAM User Guide, "Policy evaluation logic").

use super::document::PolicyDocument;
use super::principal::{PrincipalMatch, RequestPrincipal};
use super::statement::{PolicyRequest, Verdict};

/// A policy, with its ARN when it is a managed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPolicy {
    pub(crate) arn: Option<String>,
    pub(crate) document: PolicyDocument,
}

/// The policies that limit what an identity may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IdentityPolicies {
    pub(crate) identity: Vec<NamedPolicy>,
    pub(crate) boundary: Option<NamedPolicy>,
    /// Those that were passed when the session began; none means no limit.
    pub(crate) session: Vec<NamedPolicy>,
}

/// The kinds of policy, as denials name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PolicyType {
    IdentityBased,
    PermissionsBoundary,
    Session,
    RoleTrust,
}

/// Which policy denies a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    Explicit {
        policy: PolicyType,
        arn: Option<String>,
    },
    /// No policy of this kind allows it.
    Implicit {
        policy: PolicyType,
    },
}

impl IdentityPolicies {
    /// Decides a request that only the identity's own policies decide.
    pub(crate) fn decide(&self, request: &PolicyRequest<'_>) -> Result<(), Denial> {
        self.explicit_denial(request)?;
        self.implicit_denial(request, PolicyType::IdentityBased)
    }

    fn groups(&self) -> [(PolicyType, &[NamedPolicy]); 3] {
        [
            (PolicyType::IdentityBased, &self.identity),
            (PolicyType::PermissionsBoundary, self.boundary.as_slice()),
            (PolicyType::Session, &self.session),
        ]
    }

    fn explicit_denial(&self, request: &PolicyRequest<'_>) -> Result<(), Denial> {
        for (policy, documents) in self.groups() {
            let denies = |named: &&NamedPolicy| named.document.verdict(request) == Verdict::Denied;
            if let Some(named) = documents.iter().find(denies) {
                let arn = named.arn.clone();
                return Err(Denial::Explicit { policy, arn });
            }
        }
        Ok(())
    }

    /// The first kind, from `first` on, none of whose policies allows. Boundary and session limit only when
    /// there are some.
    fn implicit_denial(&self, request: &PolicyRequest<'_>, first: PolicyType) -> Result<(), Denial> {
        let groups = self.groups();
        let from = groups.into_iter().skip_while(|(policy, _)| *policy != first);
        for (policy, documents) in from {
            let is_limit = policy == PolicyType::IdentityBased || !documents.is_empty();
            let allows = |named: &NamedPolicy| matches!(named.document.verdict(request), Verdict::Allowed(_));
            if is_limit && !documents.iter().any(allows) {
                return Err(Denial::Implicit { policy });
            }
        }
        Ok(())
    }
}

/// Decides whether a principal may act on a role that has a trust policy, which must always allow it. In the
/// role's own account a trust policy that names the principal makes the principal's own policies unnecessary.
pub(crate) fn decide_trusted(
    trust: &PolicyDocument,
    role_account_id: &str,
    principal: &RequestPrincipal,
    own: &IdentityPolicies,
    request: &PolicyRequest<'_>,
) -> Result<(), Denial> {
    own.explicit_denial(request)?;
    let trust = trust.verdict_for(request, principal);
    let policy = PolicyType::RoleTrust;
    let is_same_account = match principal {
        RequestPrincipal::Aws { account_id, .. } => account_id == role_account_id,
        RequestPrincipal::Federated(_) | RequestPrincipal::Service(_) => true,
    };
    match trust {
        Verdict::Denied => Err(Denial::Explicit { policy, arn: None }),
        Verdict::Allowed(PrincipalMatch::Itself) if is_same_account => Ok(()),
        Verdict::Allowed(PrincipalMatch::Role) if is_same_account => {
            own.implicit_denial(request, PolicyType::PermissionsBoundary)
        }
        Verdict::Allowed(_) => own.implicit_denial(request, PolicyType::IdentityBased),
        Verdict::Silent => {
            own.implicit_denial(request, PolicyType::IdentityBased)?;
            Err(Denial::Implicit { policy })
        }
    }
}

impl Denial {
    /// The end of AWS's sentence, from the space after the resource on.
    pub(crate) fn reason(&self, action: &str) -> String {
        match self {
            Self::Implicit { policy } => {
                format!(" because no {} allows the {action} action", policy.name())
            }
            Self::Explicit { policy, arn: None } => {
                format!(" with an explicit deny in {} {}", policy.article(), policy.name())
            }
            Self::Explicit {
                policy,
                arn: Some(arn),
            } => format!(
                " with an explicit deny in {} {}: {arn}",
                policy.article(),
                policy.name()
            ),
        }
    }
}

impl PolicyType {
    fn name(self) -> &'static str {
        match self {
            Self::IdentityBased => "identity-based policy",
            Self::PermissionsBoundary => "permissions boundary",
            Self::Session => "session policy",
            Self::RoleTrust => "role trust policy",
        }
    }

    fn article(self) -> &'static str {
        match self {
            Self::IdentityBased => "an",
            Self::PermissionsBoundary | Self::Session => "a",
            Self::RoleTrust => "the",
        }
    }
}
