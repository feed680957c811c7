//! What the page offers for a role: console services to open and formats to copy.

use crate::wire::{COMMAND_PREFIX, DestinationView, ExportView};
use rolecall::console::{Service, services};
use rolecall::export::ExportFormat;

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
