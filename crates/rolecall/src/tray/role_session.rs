//! What the label of a role session says of its status, and when that changes.
//!
//! It must not know what a menu looks like.

use super::time_left::{duration_text, next_step};
use crate::messages::tray::{self as messages, RoleSessionStatusText};
use crate::role_session_status::{ENDS_SOON, RoleSessionOutcome, RoleSessionPhase, RoleSessionState};
use rolecall_model::Timestamp;
use rolecall_model::time::remaining;

/// Returns what its label says of its life.
pub(super) fn phase_text(state: &RoleSessionState, now: Timestamp) -> String {
    let left = remaining(state.credentials_end(), now);
    let status = match state.phase {
        RoleSessionPhase::Active if state.outcome() == RoleSessionOutcome::Renews => {
            RoleSessionStatusText::Renews
        }
        RoleSessionPhase::Active if state.is_started_by_user() && left <= ENDS_SOON => {
            RoleSessionStatusText::EndsSoon
        }
        RoleSessionPhase::Active => RoleSessionStatusText::Active,
        RoleSessionPhase::Renewing => RoleSessionStatusText::Renewing,
        RoleSessionPhase::Retrying { .. } => RoleSessionStatusText::NotRenewedYet,
        RoleSessionPhase::WaitingForSignIn => RoleSessionStatusText::SignInNeeded,
        RoleSessionPhase::Refused(_) => RoleSessionStatusText::Refused,
    };
    let left = (!left.is_zero()).then(|| duration_text(left));
    messages::status(&status, left)
}

/// Returns when its label or its place in the menu changes next, if nothing but time passes. One whose label is `hidden` changes
/// only when it comes to an end.
pub(super) fn next_change(state: &RoleSessionState, hidden: bool, now: Timestamp) -> Option<Timestamp> {
    let rendered_at = |at| {
        (
            state.is_active(at),
            state.ends_soon(at),
            state.record.expires_at > at,
            (!hidden).then(|| phase_text(state, at)),
        )
    };
    let present = rendered_at(now);
    let mut at = now;
    loop {
        let times = [
            next_step(state.credentials_end(), at),
            Some(state.record.expires_at),
            state.limit_at,
            state.ends_soon_at(),
        ];
        at = times.into_iter().flatten().filter(|time| *time > at).min()?;
        let later = rendered_at(at);
        // What is no longer active has no label.
        let same = later == present || (!later.0 && !present.0);
        if !same {
            return Some(at);
        }
    }
}
