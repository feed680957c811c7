//! Session policies: a document and the ARNs of managed policies, checked, and their packed size.

use super::{API, invalid};
use crate::iam_policy::{NamedPolicy, PolicyDocument, PolicyKind};
use crate::query::{Violations, structure_list};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

const MAX_POLICY_ARNS: usize = 10;
/// Of the document and all ARNs, as plain text.
const MAX_PLAIN_SIZE: usize = 2_048;
const PACKED_ARN_SIZE: usize = 12;

/// The policies that were passed with a request.
pub(super) struct SessionPolicies {
    pub(super) policies: Vec<NamedPolicy>,
    pub(super) packed_size: usize,
}

pub(super) fn read(
    state: &EmulatorState,
    request: &ApiRequest,
    account_id: &str,
) -> Result<SessionPolicies, ApiResponse> {
    let text = request.parameter("Policy");
    let arns = structure_list(request, "PolicyArns");
    let arns: Vec<String> = arns
        .into_iter()
        .filter_map(|mut item| item.remove("arn"))
        .collect();
    check_sizes(text.as_deref(), &arns)?;
    let malformed = |message: &str| invalid("MalformedPolicyDocument", message);
    let mut policies = Vec::new();
    let mut packed_size = arns.len() * PACKED_ARN_SIZE;
    if let Some(text) = text {
        let document = PolicyDocument::from_text(&text, PolicyKind::Identity)
            .map_err(|error| malformed(&error.to_string()))?;
        packed_size += document.packed_size();
        policies.push(NamedPolicy { arn: None, document });
    }
    for arn in &arns {
        let account = state.directory.account(account_id);
        let policy = account.and_then(|account| account.managed_policy(arn));
        policies.push(
            policy.ok_or_else(|| malformed(&format!("Policy {arn} does not exist or is not attachable.")))?,
        );
    }
    Ok(SessionPolicies {
        policies,
        packed_size,
    })
}

fn check_sizes(text: Option<&str>, arns: &[String]) -> Result<(), ApiResponse> {
    let mut violations = Violations::default();
    let length = text.map(|text| text.chars().count());
    if length == Some(0) {
        violations.add("", "policy", "have length greater than or equal to 1");
    }
    let plain = length.unwrap_or_default() + arns.iter().map(String::len).sum::<usize>();
    if plain > MAX_PLAIN_SIZE {
        violations.add("…", "policy", "have length less than or equal to 2048");
    }
    if arns.len() > MAX_POLICY_ARNS {
        violations.add("[…]", "policyArns", "have length less than or equal to 10");
    }
    violations.finish(API)
}
