//! What a user reads, in English: the only sentences of the domain. Another language is another set of these functions.
//!
//! Each function takes values and returns text. It must not know who shows the text, nor decide which one is shown.

pub(crate) mod assertions;
pub(crate) mod certificates;
pub mod clock;
pub(crate) mod credential_processes;
pub mod durations;
pub mod export;
pub(crate) mod files;
pub mod iam_users;
pub(crate) mod identity_tokens;
pub mod input;
pub(crate) mod logins;
pub(crate) mod notices;
pub(crate) mod problems;
pub mod role_forms;
pub mod roles;
pub mod settings;
pub mod settings_file;
pub(crate) mod sign_in;
pub mod text;
pub(crate) mod tokens;
pub(crate) mod tray;

#[cfg(test)]
mod tests;
