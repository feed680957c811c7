//! Signed requests to STS, signed without the emulator's own code.

use hmac::{Hmac, Mac as _};
use rolecall_emulator::EmulatorHandle;
use sha2::{Digest as _, Sha256};

use super::{TestKeys, TestResponse, form, request};

fn now_amz() -> String {
    jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A signed request, each part of which a test can make invalid.
pub(crate) struct SignedRequest<'a> {
    pub(crate) keys: &'a TestKeys,
    pub(crate) date: String,
    /// How many characters of the date are in the scope.
    pub(crate) scope_date_length: usize,
    pub(crate) service: &'a str,
    pub(crate) body: String,
}

impl<'a> SignedRequest<'a> {
    pub(crate) fn caller_identity(keys: &'a TestKeys) -> Self {
        let body = "Action=GetCallerIdentity&Version=2011-06-15".to_owned();
        Self {
            keys,
            date: now_amz(),
            scope_date_length: 8,
            service: "sts",
            body,
        }
    }

    /// Another action of the query protocol, with these parameters.
    pub(crate) fn query(keys: &'a TestKeys, service: &'a str, parameters: &[(&str, &str)]) -> Self {
        Self {
            service,
            body: form(parameters),
            ..Self::caller_identity(keys)
        }
    }

    /// The `Authorization` header, without the emulator's own code.
    pub(crate) fn authorization(&self, emulator: &EmulatorHandle) -> String {
        let host = emulator.url().strip_prefix("http://").unwrap();
        let day = &self.date[..self.scope_date_length];
        // A long-term key has no token.
        let (token, signed) = match self.keys.token.as_str() {
            "" => (String::new(), "host;x-amz-date"),
            token => (
                format!("x-amz-security-token:{token}\n"),
                "host;x-amz-date;x-amz-security-token",
            ),
        };
        let request = format!(
            "POST\n/\n\nhost:{host}\nx-amz-date:{}\n{token}\n{signed}\n{}",
            self.date,
            hex::encode(Sha256::digest(&self.body))
        );
        let scope = format!("{day}/eu-west-1/{}/aws4_request", self.service);
        let digest = hex::encode(Sha256::digest(request));
        let mut key = format!("AWS4{}", self.keys.secret).into_bytes();
        for part in [day, "eu-west-1", self.service, "aws4_request"] {
            key = hmac(&key, part);
        }
        let signature = hex::encode(hmac(
            &key,
            &format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{digest}", self.date),
        ));
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={signed}, Signature={signature}",
            self.keys.id
        )
    }

    pub(crate) fn send(&self, emulator: &EmulatorHandle) -> TestResponse {
        self.send_with(emulator, &self.authorization(emulator), &self.body)
    }

    pub(crate) fn send_with(
        &self,
        emulator: &EmulatorHandle,
        authorization: &str,
        body: &str,
    ) -> TestResponse {
        let mut headers = vec![
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
            ("x-amz-date", self.date.as_str()),
            ("authorization", authorization),
        ];
        if !self.keys.token.is_empty() {
            headers.push(("x-amz-security-token", self.keys.token.as_str()));
        }
        request(emulator.url(), "POST", "/", &headers, body)
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key)
        .unwrap()
        .chain_update(text)
        .finalize()
        .into_bytes()
        .to_vec()
}
