//! The policy language: one small document per rule.

use serde_json::{Value, json};

use super::statement::Verdict;
use super::*;

const ROLE: &str = "arn:aws:iam::111122223333:role/team/Deploy";

fn document(statement: Value) -> PolicyDocument {
    PolicyDocument::try_from(json!({"Version": "2012-10-17", "Statement": statement})).unwrap()
}

fn caller() -> RequestPrincipal {
    RequestPrincipal::Aws {
        account_id: "444455556666".to_owned(),
        identity_arn: "arn:aws:iam::444455556666:role/ops/Tools".to_owned(),
        session_arn: Some("arn:aws:sts::444455556666:assumed-role/Tools/ann".to_owned()),
    }
}

fn context(pairs: &[(&str, &str)]) -> RequestContext {
    let mut context = RequestContext::default();
    for (key, value) in pairs {
        context.set(key, *value);
    }
    context
}

fn assume(context: &RequestContext) -> PolicyRequest<'_> {
    PolicyRequest {
        action: "sts:AssumeRole",
        resource: ROLE,
        context,
    }
}

fn is_satisfied(condition: Value, context: &RequestContext) -> bool {
    let statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition});
    document(statement).verdict(&assume(context)) != Verdict::Silent
}

#[test]
fn a_principal_is_named_by_account_role_session_or_everyone() {
    for (principal, is_named) in [
        (json!("*"), true),
        (json!({"AWS": "*"}), true),
        (json!({"AWS": "444455556666"}), true),
        (json!({"AWS": "arn:aws:iam::444455556666:root"}), true),
        (
            json!({"AWS": ["arn:aws:iam::999988887777:root", "arn:aws:iam::444455556666:role/ops/Tools"]}),
            true,
        ),
        (
            json!({"AWS": "arn:aws:sts::444455556666:assumed-role/Tools/ann"}),
            true,
        ),
        (
            json!({"AWS": "arn:aws:sts::444455556666:assumed-role/Tools/bob"}),
            false,
        ),
        (json!({"AWS": "arn:aws:iam::444455556666:role/Tools"}), false),
        (json!({"AWS": "arn:aws:iam::444455556666:user/ann"}), false),
        (json!({"AWS": "999988887777"}), false),
        (json!({"Service": "ec2.amazonaws.com"}), false),
        (json!({"Federated": "accounts.google.com"}), false),
    ] {
        let trust = document(json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}));
        let verdict = trust.verdict_for(&assume(&RequestContext::default()), &caller());
        assert_eq!(verdict != Verdict::Silent, is_named, "{principal}");
    }
    let everyone_else = json!({"AWS": "999988887777"});
    let trust = document(json!({"Effect": "Deny", "NotPrincipal": everyone_else, "Action": "sts:*"}));
    let verdict = trust.verdict_for(&assume(&RequestContext::default()), &caller());
    assert_eq!(verdict, Verdict::Denied);
}

#[test]
fn actions_and_resources_have_wildcards_and_negations() {
    for (statement, applies) in [
        (json!({"Action": "STS:assume*", "Resource": "*"}), true),
        (
            json!({"Action": ["iam:*", "sts:AssumeRol?"], "Resource": "arn:aws:iam::*:role/team/*"}),
            true,
        ),
        (
            json!({"Action": "sts:*", "Resource": "arn:aws:iam::*:role/Deploy"}),
            false,
        ),
        (json!({"Action": "sts:TagSession", "Resource": "*"}), false),
        (json!({"NotAction": "iam:*", "Resource": "*"}), true),
        (json!({"NotAction": "sts:*", "Resource": "*"}), false),
        (json!({"Action": "*", "NotResource": ROLE}), false),
        (
            json!({"Action": "*", "Resource": "arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}/*"}),
            true,
        ),
        (
            json!({"Action": "*", "Resource": "arn:aws:iam::111122223333:role/${aws:PrincipalTag/no}/*"}),
            false,
        ),
        (
            json!({"Action": "*", "Resource": "arn:aws:iam::111122223333:role/${no, 'team'}/Deploy"}),
            true,
        ),
    ] {
        let mut statement = statement;
        statement["Effect"] = json!("Allow");
        let found =
            document(statement.clone()).verdict(&assume(&context(&[("aws:PrincipalTag/Team", "team")])));
        assert_eq!(found != Verdict::Silent, applies, "{statement}");
    }
}

#[test]
fn operators_compare_as_documented() {
    let context = context(&[
        ("sts:ExternalId", "Acme-1"),
        ("aws:MultiFactorAuthPresent", "true"),
        ("aws:MultiFactorAuthAge", "300"),
        ("aws:PrincipalArn", "arn:aws:iam::444455556666:role/ops/Tools"),
        ("aws:CurrentTime", "2026-12-01T00:00:00Z"),
        ("aws:SourceIp", "10.1.2.3"),
    ]);
    for (condition, expected) in [
        (json!({"StringEquals": {"sts:ExternalId": "Acme-1"}}), true),
        (
            json!({"StringEquals": {"STS:externalid": ["other", "Acme-1"]}}),
            true,
        ),
        (json!({"StringEquals": {"sts:ExternalId": "acme-1"}}), false),
        (
            json!({"StringEqualsIgnoreCase": {"sts:ExternalId": "acme-1"}}),
            true,
        ),
        (json!({"StringNotEquals": {"sts:ExternalId": ["a", "b"]}}), true),
        (
            json!({"StringNotEquals": {"sts:ExternalId": ["a", "Acme-1"]}}),
            false,
        ),
        (json!({"StringLike": {"sts:ExternalId": "Acme-?"}}), true),
        (json!({"StringNotLike": {"sts:ExternalId": "Acme-*"}}), false),
        (json!({"Bool": {"aws:MultiFactorAuthPresent": true}}), true),
        (json!({"Bool": {"aws:MultiFactorAuthPresent": "false"}}), false),
        (
            json!({"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}),
            false,
        ),
        (
            json!({"NumericLessThanEquals": {"aws:MultiFactorAuthAge": 300}}),
            true,
        ),
        (
            json!({"NumericGreaterThan": {"aws:MultiFactorAuthAge": "299"}}),
            true,
        ),
        (
            json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ops/*"}}),
            true,
        ),
        (json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*"}}), false),
        (
            json!({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::1:root"}}),
            true,
        ),
        (
            json!({"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}),
            true,
        ),
        (
            json!({"DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}),
            false,
        ),
        (
            json!({"IpAddress": {"aws:SourceIp": ["192.168.0.0/16", "10.0.0.0/8"]}}),
            true,
        ),
        (json!({"NotIpAddress": {"aws:SourceIp": "10.1.2.3"}}), false),
        (json!({"Null": {"sts:SourceIdentity": "true"}}), true),
        (json!({"Null": {"sts:ExternalId": "true"}}), false),
        (
            json!({"StringEquals": {"sts:ExternalId": "Acme-1"}, "Bool": {"aws:MultiFactorAuthPresent": "false"}}),
            false,
        ),
    ] {
        assert_eq!(is_satisfied(condition.clone(), &context), expected, "{condition}");
    }
}

#[test]
fn a_missing_key_fails_all_but_negations_and_if_exists() {
    for (condition, expected) in [
        (json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}), false),
        (json!({"Bool": {"aws:MultiFactorAuthPresent": "false"}}), false),
        (
            json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}),
            true,
        ),
        (json!({"StringNotEquals": {"sts:ExternalId": "x"}}), true),
        (
            json!({"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}),
            false,
        ),
        (
            json!({"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "3600"}}),
            true,
        ),
        (json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}), true),
        (json!({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}), false),
    ] {
        let found = is_satisfied(condition.clone(), &RequestContext::default());
        assert_eq!(found, expected, "{condition}");
    }
}

#[test]
fn several_values_are_quantified() {
    let mut context = RequestContext::default();
    context.set_all("aws:TagKeys", vec!["a".to_owned(), "b".to_owned()]);
    for (condition, expected) in [
        (
            json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b", "c"]}}),
            true,
        ),
        (
            json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}),
            false,
        ),
        (json!({"ForAnyValue:StringLike": {"aws:TagKeys": "b*"}}), true),
        (json!({"ForAnyValue:StringEquals": {"aws:TagKeys": "c"}}), false),
    ] {
        assert_eq!(is_satisfied(condition.clone(), &context), expected, "{condition}");
    }
}

#[test]
fn documents_that_are_no_policies_are_rejected() {
    for (text, message) in [
        ("{", "This policy contains invalid Json"),
        ("[]", "Syntax errors in policy."),
        (r#"{"Version": "2012-10-17"}"#, "Missing required field Statement"),
        (
            r#"{"Version": "2026-01-01", "Statement": []}"#,
            "Syntax errors in policy.",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Resource": "*"}}"#,
            "Missing required field Action",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*"}}"#,
            "Missing required field Resource",
        ),
        (
            r#"{"Statement": {"Effect": "Perhaps", "Action": "*", "Resource": "*"}}"#,
            "Syntax errors in policy.",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "mine"}}"#,
            "Resource mine must be",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#,
            "Policy document should not specify a principal.",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Equals": {"a": "b"}}}}"#,
            "Invalid Condition type : Equals.",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "AssumeRole", "Resource": "*"}}"#,
            "Actions/Conditions must",
        ),
    ] {
        let error = PolicyDocument::from_text(text, PolicyKind::Identity).unwrap_err();
        assert!(error.to_string().starts_with(message), "{text}: {error}");
    }
    let trust = document(json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}));
    assert!(trust.check(PolicyKind::Trust).is_err());
    let wildcard = json!({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::444455556666:role/*"}}});
    assert_eq!(
        PolicyDocument::try_from(wildcard),
        Err(PolicyError::InvalidPrincipal)
    );
}

fn named(statement: Value) -> NamedPolicy {
    NamedPolicy {
        arn: Some("arn:aws:iam::444455556666:policy/P".to_owned()),
        document: document(statement),
    }
}

fn allowing() -> NamedPolicy {
    named(json!({"Effect": "Allow", "Action": "*", "Resource": "*"}))
}

fn denying() -> NamedPolicy {
    named(json!({"Effect": "Deny", "Action": "sts:*", "Resource": "*"}))
}

#[test]
fn the_policy_that_denies_is_named() {
    let context = RequestContext::default();
    let unrelated = || named(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}));
    let policies = |identity, boundary, session| IdentityPolicies {
        identity,
        boundary,
        session,
    };
    let reason = |policies: IdentityPolicies| {
        let denial = policies.decide(&assume(&context)).err();
        denial.map(|denial| denial.reason("sts:AssumeRole"))
    };
    assert_eq!(
        reason(policies(vec![unrelated(), allowing()], None, Vec::new())),
        None
    );
    for (policies, expected) in [
        (
            policies(vec![unrelated()], None, Vec::new()),
            " because no identity-based policy allows the sts:AssumeRole action",
        ),
        (
            policies(vec![allowing()], Some(unrelated()), Vec::new()),
            " because no permissions boundary allows the sts:AssumeRole action",
        ),
        (
            policies(vec![allowing()], None, vec![unrelated()]),
            " because no session policy allows the sts:AssumeRole action",
        ),
        (
            policies(vec![allowing(), denying()], None, Vec::new()),
            " with an explicit deny in an identity-based policy: arn:aws:iam::444455556666:policy/P",
        ),
        (
            policies(vec![allowing()], Some(denying()), Vec::new()),
            " with an explicit deny in a permissions boundary: arn:aws:iam::444455556666:policy/P",
        ),
    ] {
        assert_eq!(reason(policies).as_deref(), Some(expected));
    }
}

fn denied_by(denial: &Denial) -> PolicyType {
    match denial {
        Denial::Explicit { policy, .. } | Denial::Implicit { policy } => *policy,
    }
}

#[test]
fn trust_must_allow_and_between_accounts_both_sides() {
    let context = RequestContext::default();
    let trust = |principal: &str| {
        document(json!({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}))
    };
    let role = "arn:aws:iam::444455556666:role/ops/Tools";
    let none = IdentityPolicies::default();
    let all = IdentityPolicies {
        identity: vec![allowing()],
        ..IdentityPolicies::default()
    };
    let own = "444455556666";
    for (trust, account, policies, expected) in [
        (trust(own), own, &none, Some(PolicyType::IdentityBased)),
        (trust(own), own, &all, None),
        (trust(role), own, &none, None),
        (
            trust(role),
            "111122223333",
            &none,
            Some(PolicyType::IdentityBased),
        ),
        (trust(role), "111122223333", &all, None),
        (trust("999988887777"), own, &all, Some(PolicyType::RoleTrust)),
        (trust("999988887777"), own, &none, Some(PolicyType::IdentityBased)),
    ] {
        let decision = decide_trusted(&trust, account, &caller(), policies, &assume(&context));
        assert_eq!(
            decision.err().map(|denial| denied_by(&denial)),
            expected,
            "{trust:?}"
        );
    }
    let deny = document(json!([
        {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
        {"Effect": "Deny", "Principal": {"AWS": role}, "Action": "sts:AssumeRole"},
    ]));
    let denial = decide_trusted(&deny, own, &caller(), &all, &assume(&context)).unwrap_err();
    assert_eq!(
        denial.reason("sts:AssumeRole"),
        " with an explicit deny in the role trust policy"
    );
}
