//! Where a private key is on a token, as a URI says it (RFC 7512).
//!
//! It must not know how a token is reached.

use std::fmt;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The longest URI, in bytes.
const MAX_LENGTH: usize = 2048;
const SCHEME: &str = "pkcs11:";

/// Why a text is no URI of a key that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidPkcs11Uri {
    /// It is no URI of this kind.
    #[error("it is no PKCS #11 URI")]
    Malformed,
    /// It says the PIN, or where the PIN is, which would be kept in plain text.
    #[error("the URI says the PIN")]
    Pin,
    /// It names a module, but not by its path from the root on.
    #[error("the path of the module does not begin at the root")]
    ModulePath,
}

/// A private key on a token. What is absent may be anything.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pkcs11Uri {
    text: String,
    token: Vec<(TokenAttribute, String)>,
    /// `slot-id`.
    pub slot_id: Option<u64>,
    /// `object`: the label of the key.
    pub object: Option<String>,
    /// `id`: `CKA_ID` of the key.
    pub id: Option<Vec<u8>>,
    module_path: Option<PathBuf>,
}

/// A text by which a token is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the attribute of the same name")]
pub enum TokenAttribute {
    Token,
    Manufacturer,
    Serial,
    Model,
    LibraryManufacturer,
    LibraryDescription,
    LibraryVersion,
    SlotDescription,
    SlotManufacturer,
}

impl TokenAttribute {
    /// Every attribute.
    pub const ALL: [Self; 9] = [
        Self::Token,
        Self::Manufacturer,
        Self::Serial,
        Self::Model,
        Self::LibraryManufacturer,
        Self::LibraryDescription,
        Self::LibraryVersion,
        Self::SlotDescription,
        Self::SlotManufacturer,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Manufacturer => "manufacturer",
            Self::Serial => "serial",
            Self::Model => "model",
            Self::LibraryManufacturer => "library-manufacturer",
            Self::LibraryDescription => "library-description",
            Self::LibraryVersion => "library-version",
            Self::SlotDescription => "slot-description",
            Self::SlotManufacturer => "slot-manufacturer",
        }
    }
}

impl Pkcs11Uri {
    /// Parses a URI.
    ///
    /// # Errors
    /// [`InvalidPkcs11Uri`].
    pub fn parse(text: &str) -> Result<Self, InvalidPkcs11Uri> {
        let is_plain = text.len() <= MAX_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic());
        let rest = text.strip_prefix(SCHEME).filter(|_| is_plain);
        let rest = rest.ok_or(InvalidPkcs11Uri::Malformed)?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut uri = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        for (name, value) in attributes(path, ';')? {
            uri.set_path_attribute(name, value)?;
        }
        for (name, value) in attributes(query, '&')? {
            uri.set_query_attribute(name, value)?;
        }
        Ok(uri)
    }

    fn set_path_attribute(&mut self, name: &str, value: Vec<u8>) -> Result<(), InvalidPkcs11Uri> {
        let text = || String::from_utf8(value.clone()).map_err(|_| InvalidPkcs11Uri::Malformed);
        let is_repeated = match name {
            "id" => self.id.replace(value).is_some(),
            "object" => self.object.replace(text()?).is_some(),
            "slot-id" => {
                let number = text()?.parse().map_err(|_| InvalidPkcs11Uri::Malformed)?;
                self.slot_id.replace(number).is_some()
            }
            // Of a key there are several objects, whichever of them the URI is about.
            "type" => !matches!(text()?.as_str(), "private" | "public" | "cert"),
            _ => {
                let mut attributes = TokenAttribute::ALL.into_iter();
                let attribute = attributes.find(|attribute| attribute.name() == name);
                let attribute = attribute.ok_or(InvalidPkcs11Uri::Malformed)?;
                let is_repeated = self.token(attribute).is_some();
                self.token.push((attribute, text()?));
                is_repeated
            }
        };
        if is_repeated {
            return Err(InvalidPkcs11Uri::Malformed);
        }
        Ok(())
    }

    fn set_query_attribute(&mut self, name: &str, value: Vec<u8>) -> Result<(), InvalidPkcs11Uri> {
        match name {
            "pin-value" | "pin-source" => Err(InvalidPkcs11Uri::Pin),
            "module-path" => {
                let path = String::from_utf8(value).map_err(|_| InvalidPkcs11Uri::Malformed)?;
                let path = PathBuf::from(path);
                if !path.is_absolute() {
                    return Err(InvalidPkcs11Uri::ModulePath);
                }
                let before = self.module_path.replace(path);
                before.map_or(Ok(()), |_| Err(InvalidPkcs11Uri::Malformed))
            }
            // Where a module of this name would be is each program's own idea.
            "module-name" => Err(InvalidPkcs11Uri::ModulePath),
            _ => Err(InvalidPkcs11Uri::Malformed),
        }
    }

    /// Returns the URI.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns what the URI says of the token.
    pub fn token(&self, attribute: TokenAttribute) -> Option<&str> {
        let mut token = self.token.iter();
        let found = token.find(|(known, _)| *known == attribute);
        found.map(|(_, text)| text.as_str())
    }

    /// Returns the module that reaches the token: code, which is run.
    pub fn module_path(&self) -> Option<&Path> {
        self.module_path.as_deref()
    }
}

impl fmt::Debug for Pkcs11Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Returns the names and values between separators; an attribute without a value is none.
fn attributes(text: &str, separator: char) -> Result<Vec<(&str, Vec<u8>)>, InvalidPkcs11Uri> {
    let parts = text.split(separator).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').ok_or(InvalidPkcs11Uri::Malformed)?;
            Ok((name, decoded(value).ok_or(InvalidPkcs11Uri::Malformed)?))
        })
        .collect()
}

/// Decodes percent signs; `None` where two digits do not follow.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        let is_encoded = byte == b'%';
        decoded.push(if is_encoded {
            let digits = [bytes.next()?, bytes.next()?];
            let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
            u8::try_from(high? * 16 + low?).ok()?
        } else {
            byte
        });
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::{InvalidPkcs11Uri, Pkcs11Uri, TokenAttribute};
    use std::path::Path;

    #[test]
    fn what_tools_write_is_read() {
        let uri = Pkcs11Uri::parse(
            "pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=5d1f;token=host%3B%C3%A9;slot-id=7;id=%00%a1b;object=key;type=private?module-path=/usr/lib/softhsm/libsofthsm2.so",
        )
        .unwrap();
        assert_eq!(uri.token(TokenAttribute::Token), Some("host;é"));
        assert_eq!(uri.token(TokenAttribute::Model), Some("SoftHSM v2"));
        assert_eq!(uri.token(TokenAttribute::Manufacturer), Some("SoftHSM project"));
        assert_eq!(uri.token(TokenAttribute::Serial), Some("5d1f"));
        assert_eq!(uri.token(TokenAttribute::SlotDescription), None);
        assert_eq!((uri.slot_id, uri.object.as_deref()), (Some(7), Some("key")));
        assert_eq!(uri.id.as_deref(), Some(&b"\x00\xa1b"[..]));
        let module = Path::new("/usr/lib/softhsm/libsofthsm2.so");
        assert_eq!(uri.module_path(), Some(module));
        assert!(Pkcs11Uri::parse("pkcs11:").is_ok());
    }

    #[test]
    fn a_pin_is_never_part_of_it() {
        for pin in ["pkcs11:token=a?pin-value=1234", "pkcs11:?pin-source=file:/pin"] {
            assert_eq!(Pkcs11Uri::parse(pin), Err(InvalidPkcs11Uri::Pin), "{pin}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "token=a",
            "PKCS11 token=a",
            "pkcs11:token",
            "pkcs11:token=a;token=b",
            "pkcs11:id=a;id=b",
            "pkcs11:token=%",
            "pkcs11:token=%2",
            "pkcs11:token=%g0",
            "pkcs11:token=%ff",
            "pkcs11:token=a b",
            "pkcs11:slot-id=x",
            "pkcs11:type=data",
            "pkcs11:colour=red",
            "pkcs11:?colour=red",
            "pkcs11:?module-path=/a&module-path=/b",
        ] {
            assert_eq!(Pkcs11Uri::parse(text), Err(InvalidPkcs11Uri::Malformed), "{text}");
        }
        for text in ["pkcs11:?module-path=softhsm.so", "pkcs11:?module-name=softhsm"] {
            assert_eq!(
                Pkcs11Uri::parse(text),
                Err(InvalidPkcs11Uri::ModulePath),
                "{text}"
            );
        }
        let long = format!("pkcs11:object={}", "a".repeat(2048));
        assert_eq!(Pkcs11Uri::parse(&long), Err(InvalidPkcs11Uri::Malformed));
    }
}
