//! Every error of the Secret Service is classified by what the caller can do about it.

#![cfg(all(unix, not(target_os = "macos")))]

use super::*;
use KeychainAbsence::{Ended, NoBus, NoEncryption, NoKeyring, NotInstalled, NotOffered};
use secret_service::Error as ServiceError;
use std::io;
use std::sync::Arc;

const INVALID: &str = "org.freedesktop.DBus.Error.InvalidArgs";

fn absent(absence: KeychainAbsence) -> KeychainError {
    KeychainError::Absent(absence)
}

fn named(name: &str) -> ServiceError {
    let call = zbus::message::Message::method_call("/", "M")
        .unwrap()
        .build(&())
        .unwrap();
    let error = zbus::message::Message::error(&call.header(), name)
        .unwrap()
        .build(&())
        .unwrap();
    ServiceError::Zbus(zbus::Error::from(error))
}

#[test]
fn d_bus_errors_are_classified_by_what_the_caller_can_do() {
    for (name, expected) in [
        ("org.freedesktop.Secret.Error.IsLocked", KeychainError::Locked),
        ("org.freedesktop.DBus.Error.ServiceUnknown", absent(NotInstalled)),
        ("org.freedesktop.DBus.Error.Spawn.ExecFailed", absent(Ended)),
        ("org.freedesktop.DBus.Error.AccessDenied", KeychainError::Denied),
        ("org.freedesktop.DBus.Error.LimitsExceeded", KeychainError::Full),
        ("org.freedesktop.DBus.Error.NoReply", absent(Ended)),
        ("org.freedesktop.DBus.Error.TimedOut", KeychainError::TimedOut),
    ] {
        assert_eq!(from_secret_service(&named(name)), expected, "{name}");
    }
    assert_eq!(from_secret_service(&ServiceError::Prompt), KeychainError::Locked);
    assert_eq!(from_secret_service(&ServiceError::NoResult), absent(NoKeyring));
    let broken = zbus::Error::InputOutput(Arc::new(io::Error::from(io::ErrorKind::BrokenPipe)));
    assert_eq!(from_secret_service(&ServiceError::Zbus(broken)), absent(NoBus));
    for (failure, expected) in [
        (FreedesktopError::Session(named(INVALID)), absent(NoEncryption)),
        (
            FreedesktopError::Session(ServiceError::Locked),
            KeychainError::Locked,
        ),
        (FreedesktopError::NotOffered, absent(NotOffered)),
        (FreedesktopError::Refused, KeychainError::Denied),
    ] {
        assert_eq!(failure.to_keychain_error(), expected, "{failure:?}");
    }
}

#[test]
fn a_restarted_daemon_and_another_key_get_a_new_connection() {
    for (error, is_of_restart, is_of_key) in [
        (ServiceError::Crypto("padding"), true, true),
        (named("org.freedesktop.Secret.Error.NoSession"), true, true),
        (named("org.freedesktop.DBus.Error.UnknownMethod"), true, true),
        (named(INVALID), true, true),
        (named("org.qtproject.QtDBus.Error.InvalidObjectPath"), false, true),
        (named("org.freedesktop.Secret.Error.IsLocked"), false, false),
        (named("org.freedesktop.DBus.Error.ServiceUnknown"), false, false),
        (ServiceError::Prompt, false, false),
        (ServiceError::NoResult, false, false),
    ] {
        let shown = format!("{error:?}");
        let error = Error::PlatformFailure(Box::new(FreedesktopError::from(error)));
        let found = (is_stale(&error), may_be_of_the_key(&error));
        assert_eq!(found, (is_of_restart, is_of_key), "{shown}");
    }
}
