//! Roles that an assertion leads to, or whose credentials others obtain: how they are read and written, and what is refused.

use super::*;
use rolecall_model::role_definition::{AssertionSource, IdentityTokenSource, RoleDefinition, RoleMethod};
use std::path::PathBuf;

const SAML: &str = r#"[role.corp]
saml_assertion = "/run/assertion"
role = "arn:aws:iam::111122223333:role/team/Corp"
saml_provider = "arn:aws:iam::111122223333:saml-provider/Corp"
region = "eu-west-1"
endpoint_url = "http://127.0.0.1:4566"
duration_seconds = 43200
policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
"#;
const PROCESS: &str = r#"[role.other]
credential_process = '/opt/tool --account "x y"'
account = "111122223333"
role_name = "Other"
region = "eu-west-1"
endpoint_url = "http://127.0.0.1:4566"
"#;
const ENTERED: &str = r#"[role.pasted]
credentials = "entered"
account = "111122223333"
role_name = "ann@example.com"
region = "eu-west-1"
"#;

const LOGIN: &str = r#"[role.console]
login_session = "arn:aws:sts::111122223333:assumed-role/Admin/ann@example.com"
region = "eu-west-1"
endpoint_url = "http://127.0.0.1:4566"
"#;

fn role(text: &str) -> RoleDefinition {
    read_settings(text).unwrap().roles.remove(0)
}

#[test]
fn they_are_read_and_written_as_they_were() {
    for text in [SAML, PROCESS, ENTERED, LOGIN] {
        let definition = role(text);
        assert_eq!(definition.key().account_id.as_str(), "111122223333");
        assert_eq!(definition.method.parent(), None);
        let settings = read_settings(text).unwrap();
        let source = settings.resolve(&definition.key()).unwrap().source;
        assert!(source.portal().is_none() && source.parent().is_none(), "{text}");
        assert_eq!(source.endpoints().region.as_str(), "eu-west-1");
        assert!(settings.needs_no_sign_in(&definition.key()));
        assert_eq!(role(&add_role("", &definition).unwrap()), definition);
        let replaced = replace_role(&format!("# mine\n{text}"), &definition).unwrap();
        assert_eq!(replaced, format!("# mine\n{text}"));
        assert_eq!(remove_role(&replaced, &definition.name).unwrap().trim(), "");
    }
    let mut corp = role(SAML);
    let RoleMethod::Saml(saml) = &mut corp.method else {
        panic!("{corp:?}");
    };
    let file = IdentityTokenSource::File(PathBuf::from("/run/assertion"));
    assert_eq!(saml.assertion, AssertionSource::Read(file));
    saml.assertion = AssertionSource::Entered;
    let entered = replace_role(SAML, &corp).unwrap();
    assert!(entered.contains("saml_assertion = \"-\"\n"), "{entered}");
    assert_eq!(role(&entered), corp);
}

#[test]
fn every_part_of_a_definition_is_in_its_fingerprint() {
    let fingerprint = |text: &str| role(text).method.fingerprint();
    for (text, changes) in [
        (
            SAML,
            &[
                ("/run/assertion", "/run/other"),
                ("saml_assertion", "saml_command"),
                ("role/team", "role/other"),
                ("saml-provider/Corp", "saml-provider/Other"),
                ("eu-west-1", "eu-west-2"),
                ("127.0.0.1", "[::1]"),
                ("43200", "3600"),
                ("ReadOnlyAccess", "ViewOnlyAccess"),
            ][..],
        ),
        (
            PROCESS,
            &[
                ("/opt/tool", "/opt/other"),
                ("111122223333", "444455556666"),
                ("Other", "Another"),
                ("127.0.0.1", "[::1]"),
                (
                    "credential_process = '/opt/tool --account \"x y\"'",
                    "credentials = \"entered\"",
                ),
            ],
        ),
    ] {
        let before = fingerprint(text);
        assert!(!before.contains("/run") && !before.contains("/opt"), "{before}");
        for (right, other) in changes {
            let changed = text.replacen(right, other, 1);
            assert_ne!(changed, text, "{right}");
            assert_ne!(fingerprint(&changed), before, "{other}");
        }
    }
}

#[test]
fn one_with_anything_wrong_is_left_out() {
    for (text, right, wrong) in [
        (SAML, "\"/run/assertion\"", "\"run/assertion\""),
        (SAML, "role =", "# role ="),
        (SAML, "saml_provider =", "# saml_provider ="),
        (SAML, "region =", "# region ="),
        (SAML, "saml-provider/", "oidc-provider/"),
        (SAML, "43200", "60"),
        (PROCESS, "'/opt/tool --account \"x y\"'", "' '"),
        (PROCESS, "account =", "# account ="),
        (PROCESS, "role_name =", "# role_name ="),
        (PROCESS, "region =", "# region ="),
        (PROCESS, "\"111122223333\"", "111122223333"),
        (PROCESS, "\"Other\"", "\"a/b\""),
        (PROCESS, "http://127.0.0.1:4566", "http://aws.example"),
        (ENTERED, "\"entered\"", "\"ASIAEXAMPLE\""),
        (PROCESS, "region =", "credentials = \"entered\"\nregion ="),
        (LOGIN, "assumed-role/Admin/ann@example.com", "assumed-role/Admin"),
        (LOGIN, "region =", "# region ="),
        (LOGIN, "http://127.0.0.1:4566", "http://aws.example"),
        (LOGIN, "region =", "credentials = \"entered\"\nregion ="),
        (SAML, "region =", "saml_command = \"get\"\nregion ="),
    ] {
        let changed = text.replacen(right, wrong, 1);
        assert_ne!(changed, text, "{right}");
        let (settings, faults) = read_settings_and_faults(&changed).unwrap();
        assert!(settings.roles.is_empty(), "{wrong}");
        assert_eq!(faults.len(), 1, "{wrong}: {faults:?}");
    }
}

#[test]
fn others_are_assumed_with_them() {
    let text = format!(
        "{PROCESS}\n[role.next]\nassume = \"arn:aws:iam::444455556666:role/Next\"\nfrom = \"other\"\n"
    );
    let settings = read_settings(&text).unwrap();
    let next = settings.resolve(&settings.roles[1].key()).unwrap();
    assert_eq!(next.source.parent().unwrap().key, settings.roles[0].key());
}
