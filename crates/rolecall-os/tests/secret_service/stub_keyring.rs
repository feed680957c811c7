//! A Secret Service that agrees on keys as KWallet does, keeps items in memory, and goes wrong where a test asks for it.

use super::stub_crypto;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use zbus::export::futures_core::Stream;
use zbus::message::{Message, Type};
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MessageStream};

const COLLECTION: &str = "/org/freedesktop/secrets/collection/kdewallet";
const INVALID_ARGS: &str = "org.freedesktop.DBus.Error.InvalidArgs";
const UNKNOWN_OBJECT: &str = "org.freedesktop.DBus.Error.UnknownObject";
const UNKNOWN_METHOD: &str = "org.freedesktop.DBus.Error.UnknownMethod";
/// What Qt calls it.
const INVALID_OBJECT_PATH: &str = "org.qtproject.QtDBus.Error.InvalidObjectPath";

type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);
type Reply = Result<Message, &'static str>;

/// How the agreement on the key of one session goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// As KWallet does it: right for 127 of 128 key pairs.
    KWallet,
    /// The client's public key is refused.
    Refused,
    /// The client derives another key; what it sends cannot be decrypted.
    OtherKey,
    /// Likewise, and the service does not say so.
    OtherKeyUnnoticed,
}

/// What the user does with a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum User {
    Accepts,
    Dismisses,
}

#[derive(Debug)]
struct StoredItem {
    attributes: HashMap<String, String>,
    secret: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct State {
    /// How the next sessions go; all after them as with KWallet.
    pub(crate) agreements: VecDeque<Agreement>,
    /// Whether no session is ever opened, as without its cryptographic plug-in.
    pub(crate) refuses_all: bool,
    pub(crate) has_collection: bool,
    /// Whether a client must be allowed to see each item.
    pub(crate) asks_per_item: bool,
    pub(crate) user: User,
    /// How many prompts were shown.
    pub(crate) prompts: usize,
    /// How many sessions were asked for.
    pub(crate) sessions: usize,
    /// How many secrets were read.
    pub(crate) reads: usize,
    keys: HashMap<String, ([u8; 16], Agreement)>,
    items: BTreeMap<String, StoredItem>,
    created: usize,
}

/// The service on the bus of this desktop.
#[derive(Debug)]
pub(crate) struct StubKeyring {
    state: Arc<Mutex<State>>,
    serving: tokio::task::JoinHandle<()>,
}

impl StubKeyring {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(Mutex::new(State {
            agreements: VecDeque::new(),
            refuses_all: false,
            has_collection: true,
            asks_per_item: false,
            user: User::Accepts,
            prompts: 0,
            sessions: 0,
            reads: 0,
            keys: HashMap::new(),
            items: BTreeMap::new(),
            created: 0,
        }));
        let connection = Connection::session().await.unwrap();
        let calls = MessageStream::from(&connection);
        connection.request_name("org.freedesktop.secrets").await.unwrap();
        let serving = tokio::spawn(serve(connection, calls, Arc::clone(&state)));
        Self { state, serving }
    }

    pub(crate) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Ends it: its name leaves the bus.
    pub(crate) async fn end(self) {
        self.serving.abort();
        assert!(self.serving.await.unwrap_err().is_cancelled());
    }
}

async fn serve(connection: Connection, mut calls: MessageStream, state: Arc<Mutex<State>>) {
    while let Some(call) = std::future::poll_fn(|cx| std::pin::Pin::new(&mut calls).poll_next(cx)).await {
        let call = call.unwrap();
        if call.message_type() != Type::MethodCall {
            continue;
        }
        let header = call.header();
        let outcome = state.lock().unwrap().reply(&call);
        let reply =
            outcome.unwrap_or_else(|name| Message::error(&header, name).unwrap().build(&("no",)).unwrap());
        connection.send(&reply).await.unwrap();
        if header.member().is_some_and(|member| member == "Prompt") {
            let signal = state.lock().unwrap().completed(header.path().unwrap().as_str());
            connection.send(&signal).await.unwrap();
        }
    }
}

fn path(text: &str) -> OwnedObjectPath {
    ObjectPath::try_from(text).unwrap().into_owned().into()
}

impl State {
    fn reply(&mut self, call: &Message) -> Reply {
        let header = call.header();
        let object = header.path().unwrap().to_string();
        let body = call.body();
        let returned = Message::method_return(&header).unwrap();
        match header.member().unwrap().as_str() {
            "ReadAlias" => {
                let alias: String = body.deserialize().unwrap();
                let found = alias == "default" && self.has_collection;
                Ok(returned
                    .build(&path(if found { COLLECTION } else { "/" }))
                    .unwrap())
            }
            "OpenSession" => {
                let (_, key): (String, OwnedValue) = body.deserialize().unwrap();
                let (key, session) = self.open_session(&Vec::<u8>::try_from(key).unwrap())?;
                Ok(returned.build(&(Value::from(key), path(&session))).unwrap())
            }
            "Get" => {
                let (_, property): (String, String) = body.deserialize().unwrap();
                if property == "Attributes" {
                    let item = self.items.get(&object).ok_or(UNKNOWN_OBJECT)?;
                    return Ok(returned.build(&Value::from(item.attributes.clone())).unwrap());
                }
                let is_locked = self.asks_per_item && self.items.contains_key(&object);
                Ok(returned.build(&Value::from(is_locked)).unwrap())
            }
            "SearchItems" => {
                let (unlocked, locked) = self.search(&body.deserialize().unwrap());
                Ok(returned.build(&(unlocked, locked)).unwrap())
            }
            "Unlock" => {
                let objects: Vec<OwnedObjectPath> = body.deserialize().unwrap();
                let objects = if self.asks_per_item {
                    (Vec::new(), path("/prompt/unlock"))
                } else {
                    (objects, path("/"))
                };
                Ok(returned.build(&objects).unwrap())
            }
            "CreateCollection" => Ok(returned.build(&(path("/"), path("/prompt/create"))).unwrap()),
            "Prompt" => {
                self.prompts += 1;
                Ok(returned.build(&()).unwrap())
            }
            _ => self.reply_of_item(call, &object),
        }
    }

    fn reply_of_item(&mut self, call: &Message, object: &str) -> Reply {
        let header = call.header();
        let body = call.body();
        let returned = Message::method_return(&header).unwrap();
        match header.member().unwrap().as_str() {
            "CreateItem" => {
                let (properties, secret, _): (HashMap<String, OwnedValue>, Secret, bool) =
                    body.deserialize().unwrap();
                let item = self.create_item(&properties, &secret)?;
                Ok(returned.build(&(path(&item), path("/"))).unwrap())
            }
            "SetSecret" => {
                let secret: Secret = body.deserialize().unwrap();
                let value = self.decrypt(&secret).ok_or(UNKNOWN_OBJECT)?;
                self.items.get_mut(object).ok_or(UNKNOWN_OBJECT)?.secret = value;
                Ok(returned.build(&()).unwrap())
            }
            "GetSecret" => {
                self.reads += 1;
                let session: OwnedObjectPath = body.deserialize().unwrap();
                let item = self.items.get(object).ok_or(UNKNOWN_OBJECT)?;
                let (key, _) = self.keys.get(session.as_str()).ok_or(UNKNOWN_OBJECT)?;
                let (iv, value) = stub_crypto::encrypt(key, &item.secret);
                let secret: Secret = (session, iv, value, "application/octet-stream".to_owned());
                Ok(returned.build(&(secret,)).unwrap())
            }
            "Delete" => {
                self.items.remove(object).ok_or(UNKNOWN_OBJECT)?;
                Ok(returned.build(&path("/")).unwrap())
            }
            _ => Err(UNKNOWN_METHOD),
        }
    }

    /// Returns the public key and the session. KWallet 5.x and 6.x take no public key shorter than the prime, and derive the key
    /// from the shared secret without its leading zeros.
    fn open_session(&mut self, client_key: &[u8]) -> Result<(Vec<u8>, String), &'static str> {
        self.sessions += 1;
        let agreement = self.agreements.pop_front().unwrap_or(Agreement::KWallet);
        if self.refuses_all || agreement == Agreement::Refused || client_key.len() < 128 {
            return Err(INVALID_ARGS);
        }
        let (public_key, mut secret) = stub_crypto::agree(client_key);
        if agreement != Agreement::KWallet {
            secret.remove(0);
        }
        let session = format!("/org/freedesktop/secrets/session/{}", self.sessions);
        let key = stub_crypto::derived_key(&secret);
        self.keys.insert(session.clone(), (key, agreement));
        Ok((public_key, session))
    }

    fn search(&self, attributes: &HashMap<String, String>) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        let has_all = |item: &StoredItem| {
            let mut wanted = attributes.iter();
            wanted.all(|(name, value)| item.attributes.get(name) == Some(value))
        };
        let found = self.items.iter().filter(|(_, item)| has_all(item));
        let found = found.map(|(object, _)| path(object)).collect();
        if self.asks_per_item {
            (Vec::new(), found)
        } else {
            (found, Vec::new())
        }
    }

    fn decrypt(&self, (session, iv, value, _): &Secret) -> Option<Vec<u8>> {
        let (key, agreement) = self.keys.get(session.as_str())?;
        let decrypted = stub_crypto::decrypt(key, iv, value);
        decrypted.or_else(|| (*agreement == Agreement::OtherKeyUnnoticed).then(Vec::new))
    }

    /// Creates an item before it decrypts what belongs in it: where that fails, an empty item is left.
    fn create_item(
        &mut self,
        properties: &HashMap<String, OwnedValue>,
        secret: &Secret,
    ) -> Result<String, &'static str> {
        let attributes = properties["org.freedesktop.Secret.Item.Attributes"]
            .try_clone()
            .unwrap();
        self.created += 1;
        let object = format!("{COLLECTION}/{}", self.created);
        let value = self.decrypt(secret);
        let item = StoredItem {
            attributes: HashMap::try_from(attributes).unwrap(),
            secret: value.clone().unwrap_or_default(),
        };
        self.items.insert(object.clone(), item);
        value.map(|_| object).ok_or(INVALID_OBJECT_PATH)
    }

    /// The end of a prompt.
    fn completed(&mut self, prompt: &str) -> Message {
        let is_accepted = self.user == User::Accepts;
        let mut result = path("/");
        if is_accepted && prompt == "/prompt/create" {
            self.has_collection = true;
            result = path(COLLECTION);
        } else if is_accepted {
            self.asks_per_item = false;
        }
        let signal = Message::signal(prompt, "org.freedesktop.Secret.Prompt", "Completed").unwrap();
        signal.build(&(!is_accepted, Value::from(result))).unwrap()
    }
}
