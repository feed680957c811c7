//! Issued secrets look like AWS's and can be found again.

use super::*;

#[test]
fn secrets_have_the_shape_of_the_real_ones() {
    let mut mint = Mint::default();
    assert!(mint.access_token().starts_with("aoaCANARY-access-token-"));
    assert!(mint.refresh_token().starts_with("aorCANARY-refresh-token-"));
    assert_eq!(mint.secret_access_key().len(), 40);
    assert_eq!(mint.session_token(1100).len(), 1100);
    assert_eq!(mint.session_token(4096).len(), 4096);
    assert_eq!(mint.client_secret(Moment::PAST).split('.').count(), 3);
    assert_eq!(access_key_id().len(), 20);
    assert_eq!(user_code().len(), 9);
    assert_eq!(request_id().len(), 36);
}

#[test]
fn every_secret_is_remembered_with_its_canary() {
    let mut mint = Mint::default();
    drop(mint.access_token());
    drop(mint.authorization_code());
    drop(mint.device_code());
    drop(mint.signin_token());
    drop(mint.console_cookie());
    assert_eq!(mint.all().len(), 5);
    for (kind, value) in mint.all() {
        assert!(value.contains(&format!("CANARY-{}-", kind.name())), "{value}");
    }
}
