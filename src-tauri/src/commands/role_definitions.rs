//! Roles that the user defines: checked while they are typed, tried out, saved and removed.

use super::{CommandResult, context, request};
use crate::app_state::AppState;
use crate::wire::{RoleFormFaultView, RoleFormInput, SaveRoleView, TestRoleView};
use crate::{input, view};
use rolecall::keeper::Request;
use rolecall::problem::Problem;
use rolecall::production_guard::Confirmation;
use rolecall::role_secrets::{check_password, erase_role_secrets, save_key_password};
use rolecall::settings::{add_role, remove_role, replace_role};
use tauri::State;

/// Returns what is wrong with a role as it was typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_role(
    state: State<'_, AppState>,
    form: RoleFormInput,
) -> CommandResult<Vec<RoleFormFaultView>> {
    let settings = context(&state).keeper.snapshot().settings.clone();
    Ok(input::role_form(&settings, form).err().unwrap_or_default())
}

/// Tries out a role as it was typed, and keeps nothing. `confirmed` tells that the user confirmed the action with a production
/// account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_role(
    state: State<'_, AppState>,
    form: RoleFormInput,
    confirmed: bool,
) -> CommandResult<TestRoleView> {
    let settings = context(&state).keeper.snapshot().settings.clone();
    let password = input::key_password(&form);
    let definition = match input::role_form(&settings, form) {
        Ok(definition) => Box::new(definition),
        Err(faults) => return Ok(TestRoleView::Invalid { faults }),
    };
    let confirmation = Confirmation::from_flag(confirmed);
    let test = |reply| Request::TestRole(definition, password, confirmation, reply);
    let tested = request(&state, test).await;
    tested.map(view::identity)
}

/// Saves a role as it was typed, and in the keychain the password or PIN that opens its key. The role session of one that means another
/// role now is stopped.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_role(
    state: State<'_, AppState>,
    form: RoleFormInput,
) -> CommandResult<SaveRoleView> {
    let settings = context(&state).keeper.snapshot().settings.clone();
    let replaces = form.replaces.is_some();
    let password = input::key_password(&form);
    let definition = match input::role_form(&settings, form) {
        Ok(definition) => definition,
        Err(faults) => return Ok(SaveRoleView::Invalid { faults }),
    };
    let ports = context(&state).ports;
    if let Some(password) = &password {
        let checked = check_password(&ports, &definition, password).await;
        checked.map_err(|error| Problem::from(&error))?;
    }
    let (key, name) = (definition.key(), definition.name.clone());
    let before = settings.definition(&definition.name).map(|role| role.key());
    let edit = Box::new(move |text: &str| {
        let edited = if replaces {
            replace_role(text, &definition)
        } else {
            add_role(text, &definition)
        };
        Ok(edited?)
    });
    request(&state, |reply| Request::ChangeSettings(edit, reply)).await?;
    if let Some(password) = password {
        let saved = save_key_password(&ports, &name, &password).await;
        saved.map_err(|error| Problem::from(&error))?;
    }
    if let Some(before) = before.filter(|before| *before != key) {
        request(&state, |reply| Request::Stop(before, reply)).await?;
    }
    Ok(SaveRoleView::Saved {
        role_key: view::role_key(&key),
    })
}

/// Removes a defined role, stops its role session and erases what the user entered for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_defined_role(state: State<'_, AppState>, name: String) -> CommandResult<()> {
    let settings = context(&state).keeper.snapshot().settings.clone();
    let definition = input::defined_role(&settings, &name)?;
    let removed = definition.name.clone();
    let edit = Box::new(move |text: &str| remove_role(text, &removed).map_err(|error| Problem::from(&error)));
    request(&state, |reply| Request::ChangeSettings(edit, reply)).await?;
    let key = definition.key();
    request(&state, |reply| Request::Stop(key, reply)).await?;
    let ports = &context(&state).ports;
    let erased = erase_role_secrets(ports, &definition.name).await;
    Ok(erased.map_err(|error| Problem::from(&error))?)
}

/// Signs in to the console for a defined role, in the browser; returns when the user has finished.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in_to_role(state: State<'_, AppState>, name: String) -> CommandResult<()> {
    let settings = context(&state).keeper.snapshot().settings.clone();
    let role = input::defined_role(&settings, &name)?.key();
    request(&state, |reply| Request::LogIn(role, reply)).await
}
