//! `rolecall sign-out`.

use crate::choice;
use crate::command_line::PortalArg;
use crate::desktop;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use rolecall::sign_out::{SignOutOutcome, sign_out};
use rolecall_model::history::Surface;

pub(super) async fn run(here: &Surroundings, args: &PortalArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let portal = choice::portal(&settings, args.portal.as_deref())?;
    let signed_out = sign_out(&here.acting(Surface::Command, false), &portal)
        .await
        .map_err(|error| Failure::at(&portal.name, &error))?;
    desktop::changed(here).await;
    here.terminal.remark(match signed_out {
        SignOutOutcome::Revoked => format!("Signed out of {}.", portal.name),
        SignOutOutcome::NotRevoked => format!(
            "Signed out of {} on this computer. AWS could not be told: the sign-in ends there by itself.",
            portal.name
        ),
        SignOutOutcome::NotSignedIn => format!("Nobody was signed in to {}.", portal.name),
    });
    Ok(())
}
