//! `rolecall doctor`: checks what Rolecall needs, and shows how to fix what is wrong. It changes nothing and has the keychain
//! prompt for nothing; a keychain that does not answer is asked once.

mod desktop;
mod report;
mod stored;

use super::{demo_banner, role_sessions};
use crate::command_line::JsonArg;
use crate::context::Context;
use crate::failure::Failure;
use crate::machine::{PathProblem, PathReport};
use crate::messages::doctor as messages;
use crate::messages::program::sign_in_command;
use crate::settings;
use crate::sign_in_status::{SignInStatus, sign_in_status};
use crate::terminal::{Style, Text};
use report::{DoctorJson, Report};
use rolecall::clock_difference::clock_difference;
use rolecall::messages::{clock, input};
use rolecall::portal_api::check_token;
use rolecall::ports::{AccessPortalError, KeychainError};
use rolecall::problem::Problem;
use rolecall::role_session::stored_role_credentials;
use rolecall::sign_in::current_sign_in;
use rolecall_model::Timestamp;
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::history::HistoryQuery;
use rolecall_model::portal::Portal;
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::secret::AccessToken;
use rolecall_model::settings::Settings;
use std::time::Duration;

pub(super) async fn run(ctx: &Context, args: &JsonArg) -> Result<(), Failure> {
    let mut report = Report::default();
    check_paths(ctx, &mut report);
    check_environment(ctx, &mut report);
    ctx.ports.store.keychain.never_prompt();
    let mut keychain_works = check_keychain(ctx, &mut report).await;
    desktop::check(ctx, &mut report).await;
    match settings::load(&ctx.ports) {
        Ok(settings) => {
            match settings::left_out(&ctx.ports) {
                None => report.good(messages::SETTINGS, messages::portals(settings.portals.len())),
                Some(problem) => report.warning(messages::SETTINGS, problem.summary, &problem.advice),
            }
            check_portals(ctx, &settings, &mut keychain_works, &mut report).await;
            check_clock(ctx, &mut report);
            if keychain_works {
                check_role_sessions(ctx, &settings, &mut report).await;
                stored::check(ctx, &settings, &mut report).await;
            } else {
                let detail = messages::NOT_CHECKED.to_owned();
                report.warning(messages::ROLE_SESSIONS, detail, messages::KEYCHAIN_FIRST);
            }
            check_history(ctx, &settings, &mut report);
        }
        Err(failure) => report.failure(messages::SETTINGS, failure),
    }
    if args.json {
        ctx.terminal.print_json(&DoctorJson::new(&report))?;
    } else {
        for finding in &report.findings {
            ctx.terminal.print_line(finding.line())?;
            if let Some(advice) = &finding.advice {
                ctx.terminal
                    .print_line(Text::from("         ").with(Style::Dim, advice))?;
            }
        }
    }
    report
        .exit_code
        .map_or(Ok(()), |code| Err(Failure::ExitCode(code)))
}

fn check_paths(ctx: &Context, report: &mut Report) {
    for PathReport { kind, path, problem } in ctx.machine.check_paths() {
        let subject = messages::path(kind);
        let path = path.display().to_string();
        match problem {
            None => report.good(subject, path),
            Some(problem) => {
                let advice = match &problem {
                    PathProblem::Unusable(problem) => &problem.advice,
                    PathProblem::OtherOwner | PathProblem::Open { .. } | PathProblem::Unreadable { .. } => {
                        messages::CHMOD
                    }
                };
                report.warning(subject, messages::path_problem(&path, &problem), advice);
            }
        }
    }
}

fn check_environment(ctx: &Context, report: &mut Report) {
    let variables = ctx.machine.credential_variables_set();
    if variables.is_empty() {
        report.good(messages::ENVIRONMENT, messages::NO_VARIABLES.to_owned());
    } else {
        report.warning(
            messages::ENVIRONMENT,
            messages::variables(&variables),
            messages::UNSET_VARIABLES,
        );
    }
    let browser = &ctx.ports.desktop.browser;
    if let Some(variable) = browser.missing_choice() {
        let problem = Problem::from(&BrowserFailure::ProgramNotFound { variable });
        report.warning(messages::BROWSER, problem.summary, &problem.advice);
    } else if browser.is_available() {
        report.good(messages::BROWSER, messages::AVAILABLE.to_owned());
    } else {
        report.warning(
            messages::BROWSER,
            messages::NOT_AVAILABLE.to_owned(),
            messages::USE_DEVICE_CODE,
        );
    }
}

/// Returns whether its items can be read.
async fn check_keychain(ctx: &Context, report: &mut Report) -> bool {
    let health = ctx.ports.store.keychain.health().await;
    let works = health.is_ok();
    match health {
        Ok(health) if health.stored_in_plain => report.warning(
            messages::KEYCHAIN,
            messages::stored_in_plain(&health.store),
            messages::SET_KEYCHAIN_PASSWORD,
        ),
        Ok(health) => report.good(messages::KEYCHAIN, health.store),
        Err(error) => report.problem(messages::KEYCHAIN, &Problem::from(&error)),
    }
    works
}

/// Checks the portals, without the keychain once it failed as a whole.
async fn check_portals(ctx: &Context, settings: &Settings, keychain_works: &mut bool, report: &mut Report) {
    for portal in &settings.portals {
        let subject = messages::portal(&portal.name);
        if let Some(banner) = demo_banner::text(portal) {
            report.warning(
                &subject,
                messages::other_endpoints(&banner),
                messages::OTHER_ENDPOINTS,
            );
        }
        if let Err(error) = portal.check_region() {
            let (contradiction, advice) = input::portal_region(&error);
            report.warning(&subject, contradiction, advice);
        }
        let status = if *keychain_works {
            sign_in_status(&ctx.ports, portal).await
        } else {
            Ok(SignInStatus::Unknown)
        };
        match status {
            Err(error) => {
                *keychain_works = matches!(error, KeychainError::Corrupt { .. });
                report.problem(&subject, &Problem::from(&error));
            }
            Ok(status) => check_portal(ctx, portal, status, report).await,
        }
    }
}

/// Checks the sign-in, and first that the portal refuses a token that AWS never issued: whatever accepts it is no access portal, and
/// gets no real one.
async fn check_portal(ctx: &Context, portal: &Portal, status: SignInStatus, report: &mut Report) {
    let subject = messages::portal(&portal.name);
    let sign_in = sign_in_command(&portal.name);
    match status {
        SignInStatus::SignedIn => {}
        SignInStatus::Ended | SignInStatus::SignedOut => {
            report.warning(&subject, status.label().to_owned(), &sign_in);
        }
        SignInStatus::Unknown => {
            report.warning(&subject, status.label().to_owned(), messages::KEYCHAIN_FIRST);
        }
    }
    match check_token(&ctx.ports.aws, portal, &AccessToken::from_exposed("none")).await {
        Ok(()) => {
            let detail = messages::NO_ACCESS_PORTAL.to_owned();
            return report.warning(&subject, detail, messages::CHECK_ADDRESS);
        }
        Err(
            AccessPortalError::SignInEnded | AccessPortalError::NotAssigned | AccessPortalError::WrongScope,
        ) => {}
        Err(error) => return report.problem(&subject, &Problem::from(&error)),
    }
    if status != SignInStatus::SignedIn {
        return report.good(&subject, messages::REACHABLE.to_owned());
    }
    let token = match current_sign_in(&ctx.ports, portal).await {
        Ok(current) => current.access_token,
        Err(error) => return report.problem(&subject, &Problem::from(&error)),
    };
    match check_token(&ctx.ports.aws, portal, &token).await {
        Ok(()) => report.good(&subject, messages::SIGNED_IN.to_owned()),
        Err(AccessPortalError::SignInEnded | AccessPortalError::NotAssigned) => {
            report.warning(&subject, messages::SIGN_IN_REFUSED.to_owned(), &sign_in);
        }
        Err(error) => report.problem(&subject, &Problem::from(&error)),
    }
}

/// After the requests to the portals, which show AWS's time.
fn check_clock(ctx: &Context, report: &mut Report) {
    match clock_difference(&ctx.ports) {
        Some(difference) => report.warning(
            messages::CLOCK,
            clock::difference(difference),
            clock::SET_THE_CLOCK,
        ),
        None if ctx.ports.aws.clock.offset().is_some() => {
            report.good(messages::CLOCK, messages::CLOCK_AGREES.to_owned());
        }
        None => {}
    }
}

async fn check_role_sessions(ctx: &Context, settings: &Settings, report: &mut Report) {
    match role_sessions::all(ctx).await {
        Err(failure) => report.failure(messages::ROLE_SESSIONS, failure),
        Ok(records) => {
            for record in records {
                check_role_session(ctx, settings, &record, report).await;
            }
        }
    }
}

async fn check_role_session(
    ctx: &Context,
    settings: &Settings,
    record: &RoleSessionRecord,
    report: &mut Report,
) {
    let subject = messages::role_session(&record.role.target());
    let Ok(role) = settings.resolve(&record.role) else {
        return;
    };
    // Credentials that were obtained from another source, such as another endpoint, are not sent to this one.
    match stored_role_credentials(&ctx.ports, &role, Duration::ZERO).await {
        Err(error) => report.problem(&subject, &Problem::from(&error)),
        Ok(None) => report.warning(&subject, messages::NOT_STORED.to_owned(), messages::START_AGAIN),
        Ok(Some(credentials)) => {
            let (sts, endpoints) = (&ctx.ports.aws.sts, role.source.endpoints());
            match sts
                .get_caller_identity(&endpoints, &endpoints.region, &credentials)
                .await
            {
                Ok(identity) => report.good(&subject, identity.arn),
                Err(error) => report.problem(&subject, &Problem::from(&error)),
            }
        }
    }
}

fn check_history(ctx: &Context, settings: &Settings, report: &mut Report) {
    let everything = HistoryQuery {
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    match ctx.ports.store.history_store.history(&everything) {
        Err(error) => report.problem(messages::HISTORY, &Problem::from(&error)),
        Ok(entries) => {
            let detail = messages::history(entries.len(), settings.history_days);
            report.good(messages::HISTORY, detail);
        }
    }
}

#[cfg(test)]
mod tests;
