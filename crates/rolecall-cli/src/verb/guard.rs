//! The guard before production: its mark beside what is done there, and the question where the user wants to be asked.
//!
//! What is production is the domain's to say. Only a user at a terminal is asked: nobody else could answer.

use crate::choice;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Style, Text};
use rolecall_model::assignment::Assignment;
use rolecall_model::settings::{Environment, Settings};

/// Shows a user that `assignment` is production, and asks whether to go on where the settings want that and `yes` was not
/// said already.
///
/// # Errors
/// The user did not agree.
pub(super) fn pass(
    here: &Surroundings,
    settings: &Settings,
    assignment: &Assignment,
    yes: bool,
) -> Result<(), Failure> {
    let Some(mark) = mark(here, settings, assignment) else {
        return Ok(());
    };
    if yes || !settings.ask_before_production || !here.machine.has_user() {
        here.terminal.remark(mark);
        return Ok(());
    }
    here.terminal.question(mark.plain(". Go on? [y/N] "));
    let answer = here.machine.read_line();
    if is_yes(&answer) {
        return Ok(());
    }
    Err(Failure::Failed(
        "Nothing was done, since you did not say yes. Add --yes to go on without being asked.".to_owned(),
    ))
}

/// Shows a user that `assignment` is production.
pub(super) fn mark_to_a_user(here: &Surroundings, settings: &Settings, assignment: &Assignment) {
    if let Some(mark) = mark(here, settings, assignment) {
        here.terminal.remark(mark);
    }
}

/// Nothing where no user looks: only they are worth the reading of the list.
fn mark(here: &Surroundings, settings: &Settings, assignment: &Assignment) -> Option<Text> {
    if !here.terminal.err_face().is_terminal {
        return None;
    }
    let account = choice::account(&here.ports, assignment);
    let environment = settings.environment_of(&account);
    let (style, word) = word(environment.filter(|it| *it == Environment::Production)?);
    let name = Some(account.name.as_str()).filter(|name| !name.is_empty());
    let name = name.unwrap_or(account.id.as_str());
    let role = assignment.role_name.as_str();
    Some(Text::styled(style, word).plain(&format!(": {name} as {role}")))
}

/// Returns how an environment stands out, and its word.
pub(super) fn word(environment: Environment) -> (Style, &'static str) {
    let style = match environment {
        Environment::Production => Style::Bad,
        Environment::Staging => Style::Warning,
        Environment::Development => Style::Good,
    };
    (style, environment.id())
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests;
