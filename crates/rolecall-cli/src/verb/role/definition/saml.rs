//! From the arguments of a command to a role that a SAML assertion leads to.

use super::web_identity::{endpoint_url, file, region};
use super::{role_arn, set_token_options, unset_role_session_option};
use crate::command_line::{RoleAddArgs, RoleEditArgs, RoleOptionArgs, SamlArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles as messages;
use rolecall::ports::parse_assertion;
use rolecall::settings::is_token_command;
use rolecall_model::role_definition::{
    AssertionSource, IdentityTokenSource, RoleSessionOptions, SamlProviderArn, SamlRole,
};
use rolecall_model::secret::RoleSecret;
use std::path::Path;

/// Stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Returns whether any of the arguments is about an assertion.
pub(super) fn is_given(args: &SamlArgs) -> bool {
    let SamlArgs {
        saml_assertion,
        saml_command,
        provider,
    } = args;
    saml_assertion.is_some() || saml_command.is_some() || provider.is_some()
}

/// Returns a new role.
pub(super) fn new(ctx: &Context, args: &RoleAddArgs) -> Result<SamlRole, Failure> {
    let missing = |option| Failure::invalid_input(messages::missing_of_assertion(option), "");
    let given = &args.web_identity;
    let mut session = RoleSessionOptions::default();
    set_options(ctx, &mut session, &args.options)?;
    Ok(SamlRole {
        assertion: source(&args.saml)?.ok_or_else(|| missing("--saml-assertion"))?,
        role_arn: role_arn(given.role.as_ref().ok_or_else(|| missing("--role"))?)?,
        provider: provider(args.saml.provider.as_ref().ok_or_else(|| missing("--provider"))?)?,
        region: region(given.region.as_ref().ok_or_else(|| missing("--region"))?)?,
        endpoint_url: given.endpoint_url.as_deref().map(endpoint_url).transpose()?,
        session,
    })
}

/// Returns `role` with what `args` change.
pub(super) fn changed(ctx: &Context, mut role: SamlRole, args: &RoleEditArgs) -> Result<SamlRole, Failure> {
    let given = &args.web_identity;
    if let Some(assertion) = source(&args.saml)? {
        role.assertion = assertion;
    }
    if let Some(text) = &args.saml.provider {
        role.provider = provider(text)?;
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

/// Reads the assertion that the user enters, if they are to enter one.
pub(super) fn entered(ctx: &Context, args: &SamlArgs) -> Result<Option<RoleSecret>, Failure> {
    if args.saml_assertion.as_deref() != Some(Path::new(STANDARD_INPUT)) {
        return Ok(None);
    }
    let text = super::entered::pasted(ctx, messages::PASTE_ASSERTION)?;
    // EXPOSE: it is parsed, and stays a secret.
    let assertion = parse_assertion(text.expose()).map_err(|error| Failure::from_error(&error))?;
    // EXPOSE: it stays a secret of another type, for the keychain.
    Ok(Some(RoleSecret::from_exposed(assertion.expose())))
}

fn set_options(
    ctx: &Context,
    session: &mut RoleSessionOptions,
    args: &RoleOptionArgs,
) -> Result<(), Failure> {
    if args.session_name.is_some() {
        let summary = messages::not_for_assertions("--session-name");
        return Err(Failure::invalid_input(summary, messages::IN_THE_ASSERTION));
    }
    set_token_options(ctx, session, args, |option| {
        Failure::invalid_input(messages::not_for_assertions(option), messages::IN_THE_ASSERTION)
    })
}

fn source(args: &SamlArgs) -> Result<Option<AssertionSource>, Failure> {
    match (&args.saml_assertion, &args.saml_command) {
        (Some(path), _) if path == Path::new(STANDARD_INPUT) => Ok(Some(AssertionSource::Entered)),
        (Some(path), _) => file(path).map(|file| Some(AssertionSource::Read(file))),
        (None, Some(command)) if is_token_command(command) => Ok(Some(AssertionSource::Read(
            IdentityTokenSource::Command(command.clone()),
        ))),
        (None, Some(_)) => Err(Failure::invalid_input(messages::INVALID_COMMAND, "")),
        (None, None) => Ok(None),
    }
}

fn provider(text: &str) -> Result<SamlProviderArn, Failure> {
    SamlProviderArn::parse(text)
        .map_err(|_| Failure::invalid_input(messages::invalid_provider(text), messages::PROVIDER_FORM))
}
