//! JSON Web Keys (RFC 7517), as far as providers of AWS have them.

use serde::{Deserialize, Serialize};

/// A public key as a JSON Web Key: RSA, or EC on P-256.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// `RSA` or `EC`.
    pub kty: String,
    /// Its name in the header of a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// RSA: the modulus.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub n: String,
    /// RSA: the exponent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub e: String,
    /// EC: `P-256`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub crv: String,
    /// EC: the first coordinate.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub x: String,
    /// EC: the second coordinate.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub y: String,
}
