//! Links that switch to a role in the console (IAM User Guide, "Grant a user permissions to switch roles"):
//! `https://signin.aws.amazon.com/switchrole?account=123456789012&roleName=path/name`.

use super::{InvalidRoleArn, RoleArn};
use crate::partition::Partition;
use url::Url;

/// Returns the role that a link switches to.
pub(super) fn role_arn(text: &str) -> Result<RoleArn, InvalidRoleArn> {
    let link = Url::parse(text).map_err(|_| InvalidRoleArn)?;
    let partition = link.host_str().and_then(Partition::of_signin_host);
    let partition = partition.ok_or(InvalidRoleArn)?.id();
    if link.path().trim_end_matches('/') != "/switchrole" {
        return Err(InvalidRoleArn);
    }
    let value = |key: &str| {
        let mut pairs = link.query_pairs().filter(|(name, _)| name == key);
        let (_, value) = pairs.next().ok_or(InvalidRoleArn)?;
        // Of two, nobody says which the console takes.
        pairs.next().map_or(Ok(value), |_| Err(InvalidRoleArn))
    };
    let (account, role_name) = (value("account")?, value("roleName")?);
    let role_name = role_name.trim_start_matches('/');
    RoleArn::parse(&format!("arn:{partition}:iam::{account}:role/{role_name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(link: &str) -> Option<String> {
        RoleArn::parse_or_link(link).ok().map(|arn| arn.to_string())
    }

    #[test]
    fn a_link_leads_to_its_role() {
        for (link, expected) in [
            (
                "https://signin.aws.amazon.com/switchrole?account=123456789012&roleName=Audit&displayName=A%20b&color=F2B0A9",
                "arn:aws:iam::123456789012:role/Audit",
            ),
            (
                "https://eu-west-1.signin.aws.amazon.com/switchrole?roleName=team%2FAudit&account=123456789012",
                "arn:aws:iam::123456789012:role/team/Audit",
            ),
            (
                "https://signin.amazonaws-us-gov.com/switchrole?account=123456789012&roleName=Audit",
                "arn:aws-us-gov:iam::123456789012:role/Audit",
            ),
        ] {
            assert_eq!(arn(link).as_deref(), Some(expected));
        }
        assert_eq!(
            arn("arn:aws:iam::123456789012:role/A").as_deref(),
            Some("arn:aws:iam::123456789012:role/A")
        );
    }

    #[test]
    fn what_is_no_such_link_is_refused() {
        for link in [
            "https://signin.aws.amazon.com/switchrole?account=acme&roleName=Audit",
            "https://signin.aws.amazon.com/switchrole?account=123456789012",
            "https://signin.aws.amazon.com/switchrole?account=123456789012&account=210987654321&roleName=Audit",
            "https://signin.aws.amazon.com/oauth?account=123456789012&roleName=Audit",
            "https://signin.aws.amazon.com.example.org/switchrole?account=123456789012&roleName=Audit",
            "http://signin.aws.amazon.com/switchrole?account=123456789012&roleName=Audit",
            "https://signin.aws.amazon.com/switchrole?account=123456789012&roleName=a%20b",
        ] {
            assert_eq!(arn(link), None, "{link}");
        }
    }
}
