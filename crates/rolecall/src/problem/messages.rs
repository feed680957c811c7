//! Every sentence that a user reads about a failure, in one place: what did not happen, then what to do.
//!
//! It must not know where a sentence is shown.

use super::ProblemCode;

/// Returns what did not happen and what to do.
#[expect(
    clippy::too_many_lines,
    reason = "one table of sentences is easier to read than two halves"
)]
pub(super) fn messages(code: ProblemCode) -> (&'static str, &'static str) {
    match code {
        ProblemCode::SignInNeeded => ("You are not signed in to this portal.", "Sign in to go on."),
        ProblemCode::SignInTimedOut => (
            "The sign-in was not finished in time.",
            "Sign in again and finish it in the browser.",
        ),
        ProblemCode::SignInDenied => (
            "The sign-in was refused.",
            "Sign in again and allow access, or ask the administrator of the portal.",
        ),
        ProblemCode::PortalRefused => (
            "The portal did not accept the request.",
            "Check the start URL and the region of the portal: a wrong region is the usual cause.",
        ),
        ProblemCode::NotAssigned => (
            "AWS says that this is not assigned to you.",
            "Refresh the list. A new assignment can take some minutes; otherwise ask your administrator.",
        ),
        ProblemCode::Throttled => (
            "AWS received too many requests and did not answer.",
            "Wait a moment, then try again.",
        ),
        ProblemCode::Unreachable => (
            "AWS could not be reached or did not answer.",
            "Check the network, VPN and proxy. If they are well, AWS has trouble of its own: try again in a while.",
        ),
        ProblemCode::UnexpectedAnswer => (
            "AWS gave an answer that Rolecall does not understand.",
            "Try again. If a proxy or a hotel network is between, sign in to it first.",
        ),
        ProblemCode::KeychainLocked => (
            "The keychain is locked, so nothing could be read or kept.",
            "Unlock it, then try again.",
        ),
        ProblemCode::KeychainAbsent => (
            "There is no keychain, so nothing could be read or kept.",
            "Install and start one, such as gnome-keyring or KWallet. Rolecall never keeps secrets in a file.",
        ),
        ProblemCode::KeychainDenied => (
            "The keychain refused Rolecall.",
            "Allow access when the keychain asks, or change it in the keychain's own settings.",
        ),
        ProblemCode::KeychainFull => (
            "The keychain did not take the item: it is too large or the keychain is full.",
            "Free some space in it.",
        ),
        ProblemCode::KeychainItemCorrupt => (
            "An item in the keychain cannot be read. It was left as it is.",
            "Sign out to erase it, then sign in again.",
        ),
        ProblemCode::KeychainSlow => (
            "The keychain did not answer in time.",
            "It may be asking for its password in another window. Answer it, then try again.",
        ),
        ProblemCode::KeychainFailed => ("The keychain failed.", "Try again. `rolecall doctor` tells more."),
        ProblemCode::NoBrowser => (
            "Rolecall could not open the page.",
            "Copy the link and open it in a browser, or sign in with a code.",
        ),
        ProblemCode::RedirectFailed => (
            "The answer of the sign-in page could not be received.",
            "Sign in with a code, or let programs listen on 127.0.0.1.",
        ),
        ProblemCode::Busy => (
            "Another Rolecall is busy with the same for too long.",
            "Wait until it has finished, then try again.",
        ),
        ProblemCode::NoClipboard => (
            "Nothing was copied: there is no clipboard.",
            "Use `rolecall env` in a terminal.",
        ),
        ProblemCode::SettingsUnreadable => (
            "The settings file cannot be read. It was left as it is.",
            "Mend the line that is named, or move the file away.",
        ),
        ProblemCode::SettingsUnwritable => (
            "The settings were not saved. The file is as it was.",
            "Check its permissions and the space on the disk.",
        ),
        ProblemCode::StateStoreFailed => (
            "What Rolecall remembers could not be read or written.",
            "Check the space on the disk. The list can be obtained again.",
        ),
        ProblemCode::ConsoleRefused => (
            "AWS did not open the console for these credentials.",
            "Stop the role session, then open the console again.",
        ),
        ProblemCode::CredentialsRefused => (
            "AWS does not accept the credentials of this role session.",
            "Stop it, then start it again.",
        ),
        ProblemCode::WrongInput => ("That cannot be used.", "Change it and try again."),
        ProblemCode::NoMatch => (
            "Nothing matches that target.",
            "List what there is with `rolecall roles`.",
        ),
        ProblemCode::Ambiguous => (
            "More than one assignment matches that target.",
            "Name one of them in full.",
        ),
        ProblemCode::ClockAhead => (
            "The credentials that AWS gave are over already by the clock of this computer.",
            "Set the clock, or let the system set it from the network, then try again.",
        ),
        ProblemCode::LimitReached => (
            "The role session ended: the time limit that you set for it is reached.",
            "If you still need the role, start it again in Rolecall or with `rolecall start`.",
        ),
        ProblemCode::ConfirmationNeeded => ("This is a production account.", "Confirm that you mean it."),
        ProblemCode::Bug => (
            "Rolecall did something it should not.",
            "Please report it with the reference. Nothing that was kept is lost.",
        ),
    }
}
