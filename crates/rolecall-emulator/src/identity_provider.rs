//! Identity providers outside AWS: their keys, their tokens (JWT, RFC 7519) and assertions (SAML 2.0), checked as
//! far as a signature and the form go. Must not know accounts, roles or STS.

mod canonical_xml;
mod der;
mod jwk;
mod jwt;
mod key;
mod own_key;
mod saml;
mod saml_response;
mod xml_signature;

pub use jwk::Jwk;

pub(crate) use jwt::{Jwt, JwtError};
pub(crate) use key::VerificationKey;
pub(crate) use own_key::OwnKey;
pub(crate) use saml::{SamlAssertion, SamlError};
pub(crate) use saml_response::SamlResponse;

#[cfg(test)]
mod tests;
