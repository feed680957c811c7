//! From the arguments of a command to a role whose credentials a command prints.

use super::foreign;
use super::web_identity::{endpoint_url, region};
use crate::command_line::{RoleAddArgs, RoleEditArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles as messages;
use crate::time_limit;
use rolecall::role_session::identity_of_process;
use rolecall::settings::is_token_command;
use rolecall_model::partition::Region;
use rolecall_model::portal::{AwsEndpoints, EndpointUrl};
use rolecall_model::role_definition::{CredentialProcessRole, ForeignRole};
use rolecall_model::settings::Settings;

/// Returns a new role, for whoever the command prints credentials of.
pub(super) async fn new(
    ctx: &Context,
    settings: &Settings,
    args: &RoleAddArgs,
) -> Result<CredentialProcessRole, Failure> {
    foreign::refuse_options(&args.options)?;
    let endpoints = foreign::endpoints(ctx, settings, &args.web_identity)?;
    learned(
        ctx,
        args.process.process.as_deref().unwrap_or_default(),
        endpoints,
    )
    .await
}

/// Returns `process` with what `args` change. Whose credentials another command prints is asked again.
pub(super) async fn changed(
    ctx: &Context,
    mut process: CredentialProcessRole,
    args: &RoleEditArgs,
) -> Result<CredentialProcessRole, Failure> {
    foreign::refuse_options(&args.options)?;
    change_endpoints(&mut process.role, args)?;
    match &args.process.process {
        Some(command) => learned(ctx, command, process.role.endpoints()).await,
        None => Ok(process),
    }
}

/// Changes where requests go, if `args` do.
pub(super) fn change_endpoints(role: &mut ForeignRole, args: &RoleEditArgs) -> Result<(), Failure> {
    change_region_and_address(&mut role.region, &mut role.endpoint_url, args)
}

/// As [`change_endpoints`], for a role of any kind.
pub(super) fn change_region_and_address(
    region_of_role: &mut Region,
    address: &mut Option<EndpointUrl>,
    args: &RoleEditArgs,
) -> Result<(), Failure> {
    if let Some(text) = &args.web_identity.region {
        *region_of_role = region(text)?;
    }
    if let Some(text) = &args.web_identity.endpoint_url {
        *address = Some(endpoint_url(text)?);
    }
    Ok(())
}

async fn learned(
    ctx: &Context,
    command: &str,
    endpoints: AwsEndpoints,
) -> Result<CredentialProcessRole, Failure> {
    if !is_token_command(command) {
        return Err(Failure::invalid_input(messages::INVALID_COMMAND, ""));
    }
    let ports = time_limit::of_obtaining(&ctx.ports);
    let identity = identity_of_process(&ports, &endpoints, command).await;
    let identity = identity.map_err(|error| Failure::from_error(&error))?;
    Ok(CredentialProcessRole {
        command: command.to_owned(),
        role: foreign::role(&identity, endpoints)?,
    })
}
