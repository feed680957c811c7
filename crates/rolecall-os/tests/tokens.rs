//! Keys on tokens of SoftHSM: found by their URI, opened with a PIN, and what they sign.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::object::{Attribute, CertificateType, ObjectClass};
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use ring::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA256_ASN1, UnparsedPublicKey};
use rolecall::ports::{
    ClientCertificate, ClientCertificateError, ClientCertificates, PinTries, SigningAlgorithm, TokenError,
};
use rolecall_fakes::certificate_file;
use rolecall_model::roles_anywhere::{CertificateLocation, Pkcs11Uri};
use rolecall_model::secret::KeyPassword;
use rolecall_os::CertificateFiles;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use x509_parser::parse_x509_certificate;
use x509_parser::pem::Pem;

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const PIN: &str = "CANARY-1234";
/// Where SoftHSM looks for its settings.
const CONFIG: &str = "SOFTHSM2_CONF";

/// Runs the test `name` again in a process of its own, in which SoftHSM has the tokens `host` (with an RSA key and keys on two curves) and
/// `other`; a module reads its environment only once. Returns whether this is that process.
fn is_inside(name: &str) -> bool {
    if std::env::var_os("ROLECALL_TOKENS").is_some() {
        return true;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("tokens")).unwrap();
    let config = folder.path().join("softhsm2.conf");
    let tokens = folder.path().join("tokens");
    fs::write(&config, format!("directories.tokendir = {}\n", tokens.display())).unwrap();
    for token in ["host", "other"] {
        let made = "--init-token --free --so-pin CANARY-0000 --label";
        let arguments: Vec<&str> = made.split(' ').chain([token, "--pin", PIN]).collect();
        softhsm(&config, &arguments);
    }
    for (key, id) in [("rsa-2048", "A1"), ("p-256", "B2"), ("p-384", "C3")] {
        let file = certificate_file(&format!("{key}.key"));
        let file = file.to_str().unwrap();
        let to = ["--token", "host", "--label", key, "--id", id, "--pin", PIN];
        softhsm(&config, &[&["--import", file][..], &to].concat());
    }
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name])
        .env(CONFIG, &config)
        .env("ROLECALL_TOKENS", "1")
        .status();
    assert!(status.unwrap().success(), "{name} in its own process");
    false
}

fn softhsm(config: &Path, arguments: &[&str]) {
    let mut command = Command::new("softhsm2-util");
    command.args(arguments).env(CONFIG, config).stdout(Stdio::null());
    assert!(command.status().unwrap().success(), "{arguments:?}");
}

fn location(uri: &str, certificate: Option<&str>) -> CertificateLocation {
    CertificateLocation::Pkcs11 {
        uri: Pkcs11Uri::parse(uri).unwrap(),
        certificate: certificate.map(certificate_file),
        chain: None,
    }
}

fn on_host(object: &str, certificate: Option<&str>) -> CertificateLocation {
    location(
        &format!("pkcs11:token=host;object={object}?module-path={MODULE}"),
        certificate,
    )
}

async fn load(
    location: &CertificateLocation,
    pin: Option<&str>,
) -> Result<ClientCertificate, ClientCertificateError> {
    let pin = pin.map(KeyPassword::from_exposed);
    CertificateFiles.load(location, pin.as_ref()).await
}

async fn token_error(location: &CertificateLocation, pin: Option<&str>) -> TokenError {
    let error = load(location, pin).await.unwrap_err();
    let ClientCertificateError::Token(error) = error else {
        unreachable!("{error:?}");
    };
    error
}

#[tokio::test]
async fn a_key_on_a_token_signs_as_the_same_key_in_a_file() {
    if !is_inside("a_key_on_a_token_signs_as_the_same_key_in_a_file") {
        return;
    }
    let rsa = load(&on_host("rsa-2048", Some("rsa-2048.pem")), Some(PIN))
        .await
        .unwrap();
    let in_file = CertificateLocation::Pem {
        certificate: certificate_file("rsa-2048.pem"),
        private_key: certificate_file("rsa-2048.key"),
        chain: None,
    };
    let in_file = load(&in_file, None).await.unwrap();
    assert_eq!(rsa.signer.algorithm(), SigningAlgorithm::RsaSha256);
    assert_eq!(rsa.signer.sign(b"text").await, in_file.signer.sign(b"text").await);
    assert_eq!(rsa.certificate, in_file.certificate);
    let shown = format!("{rsa:?}");
    assert!(!shown.contains("CANARY"), "{shown}");

    for (key, algorithm) in [
        ("p-256", &ECDSA_P256_SHA256_ASN1),
        ("p-384", &ECDSA_P384_SHA256_ASN1),
    ] {
        let certificate = format!("{key}.pem");
        let loaded = load(&on_host(key, Some(&certificate)), Some(PIN)).await.unwrap();
        assert_eq!(loaded.signer.algorithm(), SigningAlgorithm::EcdsaSha256);
        let (_, parsed) = parse_x509_certificate(&loaded.certificate).unwrap();
        let point = &parsed.public_key().subject_public_key.data;
        // Numbers with a leading bit or zeros need care.
        for number in 0..40 {
            let message = format!("text {number}");
            let signature = loaded.signer.sign(message.as_bytes()).await.unwrap();
            let key = UnparsedPublicKey::new(algorithm, point);
            assert!(key.verify(message.as_bytes(), &signature).is_ok(), "{number}");
        }
    }
    // Which of the keys it is, its certificate says; so does its id.
    for path in ["", ";id=%B2", ";id=%B2;type=private;model=SoftHSM%20v2"] {
        let uri = format!("pkcs11:token=host{path}?module-path={MODULE}");
        let found = load(&location(&uri, Some("p-256.pem")), Some(PIN)).await;
        assert_eq!(found.unwrap().common_name, "host2", "{path}");
    }
}

#[tokio::test]
async fn a_certificate_on_the_token_is_found_by_its_key() {
    if !is_inside("a_certificate_on_the_token_is_found_by_its_key") {
        return;
    }
    let key = on_host("p-256", None);
    let none = token_error(&key, Some(PIN)).await;
    assert_eq!(none, TokenError::NoCertificate("host".to_owned()));
    // The certificate is public: it is written, and read, in another process of the token's user.
    put_certificates(&["p-384.pem", "p-256.pem"]);
    let found = load(&key, Some(PIN)).await.unwrap();
    assert_eq!(found.common_name, "host2");
}

fn put_certificates(files: &[&str]) {
    let module = Pkcs11::new(MODULE).unwrap();
    // It was started by what loaded it before.
    drop(module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)));
    let slots = module.get_slots_with_initialized_token().unwrap();
    let is_host = |slot: &cryptoki::slot::Slot| module.get_token_info(*slot).unwrap().label() == "host";
    let session = module
        .open_rw_session(slots.into_iter().find(is_host).unwrap())
        .unwrap();
    session.login(UserType::User, Some(&AuthPin::from(PIN))).unwrap();
    for file in files {
        let content = fs::read(certificate_file(file)).unwrap();
        let (pem, _) = Pem::read(std::io::Cursor::new(content)).unwrap();
        let (_, parsed) = parse_x509_certificate(&pem.contents).unwrap();
        let template = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Subject(parsed.subject().as_raw().to_vec()),
            Attribute::Value(pem.contents.clone()),
        ];
        session.create_object(&template).unwrap();
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_token_has_a_name() {
    if !is_inside("what_is_wrong_with_a_token_has_a_name") {
        return;
    }
    let key = on_host("p-256", Some("p-256.pem"));
    let host = || "host".to_owned();
    assert_eq!(token_error(&key, None).await, TokenError::PinNeeded(host()));
    for wrong in ["0000", "", "CANARY-12345"] {
        let few = TokenError::WrongPin {
            token: host(),
            tries: PinTries::Few,
        };
        assert_eq!(token_error(&key, Some(wrong)).await, few, "{wrong}");
    }
    assert!(load(&key, Some(PIN)).await.is_ok());
    let others = on_host("rsa-2048", Some("p-256.pem"));
    assert_eq!(
        token_error(&others, Some(PIN)).await,
        TokenError::NoCertificate(host())
    );
    let absent = on_host("absent", Some("p-256.pem"));
    assert_eq!(token_error(&absent, Some(PIN)).await, TokenError::NoKey(host()));
    for (path, expected) in [
        ("token=absent", TokenError::Absent),
        ("token=host;serial=0", TokenError::Absent),
        ("token=host;library-manufacturer=Other", TokenError::Absent),
        ("token=host;slot-id=1", TokenError::Absent),
        ("object=p-256", TokenError::Ambiguous(2)),
    ] {
        let uri = format!("pkcs11:{path}?module-path={MODULE}");
        let location = location(&uri, Some("p-256.pem"));
        assert_eq!(token_error(&location, Some(PIN)).await, expected, "{path}");
    }
    for file in [
        "/nonexistent/token.so",
        "/etc/passwd",
        "/lib/x86_64-linux-gnu/libm.so.6",
    ] {
        let uri = format!("pkcs11:token=host?module-path={file}");
        let error = token_error(&location(&uri, None), Some(PIN)).await;
        assert!(
            matches!(&error, TokenError::Module { module, .. } if module == file),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn without_a_path_the_modules_of_the_system_are_asked() {
    if !is_inside("without_a_path_the_modules_of_the_system_are_asked") {
        return;
    }
    let found = load(
        &location("pkcs11:token=host;object=p-256", Some("p-256.pem")),
        Some(PIN),
    )
    .await;
    assert_eq!(found.unwrap().common_name, "host2");
}
