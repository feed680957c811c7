//! The connection to the session bus, and what is asked of the Secret Service without a session of its own.
//!
//! It must not know of items.

use crate::keychain::response_counter::ResponseCounter;
use crate::keychain::store_error::FreedesktopError;
use secret_service::Error as ServiceError;
use zbus::Message;
use zbus::blocking::Connection;
use zbus::blocking::fdo::DBusProxy;
use zbus::names::WellKnownName;
use zbus::zvariant::{DynamicDeserialize, ObjectPath, OwnedObjectPath, OwnedValue};

const BUS_NAME: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
/// The object path that an alias without a collection has.
const NO_COLLECTION: &str = "/";
/// An alias that no collection has.
const UNKNOWN_ALIAS: &str = "rolecall-none";
/// The names by which the bus can start KWallet, of which it owns that of the Secret Service only while it runs.
const KWALLET_NAMES: [&str; 3] = [
    "org.kde.secretservicecompat",
    "org.kde.kwalletd6",
    "org.kde.kwalletd5",
];

/// Connects to the session bus and has the Secret Service answer a first call that needs no registered client.
///
/// gnome-keyring (42 to 50) registers a client when its first message arrives, in another step of its main loop than the one that
/// handles the message; a busy daemon may take the two in the wrong order. If the first message opens a session, the daemon finds
/// no client and aborts: the keychain is gone for all programs of the user. The lookup of an unknown alias needs no client, and
/// its answer comes from the main loop, which registers the client before it handles any later call. A ping would not do: it is
/// answered by another thread.
///
/// In the first session of a KDE desktop nothing may have started KWallet yet: it is started then.
///
/// # Errors
/// When there is no session bus or no Secret Service.
pub(super) fn connect(responses: &ResponseCounter) -> Result<Connection, FreedesktopError> {
    let connection = Connection::session();
    responses.increment();
    let connection = connection.map_err(ServiceError::Zbus)?;
    let mut introduced = read_alias(&connection, UNKNOWN_ALIAS, responses);
    if is_unknown_service(&introduced) {
        let is_started = start_kwallet(&connection);
        responses.increment();
        if is_started.map_err(ServiceError::ZbusFdo)? {
            introduced = read_alias(&connection, UNKNOWN_ALIAS, responses);
            if is_unknown_service(&introduced) {
                return Err(FreedesktopError::NotOffered);
            }
        }
    }
    introduced?;
    Ok(connection)
}

fn is_unknown_service<T>(outcome: &Result<T, ServiceError>) -> bool {
    matches!(outcome, Err(ServiceError::Zbus(zbus::Error::MethodError(name, ..)))
        if *name == "org.freedesktop.DBus.Error.ServiceUnknown")
}

/// Starts KWallet where the bus knows of it; tells whether it does.
fn start_kwallet(connection: &Connection) -> zbus::fdo::Result<bool> {
    let bus = DBusProxy::new(connection)?;
    let known = bus.list_activatable_names()?;
    let is_known = |name: &&&str| known.iter().any(|known| known.as_str() == **name);
    let Some(name) = KWALLET_NAMES.iter().find(is_known) else {
        return Ok(false);
    };
    let name = WellKnownName::from_static_str(name).map_err(zbus::Error::from)?;
    bus.start_service_by_name(name, 0)?;
    Ok(true)
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
    let locked = is_collection_locked(connection, &collection);
    responses.increment();
    locked
}

/// Tells whether the collection of an item is locked.
///
/// # Errors
/// That of the bus.
pub(super) fn is_collection_of_item_locked(
    connection: &Connection,
    item: &ObjectPath<'_>,
) -> Result<bool, ServiceError> {
    let (collection, _) = item.rsplit_once('/').unwrap_or_default();
    let collection = ObjectPath::try_from(collection).map_err(ServiceError::Zvariant)?;
    is_collection_locked(connection, &collection)
}

fn is_collection_locked(connection: &Connection, collection: &ObjectPath<'_>) -> Result<bool, ServiceError> {
    let locked = connection.call_method(
        Some(BUS_NAME),
        collection,
        Some("org.freedesktop.DBus.Properties"),
        "Get",
        &("org.freedesktop.Secret.Collection", "Locked"),
    );
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
