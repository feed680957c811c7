//! What a surface does beyond one request to the keeper: the page and link of a sign-in, and the history as a file. Everything about
//! a role itself is a request.
//!
//! Input is already parsed here. It must not know which surface acts, other than through the [`ActionContext`].
//!
//! [`ActionContext`]: crate::runtime::ActionContext

mod history_export;
mod sign_ins;

pub(crate) use history_export::export_history;
pub(crate) use sign_ins::{
    available_sign_in_method, copy_sign_in_code, copy_sign_in_link, open_sign_in_page,
};
