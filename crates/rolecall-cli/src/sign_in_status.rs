//! Whether the user is signed in to a portal, as far as the keychain shows; the network is never used.

use crate::failure::Failure;
use crate::messages::portals as messages;
use crate::terminal::Style;
use rolecall::ports::{KeychainError, Ports};
use rolecall::sign_in::stored_sign_in;
use rolecall_model::portal::Portal;
use rolecall_model::sign_in::SignInLifetime;

/// Whether the user is signed in to a portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInStatus {
    /// The sign-in is valid, or can be renewed without the user.
    SignedIn,
    /// The sign-in expired.
    Ended,
    /// No sign-in is stored.
    SignedOut,
    /// The keychain could not be read.
    Unknown,
}

impl SignInStatus {
    /// Returns the identifier in JSON.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::Ended => "ended",
            Self::SignedOut => "signed_out",
            Self::Unknown => "unknown",
        }
    }

    /// Returns the text for users.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::SignedIn => messages::SIGNED_IN,
            Self::Ended => messages::SIGN_IN_ENDED,
            Self::SignedOut => messages::SIGNED_OUT,
            Self::Unknown => messages::SIGN_IN_UNKNOWN,
        }
    }

    /// Returns the style of [`SignInStatus::label`].
    pub(crate) fn style(self) -> Style {
        match self {
            Self::SignedIn => Style::Success,
            Self::Ended => Style::Warning,
            Self::SignedOut => Style::Dim,
            Self::Unknown => Style::Error,
        }
    }
}

/// Returns the sign-in status of `portal`.
///
/// # Errors
/// The keychain cannot be read.
pub(crate) async fn sign_in_status(ports: &Ports, portal: &Portal) -> Result<SignInStatus, KeychainError> {
    let Some(sign_in) = stored_sign_in(ports, portal).await? else {
        return Ok(SignInStatus::SignedOut);
    };
    Ok(match sign_in.lifetime(ports.clock.now()) {
        SignInLifetime::Renews | SignInLifetime::Until(_) => SignInStatus::SignedIn,
        SignInLifetime::Ended => SignInStatus::Ended,
    })
}

/// Returns the sign-in status of each portal, and the first failure. An unreadable item says nothing about the others. A
/// keychain that fails as a whole is not read again, because each attempt could prompt the user.
pub(crate) async fn sign_in_statuses<'a>(
    ports: &Ports,
    portals: &'a [Portal],
) -> (Vec<(&'a Portal, SignInStatus)>, Option<Failure>) {
    let mut statuses = Vec::with_capacity(portals.len());
    let mut failure = None;
    let mut keychain_works = true;
    for portal in portals {
        let status = if keychain_works {
            sign_in_status(ports, portal).await
        } else {
            Ok(SignInStatus::Unknown)
        };
        let status = status.unwrap_or_else(|error| {
            keychain_works = matches!(error, KeychainError::Corrupt { .. });
            failure.get_or_insert_with(|| Failure::for_portal(&portal.name, &error));
            SignInStatus::Unknown
        });
        statuses.push((portal, status));
    }
    (statuses, failure)
}
