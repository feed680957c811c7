//! Formats that credentials are exported in.

use rolecall_model::export_format::ExportFormat;

/// Returns the name of a format for a menu.
pub fn format_name(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Bash => "bash",
        ExportFormat::Zsh => "zsh",
        ExportFormat::Posix => "POSIX shell",
        ExportFormat::Fish => "fish",
        ExportFormat::PowerShell => "PowerShell",
        ExportFormat::Cmd => "Command Prompt",
        ExportFormat::Nushell => "Nushell",
        ExportFormat::Dotenv => ".env",
        ExportFormat::Json => "JSON",
        ExportFormat::CredentialProcess => "credential_process",
    }
}
