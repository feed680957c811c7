//! Role sessions in the keeper, on the fakes: renewed, waiting, refused, limited, stopped, reported, used.
//!
//! Time moves only when a test moves it.

#![expect(clippy::unwrap_used, reason = "what a test asks for must be there")]

#[path = "keeper_role_sessions/defaults.rs"]
mod defaults;
#[path = "keeper_role_sessions/ending.rs"]
mod ending;
#[path = "keeper_role_sessions/listing.rs"]
mod listing;
#[path = "keeper_role_sessions/machine_failures.rs"]
mod machine_failures;
#[path = "keeper_role_sessions/notifications.rs"]
mod notifications;
#[path = "keeper_role_sessions/other_processes.rs"]
mod other_processes;
#[path = "keeper_role_sessions/races.rs"]
mod races;
#[path = "keeper_role_sessions/renewing.rs"]
mod renewing;
#[path = "keeper_role_sessions/rig.rs"]
mod rig;
#[path = "keeper_role_sessions/role_actions.rs"]
mod role_actions;
#[path = "keeper_role_sessions/storage.rs"]
mod storage;
