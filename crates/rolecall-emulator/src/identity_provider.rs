//! Identity providers outside AWS: their keys, their tokens (JWT, RFC 7519) and assertions (SAML 2.0), checked as
//! far as a signature and the form go. Must not know accounts, roles or STS.

mod der;
mod jwt;
mod key;
mod own_key;

pub(crate) use jwt::{Jwt, JwtError};
pub(crate) use key::VerificationKey;
pub(crate) use own_key::OwnKey;

#[cfg(test)]
mod tests;
