//! Role sessions, and the programs that use a former default.

use super::{assignment_key, problem};
use crate::wire::{RenewalView, RoleSessionPhaseView, RoleSessionView, StaleDefaultUserView};
use rolecall::keeper::{RoleSessionPhase, RoleSessionState, Snapshot};
use rolecall_model::Timestamp;
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};

pub(super) fn role_session(state: &RoleSessionState) -> RoleSessionView {
    view(&state.record, phase(&state.phase), state.limit_at)
}

/// Returns a role session that was just started or renewed: `snapshot` may not contain it yet.
pub(crate) fn role_session_from_record(snapshot: &Snapshot, record: &RoleSessionRecord) -> RoleSessionView {
    let assignment = &record.assignment;
    let account = snapshot.account_or_unlisted(assignment);
    let ends_at = snapshot.settings.limit_time(&account, record);
    view(record, RoleSessionPhaseView::Active, ends_at)
}

fn view(
    record: &RoleSessionRecord,
    phase: RoleSessionPhaseView,
    ends_at: Option<Timestamp>,
) -> RoleSessionView {
    RoleSessionView {
        assignment: assignment_key(&record.assignment),
        started_at: record.started_at.to_string(),
        issued_at: record.issued_at.to_string(),
        expires_at: record.expires_at.to_string(),
        ends_at: ends_at.map(|at| at.to_string()),
        renewal: match record.renewal {
            Renewal::OnDemand => RenewalView::OnDemand,
            Renewal::Off => RenewalView::Off,
            Renewal::On => RenewalView::On,
        },
        phase,
    }
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

pub(super) fn stale_default_user(user: &StaleDefaultUser) -> StaleDefaultUserView {
    StaleDefaultUserView {
        program: user.program.name.clone(),
        pid: user.program.pid,
        folder: user.program.folder.clone(),
        assignment: assignment_key(&user.assignment),
        expires_at: user.expires_at.to_string(),
    }
}
