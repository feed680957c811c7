//! Commands that a user copies into a shell or a file; they name a target and carry no secret.

use super::quote;
use super::{ExportError, ExportFormat, REMOVED_VARIABLES};
use crate::hostile_text::printable;

/// Returns the value of `credential_process` in a profile that gets its credentials of `target` from Rolecall.
///
/// Some SDKs split it themselves, others give it to a shell: only what all of them read alike is accepted.
///
/// # Errors
/// [`ExportError::CannotCarry`] when `target` holds a character that they read differently.
pub fn profile_command(target: &str) -> Result<String, ExportError> {
    if !is_plain(target) {
        return Err(cannot_carry(ExportFormat::CredentialProcess));
    }
    let quote = if target.contains(' ') { "\"" } else { "" };
    Ok(format!("rolecall credential-process {quote}{target}{quote}"))
}

/// Returns the command that makes a shell take the credentials of `target` without showing them.
///
/// For a format that is no shell's it is the command that prints them.
///
/// # Errors
/// [`ExportError::CannotCarry`] when `target` cannot be pasted into that shell and stay one word.
pub fn eval_command(target: &str, format: ExportFormat) -> Result<String, ExportError> {
    let pastable = !target.is_empty()
        && !target.starts_with('-')
        && printable(target) == target
        && quote::carries(format, target)
        && match format {
            // Programs get their arguments through one line that Windows splits again.
            ExportFormat::PowerShell => !target.contains('"') && !target.ends_with('\\'),
            ExportFormat::Cmd => is_plain(target),
            ExportFormat::Bash
            | ExportFormat::Zsh
            | ExportFormat::Posix
            | ExportFormat::Fish
            | ExportFormat::Nushell
            | ExportFormat::Dotenv
            | ExportFormat::Json
            | ExportFormat::CredentialProcess => true,
        };
    if !pastable {
        return Err(cannot_carry(format));
    }
    let shell = format.id();
    let word = quoted(format, target);
    Ok(match format {
        ExportFormat::Bash | ExportFormat::Zsh | ExportFormat::Posix => {
            format!("eval \"$(rolecall env {word} --shell {shell})\"")
        }
        ExportFormat::Fish => format!("rolecall env {word} --shell fish | source"),
        ExportFormat::PowerShell => {
            format!("rolecall env {word} --shell powershell | Out-String | Invoke-Expression")
        }
        ExportFormat::Cmd => {
            format!("for /f \"delims=\" %i in ('rolecall env \"{word}\" --shell cmd') do @%i")
        }
        ExportFormat::Nushell => {
            let removing = quote::removing(format, &REMOVED_VARIABLES);
            let removing = removing.trim_end();
            format!("{removing}; rolecall env {word} --shell json | from json | load-env")
        }
        ExportFormat::Dotenv | ExportFormat::Json => format!("rolecall env {word} --shell {shell}"),
        ExportFormat::CredentialProcess => format!("rolecall credential-process {word}"),
    })
}

/// Returns the command with which a shell that evaluates an export notices that there is none: it fails, where the shell allows
/// it with `exit_code`, elsewhere with the sentence `why`. Nothing for formats that no shell evaluates; without a format, what
/// fails in any shell.
pub fn failing_command(format: Option<ExportFormat>, exit_code: u8, why: &str) -> String {
    match format {
        // A program of POSIX; a shell that does not find it fails as well.
        None => "false\n".to_owned(),
        Some(ExportFormat::Bash | ExportFormat::Zsh | ExportFormat::Posix) => format!("(exit {exit_code})\n"),
        Some(ExportFormat::Fish) => format!("return {exit_code}\n"),
        Some(ExportFormat::PowerShell) => format!("throw {}\n", quoted(ExportFormat::PowerShell, why)),
        Some(ExportFormat::Cmd) => format!("cmd /c exit {exit_code}\r\n"),
        Some(ExportFormat::Nushell) => {
            format!("error make {{msg: {}}}\n", quoted(ExportFormat::Nushell, why))
        }
        Some(ExportFormat::Dotenv | ExportFormat::Json | ExportFormat::CredentialProcess) => String::new(),
    }
}

fn quoted(format: ExportFormat, target: &str) -> String {
    let quoter = match format {
        ExportFormat::Dotenv | ExportFormat::Json | ExportFormat::CredentialProcess => ExportFormat::Posix,
        ExportFormat::Bash
        | ExportFormat::Zsh
        | ExportFormat::Posix
        | ExportFormat::Fish
        | ExportFormat::PowerShell
        | ExportFormat::Cmd
        | ExportFormat::Nushell => format,
    };
    let mut word = String::new();
    quote::push_quoted(&mut word, quoter, target);
    word
}

/// Letters, digits, spaces and signs that mean nothing to any shell or splitter, even where quotes are read twice.
fn is_plain(target: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b" ._@+/=,:-".contains(&b);
    !target.is_empty()
        && !target.starts_with(['-', ' '])
        && !target.ends_with(' ')
        && target.bytes().all(fits)
}

fn cannot_carry(format: ExportFormat) -> ExportError {
    ExportError::CannotCarry {
        what: "target",
        format,
    }
}
