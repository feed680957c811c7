//! IAM Roles Anywhere: the trust anchor, the profile and the certificate that stand for a machine.
//!
//! It must not know how a certificate is read, nor how a session is asked for.

mod pkcs11_uri;
mod validity;

pub use pkcs11_uri::{InvalidPkcs11Uri, Pkcs11Uri, TokenAttribute};
pub use validity::CertificateValidity;

use crate::account::AccountId;
use crate::partition::Region;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// The text is not the ARN of such a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "the ARN looks like arn:aws:rolesanywhere:eu-west-1:123456789012:{0}/01234567-89ab-cdef-0123-456789abcdef"
)]
pub struct InvalidRolesAnywhereArn(&'static str);

macro_rules! arns {
    ($($(#[$doc:meta])* $name:ident is $resource:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            text: String,
            region: Region,
            account_id: AccountId,
        }

        impl $name {
            /// Parses an ARN.
            ///
            /// # Errors
            /// [`InvalidRolesAnywhereArn`] for anything else, and where partition and region contradict each other.
            pub fn parse(text: &str) -> Result<Self, InvalidRolesAnywhereArn> {
                parse(text, $resource)
                    .map(|(region, account_id)| Self { text: text.to_owned(), region, account_id })
                    .ok_or(InvalidRolesAnywhereArn($resource))
            }

            /// Returns the ARN.
            pub fn as_str(&self) -> &str {
                &self.text
            }

            /// Returns the region that it is in.
            pub fn region(&self) -> &Region {
                &self.region
            }

            /// Returns the account that it belongs to.
            pub fn account_id(&self) -> &AccountId {
                &self.account_id
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }
    )*};
}

arns! {
    /// The ARN of a trust anchor: whose certificates an account accepts.
    TrustAnchorArn is "trust-anchor",
    /// The ARN of a profile: which roles a certificate may lead to.
    ProfileArn is "profile",
}

fn parse(text: &str, resource: &str) -> Option<(Region, AccountId)> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    let (arn, partition, service) = (next()?, next()?, next()?);
    let (region, account_id, rest) = (next()?, next()?, next()?);
    let region = Region::parse(region).ok()?;
    let account_id = AccountId::parse(account_id).ok()?;
    let id = rest.strip_prefix(resource)?.strip_prefix('/')?;
    let is_valid =
        arn == "arn" && service == "rolesanywhere" && partition == region.partition().id() && is_uuid(id);
    is_valid.then_some((region, account_id))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// Where a certificate, its private key and the certificates between it and its root are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateLocation {
    /// Text files (PEM, RFC 7468).
    Pem {
        /// The certificate, possibly with its chain.
        certificate: PathBuf,
        /// The private key.
        private_key: PathBuf,
        /// More certificates of the chain.
        chain: Option<PathBuf>,
    },
    /// One file with the key and its certificates (PKCS #12, RFC 7292).
    Pkcs12 {
        /// The file.
        file: PathBuf,
        /// The certificate, if it is not in the file.
        certificate: Option<PathBuf>,
        /// More certificates of the chain.
        chain: Option<PathBuf>,
    },
    /// A token that holds the key and does not give it away (PKCS #11).
    Pkcs11 {
        /// The key.
        uri: Pkcs11Uri,
        /// The certificate, if it is not on the token.
        certificate: Option<PathBuf>,
        /// More certificates of the chain.
        chain: Option<PathBuf>,
    },
}

impl CertificateLocation {
    /// Returns the file that holds the private key, if one does.
    pub fn key_file(&self) -> Option<&Path> {
        match self {
            Self::Pem { private_key, .. } => Some(private_key),
            Self::Pkcs12 { file, .. } => Some(file),
            Self::Pkcs11 { .. } => None,
        }
    }

    /// Returns where the private key is, as the user says it.
    pub fn key_text(&self) -> String {
        match self {
            Self::Pem { private_key, .. } => private_key.to_string_lossy().into_owned(),
            Self::Pkcs12 { file, .. } => file.to_string_lossy().into_owned(),
            Self::Pkcs11 { uri, .. } => uri.as_str().to_owned(),
        }
    }
}

/// The shortest session that can be asked for (API Reference, `CreateSession`).
pub const MIN_SESSION_DURATION: Duration = Duration::from_mins(15);
/// The longest session that can be asked for.
pub const MAX_SESSION_DURATION: Duration = Duration::from_hours(12);

/// The serial number of a certificate: an unsigned number, its most significant byte first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateSerial(Vec<u8>);

impl CertificateSerial {
    /// Takes the number's bytes, possibly with leading zeros.
    pub fn new(bytes: &[u8]) -> Self {
        let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        Self(bytes.get(start..).unwrap_or_default().to_vec())
    }

    /// Returns it in decimal digits, as it stands in a request.
    pub fn to_decimal(&self) -> String {
        let mut number = self.0.clone();
        let mut digits = Vec::new();
        while number.iter().any(|byte| *byte != 0) {
            let mut remainder = 0_u16;
            for byte in &mut number {
                let value = remainder * 256 + u16::from(*byte);
                // The quotient is below 256, since the remainder is below 10.
                *byte = u8::try_from(value / 10).unwrap_or(u8::MAX);
                remainder = value % 10;
            }
            digits.push(char::from_digit(u32::from(remainder), 10).unwrap_or('0'));
        }
        if digits.is_empty() {
            return "0".to_owned();
        }
        digits.iter().rev().collect()
    }
}

impl fmt::Display for CertificateSerial {
    /// In hexadecimal digits, two for each byte, as AWS names sessions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("00");
        }
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests;
