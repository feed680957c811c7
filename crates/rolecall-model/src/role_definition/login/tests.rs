//! Who signs in to the console, and what credentials are known by.

use super::*;

fn name_of(arn: &str) -> Option<String> {
    let parsed = LoginSessionArn::parse(arn).ok()?;
    assert_eq!(parsed.account_id().to_string(), "012345678901");
    Some(parsed.name().as_str().to_owned())
}

#[test]
fn whoever_can_sign_in_is_named() {
    let cases = [
        ("arn:aws:iam::012345678901:root", "root"),
        ("arn:aws:iam::012345678901:user/alice", "alice"),
        ("arn:aws-cn:iam::012345678901:user/people/ops/alice", "alice"),
        (
            "arn:aws:sts::012345678901:assumed-role/Admin/alice@example.com",
            "Admin",
        ),
        ("arn:aws-us-gov:sts::012345678901:federated-user/bob", "bob"),
    ];
    for (arn, name) in cases {
        assert_eq!(name_of(arn).as_deref(), Some(name), "{arn}");
    }
}

#[test]
fn the_user_is_named_for_what_is_assumed_with_the_credentials() {
    let user = |arn: &str| LoginSessionArn::parse(arn).unwrap().user().to_owned();
    assert_eq!(user("arn:aws:iam::012345678901:root"), "root");
    assert_eq!(user("arn:aws:iam::012345678901:user/ops/alice"), "alice");
    assert_eq!(
        user("arn:aws:sts::012345678901:assumed-role/Admin/alice@example.com"),
        "alice@example.com"
    );
}

#[test]
fn nothing_else_is() {
    let refused = [
        "",
        "alice",
        "arn:aws:iam::012345678901:role/Admin",
        "arn:aws:iam::012345678901:root/x",
        "arn:aws:iam::012345678901:user/",
        "arn:aws:iam::012345678901:user//alice",
        "arn:aws:iam::01234567890:user/alice",
        "arn:aws:iam:eu-west-1:012345678901:user/alice",
        "arn:aws:sts::012345678901:assumed-role/Admin",
        "arn:aws:sts::012345678901:assumed-role/Admin/alice/more",
        "arn:other:iam::012345678901:user/alice",
        "arn:aws:iam::012345678901:user/al\u{202e}ice",
        "arn:aws:iam::012345678901:user/alice\n",
    ];
    for arn in refused {
        assert_eq!(
            LoginSessionArn::parse(arn),
            Err(InvalidLoginSessionArn),
            "{arn:?}"
        );
    }
}

#[test]
fn credentials_of_another_user_region_or_address_are_others() {
    let role = |arn: &str, region: &str, endpoint: Option<&str>| LoginRole {
        login_session: LoginSessionArn::parse(arn).unwrap(),
        region: Region::parse(region).unwrap(),
        endpoint_url: endpoint.map(|url| EndpointUrl::parse(url).unwrap()),
    };
    let alice = "arn:aws:iam::012345678901:user/alice";
    let all = [
        role(alice, "eu-west-1", None),
        role(alice, "eu-west-2", None),
        role(alice, "eu-west-1", Some("http://127.0.0.1:1")),
        role("arn:aws:iam::012345678901:user/bob", "eu-west-1", None),
    ];
    let mut fingerprints: Vec<_> = all.iter().map(LoginRole::fingerprint).collect();
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), all.len());
}
