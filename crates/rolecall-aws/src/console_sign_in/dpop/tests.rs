//! Proofs, with the keys of RFC 7515 (A.3) and RFC 6979 (A.2.5).

use super::*;
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use serde_json::{Value, json};

/// The private key of RFC 7515, A.3.1, and its public half.
const D: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

fn proof() -> String {
    let proof = DpopProof {
        url: "https://eu-west-1.signin.aws.amazon.com/v1/token",
        issued_at: Timestamp::from_second(1_764_558_000).unwrap(),
        id: "-BwC3ESc6acc2lTc",
    };
    proof.sign(&DpopKey::from_exposed(D)).unwrap()
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn a_proof_is_about_one_request_and_names_the_public_key_alone() {
    let proof = proof();
    let [header, claims, signature] = proof.split('.').collect::<Vec<_>>()[..] else {
        panic!("{proof}");
    };
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": X, "y": Y});
    let expected = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
    assert_eq!(decoded(header), expected);
    let expected = json!({
        "htm": "POST",
        "htu": "https://eu-west-1.signin.aws.amazon.com/v1/token",
        "iat": 1_764_558_000,
        "jti": "-BwC3ESc6acc2lTc",
    });
    assert_eq!(decoded(claims), expected);

    let coordinates = [X, Y].map(|text| URL_SAFE_NO_PAD.decode(text).unwrap()).concat();
    let key = VerifyingKey::from_sec1_bytes(&[vec![4], coordinates].concat()).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let verifies = |text: &str| {
        let signature = Signature::from_slice(&signature).unwrap();
        key.verify_prehash(&Sha256::digest(text), &signature).is_ok()
    };
    assert!(verifies(&format!("{header}.{claims}")));
    assert!(!verifies(&format!("{claims}.{header}")));
}

#[test]
fn the_signature_is_that_of_the_standard() {
    let key = hex::decode("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721").unwrap();
    let key = SigningKey::from_slice(&key).unwrap();
    let signature: Signature = key.sign_prehash(&Sha256::digest("sample")).unwrap();
    let expected = concat!(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    );
    assert_eq!(hex::encode(signature.to_bytes()), expected);
}

#[test]
fn what_is_no_key_signs_nothing() {
    let zero = URL_SAFE_NO_PAD.encode([0; 32]);
    let order = URL_SAFE_NO_PAD.encode([0xff; 32]);
    for text in ["", "not base64!", "c2hvcnQ", &zero, &order] {
        let proof = DpopProof {
            url: "https://signin",
            issued_at: Timestamp::UNIX_EPOCH,
            id: "id",
        };
        assert!(proof.sign(&DpopKey::from_exposed(text)).is_none(), "{text}");
    }
}

#[test]
fn no_two_proofs_have_the_same_id() {
    assert_ne!(new_id().unwrap(), new_id().unwrap());
}
