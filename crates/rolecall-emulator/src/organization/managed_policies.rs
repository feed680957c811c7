//! Managed policies by their ARN: those of an account, and the few of AWS's that the emulator knows, much
//! shortened.

use serde_json::{Value, json};

use super::OrgAccount;
use crate::iam_policy::{NamedPolicy, PolicyDocument};

impl OrgAccount {
    /// The policy with this ARN that can be attached in this account, in any partition.
    pub(crate) fn managed_policy(&self, arn: &str) -> Option<NamedPolicy> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", _, "iam", "", owner, resource] = parts.as_slice() else {
            return None;
        };
        let path_and_name = resource.strip_prefix("policy")?;
        let document = if *owner == "aws" {
            aws_managed(path_and_name)
        } else if *owner == self.id {
            let mut own = self.managed_policies.iter();
            let is_named = |policy: &&super::OrgManagedPolicy| {
                path_and_name == format!("{}{}", policy.path, policy.name)
            };
            own.find(is_named).map(|policy| policy.document.clone())
        } else {
            None
        };
        Some(NamedPolicy {
            arn: Some(arn.to_owned()),
            document: document?,
        })
    }
}

fn aws_managed(path_and_name: &str) -> Option<PolicyDocument> {
    let statement: Value = match path_and_name {
        "/AdministratorAccess" => json!({"Effect": "Allow", "Action": "*", "Resource": "*"}),
        "/PowerUserAccess" => {
            json!({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"})
        }
        "/ReadOnlyAccess" | "/SecurityAudit" => {
            json!({"Effect": "Allow", "Action": ["*:Describe*", "*:Get*", "*:List*"], "Resource": "*"})
        }
        _ => return None,
    };
    PolicyDocument::try_from(json!({"Version": "2012-10-17", "Statement": statement})).ok()
}
