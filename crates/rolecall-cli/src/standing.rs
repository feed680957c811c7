//! Where a user stands with a portal: signed in, ended, or signed out, as the keychain tells without the network.

use crate::failure::Failure;
use crate::terminal::Style;
use rolecall::ports::{KeychainError, Ports};
use rolecall_model::portal::Portal;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::sign_in::SignInLifetime;

/// Where a user stands with a portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Signed in, or renewed without the user.
    SignedIn,
    /// The sign-in ended.
    Ended,
    /// Nobody is signed in.
    SignedOut,
    /// The keychain did not tell.
    Unknown,
}

impl Standing {
    /// Returns the word for programs.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::Ended => "ended",
            Self::SignedOut => "signed_out",
            Self::Unknown => "unknown",
        }
    }

    /// Returns the words for people.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::SignedIn => "signed in",
            Self::Ended => "ended",
            Self::SignedOut => "signed out",
            Self::Unknown => "unknown",
        }
    }

    /// Returns how it stands out.
    pub(crate) fn style(self) -> Style {
        match self {
            Self::SignedIn => Style::Good,
            Self::Ended => Style::Warning,
            Self::SignedOut => Style::Faint,
            Self::Unknown => Style::Bad,
        }
    }
}

/// Returns where the user stands with `portal`.
///
/// # Errors
/// The keychain's failure.
pub(crate) async fn standing(ports: &Ports, portal: &Portal) -> Result<Standing, KeychainError> {
    let kept = ports.store.keychain.sign_in(&portal.name).await?;
    // A sign-in of another place under the same name is never used.
    let Some(kept) = kept.filter(|kept| kept.place == PortalIdentity::from(portal)) else {
        return Ok(Standing::SignedOut);
    };
    Ok(match kept.lifetime(ports.clock.now()) {
        SignInLifetime::Renews | SignInLifetime::Until(_) => Standing::SignedIn,
        SignInLifetime::Ended => Standing::Ended,
    })
}

/// Returns where the user stands with each of `portals`, and the first failure. One unreadable item says nothing about
/// the others; a keychain that fails as a whole is not asked again, since each question might prompt the user.
pub(crate) async fn standings<'a>(
    ports: &Ports,
    portals: &'a [Portal],
) -> (Vec<(&'a Portal, Standing)>, Option<Failure>) {
    let mut standings = Vec::with_capacity(portals.len());
    let mut failure = None;
    let mut answers = true;
    for portal in portals {
        let standing = if answers {
            standing(ports, portal).await
        } else {
            Ok(Standing::Unknown)
        };
        let standing = standing.unwrap_or_else(|error| {
            answers = matches!(error, KeychainError::Corrupt { .. });
            failure.get_or_insert_with(|| Failure::at(&portal.name, &error));
            Standing::Unknown
        });
        standings.push((portal, standing));
    }
    (standings, failure)
}
