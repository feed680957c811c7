//! Labels: what a user calls and marks roles with — favourites, aliases, colours, notes, tags of accounts.
//!
//! They are the user's own: a refresh never removes one, and they follow a role that has another name. It must not know where
//! they are kept.

mod rename;

pub use rename::follow_renames;
