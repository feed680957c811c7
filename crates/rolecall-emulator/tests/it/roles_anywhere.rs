//! CreateSession as AWS's command-line client sends it: the signing vectors, and what is wrong with a request.

use std::path::Path;

use rolecall_emulator::{EmulatorHandle, Organization};
use serde_json::json;

use crate::support::*;

const RSA_CERTIFICATE: &str = include_str!("../../../rolecall-fakes/certificates/rsa-2048.pem");
const INTERMEDIATE: &str = include_str!("../../../rolecall-fakes/certificates/intermediate.pem");
const EC_CERTIFICATE: &str = include_str!("../../../rolecall-fakes/certificates/p-256.pem");
const DATE: &str = "20261201T030405Z";
const SCOPE: &str = "20261201/eu-west-1/rolesanywhere/aws4_request";
const TARGET: &str = "/sessions?profileArn=arn%3Aaws%3Arolesanywhere%3Aeu-west-1%3A111122223333%3Aprofile%2F11111111-2222-3333-4444-555555555555&roleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fteam%2FRA&trustAnchorArn=arn%3Aaws%3Arolesanywhere%3Aeu-west-1%3A111122223333%3Atrust-anchor%2F66666666-7777-8888-9999-000000000000";
const EC_SIGNATURE: &str = "3045022005f543fca5d2c0200a84ef6bd0119f721aac668d70e1c4bdfb11dc01347ab4fc022100d95714ce4ab3c433bc3fca5744c6f4c6b8b8939829fee9678515a2d5432d6b0a";
const RSA_SIGNATURE: &str = "77417186dc2a32ef741cb999c7d1c2c1fa602ff2dca7c8af7fda10976dc04f075a7003681b805d0d211f82e3e186d61693c999b1abd17cae2e56ea51cc7e90b5adf87af0df84a1b2f1e05ac2501d7eb473249c9713bb626ffc90d060959e4a934229746f7133ca78d72d858d3ed0a6be6d0eae1c067e1adb64119ffb93239af3a608be556b983898a7c95fe83dacb228f8bdfe43cd5a033092a02c0b4ff17ec58a2a4d0741526010641d102a07428440357e0671509dc4377c852d9f76aafd80f3c8c1147d74a994c1b88101f471edbdae0716d89013dec89f63d6b67d44cd52853ba1c2541618a552e5535510358602ed916d6c6788555844a70cbb433cb3a5";

/// An emulator with the organization of `orgs/roles_anywhere.json`, at the time of the vectors.
fn emulator_of_vectors() -> EmulatorHandle {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("orgs/roles_anywhere.json");
    let emulator = emulator_of(Organization::from_file(&path).unwrap(), consent_auto);
    let at: jiff::Timestamp = "2026-12-01T03:04:05Z".parse().unwrap();
    let skew = at.as_second() - jiff::Timestamp::now().as_second();
    command(&emulator, "clock", json!({"skew_seconds": skew}));
    emulator
}

fn der(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

/// A request, as the vector of the elliptic curve has it until a test changes it.
struct VectorRequest {
    algorithm: &'static str,
    serial: &'static str,
    scope: &'static str,
    certificate: String,
    chain: Option<String>,
    signed_headers: &'static str,
    signature: &'static str,
    date: &'static str,
    body: &'static str,
}

impl VectorRequest {
    fn of_curve() -> Self {
        Self {
            algorithm: "AWS4-X509-ECDSA-SHA256",
            serial: "11111822610015",
            scope: SCOPE,
            certificate: der(EC_CERTIFICATE),
            chain: None,
            signed_headers: "content-type;host;x-amz-date;x-amz-x509",
            signature: EC_SIGNATURE,
            date: DATE,
            body: r#"{"durationSeconds":900,"roleSessionName":"alice@example.com"}"#,
        }
    }

    fn of_rsa() -> Self {
        Self {
            algorithm: "AWS4-X509-RSA-SHA256",
            serial: "1380925191812544026058199094534231891168161051460",
            certificate: der(RSA_CERTIFICATE),
            chain: Some(der(INTERMEDIATE)),
            signed_headers: "content-type;host;x-amz-date;x-amz-x509;x-amz-x509-chain",
            signature: RSA_SIGNATURE,
            body: r#"{"durationSeconds":3600}"#,
            ..Self::of_curve()
        }
    }

    fn send(&self, emulator: &EmulatorHandle) -> TestResponse {
        let authorization = format!(
            "{} Credential={}/{}, SignedHeaders={}, Signature={}",
            self.algorithm, self.serial, self.scope, self.signed_headers, self.signature
        );
        let mut headers = vec![
            ("content-type", "application/json"),
            ("x-amz-date", self.date),
            ("x-amz-x509", &self.certificate),
            ("authorization", &authorization),
        ];
        headers.extend(self.chain.as_deref().map(|chain| ("x-amz-x509-chain", chain)));
        post_as(
            "rolesanywhere.eu-west-1.amazonaws.com",
            emulator,
            TARGET,
            &headers,
            self.body,
        )
    }
}

#[test]
fn the_signing_vectors_get_sessions() {
    let emulator = emulator_of_vectors();
    let cases = [
        (
            VectorRequest::of_rsa(),
            "f1e2d3c4b5a69788796a5b4c3d2e1f0011223344",
            "host1",
            "04:04:0",
        ),
        (VectorRequest::of_curve(), "alice@example.com", "host2", "03:19:0"),
    ];
    for (vector, name, source_identity, end) in cases {
        let response = vector.send(&emulator);
        assert_eq!(response.status, 201, "{}", response.body);
        let set = &response.json()["credentialSet"][0];
        let arn = format!("arn:aws:sts::111122223333:assumed-role/RA/{name}");
        assert_eq!(set["assumedRoleUser"]["arn"], arn);
        assert_eq!(set["sourceIdentity"], source_identity);
        let expiration = set["credentials"]["expiration"].as_str().unwrap();
        assert!(
            expiration.starts_with(&format!("2026-12-01T{end}")),
            "{expiration}"
        );
    }
}

#[test]
fn what_differs_from_the_signed_request_is_refused() {
    let emulator = emulator_of_vectors();
    type Change = fn(&mut VectorRequest);
    let changed: [(&str, Change); 8] = [
        ("Invalid signature", |vector| vector.serial = "11111822610016"),
        ("Invalid signature", |vector| vector.serial = "a1b2c3d4e5f"),
        ("Invalid signature", |vector| {
            vector.algorithm = "AWS4-X509-RSA-SHA256"
        }),
        ("Invalid signature", |vector| {
            vector.body = r#"{"durationSeconds":901}"#
        }),
        ("Invalid signature", |vector| {
            vector.signed_headers = "content-type;host;x-amz-date"
        }),
        ("Invalid signature", |vector| {
            vector.certificate = der(RSA_CERTIFICATE)
        }),
        ("the credential scope", |vector| {
            vector.scope = "20261202/eu-west-1/rolesanywhere/aws4_request";
        }),
        ("Signature expired", |vector| {
            vector.date = "20261201T031005Z";
        }),
    ];
    for (message, change) in changed {
        let mut vector = VectorRequest::of_curve();
        change(&mut vector);
        let response = vector.send(&emulator);
        assert_eq!(response.status, 403, "{}", response.body);
        assert_eq!(response.header("x-amzn-errortype"), "AccessDeniedException");
        assert!(response.body.contains(message), "{message}: {}", response.body);
    }
}
