//! Values in a store with a size limit per item: a large one is split into parts, and a header, written last, names them.
//!
//! Two sets of parts alternate, so a crash leaves the old value or the new one. A header holds a generation, the length and
//! a hash, and every part its generation: parts of different values are never joined.

use super::item::ItemName;
use crate::random::SystemRandom;
use keyring_core::{CredentialStore, Entry, Error};
use rolecall::ports::Random;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use zeroize::Zeroizing;

/// The first bytes of a header; no record starts with them.
const HEADER_START: &[u8] = br#"{"split":"#;
/// The length of a generation, in bytes.
const GENERATION_LENGTH: usize = 16;
/// How often a reader starts over because the value changed while it was read.
const MAX_ATTEMPTS: usize = 3;
const SETS: [char; 2] = ['a', 'b'];

/// Why a value could not be read or written.
#[derive(Debug)]
pub(super) enum SplitError {
    /// The store failed.
    Store(Error),
    /// Its parts do not belong together.
    Corrupt,
}

impl From<Error> for SplitError {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    split: Header,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    version: u8,
    set: char,
    generation: String,
    parts: usize,
    length: usize,
    sha256: String,
}

/// Returns the value of `item`.
pub(super) fn read(
    store: &CredentialStore,
    item: &ItemName,
) -> Result<Option<Zeroizing<Vec<u8>>>, SplitError> {
    for _ in 0..MAX_ATTEMPTS {
        let Some(bytes) = get(store, item)? else {
            return Ok(None);
        };
        if !bytes.starts_with(HEADER_START) {
            return Ok(Some(bytes));
        }
        let header = parse(&bytes).ok_or(SplitError::Corrupt)?;
        if let Some(value) = assemble(store, item, &header)? {
            return Ok(Some(value));
        }
    }
    Err(SplitError::Corrupt)
}

/// Returns the value if all its parts exist and belong to it.
fn assemble(
    store: &CredentialStore,
    item: &ItemName,
    header: &Header,
) -> Result<Option<Zeroizing<Vec<u8>>>, SplitError> {
    let mut value = Zeroizing::new(Vec::with_capacity(header.length.min(1 << 20)));
    for number in 0..header.parts {
        let Some(part) = get(store, &part_item(item, header.set, number))? else {
            return Ok(None);
        };
        let Some((generation, content)) = part.split_at_checked(GENERATION_LENGTH) else {
            return Ok(None);
        };
        if hex::encode(generation) != header.generation {
            return Ok(None);
        }
        value.extend_from_slice(content);
    }
    let is_complete = value.len() == header.length && hex::encode(Sha256::digest(&*value)) == header.sha256;
    Ok(is_complete.then_some(value))
}

/// Replaces the value of `item`.
pub(super) fn write(
    store: &CredentialStore,
    limit: Option<usize>,
    item: &ItemName,
    value: &[u8],
) -> Result<(), SplitError> {
    let Some(limit) = limit else {
        return Ok(set(store, item, value)?);
    };
    if value.len() <= limit {
        set(store, item, value)?;
        return SETS
            .into_iter()
            .try_for_each(|parts| erase_parts(store, item, parts, 0));
    }
    let [first, second] = SETS;
    let current = get(store, item)?
        .and_then(|bytes| parse(&bytes))
        .map(|header| header.set);
    let (new, old) = if current == Some(first) {
        (second, first)
    } else {
        (first, second)
    };
    let random = SystemRandom.bytes();
    let (generation, _) = random.split_at(GENERATION_LENGTH);
    let content = limit.saturating_sub(GENERATION_LENGTH).max(1);
    let mut parts = 0;
    for chunk in value.chunks(content) {
        let mut part = Zeroizing::new(Vec::with_capacity(GENERATION_LENGTH + chunk.len()));
        part.extend_from_slice(generation);
        part.extend_from_slice(chunk);
        set(store, &part_item(item, new, parts), &part)?;
        parts += 1;
    }
    let header = Header {
        version: 1,
        set: new,
        generation: hex::encode(generation),
        parts,
        length: value.len(),
        sha256: hex::encode(Sha256::digest(value)),
    };
    let header = serde_json::to_vec(&Envelope { split: header })
        .map_err(|error| SplitError::Store(Error::PlatformFailure(Box::new(error))))?;
    set(store, item, &header)?;
    erase_parts(store, item, new, parts)?;
    erase_parts(store, item, old, 0)
}

/// Tells whether `item` exists, without reading it.
pub(super) fn holds(store: &CredentialStore, item: &ItemName) -> Result<bool, Error> {
    match entry(store, item)?.get_credential() {
        Ok(_) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns the users of all items of `service`, those of parts included.
pub(super) fn users(store: &CredentialStore, service: &str) -> Result<Vec<String>, Error> {
    let found = store.search(&search_of(service))?;
    let names = found.iter().filter_map(Entry::get_specifiers);
    Ok(names
        .filter(|(of_service, _)| of_service == service)
        .map(|(_, user)| user)
        .collect())
}

/// Erases the value of `item` with all its parts, if it exists.
pub(super) fn erase(
    store: &CredentialStore,
    limit: Option<usize>,
    item: &ItemName,
) -> Result<(), SplitError> {
    delete(store, item)?;
    if limit.is_some() {
        for parts in SETS {
            erase_parts(store, item, parts, 0)?;
        }
    }
    Ok(())
}

fn erase_parts(store: &CredentialStore, item: &ItemName, parts: char, from: usize) -> Result<(), SplitError> {
    let mut number = from;
    while delete(store, &part_item(item, parts, number))? {
        number += 1;
    }
    Ok(())
}

fn part_item(item: &ItemName, parts: char, number: usize) -> ItemName {
    item.part(&format!("{parts}{number}"))
}

fn parse(bytes: &[u8]) -> Option<Header> {
    let envelope: Envelope = serde_json::from_slice(bytes).ok()?;
    (envelope.split.version == 1).then_some(envelope.split)
}

fn get(store: &CredentialStore, item: &ItemName) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    match entry(store, item)?.get_secret() {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

fn set(store: &CredentialStore, item: &ItemName, value: &[u8]) -> Result<(), Error> {
    entry(store, item)?.set_secret(value)
}

fn delete(store: &CredentialStore, item: &ItemName) -> Result<bool, Error> {
    match entry(store, item)?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn entry(store: &CredentialStore, item: &ItemName) -> Result<Entry, Error> {
    let label = item.label();
    store.build(
        item.service(),
        item.user(),
        Some(&HashMap::from([("label", label.as_str())])),
    )
}

#[cfg(not(windows))]
fn search_of(service: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", service)])
}

/// The Credential Manager is searched by a regular expression over names of its own, or for everything.
#[cfg(windows)]
fn search_of(_service: &str) -> HashMap<&str, &str> {
    HashMap::new()
}

/// The other stores have no label besides the item's name.
#[cfg(any(windows, target_os = "macos"))]
fn entry(store: &CredentialStore, item: &ItemName) -> Result<Entry, Error> {
    store.build(item.service(), item.user(), Option::<&HashMap<&str, &str>>::None)
}

#[cfg(test)]
mod tests;
