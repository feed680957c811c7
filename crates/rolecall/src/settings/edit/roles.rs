//! Adds, replaces and removes the roles that the user defined.

use super::super::document::{edit, keep_comments_above, section, table_to_inline, text_value};
use super::super::error::{CertificateField, RoleField, SettingsEditError, UserField};
use super::super::{keys, read_settings};
use super::iam_user::table_of_user;
use super::role_session_options::{set_role_session_options, texts};
use super::sources::{table_of_entered, table_of_login, table_of_process, table_of_saml};
use super::{set_alias, set_colour, set_default, set_note};
use rolecall_model::role_definition::{
    AssumeRole, IdentityTokenSource, RoleDefinition, RoleMethod, RoleSessionOptions, RolesAnywhereRole,
    WebIdentityRole,
};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::roles_anywhere::CertificateLocation;
use std::path::Path;
use toml_edit::{InlineTable, Item, Table, TableLike, Value};

/// Adds a role at the end. Names that differ only in case count as the same.
///
/// # Errors
/// [`SettingsEditError`].
pub fn add_role(text: &str, role: &RoleDefinition) -> Result<String, SettingsEditError> {
    edit(
        text,
        |document| {
            let is_first = document.is_empty() && document.trailing().as_str().is_none_or(str::is_empty);
            let roles = section(document, keys::ROLE)?;
            // One that is left out, because something of it is invalid, is still the user's.
            let is_taken = |(name, _): (&str, &Item)| name.eq_ignore_ascii_case(role.name.as_str());
            if roles.table.iter().any(is_taken) {
                return Err(SettingsEditError::RoleExists);
            }
            let mut table = table_of_role(&role.method);
            if !is_first {
                table.decor_mut().set_prefix("\n");
            }
            let item = if roles.is_inline {
                table_to_inline(table)
            } else {
                Item::Table(table)
            };
            roles.table.insert(role.name.as_str(), item);
            Ok(())
        },
        |settings| settings.roles.push(role.clone()),
    )
}

/// Replaces the definition of a role. Keys of its table that Rolecall does not know stay. What refers to the role under its name
/// refers to the new one.
///
/// # Errors
/// [`SettingsEditError`].
pub fn replace_role(text: &str, role: &RoleDefinition) -> Result<String, SettingsEditError> {
    let settings = read_settings(text)?;
    let before = settings.definition(&role.name);
    let (before, after) = (before.ok_or(SettingsEditError::RoleNotFound)?.key(), role.key());
    edit(
        text,
        |document| {
            let roles = document.get_mut(keys::ROLE).and_then(Item::as_table_like_mut);
            let table = roles.and_then(|roles| roles.get_mut(role.name.as_str()));
            let table = table.and_then(Item::as_table_like_mut);
            replace_keys(
                table.ok_or(SettingsEditError::UnsupportedLayout)?,
                table_of_role(&role.method),
            );
            Ok(())
        },
        |settings| {
            for definition in &mut settings.roles {
                if definition.name == role.name {
                    definition.method = role.method.clone();
                }
                match &mut definition.method {
                    RoleMethod::AssumeRole(assume) => rename(&mut assume.from, &before, &after),
                    RoleMethod::RolesAnywhere(_)
                    | RoleMethod::User(_)
                    | RoleMethod::WebIdentity(_)
                    | RoleMethod::Saml(_)
                    | RoleMethod::CredentialProcess(_)
                    | RoleMethod::Entered(_)
                    | RoleMethod::Login(_) => {}
                }
            }
            for role in settings
                .default_role
                .iter_mut()
                .chain(settings.aliases.values_mut())
            {
                rename(role, &before, &after);
            }
            settings.colours = std::mem::take(&mut settings.colours)
                .into_iter()
                .map(|(role, colour)| (if role == before { after.clone() } else { role }, colour))
                .collect();
            settings.notes = std::mem::take(&mut settings.notes)
                .into_iter()
                .map(|(role, note)| (if role == before { after.clone() } else { role }, note))
                .collect();
        },
    )
}

fn rename(role: &mut RoleRef, before: &RoleRef, after: &RoleRef) {
    if role == before {
        role.clone_from(after);
    }
}

/// Removes a role with the comments right above it, and the aliases, colours, notes and the default that refer to it. One that
/// others are assumed with stays.
///
/// # Errors
/// [`SettingsEditError`].
pub fn remove_role(text: &str, name: &DefinedRoleName) -> Result<String, SettingsEditError> {
    let settings = read_settings(text)?;
    let definition = settings.definition(name);
    let key = definition.ok_or(SettingsEditError::RoleNotFound)?.key();
    let is_assumed_from = |role: &&RoleDefinition| role.method.parent() == Some(&key);
    let children = settings.roles.iter().filter(is_assumed_from);
    let children: Vec<_> = children.map(|role| role.name.clone()).collect();
    if !children.is_empty() {
        return Err(SettingsEditError::RoleInUse(children));
    }
    let mut text = text.to_owned();
    if settings.default_role.as_ref() == Some(&key) {
        text = set_default(&text, None)?;
    }
    for (alias, _) in settings.aliases.iter().filter(|(_, role)| **role == key) {
        text = set_alias(&text, alias, None)?;
    }
    text = set_colour(&text, &key, None)?;
    text = set_note(&text, &key, None)?;
    edit(
        &text,
        |document| {
            let roles = document.get_mut(keys::ROLE).and_then(Item::as_table_like_mut);
            let removed = roles.and_then(|roles| roles.remove(name.as_str()));
            keep_comments_above(document, &removed.ok_or(SettingsEditError::UnsupportedLayout)?);
            Ok(())
        },
        |settings| settings.roles.retain(|role| role.name != *name),
    )
}

/// The keys of a role's table that a definition decides.
fn own_keys() -> impl Iterator<Item = &'static str> {
    let fields = RoleField::ALL.into_iter().map(RoleField::key);
    let of_certificates = CertificateField::ALL.into_iter().map(CertificateField::key);
    let of_users = UserField::ALL.into_iter().map(UserField::key);
    // Each key once: the second time it would count as one that the definition does not have.
    let of_users = of_users.filter(|key| *key != RoleField::Duration.key());
    let methods = [
        keys::ASSUME,
        keys::FROM,
        keys::ROLES_ANYWHERE,
        keys::USER,
        keys::WEB_IDENTITY_TOKEN_FILE,
        keys::WEB_IDENTITY_COMMAND,
        keys::SAML_ASSERTION,
        keys::SAML_COMMAND,
        keys::SAML_PROVIDER,
        keys::CREDENTIAL_PROCESS,
        keys::CREDENTIALS,
        keys::LOGIN_SESSION,
        keys::ACCOUNT,
        keys::ROLE_NAME,
        keys::ROLE,
        keys::REGION,
    ];
    methods
        .into_iter()
        .chain(fields)
        .chain(of_certificates)
        .chain(of_users)
}

fn replace_keys(table: &mut dyn TableLike, mut new: Table) {
    for key in own_keys() {
        match (table.get_mut(key), new.remove(key)) {
            (Some(old), Some(item)) => match (old.as_value_mut(), item.into_value()) {
                (Some(old), Ok(mut value)) => {
                    *value.decor_mut() = old.decor().clone();
                    *old = value;
                }
                (_, Ok(value)) => *old = Item::Value(value),
                (_, Err(item)) => *old = item,
            },
            (Some(_), None) => {
                table.remove(key);
            }
            (None, Some(item)) => {
                table.insert(key, item);
            }
            (None, None) => {}
        }
    }
}

/// Returns the table that defines a role.
pub(in super::super) fn table_of_role(method: &RoleMethod) -> Table {
    match method {
        RoleMethod::AssumeRole(assume) => table_of_assumed(assume),
        RoleMethod::RolesAnywhere(role) => table_of_certificate(role),
        RoleMethod::User(user) => table_of_user(user),
        RoleMethod::WebIdentity(role) => table_of_web_identity(role),
        RoleMethod::Saml(role) => table_of_saml(role),
        RoleMethod::CredentialProcess(process) => table_of_process(process),
        RoleMethod::Entered(role) => table_of_entered(role),
        RoleMethod::Login(login) => table_of_login(login),
    }
}

fn table_of_certificate(role: &RolesAnywhereRole) -> Table {
    let RolesAnywhereRole {
        role_arn,
        trust_anchor,
        profile,
        certificate,
        session_name,
        duration,
        endpoint_url,
    } = role;
    let path = |path: &Path| text_value(&path.to_string_lossy());
    let mut table = Table::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key, Item::Value(value));
        }
    };
    set(keys::ROLES_ANYWHERE, Some(text_value(role_arn.as_str())));
    let key_text = certificate.key_text();
    let (certificate, key_field, chain) = parts_of_location(certificate);
    set(CertificateField::Certificate.key(), certificate.map(path));
    set(key_field.key(), Some(text_value(&key_text)));
    set(CertificateField::Chain.key(), chain.map(path));
    set(
        CertificateField::TrustAnchor.key(),
        Some(text_value(trust_anchor.as_str())),
    );
    set(
        CertificateField::Profile.key(),
        Some(text_value(profile.as_str())),
    );
    let endpoint_url = endpoint_url.as_ref().map(|url| text_value(url.as_str()));
    set(CertificateField::EndpointUrl.key(), endpoint_url);
    let options = RoleSessionOptions {
        name: session_name.clone(),
        duration: *duration,
        ..RoleSessionOptions::default()
    };
    set_role_session_options(&options, set);
    table
}

/// Returns the file of the certificate, the field that says where its key is, and the file of the chain.
fn parts_of_location(location: &CertificateLocation) -> (Option<&Path>, CertificateField, Option<&Path>) {
    match location {
        CertificateLocation::Pem {
            certificate, chain, ..
        } => (Some(certificate), CertificateField::PrivateKey, chain.as_deref()),
        CertificateLocation::Pkcs12 {
            certificate, chain, ..
        } => (certificate.as_deref(), CertificateField::Pkcs12, chain.as_deref()),
        CertificateLocation::Pkcs11 {
            certificate, chain, ..
        } => (certificate.as_deref(), CertificateField::Pkcs11, chain.as_deref()),
    }
}

fn table_of_web_identity(role: &WebIdentityRole) -> Table {
    let WebIdentityRole {
        role_arn,
        token,
        region,
        endpoint_url,
        session,
    } = role;
    let mut table = Table::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key, Item::Value(value));
        }
    };
    match token {
        IdentityTokenSource::File(path) => {
            let path = text_value(&path.to_string_lossy());
            set(keys::WEB_IDENTITY_TOKEN_FILE, Some(path));
        }
        IdentityTokenSource::Command(command) => {
            set(keys::WEB_IDENTITY_COMMAND, Some(text_value(command)));
        }
    }
    set(keys::ROLE, Some(text_value(role_arn.as_str())));
    set(keys::REGION, Some(text_value(region.as_str())));
    let endpoint_url = endpoint_url.as_ref().map(|url| text_value(url.as_str()));
    set(keys::ENDPOINT_URL, endpoint_url);
    set_role_session_options(session, set);
    table
}

fn table_of_assumed(assume: &AssumeRole) -> Table {
    let AssumeRole {
        role_arn,
        from,
        session,
        external_id,
        source_identity,
        tags,
        transitive_tags,
        mfa_serial,
    } = assume;
    let mut table = Table::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key, Item::Value(value));
        }
    };
    set(keys::ASSUME, Some(text_value(role_arn.as_str())));
    set(keys::FROM, Some(text_value(&from.target())));
    let text = |text: &str| text_value(text);
    set(
        RoleField::ExternalId.key(),
        external_id.as_ref().map(|id| text(id.as_str())),
    );
    set(
        RoleField::SourceIdentity.key(),
        source_identity.as_ref().map(|name| text(name.as_str())),
    );
    let tags: InlineTable = tags
        .iter()
        .map(|tag| (tag.key().as_str(), text(tag.value())))
        .collect();
    set(
        RoleField::Tags.key(),
        (!tags.is_empty()).then_some(Value::InlineTable(tags)),
    );
    set(
        RoleField::TransitiveTags.key(),
        texts(transitive_tags, |key| key.as_str()),
    );
    set(
        RoleField::MfaSerial.key(),
        mfa_serial.as_ref().map(|device| text(device.as_str())),
    );
    set_role_session_options(session, set);
    table
}
