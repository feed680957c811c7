//! Issued secrets are shaped as AWS's, and are listed.

use super::*;

#[test]
fn secrets_have_the_shape_of_the_real_ones() {
    let mut secrets = SecretIssuer::default();
    assert!(secrets.access_token().starts_with("aoaCANARY-access-token-"));
    assert!(secrets.refresh_token().starts_with("aorCANARY-refresh-token-"));
    assert_eq!(secrets.secret_access_key().len(), 40);
    assert_eq!(secrets.session_token(1100).len(), 1100);
    assert_eq!(secrets.session_token(4096).len(), 4096);
    assert_eq!(secrets.client_secret(EpochTime::PAST).split('.').count(), 3);
    assert_eq!(access_key_id().len(), 20);
    assert_eq!(user_code().len(), 9);
    assert_eq!(request_id().len(), 36);
}

#[test]
fn every_secret_is_listed_with_its_canary() {
    let mut secrets = SecretIssuer::default();
    drop(secrets.access_token());
    drop(secrets.authorization_code());
    drop(secrets.device_code());
    drop(secrets.signin_token());
    drop(secrets.console_cookie());
    assert_eq!(secrets.issued().len(), 5);
    for (kind, value) in secrets.issued() {
        assert!(value.contains(&format!("CANARY-{}-", kind.name())), "{value}");
    }
}
