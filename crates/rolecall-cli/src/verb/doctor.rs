//! `rolecall doctor`: looks at what Rolecall needs, changes nothing, and says what to mend.

mod desktop;
mod report;

use super::{mark, role_sessions};
use crate::choice;
use crate::command_line::JsonArg;
use crate::failure::Failure;
use crate::standing::{Standing, standing};
use crate::surroundings::Surroundings;
use crate::terminal::{Style, Text};
use crate::times;
use report::{Answer, Report};
use rolecall::ports::AccessPortalError;
use rolecall::problem::Problem;
use rolecall::sign_in::current_sign_in;
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryQuery;
use rolecall_model::portal::Portal;
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::secret::AccessToken;
use rolecall_model::settings::Settings;

pub(super) async fn run(here: &Surroundings, args: &JsonArg) -> Result<(), Failure> {
    let mut report = Report::default();
    look_at_places(here, &mut report);
    look_at_environment(here, &mut report);
    look_at_keychain(here, &mut report).await;
    desktop::look(here, &mut report).await;
    match choice::settings(&here.ports) {
        Ok(settings) => {
            report.good("settings", times::counted(settings.portals.len(), "portal"));
            look_at_portals(here, &settings, &mut report).await;
            look_at_role_sessions(here, &settings, &mut report).await;
            look_at_history(here, &settings, &mut report);
        }
        Err(failure) => report.failure("settings", failure),
    }
    if args.json {
        here.terminal.json(&Answer::of(&report))?;
    } else {
        for finding in &report.findings {
            here.terminal.line(finding.line())?;
            if let Some(advice) = &finding.advice {
                here.terminal
                    .line(Text::from("         ").then(Style::Faint, advice))?;
            }
        }
    }
    report
        .ends_with
        .map_or(Ok(()), |code| Err(Failure::Program(code)))
}

fn look_at_places(here: &Surroundings, report: &mut Report) {
    for place in here.machine.places() {
        let path = place.path.display().to_string();
        match place.trouble {
            None => report.good(place.what, path),
            Some(trouble) => {
                report.warning(
                    place.what,
                    format!("{path}: {trouble}"),
                    "Make it yours alone: chmod go-rwx.",
                );
            }
        }
    }
}

fn look_at_environment(here: &Surroundings, report: &mut Report) {
    let set = here.machine.credentials_in_environment();
    if set.is_empty() {
        report.good("environment", "no credentials in it".to_owned());
    } else {
        let advice = "They outrank every profile. Remove them from this shell unless you put them there.";
        report.warning("environment", format!("{} set here", set.join(", ")), advice);
    }
    if here.ports.desktop.browser.is_available() {
        report.good("browser", "can be opened".to_owned());
    } else {
        report.warning(
            "browser",
            "none can be opened here".to_owned(),
            "Sign in with a code: --device-code.",
        );
    }
}

async fn look_at_keychain(here: &Surroundings, report: &mut Report) {
    match here.ports.store.keychain.health().await {
        Ok(health) if health.stored_in_plain => report.warning(
            "keychain",
            format!(
                "{}: kept as plain text, because its password is empty",
                health.store
            ),
            "Give the keychain a password in its own settings.",
        ),
        Ok(health) => report.good("keychain", health.store),
        Err(error) => report.problem("keychain", &Problem::from(&error)),
    }
}

async fn look_at_portals(here: &Surroundings, settings: &Settings, report: &mut Report) {
    for portal in &settings.portals {
        let what = format!("portal {}", portal.name);
        if let Some(mark) = mark::of(portal) {
            let advice = "Right for an emulator or a private endpoint; otherwise remove the portal.";
            report.warning(&what, format!("not at AWS's own addresses: {mark}"), advice);
        }
        match standing(&here.ports, portal).await {
            Err(error) => report.problem(&what, &Problem::from(&error)),
            Ok(Standing::SignedIn) => match current_sign_in(&here.ports, portal).await {
                Ok(sign_in) => look_at_portal(here, portal, &sign_in.access_token, report).await,
                Err(error) => report.problem(&what, &Problem::from(&error)),
            },
            // A token that cannot be any: a refusal is an answer, too, and nothing is given away.
            Ok(standing @ (Standing::Ended | Standing::SignedOut | Standing::Unknown)) => {
                let advice = format!("rolecall sign-in {}", portal.name);
                report.warning(&what, standing.words().to_owned(), &advice);
                look_at_portal(here, portal, &AccessToken::from_exposed("none"), report).await;
            }
        }
    }
}

async fn look_at_portal(here: &Surroundings, portal: &Portal, token: &AccessToken, report: &mut Report) {
    let what = format!("portal {}", portal.name);
    match here
        .ports
        .aws
        .access_portal
        .list_accounts(portal, token, None)
        .await
    {
        Ok(_) => report.good(&what, "signed in, answers".to_owned()),
        Err(AccessPortalError::SignInEnded | AccessPortalError::NotAssigned) => {
            report.good(&what, "answers".to_owned());
        }
        Err(
            error @ (AccessPortalError::Throttled { .. }
            | AccessPortalError::Unreachable { .. }
            | AccessPortalError::Unexpected { .. }),
        ) => report.problem(&what, &Problem::from(&error)),
    }
}

async fn look_at_role_sessions(here: &Surroundings, settings: &Settings, report: &mut Report) {
    match role_sessions::known(here).await {
        Err(failure) => report.failure("role sessions", failure),
        Ok(alive) => {
            for record in alive {
                look_at_role_session(here, settings, &record, report).await;
            }
        }
    }
}

async fn look_at_role_session(
    here: &Surroundings,
    settings: &Settings,
    record: &RoleSessionRecord,
    report: &mut Report,
) {
    let what = format!("role session {}", record.assignment.target());
    let Some(portal) = settings.portal(&record.assignment.portal) else {
        return;
    };
    match here
        .ports
        .store
        .keychain
        .role_credentials(&record.assignment)
        .await
    {
        Err(error) => report.problem(&what, &Problem::from(&error)),
        Ok(None) => report.warning(
            &what,
            "not in the keychain".to_owned(),
            "Stop it, then start it again.",
        ),
        Ok(Some(credentials)) => {
            match here
                .ports
                .aws
                .sts
                .get_caller_identity(portal, &portal.region, &credentials)
                .await
            {
                Ok(identity) => report.good(&what, identity.arn),
                Err(error) => report.problem(&what, &Problem::from(&error)),
            }
        }
    }
}

fn look_at_history(here: &Surroundings, settings: &Settings, report: &mut Report) {
    let everything = HistoryQuery {
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::MAX,
        most: u32::MAX,
    };
    match here.ports.store.history_store.history(&everything) {
        Err(error) => report.problem("history", &Problem::from(&error)),
        Ok(entries) => {
            let days = settings.history_days;
            let count = match entries.len() {
                1 => "1 entry".to_owned(),
                count => format!("{count} entries"),
            };
            report.good("history", format!("{count}, kept {days} days"));
        }
    }
}

#[cfg(test)]
mod tests;
