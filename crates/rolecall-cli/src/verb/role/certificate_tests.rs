//! Defining a role that a certificate leads to.

use crate::tests::TestCli;
use rolecall_fakes::{FakeCertificates, KeychainItem};
use rolecall_model::roles_anywhere::{CertificateLocation, Pkcs11Uri};
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

const ARN: &str = "arn:aws:iam::111111111111:role/Host";
const ADD: &str = "rolecall role add host --roles-anywhere --certificate /etc/host.pem --private-key /etc/host.key --role arn:aws:iam::111111111111:role/Host --trust-anchor arn:aws:rolesanywhere:eu-west-1:111111111111:trust-anchor/66666666-7777-8888-9999-000000000000 --profile arn:aws:rolesanywhere:eu-west-1:111111111111:profile/11111111-2222-3333-4444-555555555555";

fn location() -> CertificateLocation {
    CertificateLocation::Pem {
        certificate: PathBuf::from("/etc/host.pem"),
        private_key: PathBuf::from("/etc/host.key"),
        chain: None,
    }
}

/// Nobody is signed in, and a certificate that is valid for so many days leads to [`ARN`].
fn cli(days: u64, is_readable: bool) -> TestCli {
    let cli = TestCli::new();
    let not_after = cli.world.clock.true_now() + Duration::from_hours(24 * days + 1);
    let mut certificate = FakeCertificates::certificate(&[0x0a], "host", not_after);
    certificate.key_is_readable_by_others = is_readable;
    cli.world.aws.trust_certificate(ARN, &certificate);
    cli.world.client_certificates.put(&location(), Ok(certificate));
    cli
}

#[tokio::test(start_paused = true)]
async fn one_is_added_tried_out_changed_and_removed_without_a_sign_in() {
    let cli = cli(300, false);
    let added = cli.run(ADD).await;
    assert_eq!((added.code, added.out.as_str()), (0, ""), "{}", added.err);
    assert!(
        !added.err.contains("certificate"),
        "nothing is wrong: {}",
        added.err
    );
    let tested = cli.run("rolecall role test host").await;
    assert!(tested.out.contains("assumed-role/Host/"), "{}", tested.err);
    let listed = cli.run("rolecall role list").await;
    assert_eq!(listed.out, format!("host\t{ARN}\t/etc/host.key\t\n"));
    let edited = cli
        .run("rolecall role edit host --duration 900 --session-name ci --endpoint-url http://127.0.0.1:4566 --json")
        .await;
    let edited: Value = serde_json::from_str(&edited.out).unwrap_or_else(|_| panic!("{}", edited.err));
    assert_eq!(edited["duration_seconds"], 900);
    assert_eq!(edited["session_name"], "ci");
    assert_eq!(cli.run("rolecall role remove host").await.code, 0);
}

#[tokio::test(start_paused = true)]
async fn the_password_of_its_key_is_stored_in_the_keychain_and_used() {
    let mut cli = cli(300, false);
    cli.world
        .client_certificates
        .encrypt(&location(), "CANARY-password");
    let no_password = cli.run(ADD).await;
    assert_eq!(no_password.code, 2, "{}", no_password.err);
    cli.machine.secret = Some("CANARY-wrong".to_owned());
    let wrong = cli.run(ADD).await;
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    assert!(wrong.err.contains("does not open"), "{}", wrong.err);
    assert_eq!(cli.world.settings_file.text(), "");
    cli.machine.secret = Some("CANARY-password".to_owned());
    let added = cli.run(ADD).await;
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(!cli.world.settings_file.text().contains("CANARY"));
    let used = cli.run("rolecall credential-process host").await;
    assert_eq!(used.code, 0, "{}", used.err);

    // The key was encrypted again.
    cli.world
        .client_certificates
        .encrypt(&location(), "CANARY-second");
    let wrong = cli.run("rolecall role test host").await;
    assert!(wrong.err.contains("does not open"), "{}", wrong.err);
    cli.machine.secret = Some("CANARY-second".to_owned());
    let edited = cli.run("rolecall role edit host --roles-anywhere").await;
    assert_eq!(edited.code, 0, "{}", edited.err);
    assert_eq!(cli.run("rolecall role test host").await.code, 0);
    assert_eq!(cli.run("rolecall role remove host").await.code, 0);
    let items = cli.world.keychain.stored_items();
    let is_secret = |item: &KeychainItem| matches!(item, KeychainItem::RoleSecret(_));
    assert!(!items.iter().any(is_secret), "{items:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_right_with_a_certificate_is_said() {
    let added = cli(13, true).run(ADD).await;
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.err.contains("ends in 13 days"), "{}", added.err);
    assert!(added.err.contains("Others can read"), "{}", added.err);
    let expired = TestCli::new();
    let not_after = expired.world.clock.true_now() - Duration::from_secs(1);
    let certificate = FakeCertificates::certificate(&[0x0a], "host", not_after);
    expired
        .world
        .client_certificates
        .put(&location(), Ok(certificate));
    let refused = expired.run(ADD).await;
    assert_eq!(refused.code, 4, "{}", refused.err);
    assert_eq!(expired.world.settings_file.text(), "");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_work_is_refused() {
    let cli = cli(300, false);
    for (change, says) in [
        (("--private-key /etc/host.key", ""), "needs --private-key"),
        (("--certificate /etc/host.pem", ""), "needs --certificate"),
        (("/etc/host.key", "etc/host.key"), "begin at the root"),
        (("/etc/host.key", "/etc/other.key"), "There is no file"),
        (
            ("trust-anchor/6", "profile/6"),
            "is not the ARN of a trust anchor",
        ),
        (
            ("eu-west-1:111111111111:profile", "eu-west-2:111111111111:profile"),
            "another region",
        ),
        (
            ("--roles-anywhere", "--roles-anywhere --region eu-west-2"),
            "in another region",
        ),
        (("--roles-anywhere", "--roles-anywhere --tag a=b"), "has no --tag"),
        (
            ("--roles-anywhere", "--roles-anywhere --pkcs12 /etc/host.p12"),
            "cannot be used with",
        ),
        (
            ("--private-key /etc/host.key", "--pkcs11 token=host"),
            "is not a PKCS #11 URI",
        ),
        (
            (
                "--private-key /etc/host.key",
                "--pkcs11 pkcs11:?module-path=softhsm.so",
            ),
            "module-path",
        ),
        (
            (
                "--private-key /etc/host.key",
                "--pkcs11 pkcs11:?pin-value=CANARY-pin",
            ),
            "PIN is not used",
        ),
    ] {
        let line = ADD.replacen(change.0, change.1, 1);
        assert_ne!(line, ADD, "{says}");
        let refused = cli.run(&line).await;
        assert_eq!(refused.code, 2, "{line}: {}", refused.err);
        assert!(refused.err.contains(says), "{line}: {}", refused.err);
        assert!(!refused.err.contains("CANARY"), "{}", refused.err);
    }
    assert_eq!(cli.world.settings_file.text(), "");
}

#[tokio::test(start_paused = true)]
async fn a_wrong_pin_is_never_tried_twice() {
    let mut cli = cli(300, false);
    let uri = "pkcs11:token=host;object=key?module-path=/usr/lib/token.so";
    let location = CertificateLocation::Pkcs11 {
        uri: Pkcs11Uri::parse(uri).unwrap(),
        certificate: None,
        chain: None,
    };
    let certificate = FakeCertificates::certificate(
        &[0x0b],
        "host",
        cli.world.clock.true_now() + Duration::from_hours(24 * 10),
    );
    cli.world.aws.trust_certificate(ARN, &certificate);
    cli.world.client_certificates.put(&location, Ok(certificate));
    cli.world.client_certificates.encrypt(&location, "CANARY-1234");
    let add = ADD
        .replace(" --certificate /etc/host.pem", "")
        .replace("--private-key /etc/host.key", &format!("--pkcs11 {uri}"));
    cli.machine.secret = Some("CANARY-1234".to_owned());
    let added = cli.run(&add).await;
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(cli.run("rolecall role test host").await.code, 0);
    let listed = cli.run("rolecall role list --json").await;
    let listed: Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(listed["roles"][0]["pkcs11"], uri);
    assert!(listed["roles"][0]["certificate_ends_at"].is_string(), "{listed}");
    let listed = cli.run("rolecall role list").await;
    assert!(listed.out.contains("ends in 10 days"), "{}", listed.out);

    // The PIN was changed: the old one is given to the token once.
    cli.world.client_certificates.encrypt(&location, "CANARY-5678");
    let wrong = cli.run("rolecall role test host").await;
    assert_eq!(wrong.code, 4, "{}", wrong.err);
    assert!(
        wrong.err.contains("does not accept the PIN. Only a few tries"),
        "{}",
        wrong.err
    );
    let needed = cli.run("rolecall role test host").await;
    assert!(needed.err.contains("needs its PIN"), "{}", needed.err);
    cli.machine.secret = Some("CANARY-5678".to_owned());
    let edited = cli.run("rolecall role edit host --roles-anywhere").await;
    assert_eq!(edited.code, 0, "{}", edited.err);
    assert_eq!(cli.run("rolecall role test host").await.code, 0);
    assert!(!cli.world.settings_file.text().contains("CANARY"));
}
