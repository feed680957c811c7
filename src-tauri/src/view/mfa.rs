//! The codes of MFA devices that the window asks for.

use super::role_key;
use crate::wire::{MfaQuestionPhaseView, MfaQuestionView};
use rolecall::keeper::{MfaQuestion, MfaQuestionPhase};

pub(super) fn mfa_question(question: &MfaQuestion) -> MfaQuestionView {
    MfaQuestionView {
        id: question.id,
        role_key: role_key(&question.role),
        name: question.role.origin.name().to_owned(),
        device: question.device.to_string(),
        phase: match question.phase {
            MfaQuestionPhase::Open { was_refused: false } => MfaQuestionPhaseView::Open,
            MfaQuestionPhase::Open { was_refused: true } => MfaQuestionPhaseView::Refused,
            MfaQuestionPhase::Checking => MfaQuestionPhaseView::Checking,
        },
    }
}
