//! What the command says, in English: every sentence that is not in its help. Another language is another set of these functions.
//!
//! Each function takes values and returns text. It must not know where the text is printed, nor decide which one is. What the
//! domain's surfaces share is in [`rolecall::messages`].

pub(crate) mod certificates;
pub(crate) mod credentials;
pub(crate) mod default;
pub(crate) mod defined_roles;
pub(crate) mod doctor;
pub(crate) mod headings;
pub(crate) mod history;
pub(crate) mod iam_users;
pub(crate) mod labels;
pub(crate) mod logins;
pub(crate) mod overview;
pub(crate) mod portals;
pub mod program;
pub(crate) mod reasons;
pub(crate) mod role_find;
pub(crate) mod role_import;
pub(crate) mod role_sessions;
pub(crate) mod roles;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod targets;
