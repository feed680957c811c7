//! `rolecall role`: roles that a certificate leads to.

use rolecall::messages::durations::in_days;
use std::path::Path;
use std::time::Duration;

pub(crate) const PASSWORD_QUESTION: &str = "Password of the private key: ";
pub(crate) const PIN_QUESTION: &str = "PIN of the token: ";
pub(crate) const NO_PASSWORD: &str = "The private key is encrypted, and there is no password.";
pub(crate) const NO_PIN: &str = "The token needs its PIN, and there is none.";
pub(crate) const GIVE_PASSWORD: &str = "Enter it in a terminal, or give it on standard input.";
pub(crate) const PIN_IN_URI: &str = "A PKCS #11 URI with a PIN is not used: it would be kept in plain text.";
pub(crate) const NO_PIN_IN_URI: &str =
    "Leave pin-value and pin-source out: the PIN is asked for, and kept in the keychain.";
pub(crate) const MODULE_PATH: &str = "The module-path of a PKCS #11 URI has to begin at the root.";
pub(crate) const URI_FORM: &str =
    "It looks like pkcs11:token=NAME;object=KEY?module-path=/usr/lib/softhsm/libsofthsm2.so.";
pub(crate) const OTHER_THAN_TRUST_ANCHOR: &str =
    "The trust anchor is in another region, and the role is where the trust anchor is.";
pub(crate) const OTHER_REGION: &str = "The profile is in another region than the trust anchor.";

pub(crate) fn missing_option(option: &str) -> String {
    format!("A role that a certificate leads to needs {option}.")
}

/// A role that a certificate leads to cannot have this option.
pub(crate) fn not_for_certificates(option: &str) -> String {
    format!("A role that a certificate leads to has no {option}.")
}

pub(crate) fn relative_path(path: &str) -> String {
    format!("The paths of certificates and keys have to begin at the root, and {path} does not.")
}

pub(crate) fn invalid_trust_anchor(text: &str) -> String {
    format!("\"{text}\" is not the ARN of a trust anchor.")
}

pub(crate) fn invalid_uri(text: &str) -> String {
    format!("\"{text}\" is not a PKCS #11 URI.")
}

pub(crate) fn invalid_profile(text: &str) -> String {
    format!("\"{text}\" is not the ARN of a profile of IAM Roles Anywhere.")
}

pub(crate) fn ends_soon(left: Duration) -> String {
    format!("The certificate ends {}.", in_days(left))
}

pub(crate) const HAS_ENDED: &str = "The certificate has ended.";

pub(crate) fn readable_by_others(key: &Path) -> String {
    format!(
        "Others can read the private key in {}: take that away from them with chmod 600.",
        key.display()
    )
}
