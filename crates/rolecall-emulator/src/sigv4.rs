//! Signature Version 4, the checking side, written from its specification. Owns the canonical request and the
//! comparison. Must not know whose key it is: the caller looks the secret up.

use hmac::{Hmac, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use crate::call::Call;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// An `Authorization` header taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) access_key_id: String,
    pub(crate) date: String,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) signed_headers: Vec<String>,
    signature: Vec<u8>,
}

impl Authorization {
    /// Reads the header; says what is missing when it is not complete.
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

    pub(crate) fn signs(&self, header: &str) -> bool {
        self.signed_headers.iter().any(|name| name == header)
    }

    /// Whether the signature is the one this secret makes for this call.
    pub(crate) fn is_by(&self, secret: &str, amz_date: &str, call: &Call) -> bool {
        let scope = format!("{}/{}/{}/aws4_request", self.date, self.region, self.service);
        let request = hex::encode(Sha256::digest(self.canonical_request(call)));
        let text = format!("{ALGORITHM}\n{amz_date}\n{scope}\n{request}");
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in [self.date.as_str(), &self.region, &self.service, "aws4_request"] {
            key = hmac(&key, part);
        }
        Hmac::<Sha256>::new_from_slice(&key)
            .is_ok_and(|mac| mac.chain_update(text).verify_slice(&self.signature).is_ok())
    }

    fn canonical_request(&self, call: &Call) -> String {
        let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(call.query.as_bytes())
            .map(|(name, value)| (encoded(&name), encoded(&value)))
            .collect();
        pairs.sort();
        let query: Vec<String> = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let headers: String = self
            .signed_headers
            .iter()
            .map(|name| format!("{name}:{}\n", header_value(call, name)))
            .collect();
        let path: Vec<String> = call.path.split('/').map(encoded).collect();
        format!(
            "{}\n{}\n{}\n{headers}\n{}\n{}",
            call.method,
            path.join("/"),
            query.join("&"),
            self.signed_headers.join(";"),
            hex::encode(Sha256::digest(&call.body))
        )
    }
}

/// All values of a header, joined and with runs of blanks made one.
fn header_value(call: &Call, name: &str) -> String {
    let values: Vec<String> = call
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

fn encoded(text: &str) -> String {
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
