//! Checks what the keychain holds that neither the settings nor the index know: it can still give access.
//!
//! It reads no secret.

use super::Report;
use crate::context::Context;
use crate::messages::doctor as messages;
use rolecall::ports::{KeychainError, KeychainItem, RoleSessionKey};
use rolecall::problem::Problem;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::settings::Settings;
use std::collections::BTreeSet;

pub(super) async fn check(ctx: &Context, settings: &Settings, report: &mut Report) {
    match ctx.ports.store.keychain.items().await {
        Ok(items) => check_items(ctx, settings, items, report),
        Err(KeychainError::CannotList) => {}
        Err(error) => report.problem(messages::KEYCHAIN, &Problem::from(&error)),
    }
}

fn check_items(ctx: &Context, settings: &Settings, items: Vec<KeychainItem>, report: &mut Report) {
    let indexed = ctx.ports.store.role_session_index.role_sessions();
    let indexed: BTreeSet<RoleSessionKey> = indexed
        .unwrap_or_default()
        .iter()
        .map(|record| RoleSessionKey::from(&record.role))
        .collect();
    let mut portals: BTreeSet<PortalName> = BTreeSet::new();
    let mut roles: BTreeSet<DefinedRoleName> = BTreeSet::new();
    for item in items {
        match item {
            KeychainItem::SignIn(name) | KeychainItem::Registration(name) => {
                if settings.portal(&name).is_none() {
                    portals.insert(name);
                }
            }
            KeychainItem::RoleSession(key) if !indexed.contains(&key) => {
                let target = key.target();
                report.warning(
                    &messages::role_session(&target),
                    messages::ONLY_IN_KEYCHAIN.to_owned(),
                    messages::STOP_ALL,
                );
            }
            KeychainItem::RoleSession(_) => {}
            KeychainItem::RoleSecret(key) => {
                if settings.definition(&key.role).is_none() {
                    roles.insert(key.role);
                }
            }
        }
    }
    for name in portals {
        report.warning(
            &messages::portal(&name),
            messages::NOT_IN_SETTINGS.to_owned(),
            &messages::sign_out_command(&name),
        );
    }
    for name in roles {
        report.warning(
            &messages::defined_role(&name),
            messages::NOT_IN_SETTINGS.to_owned(),
            &messages::remove_role_command(&name),
        );
    }
}
