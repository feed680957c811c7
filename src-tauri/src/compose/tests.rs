//! A command is copied for the user's own shell.

use super::shell_format;
use rolecall::export::ExportFormat;
use std::ffi::OsStr;

#[test]
fn a_command_is_for_the_shell_of_the_user() {
    for (shell, format) in [
        ("/usr/bin/fish", ExportFormat::Fish),
        ("/bin/zsh", ExportFormat::Zsh),
        ("/usr/local/bin/nu", ExportFormat::Nushell),
        ("/usr/bin/pwsh", ExportFormat::PowerShell),
        ("/bin/dash", ExportFormat::Posix),
    ] {
        assert_eq!(shell_format(Some(OsStr::new(shell))), format, "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn a_shell_that_is_not_known_gets_what_most_shells_read() {
    assert_eq!(shell_format(None), ExportFormat::Posix);
    assert_eq!(
        shell_format(Some(OsStr::new("/usr/bin/tcsh"))),
        ExportFormat::Posix
    );
    assert_eq!(shell_format(Some(OsStr::new(""))), ExportFormat::Posix);
}
