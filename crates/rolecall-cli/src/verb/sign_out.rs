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
    let settings = settings::load(&ctx.ports)?;
    let portal = resolve::portal(&settings, args.portal.as_deref())?;
    let signed_out = sign_out(&ctx.ports_with_actor(Surface::Command, false), &portal)
        .await
        .map_err(|error| Failure::for_portal(&portal.name, &error))?;
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::signed_out(&portal.name, signed_out));
    Ok(())
}
