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
/// An alias that no collection has.
const UNKNOWN_ALIAS: &str = "rolecall-none";

/// Connects to the session bus and has the Secret Service answer a first call that needs no registered client.
///
/// gnome-keyring (42 to 50) registers a client when its first message arrives, in another step of its main loop than the one that
/// handles the message; a busy daemon may take the two in the wrong order. If the first message opens a session, the daemon finds
/// no client and aborts: the keychain is gone for all programs of the user. The lookup of an unknown alias needs no client, and
/// its answer comes from the main loop, which registers the client before it handles any later call. A ping would not do: it is
/// answered by another thread.
///
/// # Errors
/// When there is no session bus or no Secret Service.
pub(super) fn connect(responses: &ResponseCounter) -> Result<Connection, ServiceError> {
    let connection = Connection::session();
    responses.increment();
    let connection = connection.map_err(ServiceError::Zbus)?;
    read_alias(&connection, UNKNOWN_ALIAS, responses)?;
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
    let collection = read_alias(connection, "default", responses)?;
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

fn read_alias(
    connection: &Connection,
    alias: &str,
    responses: &ResponseCounter,
) -> Result<OwnedObjectPath, ServiceError> {
    let interface = Some("org.freedesktop.Secret.Service");
    let reply = connection.call_method(Some(BUS_NAME), SERVICE_PATH, interface, "ReadAlias", &alias);
    responses.increment();
    body(reply)
}

fn body<T>(reply: zbus::Result<Message>) -> Result<T, ServiceError>
where
    T: for<'a> DynamicDeserialize<'a>,
{
    let reply = reply.map_err(ServiceError::Zbus)?;
    reply.body().deserialize().map_err(ServiceError::Zbus)
}
