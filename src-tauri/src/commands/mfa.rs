//! Codes of MFA devices that something waits for.

use super::{CommandResult, request, send};
use crate::app_state::AppState;
use crate::input;
use rolecall::keeper::Request;
use tauri::State;

/// Gives a code that something waits for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_mfa_question(
    state: State<'_, AppState>,
    id: u32,
    code: String,
) -> CommandResult<()> {
    let code = input::mfa_code(&code)?;
    request(&state, |reply| Request::AnswerMfaQuestion(id, code, reply)).await
}

/// Gives no code: what waits for it fails.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_mfa_question(state: State<'_, AppState>, id: u32) -> CommandResult<()> {
    send(&state, Request::CancelMfaQuestion(id))
}
