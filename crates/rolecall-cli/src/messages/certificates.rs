//! `rolecall role`: roles that a certificate leads to.

use std::path::Path;
use std::time::Duration;

const SECONDS_OF_DAY: u64 = 86_400;

pub(crate) const PASSWORD_QUESTION: &str = "Password of the private key: ";
pub(crate) const NO_PASSWORD: &str = "The private key is encrypted, and there is no password.";
pub(crate) const GIVE_PASSWORD: &str = "Enter it in a terminal, or give it on standard input.";
pub(crate) const REGION_OF_TRUST_ANCHOR: &str =
    "A role that a certificate leads to is in the region of the trust anchor: it has no --region.";
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

pub(crate) fn invalid_profile(text: &str) -> String {
    format!("\"{text}\" is not the ARN of a profile of IAM Roles Anywhere.")
}

pub(crate) fn ends_soon(left: Duration) -> String {
    let days = left.as_secs() / SECONDS_OF_DAY;
    match days {
        0 => "The certificate ends within a day.".to_owned(),
        1 => "The certificate ends in one day.".to_owned(),
        days => format!("The certificate ends in {days} days."),
    }
}

pub(crate) fn readable_by_others(key: &Path) -> String {
    format!(
        "Others can read the private key in {}: take that away from them with chmod 600.",
        key.display()
    )
}
