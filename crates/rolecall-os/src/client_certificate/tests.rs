//! Files as OpenSSL writes them, and signatures checked by other code than that which makes them.

use super::CertificateFiles;
use num_bigint::BigUint;
use ring::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA256_ASN1, UnparsedPublicKey};
use rolecall::ports::{ClientCertificate, ClientCertificateError, ClientCertificates, SigningAlgorithm};
use rolecall_fakes::contract::{CertificateFixture, client_certificates};
use rolecall_fakes::{CERTIFICATE_PASSWORD, certificate_file};
use rolecall_model::roles_anywhere::CertificateLocation;
use rolecall_model::secret::KeyPassword;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::PathBuf;
use x509_parser::parse_x509_certificate;
use x509_parser::public_key::PublicKey;

fn pem(certificate: &str, private_key: &str, chain: Option<&str>) -> CertificateLocation {
    CertificateLocation::Pem {
        certificate: certificate_file(certificate),
        private_key: certificate_file(private_key),
        chain: chain.map(certificate_file),
    }
}

fn pkcs12(file: &str, chain: Option<&str>) -> CertificateLocation {
    CertificateLocation::Pkcs12 {
        file: certificate_file(file),
        certificate: None,
        chain: chain.map(certificate_file),
    }
}

async fn load(location: &CertificateLocation) -> Result<ClientCertificate, ClientCertificateError> {
    CertificateFiles.load(location, None).await
}

async fn load_with(
    location: &CertificateLocation,
    password: &str,
) -> Result<ClientCertificate, ClientCertificateError> {
    let password = KeyPassword::from_exposed(password);
    CertificateFiles.load(location, Some(&password)).await
}

fn der(file: &str) -> Vec<u8> {
    let content = fs::read(certificate_file(file)).unwrap();
    super::pem::certificates(&content).remove(0).der
}

const RSA_TEXT: &[u8] = b"AWS4-X509-RSA-SHA256\n20261201T030405Z\n20261201/eu-west-1/rolesanywhere/aws4_request\n75ac4c7005c005b80576497541de8b4b77c3ea8ae88a2d1dc5a42b730e96f36a";
const RSA_SIGNATURE: &str = "77417186dc2a32ef741cb999c7d1c2c1fa602ff2dca7c8af7fda10976dc04f075a7003681b805d0d211f82e3e186d61693c999b1abd17cae2e56ea51cc7e90b5adf87af0df84a1b2f1e05ac2501d7eb473249c9713bb626ffc90d060959e4a934229746f7133ca78d72d858d3ed0a6be6d0eae1c067e1adb64119ffb93239af3a608be556b983898a7c95fe83dacb228f8bdfe43cd5a033092a02c0b4ff17ec58a2a4d0741526010641d102a07428440357e0671509dc4377c852d9f76aafd80f3c8c1147d74a994c1b88101f471edbdae0716d89013dec89f63d6b67d44cd52853ba1c2541618a552e5535510358602ed916d6c6788555844a70cbb433cb3a5";
const EC_TEXT: &[u8] = b"AWS4-X509-ECDSA-SHA256\n20261201T030405Z\n20261201/eu-west-1/rolesanywhere/aws4_request\n71a24d850e152795d0c1104d8d4e870b7581a3544e0bdc67e859a32d685efdfd";
const EC_SIGNATURE: &str = "3045022005f543fca5d2c0200a84ef6bd0119f721aac668d70e1c4bdfb11dc01347ab4fc022100d95714ce4ab3c433bc3fca5744c6f4c6b8b8939829fee9678515a2d5432d6b0a";

#[tokio::test]
async fn certificates_in_files_pass_their_contract() {
    for (protected, file) in [
        (pem("p-256.pem", "p-256-pbkdf2.key", None), "p-256"),
        (pkcs12("rsa-2048.p12", None), "rsa-2048"),
    ] {
        let fixture = CertificateFixture {
            plain: (pem("p-256.pem", "p-256.key", None), "host2"),
            protected: (protected, CERTIFICATE_PASSWORD),
            mismatched: pem("rsa-4096.pem", &format!("{file}.key"), None),
            missing: pem("absent.pem", "absent.key", None),
        };
        client_certificates(&CertificateFiles, &fixture).await;
    }
}

#[tokio::test]
async fn how_long_a_certificate_is_valid_is_known_without_its_key() {
    let encrypted = pem("rsa-2048.pem", "absent.key", Some("absent.pem"));
    let validity = CertificateFiles.validity(&encrypted).await.unwrap();
    assert_eq!(validity.not_after.to_string(), "2046-11-25T01:37:09Z");
    let needed = CertificateFiles.validity(&pkcs12("rsa-2048.p12", None)).await;
    assert!(needed.unwrap_err().is_secret_needed());
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle.pem");
    let parts = ["root.pem", "intermediate.pem", "rsa-2048.pem", "p-384.pem"];
    let parts = parts.map(|part| fs::read(certificate_file(part)).unwrap());
    fs::write(&bundle, parts.concat()).unwrap();
    let location = CertificateLocation::Pem {
        certificate: bundle,
        private_key: PathBuf::from("/absent"),
        chain: None,
    };
    let validity = CertificateFiles.validity(&location).await.unwrap();
    assert_eq!(
        validity.not_after.to_string(),
        "2051-11-30T22:47:39Z",
        "the longest"
    );
}

#[tokio::test]
async fn the_signing_vectors_are_signed_byte_for_byte() {
    let rsa = load(&pem("rsa-2048.pem", "rsa-2048.key", Some("intermediate.pem"))).await;
    let rsa = rsa.unwrap();
    assert_eq!(rsa.signer.algorithm(), SigningAlgorithm::RsaSha256);
    assert_eq!(
        hex::encode(rsa.signer.sign(RSA_TEXT).await.unwrap()),
        RSA_SIGNATURE
    );
    assert_eq!(
        rsa.serial.to_decimal(),
        "1380925191812544026058199094534231891168161051460"
    );
    assert_eq!(rsa.common_name, "host1");
    assert_eq!(rsa.chain, [der("intermediate.pem")]);
    assert_eq!(rsa.not_before.to_string(), "2026-11-30T01:37:09Z");
    assert_eq!(rsa.not_after.to_string(), "2046-11-25T01:37:09Z");

    let ec = load(&pem("p-256.pem", "p-256.key", None)).await.unwrap();
    assert_eq!(ec.signer.algorithm(), SigningAlgorithm::EcdsaSha256);
    assert_eq!(hex::encode(ec.signer.sign(EC_TEXT).await.unwrap()), EC_SIGNATURE);
    assert!(ec.chain.is_empty());
}

/// RSASSA-PKCS1-v1_5 by its definition (RFC 8017, 8.2.2).
fn verifies_rsa(modulus: &[u8], exponent: &[u8], message: &[u8], signature: &[u8]) -> bool {
    const SHA_256: [u8; 19] = [
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
        0x04, 0x20,
    ];
    let modulus = BigUint::from_bytes_be(modulus);
    let size = signature.len();
    let opened = BigUint::from_bytes_be(signature).modpow(&BigUint::from_bytes_be(exponent), &modulus);
    let end = [&SHA_256[..], &Sha256::digest(message)].concat();
    let padding = vec![0xff; size - end.len() - 3];
    let expected = [&[0, 1][..], &padding, &[0], &end].concat();
    opened == BigUint::from_bytes_be(&expected)
}

#[tokio::test]
async fn other_code_accepts_signatures_of_every_kind_of_key() {
    for name in ["rsa-2048", "rsa-4096", "p-256", "p-384"] {
        let loaded = load(&pem(&format!("{name}.pem"), &format!("{name}.key"), None)).await;
        let loaded = loaded.unwrap();
        let (_, parsed) = parse_x509_certificate(&loaded.certificate).unwrap();
        let point = &parsed.public_key().subject_public_key.data;
        let verifies = |message: &[u8], signature: &[u8]| {
            if let PublicKey::RSA(key) = parsed.public_key().parsed().unwrap() {
                return verifies_rsa(key.modulus, key.exponent, message, signature);
            }
            let algorithm = if name == "p-256" {
                &ECDSA_P256_SHA256_ASN1
            } else {
                &ECDSA_P384_SHA256_ASN1
            };
            let key = UnparsedPublicKey::new(algorithm, point);
            key.verify(message, signature).is_ok()
        };
        for message in [&b""[..], b"one", RSA_TEXT] {
            let signature = loaded.signer.sign(message).await.unwrap();
            assert!(verifies(message, &signature), "{name}");
            assert!(!verifies(b"another", &signature), "{name}");
        }
    }
}

#[tokio::test]
async fn a_key_is_read_in_every_form() {
    let forms = [
        ("rsa-2048.pem", "rsa-2048-pkcs1.key", "rsa-2048.key"),
        ("rsa-2048.pem", "rsa-2048-scrypt.key", "rsa-2048.key"),
        ("p-256.pem", "p-256-sec1.key", "p-256.key"),
        ("p-256.pem", "p-256-pbkdf2.key", "p-256.key"),
        ("p-384.pem", "p-384-sec1.key", "p-384.key"),
    ];
    for (certificate, form, plain) in forms {
        let of_form = load_with(&pem(certificate, form, None), CERTIFICATE_PASSWORD).await;
        let plain = load(&pem(certificate, plain, None)).await.unwrap();
        let (of_form, of_plain) = (of_form.unwrap().signer, plain.signer);
        assert_eq!(
            of_form.sign(b"text").await,
            of_plain.sign(b"text").await,
            "{form}"
        );
    }
}

#[tokio::test]
async fn one_file_holds_key_certificate_and_chain() {
    let loaded = load_with(&pkcs12("rsa-2048.p12", None), CERTIFICATE_PASSWORD)
        .await
        .unwrap();
    assert_eq!(loaded.certificate, der("rsa-2048.pem"));
    assert_eq!(loaded.chain, [der("intermediate.pem")], "neither leaf nor root");
    assert_eq!(
        hex::encode(loaded.signer.sign(RSA_TEXT).await.unwrap()),
        RSA_SIGNATURE
    );
    let legacy = load_with(&pkcs12("p-256-legacy.p12", None), CERTIFICATE_PASSWORD)
        .await
        .unwrap();
    assert_eq!(legacy.common_name, "host2");
    assert_eq!(
        hex::encode(legacy.signer.sign(EC_TEXT).await.unwrap()),
        EC_SIGNATURE
    );
    let unprotected = load(&pkcs12("p-256-empty-password.p12", None)).await.unwrap();
    assert_eq!(unprotected.common_name, "host2");
}

#[tokio::test]
async fn a_chain_is_sent_in_order_whatever_the_order_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle.pem");
    let parts = [
        "root.pem",
        "intermediate.pem",
        "rsa-2048.pem",
        "rsa-2048.key",
        "p-256.pem",
    ];
    let content: Vec<u8> = parts
        .iter()
        .flat_map(|part| {
            [
                b"subject=/CN=x\r\n".to_vec(),
                fs::read(certificate_file(part)).unwrap(),
            ]
            .concat()
        })
        .collect();
    fs::write(&bundle, content).unwrap();
    let location = CertificateLocation::Pem {
        certificate: bundle.clone(),
        private_key: bundle.clone(),
        chain: Some(bundle),
    };
    let loaded = load(&location).await.unwrap();
    assert_eq!(loaded.certificate, der("rsa-2048.pem"));
    assert_eq!(loaded.chain, [der("intermediate.pem")]);
}

#[tokio::test]
async fn what_is_encrypted_needs_its_password() {
    use ClientCertificateError::{PasswordNeeded, WrongPassword};
    let locations = [
        (pem("p-256.pem", "p-256-pbkdf2.key", None), "p-256-pbkdf2.key"),
        (
            pem("rsa-2048.pem", "rsa-2048-scrypt.key", None),
            "rsa-2048-scrypt.key",
        ),
        (pkcs12("rsa-2048.p12", None), "rsa-2048.p12"),
        (pkcs12("p-256-legacy.p12", None), "p-256-legacy.p12"),
    ];
    for (location, file) in locations {
        let file = certificate_file(file);
        assert_eq!(load(&location).await.unwrap_err(), PasswordNeeded(file.clone()));
        for wrong in ["", "wrong", "corrects", "\u{1f511}"] {
            let refused = load_with(&location, wrong).await.unwrap_err();
            assert_eq!(refused, WrongPassword(file.clone()), "{wrong}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_file_has_a_name() {
    use ClientCertificateError::{Missing, NoCertificate, NoKey, OtherKey, Unreadable, UnsupportedKey};
    let file = certificate_file;
    let (key, certificate) = ("p-256.key", "p-256.pem");
    let cases = [
        (pem("rsa-2048.pem", key, None), OtherKey(file(key))),
        (
            pem("rsa-2048.pem", "rsa-4096.key", None),
            OtherKey(file("rsa-4096.key")),
        ),
        (pem("absent.pem", key, None), Missing(file("absent.pem"))),
        (pem(certificate, "absent.key", None), Missing(file("absent.key"))),
        (
            pem(certificate, key, Some("absent.pem")),
            Missing(file("absent.pem")),
        ),
        (pem(key, key, None), NoCertificate(file(key))),
        (pem(certificate, key, Some(key)), NoCertificate(file(key))),
        (pem(certificate, certificate, None), NoKey(file(certificate))),
        (pkcs12(certificate, None), NoKey(file(certificate))),
        (
            pem(certificate, "ed25519.key", None),
            UnsupportedKey(file("ed25519.key")),
        ),
        (
            pem("rsa-2048.pem", "rsa-2048-rfc1421.key", None),
            UnsupportedKey(file("rsa-2048-rfc1421.key")),
        ),
    ];
    for (location, error) in cases {
        assert_eq!(load(&location).await.unwrap_err(), error, "{location:?}");
    }
    let folder = CertificateLocation::Pkcs12 {
        file: PathBuf::from("/"),
        certificate: None,
        chain: None,
    };
    assert!(matches!(load(&folder).await, Err(Unreadable { .. })));
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_others_can_read_is_reported() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let private_key = folder.path().join("key");
    fs::copy(certificate_file("p-256.key"), &private_key).unwrap();
    let location = CertificateLocation::Pem {
        certificate: certificate_file("p-256.pem"),
        private_key: private_key.clone(),
        chain: None,
    };
    let set_mode =
        |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for (mode, is_readable) in [(0o600, false), (0o604, true), (0o400, false)] {
        set_mode(&private_key, mode);
        let loaded = load(&location).await.unwrap();
        assert_eq!(loaded.key_is_readable_by_others, is_readable, "{mode:o}");
    }
}

#[tokio::test]
async fn a_key_is_never_shown() {
    let loaded = load(&pem("p-256.pem", "p-256.key", None)).await.unwrap();
    let shown = format!("{:?}", loaded.signer);
    assert_eq!(shown, "PrivateKey(P-256, redacted)");
}
