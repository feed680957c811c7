//! A policy document: its JSON, checked as IAM checks it before it is attached.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::statement::Statement;

/// A policy in IAM's JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct PolicyDocument {
    source: Value,
    pub(super) statements: Vec<Statement>,
}

/// Why a document is not a policy; the texts are IAM's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The text is not JSON.
    #[error("This policy contains invalid Json")]
    InvalidJson,
    /// The JSON does not have the form of a policy.
    #[error("Syntax errors in policy.")]
    Syntax,
    /// A member is missing.
    #[error("Missing required field {0}")]
    Missing(&'static str),
    /// A member is not for policies of this kind.
    #[error("Has prohibited field {0}")]
    Prohibited(&'static str),
    /// An identity's policy names a principal.
    #[error("Policy document should not specify a principal.")]
    UnexpectedPrincipal,
    /// A principal has no known form.
    #[error("Invalid principal in policy")]
    InvalidPrincipal,
    /// An action is neither `*` nor of the form `service:name`.
    #[error("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")]
    UnprefacedAction,
    /// A resource is neither `*` nor an ARN.
    #[error("Resource {0} must be in ARN format or \"*\".")]
    ResourceForm(String),
    /// A condition has an operator that IAM does not know.
    #[error("Invalid Condition type : {0}.")]
    Operator(String),
}

/// Where a policy is used: some members are required here and prohibited there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PolicyPlace {
    /// Attached to an identity, a boundary, or passed with a session.
    Identity,
    /// The trust policy of a role.
    Trust,
}

impl PolicyDocument {
    /// Reads a text.
    pub(crate) fn from_text(text: &str, place: PolicyPlace) -> Result<Self, PolicyError> {
        let source: Value = serde_json::from_str(text).map_err(|_| PolicyError::InvalidJson)?;
        let document = Self::try_from(source)?;
        document.check(place)?;
        Ok(document)
    }

    /// Checks the members that depend on where the policy is used.
    pub(crate) fn check(&self, place: PolicyPlace) -> Result<(), PolicyError> {
        for statement in &self.statements {
            match (place, &statement.resources) {
                (PolicyPlace::Identity, None) => return Err(PolicyError::Missing("Resource")),
                (PolicyPlace::Trust, Some(_)) => return Err(PolicyError::Prohibited("Resource")),
                (PolicyPlace::Identity, Some(resources)) => {
                    let is_form = |text: &&str| *text != "*" && text.splitn(6, ':').count() < 6;
                    if let Some(wrong) = resources.iter().find(is_form) {
                        return Err(PolicyError::ResourceForm(wrong.to_owned()));
                    }
                }
                (PolicyPlace::Trust, None) => {}
            }
            match (place, &statement.principal) {
                (PolicyPlace::Identity, Some(_)) => return Err(PolicyError::UnexpectedPrincipal),
                (PolicyPlace::Trust, None) => return Err(PolicyError::Missing("Principal")),
                (PolicyPlace::Identity, None) | (PolicyPlace::Trust, Some(_)) => {}
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

/// A text, a number or a truth value, or a list of them.
pub(super) fn texts(value: &Value) -> Result<Vec<String>, PolicyError> {
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(PolicyError::Syntax),
    };
    match value {
        Value::Array(values) => values.iter().map(text).collect(),
        other => Ok(vec![text(other)?]),
    }
}
