//! Every secret that the emulator issues: generated here in AWS's shape, with a canary inside, and listed so
//! that a test can search files, logs and memory for it. Must not know what a secret gives access to.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::clock::EpochTime;

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const USER_CODE: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const KEY_ID: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What a secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SecretKind {
    AccessToken,
    RefreshToken,
    ClientSecret,
    AuthorizationCode,
    DeviceCode,
    SecretAccessKey,
    SessionToken,
    SigninToken,
    ConsoleCookie,
    WebIdentityToken,
    SamlAssertion,
}

impl SecretKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "access-token",
            Self::RefreshToken => "refresh-token",
            Self::ClientSecret => "client-secret",
            Self::AuthorizationCode => "authorization-code",
            Self::DeviceCode => "device-code",
            Self::SecretAccessKey => "secret-key",
            Self::SessionToken => "session-token",
            Self::SigninToken => "signin-token",
            Self::ConsoleCookie => "console-cookie",
            Self::WebIdentityToken => "web-identity-token",
            Self::SamlAssertion => "saml-assertion",
        }
    }
}

/// Generates secrets, and lists all it has issued since the start.
#[derive(Debug, Default)]
pub(crate) struct SecretIssuer {
    issued: Vec<(SecretKind, Arc<str>)>,
}

impl SecretIssuer {
    pub(crate) fn issued(&self) -> &[(SecretKind, Arc<str>)] {
        &self.issued
    }

    pub(crate) fn access_token(&mut self) -> Arc<str> {
        let value = format!(
            "aoa{}:MGYC{}",
            canary(SecretKind::AccessToken),
            random(ALPHANUMERIC, 140)
        );
        self.record(SecretKind::AccessToken, value)
    }

    pub(crate) fn refresh_token(&mut self) -> Arc<str> {
        let value = format!(
            "aor{}:MGUC{}",
            canary(SecretKind::RefreshToken),
            random(ALPHANUMERIC, 140)
        );
        self.record(SecretKind::RefreshToken, value)
    }

    /// Shaped as a JWT: a readable header with the key's name, a payload, and the canary as signature.
    pub(crate) fn client_secret(&mut self, now: EpochTime) -> Arc<str> {
        let header = format!(r#"{{"kid":"key-{}","alg":"HS384"}}"#, now.epoch_seconds());
        let payload = format!(r#"{{"serialized":"{}"}}"#, random(ALPHANUMERIC, 900));
        let value = format!(
            "{}.{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(payload),
            canary(SecretKind::ClientSecret)
        );
        self.record(SecretKind::ClientSecret, value)
    }

    pub(crate) fn authorization_code(&mut self) -> Arc<str> {
        self.record(
            SecretKind::AuthorizationCode,
            canary(SecretKind::AuthorizationCode),
        )
    }

    pub(crate) fn device_code(&mut self) -> Arc<str> {
        let value = format!("{}{}", canary(SecretKind::DeviceCode), random(ALPHANUMERIC, 40));
        self.record(SecretKind::DeviceCode, value)
    }

    /// Forty characters as at AWS; always with `/` and `+`, which break bad quoting.
    pub(crate) fn secret_access_key(&mut self) -> Arc<str> {
        let value = format!(
            "CANARY-{}-{}/{}+{}",
            SecretKind::SecretAccessKey.name(),
            random(ALPHANUMERIC, 8),
            random(ALPHANUMERIC, 6),
            random(ALPHANUMERIC, 6)
        );
        self.record(SecretKind::SecretAccessKey, value)
    }

    /// A session token of `length` characters, but at least a little over a hundred.
    pub(crate) fn session_token(&mut self, length: usize) -> Arc<str> {
        let head = format!("IQoJb3JpZ2luX2Vj+/{}//", canary(SecretKind::SessionToken));
        let rest = length.saturating_sub(head.len() + 2);
        let value = format!("{head}{}==", random(BASE64, rest));
        self.record(SecretKind::SessionToken, value)
    }

    pub(crate) fn signin_token(&mut self) -> Arc<str> {
        let value = format!("{}{}", canary(SecretKind::SigninToken), random(ALPHANUMERIC, 420));
        self.record(SecretKind::SigninToken, value)
    }

    pub(crate) fn console_cookie(&mut self) -> Arc<str> {
        self.record(SecretKind::ConsoleCookie, canary(SecretKind::ConsoleCookie))
    }

    /// Lists a secret that was made elsewhere.
    pub(crate) fn record(&mut self, kind: SecretKind, value: String) -> Arc<str> {
        let value: Arc<str> = value.into();
        self.issued.push((kind, Arc::clone(&value)));
        value
    }
}

/// Temporary access keys start with `ASIA` and are 20 characters; they are names, not secrets.
pub(crate) fn access_key_id() -> String {
    format!("ASIA{}", random(KEY_ID, 16))
}

/// Access keys of users start with `AKIA`.
pub(crate) fn long_term_access_key_id() -> String {
    format!("AKIA{}", random(KEY_ID, 16))
}

/// A client id: opaque, not secret.
pub(crate) fn client_id() -> String {
    random(ALPHANUMERIC, 32)
}

/// Names a consent page, so that only the page that was shown can be submitted.
pub(crate) fn transaction_id() -> String {
    random(ALPHANUMERIC, 40)
}

/// Two groups of four letters, without `I` and `O`, which look like digits.
pub(crate) fn user_code() -> String {
    format!("{}-{}", random(USER_CODE, 4), random(USER_CODE, 4))
}

/// A version 4 UUID.
pub(crate) fn request_id() -> String {
    let mut bytes = [0_u8; 16];
    fill(&mut bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex::encode(bytes);
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

/// A random key for the life of this process.
pub(crate) fn process_key() -> [u8; 32] {
    let mut key = [0_u8; 32];
    fill(&mut key);
    key
}

/// A text that can be searched for.
pub(crate) fn canary(kind: SecretKind) -> String {
    format!("CANARY-{}-{}", kind.name(), random(ALPHANUMERIC, 32))
}

fn random(alphabet: &[u8], length: usize) -> String {
    let mut bytes = vec![0_u8; length];
    fill(&mut bytes);
    // The slight bias of the remainder does not matter: these give access to nothing but this emulator.
    bytes
        .iter()
        .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
        .collect()
}

fn fill(bytes: &mut [u8]) {
    if getrandom::fill(bytes).is_err() {
        // Without randomness two sign-ins could share a token, and every test would mislead.
        std::process::abort();
    }
}

#[cfg(test)]
mod tests;
