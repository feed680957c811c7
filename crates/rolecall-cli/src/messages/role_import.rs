//! `rolecall role import`: what becomes of profiles.

use rolecall::hostile_text::without_isolates;
use rolecall::messages::text::counted;
use rolecall::problem::Problem;
use rolecall::profiles::{ChainProblem, DocumentError, DocumentFault, LeftOut};

pub(crate) const NOTHING: &str = "No profile assumes a role.";
pub(crate) const CORRECT_IT: &str = "Correct it; AWS tools do not read it either.";
pub(crate) const NOT_CONFIRMED: &str = "There is no terminal to ask on, so nothing was added.";
pub(crate) const CONFIRM_WITH_YES: &str = "Add --yes to add the roles, or --plan to see them alone.";

pub(crate) fn question(count: usize) -> String {
    format!("Add {}? [y/N] ", counted(count, "role", "roles"))
}

pub(crate) fn added(count: usize) -> String {
    format!("Added {}.", counted(count, "role", "roles"))
}

pub(crate) const STORED_ANYWAY: &str =
    "They are in the keychain and can be used. Remove them from the file by hand.";

/// AWS did not say whose credentials a profile begins with.
pub(crate) fn unidentified(profile: &str, problem: &Problem) -> String {
    format!("{profile}: {}", without_isolates(&problem.summary))
}

pub(crate) fn removal_question(path: &str) -> String {
    format!("Remove the access keys from {path}? The file as it is now is kept beside it. [y/N] ")
}

pub(crate) fn removed(path: &str, backup: &str) -> String {
    format!(
        "Removed the access keys from {path}. The file as it was is {backup}: delete it once everything works. A profile gets credentials of a role by `credential_process = rolecall credential-process NAME`."
    )
}

pub(crate) fn not_removed(path: &str, detail: &str) -> String {
    format!("The access keys were not removed from {path}: {detail}.")
}

pub(crate) fn still_there(path: &str) -> String {
    format!("The access keys are still in {path}, too: whoever reads the file can use them.")
}

pub(crate) fn unreadable(path: &str, detail: &str) -> String {
    format!("{path} cannot be read: {detail}.")
}

pub(crate) fn invalid_file(path: &str, error: &DocumentError) -> String {
    let what = match error.fault {
        DocumentFault::UnterminatedSection => "the name of a section has no ]",
        DocumentFault::OutsideOfSection => "it stands before the first section",
        DocumentFault::WithoutEquals | DocumentFault::NestedWithoutEquals => "there is no =",
        DocumentFault::WithoutKey | DocumentFault::NestedWithoutKey => "there is no key before =",
        DocumentFault::ContinuesNothing => "the line is indented and continues nothing",
    };
    format!("{path}, line {}, column {}: {what}.", error.line, error.column)
}

/// One line about a profile for which nothing is added.
pub(crate) fn left_out(profile: &str, reason: &LeftOut) -> String {
    format!("{profile}: {}", why(reason))
}

pub(crate) fn why(reason: &LeftOut) -> String {
    match reason {
        LeftOut::AlreadyDefined(name) => format!("defined already as {name}."),
        LeftOut::NoProfile => "there is no such profile.".to_owned(),
        LeftOut::AssumesNoRole => "it assumes no role.".to_owned(),
        LeftOut::Broken(problem) => broken(problem),
        LeftOut::NoPortal(start_url) => format!(
            "no portal has the start URL {start_url}. Add it with `rolecall portal add`, then import again."
        ),
        LeftOut::StaticKeys => {
            "it begins with access keys that are in the file. Add --take-keys to take those of IAM users into the keychain."
                .to_owned()
        }
        LeftOut::NamedSource(source) => {
            format!("it begins with credentials that only a program on such a computer has ({source}).")
        }
        LeftOut::Process => {
            "it begins with the output of another command (credential_process). Add --run-commands to have it run once."
                .to_owned()
        }
        LeftOut::Login => "it begins with `aws login`.".to_owned(),
        LeftOut::Mfa => {
            "it asks for the code of an MFA device, which AWS takes from IAM users alone.".to_owned()
        }
        LeftOut::InvalidValue(key) => format!("its {key} cannot be used."),
        LeftOut::MissingValue(key) => format!("it has no {key}."),
        LeftOut::Unresolvable(error) => Problem::from(error).summary,
    }
}

fn broken(problem: &ChainProblem) -> String {
    match problem {
        ChainProblem::NoProfile(_) => "there is no such profile.".to_owned(),
        ChainProblem::NoSourceProfile {
            profile,
            source_profile,
        } => format!("the source profile {source_profile} of {profile} is missing."),
        ChainProblem::Cycle(profiles) => {
            format!("its profiles lead back to themselves: {}.", profiles.join(", "))
        }
        ChainProblem::NoCredentials(profile) => format!("{profile} says nothing about credentials."),
        ChainProblem::MissingKey { profile, key } => format!("{profile} has no {key}."),
        ChainProblem::Conflict {
            profile,
            first,
            second,
        } => format!("{profile} has both {first} and {second}, which exclude each other."),
        ChainProblem::NoSsoSession { profile, sso_session } => {
            format!("the sso-session {sso_session} of {profile} is missing.")
        }
    }
}
