//! The history: what was done with which role, when, by which surface and for which program. No secret.
//!
//! It owns what an entry says, what follows from many of them, and their form as CSV. It must not know where entries are kept
//! or how they are shown.

mod csv;
mod log;
mod spans;
mod stale_default_users;

pub use csv::csv;
pub use log::{prune_old, record_copied, record_event, record_portal_event, record_vended, retention_start};
pub use spans::{HistoryPart, MAX_ROLE_SESSION_DURATION, Span, history_part, spans};
pub use stale_default_users::stale_default_users;
