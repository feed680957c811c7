//! What the page offers for a role: console services to open, formats to copy, and the receipts of copies.

use crate::messages;
use crate::wire::{COMMAND_PREFIX, CopyReceiptView, DestinationView, ExportView, RecentDestinationsView};
use rolecall::console::{RecentDestinations, Service, services};
use rolecall::export::ExportFormat;
use rolecall::keeper::{CopyContent, CopyReceipt};
use std::time::Duration;

/// Returns the console services that can be opened directly: the console's home, then the others by their labels.
pub(crate) fn destinations() -> Vec<DestinationView> {
    let view = |service: &Service| DestinationView {
        service: service.short.to_owned(),
        label: service.label.to_owned(),
        other_names: service.others.iter().map(|name| (*name).to_owned()).collect(),
        global: service.global,
    };
    let mut views: Vec<DestinationView> = services().iter().map(view).collect();
    if let Some((_home, others)) = views.split_first_mut() {
        others.sort_by_cached_key(|other| other.label.to_lowercase());
    }
    views
}

/// Returns where the console was opened last.
pub(crate) fn recent_destinations(recent: &RecentDestinations) -> RecentDestinationsView {
    let service = |service: &&Service| service.short.to_owned();
    RecentDestinationsView {
        services: recent.services.iter().map(service).collect(),
        regions: recent.regions.iter().map(ToString::to_string).collect(),
    }
}

/// The formats of the copy menu; commands are offered in the first three.
const FORMATS: [ExportFormat; 8] = [
    ExportFormat::Bash,
    ExportFormat::Fish,
    ExportFormat::PowerShell,
    ExportFormat::Cmd,
    ExportFormat::Nushell,
    ExportFormat::Dotenv,
    ExportFormat::Json,
    ExportFormat::CredentialProcess,
];

/// Returns what can be copied: commands, which contain no secret, first.
pub(crate) fn exports() -> Vec<ExportView> {
    let commands = FORMATS[..3].iter().map(|format| ExportView {
        format: format!("{COMMAND_PREFIX}{}", format.id()),
        label: messages::command_label(*format),
        secret: false,
    });
    let profile = ExportView {
        format: format!("{COMMAND_PREFIX}{}", ExportFormat::CredentialProcess.id()),
        label: messages::PROFILE_COMMAND.to_owned(),
        secret: false,
    };
    let credentials = FORMATS.iter().map(|format| ExportView {
        format: format.id().to_owned(),
        label: messages::export_label(*format).to_owned(),
        secret: true,
    });
    commands.chain([profile]).chain(credentials).collect()
}

/// Returns the receipt of a copied command or of copied credentials.
pub(crate) fn export_receipt(content: CopyContent, receipt: CopyReceipt) -> CopyReceiptView {
    let what = match content {
        CopyContent::Command(_) => messages::COPIED_COMMAND.to_owned(),
        CopyContent::Credentials(format) => messages::copied_credentials(format),
    };
    copy_receipt(what, receipt)
}

/// Returns the receipt of a copied sign-in link.
pub(crate) fn sign_in_link_receipt(receipt: CopyReceipt) -> CopyReceiptView {
    copy_receipt(messages::COPIED_SIGN_IN_LINK.to_owned(), receipt)
}

/// Returns the receipt of a copied code of a sign-in.
pub(crate) fn sign_in_code_receipt(receipt: CopyReceipt) -> CopyReceiptView {
    copy_receipt(messages::COPIED_SIGN_IN_CODE.to_owned(), receipt)
}

/// Returns the receipt of a secret that is in the clipboard for so long. A second that has begun counts.
pub(crate) fn secret_receipt(what: String, clears_in: Duration) -> CopyReceiptView {
    let seconds = clears_in.as_secs() + u64::from(clears_in.subsec_nanos() > 0);
    copy_receipt(
        what,
        CopyReceipt {
            clears_in: Some(Duration::from_secs(seconds)),
        },
    )
}

fn copy_receipt(what: String, receipt: CopyReceipt) -> CopyReceiptView {
    CopyReceiptView {
        what,
        clears_in_seconds: receipt
            .clears_in
            .and_then(|clears_in| u32::try_from(clears_in.as_secs()).ok()),
    }
}
