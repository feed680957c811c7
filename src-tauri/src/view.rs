//! The keeper's state as values for the page. Nothing here holds a secret, so nothing here can leak one.
//!
//! It must not know what the page asks for or how it is asked.

mod history;
mod mfa;
mod portal;
mod problem;
mod role_actions;
mod role_definition;
mod role_session;
mod rows;
mod settings;
mod snapshot;

pub(crate) use history::{AccountIndex, history};
pub(crate) use portal::{invalid_portal, not_located};
pub(crate) use problem::problem;
pub(crate) use role_actions::{
    destinations, export_receipt, exports, recent_destinations, secret_receipt, sign_in_code_receipt,
    sign_in_link_receipt,
};
pub(crate) use role_definition::{identity, role_form_faults};
pub(crate) use role_session::role_session_from_record;
pub(crate) use rows::rows;
pub(crate) use snapshot::{page_view, snapshot};

use crate::wire::{EnvironmentView, RoleKey};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Environment;
pub(crate) use settings::{production_preview, settings};

/// Returns the key that the page sends back to name a role.
pub(crate) fn role_key(role: &RoleRef) -> RoleKey {
    RoleKey {
        origin: role.origin.key(),
        account_id: role.account_id.to_string(),
        role_name: role.role_name.as_str().to_owned(),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn environment(environment: Environment) -> EnvironmentView {
    match environment {
        Environment::Production => EnvironmentView::Production,
        Environment::Staging => EnvironmentView::Staging,
        Environment::Development => EnvironmentView::Development,
    }
}

#[cfg(test)]
mod tests;
