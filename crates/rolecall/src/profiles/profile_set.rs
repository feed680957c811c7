//! The profiles of both shared files together, as SDKs merge them.

use super::document::{Document, DocumentError, FileSection, SharedFile};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// The profiles and SSO sessions of both shared files. Values can be secrets, which `Debug` does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileSet {
    profiles: BTreeMap<String, Properties>,
    sso_sessions: BTreeMap<String, Properties>,
}

/// The texts of both shared files with where they are; those that are not there are empty. They can hold secrets.
#[derive(Clone, Default)]
pub struct SharedFileTexts {
    /// `~/.aws/config`.
    pub config: (PathBuf, String),
    /// `~/.aws/credentials`.
    pub credentials: (PathBuf, String),
}

/// The properties of one section by their keys, in lower case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Properties(BTreeMap<String, String>);

impl ProfileSet {
    /// Reads the texts of both files; an absent file is an empty one.
    ///
    /// # Errors
    /// The file that SDKs reject, and where.
    pub fn parse(config: &str, credentials: &str) -> Result<Self, (SharedFile, DocumentError)> {
        let parse = |text, file| Document::parse(text, file).map_err(|error| (file, error));
        let mut set = Self::default();
        set.add(&parse(config, SharedFile::Config)?);
        set.add(&parse(credentials, SharedFile::Credentials)?);
        Ok(set)
    }

    /// Returns the profile with this name, which is case-sensitive.
    pub fn profile(&self, name: &str) -> Option<&Properties> {
        self.profiles.get(name)
    }

    /// Returns the profiles in the order of their names.
    pub fn profiles(&self) -> impl Iterator<Item = (&str, &Properties)> {
        let profiles = self.profiles.iter();
        profiles.map(|(name, properties)| (name.as_str(), properties))
    }

    /// Returns the SSO session with this name.
    pub fn sso_session(&self, name: &str) -> Option<&Properties> {
        self.sso_sessions.get(name)
    }

    /// Adds a file, whose values win over those that are there.
    fn add(&mut self, document: &Document) {
        let is_prefixed_default = |section: &FileSection| matches!(section, FileSection::Profile { name, prefixed: true } if name == DEFAULT);
        let prefixed_default = document.sections().any(is_prefixed_default);
        let is_passed_over = |section: &FileSection| match section {
            FileSection::Profile { name, prefixed } => prefixed_default && name == DEFAULT && !prefixed,
            FileSection::SsoSession(_) | FileSection::Services(_) | FileSection::Other => false,
        };
        for section in document.sections().filter(|it| !is_passed_over(it)) {
            self.section(section);
        }
        for property in document.properties() {
            if is_passed_over(property.section) || !is_key(property.key) {
                continue;
            }
            if let Some(properties) = self.section(property.section) {
                properties
                    .0
                    .insert(property.key.to_ascii_lowercase(), property.value);
            }
        }
    }

    fn section(&mut self, section: &FileSection) -> Option<&mut Properties> {
        let (sections, name) = match section {
            FileSection::Profile { name, .. } => (&mut self.profiles, name),
            FileSection::SsoSession(name) => (&mut self.sso_sessions, name),
            FileSection::Services(_) | FileSection::Other => return None,
        };
        Some(sections.entry(name.clone()).or_default())
    }
}

impl Properties {
    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

impl fmt::Debug for SharedFileTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries([&self.config.0, &self.credentials.0])
            .finish()
    }
}

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

const DEFAULT: &str = "default";

/// Others are passed over.
fn is_key(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_/.%@:+".contains(c))
}

#[cfg(test)]
mod tests;
