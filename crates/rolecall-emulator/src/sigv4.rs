//! Signature Version 4, the checking side, written from its specification. Owns the canonical request and the
//! comparison. Must not know whose key it is.

use hmac::{Hmac, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use crate::request::ApiRequest;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A parsed `Authorization` header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SigV4Authorization {
    pub(crate) access_key_id: String,
    pub(crate) date: String,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) signed_headers: Vec<String>,
    signature: Vec<u8>,
}

impl SigV4Authorization {
    /// Reads the header; the error is AWS's message about what is missing.
    pub(crate) fn parse(header: &str) -> Result<Self, String> {
        let incomplete =
            |what: &str| format!("Authorization header requires {what}. Authorization={ALGORITHM}");
        let rest = header
            .strip_prefix(ALGORITHM)
            .ok_or_else(|| incomplete("the algorithm"))?;
        let mut parts = [("Credential", None), ("SignedHeaders", None), ("Signature", None)];
        for piece in rest.split(',') {
            if let Some((name, value)) = piece.trim().split_once('=') {
                for (known, slot) in &mut parts {
                    if *known == name {
                        *slot = Some(value);
                    }
                }
            }
        }
        let [(_, credential), (_, signed), (_, signature)] = parts;
        let credential = credential.ok_or_else(|| incomplete("'Credential' parameter"))?;
        let signed = signed.ok_or_else(|| incomplete("'SignedHeaders' parameter"))?;
        let signature = signature.ok_or_else(|| incomplete("'Signature' parameter"))?;
        let scope: Vec<&str> = credential.split('/').collect();
        let [access_key_id, date, region, service, "aws4_request"] = scope.as_slice() else {
            return Err(incomplete("a Credential of five parts"));
        };
        Ok(Self {
            access_key_id: (*access_key_id).to_owned(),
            date: (*date).to_owned(),
            region: (*region).to_owned(),
            service: (*service).to_owned(),
            signed_headers: signed.split(';').map(str::to_owned).collect(),
            signature: hex::decode(signature).map_err(|_| incomplete("a hexadecimal 'Signature'"))?,
        })
    }

    pub(crate) fn covers(&self, header: &str) -> bool {
        self.signed_headers.iter().any(|name| name == header)
    }

    /// Whether the signature is the one this secret makes for this request.
    pub(crate) fn is_signed_with(&self, secret: &str, amz_date: &str, request: &ApiRequest) -> bool {
        let scope = format!("{}/{}/{}/aws4_request", self.date, self.region, self.service);
        let digest = hex::encode(Sha256::digest(canonical_request(&self.signed_headers, request)));
        let text = format!("{ALGORITHM}\n{amz_date}\n{scope}\n{digest}");
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in [self.date.as_str(), &self.region, &self.service, "aws4_request"] {
            key = hmac(&key, part);
        }
        Hmac::<Sha256>::new_from_slice(&key)
            .is_ok_and(|mac| mac.chain_update(text).verify_slice(&self.signature).is_ok())
    }
}

/// The canonical form of a request, of which the signature is made.
pub(crate) fn canonical_request(signed_headers: &[String], request: &ApiRequest) -> String {
    let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(request.query.as_bytes())
        .map(|(name, value)| (encode(&name), encode(&value)))
        .collect();
    pairs.sort();
    let query: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let headers: String = signed_headers
        .iter()
        .map(|name| format!("{name}:{}\n", header_value(request, name)))
        .collect();
    let path: Vec<String> = request.path.split('/').map(encode).collect();
    format!(
        "{}\n{}\n{}\n{headers}\n{}\n{}",
        request.method,
        path.join("/"),
        query.join("&"),
        signed_headers.join(";"),
        hex::encode(Sha256::digest(&request.body))
    )
}

/// All values of a header, joined, with every run of spaces replaced by one.
fn header_value(request: &ApiRequest, name: &str) -> String {
    let values: Vec<String> = request
        .headers
        .get_all(name)
        .iter()
        .map(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect();
    values.join(",")
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// HMAC-SHA256.
pub(crate) fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac.chain_update(text).finalize().into_bytes().to_vec(),
        // HMAC takes keys of every length, so this arm is never run.
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
