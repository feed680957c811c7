//! Who a statement is about, and how closely it names the one who sends a request.

use serde_json::Value;

use super::error::{PolicyError, texts};

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PrincipalElement {
    pub(super) is_negated: bool,
    names: Vec<PrincipalName>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PrincipalName {
    Anyone,
    /// Everyone with keys of AWS.
    AnyAws,
    /// An account, as its id or as the ARN of its root.
    Account(String),
    /// The ARN of a user, a role or a role session.
    Arn(String),
    Federated(String),
    Service(String),
}

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequestPrincipal {
    Aws {
        account_id: String,
        /// The ARN of the user, or of the role with its path.
        identity_arn: String,
        /// The ARN of the session, when there is one.
        session_arn: Option<String>,
    },
    /// The ARN or name of an identity provider.
    Federated(String),
    /// A service, such as `rolesanywhere.amazonaws.com`.
    Service(String),
}

/// How a statement names the one who sends a request, from the loosest to the closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PrincipalMatch {
    /// By account: what the account's own policies allow.
    Account,
    /// The role whose session it is.
    Role,
    /// The user or session itself, or everyone.
    Itself,
}

impl PrincipalElement {
    pub(super) fn parse(element: &Value, is_negated: bool) -> Result<Self, PolicyError> {
        if element.as_str() == Some("*") {
            let names = vec![PrincipalName::Anyone];
            return Ok(Self { is_negated, names });
        }
        let kinds = element.as_object().ok_or(PolicyError::InvalidPrincipal)?;
        let mut names = Vec::new();
        for (kind, values) in kinds {
            for value in texts(values)? {
                names.push(PrincipalName::parse(kind, value)?);
            }
        }
        Ok(Self { is_negated, names })
    }

    pub(super) fn of_accounts(accounts: &[String]) -> Self {
        Self {
            is_negated: false,
            names: accounts.iter().cloned().map(PrincipalName::Account).collect(),
        }
    }

    /// How the element names the principal; none when the statement is not about it.
    pub(super) fn grant(&self, principal: &RequestPrincipal) -> Option<PrincipalMatch> {
        let closest = self.names.iter().filter_map(|name| name.grant(principal)).max();
        if self.is_negated {
            return closest.is_none().then_some(PrincipalMatch::Itself);
        }
        closest
    }
}

impl PrincipalName {
    fn parse(kind: &str, value: String) -> Result<Self, PolicyError> {
        match kind {
            "AWS" if value == "*" => Ok(Self::AnyAws),
            "AWS" => Self::aws(value),
            "Federated" => Ok(Self::Federated(value)),
            "Service" => Ok(Self::Service(value)),
            _ => Err(PolicyError::InvalidPrincipal),
        }
    }

    fn aws(value: String) -> Result<Self, PolicyError> {
        if is_account_id(&value) {
            return Ok(Self::Account(value));
        }
        let parts: Vec<&str> = value.splitn(6, ':').collect();
        match parts.as_slice() {
            ["arn", _, "iam", "", account, "root"] if is_account_id(account) => {
                Ok(Self::Account((*account).to_owned()))
            }
            // AWS takes no wildcards in principals.
            ["arn", _, "iam" | "sts", "", account, _] if is_account_id(account) && !value.contains('*') => {
                Ok(Self::Arn(value))
            }
            _ => Err(PolicyError::InvalidPrincipal),
        }
    }

    fn grant(&self, principal: &RequestPrincipal) -> Option<PrincipalMatch> {
        match (self, principal) {
            (Self::Anyone, _) | (Self::AnyAws, RequestPrincipal::Aws { .. }) => Some(PrincipalMatch::Itself),
            (Self::Account(named), RequestPrincipal::Aws { account_id, .. }) => {
                (named == account_id).then_some(PrincipalMatch::Account)
            }
            (
                Self::Arn(named),
                RequestPrincipal::Aws {
                    identity_arn,
                    session_arn,
                    ..
                },
            ) => match session_arn {
                Some(session_arn) if named == session_arn => Some(PrincipalMatch::Itself),
                Some(_) => (named == identity_arn).then_some(PrincipalMatch::Role),
                None => (named == identity_arn).then_some(PrincipalMatch::Itself),
            },
            (Self::Federated(named), RequestPrincipal::Federated(provider)) => {
                (named == provider).then_some(PrincipalMatch::Itself)
            }
            (Self::Service(named), RequestPrincipal::Service(service)) => {
                (named == service).then_some(PrincipalMatch::Itself)
            }
            (Self::AnyAws | Self::Account(_) | Self::Arn(_) | Self::Federated(_) | Self::Service(_), _) => {
                None
            }
        }
    }
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
