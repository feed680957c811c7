//! The forms that role credentials can be exported in.
//!
//! It must not know how a value is written in any of them.

/// A form that role credentials can be exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// Commands for bash.
    Bash,
    /// Commands for zsh.
    Zsh,
    /// Commands for any POSIX shell: dash, ksh, sh.
    Posix,
    /// Commands for fish.
    Fish,
    /// Commands for PowerShell, Windows' own and 7.
    PowerShell,
    /// Commands for cmd.exe.
    Cmd,
    /// Commands for Nushell.
    Nushell,
    /// Lines of a `.env` file. It can remove nothing.
    Dotenv,
    /// One JSON object of variable names and values. It can remove nothing.
    Json,
    /// What `credential_process` answers (SDK reference, "Process credential provider").
    CredentialProcess,
}

impl ExportFormat {
    /// Every format, in the order a menu offers them.
    pub const ALL: [Self; 10] = [
        Self::Bash,
        Self::Zsh,
        Self::Posix,
        Self::Fish,
        Self::PowerShell,
        Self::Cmd,
        Self::Nushell,
        Self::Dotenv,
        Self::Json,
        Self::CredentialProcess,
    ];

    /// Returns the stable identifier that the command line and the state database use.
    pub fn id(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Posix => "posix",
            Self::Fish => "fish",
            Self::PowerShell => "powershell",
            Self::Cmd => "cmd",
            Self::Nushell => "nushell",
            Self::Dotenv => "dotenv",
            Self::Json => "json",
            Self::CredentialProcess => "credential-process",
        }
    }

    /// Tells whether a shell evaluates it.
    pub fn is_shell(self) -> bool {
        match self {
            Self::Bash
            | Self::Zsh
            | Self::Posix
            | Self::Fish
            | Self::PowerShell
            | Self::Cmd
            | Self::Nushell => true,
            Self::Dotenv | Self::Json | Self::CredentialProcess => false,
        }
    }

    /// Returns the format for the shell whose program has this name; nothing for a program that is no shell, or one that reads none
    /// of the formats.
    pub fn of_shell(program: &str) -> Option<Self> {
        Self::parse(program).filter(|format| format.is_shell())
    }

    /// Reads the word that names a format, or the name of a shell's program.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.to_ascii_lowercase();
        let word = word.strip_suffix(".exe").unwrap_or(&word);
        match word {
            "rbash" => Some(Self::Bash),
            "sh" | "dash" | "ash" | "ksh" | "ksh93" | "mksh" | "oksh" | "yash" => Some(Self::Posix),
            "pwsh" => Some(Self::PowerShell),
            "nu" => Some(Self::Nushell),
            "env" | ".env" => Some(Self::Dotenv),
            "process" => Some(Self::CredentialProcess),
            id => Self::ALL.into_iter().find(|format| format.id() == id),
        }
    }
}
