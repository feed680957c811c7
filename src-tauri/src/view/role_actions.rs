//! What the page offers for a role: console services to open, formats to copy, and the receipts of copies.

use crate::wire::{COMMAND_PREFIX, CopyReceiptView, DestinationView, ExportView};
use rolecall::console::{Service, services};
use rolecall::export::ExportFormat;
use rolecall::keeper::{CopyContent, CopyReceipt};
use rolecall::messages::export::format_name;

/// Returns the console services that can be opened directly.
pub(crate) fn destinations() -> Vec<DestinationView> {
    let view = |service: &Service| DestinationView {
        service: service.short.to_owned(),
        label: service.label.to_owned(),
        global: service.global,
    };
    services().iter().map(view).collect()
}

/// The formats of the copy menu, with their labels.
const FORMATS: [(ExportFormat, &str); 8] = [
    (ExportFormat::Bash, "bash, zsh"),
    (ExportFormat::Fish, "fish"),
    (ExportFormat::PowerShell, "PowerShell"),
    (ExportFormat::Cmd, "cmd"),
    (ExportFormat::Nushell, "Nushell"),
    (ExportFormat::Dotenv, ".env file"),
    (ExportFormat::Json, "JSON"),
    (ExportFormat::CredentialProcess, "credential_process JSON"),
];

/// Returns what can be copied: commands, which contain no secret, first.
pub(crate) fn exports() -> Vec<ExportView> {
    let commands = FORMATS[..3].iter().map(|(format, label)| ExportView {
        format: format!("{COMMAND_PREFIX}{}", format.id()),
        label: format!("Command for {label}"),
        secret: false,
    });
    let profile = ExportView {
        format: format!("{COMMAND_PREFIX}{}", ExportFormat::CredentialProcess.id()),
        label: "credential_process for ~/.aws/config".to_owned(),
        secret: false,
    };
    let credentials = FORMATS.iter().map(|(format, label)| ExportView {
        format: format.id().to_owned(),
        label: (*label).to_owned(),
        secret: true,
    });
    commands.chain([profile]).chain(credentials).collect()
}

/// Returns the receipt of a copied command or of copied credentials.
pub(crate) fn export_receipt(content: CopyContent, receipt: CopyReceipt) -> CopyReceiptView {
    let what = match content {
        CopyContent::Command(_) => "the command".to_owned(),
        CopyContent::Credentials(format) => format!("credentials for {}", format_name(format)),
    };
    copy_receipt(what, receipt)
}

/// Returns the receipt of a copied sign-in link.
pub(crate) fn sign_in_link_receipt(receipt: CopyReceipt) -> CopyReceiptView {
    copy_receipt("the sign-in link".to_owned(), receipt)
}

fn copy_receipt(what: String, receipt: CopyReceipt) -> CopyReceiptView {
    CopyReceiptView {
        what,
        clears_in_seconds: receipt
            .clears_in
            .and_then(|clears_in| u32::try_from(clears_in.as_secs()).ok()),
    }
}
