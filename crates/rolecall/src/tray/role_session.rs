//! One role session at one moment: whether it lives, what its label says of that, and when that changes.
//!
//! It must not know what a menu looks like.

use super::time_left::{duration_text, next_step};
use crate::keeper::{RoleSessionPhase, RoleSessionState};
use rolecall_model::Timestamp;
use rolecall_model::role_session::Renewal;
use rolecall_model::time::remaining;
use std::time::Duration;

/// What a user started and is not renewed is worth a glance when it ends so soon.
const ENDS_SOON: Duration = Duration::from_mins(10);

/// Tells whether the role session belongs among the active ones: its credentials are good, or it waits for new ones.
pub(super) fn is_active(state: &RoleSessionState, now: Timestamp) -> bool {
    if state.limit_at.is_some_and(|limit_at| limit_at <= now) {
        return false;
    }
    let waits = state.record.renewal == Renewal::On && !matches!(state.phase, RoleSessionPhase::Refused(_));
    waits || state.record.expires_at > now
}

/// Tells whether a user started it.
pub(super) fn is_started_by_user(state: &RoleSessionState) -> bool {
    match state.record.renewal {
        Renewal::OnDemand => false,
        Renewal::Off | Renewal::On => true,
    }
}

/// Tells whether a user started it and it ends within ten minutes, or its credentials do and new ones were not given yet.
pub(super) fn ends_soon(state: &RoleSessionState, now: Timestamp) -> bool {
    let soon = remaining(end(state), now) <= ENDS_SOON;
    let renews = match state.phase {
        RoleSessionPhase::Active => is_renewed(state),
        RoleSessionPhase::Renewing => true,
        RoleSessionPhase::Retrying { .. }
        | RoleSessionPhase::WaitingForSignIn
        | RoleSessionPhase::Refused(_) => false,
    };
    is_active(state, now) && is_started_by_user(state) && soon && !renews
}

/// Tells whether it needs the user: to sign in, to know that it ends, or that it came to an end while AWS was not reached.
pub(super) fn needs_user(state: &RoleSessionState, now: Timestamp) -> bool {
    let needs = match state.phase {
        RoleSessionPhase::Active | RoleSessionPhase::Renewing => false,
        RoleSessionPhase::Retrying { .. } => state.record.expires_at <= now,
        RoleSessionPhase::WaitingForSignIn | RoleSessionPhase::Refused(_) => true,
    };
    needs && is_active(state, now)
}

/// Returns what its label says of its life.
pub(super) fn phase_text(state: &RoleSessionState, now: Timestamp) -> String {
    let left = remaining(end(state), now);
    let time = if left.is_zero() {
        "expired".to_owned()
    } else {
        duration_text(left)
    };
    match state.phase {
        RoleSessionPhase::Active if left.is_zero() => "expired, not renewed yet".to_owned(),
        RoleSessionPhase::Active if is_renewed(state) => format!("{time}, renews"),
        RoleSessionPhase::Active if is_started_by_user(state) && left <= ENDS_SOON => {
            format!("ends in {time}")
        }
        RoleSessionPhase::Active => time,
        RoleSessionPhase::Renewing => "renewing…".to_owned(),
        RoleSessionPhase::Retrying { .. } => format!("{time}, not renewed yet"),
        RoleSessionPhase::WaitingForSignIn if left.is_zero() => "sign-in needed".to_owned(),
        RoleSessionPhase::WaitingForSignIn => format!("{time}, sign-in needed"),
        RoleSessionPhase::Refused(_) => format!("{time}, cannot be renewed"),
    }
}

/// Returns when its label or its place in the menu changes next, if nothing but time passes. One whose label is `hidden` changes
/// only when it comes to an end.
pub(super) fn next_change(state: &RoleSessionState, hidden: bool, now: Timestamp) -> Option<Timestamp> {
    let rendered_at = |at| {
        (
            is_active(state, at),
            ends_soon(state, at),
            state.record.expires_at > at,
            (!hidden).then(|| phase_text(state, at)),
        )
    };
    let present = rendered_at(now);
    let mut at = now;
    loop {
        let times = [
            next_step(end(state), at),
            Some(state.record.expires_at),
            state.limit_at,
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

/// When what it is now ends: its credentials, or the whole of it.
fn end(state: &RoleSessionState) -> Timestamp {
    let expires = state.record.expires_at;
    state.limit_at.map_or(expires, |end| end.min(expires))
}

/// New credentials will be asked for before it ends.
fn is_renewed(state: &RoleSessionState) -> bool {
    state.record.renewal == Renewal::On && state.limit_at.is_none_or(|end| end > state.record.expires_at)
}
