//! Values in a store whose items have a limit: a large one is split over parts, and a header, written last, says which belong together.
//!
//! Two sets of parts take turns, so a crash at any moment leaves the old value or the new one. A header carries a
//! generation, the length and a hash, and every part its generation: parts of two values are never put together.

use super::item::Item;
use crate::random::SystemRandom;
use keyring_core::{CredentialStore, Entry, Error};
use rolecall::ports::Random;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use zeroize::Zeroizing;

/// What a header begins with, and no record does.
const HEADER_START: &[u8] = br#"{"split":"#;
const GENERATION: usize = 16;
/// A reader meets a change of the value while it reads; this often it starts over.
const ATTEMPTS: usize = 3;
const SETS: [char; 2] = ['a', 'b'];

/// Why a value could not be read or written.
#[derive(Debug)]
pub(super) enum SplitError {
    /// The store failed.
    Store(Error),
    /// Its parts do not fit together.
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
pub(super) fn read(store: &CredentialStore, item: &Item) -> Result<Option<Zeroizing<Vec<u8>>>, SplitError> {
    for _ in 0..ATTEMPTS {
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

/// Returns the value when all its parts are there and are its own.
fn assemble(
    store: &CredentialStore,
    item: &Item,
    header: &Header,
) -> Result<Option<Zeroizing<Vec<u8>>>, SplitError> {
    let mut value = Zeroizing::new(Vec::with_capacity(header.length.min(1 << 20)));
    for number in 0..header.parts {
        let Some(part) = get(store, &part_of(item, header.set, number))? else {
            return Ok(None);
        };
        let Some((generation, content)) = part.split_at_checked(GENERATION) else {
            return Ok(None);
        };
        if hex::encode(generation) != header.generation {
            return Ok(None);
        }
        value.extend_from_slice(content);
    }
    let whole = value.len() == header.length && hex::encode(Sha256::digest(&*value)) == header.sha256;
    Ok(whole.then_some(value))
}

/// Replaces the value of `item`.
pub(super) fn write(
    store: &CredentialStore,
    limit: Option<usize>,
    item: &Item,
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
    let (fresh, old) = if current == Some(first) {
        (second, first)
    } else {
        (first, second)
    };
    let random = SystemRandom.bytes();
    let (generation, _) = random.split_at(GENERATION);
    let content = limit.saturating_sub(GENERATION).max(1);
    let mut parts = 0;
    for chunk in value.chunks(content) {
        let mut part = Zeroizing::new(Vec::with_capacity(GENERATION + chunk.len()));
        part.extend_from_slice(generation);
        part.extend_from_slice(chunk);
        set(store, &part_of(item, fresh, parts), &part)?;
        parts += 1;
    }
    let header = Header {
        version: 1,
        set: fresh,
        generation: hex::encode(generation),
        parts,
        length: value.len(),
        sha256: hex::encode(Sha256::digest(value)),
    };
    let header = serde_json::to_vec(&Envelope { split: header })
        .map_err(|error| SplitError::Store(Error::PlatformFailure(Box::new(error))))?;
    set(store, item, &header)?;
    erase_parts(store, item, fresh, parts)?;
    erase_parts(store, item, old, 0)
}

/// Erases the value of `item` with all its parts; erasing nothing is fine.
pub(super) fn erase(store: &CredentialStore, limit: Option<usize>, item: &Item) -> Result<(), SplitError> {
    delete(store, item)?;
    if limit.is_some() {
        for parts in SETS {
            erase_parts(store, item, parts, 0)?;
        }
    }
    Ok(())
}

fn erase_parts(store: &CredentialStore, item: &Item, parts: char, from: usize) -> Result<(), SplitError> {
    let mut number = from;
    while delete(store, &part_of(item, parts, number))? {
        number += 1;
    }
    Ok(())
}

fn part_of(item: &Item, parts: char, number: usize) -> Item {
    item.part(&format!("{parts}{number}"))
}

fn parse(bytes: &[u8]) -> Option<Header> {
    let envelope: Envelope = serde_json::from_slice(bytes).ok()?;
    (envelope.split.version == 1).then_some(envelope.split)
}

fn get(store: &CredentialStore, item: &Item) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    match entry(store, item)?.get_secret() {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

fn set(store: &CredentialStore, item: &Item, value: &[u8]) -> Result<(), Error> {
    entry(store, item)?.set_secret(value)
}

fn delete(store: &CredentialStore, item: &Item) -> Result<bool, Error> {
    match entry(store, item)?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn entry(store: &CredentialStore, item: &Item) -> Result<Entry, Error> {
    let label = item.label();
    store.build(
        item.service(),
        item.user(),
        Some(&HashMap::from([("label", label.as_str())])),
    )
}

/// The other stores have no label besides the item's name.
#[cfg(any(windows, target_os = "macos"))]
fn entry(store: &CredentialStore, item: &Item) -> Result<Entry, Error> {
    store.build(item.service(), item.user(), Option::<&HashMap<&str, &str>>::None)
}

#[cfg(test)]
mod tests;
