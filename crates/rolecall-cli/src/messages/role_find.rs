//! `rolecall role find`: what is tried, and what each try came to.

use rolecall::messages::text::counted;
use rolecall::ports::StsDenial;
use rolecall::role_finding::CandidateOrigin;

pub(crate) const NOTHING: &str =
    "There is nothing to try. Name roles by ARN or switch-role link, or add --usual-names.";
pub(crate) const PASTE: &str = "Paste ARNs of roles or switch-role links, then an empty line:";
pub(crate) const ROLE_FORM: &str =
    "Use an ARN such as arn:aws:iam::444455556666:role/Deploy, or a switch-role link with the account's ID.";
pub(crate) const NOT_CONFIRMED: &str = "There is no terminal to ask on, so nothing was tried.";
pub(crate) const CONFIRM_WITH_YES: &str = "Add --yes to try the roles, or --plan to see them alone.";
pub(crate) const ASSUMABLE: &str = "can be assumed";
pub(crate) const NOT_TRIED: &str = "not tried";

pub(crate) fn not_a_role(text: &str) -> String {
    format!("\"{text}\" names no role.")
}

pub(crate) fn unreadable_input(detail: &str) -> String {
    format!("Standard input cannot be read: {detail}.")
}

/// What a try is, before anything is tried.
pub(crate) fn plan(count: usize, from: &str) -> String {
    format!(
        "{} to try with {from}, one after another. Each try is an AssumeRole call: CloudTrail shows it in the account of {from}, and a \
         role that can be assumed shows it in its own account. No credentials are kept.",
        counted(count, "role", "roles")
    )
}

pub(crate) fn omitted(count: usize) -> String {
    format!(
        "{} not tried: raise --max for more.",
        counted(count, "other role is", "other roles are")
    )
}

pub(crate) fn question(count: usize) -> String {
    format!("Try {}? [y/N] ", counted(count, "role", "roles"))
}

pub(crate) fn trying(arn: &str) -> String {
    format!("Trying {arn} …")
}

pub(crate) fn added(names: &[&str]) -> String {
    format!("Added {}.", names.join(", "))
}

pub(crate) fn origin(origin: &CandidateOrigin) -> String {
    match origin {
        CandidateOrigin::Argument => "named".to_owned(),
        CandidateOrigin::Profile(profile) => format!("profile {profile}"),
        CandidateOrigin::History => "history".to_owned(),
        CandidateOrigin::UsualName => "usual name".to_owned(),
    }
}

/// Returns why a role cannot be assumed, as far as AWS tells.
pub(crate) fn denied(denial: StsDenial) -> &'static str {
    match denial {
        StsDenial::Unexplained | StsDenial::IdentityToken | StsDenial::Assertion => {
            "denied; AWS does not say why: it may not exist, not trust this role, or ask for an external id or MFA"
        }
        StsDenial::Trust => "denied: its trust policy does not allow it, or asks for an external id or MFA",
        StsDenial::Permissions => "denied: no policy of the role it was tried with allows it",
        StsDenial::ExplicitDeny => "denied: a policy forbids it",
    }
}
