//! What the page sends, parsed as hostile input: keys, forms, settings and queries become values of the domain or a problem.
//!
//! It must not do anything about what it parsed.

mod history_query;
mod keys;
mod labels;
mod mfa;
mod portal;
mod role_action;
mod role_form;
mod settings;

pub(crate) use history_query::{MAX_EXPORTED_ENTRIES, MAX_SHOWN_ENTRIES, history_query};
pub(crate) use keys::{listed_accounts, optional_portal_name, optional_role, portal_name, rename, role_ref};
pub(crate) use labels::{alias_edit, alias_move_edit, colour_edit, mark_edit, note_edit, tags_edit};
pub(crate) use mfa::mfa_code;
pub(crate) use portal::{new_portal, sign_in_method, start_url};
pub(crate) use role_action::{copy_content, destination, reason, shown_text};
pub(crate) use role_form::{defined_role, key_password, role_form};
pub(crate) use settings::{patterns, settings_edit};

#[cfg(test)]
mod tests;
