//! The direct way of `credential-process`: SDKs call it before every command, so kept credentials that are still good
//! are answered after one keychain read, before anything else is set up.
//!
//! It answers or it does not; whatever is not plain and well is left to the verb. It must not write anything.

use crate::choice;
use crate::verb::AT_LEAST;
use rolecall::assignment::Assignment;
use rolecall::export::credential_process_json;
use rolecall::ports::Ports;
use rolecall::secret::ExportText;
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

/// Returns the document for credentials that are kept and good; nothing when there is anything more to do.
pub async fn kept_document(ports: &Ports, target: &str) -> Option<ExportText> {
    let assignment = assignment(ports, target)?;
    let kept = ports.keychain.role_credentials(&assignment).await.ok()??;
    let good = kept.remaining(ports.clock.now()) >= AT_LEAST;
    good.then(|| credential_process_json(&kept, &assignment.account_id))
}

fn assignment(ports: &Ports, target: &str) -> Option<Assignment> {
    let target = parse_target(target).ok()?;
    if let Some(explicit) = target.explicit() {
        return Some(explicit);
    }
    let settings = choice::settings(ports).ok()?;
    resolve(
        &target,
        &[],
        &settings.aliases,
        settings.default_assignment.as_ref(),
    )
    .ok()
}
