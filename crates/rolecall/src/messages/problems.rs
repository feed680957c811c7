//! Failures: what did not happen, then what to do.

use super::clock;
use super::durations::duration;
use super::text::counted;
use crate::hostile_text::isolated;
use crate::ports::{BlockedConnection, CaBundleFault, KeychainAbsence};
use rolecall_model::partition::Region;
use rolecall_model::problem_code::ProblemCode;
use rolecall_model::time::ClockDifference;
use std::path::Path;
use std::time::Duration;

/// What is said about AWS, as a detail, when the deadline passed.
pub(crate) const NO_RESPONSE_IN_TIME: &str = "no response in time";
pub(crate) const MAY_BE_PRODUCTION: &str =
    "This may be a production account: its name is not known, because its portal was never listed.";
pub(crate) const ROLE_SESSION_STOPPED: &str = "The role session was stopped meanwhile.";
pub(crate) const ADMINISTRATOR_SEES_LIST: &str =
    "The administrator of the portal can see what it should list.";

pub(crate) const NOT_ASSIGNED_OR_NOT_TRUSTED: (&str, &str) = (
    "AWS says that this role is not assigned to you, or does not let account access manager assume it.",
    "Refresh the list. If the role is still there, ask your administrator: its trust policy must name account-access.amazonaws.com.",
);
pub(crate) const NO_ACCOUNT_ACCESS_PERMISSION: (&str, &str) = (
    "This sign-in does not carry the account access permission.",
    "Sign in again.",
);
pub(crate) const ACCOUNT_ACCESS_REFUSED: (&str, &str) = (
    "Account access manager does not accept the request.",
    "The role sessions of the portal may be asked to last longer than the role allows (duration_seconds in the settings file), or \
     the portal may not exist any more.",
);
pub(crate) const NEWER_ACCESS: (&str, &str) = (
    "This kind of access is newer than this version of Rolecall.",
    "Update Rolecall, or open the role in the AWS portal.",
);

/// Returns that not one of `count` accounts could be listed.
pub(crate) fn no_account_listed(count: usize) -> String {
    let accounts = counted(count, "account", "accounts");
    format!("The roles of none of {accounts} could be listed; what was listed before stays.")
}

/// Returns how much of a list is left out.
pub(crate) fn unreadable_items(count: usize) -> String {
    let items = counted(count, "item", "items");
    format!("{items} of the list could not be read and are left out: without an id or a name, or too long.")
}

/// AWS did not accept the time of a request; returns what did not happen and what to do.
pub(crate) fn wrong_time(difference: ClockDifference) -> (String, &'static str) {
    let summary = format!(
        "AWS did not accept the request: this computer's clock is {}.",
        clock::difference(difference)
    );
    (summary, clock::SET_THE_CLOCK)
}

/// Nothing was sent to AWS; returns why, and what to do.
pub(crate) fn blocked_connection(error: &BlockedConnection) -> (String, &'static str) {
    let (summary, advice) = match error {
        BlockedConnection::CaBundle { path, fault } => return ca_bundle(path, *fault),
        BlockedConnection::NotHttps => (
            "Nothing was sent: the address is not https.",
            "Correct the endpoint of the portal in the settings file.",
        ),
        BlockedConnection::InvalidProxy => (
            "Nothing was sent to AWS: HTTPS_PROXY is not the address of an http or https proxy.",
            "Set it to http://HOST:PORT. SOCKS proxies are not supported.",
        ),
        BlockedConnection::ProxySignIn => (
            "Nothing was sent to AWS: the proxy wants a sign-in.",
            "Put a user name and a password into HTTPS_PROXY, as in http://USER:PASSWORD@HOST:PORT, with %40 for @ and %3A for :. \
             If the proxy wants another sign-in than that, use a local proxy that signs in for you.",
        ),
        BlockedConnection::CertificateTime => (
            "Nothing was sent to AWS: by this computer's clock, the certificate of the server is not valid yet or has expired.",
            "Check the clock of this computer, then try again.",
        ),
        BlockedConnection::Untrusted => (
            "Nothing was sent to AWS: there is no trusted TLS connection to it.",
            "If your organization's proxy inspects connections, set AWS_CA_BUNDLE to the file of its certificate authority.",
        ),
    };
    (summary.to_owned(), advice)
}

fn ca_bundle(path: &Path, fault: CaBundleFault) -> (String, &'static str) {
    let fault = match fault {
        CaBundleFault::Missing => "does not exist",
        CaBundleFault::Unreadable => "cannot be read",
        CaBundleFault::NoCertificate => "holds no usable certificate in the form PEM",
    };
    (
        format!(
            "Nothing was sent to AWS: AWS_CA_BUNDLE names {}, which {fault}.",
            isolated(&path.to_string_lossy())
        ),
        "Correct or unset AWS_CA_BUNDLE, then try again.",
    )
}

/// AWS says that the portal's region is another; returns what did not happen and what to do.
pub(crate) fn other_region(region: Option<&Region>) -> (String, String) {
    match region {
        Some(region) => (
            format!(
                "The portal's IAM Identity Center is in another region: AWS says that it is in {region}."
            ),
            format!("Remove the portal and add it again with the region {region}."),
        ),
        None => (
            "The portal's IAM Identity Center is in another region.".to_owned(),
            "Remove the portal and add it again with its own region. Your administrator knows it.".to_owned(),
        ),
    }
}

/// Returns what to do when AWS asks to wait for `time`.
pub(crate) fn wait_for(time: Duration) -> String {
    format!(
        "AWS asks you to wait for {} before you try again.",
        duration(time.as_secs())
    )
}

/// Returns what did not happen and what to do.
#[expect(
    clippy::too_many_lines,
    reason = "one table of sentences is easier to read than two halves"
)]
pub(crate) fn summary_and_advice(code: ProblemCode) -> (&'static str, &'static str) {
    match code {
        ProblemCode::SignInNeeded => ("You are not signed in to this portal.", "Sign in to continue."),
        ProblemCode::SignInTimedOut => ("The sign-in timed out.", "Sign in again."),
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
        ProblemCode::NotAllowed => (
            "AWS does not allow you to assume this role.",
            "The role's trust policy must name the role it is assumed with, and that role must be allowed to assume it.",
        ),
        ProblemCode::RequestRefused => (
            "AWS does not accept the request for this role.",
            "Check how the role is defined.",
        ),
        ProblemCode::RegionDisabled => (
            "The account does not use AWS STS in this region.",
            "Choose another region, or ask the administrator of the account to activate STS there.",
        ),
        ProblemCode::RoleSourceMissing => (
            "What this role is assumed with is not there.",
            "Define it, or change the role.",
        ),
        ProblemCode::CertificateUnusable => (
            "The certificate or its private key cannot be used.",
            "Check the files of the role's certificate.",
        ),
        ProblemCode::CertificateExpired => (
            "The certificate of this role has expired.",
            "Put a new one in its place, or ask whoever issues certificates for this machine.",
        ),
        ProblemCode::CertificateNotYetValid => (
            "The certificate of this role is not valid yet.",
            "Check the clock of this computer, or wait until the certificate begins.",
        ),
        ProblemCode::PrivateKeyMismatch => (
            "The private key does not belong to the certificate.",
            "Check that certificate and key were made together.",
        ),
        ProblemCode::PrivateKeyPasswordWrong => (
            "The password does not open the private key.",
            "Check the password.",
        ),
        ProblemCode::TokenUnavailable => (
            "The token with the private key is not there.",
            "Plug it in, then try again.",
        ),
        ProblemCode::TokenPinWrong => ("The token does not accept the PIN.", "Check the PIN."),
        ProblemCode::TokenPinLocked => (
            "The PIN of the token is locked.",
            "Unlock it with the token's own program.",
        ),
        ProblemCode::IdentityTokenRefused => (
            "AWS does not accept the token of the identity provider.",
            "Get a new token from the identity provider.",
        ),
        ProblemCode::IdentityTokenUnavailable => (
            "There is no token of the identity provider.",
            "Check the file or the command that the role names.",
        ),
        ProblemCode::MfaCodeNeeded => (
            "The code of an MFA device is needed.",
            "Give the code that the device shows, with `rolecall start NAME --mfa-code CODE` for instance.",
        ),
        ProblemCode::MfaCodeRefused => (
            "AWS does not accept the MFA code.",
            "Wait for the next code of the device: each works once.",
        ),
        ProblemCode::MfaCodeUnavailable => (
            "There is no MFA code.",
            "Check the secret of the device that is stored, or the command that prints codes.",
        ),
        ProblemCode::MfaDeviceUnknown => (
            "The MFA device is not one of the user's.",
            "Check the ARN or serial number of the device.",
        ),
        ProblemCode::AccessKeyRefused => (
            "AWS does not accept the access key.",
            "Look at the access keys of the user in the IAM console.",
        ),
        ProblemCode::SecretAccessKeyMissing => (
            "The keychain has no secret for the access key.",
            "Remove the role and add it again.",
        ),
        ProblemCode::AssertionRefused => (
            "AWS does not accept the assertion of the identity provider.",
            "Get a new assertion from the identity provider.",
        ),
        ProblemCode::AssertionUnavailable => (
            "There is no assertion of the identity provider.",
            "Get a new assertion from the identity provider.",
        ),
        ProblemCode::CredentialProcessFailed => (
            "The command of this role gave no credentials.",
            "Run it in a terminal to see why.",
        ),
        ProblemCode::OtherIdentity => (
            "The credentials belong to another role or user than this role is defined for.",
            "They were not used. Sign in to the right one where the credentials come from, or define another role for them.",
        ),
        ProblemCode::CredentialsEnded => (
            "The credentials that were entered for this role have ended.",
            "Enter new ones.",
        ),
        ProblemCode::LoginNeeded => (
            "Nobody is signed in to the console for this role.",
            "Sign in for it again.",
        ),
        ProblemCode::LoginDenied => (
            "AWS or the user refused the sign-in to the console.",
            "Sign in again.",
        ),
        ProblemCode::RoleCycle => (
            "This role is assumed with its own credentials.",
            "Change what it is assumed from.",
        ),
        ProblemCode::Throttled => (
            "AWS received too many requests and did not answer.",
            "Wait a few seconds, then try again.",
        ),
        ProblemCode::Unreachable => (
            "AWS could not be reached or did not answer.",
            "Check your network, VPN and proxy. If they are fine, AWS may be having an outage: try again later.",
        ),
        ProblemCode::UnexpectedAnswer => (
            "AWS sent a response that Rolecall does not understand.",
            "Try again. If you are behind a proxy or a captive portal, sign in to it first.",
        ),
        ProblemCode::KeychainLocked => (
            "The keychain is locked, so nothing could be read or saved.",
            "Unlock it, then try again.",
        ),
        ProblemCode::KeychainAbsent => keychain_absence(KeychainAbsence::NotInstalled),
        ProblemCode::KeychainDenied => (
            "The keychain refused Rolecall.",
            "Allow access when it asks. KeePassXC asks for each run of a program unless its settings, under Secret Service Integration, say otherwise.",
        ),
        ProblemCode::KeychainFull => (
            "The keychain did not take the item: it is too large or the keychain is full.",
            "Free some space in it.",
        ),
        ProblemCode::KeychainItemCorrupt => (
            "An item in the keychain cannot be read. It was left unchanged.",
            "Sign out to erase it, then sign in again.",
        ),
        ProblemCode::KeychainSlow => (
            "The keychain did not answer in time.",
            "It may be asking for its password in another window. Answer it, then try again.",
        ),
        ProblemCode::KeychainFailed => (
            "The keychain failed.",
            "Try again. Run `rolecall doctor` for details.",
        ),
        ProblemCode::NoBrowser => (
            "Rolecall could not open the page.",
            "Copy the link and open it in a browser, or sign in with a code.",
        ),
        ProblemCode::RedirectFailed => (
            "The response of the sign-in page could not be received.",
            "Sign in with a code, or allow programs to listen on 127.0.0.1.",
        ),
        ProblemCode::Busy => (
            "Another Rolecall process is still working on this.",
            "Wait until it has finished, then try again.",
        ),
        ProblemCode::NoClipboard => (
            "Nothing was copied: there is no clipboard.",
            "Use `rolecall env` in a terminal.",
        ),
        ProblemCode::SettingsUnreadable => (
            "The settings file cannot be read. It was left unchanged.",
            "Fix the line shown, or move the file away.",
        ),
        ProblemCode::SettingsUnwritable => (
            "The settings were not saved. The file is unchanged.",
            "Run `rolecall doctor` for details, then try again.",
        ),
        ProblemCode::StateStoreFailed => (
            "Rolecall's local database could not be read or written.",
            "Run `rolecall doctor` for details. The list can be fetched again.",
        ),
        ProblemCode::ConsoleRefused => (
            "AWS did not open the console for these credentials.",
            "Stop the role session, then open the console again.",
        ),
        ProblemCode::CredentialsRefused => (
            "AWS does not accept the credentials of this role session.",
            "Stop it, then start it again.",
        ),
        ProblemCode::WrongInput => ("That value cannot be used.", "Change it and try again."),
        ProblemCode::NoMatch => (
            "Nothing matches that target.",
            "Run `rolecall roles` to list the roles.",
        ),
        ProblemCode::Ambiguous => (
            "More than one role matches that target.",
            "Enter the full target of one of them.",
        ),
        ProblemCode::ClockWrong => (
            "AWS returned credentials that this computer's clock says have already expired.",
            "Set the clock, or let the system set it from the network, then try again.",
        ),
        ProblemCode::LimitReached => (
            "The role session ended because it reached the time limit that you set.",
            "If you still need the role, start it again in Rolecall or with `rolecall start`.",
        ),
        ProblemCode::ConfirmationNeeded => ("This is a production account.", "Confirm to continue."),
        ProblemCode::ReasonNeeded => (
            "Your settings ask for a reason to use a production account.",
            "Say what you use the role for, such as a ticket.",
        ),
        ProblemCode::Bug => (
            "Internal error.",
            "Please report it with the reference. Nothing you saved is lost.",
        ),
    }
}

/// Returns what did not happen and what to do where there is no keychain.
pub(crate) fn keychain_absence(absence: KeychainAbsence) -> (&'static str, &'static str) {
    match absence {
        KeychainAbsence::NotInstalled => (
            "There is no keychain, so nothing could be read or saved.",
            "Install and start one, such as gnome-keyring, KWallet or KeePassXC. Rolecall never stores secrets in a file.",
        ),
        KeychainAbsence::NoBus => (
            "There is no D-Bus here, so no keychain can be reached.",
            "Log in to a desktop, or start D-Bus and a keychain for this shell.",
        ),
        KeychainAbsence::NotOffered => (
            "KWallet is installed, but does not let other programs store anything.",
            "In the System Settings under KDE Wallet, turn on the wallet and its Secret Service interface, then try again.",
        ),
        KeychainAbsence::NoKeyring => (
            "The keychain has no keyring yet, so nothing could be read or saved.",
            "Sign in once on the desktop and choose a password when asked. Without a display, gnome-keyring makes one \
             with `gnome-keyring-daemon --replace --unlock`, which reads its password from standard input.",
        ),
        KeychainAbsence::Ended => (
            "The keychain's program ended or could not be started.",
            "Start it again, or log out and in, then try again.",
        ),
        KeychainAbsence::NoEncryption => (
            "The keychain cannot encrypt what it sends and receives.",
            "KWallet needs the OpenSSL plug-in of QCA: install libqca-qt6-plugins or libqca-qt5-2-plugins, then log out and in.",
        ),
    }
}
