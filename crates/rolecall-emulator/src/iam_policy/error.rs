//! What is wrong with a policy document, and the values that its members may have.

use serde_json::Value;

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

/// A text, a number or a truth value, or a list of them.
pub(super) fn texts(value: &Value) -> Result<Vec<String>, PolicyError> {
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(PolicyError::Syntax),
    };
    if let Value::Array(values) = value {
        return values.iter().map(text).collect();
    }
    Ok(vec![text(value)?])
}
