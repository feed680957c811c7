//! Labels: what a user calls and marks roles with — favourites, aliases, colours, notes, tags of accounts.
//!
//! They are the user's own: a refresh never removes one. What marks a role follows it to another name; an alias, by which scripts ask
//! for a role, moves only if the user says so. It must not know where they are kept.

mod rename;

pub use rename::{AliasMove, alias_moves, follow_renames, move_aliases};
