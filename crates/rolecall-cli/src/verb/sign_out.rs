//! `rolecall sign-out`: erases the sign-in and its role sessions, and revokes the sign-in at AWS.

use crate::command_line::PortalArg;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::{logins, sign_in as messages};
use crate::{resolve, settings};
use rolecall::login::erase_login_session;
use rolecall::role_session::stop_role_session;
use rolecall::sign_out::sign_out;
use rolecall_model::history::Surface;
use rolecall_model::role_source::ResolvedRole;

pub(super) async fn run(ctx: &Context, args: &PortalArg) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports);
    let settings = settings.as_ref().map_err(Clone::clone);
    if let Ok(settings) = settings
        && let Some(role) = resolve::login_role(settings, args.portal.as_deref())
    {
        return of_console(ctx, &role?).await;
    }
    let name = resolve::portal_to_give_up(ctx, settings, args.portal.as_deref()).await?;
    let signed_out = sign_out(&ctx.ports_with_actor(Surface::Command, false), &name)
        .await
        .map_err(|error| Failure::for_portal(&name, &error))?;
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::signed_out(&name, signed_out));
    Ok(())
}

/// Forgets a sign-in to the console, and stops the role session that it gave.
async fn of_console(ctx: &Context, role: &ResolvedRole) -> Result<(), Failure> {
    let Some(name) = role.key.defined_name() else {
        return Ok(());
    };
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let erased = erase_login_session(&ports, name).await;
    let was_signed_in = erased.map_err(|error| Failure::from_error(&error))?;
    let stopped = stop_role_session(&ports, &role.key).await;
    stopped.map_err(|error| Failure::from_error(&error))?;
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(logins::signed_out(name, was_signed_in));
    Ok(())
}
