//! Every error of the Secret Service is classified by what the caller can do about it.

#![cfg(all(unix, not(target_os = "macos")))]

use super::*;
use secret_service::Error as ServiceError;
use std::io;
use std::sync::Arc;

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
        ("org.freedesktop.DBus.Error.ServiceUnknown", KeychainError::Absent),
        (
            "org.freedesktop.DBus.Error.Spawn.ExecFailed",
            KeychainError::Absent,
        ),
        ("org.freedesktop.DBus.Error.AccessDenied", KeychainError::Denied),
        ("org.freedesktop.DBus.Error.LimitsExceeded", KeychainError::Full),
        ("org.freedesktop.DBus.Error.NoReply", KeychainError::TimedOut),
    ] {
        assert_eq!(from_secret_service(&named(name)), expected, "{name}");
    }
    assert_eq!(from_secret_service(&ServiceError::Prompt), KeychainError::Locked);
    assert_eq!(
        from_secret_service(&ServiceError::NoResult),
        KeychainError::Absent
    );
    let broken = zbus::Error::InputOutput(Arc::new(io::Error::from(io::ErrorKind::BrokenPipe)));
    assert_eq!(
        from_secret_service(&ServiceError::Zbus(broken)),
        KeychainError::Absent
    );
}

#[test]
fn a_restarted_daemon_gets_a_new_connection() {
    for (error, stale) in [
        (ServiceError::Crypto("padding"), true),
        (named("org.freedesktop.Secret.Error.NoSession"), true),
        (named("org.freedesktop.DBus.Error.UnknownMethod"), true),
        (named("org.freedesktop.Secret.Error.IsLocked"), false),
        (ServiceError::Prompt, false),
    ] {
        let shown = format!("{error:?}");
        assert_eq!(
            is_stale(&Error::PlatformFailure(Box::new(error))),
            stale,
            "{shown}"
        );
    }
}
