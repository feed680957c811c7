//! A role that a sign-in to the console leads to: whoever signs in when it is added.

use super::definition::foreign;
use super::{check, user};
use crate::command_line::RoleAddArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::logins as messages;
use crate::verb::sign_in::{LoginBrowser, in_terminal};
use crate::{desktop, resolve, settings};
use rolecall::login::{Login, erase_login_session, log_in};
use rolecall::settings::add_role;
use rolecall_model::history::Surface;
use rolecall_model::role_definition::{RoleDefinition, RoleMethod};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::settings::Settings;

/// Lets the user sign in and defines a role for whoever that is. The sign-in is kept before the definition is written: what is
/// killed in between can be done again.
pub(super) async fn add(
    ctx: &Context,
    settings: &Settings,
    name: DefinedRoleName,
    args: &RoleAddArgs,
) -> Result<RoleDefinition, Failure> {
    foreign::refuse_options(&args.options)?;
    let endpoints = foreign::endpoints(ctx, settings, &args.web_identity)?;
    user::refuse_taken(settings, &name)?;
    let browser = LoginBrowser::choose(ctx, args.login.no_browser);
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let report = |step| browser.print_step(ctx, step);
    let login = in_terminal(ctx, log_in(&ports, endpoints, browser.opens(), &report)).await?;
    let login = login.map_err(|error| Failure::from_error(&error))?;
    let definition = RoleDefinition {
        name,
        method: RoleMethod::Login(login.role.clone()),
    };
    check(settings, &definition)?;
    keep(ctx, login, &definition).await?;
    desktop::notify_changed(ctx).await;
    if let RoleMethod::Login(login) = &definition.method {
        let added = messages::added(&definition.name, &login.login_session);
        ctx.terminal.note(added);
    }
    Ok(definition)
}

async fn keep(ctx: &Context, login: Login, definition: &RoleDefinition) -> Result<(), Failure> {
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let saved = login.save(&ports, &definition.name).await;
    saved.map_err(|error| Failure::from_error(&error))?;
    if let Err(failure) = settings::change(&ctx.ports, |text| add_role(text, definition)) {
        // Nothing of what failed stays.
        let erased = erase_login_session(&ports, &definition.name).await;
        erased.map_err(|error| Failure::from_error(&error))?;
        return Err(failure);
    }
    let role = resolve::source(&settings::load(&ctx.ports)?, &definition.key())?;
    let stored = login.store_credentials(&ports, &role).await;
    stored.map_err(|error| Failure::for_role(&role, &error))
}
