//! X.509 certificates (RFC 5280): what is in one, and whether another issued it. Must not know what they are for.

use std::time::Duration;

use num_bigint::BigUint;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey,
    VerificationAlgorithm,
};
use x509_cert::certificate::Version;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use crate::clock::EpochTime;

const RSA: &str = "1.2.840.113549.1.1.1";
const ELLIPTIC_CURVE: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
const RSA_SHA384: &str = "1.2.840.113549.1.1.12";
const RSA_SHA512: &str = "1.2.840.113549.1.1.13";
const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
const ECDSA_SHA384: &str = "1.2.840.10045.4.3.3";

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct X509Certificate {
    parsed: x509_cert::Certificate,
}

/// The kinds of key that sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Rsa,
    P256,
    P384,
}

/// The hashes that are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashKind {
    Sha256,
    Sha384,
    Sha512,
}

impl X509Certificate {
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let parsed = x509_cert::Certificate::from_der(der).ok()?;
        Some(Self { parsed })
    }

    /// All certificates of a text; none when it is malformed.
    pub(crate) fn all_in(pem: &str) -> Option<Vec<Self>> {
        let parsed = x509_cert::Certificate::load_pem_chain(pem.as_bytes()).ok()?;
        Some(parsed.into_iter().map(|parsed| Self { parsed }).collect())
    }

    fn serial(&self) -> BigUint {
        BigUint::from_bytes_be(self.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// The serial number in decimal digits.
    pub(crate) fn serial_decimal(&self) -> String {
        self.serial().to_string()
    }

    /// The serial number in hexadecimal digits, two for each byte.
    pub(crate) fn serial_hex(&self) -> String {
        hex::encode(self.serial().to_bytes_be())
    }

    pub(crate) fn is_valid_at(&self, time: EpochTime) -> bool {
        let validity = self.parsed.tbs_certificate().validity();
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let now = time.epoch_millis();
        millis(validity.not_before.to_unix_duration()) <= now
            && now <= millis(validity.not_after.to_unix_duration())
    }

    pub(crate) fn is_version_3(&self) -> bool {
        self.parsed.tbs_certificate().version() == Version::V3
    }

    /// Whether it may issue certificates.
    pub(crate) fn is_authority(&self) -> bool {
        let certificate = self.parsed.tbs_certificate();
        let is_marked = certificate
            .get_extension::<BasicConstraints>()
            .is_ok_and(|found| found.is_some_and(|(_, constraints)| constraints.ca));
        let usage = certificate.get_extension::<KeyUsage>();
        is_marked && usage.is_ok_and(|found| found.is_none_or(|(_, usage)| usage.key_cert_sign()))
    }

    /// Whether it is for signing.
    pub(crate) fn is_for_signing(&self) -> bool {
        let usage = self.parsed.tbs_certificate().get_extension::<KeyUsage>();
        usage.is_ok_and(|found| found.is_some_and(|(_, usage)| usage.digital_signature()))
    }

    /// The common name of the subject.
    pub(crate) fn common_name(&self) -> Option<String> {
        let names = attributes(self.parsed.tbs_certificate().subject());
        names
            .into_iter()
            .find(|(key, _)| key == "CN")
            .map(|(_, value)| value)
    }

    /// The attributes of the subject, by the short names of X.500, such as `CN`.
    pub(crate) fn subject(&self) -> Vec<(String, String)> {
        attributes(self.parsed.tbs_certificate().subject())
    }

    /// The attributes of the issuer, as [`Self::subject`].
    pub(crate) fn issuer(&self) -> Vec<(String, String)> {
        attributes(self.parsed.tbs_certificate().issuer())
    }

    /// The kind of its key; none for one that is not known.
    pub(crate) fn key_kind(&self) -> Option<KeyKind> {
        let algorithm = &self.parsed.tbs_certificate().subject_public_key_info().algorithm;
        if algorithm.oid == oid(RSA) {
            return Some(KeyKind::Rsa);
        }
        let parameters = algorithm.parameters.as_ref()?;
        let curve: ObjectIdentifier = parameters.decode_as().ok()?;
        match curve.to_string().as_str() {
            P256 if algorithm.oid == oid(ELLIPTIC_CURVE) => Some(KeyKind::P256),
            P384 if algorithm.oid == oid(ELLIPTIC_CURVE) => Some(KeyKind::P384),
            _ => None,
        }
    }

    /// Whether its key made the signature of a message.
    pub(crate) fn verifies(&self, hash: HashKind, message: &[u8], signature: &[u8]) -> bool {
        let algorithm: &'static dyn VerificationAlgorithm = match (self.key_kind(), hash) {
            (Some(KeyKind::Rsa), HashKind::Sha256) => &RSA_PKCS1_2048_8192_SHA256,
            (Some(KeyKind::Rsa), HashKind::Sha384) => &RSA_PKCS1_2048_8192_SHA384,
            (Some(KeyKind::Rsa), HashKind::Sha512) => &RSA_PKCS1_2048_8192_SHA512,
            (Some(KeyKind::P256), HashKind::Sha256) => &ECDSA_P256_SHA256_ASN1,
            (Some(KeyKind::P256), HashKind::Sha384) => &ECDSA_P256_SHA384_ASN1,
            (Some(KeyKind::P384), HashKind::Sha256) => &ECDSA_P384_SHA256_ASN1,
            (Some(KeyKind::P384), HashKind::Sha384) => &ECDSA_P384_SHA384_ASN1,
            (Some(KeyKind::P256 | KeyKind::P384), HashKind::Sha512) | (None, _) => return false,
        };
        let key = &self
            .parsed
            .tbs_certificate()
            .subject_public_key_info()
            .subject_public_key;
        UnparsedPublicKey::new(algorithm, key.raw_bytes())
            .verify(message, signature)
            .is_ok()
    }

    /// Whether `issuer` issued it: by name and by signature. SHA-1 and older hashes do not count.
    pub(crate) fn is_issued_by(&self, issuer: &Self) -> bool {
        let hash = match self.parsed.signature_algorithm().oid.to_string().as_str() {
            RSA_SHA256 | ECDSA_SHA256 => HashKind::Sha256,
            RSA_SHA384 | ECDSA_SHA384 => HashKind::Sha384,
            RSA_SHA512 => HashKind::Sha512,
            _ => return false,
        };
        let certificate = self.parsed.tbs_certificate();
        let is_named = certificate.issuer() == issuer.parsed.tbs_certificate().subject();
        let signed = certificate.to_der();
        is_named
            && signed.is_ok_and(|signed| issuer.verifies(hash, &signed, self.parsed.signature().raw_bytes()))
    }
}

fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// `CN=a,OU=b` as pairs. The values of a name are escaped as in RFC 4514, which the pairs are not.
fn attributes(name: &x509_cert::name::Name) -> Vec<(String, String)> {
    name.iter()
        .filter_map(|attribute| {
            let text = attribute.to_string();
            let (key, value) = text.split_once('=')?;
            Some((key.to_owned(), value.replace('\\', "")))
        })
        .collect()
}
