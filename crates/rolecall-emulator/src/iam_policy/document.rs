//! A policy document: its JSON, checked as IAM checks it before it is attached.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::PolicyError;
use super::principal::RequestPrincipal;
use super::statement::{PolicyRequest, Statement, Verdict};

/// A policy in IAM's JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct PolicyDocument {
    source: Value,
    pub(super) statements: Vec<Statement>,
}

/// Where a policy is used: some members are required here and prohibited there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PolicyKind {
    /// Attached to an identity, a boundary, or passed with a session.
    Identity,
    /// The trust policy of a role.
    Trust,
}

impl PolicyDocument {
    /// Reads a text.
    pub(crate) fn from_text(text: &str, kind: PolicyKind) -> Result<Self, PolicyError> {
        let source: Value = serde_json::from_str(text).map_err(|_| PolicyError::InvalidJson)?;
        let document = Self::try_from(source)?;
        document.check(kind)?;
        Ok(document)
    }

    /// Checks the members that depend on where the policy is used.
    pub(crate) fn check(&self, kind: PolicyKind) -> Result<(), PolicyError> {
        for statement in &self.statements {
            match (kind, &statement.resources) {
                (PolicyKind::Identity, None) => return Err(PolicyError::Missing("Resource")),
                (PolicyKind::Trust, Some(_)) => return Err(PolicyError::Prohibited("Resource")),
                (PolicyKind::Identity, Some(resources)) => {
                    let is_form = |text: &&str| *text != "*" && text.splitn(6, ':').count() < 6;
                    if let Some(wrong) = resources.iter().find(is_form) {
                        return Err(PolicyError::ResourceForm(wrong.to_owned()));
                    }
                }
                (PolicyKind::Trust, None) => {}
            }
            match (kind, &statement.principal) {
                (PolicyKind::Identity, Some(_)) => return Err(PolicyError::UnexpectedPrincipal),
                (PolicyKind::Trust, None) => return Err(PolicyError::Missing("Principal")),
                (PolicyKind::Identity, None) | (PolicyKind::Trust, Some(_)) => {}
            }
        }
        Ok(())
    }

    /// A policy that allows every action on everything.
    pub(crate) fn allowing_everything() -> Self {
        let source = serde_json::json!({
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
        });
        Self {
            source,
            statements: vec![Statement::allowing_everything()],
        }
    }

    /// A trust policy, with these accounts trusted besides.
    pub(crate) fn trusting(base: Option<&Self>, accounts: &[String]) -> Self {
        let mut document = base.cloned().unwrap_or_else(|| Self {
            source: Value::Null,
            statements: Vec::new(),
        });
        if !accounts.is_empty() {
            document.statements.push(Statement::trusting(accounts));
        }
        document
    }

    /// The JSON without white space, as it is packed into a session token.
    pub(crate) fn packed_size(&self) -> usize {
        self.source.to_string().len()
    }
}

impl TryFrom<Value> for PolicyDocument {
    type Error = PolicyError;

    fn try_from(source: Value) -> Result<Self, PolicyError> {
        let members = source.as_object().ok_or(PolicyError::Syntax)?;
        if members
            .keys()
            .any(|name| !["Version", "Id", "Statement"].contains(&name.as_str()))
        {
            return Err(PolicyError::Syntax);
        }
        match members.get("Version").map(Value::as_str) {
            None | Some(Some("2012-10-17" | "2008-10-17")) => {}
            Some(_) => return Err(PolicyError::Syntax),
        }
        let statements = match members.get("Statement") {
            None => return Err(PolicyError::Missing("Statement")),
            Some(Value::Array(statements)) => statements.iter().map(Statement::parse).collect(),
            Some(statement) => Statement::parse(statement).map(|statement| vec![statement]),
        };
        let statements: Vec<Statement> = statements?;
        if statements.is_empty() {
            return Err(PolicyError::Syntax);
        }
        Ok(Self { source, statements })
    }
}

impl From<PolicyDocument> for Value {
    fn from(document: PolicyDocument) -> Self {
        document.source
    }
}

impl PolicyDocument {
    /// What the policy of a resource, such as a role's trust policy, says to a request of this principal.
    pub(crate) fn verdict_for(&self, request: &PolicyRequest<'_>, principal: &RequestPrincipal) -> Verdict {
        self.combine(request, Some(principal))
    }

    /// What the policy of an identity says to its request.
    pub(crate) fn verdict(&self, request: &PolicyRequest<'_>) -> Verdict {
        self.combine(request, None)
    }

    fn combine(&self, request: &PolicyRequest<'_>, principal: Option<&RequestPrincipal>) -> Verdict {
        let mut combined = Verdict::Silent;
        for statement in &self.statements {
            combined = match (combined, statement.verdict(request, principal)) {
                (_, Verdict::Denied) => return Verdict::Denied,
                (Verdict::Allowed(before), Verdict::Allowed(now)) => Verdict::Allowed(before.max(now)),
                (Verdict::Silent, found) => found,
                (before, Verdict::Allowed(_) | Verdict::Silent) => before,
            };
        }
        combined
    }
}
