//! Copying, with a receipt. Secrets are cleared from the clipboard after the time of the settings.

use crate::runtime::ActionContext;
use crate::wire::CopyReceiptView;
use rolecall::problem::Problem;
use rolecall_model::secret::ExportText;

/// Copies text that is not secret; `what` names it in the receipt.
pub(super) fn copy_plain(
    context: &ActionContext,
    text: &str,
    what: &str,
) -> Result<CopyReceiptView, Problem> {
    context
        .ports
        .desktop
        .clipboard
        .copy(text)
        .map_err(|error| Problem::from(&error))?;
    Ok(CopyReceiptView {
        what: what.to_owned(),
        clears_in_seconds: None,
    })
}

/// Copies a secret; `what` names it in the receipt.
pub(super) fn copy_secret(
    context: &ActionContext,
    text: &ExportText,
    what: &str,
) -> Result<CopyReceiptView, Problem> {
    let clear_in = context.keeper.snapshot().settings.clipboard_clear_in;
    context
        .ports
        .desktop
        .clipboard
        .copy_secret(text, clear_in)
        .map_err(|error| Problem::from(&error))?;
    Ok(CopyReceiptView {
        what: what.to_owned(),
        clears_in_seconds: u32::try_from(clear_in.as_secs()).ok(),
    })
}
