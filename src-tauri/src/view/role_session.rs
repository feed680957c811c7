//! Role sessions, and the programs that use a former default.

use super::history::surface;
use super::{problem, role_key};
use crate::wire::{
    RenewalView, RoleSessionOutcomeView, RoleSessionPhaseView, RoleSessionView, StaleDefaultUserView,
};
use rolecall::keeper::Snapshot;
use rolecall::role_session_status::{RoleSessionOutcome, RoleSessionPhase, RoleSessionState};
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};

pub(super) fn role_session(snapshot: &Snapshot, state: &RoleSessionState) -> RoleSessionView {
    let record = &state.record;
    let portal = snapshot.portal_of(&record.role);
    RoleSessionView {
        role_key: role_key(&record.role),
        portal: portal.map(|state| state.portal.name.to_string()),
        started_at: record.started_at.to_string(),
        issued_at: record.issued_at.to_string(),
        expires_at: record.expires_at.to_string(),
        limit_at: state.limit_at.map(|at| at.to_string()),
        renewal: match record.renewal {
            Renewal::OnDemand => RenewalView::OnDemand,
            Renewal::Off => RenewalView::Off,
            Renewal::On => RenewalView::On,
        },
        requested_by: surface(record.requested_by),
        reason: record.reason.as_ref().map(ToString::to_string),
        phase: phase(&state.phase),
        outcome: outcome(state.outcome()),
        credentials_end: state.credentials_end().to_string(),
        active_until: state.active_until().map(|at| at.to_string()),
        ends_soon_at: state.ends_soon_at().map(|at| at.to_string()),
        needs_user_from: state.needs_user_from().map(|from| from.to_string()),
    }
}

/// Returns a role session that was just started or renewed: `snapshot` may not contain it yet.
pub(crate) fn role_session_from_record(snapshot: &Snapshot, record: &RoleSessionRecord) -> RoleSessionView {
    let account = snapshot.account_or_unlisted(&record.role);
    let state = RoleSessionState {
        record: record.clone(),
        phase: RoleSessionPhase::Active,
        limit_at: snapshot.settings.limit_time(&account, record),
    };
    role_session(snapshot, &state)
}

fn phase(phase: &RoleSessionPhase) -> RoleSessionPhaseView {
    match phase {
        RoleSessionPhase::Active => RoleSessionPhaseView::Active,
        RoleSessionPhase::Renewing => RoleSessionPhaseView::Renewing,
        RoleSessionPhase::Retrying { problem: why, at } => RoleSessionPhaseView::Retrying {
            problem: problem(why),
            retry_at: at.to_string(),
        },
        RoleSessionPhase::WaitingForSignIn => RoleSessionPhaseView::WaitingForSignIn,
        RoleSessionPhase::Refused(why) => RoleSessionPhaseView::Refused {
            problem: problem(why),
        },
    }
}

fn outcome(outcome: RoleSessionOutcome) -> RoleSessionOutcomeView {
    match outcome {
        RoleSessionOutcome::Renews => RoleSessionOutcomeView::Renews,
        RoleSessionOutcome::Renewing => RoleSessionOutcomeView::Renewing,
        RoleSessionOutcome::Retrying => RoleSessionOutcomeView::Retrying,
        RoleSessionOutcome::WaitingForSignIn => RoleSessionOutcomeView::WaitingForSignIn,
        RoleSessionOutcome::Refused => RoleSessionOutcomeView::Refused,
        RoleSessionOutcome::Limit => RoleSessionOutcomeView::Limit,
        RoleSessionOutcome::Ends => RoleSessionOutcomeView::Ends,
    }
}

pub(super) fn stale_default_user(user: &StaleDefaultUser) -> StaleDefaultUserView {
    StaleDefaultUserView {
        program: user.program.name.clone(),
        pid: user.program.pid,
        folder: user.program.folder.clone(),
        role_key: role_key(&user.role),
        expires_at: user.expires_at.to_string(),
    }
}
