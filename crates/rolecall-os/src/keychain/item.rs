//! The names and labels of keychain items: items are found by name; the label is shown to the user by keychain programs.
//!
//! Neither holds a secret. A name uses a plain alphabet whatever AWS calls the role. Names are stored on users' machines and
//! never change.

use rolecall::hostile_text::{fit, printable};
use rolecall::ports::{ItemRoleName, KeychainItem, RoleSecretKey, RoleSecretKind, RoleSessionKey};
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};

/// In terminal columns: a longer label is cut.
const LABEL_COLUMNS: usize = 160;
/// Before the hash of a role name; no plain name holds it.
const HASH: char = '~';
/// Between the name of an item and that of a part of its value.
const PART: &str = " part ";
const SIGN_IN: &str = "sign-in ";
const REGISTRATION: &str = "registration ";
const ROLE_SESSION: &str = "role-session ";
const ROLE_SECRET: &str = "role-secret ";
const SECRET_ACCESS_KEY: &str = "secret-access-key";
const MFA_SEED: &str = "mfa-seed";
const PRIVATE_KEY_PASSWORD: &str = "private-key-password";
const SAML_ASSERTION: &str = "saml-assertion";
const LOGIN_SESSION: &str = "login-session";

/// The name and label of one item.
#[derive(Clone, Debug)]
pub(super) struct ItemName {
    service: String,
    user: String,
    label: String,
}

impl ItemName {
    pub(super) fn new(home_id: &str, item: &KeychainItem) -> Self {
        let label = match item {
            KeychainItem::SignIn(portal) => format!("sign-in at {portal}"),
            KeychainItem::Registration(portal) => format!("registration at {portal}"),
            KeychainItem::RoleSession(key) => {
                role_label(&key.origin, &key.account_id, &plain(&key.role_name))
            }
            KeychainItem::RoleSecret(key) => secret_label(key),
        };
        Self::with_label(home_id, user(item), &label)
    }

    /// Returns the item of `role`, whose whole name is in the label.
    pub(super) fn role_session(home_id: &str, role: &RoleRef) -> Self {
        let label = role_label(&role.origin, &role.account_id, role.role_name.as_str());
        Self::with_label(home_id, user(&KeychainItem::role_session(role)), &label)
    }

    /// Returns what stands for all items of `service` where a failure is reported.
    pub(super) fn everything_of(service: &str) -> Self {
        Self {
            service: service.to_owned(),
            user: String::new(),
            label: format!("all of {service}"),
        }
    }

    fn with_label(home_id: &str, user: String, label: &str) -> Self {
        let home_suffix = match home_id {
            "" => String::new(),
            id => format!(" [{id}]"),
        };
        let label = format!("Rolecall: {}{home_suffix}", fit(&printable(label), LABEL_COLUMNS));
        Self {
            service: service(home_id),
            user,
            label,
        }
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
            user: format!("{}{PART}{name}", self.user),
            label: format!("{} (part {name})", self.label),
        }
    }
}

/// Returns the service of every item of a home: `rolecall`, and the home's id for a `ROLECALL_HOME`.
pub(super) fn service(home_id: &str) -> String {
    match home_id {
        "" => "rolecall".to_owned(),
        id => format!("rolecall:{id}"),
    }
}

/// Returns the item that `user` names, be it the item itself or a part of its value; `None` for a name that this version does not
/// give.
pub(super) fn parse_user(user: &str) -> Option<KeychainItem> {
    let name = user.split_once(PART).map_or(user, |(name, _)| name);
    if let Some(portal) = name.strip_prefix(SIGN_IN) {
        return PortalName::parse(portal).ok().map(KeychainItem::SignIn);
    }
    if let Some(portal) = name.strip_prefix(REGISTRATION) {
        return PortalName::parse(portal).ok().map(KeychainItem::Registration);
    }
    if let Some(secret) = name.strip_prefix(ROLE_SECRET) {
        return parse_role_secret(secret).map(KeychainItem::RoleSecret);
    }
    let mut parts = name.strip_prefix(ROLE_SESSION)?.splitn(3, '/');
    let (origin, account_id, role_name) = (parts.next()?, parts.next()?, parts.next()?);
    Some(KeychainItem::RoleSession(RoleSessionKey {
        origin: RoleOrigin::parse_key(origin)?,
        account_id: AccountId::parse(account_id).ok()?,
        role_name: match role_name.strip_prefix(HASH) {
            Some(hash) => ItemRoleName::Hash(hash.to_owned()),
            None => ItemRoleName::Plain(RoleName::new(role_name)),
        },
    }))
}

fn parse_role_secret(text: &str) -> Option<RoleSecretKey> {
    let (role, kind) = text.split_once('/')?;
    let kind = match kind.split_once('/') {
        Some((SECRET_ACCESS_KEY, id)) => RoleSecretKind::SecretAccessKey(id.to_owned()),
        None if kind == MFA_SEED => RoleSecretKind::MfaSeed,
        None if kind == PRIVATE_KEY_PASSWORD => RoleSecretKind::PrivateKeyPassword,
        None if kind == SAML_ASSERTION => RoleSecretKind::SamlAssertion,
        None if kind == LOGIN_SESSION => RoleSecretKind::LoginSession,
        Some(_) | None => return None,
    };
    Some(RoleSecretKey {
        role: DefinedRoleName::parse(role).ok()?,
        kind,
    })
}

fn user(item: &KeychainItem) -> String {
    match item {
        KeychainItem::SignIn(portal) => format!("{SIGN_IN}{portal}"),
        KeychainItem::Registration(portal) => format!("{REGISTRATION}{portal}"),
        KeychainItem::RoleSession(key) => format!(
            "{ROLE_SESSION}{}/{}/{}",
            key.origin.key(),
            key.account_id,
            plain(&key.role_name)
        ),
        KeychainItem::RoleSecret(key) => format!("{ROLE_SECRET}{}/{}", key.role, secret_name(&key.kind)),
    }
}

fn secret_name(kind: &RoleSecretKind) -> String {
    match kind {
        RoleSecretKind::SecretAccessKey(id) => format!("{SECRET_ACCESS_KEY}/{id}"),
        RoleSecretKind::MfaSeed => MFA_SEED.to_owned(),
        RoleSecretKind::PrivateKeyPassword => PRIVATE_KEY_PASSWORD.to_owned(),
        RoleSecretKind::SamlAssertion => SAML_ASSERTION.to_owned(),
        RoleSecretKind::LoginSession => LOGIN_SESSION.to_owned(),
    }
}

fn secret_label(key: &RoleSecretKey) -> String {
    match &key.kind {
        RoleSecretKind::SecretAccessKey(id) => format!("access key {id} of {}", key.role),
        RoleSecretKind::MfaSeed => format!("MFA secret of {}", key.role),
        RoleSecretKind::PrivateKeyPassword => format!("private key password of {}", key.role),
        RoleSecretKind::SamlAssertion => format!("SAML assertion of {}", key.role),
        RoleSecretKind::LoginSession => format!("console sign-in of {}", key.role),
    }
}

fn role_label(origin: &RoleOrigin, account_id: &AccountId, role_name: &str) -> String {
    format!("{} / {account_id} / {role_name}", origin.name())
}

fn plain(name: &ItemRoleName) -> String {
    match name {
        ItemRoleName::Plain(name) => name.as_str().to_owned(),
        ItemRoleName::Hash(hash) => format!("{HASH}{hash}"),
    }
}
