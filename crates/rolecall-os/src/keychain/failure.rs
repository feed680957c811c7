//! What a failure of the store means to the caller, by its type and its D-Bus name, never by its text.
//!
//! No text of a failure is passed on: a store may put what it could not decode into it.

use keyring_core::Error;
use rolecall::ports::KeychainError;

/// What a failure comes to.
#[derive(Debug)]
pub(super) enum Failure {
    /// The same for every item.
    Known(KeychainError),
    /// The one item cannot be understood.
    Unreadable,
}

/// Says what a failure comes to.
pub(super) fn classify(error: Error) -> Failure {
    let known = match error {
        Error::NoStorageAccess(source) => system::storage_access(&*source),
        Error::PlatformFailure(source) => system::platform(&*source),
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(zeroize::Zeroizing::new(bytes));
            return Failure::Unreadable;
        }
        Error::BadStoreFormat(_) | Error::Ambiguous(_) => return Failure::Unreadable,
        Error::TooLong(..) => KeychainError::Full,
        Error::NoDefaultStore => KeychainError::Absent,
        Error::Invalid(..) => unexpected("the store refuses the item's name"),
        Error::NotSupportedByStore(_) => unexpected("the store lacks an operation"),
        Error::NoEntry => unexpected("the item vanished"),
        _ => unexpected("a failure of a new kind"),
    };
    Failure::Known(known)
}

/// Tells whether a fresh connection may do better: the daemon was started again meanwhile.
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

fn unexpected(detail: &str) -> KeychainError {
    KeychainError::Unexpected {
        detail: detail.to_owned(),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use system::of_secret_service;

#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    //! Failures of the Secret Service and of D-Bus.

    use super::unexpected;
    use rolecall::ports::KeychainError;
    use secret_service::Error as ServiceError;
    use std::error::Error as StdError;
    use std::io;

    type Source = dyn StdError + Send + Sync;

    pub(super) fn storage_access(source: &Source) -> KeychainError {
        source
            .downcast_ref()
            .map_or(KeychainError::Denied, of_secret_service)
    }

    pub(super) fn platform(source: &Source) -> KeychainError {
        source
            .downcast_ref()
            .map_or_else(|| unexpected("a failure of the platform"), of_secret_service)
    }

    /// Says what a failure of the Secret Service comes to.
    pub(in crate::keychain) fn of_secret_service(error: &ServiceError) -> KeychainError {
        match error {
            ServiceError::Locked | ServiceError::Prompt => KeychainError::Locked,
            ServiceError::NoResult | ServiceError::Unavailable => KeychainError::Absent,
            ServiceError::PromptDisconnected => KeychainError::TimedOut,
            ServiceError::Crypto(_) => unexpected("the answer could not be decrypted"),
            ServiceError::Zbus(error) => of_bus(error),
            ServiceError::ZbusFdo(error) => of_standard_bus_error(error),
            ServiceError::Zvariant(_) => unexpected("an answer of another shape"),
            _ => unexpected("a failure of a new kind"),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the errors are another crate's, and more of them come"
    )]
    fn of_bus(error: &zbus::Error) -> KeychainError {
        match error {
            zbus::Error::MethodError(name, ..) => of_name(name.as_str()),
            zbus::Error::FDO(error) => of_standard_bus_error(error),
            zbus::Error::Address(_) | zbus::Error::Connection(..) | zbus::Error::Handshake(_) => {
                KeychainError::Absent
            }
            zbus::Error::InputOutput(error) if error.kind() == io::ErrorKind::TimedOut => {
                KeychainError::TimedOut
            }
            zbus::Error::InputOutput(_) => KeychainError::Absent,
            _ => unexpected("D-Bus failed"),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the errors are another crate's, and more of them come"
    )]
    fn of_standard_bus_error(error: &zbus::fdo::Error) -> KeychainError {
        match error {
            zbus::fdo::Error::ZBus(error) => of_bus(error),
            other => of_name(zbus::DBusError::name(other).as_str()),
        }
    }

    fn of_name(name: &str) -> KeychainError {
        match name {
            "org.freedesktop.Secret.Error.IsLocked" => KeychainError::Locked,
            "org.freedesktop.DBus.Error.ServiceUnknown"
            | "org.freedesktop.DBus.Error.NameHasNoOwner"
            | "org.freedesktop.DBus.Error.NoServer"
            | "org.freedesktop.DBus.Error.Disconnected"
            | "org.freedesktop.DBus.Error.FileNotFound" => KeychainError::Absent,
            "org.freedesktop.DBus.Error.AccessDenied" | "org.freedesktop.DBus.Error.AuthFailed" => {
                KeychainError::Denied
            }
            "org.freedesktop.DBus.Error.LimitsExceeded" | "org.freedesktop.DBus.Error.NoMemory" => {
                KeychainError::Full
            }
            "org.freedesktop.DBus.Error.NoReply"
            | "org.freedesktop.DBus.Error.Timeout"
            | "org.freedesktop.DBus.Error.TimedOut" => KeychainError::TimedOut,
            name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => KeychainError::Absent,
            name => unexpected(name),
        }
    }

    /// A daemon that was started again knows neither the old connection's key nor its object.
    pub(super) fn is_stale(source: &Source) -> bool {
        match source.downcast_ref::<ServiceError>() {
            Some(ServiceError::Crypto(_)) => true,
            Some(ServiceError::Zbus(error)) => is_stale_bus(error),
            Some(ServiceError::ZbusFdo(zbus::fdo::Error::ZBus(error))) => is_stale_bus(error),
            Some(ServiceError::ZbusFdo(error)) => is_stale_name(zbus::DBusError::name(error).as_str()),
            Some(_) | None => false,
        }
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
    //! Failures of macOS and Windows. Not run where Rolecall is made.

    use super::unexpected;
    use rolecall::ports::KeychainError;
    use std::error::Error as StdError;

    type Source = dyn StdError + Send + Sync;

    /// The stores use it for a keychain that is locked, read-only or missing, and for a user who said no.
    pub(super) fn storage_access(_source: &Source) -> KeychainError {
        KeychainError::Denied
    }

    pub(super) fn platform(_source: &Source) -> KeychainError {
        unexpected("a failure of the platform")
    }

    pub(super) fn is_stale(_source: &Source) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
