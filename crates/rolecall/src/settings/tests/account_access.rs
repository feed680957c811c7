//! Portals of account access manager in the file.

use super::*;
use rolecall_model::portal::PortalKind;

const TENANT: &str =
    "start_url = \"https://aa-northwind.account-access.eu-west-1.app.aws\"\nregion = \"eu-west-1\"\n";
const CENTER: &str = "identity_center_url = \"https://d-1234567890.awsapps.com/start\"\n";
const ARN: &str = "arn:aws:sso::111122223333:application/ssoins-1234567890abcdef/apl-1234567890abcdef";

fn of(more: &str) -> String {
    format!("[portal.roles]\n{TENANT}{CENTER}{more}")
}

#[test]
fn the_address_says_the_kind_and_the_file_the_rest() {
    let text = of(&format!(
        "entitled_application_arn = \"{ARN}\"\nduration_seconds = 7200\nsession_name = \"INC-42\"\n"
    ));
    for text in [of(""), text] {
        let settings = read_settings(&text).unwrap();
        let portal = &settings.portals[0];
        let access = portal.kind.account_access().unwrap();
        assert_eq!(access.application.tenant_id.as_str(), "aa-northwind");
        let center = portal.identity_center_url().as_str();
        assert_eq!(center, "https://d-1234567890.awsapps.com/start");
        let is_whole = text.contains("INC-42");
        assert_eq!(
            access.session_duration.map(|duration| duration.seconds()),
            is_whole.then_some(7200)
        );
        assert_eq!(
            access.session_name.as_ref().map(|name| name.as_str()),
            is_whole.then_some("INC-42")
        );
        assert_eq!(access.application.entitled_application_arn.is_some(), is_whole);
        assert_eq!(
            add_portal("", portal).unwrap(),
            text,
            "it is written as it is read"
        );
    }
    let other = format!(
        "[portal.corp]\nstart_url = \"https://acme.awsapps.com/start\"\nregion = \"eu-west-1\"\n{CENTER}"
    );
    let settings = read_settings(&other).unwrap();
    assert_eq!(settings.portals[0].kind, PortalKind::IdentityCenter);
}

#[test]
fn what_is_missing_or_wrong_is_said_with_its_line() {
    let tenant = format!("[portal.roles]\n{TENANT}");
    let with = |more: &str| format!("{tenant}{more}\n");
    let wrong_arn = "entitled_application_arn = \"arn:aws:iam::111122223333:role/x\"";
    for (text, line, says) in [
        (tenant.clone(), 1, "portal.roles has no identity_center_url"),
        (
            with("identity_center_url = \"https://aa-x.account-access.eu-west-1.app.aws\""),
            4,
            "identity_center_url is the start URL of an IAM Identity Center",
        ),
        (
            with("identity_center_url = 1"),
            4,
            "identity_center_url is a quoted string",
        ),
        (
            of(wrong_arn),
            5,
            "entitled_application_arn is the ARN of an application",
        ),
        (
            of("duration_seconds = 60"),
            5,
            "duration_seconds is a whole number of seconds",
        ),
        (of("session_name = \"a b\""), 5, "session_name is 2 to 64 letters"),
    ] {
        assert_left_out(&text, line, says);
    }
}
