//! JSON Web Tokens, signed with RS256 or ES256.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::key::{SignatureAlgorithm, VerificationKey};
use super::own_key::OwnKey;

/// A token whose signature is not checked yet.
#[derive(Debug)]
pub(crate) struct Jwt {
    algorithm: String,
    key_id: Option<String>,
    claims: Map<String, Value>,
    signed: String,
    signature: Vec<u8>,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwtError {
    NotAToken,
    /// The provider has no key for it.
    NoKey,
    WrongSignature,
}

#[derive(Deserialize)]
struct JwtHeader {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
}

impl Jwt {
    pub(crate) fn parse(text: &str) -> Result<Self, JwtError> {
        let parts: Vec<&str> = text.split('.').collect();
        let [header, claims, signature] = parts.as_slice() else {
            return Err(JwtError::NotAToken);
        };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| JwtError::NotAToken);
        let JwtHeader { alg, kid } =
            serde_json::from_slice(&decode(header)?).map_err(|_| JwtError::NotAToken)?;
        Ok(Self {
            algorithm: alg,
            key_id: kid,
            claims: serde_json::from_slice(&decode(claims)?).map_err(|_| JwtError::NotAToken)?,
            signed: format!("{header}.{claims}"),
            signature: decode(signature)?,
        })
    }

    /// A token with these claims, signed with the emulator's own key.
    pub(crate) fn signed(claims: &Value, key: &OwnKey) -> Option<String> {
        let header = json!({"alg": "ES256", "typ": "JWT"});
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())?);
        Some(format!("{signed}.{signature}"))
    }

    /// Checks the signature with the keys of the provider, by their names.
    pub(crate) fn verify(&self, keys: &[(Option<String>, VerificationKey)]) -> Result<(), JwtError> {
        let algorithm = match self.algorithm.as_str() {
            "RS256" => SignatureAlgorithm::RsaSha256,
            "ES256" => SignatureAlgorithm::P256Sha256,
            _ => return Err(JwtError::NoKey),
        };
        let is_named = |name: &Option<String>| self.key_id.is_none() || *name == self.key_id;
        let mut keys = keys.iter().filter(|(name, _)| is_named(name)).peekable();
        if keys.peek().is_none() {
            return Err(JwtError::NoKey);
        }
        let is_verified =
            keys.any(|(_, key)| key.verifies(algorithm, self.signed.as_bytes(), &self.signature));
        is_verified.then_some(()).ok_or(JwtError::WrongSignature)
    }

    pub(crate) fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.claim(name).and_then(Value::as_str)
    }

    /// A claim that is one text or a list of them.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        match self.claim(name) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(texts)) => texts
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            Some(_) | None => Vec::new(),
        }
    }

    /// A claim that is a time, in seconds since 1970.
    pub(crate) fn seconds(&self, name: &str) -> Option<i64> {
        let claim = self.claim(name)?;
        let fraction = || claim.as_f64().map(|seconds| seconds.floor());
        claim
            .as_i64()
            .or_else(|| format!("{:.0}", fraction()?).parse().ok())
    }
}
