//! `rolecall sign-out`.

use crate::choice;
use crate::command_line::PortalArg;
use crate::desktop;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use rolecall::history::Surface;
use rolecall::sign_in::{SignedOut, sign_out};

pub(super) async fn run(here: &Surroundings, args: &PortalArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let portal = choice::portal(&settings, args.portal.as_deref())?;
    let signed_out = sign_out(&here.acting(Surface::Command, false), &portal)
        .await
        .map_err(|error| Failure::at(&portal.name, &error))?;
    desktop::changed(here).await;
    here.terminal.remark(match signed_out {
        SignedOut::Revoked => format!("Signed out of {}.", portal.name),
        SignedOut::NotRevoked => format!(
            "Signed out of {} on this computer. AWS could not be told: the sign-in ends there by itself.",
            portal.name
        ),
        SignedOut::WasNot => format!("Nobody was signed in to {}.", portal.name),
    });
    Ok(())
}
