//! The signing vectors, and what answers mean.

use super::signature::UnsignedRequest;
use super::{body, query, response};
use crate::error_response::error_code;
use crate::request_error::RequestError;
use async_trait::async_trait;
use aws_smithy_runtime_api::http::Headers;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rolecall::ports::{
    CertificateSigner, ClientCertificate, CreateSessionRequest, RolesAnywhereError, SigningAlgorithm,
    SigningError,
};
use rolecall_fakes::certificate_file;
use rolecall_model::Timestamp;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::roles_anywhere::{CertificateSerial, ProfileArn, TrustAnchorArn};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// Signs what a vector signs, and nothing else.
#[derive(Debug)]
struct VectorSigner {
    algorithm: SigningAlgorithm,
    text: &'static str,
    signature: &'static str,
}

#[async_trait]
impl CertificateSigner for VectorSigner {
    fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        assert_eq!(std::str::from_utf8(message), Ok(self.text));
        hex::decode(self.signature).map_err(|_| SigningError)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the certificates of the vectors are files"
)]
fn der(file: &str) -> Vec<u8> {
    let content = std::fs::read_to_string(certificate_file(file)).unwrap();
    let lines: String = content.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(lines).unwrap()
}

fn certificate(file: &str, serial: &str, chain: &[&str], signer: VectorSigner) -> ClientCertificate {
    ClientCertificate {
        certificate: der(file),
        serial: CertificateSerial::new(&hex::decode(serial).unwrap()),
        common_name: String::new(),
        not_before: Timestamp::MIN,
        not_after: Timestamp::MAX,
        chain: chain.iter().map(|file| der(file)).collect(),
        signer: Arc::new(signer),
        key_is_readable_by_others: false,
    }
}

const QUERY: &str = "profileArn=arn%3Aaws%3Arolesanywhere%3Aeu-west-1%3A111122223333%3Aprofile%2F11111111-2222-3333-4444-555555555555&roleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fteam%2FRA&trustAnchorArn=arn%3Aaws%3Arolesanywhere%3Aeu-west-1%3A111122223333%3Atrust-anchor%2F66666666-7777-8888-9999-000000000000";

fn with_request<T>(
    session_name: Option<&str>,
    seconds: u64,
    then: impl FnOnce(&CreateSessionRequest<'_>) -> T,
) -> T {
    let start = "arn:aws:rolesanywhere:eu-west-1:111122223333";
    let anchor = format!("{start}:trust-anchor/66666666-7777-8888-9999-000000000000");
    let profile = format!("{start}:profile/11111111-2222-3333-4444-555555555555");
    then(&CreateSessionRequest {
        trust_anchor: &TrustAnchorArn::parse(&anchor).unwrap(),
        profile: &ProfileArn::parse(&profile).unwrap(),
        role_arn: &RoleArn::parse("arn:aws:iam::111122223333:role/team/RA").unwrap(),
        session_name,
        duration: Some(Duration::from_secs(seconds)),
    })
}

/// Signs the request of a vector and returns the header `authorization`, without the signature, after comparing that.
async fn signed(
    session_name: Option<&str>,
    seconds: u64,
    certificate: &ClientCertificate,
    signature: &str,
) -> String {
    let (query, body) = with_request(session_name, seconds, |request| {
        (query(request), body(request).unwrap())
    });
    assert_eq!(query, QUERY);
    let region = rolecall_model::partition::Region::parse("eu-west-1").unwrap();
    let request = UnsignedRequest {
        host: "rolesanywhere.eu-west-1.amazonaws.com",
        query: &query,
        body: &body,
        region: &region,
        signed_at: "2026-12-01T03:04:05Z".parse().unwrap(),
    };
    let headers = request.sign(certificate).await.unwrap();
    assert_eq!(headers.date, "20261201T030405Z");
    let (start, end) = headers.authorization.rsplit_once('=').unwrap();
    assert_eq!(end, signature);
    start.to_owned()
}

#[tokio::test]
async fn the_rsa_vector_is_reproduced_byte_for_byte() {
    let signature = "77417186dc2a32ef741cb999c7d1c2c1fa602ff2dca7c8af7fda10976dc04f075a7003681b805d0d211f82e3e186d61693c999b1abd17cae2e56ea51cc7e90b5adf87af0df84a1b2f1e05ac2501d7eb473249c9713bb626ffc90d060959e4a934229746f7133ca78d72d858d3ed0a6be6d0eae1c067e1adb64119ffb93239af3a608be556b983898a7c95fe83dacb228f8bdfe43cd5a033092a02c0b4ff17ec58a2a4d0741526010641d102a07428440357e0671509dc4377c852d9f76aafd80f3c8c1147d74a994c1b88101f471edbdae0716d89013dec89f63d6b67d44cd52853ba1c2541618a552e5535510358602ed916d6c6788555844a70cbb433cb3a5";
    let signer = VectorSigner {
        algorithm: SigningAlgorithm::RsaSha256,
        text: "AWS4-X509-RSA-SHA256\n20261201T030405Z\n20261201/eu-west-1/rolesanywhere/aws4_request\n75ac4c7005c005b80576497541de8b4b77c3ea8ae88a2d1dc5a42b730e96f36a",
        signature,
    };
    let serial = "f1e2d3c4b5a69788796a5b4c3d2e1f0011223344";
    let certificate = certificate("rsa-2048.pem", serial, &["intermediate.pem"], signer);
    let start = signed(None, 3600, &certificate, signature).await;
    assert_eq!(
        start,
        "AWS4-X509-RSA-SHA256 Credential=1380925191812544026058199094534231891168161051460/20261201/eu-west-1/rolesanywhere/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-x509;x-amz-x509-chain, Signature"
    );
}

#[tokio::test]
async fn the_vector_of_an_elliptic_curve_is_reproduced_byte_for_byte() {
    let signature = "3045022005f543fca5d2c0200a84ef6bd0119f721aac668d70e1c4bdfb11dc01347ab4fc022100d95714ce4ab3c433bc3fca5744c6f4c6b8b8939829fee9678515a2d5432d6b0a";
    let signer = VectorSigner {
        algorithm: SigningAlgorithm::EcdsaSha256,
        text: "AWS4-X509-ECDSA-SHA256\n20261201T030405Z\n20261201/eu-west-1/rolesanywhere/aws4_request\n71a24d850e152795d0c1104d8d4e870b7581a3544e0bdc67e859a32d685efdfd",
        signature,
    };
    let certificate = certificate("p-256.pem", "0a1b2c3d4e5f", &[], signer);
    let start = signed(Some("alice@example.com"), 900, &certificate, signature).await;
    assert_eq!(
        start,
        "AWS4-X509-ECDSA-SHA256 Credential=11111822610015/20261201/eu-west-1/rolesanywhere/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-x509, Signature"
    );
}

#[test]
fn a_body_says_only_what_is_asked_for() {
    let of = |name, seconds| with_request(name, seconds, |request| body(request).unwrap());
    let hash = |text: &str| hex::encode(Sha256::digest(text));
    assert_eq!(
        hash(&of(None, 3600)),
        "1a15f67f6619aa540b13e9a4c37d149fb2c9bdea25d82b73a3878826694dfe27"
    );
    assert_eq!(
        hash(&of(Some("alice@example.com"), 900)),
        "5a71ac7d5bc8e7b7928fa370f15139db60afb7ca68fa68b72c52cb65bd77547d"
    );
    let nothing = with_request(None, 900, |request| {
        body(&CreateSessionRequest {
            duration: None,
            ..*request
        })
        .unwrap()
    });
    assert_eq!(nothing, "{}");
}

#[test]
fn a_host_has_the_port_that_its_scheme_has_not() {
    let host = |base| super::host(base).unwrap();
    assert_eq!(
        host("https://rolesanywhere.eu-west-1.amazonaws.com"),
        "rolesanywhere.eu-west-1.amazonaws.com"
    );
    assert_eq!(host("http://127.0.0.1:8080"), "127.0.0.1:8080");
    assert_eq!(host("https://[::1]:443/x"), "[::1]");
}

#[test]
fn an_exception_has_its_name_in_one_of_three_places() {
    let with_header = |value: &'static str| {
        let mut headers = Headers::new();
        headers.insert("x-amzn-errortype", value);
        headers
    };
    let name = |headers: &Headers, body: &[u8]| error_code(headers, body);
    let expected = Some("AccessDeniedException".to_owned());
    assert_eq!(name(&with_header("AccessDeniedException"), b""), expected);
    assert_eq!(
        name(&with_header("AccessDeniedException:http://x.example/"), b""),
        expected
    );
    let of_body = br#"{"__type":"com.amazonaws.rolesanywhere#AccessDeniedException"}"#;
    assert_eq!(name(&Headers::new(), of_body), expected);
    assert_eq!(name(&Headers::new(), b"<html>"), None);
}

#[test]
fn only_a_whole_set_of_credentials_is_taken() {
    let set = |key: &str, expiration: &str| {
        format!(
            r#"{{"credentialSet":[{{"assumedRoleUser":{{"arn":"a"}},"credentials":{{"accessKeyId":"{key}","secretAccessKey":"s","sessionToken":"t","expiration":"{expiration}"}},"packedPolicySize":40}}],"subjectArn":"x"}}"#
        )
    };
    let read = |text: &str| response::credentials(text.as_bytes());
    let issued = read(&set("ASIA", "2026-11-23T22:46:48Z")).unwrap();
    assert_eq!(issued.access_key_id, "ASIA");
    assert_eq!(issued.expires_at.to_string(), "2026-11-23T22:46:48Z");
    let wrong = [
        set("", "2026-11-23T22:46:48Z"),
        set("ASIA", "soon"),
        r#"{"credentialSet":[]}"#.to_owned(),
        "{}".to_owned(),
        String::new(),
    ];
    for text in wrong {
        assert!(
            matches!(read(&text), Err(RequestError::InvalidResponse(_))),
            "{text}"
        );
    }
}

#[test]
fn what_is_not_a_response_is_nobody_who_answers() {
    let unreachable = response::error(RequestError::NoResponse("no response".to_owned()), None);
    assert!(matches!(unreachable, RolesAnywhereError::Unreachable { .. }));
}
