//! Credentials that the user pastes, and whose they are.

use super::foreign;
use crate::command_line::EnteredArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles as messages;
use crate::time_arg::parse_end;
use crate::time_limit;
use rolecall::pasted_credentials::{PastedCredentialsError, parse_pasted_credentials};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session::identity_of;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::ForeignRole;
use rolecall_model::secret::RoleSecret;
use std::time::Duration;

/// When pasted credentials end that do not say it: AWS gives none for less unless somebody chose so.
const ASSUMED_LIFETIME: Duration = Duration::from_hours(1);

/// Reads credentials and asks AWS whose they are.
pub(super) async fn read(
    ctx: &Context,
    args: &EnteredArgs,
    endpoints: AwsEndpoints,
) -> Result<(ForeignRole, RoleCredentials), Failure> {
    let credentials = credentials(ctx, args)?;
    let ports = time_limit::of_obtaining(&ctx.ports);
    let identity = identity_of(&ports, &endpoints, &credentials).await;
    let identity = identity.map_err(|error| Failure::from_error(&error))?;
    let credentials = RoleCredentials {
        user: identity.session_name().map(str::to_owned),
        ..credentials
    };
    Ok((foreign::role(&identity, endpoints)?, credentials))
}

/// Reads credentials that have to be those of `role`.
pub(super) async fn read_of(
    ctx: &Context,
    args: &EnteredArgs,
    role: &ForeignRole,
) -> Result<RoleCredentials, Failure> {
    let (found, credentials) = read(ctx, args, role.endpoints()).await?;
    if found != *role {
        return Err(Problem::new(ProblemCode::OtherIdentity, "").into());
    }
    Ok(credentials)
}

fn credentials(ctx: &Context, args: &EnteredArgs) -> Result<RoleCredentials, Failure> {
    let now = ctx.now();
    let given = args.expires.as_deref().map(|text| end(ctx, text)).transpose()?;
    let text = pasted(ctx, messages::PASTE_CREDENTIALS)?;
    // EXPOSE: it is parsed, and its parts stay secrets.
    let pasted = parse_pasted_credentials(text.expose()).map_err(refused)?;
    let expires_at = given.or(pasted.expires_at).unwrap_or_else(|| {
        ctx.terminal.note(messages::ASSUMED_END);
        now + ASSUMED_LIFETIME
    });
    if expires_at <= now {
        return Err(Failure::invalid_input(messages::ENDED_ALREADY, ""));
    }
    Ok(RoleCredentials {
        access_key_id: pasted.access_key_id,
        secret_access_key: pasted.secret_access_key,
        session_token: pasted.session_token,
        expires_at,
        obtained_at: None,
        source_identity: None,
        user: None,
    })
}

fn end(ctx: &Context, text: &str) -> Result<Timestamp, Failure> {
    parse_end(text, ctx.now(), &ctx.time_zone)
        .ok_or_else(|| Failure::invalid_input(messages::invalid_end(text), messages::END_FORM))
}

fn refused(error: PastedCredentialsError) -> Failure {
    let (summary, advice) = match error {
        PastedCredentialsError::Incomplete => (messages::INCOMPLETE, messages::CREDENTIAL_FORMS),
        PastedCredentialsError::LongTerm => (messages::LONG_TERM, messages::DEFINE_USER),
        PastedCredentialsError::InvalidEnd => (messages::INVALID_PASTED_END, messages::END_FORM),
    };
    Failure::invalid_input(summary, advice)
}

/// Returns what the user pastes or pipes in.
pub(super) fn pasted(ctx: &Context, request: &str) -> Result<RoleSecret, Failure> {
    let pasted = ctx.machine.pasted(request);
    pasted.map_err(|detail| Failure::invalid_input(messages::unreadable_input(&detail), ""))
}
