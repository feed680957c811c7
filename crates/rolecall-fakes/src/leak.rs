//! The leak scanner: finds secrets in bytes, in the clear or in any encoding that programs put text in.
//!
//! It must not know where the bytes come from. It does not look into compressed data.

mod encodings;

use aho_corasick::AhoCorasick;
use std::fmt;

/// The length in bytes from which a secret is not found by chance.
pub const MIN_SECRET_LENGTH: usize = 8;

/// A secret to search for. Its debug output is its kind alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    kind: String,
    bytes: Vec<u8>,
}

impl Secret {
    /// Makes a secret of `kind`, such as `access-token`.
    ///
    /// # Panics
    /// When it is shorter than [`MIN_SECRET_LENGTH`] bytes.
    pub fn new(kind: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let (kind, bytes) = (kind.into(), bytes.into());
        assert!(
            bytes.len() >= MIN_SECRET_LENGTH,
            "a secret of kind {kind} is too short to look for"
        );
        Self { kind, bytes }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({}, redacted)", self.kind)
    }
}

/// How a found secret was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// As it is.
    Raw,
    /// Base64, either alphabet, at any of the three alignments.
    Base64,
    /// Hexadecimal digits.
    Hex,
    /// Percent-encoded (RFC 3986, 2.1), or as a form.
    Percent,
    /// With escapes of JSON, or of Rust's `Debug`.
    Escaped,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
}

/// A secret that was found. It does not hold the secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The kind of secret.
    pub kind: String,
    /// How it was written.
    pub encoding: Encoding,
    /// Where it begins, in bytes; for [`Encoding::Percent`] and [`Encoding::Escaped`] in the decoded bytes.
    pub at: usize,
}

/// Looks for many secrets at once in many places.
#[derive(Debug)]
pub struct Scanner {
    kinds: Vec<(String, Encoding)>,
    needles: AhoCorasick,
}

impl Scanner {
    /// Prepares a search for `secrets`.
    ///
    /// # Panics
    /// When there are more secrets than a search can hold.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut kinds = Vec::new();
        let mut needles = Vec::new();
        for secret in secrets {
            for (encoding, needle) in encodings::forms(&secret.bytes) {
                kinds.push((secret.kind.clone(), encoding));
                needles.push(needle);
            }
        }
        Self {
            kinds,
            needles: AhoCorasick::new(needles).expect("a set of needles"),
        }
    }

    /// Returns every secret found in `haystack`, each encoding and place once.
    pub fn find(&self, haystack: &[u8]) -> Vec<Hit> {
        let mut hits = self.find_as_is(haystack);
        let mut layer: Vec<(Encoding, Vec<u8>)> = encodings::decoded(haystack);
        layer.extend(layer.clone().iter().flat_map(|(outer, text)| {
            encodings::decoded(text)
                .into_iter()
                .map(|(_, inner)| (*outer, inner))
                .collect::<Vec<_>>()
        }));
        for (encoding, text) in layer {
            let found = self
                .find_as_is(&text)
                .into_iter()
                .filter(|hit| !hits.iter().any(|known| known.kind == hit.kind));
            let found: Vec<Hit> = found.map(|hit| Hit { encoding, ..hit }).collect();
            hits.extend(found);
        }
        hits.sort();
        hits.dedup();
        hits
    }

    /// Returns every secret found in `haystack` as it stands: percent signs and escapes are not undone. For memory, which is
    /// large and no text.
    pub fn find_as_is(&self, haystack: &[u8]) -> Vec<Hit> {
        let found = self.needles.find_overlapping_iter(haystack);
        found
            .map(|found| {
                let (kind, encoding) = &self.kinds[found.pattern().as_usize()];
                Hit {
                    kind: kind.clone(),
                    encoding: *encoding,
                    at: found.start(),
                }
            })
            .collect()
    }
}

/// Returns every one of `secrets` found in `haystack`. For many haystacks, make one [`Scanner`].
pub fn find(haystack: &[u8], secrets: &[Secret]) -> Vec<Hit> {
    Scanner::new(secrets).find(haystack)
}

#[cfg(test)]
mod tests;
