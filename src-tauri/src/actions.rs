//! What a surface does beyond one request to the keeper: use cases that open pages, copy and export, each in an [`ActionContext`].
//!
//! Input is already parsed here. It must not know which surface acts, other than through the context.
//!
//! [`ActionContext`]: crate::runtime::ActionContext

mod clipboard;
mod history_export;
mod role_actions;
mod sign_ins;

pub(crate) use history_export::export_history;
pub(crate) use role_actions::{copy_export, open_console, require_confirmation};
pub(crate) use sign_ins::{available_sign_in_method, copy_sign_in_link, open_sign_in_page};
