//! Words about certificates that stand for this machine: why one cannot be used, and what IAM Roles Anywhere says to it.

use crate::hostile_text::isolated;
use crate::ports::ClientCertificateError;
use crate::settings::CertificateField;
use std::path::Path;

/// What did not happen, and what to do.
type Words = (&'static str, &'static str);

pub(crate) const UNTRUSTED: Words = (
    "AWS does not trust the certificate.",
    "It must be valid, be for signatures and come from the authority of the trust anchor. If an authority is in between, add its certificate to the chain.",
);
pub(crate) const NOT_TRUSTED_BY_ROLE: Words = (
    "The certificate does not lead to this role.",
    "The profile must have the role, and the role's trust policy must let rolesanywhere.amazonaws.com assume it, tag its role session and set its source identity.",
);
pub(crate) const DENIED: Words = (
    "IAM Roles Anywhere does not allow it.",
    "Ask the administrator of the account to look at the trust anchor, the profile and the role.",
);
pub(crate) const NO_SESSION_NAME: Words = (
    "The profile does not let you choose the name of the role session.",
    "Remove the session name from the role, or ask for a profile that accepts one.",
);
pub(crate) const UNSUITABLE_TAGS: Words = (
    "AWS cannot make session tags of the certificate's fields.",
    "Ask for a certificate with a plainer subject, or for a profile that maps fewer fields.",
);
pub(crate) const NOT_FOUND: Words = (
    "The trust anchor or the profile does not exist, or is disabled.",
    "Check both ARNs, or ask the administrator of the account.",
);
pub(crate) const INVALID_REQUEST: Words = (
    "IAM Roles Anywhere does not accept the request for this role.",
    "Trust anchor, profile and role must be of the same account. Check its session name and duration, too.",
);
pub(crate) const NOT_SIGNED: Words = (
    "The private key does not sign.",
    "Check that the key works, or use another certificate.",
);

/// Returns why a certificate cannot be used, and what to do.
pub(crate) fn unusable(error: &ClientCertificateError) -> (String, &'static str) {
    let name = |path: &Path| isolated(&path.to_string_lossy());
    match error {
        ClientCertificateError::Missing(path) => (
            format!("There is no file {}.", name(path)),
            "Check the files of the role's certificate.",
        ),
        ClientCertificateError::Unreadable { path, .. } => (
            format!("The file {} cannot be read.", name(path)),
            "Check its permissions.",
        ),
        ClientCertificateError::NoCertificate(path) => (
            format!("The file {} holds no certificate.", name(path)),
            "A certificate in the form PEM is needed.",
        ),
        ClientCertificateError::NoKey(path) => (
            format!("The file {} holds no private key.", name(path)),
            "A private key in the form PEM, or a PKCS #12 file, is needed.",
        ),
        ClientCertificateError::UnsupportedKey(path) => (
            format!(
                "The private key in {} is of a kind that cannot be used.",
                name(path)
            ),
            "RSA keys of 2048 to 4096 bits and EC keys on P-256 and P-384 can, encrypted as PKCS #8 or not at all: `openssl pkcs8 -topk8` converts a key.",
        ),
        ClientCertificateError::OtherKey(path) => (
            format!(
                "The private key in {} does not belong to the certificate.",
                name(path)
            ),
            "Check that certificate and key were made together.",
        ),
        ClientCertificateError::PasswordNeeded(path) => (
            format!("The file {} is encrypted.", name(path)),
            "Give its password, or use a key that is not encrypted.",
        ),
        ClientCertificateError::WrongPassword(path) => (
            format!("The password does not open {}.", name(path)),
            "Check the password.",
        ),
        ClientCertificateError::Token(error) => super::tokens::unusable(error),
    }
}

/// Returns what a field of the definition of a role that a certificate leads to should be; follows "is".
pub(crate) fn field(field: CertificateField) -> &'static str {
    match field {
        CertificateField::Certificate
        | CertificateField::PrivateKey
        | CertificateField::Pkcs12
        | CertificateField::Chain => "the path of a file, from the root on",
        CertificateField::Pkcs11 => {
            "a PKCS #11 URI without a PIN, such as pkcs11:token=NAME;object=KEY, whose module-path begins at the root"
        }
        CertificateField::TrustAnchor => "the ARN of a trust anchor of IAM Roles Anywhere",
        CertificateField::Profile => {
            "the ARN of a profile of IAM Roles Anywhere in the region of the trust anchor"
        }
        CertificateField::EndpointUrl => "an https address, or http on 127.0.0.1 or [::1]",
    }
}
