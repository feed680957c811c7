//! Classifies the errors of a store by their type and D-Bus name, never by their text.
//!
//! No text of an error is passed on: a store may include data that it could not decode.

use keyring_core::Error;
use rolecall::ports::{KeychainAbsence, KeychainError};

/// What an error of the store means.
#[derive(Debug)]
pub(super) enum StoreErrorKind {
    /// The keychain failed, for whatever item.
    Keychain(KeychainError),
    /// This item cannot be decoded.
    CorruptItem,
}

/// Classifies an error.
pub(super) fn classify(error: Error) -> StoreErrorKind {
    let error = match error {
        Error::NoStorageAccess(source) => system::storage_access(&*source),
        Error::PlatformFailure(source) => system::platform(&*source),
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(zeroize::Zeroizing::new(bytes));
            return StoreErrorKind::CorruptItem;
        }
        Error::BadStoreFormat(_) | Error::Ambiguous(_) => return StoreErrorKind::CorruptItem,
        Error::TooLong(..) => KeychainError::Full,
        Error::NoDefaultStore => KeychainError::Absent(KeychainAbsence::NotInstalled),
        Error::Invalid(..) => unexpected("the store refuses the item's name"),
        // Everything else that is called here, every store has.
        Error::NotSupportedByStore(_) => KeychainError::CannotList,
        Error::NoEntry => unexpected("the item vanished"),
        _ => unexpected("an error of an unknown kind"),
    };
    StoreErrorKind::Keychain(error)
}

/// Tells whether a new connection may help: the daemon was restarted since this one was opened.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors are another crate's, and more of them come"
)]
pub(super) fn is_stale(error: &Error) -> bool {
    match error {
        Error::PlatformFailure(source) | Error::NoStorageAccess(source) => system::is_stale(&**source),
        _ => false,
    }
}

/// Tells whether the error may come from two ends with different keys, so that a connection with another key pair may help. Errors
/// that say what is wrong do not.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors are another crate's, and more of them come"
)]
pub(super) fn may_be_of_the_key(error: &Error) -> bool {
    match error {
        Error::PlatformFailure(source) => system::may_be_of_the_key(&**source),
        _ => false,
    }
}

fn unexpected(detail: &str) -> KeychainError {
    KeychainError::Unexpected {
        detail: detail.to_owned(),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use system::{FreedesktopError, from_secret_service, is_unknown_object};

#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    //! Errors of the Secret Service and of D-Bus.

    use super::unexpected;
    use rolecall::ports::{KeychainAbsence, KeychainError};
    use secret_service::Error as ServiceError;
    use std::io;
    use thiserror::Error;

    /// Why the Secret Service did not do it.
    #[derive(Debug, Error)]
    pub(in crate::keychain) enum FreedesktopError {
        /// A call failed.
        #[error("a call failed")]
        Call(#[from] ServiceError),
        /// No session was opened, or no key was agreed on for it.
        #[error("no session was opened")]
        Session(#[source] ServiceError),
        /// KWallet runs and does not offer it.
        #[error("KWallet does not offer it")]
        NotOffered,
        /// The user did not allow this program to see the item.
        #[error("the item was refused")]
        Refused,
    }

    impl FreedesktopError {
        pub(in crate::keychain) fn to_keychain_error(&self) -> KeychainError {
            match self {
                Self::Call(error) => from_secret_service(error),
                Self::Session(error) if is_unexplained(error) => {
                    KeychainError::Absent(KeychainAbsence::NoEncryption)
                }
                Self::Session(error) => from_secret_service(error),
                Self::NotOffered => KeychainError::Absent(KeychainAbsence::NotOffered),
                Self::Refused => KeychainError::Denied,
            }
        }

        fn service_error(&self) -> Option<&ServiceError> {
            match self {
                Self::Call(error) | Self::Session(error) => Some(error),
                Self::NotOffered | Self::Refused => None,
            }
        }
    }

    pub(super) fn storage_access(_source: &(dyn std::error::Error + Send + Sync + 'static)) -> KeychainError {
        KeychainError::Denied
    }

    pub(super) fn platform(source: &(dyn std::error::Error + Send + Sync + 'static)) -> KeychainError {
        source.downcast_ref().map_or_else(
            || unexpected("an error of the platform"),
            FreedesktopError::to_keychain_error,
        )
    }

    /// Different keys show as an error that says nothing.
    pub(super) fn may_be_of_the_key(source: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
        source
            .downcast_ref()
            .and_then(FreedesktopError::service_error)
            .is_some_and(is_unexplained)
    }

    fn is_unexplained(error: &ServiceError) -> bool {
        matches!(from_secret_service(error), KeychainError::Unexpected { .. })
    }

    /// Classifies an error of the Secret Service.
    pub(in crate::keychain) fn from_secret_service(error: &ServiceError) -> KeychainError {
        match error {
            ServiceError::Locked | ServiceError::Prompt => KeychainError::Locked,
            ServiceError::NoResult => KeychainError::Absent(KeychainAbsence::NoKeyring),
            ServiceError::Unavailable => KeychainError::Absent(KeychainAbsence::NoBus),
            ServiceError::PromptDisconnected => KeychainError::TimedOut,
            ServiceError::Crypto(_) => unexpected("the response could not be decrypted"),
            ServiceError::Zbus(error) => from_dbus(error),
            ServiceError::ZbusFdo(error) => from_standard_dbus_error(error),
            ServiceError::Zvariant(_) => unexpected("a response of an unknown form"),
            _ => unexpected("an error of an unknown kind"),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the errors are another crate's, and more of them come"
    )]
    fn from_dbus(error: &zbus::Error) -> KeychainError {
        match error {
            zbus::Error::MethodError(name, ..) => from_dbus_error_name(name.as_str()),
            zbus::Error::FDO(error) => from_standard_dbus_error(error),
            zbus::Error::InputOutput(error) if error.kind() == io::ErrorKind::TimedOut => {
                KeychainError::TimedOut
            }
            zbus::Error::Address(_)
            | zbus::Error::Connection(..)
            | zbus::Error::Handshake(_)
            | zbus::Error::InputOutput(_) => KeychainError::Absent(KeychainAbsence::NoBus),
            _ => unexpected("D-Bus failed"),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the errors are another crate's, and more of them come"
    )]
    fn from_standard_dbus_error(error: &zbus::fdo::Error) -> KeychainError {
        match error {
            zbus::fdo::Error::ZBus(error) => from_dbus(error),
            other => from_dbus_error_name(zbus::DBusError::name(other).as_str()),
        }
    }

    fn from_dbus_error_name(name: &str) -> KeychainError {
        match name {
            "org.freedesktop.Secret.Error.IsLocked" => KeychainError::Locked,
            "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner" => {
                KeychainError::Absent(KeychainAbsence::NotInstalled)
            }
            "org.freedesktop.DBus.Error.NoServer"
            | "org.freedesktop.DBus.Error.Disconnected"
            | "org.freedesktop.DBus.Error.FileNotFound" => KeychainError::Absent(KeychainAbsence::NoBus),
            "org.freedesktop.DBus.Error.AccessDenied" | "org.freedesktop.DBus.Error.AuthFailed" => {
                KeychainError::Denied
            }
            "org.freedesktop.DBus.Error.LimitsExceeded" | "org.freedesktop.DBus.Error.NoMemory" => {
                KeychainError::Full
            }
            "org.freedesktop.DBus.Error.Timeout" | "org.freedesktop.DBus.Error.TimedOut" => {
                KeychainError::TimedOut
            }
            // The bus says so when the other side went away without an answer.
            "org.freedesktop.DBus.Error.NoReply" => KeychainError::Absent(KeychainAbsence::Ended),
            name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => {
                KeychainError::Absent(KeychainAbsence::Ended)
            }
            name => unexpected(name),
        }
    }

    /// A restarted daemon knows neither the old connection's key nor its object.
    pub(super) fn is_stale(source: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
        let failure = source.downcast_ref();
        match failure.and_then(FreedesktopError::service_error) {
            Some(ServiceError::Crypto(_)) => true,
            Some(ServiceError::Zbus(error)) => is_stale_bus(error),
            Some(ServiceError::ZbusFdo(zbus::fdo::Error::ZBus(error))) => is_stale_bus(error),
            Some(ServiceError::ZbusFdo(error)) => is_stale_name(zbus::DBusError::name(error).as_str()),
            Some(_) | None => false,
        }
    }

    /// Tells whether the object that was called does not exist.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the errors are another crate's, and more of them come"
    )]
    pub(in crate::keychain) fn is_unknown_object(error: &ServiceError) -> bool {
        let name = match error {
            ServiceError::Zbus(zbus::Error::MethodError(name, ..)) => name.to_string(),
            ServiceError::Zbus(zbus::Error::FDO(error)) => zbus::DBusError::name(&**error).to_string(),
            ServiceError::ZbusFdo(error) => zbus::DBusError::name(error).to_string(),
            _ => return false,
        };
        matches!(
            name.as_str(),
            "org.freedesktop.Secret.Error.NoSuchObject"
                | "org.freedesktop.DBus.Error.UnknownObject"
                | "org.freedesktop.DBus.Error.UnknownMethod"
                | "org.freedesktop.DBus.Error.UnknownInterface"
        )
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the errors are another crate's, and more of them come"
    )]
    fn is_stale_bus(error: &zbus::Error) -> bool {
        match error {
            zbus::Error::InputOutput(_) => true,
            zbus::Error::MethodError(name, ..) => is_stale_name(name.as_str()),
            zbus::Error::FDO(error) => is_stale_name(zbus::DBusError::name(&**error).as_str()),
            _ => false,
        }
    }

    fn is_stale_name(name: &str) -> bool {
        matches!(
            name,
            "org.freedesktop.Secret.Error.NoSession"
                | "org.freedesktop.Secret.Error.NoSuchObject"
                | "org.freedesktop.DBus.Error.UnknownObject"
                | "org.freedesktop.DBus.Error.UnknownMethod"
                | "org.freedesktop.DBus.Error.InvalidArgs"
                | "org.freedesktop.DBus.Error.NoReply"
                | "org.freedesktop.DBus.Error.Disconnected"
        )
    }
}

#[cfg(any(windows, target_os = "macos"))]
mod system {
    //! Errors of macOS and Windows. Not run in development.

    use super::unexpected;
    use rolecall::ports::KeychainError;

    /// The stores report it for a keychain that is locked, read-only or missing, and when the user refused access.
    pub(super) fn storage_access(_source: &(dyn std::error::Error + Send + Sync + 'static)) -> KeychainError {
        KeychainError::Denied
    }

    pub(super) fn platform(_source: &(dyn std::error::Error + Send + Sync + 'static)) -> KeychainError {
        unexpected("an error of the platform")
    }

    pub(super) fn is_stale(_source: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
        false
    }

    pub(super) fn may_be_of_the_key(_source: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
