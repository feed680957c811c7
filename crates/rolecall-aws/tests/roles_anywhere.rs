//! Sessions of IAM Roles Anywhere at the emulator, which checks what AWS checks.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use async_trait::async_trait;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, SigningKey,
};
use rolecall::ports::{
    CertificateSigner, ClientCertificate, CreateSessionRequest, RolesAnywhere, RolesAnywhereError,
    SigningAlgorithm, SigningError, Sts,
};
use rolecall_emulator::{EmulatorSettings, Organization};
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::roles_anywhere::{CertificateSerial, ProfileArn, TrustAnchorArn};
use rolecall_model::time::ClockDifference;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use support::emulated::EmulatedAws;

const ANCHOR: &str = "66666666-7777-8888-9999-000000000000";
const PROFILE: &str = "11111111-2222-3333-4444-555555555555";
const UNNAMED: &str = "22222222-2222-3333-4444-555555555555";
const SERIAL: [u8; 3] = [0x0a, 0xbc, 0xde];

#[derive(Debug)]
struct EcKey(KeyPair);

#[async_trait]
impl CertificateSigner for EcKey {
    fn algorithm(&self) -> SigningAlgorithm {
        SigningAlgorithm::EcdsaSha256
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        self.0.sign(message).map_err(|_| SigningError)
    }
}

/// A root, an authority that it issued, and a host whose certificate the authority issued.
struct Authorities {
    root: CertifiedIssuer<'static, KeyPair>,
    intermediate: CertifiedIssuer<'static, KeyPair>,
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

impl Authorities {
    fn new() -> Self {
        let root = CertifiedIssuer::self_signed(authority("Root"), KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
        let intermediate = CertifiedIssuer::signed_by(authority("Intermediate"), key, &root).unwrap();
        Self { root, intermediate }
    }

    fn host(&self) -> ClientCertificate {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.serial_number = Some(SERIAL.to_vec().into());
        params.distinguished_name.push(DnType::CommonName, "host");
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let certificate = params.signed_by(&key, &self.intermediate).unwrap();
        ClientCertificate {
            certificate: certificate.der().to_vec(),
            serial: CertificateSerial::new(&SERIAL),
            common_name: "host".to_owned(),
            not_before: Timestamp::MIN,
            not_after: Timestamp::MAX,
            chain: vec![self.intermediate.der().to_vec()],
            signer: Arc::new(EcKey(key)),
            key_is_readable_by_others: false,
        }
    }

    fn emulated(&self) -> EmulatedAws {
        let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
        let organization = json!({"region": "eu-west-1", "accounts": [{
            "id": "111122223333", "name": "workloads", "roles": ["ReadOnly"],
            "iam_roles": [
                {"name": "Host", "trust_policy": {"Statement": {
                    "Effect": "Allow", "Principal": {"Service": "rolesanywhere.amazonaws.com"},
                    "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
                }}},
                {"name": "Elsewhere", "trusted_accounts": ["111122223333"]},
            ],
            "roles_anywhere": {
                "trust_anchors": [{"id": ANCHOR, "certificates": self.root.pem()}],
                "profiles": [
                    {"id": PROFILE, "role_arns": [role("Host"), role("Elsewhere")], "accept_role_session_name": true},
                    {"id": UNNAMED, "role_arns": [role("Host")]},
                ],
            },
        }]});
        let organization = Organization::from_json(&organization.to_string()).unwrap();
        EmulatedAws::with(organization, EmulatorSettings::default())
    }
}

#[derive(Clone, Copy)]
struct SessionInput<'a> {
    role: &'a str,
    profile: &'a str,
    session_name: Option<&'a str>,
}

const HOST: SessionInput<'_> = SessionInput {
    role: "Host",
    profile: PROFILE,
    session_name: None,
};

async fn session(
    world: &EmulatedAws,
    certificate: &ClientCertificate,
    wanted: SessionInput<'_>,
) -> Result<RoleCredentials, RolesAnywhereError> {
    let start = "arn:aws:rolesanywhere:eu-west-1:111122223333";
    let role_arn = RoleArn::parse(&format!("arn:aws:iam::111122223333:role/{}", wanted.role)).unwrap();
    let request = CreateSessionRequest {
        trust_anchor: &TrustAnchorArn::parse(&format!("{start}:trust-anchor/{ANCHOR}")).unwrap(),
        profile: &ProfileArn::parse(&format!("{start}:profile/{}", wanted.profile)).unwrap(),
        role_arn: &role_arn,
        session_name: wanted.session_name,
        duration: Some(Duration::from_mins(15)),
    };
    let endpoints = world.portal.endpoints();
    world.aws.create_session(&endpoints, &request, certificate).await
}

#[tokio::test]
async fn a_certificate_becomes_role_credentials() {
    let authorities = Authorities::new();
    let (world, host) = (authorities.emulated(), authorities.host());
    let endpoints = world.portal.endpoints();
    for (session_name, name) in [(None, "0abcde"), (Some("ann@example.com"), "ann@example.com")] {
        let wanted = SessionInput { session_name, ..HOST };
        let credentials = session(&world, &host, wanted).await.unwrap();
        let identity = world
            .aws
            .get_caller_identity(&endpoints, &endpoints.region, &credentials);
        let arn = format!("arn:aws:sts::111122223333:assumed-role/Host/{name}");
        assert_eq!(identity.await.unwrap().arn, arn);
    }
}

#[tokio::test]
async fn each_refusal_has_its_case() {
    let authorities = Authorities::new();
    let (world, host) = (authorities.emulated(), authorities.host());
    let stranger = Authorities::new().host();
    let refused = session(&world, &stranger, HOST).await.unwrap_err();
    assert_eq!(refused, RolesAnywhereError::UntrustedCertificate);
    let without_chain = ClientCertificate {
        chain: Vec::new(),
        ..host.clone()
    };
    let refused = session(&world, &without_chain, HOST).await.unwrap_err();
    assert_eq!(refused, RolesAnywhereError::UntrustedCertificate);
    let wrong_key = ClientCertificate {
        signer: stranger.signer,
        ..host.clone()
    };
    assert_eq!(
        session(&world, &wrong_key, HOST).await.unwrap_err(),
        RolesAnywhereError::Denied
    );
    let cases = [
        (
            SessionInput {
                role: "Elsewhere",
                ..HOST
            },
            RolesAnywhereError::NotTrustedByRole,
        ),
        (
            SessionInput {
                profile: ANCHOR,
                ..HOST
            },
            RolesAnywhereError::NotFound,
        ),
        (
            SessionInput {
                profile: UNNAMED,
                session_name: Some("ann"),
                ..HOST
            },
            RolesAnywhereError::SessionNameNotAccepted,
        ),
        (
            SessionInput {
                session_name: Some("a"),
                ..HOST
            },
            RolesAnywhereError::InvalidRequest,
        ),
    ];
    for (wanted, case) in cases {
        assert_eq!(session(&world, &host, wanted).await.unwrap_err(), case);
    }
}

#[tokio::test]
async fn what_is_no_answer_is_unreachable() {
    let authorities = Authorities::new();
    let (world, host) = (authorities.emulated(), authorities.host());
    for kind in ["throttle", "server_error", "drop", "malformed"] {
        world.command("faults", json!({"operation": "CreateSession", "kind": kind}));
        let unreachable = session(&world, &host, HOST).await;
        assert!(
            matches!(unreachable, Err(RolesAnywhereError::Unreachable { .. })),
            "{kind}: {unreachable:?}"
        );
    }
    session(&world, &host, HOST).await.unwrap();
}

#[tokio::test]
async fn a_wrong_clock_is_named() {
    let authorities = Authorities::new();
    let (world, host) = (authorities.emulated(), authorities.host());
    world.command("clock", json!({"skew_seconds": 1_800}));
    let refused = session(&world, &host, HOST).await.unwrap_err();
    assert!(
        matches!(refused, RolesAnywhereError::WrongTime(ClockDifference::Behind(_))),
        "{refused:?}"
    );
}
