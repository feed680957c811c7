//! `rolecall env`, `exec`, `shell` and `credential-process`: provide the credentials of a role to a shell or a program.
//!
//! Credentials leave through standard output or the environment of a program, never through an argument or a file.

use super::{demo_banner, evaluation, guard, reason};
use crate::command_line::{CredentialProcessArgs, EnvArgs, ExecArgs, MfaCodeArg, ReasonArg, ShellArgs};
use crate::context::Context;
use crate::failure::{Failure, require_delivery};
use crate::machine::{ProgramError, ProgramSpec};
use crate::messages::credentials as messages;
use crate::terminal::{OutputError, Style, Text};
use crate::{mfa, resolve, settings, time_limit};
use rolecall::export::{
    ExportContext, ExportError, ShellEnvironment, credential_process_json, environment, export_text,
};
use rolecall::history::record_vended;
use rolecall::ports::Ports;
use rolecall::role_session::obtain_role_credentials;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::{HistoryDetail, Surface};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::secret::ExportText;
use rolecall_model::settings::Settings;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// Botocore refreshes credentials from 15 minutes before they expire. Shorter ones would make it refresh on every call.
pub(crate) const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

pub(super) async fn env(ctx: &Context, args: &EnvArgs) -> Result<(), Failure> {
    let format = evaluation::format(args.shell.as_deref(), ctx.machine.shell())?;
    let role = obtain(
        ctx,
        TargetRequest {
            target: &args.target,
            yes: args.yes,
            mfa: &args.mfa,
            reason: &args.reason,
        },
    )
    .await?;
    let text = export_text(format, &role.credentials, &role.context);
    print_secret(ctx, &text.map_err(|error| not_exported(&error))?)?;
    role.record_vended(&role.ports, HistoryDetail::Format(format));
    if ctx.terminal.stdout_caps().is_terminal {
        ctx.terminal.note(messages::CONTAINS_SECRETS);
    }
    Ok(())
}

pub(super) async fn exec(ctx: &Context, args: ExecArgs) -> Result<(), Failure> {
    let mut command = args.command.into_iter();
    // The command line requires at least one element.
    let name = command.next().unwrap_or_default();
    let request = TargetRequest {
        target: &args.target,
        yes: args.yes,
        mfa: &args.mfa,
        reason: &args.reason,
    };
    exec_into(ctx, request, HistoryDetail::Exec, name, command.collect()).await
}

pub(super) async fn shell(ctx: &Context, args: &ShellArgs) -> Result<(), Failure> {
    let Some(shell) = ctx.machine.shell() else {
        return Err(Failure::invalid_input(
            messages::UNKNOWN_SHELL,
            messages::NAME_SHELL,
        ));
    };
    let request = TargetRequest {
        target: &args.target,
        yes: args.yes,
        mfa: &args.mfa,
        reason: &args.reason,
    };
    exec_into(
        ctx,
        request,
        HistoryDetail::Shell,
        shell.into_os_string(),
        Vec::new(),
    )
    .await
}

pub(super) async fn credential_process(ctx: &Context, args: &CredentialProcessArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let role = resolve::target(ctx, &settings, &args.target).await?;
    let reason = reason::of_program(ctx, &settings, &role.key)?;
    let ports = ctx.ports_with_actor(Surface::CredentialProcess, resolve::is_default(&args.target));
    let ports = ports.with_reason(reason);
    let ports = mfa::with_prompt(ctx, &ports, &args.mfa)?;
    let credentials = credentials_of(ctx, &ports, &role).await?;
    let document = credential_process_json(&credentials, &role.key.account_id);
    require_delivery(print_secret(ctx, &document))?;
    record_vended(&ports, &role.key, credentials.expires_at, None);
    Ok(())
}

/// The credentials of a role, and what is needed to export and log them.
struct RoleExport {
    ports: Ports,
    role: RoleRef,
    context: ExportContext,
    credentials: RoleCredentials,
}

impl RoleExport {
    fn record_vended(&self, ports: &Ports, detail: HistoryDetail) {
        record_vended(ports, &self.role, self.credentials.expires_at, Some(detail));
    }
}

async fn obtain(ctx: &Context, request: TargetRequest<'_>) -> Result<RoleExport, Failure> {
    let settings = settings::load(&ctx.ports)?;
    let role = resolve::target(ctx, &settings, request.target).await?;
    demo_banner::print_in_terminal(ctx, &role);
    let reason = reason::of_user(ctx, &settings, &role.key, request.reason)?;
    guard::confirm(ctx, &settings, &role.key, request.yes)?;
    let ports = ctx.ports_with_actor(Surface::Command, resolve::is_default(request.target));
    let ports = time_limit::of_obtaining(&ports.with_reason(reason));
    let ports = mfa::with_prompt(ctx, &ports, request.mfa)?;
    Ok(RoleExport {
        credentials: credentials_of(ctx, &ports, &role).await?,
        context: export_context(ctx, &settings, &role),
        role: role.key,
        ports,
    })
}

/// Returns credentials of `role`, and says so if the next program does not get the same.
async fn credentials_of(
    ctx: &Context,
    ports: &Ports,
    role: &ResolvedRole,
) -> Result<RoleCredentials, Failure> {
    let obtained = obtain_role_credentials(ports, role, MIN_REMAINING_LIFETIME).await;
    let obtained = obtained.map_err(|error| Failure::for_role(role, &error))?;
    if obtained.not_stored.is_some() {
        ctx.terminal
            .note(Text::styled(Style::Warning, messages::NOT_STORED));
    }
    Ok(obtained.credentials)
}

/// Which credentials to provide.
#[derive(Clone, Copy)]
struct TargetRequest<'a> {
    target: &'a str,
    /// Whether to skip the confirmation before production.
    yes: bool,
    /// The code of an MFA device.
    mfa: &'a MfaCodeArg,
    /// What the role is used for.
    reason: &'a ReasonArg,
}

async fn exec_into(
    ctx: &Context,
    request: TargetRequest<'_>,
    history_detail: HistoryDetail,
    name: OsString,
    arguments: Vec<OsString>,
) -> Result<(), Failure> {
    let role = obtain(ctx, request).await?;
    let program = ProgramSpec {
        added_variables: environment(&role.credentials, &role.context),
        name,
        arguments,
        removed_variables: role.context.removed_variables(),
    };
    // Once this process is replaced, the history cannot be written any more.
    role.record_vended(
        &ports_with_program(ctx, &role.ports, &program.name),
        history_detail,
    );
    drop(role);
    ctx.print_warnings();
    match ctx.machine.exec_into(&program) {
        Ok(0) => Ok(()),
        Ok(code) => Err(Failure::ExitCode(code)),
        Err(error) => {
            not_started(&program.name, &error).print(&ctx.terminal);
            Err(Failure::ExitCode(exit_code(&error)))
        }
    }
}

/// What shells end with for a command that they cannot run (POSIX, "Exit Status for Commands").
fn exit_code(error: &ProgramError) -> u8 {
    match error {
        ProgramError::NotFound => 127,
        ProgramError::Failed { .. } => 126,
    }
}

/// Returns the ports with the program as the actor: if it replaces this process, it has the credentials, not the parent.
fn ports_with_program(ctx: &Context, ports: &Ports, name: &OsString) -> Ports {
    let mut ports = ports.clone();
    let file = Path::new(name).file_name().unwrap_or(name);
    ports.actor.program = ctx
        .machine
        .current_process_as(&file.to_string_lossy())
        .or(ports.actor.program);
    ports
}

fn not_started(name: &OsString, error: &ProgramError) -> Failure {
    let name = name.to_string_lossy();
    match error {
        ProgramError::NotFound => {
            Failure::invalid_input(messages::program_not_found(&name), messages::CHECK_PROGRAM)
        }
        ProgramError::Failed { detail } => Failure::Message(messages::program_not_started(&name, detail)),
    }
}

/// A region of the user is kept where the role can be used in it; where it cannot, they are told.
fn export_context(ctx: &Context, settings: &Settings, role: &ResolvedRole) -> ExportContext {
    let variable = |name: &str| ctx.machine.variable(name);
    let region = settings.console_region.as_ref();
    let context = ExportContext::new(role, region, &ShellEnvironment::Known(&variable));
    for replaced in context.replaced_regions() {
        ctx.terminal
            .note(Text::styled(Style::Warning, &messages::replaced_region(replaced)));
    }
    context
}

fn print_secret(ctx: &Context, text: &ExportText) -> Result<(), OutputError> {
    // EXPOSE: the user or an SDK requested it on standard output
    ctx.terminal.write_raw(text.expose().as_bytes())
}

fn not_exported(error: &ExportError) -> Failure {
    Failure::Message(messages::not_exported(error))
}

#[cfg(test)]
mod tests;
