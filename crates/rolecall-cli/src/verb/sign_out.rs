//! `rolecall sign-out`: erases the sign-in and its role sessions, and revokes the sign-in at AWS.

use crate::command_line::PortalArg;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::sign_in as messages;
use crate::{resolve, settings};
use rolecall::sign_out::sign_out;
use rolecall_model::history::Surface;

pub(super) async fn run(ctx: &Context, args: &PortalArg) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports);
    let settings = settings.as_ref().map_err(Clone::clone);
    let name = resolve::portal_to_give_up(ctx, settings, args.portal.as_deref()).await?;
    let signed_out = sign_out(&ctx.ports_with_actor(Surface::Command, false), &name)
        .await
        .map_err(|error| Failure::for_portal(&name, &error))?;
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::signed_out(&name, signed_out));
    Ok(())
}
