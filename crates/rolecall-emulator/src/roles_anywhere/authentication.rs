//! The signature of a request: with the key of a certificate that the request contains. Says nothing of who
//! issued that certificate.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::denied;
use crate::certificate::{HashKind, KeyKind, X509Certificate};
use crate::clock::EpochTime;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::sigv4::canonical_request;
use crate::state::EmulatorState;

const MAX_SKEW_MILLIS: i64 = 5 * 60 * 1000;
/// AWS takes no more.
const MAX_CHAIN_LENGTH: usize = 5;

/// A request whose signature is that of its certificate.
pub(super) struct SignedRequest {
    pub(super) certificate: X509Certificate,
    /// The certificates that came with it.
    pub(super) chain: Vec<X509Certificate>,
    /// The region that it is signed for.
    pub(super) region: String,
}

/// A parsed `Authorization` header.
struct X509Authorization<'a> {
    algorithm: &'a str,
    serial: &'a str,
    date: &'a str,
    region: &'a str,
    service: &'a str,
    signed_headers: Vec<String>,
    signature: Vec<u8>,
}

impl<'a> X509Authorization<'a> {
    fn parse(header: &'a str) -> Option<Self> {
        let (algorithm, rest) = header.split_once(' ')?;
        let value = |name: &str| {
            rest.split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find_map(|(key, value)| (key == name).then_some(value))
        };
        let scope: Vec<&str> = value("Credential")?.split('/').collect();
        let [serial, date, region, service, "aws4_request"] = scope.as_slice() else {
            return None;
        };
        let signature = value("Signature")?;
        let is_lower = !signature.bytes().any(|byte| byte.is_ascii_uppercase());
        Some(Self {
            algorithm,
            serial,
            date,
            region,
            service,
            signed_headers: value("SignedHeaders")?.split(';').map(str::to_owned).collect(),
            signature: hex::decode(signature).ok().filter(|_| is_lower)?,
        })
    }

    fn covers(&self, name: &str) -> bool {
        self.signed_headers.iter().any(|signed| signed == name)
    }

    /// The text that the signature is of.
    fn string_to_sign(&self, date: &str, request: &ApiRequest) -> String {
        let (algorithm, day, region) = (self.algorithm, self.date, self.region);
        let digest = hex::encode(Sha256::digest(canonical_request(&self.signed_headers, request)));
        format!(
            "{algorithm}\n{date}\n{day}/{region}/{}/aws4_request\n{digest}",
            self.service
        )
    }
}

/// # Errors
/// `AccessDeniedException`.
pub(super) fn authenticate(
    state: &EmulatorState,
    request: &ApiRequest,
) -> Result<SignedRequest, ApiResponse> {
    let header = request.header("authorization");
    let header = header.ok_or_else(|| denied("Missing Authentication Token"))?;
    let authorization = X509Authorization::parse(header).ok_or_else(|| denied("Incomplete Signature"))?;
    let date = request.header("x-amz-date").unwrap_or_default();
    check_time(state.now(), date, &authorization)?;
    let certificate = request
        .header("x-amz-x509")
        .and_then(|text| STANDARD.decode(text).ok())
        .and_then(|der| X509Certificate::from_der(&der))
        .ok_or_else(|| denied("Malformed Signing Certificate"))?;
    let chain = chain(request)?;
    check_headers(request, &authorization)?;
    let algorithm = match certificate.key_kind() {
        Some(KeyKind::Rsa) => "AWS4-X509-RSA-SHA256",
        Some(KeyKind::P256 | KeyKind::P384) => "AWS4-X509-ECDSA-SHA256",
        None => return Err(denied("Unsupported Signing Certificate")),
    };
    let text = authorization.string_to_sign(date, request);
    let is_signed = authorization.algorithm == algorithm
        && authorization.serial == certificate.serial_decimal()
        && certificate.verifies(HashKind::Sha256, text.as_bytes(), &authorization.signature);
    if !is_signed {
        return Err(denied("Invalid signature"));
    }
    Ok(SignedRequest {
        certificate,
        chain,
        region: authorization.region.to_owned(),
    })
}

fn check_time(now: EpochTime, date: &str, authorization: &X509Authorization<'_>) -> Result<(), ApiResponse> {
    let signed_at =
        EpochTime::from_amz_date(date).ok_or_else(|| denied("Missing or malformed X-Amz-Date"))?;
    if date.get(..8) != Some(authorization.date) {
        return Err(denied(
            "Invalid signature: the date of the credential scope is not that of X-Amz-Date",
        ));
    }
    if now.millis_since(signed_at).abs() > MAX_SKEW_MILLIS {
        return Err(denied(&format!(
            "Signature expired: {date} is not near {}",
            now.amz_date()
        )));
    }
    Ok(())
}

fn check_headers(request: &ApiRequest, authorization: &X509Authorization<'_>) -> Result<(), ApiResponse> {
    let has_chain = request.header("x-amz-x509-chain").is_some();
    let chain = has_chain.then_some("x-amz-x509-chain");
    let mut needed = ["host", "x-amz-date", "x-amz-x509"].into_iter().chain(chain);
    if authorization.service != "rolesanywhere" {
        return Err(denied(
            "Invalid signature: the credential is scoped to another service",
        ));
    }
    match needed.find(|name| !authorization.covers(name)) {
        Some(name) => Err(denied(&format!(
            "Invalid signature: '{name}' must be a signed header"
        ))),
        None => Ok(()),
    }
}

fn chain(request: &ApiRequest) -> Result<Vec<X509Certificate>, ApiResponse> {
    let Some(text) = request.header("x-amz-x509-chain") else {
        return Ok(Vec::new());
    };
    let certificates: Option<Vec<X509Certificate>> = text
        .split(',')
        .map(|part| X509Certificate::from_der(&STANDARD.decode(part).ok()?))
        .collect();
    certificates
        .filter(|chain| chain.len() <= MAX_CHAIN_LENGTH)
        .ok_or_else(|| denied("Malformed certificate chain"))
}
