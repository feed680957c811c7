//! The connection to the session bus, and what is asked of the Secret Service without a session of its own.
//!
//! It must not know of items.

use crate::keychain::response_counter::ResponseCounter;
use secret_service::Error as ServiceError;
use zbus::Message;
use zbus::blocking::Connection;
use zbus::zvariant::{DynamicDeserialize, OwnedObjectPath, OwnedValue};

const BUS_NAME: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
/// The object path that an alias without a collection has.
const NO_COLLECTION: &str = "/";

/// Connects to the session bus and introduces the connection to the Secret Service with a ping.
///
/// gnome-keyring (42 to 50) registers a client with the first message that it gets of it, and handles the two in an order that is
/// not sure when it has other clients. If the first message opens a session, it may find no client and abort: the keychain is gone
/// for all programs of the user.
///
/// # Errors
/// When there is no session bus.
pub(super) fn connect(responses: &ResponseCounter) -> Result<Connection, ServiceError> {
    let connection = Connection::session();
    responses.increment();
    let connection = connection.map_err(ServiceError::Zbus)?;
    let ping = connection.call_method(
        Some(BUS_NAME),
        SERVICE_PATH,
        Some("org.freedesktop.DBus.Peer"),
        "Ping",
        &(),
    );
    responses.increment();
    // Whoever does not know a ping knows the connection now; whoever is not there is missed by the next call.
    drop(ping);
    Ok(connection)
}

/// Tells whether the default collection is locked.
///
/// # Errors
/// [`ServiceError::NoResult`] when there is none, or that of the bus.
pub(super) fn is_default_collection_locked(
    connection: &Connection,
    responses: &ResponseCounter,
) -> Result<bool, ServiceError> {
    let alias = connection.call_method(
        Some(BUS_NAME),
        SERVICE_PATH,
        Some("org.freedesktop.Secret.Service"),
        "ReadAlias",
        &"default",
    );
    responses.increment();
    let collection: OwnedObjectPath = body(alias)?;
    if collection.as_str() == NO_COLLECTION {
        return Err(ServiceError::NoResult);
    }
    let locked = connection.call_method(
        Some(BUS_NAME),
        &collection,
        Some("org.freedesktop.DBus.Properties"),
        "Get",
        &("org.freedesktop.Secret.Collection", "Locked"),
    );
    responses.increment();
    let locked: OwnedValue = body(locked)?;
    bool::try_from(locked).map_err(ServiceError::Zvariant)
}

fn body<T>(reply: zbus::Result<Message>) -> Result<T, ServiceError>
where
    T: for<'a> DynamicDeserialize<'a>,
{
    let reply = reply.map_err(ServiceError::Zbus)?;
    reply.body().deserialize().map_err(ServiceError::Zbus)
}
