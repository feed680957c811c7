//! The keeper's care for role sessions, on the fakes: renewed, waiting, refused, limited, stopped, told of.
//!
//! Time moves only when a test moves it.

#![expect(clippy::unwrap_used, reason = "what a test asks for must be there")]

#[path = "keeper_role_sessions/access.rs"]
mod access;
#[path = "keeper_role_sessions/crossing.rs"]
mod crossing;
#[path = "keeper_role_sessions/defaults.rs"]
mod defaults;
#[path = "keeper_role_sessions/ending.rs"]
mod ending;
#[path = "keeper_role_sessions/others.rs"]
mod others;
#[path = "keeper_role_sessions/renewing.rs"]
mod renewing;
#[path = "keeper_role_sessions/rough.rs"]
mod rough;
#[path = "keeper_role_sessions/stage.rs"]
mod stage;
#[path = "keeper_role_sessions/telling.rs"]
mod telling;
