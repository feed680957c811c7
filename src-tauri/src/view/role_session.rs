//! Role sessions, and the programs that hold them.

use super::{key, problem};
use crate::ipc::wire::{HolderView, LifeView, RenewalView, RoleSessionView};
use rolecall::keeper::{RoleSessionPhase, RoleSessionState, Snapshot};
use rolecall_model::Timestamp;
use rolecall_model::account::Account;
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::settings::limit_of;

pub(super) fn role_session(state: &RoleSessionState) -> RoleSessionView {
    view(&state.record, life(&state.phase), state.ends_at)
}

/// Returns a role session that was obtained this moment: the next snapshot has it, this one may not.
pub(crate) fn role_session_just_obtained(snapshot: &Snapshot, record: &RoleSessionRecord) -> RoleSessionView {
    let assignment = &record.assignment;
    let listed = snapshot.portal(&assignment.portal).and_then(|state| {
        let mut accounts = state.catalogue.accounts.iter();
        accounts.find(|listed| listed.account.id == assignment.account_id)
    });
    let unlisted = || Account::unlisted(&assignment.account_id);
    let account = listed.map_or_else(unlisted, |listed| listed.account.clone());
    let limit = limit_of(&snapshot.settings, &account, &assignment.role_name);
    let ends_at = limit.and_then(|limit| record.started_at.checked_add(limit).ok());
    view(record, LifeView::Alive, ends_at)
}

fn view(record: &RoleSessionRecord, life: LifeView, ends_at: Option<Timestamp>) -> RoleSessionView {
    RoleSessionView {
        assignment: key(&record.assignment),
        started_at: record.started_at.to_string(),
        issued_at: record.issued_at.to_string(),
        expires_at: record.expires_at.to_string(),
        ends_at: ends_at.map(|at| at.to_string()),
        renewal: match record.renewal {
            Renewal::OnDemand => RenewalView::OnDemand,
            Renewal::Off => RenewalView::Off,
            Renewal::On => RenewalView::On,
        },
        life,
    }
}

fn life(life: &RoleSessionPhase) -> LifeView {
    match life {
        RoleSessionPhase::Active => LifeView::Alive,
        RoleSessionPhase::Renewing => LifeView::Renewing,
        RoleSessionPhase::Retrying { problem: why, at } => LifeView::Retrying {
            problem: problem(why),
            at: at.to_string(),
        },
        RoleSessionPhase::WaitingForSignIn => LifeView::WaitingForSignIn,
        RoleSessionPhase::Refused(why) => LifeView::Refused {
            problem: problem(why),
        },
    }
}

pub(super) fn holder(holder: &StaleDefaultUser) -> HolderView {
    HolderView {
        program: holder.program.name.clone(),
        pid: holder.program.pid,
        folder: holder.program.folder.clone(),
        assignment: key(&holder.assignment),
        until: holder.until.to_string(),
    }
}
