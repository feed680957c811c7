//! From the arguments of a command to a role that a token of another identity provider leads to.

use super::{role_arn, set_token_options, unset_role_session_option};
use crate::command_line::{RoleAddArgs, RoleEditArgs, RoleOptionArgs, WebIdentityArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles as messages;
use crate::messages::{portals, targets};
use rolecall::settings::is_token_command;
use rolecall_model::partition::Region;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_definition::{IdentityTokenSource, RoleSessionOptions, WebIdentityRole};
use std::path::Path;

/// Returns a new role.
pub(super) fn new(ctx: &Context, args: &RoleAddArgs) -> Result<WebIdentityRole, Failure> {
    let missing = |option| Failure::invalid_input(messages::missing_option(option), "");
    let given = &args.web_identity;
    let mut session = RoleSessionOptions::default();
    set_options(ctx, &mut session, &args.options)?;
    Ok(WebIdentityRole {
        token: token_source(given)?.ok_or_else(|| missing("--web-identity-token-file"))?,
        role_arn: role_arn(given.role.as_ref().ok_or_else(|| missing("--role"))?)?,
        region: region(given.region.as_ref().ok_or_else(|| missing("--region"))?)?,
        endpoint_url: given.endpoint_url.as_deref().map(endpoint_url).transpose()?,
        session,
    })
}

/// Returns `role` with what `args` change.
pub(super) fn changed(
    ctx: &Context,
    mut role: WebIdentityRole,
    args: &RoleEditArgs,
) -> Result<WebIdentityRole, Failure> {
    let given = &args.web_identity;
    if let Some(token) = token_source(given)? {
        role.token = token;
    }
    if let Some(text) = &given.role {
        role.role_arn = role_arn(text)?;
    }
    if let Some(text) = &given.region {
        role.region = region(text)?;
    }
    if let Some(text) = &given.endpoint_url {
        role.endpoint_url = Some(endpoint_url(text)?);
    }
    for field in &args.unset {
        unset_role_session_option(&mut role.session, *field);
    }
    set_options(ctx, &mut role.session, &args.options)?;
    Ok(role)
}

/// Sets what a token can be asked for with: tags and a source identity are in the token itself.
fn set_options(
    ctx: &Context,
    session: &mut RoleSessionOptions,
    args: &RoleOptionArgs,
) -> Result<(), Failure> {
    set_token_options(ctx, session, args, |option| {
        Failure::invalid_input(messages::not_for_tokens(option), messages::IN_THE_TOKEN)
    })
}

fn token_source(args: &WebIdentityArgs) -> Result<Option<IdentityTokenSource>, Failure> {
    match (&args.web_identity_token_file, &args.web_identity_command) {
        (Some(path), _) => file(path).map(Some),
        (None, Some(command)) if is_token_command(command) => {
            Ok(Some(IdentityTokenSource::Command(command.clone())))
        }
        (None, Some(_)) => Err(Failure::invalid_input(messages::INVALID_COMMAND, "")),
        (None, None) => Ok(None),
    }
}

pub(super) fn file(path: &Path) -> Result<IdentityTokenSource, Failure> {
    let is_absolute = path.is_absolute() && path.to_str().is_some();
    is_absolute
        .then(|| IdentityTokenSource::File(path.to_owned()))
        .ok_or_else(|| Failure::invalid_input(messages::relative_path(&path.to_string_lossy()), ""))
}

pub(in crate::verb::role) fn region(text: &str) -> Result<Region, Failure> {
    Region::parse_typed(text)
        .map_err(|_| Failure::invalid_input(targets::invalid_region(text), targets::REGION_FORM))
}

pub(in crate::verb::role) fn endpoint_url(text: &str) -> Result<EndpointUrl, Failure> {
    EndpointUrl::parse(text)
        .map_err(|_| Failure::invalid_input(portals::INVALID_ENDPOINT, portals::ENDPOINT_FORM))
}
