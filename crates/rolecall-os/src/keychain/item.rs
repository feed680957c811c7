//! The names of keychain items: what they are found by, and what people read who open their keychain.
//!
//! Neither holds a secret. The text of an item's name is in a plain alphabet whatever AWS calls the role.

use rolecall::hostile_text::{fit, printable};
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;
use sha2::{Digest, Sha256};

/// How wide a label may become, in columns.
const LABEL_COLUMNS: usize = 160;
/// A role name of this many plain letters stands in an item's name as it is.
const PLAIN_LENGTH: usize = 64;

/// One thing that is kept.
#[derive(Clone, Debug)]
pub(super) struct Item {
    service: String,
    user: String,
    label: String,
}

impl Item {
    pub(super) fn sign_in(home_id: &str, portal: &PortalName) -> Self {
        Self::new(
            home_id,
            format!("sign-in {portal}"),
            &format!("sign-in at {portal}"),
        )
    }

    pub(super) fn registration(home_id: &str, portal: &PortalName) -> Self {
        Self::new(
            home_id,
            format!("registration {portal}"),
            &format!("registration at {portal}"),
        )
    }

    pub(super) fn role_session(home_id: &str, assignment: &Assignment) -> Self {
        let Assignment {
            portal,
            account_id,
            role_name,
        } = assignment;
        let role_name = role_name.as_str();
        Self::new(
            home_id,
            format!("role-session {portal}/{account_id}/{}", plain(role_name)),
            &format!("{portal} / {account_id} / {role_name}"),
        )
    }

    fn new(home_id: &str, user: String, label: &str) -> Self {
        let (service, of_home) = match home_id {
            "" => ("rolecall".to_owned(), String::new()),
            id => (format!("rolecall:{id}"), format!(" [{id}]")),
        };
        let label = format!("Rolecall: {}{of_home}", fit(&printable(label), LABEL_COLUMNS));
        Self { service, user, label }
    }

    /// Returns what tells Rolecall's items of this home from all others.
    pub(super) fn service(&self) -> &str {
        &self.service
    }

    /// Returns what tells this item from Rolecall's others.
    pub(super) fn user(&self) -> &str {
        &self.user
    }

    /// Returns what people read.
    pub(super) fn label(&self) -> String {
        self.label.clone()
    }

    /// Returns the item of one part of a value that is split.
    pub(super) fn part(&self, name: &str) -> Self {
        Self {
            service: self.service.clone(),
            user: format!("{} part {name}", self.user),
            label: format!("{} (part {name})", self.label),
        }
    }
}

/// A name in a plain alphabet is used as it is; any other by its hash, behind a letter that the alphabet lacks.
fn plain(name: &str) -> String {
    let is_plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b));
    if is_plain && (1..=PLAIN_LENGTH).contains(&name.len()) {
        return name.to_owned();
    }
    let digest = Sha256::digest(name.as_bytes());
    format!("~{}", hex::encode(&digest[..16]))
}
