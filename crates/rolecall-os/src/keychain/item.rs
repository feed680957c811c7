//! The names and labels of keychain items: items are found by name; the label is shown to the user by keychain programs.
//!
//! Neither holds a secret. A name uses a plain alphabet whatever AWS calls the role. Names are stored on users' machines and
//! never change.

use rolecall::hostile_text::{fit, printable};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use sha2::{Digest, Sha256};

/// In terminal columns: a longer label is cut.
const LABEL_COLUMNS: usize = 160;
/// In characters: a longer role name is replaced by its hash.
const PLAIN_LENGTH: usize = 64;

/// The name and label of one item.
#[derive(Clone, Debug)]
pub(super) struct ItemName {
    service: String,
    user: String,
    label: String,
}

impl ItemName {
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

    pub(super) fn role_session(home_id: &str, role: &RoleRef) -> Self {
        let RoleRef {
            origin,
            account_id,
            role_name,
        } = role;
        let role_name = role_name.as_str();
        Self::new(
            home_id,
            format!("role-session {}/{account_id}/{}", origin.key(), plain(role_name)),
            &format!("{} / {account_id} / {role_name}", origin.name()),
        )
    }

    fn new(home_id: &str, user: String, label: &str) -> Self {
        let (service, home_suffix) = match home_id {
            "" => ("rolecall".to_owned(), String::new()),
            id => (format!("rolecall:{id}"), format!(" [{id}]")),
        };
        let label = format!("Rolecall: {}{home_suffix}", fit(&printable(label), LABEL_COLUMNS));
        Self { service, user, label }
    }

    /// Returns the service: `rolecall`, and the home's id for a `ROLECALL_HOME`.
    pub(super) fn service(&self) -> &str {
        &self.service
    }

    /// Returns the user: the item's name within the service.
    pub(super) fn user(&self) -> &str {
        &self.user
    }

    /// Returns the label that keychain programs show.
    pub(super) fn label(&self) -> String {
        self.label.clone()
    }

    /// Returns the item of one part of a split value.
    pub(super) fn part(&self, name: &str) -> Self {
        Self {
            service: self.service.clone(),
            user: format!("{} part {name}", self.user),
            label: format!("{} (part {name})", self.label),
        }
    }
}

/// Returns a name in the plain alphabet unchanged, and any other as its hash after a character that the alphabet lacks.
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
