//! The direct way of `credential-process`: SDKs call it before every command, so kept credentials that are still good
//! are answered after one keychain read, before anything else is set up.
//!
//! It answers or it does not; whatever is not plain and well is left to the verb. It must not write anything.

use crate::choice;
use crate::failure::Failure;
use crate::verb::AT_LEAST;
use rolecall::assignment::Assignment;
use rolecall::export::credential_process_json;
use rolecall::ports::Ports;
use rolecall::role_session::kept_role_credentials;
use rolecall::secret::ExportText;
use rolecall::settings::Settings;
use rolecall::target::{parse_target, resolve};
use std::ffi::OsString;

/// Returns the target of `rolecall credential-process TARGET`, typed just so.
pub fn target_of(words: &[OsString]) -> Option<&str> {
    match words {
        [_, verb, target] if verb == "credential-process" => {
            target.to_str().filter(|target| !target.starts_with('-'))
        }
        _ => None,
    }
}

/// Returns the document for credentials that are kept and good; nothing when there is anything more to do. A keychain
/// that failed is the answer: asked again, it might prompt the person again.
pub async fn kept_document(ports: &Ports, target: &str) -> Option<Result<ExportText, Failure>> {
    let settings = choice::settings(ports).ok()?;
    let assignment = assignment(&settings, target)?;
    let portal = settings.portal(&assignment.portal)?;
    match kept_role_credentials(ports, portal, &assignment, AT_LEAST).await {
        Ok(kept) => Some(Ok(credential_process_json(&kept?, &assignment.account_id))),
        Err(error) => Some(Err(Failure::at(&portal.name, &error))),
    }
}

fn assignment(settings: &Settings, target: &str) -> Option<Assignment> {
    resolve(
        &parse_target(target).ok()?,
        &[],
        &settings.aliases,
        settings.default_assignment.as_ref(),
    )
    .ok()
}
