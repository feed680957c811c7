//! What is valid in the definition of an IAM user, and what is not.

use super::*;

fn user() -> IamUser {
    IamUser {
        user_arn: IamUserArn::parse("arn:aws:iam::111122223333:user/staff/carol").unwrap(),
        access_key_id: AccessKeyId::parse("AKIAIOSFODNN7EXAMPLE").unwrap(),
        mfa_serial: None,
        mfa_command: None,
        duration: None,
        region: Region::parse("eu-west-1").unwrap(),
        endpoint_url: None,
    }
}

#[test]
fn an_arn_names_account_and_user() {
    let arn = user().user_arn;
    assert_eq!(
        (arn.account_id().as_str(), arn.user_name().as_str()),
        ("111122223333", "carol")
    );
    let long = format!("arn:aws:iam::111122223333:user/{}", "a".repeat(65));
    for invalid in [
        "arn:aws:iam::111122223333:role/carol",
        "arn:aws:iam::111122223333:user/",
        "arn:aws:iam::111122223333:user//carol",
        "arn:aws:iam::1111:user/carol",
        "arn:aws:iam::111122223333:root",
        "arn:AWS:iam::111122223333:user/carol",
        "arn:aws:sts::111122223333:user/carol",
        "arn:aws:iam::111122223333:user/ca\u{202e}rol",
        &long,
        "",
    ] {
        assert!(IamUserArn::parse(invalid).is_err(), "{invalid}");
    }
    assert!(IamUserArn::parse("arn:aws-us-gov:iam::111122223333:user/carol").is_ok());
}

#[test]
fn keys_of_temporary_credentials_are_none_of_a_user() {
    for invalid in [
        "ASIAIOSFODNN7EXAMPLE",
        "AKIA",
        "akiaiosfodnn7example",
        "AKIAIOSFODNN7EXAMPL!",
    ] {
        assert!(AccessKeyId::parse(invalid).is_err(), "{invalid}");
    }
}

#[test]
fn devices_are_named_by_arn_or_serial_number() {
    for valid in ["arn:aws:iam::111122223333:mfa/carol", "GAHT12345678"] {
        assert!(MfaSerial::parse(valid).is_ok(), "{valid}");
    }
    for invalid in ["short", "has a space", "GAHT1234567\n"] {
        assert!(MfaSerial::parse(invalid).is_err(), "{invalid}");
    }
}

#[test]
fn temporary_credentials_of_a_user_last_up_to_36_hours() {
    for (seconds, is_valid) in [(899, false), (900, true), (129_600, true), (129_601, false)] {
        assert_eq!(UserSessionDuration::from_seconds(seconds).is_ok(), is_valid);
    }
}

#[test]
fn credentials_are_known_by_what_they_may_do_and_not_by_the_key() {
    let plain = user();
    let other_key = IamUser {
        access_key_id: AccessKeyId::parse("AKIAIOSFODNN8EXAMPLE").unwrap(),
        ..user()
    };
    let with_device = IamUser {
        mfa_serial: Some(MfaSerial::parse("arn:aws:iam::111122223333:mfa/carol").unwrap()),
        ..user()
    };
    assert_eq!(plain.fingerprint(), other_key.fingerprint());
    assert_ne!(plain.fingerprint(), with_device.fingerprint());
    assert!(!plain.fingerprint().contains("AKIA"));
}
