//! The environment variables that Rolecall reads, declared once and read once.
//!
//! It must not decide what a variable means for sign-in or AWS; it only reports which are set.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// The names of the variables. The command reads two more, for its log and for completions.
pub mod variable {
    /// Moves settings, state and runtime files under one folder, and gives it keychain items of its own.
    pub const ROLECALL_HOME: &str = "ROLECALL_HOME";
    /// The folder of settings (XDG Base Directory Specification).
    pub const XDG_CONFIG_HOME: &str = "XDG_CONFIG_HOME";
    /// The folder of state files (XDG Base Directory Specification).
    pub const XDG_STATE_HOME: &str = "XDG_STATE_HOME";
    /// The folder of the desktop's socket (XDG Base Directory Specification), if it exists and belongs to the user.
    pub const XDG_RUNTIME_DIR: &str = "XDG_RUNTIME_DIR";
    /// The folder of gnome-keyring's files (XDG Base Directory Specification).
    pub const XDG_DATA_HOME: &str = "XDG_DATA_HOME";
    /// The user's home folder.
    pub const HOME: &str = "HOME";
    /// The search path of programs.
    pub const PATH: &str = "PATH";
    /// The user's shell, started by `rolecall shell`.
    pub const SHELL: &str = "SHELL";
    /// The user's editor for a terminal with a screen, a command of the shell.
    pub const VISUAL: &str = "VISUAL";
    /// The user's editor, a command of the shell.
    pub const EDITOR: &str = "EDITOR";
    /// Browsers to try in turn, separated by colons (semicolons on Windows); `%s` stands for the address, and words with spaces are
    /// quoted as in a shell.
    pub const BROWSER: &str = "BROWSER";
    /// Disables colours on the terminal when set to anything (no-color.org).
    pub const NO_COLOR: &str = "NO_COLOR";
    /// The kind of terminal (terminfo(5)); `dumb` understands no escape sequences.
    pub const TERM: &str = "TERM";
    /// The AppImage file that a program was started from (AppImage specification).
    pub const APPIMAGE: &str = "APPIMAGE";
    /// The mount point of the AppImage that a program was started from.
    pub const APPDIR: &str = "APPDIR";
    /// The names of the desktop environment, separated by colons (Desktop Entry Specification).
    pub const XDG_CURRENT_DESKTOP: &str = "XDG_CURRENT_DESKTOP";
    /// The name of the Linux system, set inside the Windows Subsystem for Linux.
    pub const WSL_DISTRO_NAME: &str = "WSL_DISTRO_NAME";
    /// The socket to Windows, set inside the Windows Subsystem for Linux.
    pub const WSL_INTEROP: &str = "WSL_INTEROP";
    /// Set inside an SSH connection: a browser would open on the wrong machine.
    pub const SSH_CONNECTION: &str = "SSH_CONNECTION";
    /// Set inside an SSH connection with a terminal.
    pub const SSH_TTY: &str = "SSH_TTY";
    /// The X11 display.
    pub const DISPLAY: &str = "DISPLAY";
    /// The Wayland display.
    pub const WAYLAND_DISPLAY: &str = "WAYLAND_DISPLAY";
    /// Replaces `~/.aws/config`.
    pub const AWS_CONFIG_FILE: &str = "AWS_CONFIG_FILE";
    /// Replaces `~/.aws/credentials`.
    pub const AWS_SHARED_CREDENTIALS_FILE: &str = "AWS_SHARED_CREDENTIALS_FILE";
    /// A PEM file of certificate authorities to trust in addition to the system's.
    pub const AWS_CA_BUNDLE: &str = "AWS_CA_BUNDLE";
    /// The proxy for https.
    pub const HTTPS_PROXY: &str = "HTTPS_PROXY";
    /// The proxy for https, as other programs spell it.
    pub const HTTPS_PROXY_LOWER: &str = "https_proxy";
    /// Hosts that are reached without the proxy.
    pub const NO_PROXY: &str = "NO_PROXY";
    /// Tauri's switch that lets a WebDriver drive the window, in every build.
    pub const TAURI_WEBVIEW_AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";
    /// The speed of time in a desktop that was built for tests: a start in milliseconds since 1970, a colon, and the factor by
    /// which time passes faster from then on.
    pub const ROLECALL_PACE: &str = "ROLECALL_PACE";
    /// Set by the `rolecall` command for the desktop that it starts: until the desktop has started, the command reads its
    /// standard error.
    pub const ROLECALL_REPORTS_START: &str = "ROLECALL_REPORTS_START";
    /// Set for the commands of the user that print a token or credentials: which commands they are inside, so that none asks for
    /// what it is to print itself.
    pub const ROLECALL_RUNNING_COMMANDS: &str = "ROLECALL_RUNNING_COMMANDS";
    /// Hosts that are reached without the proxy, as other programs spell it.
    pub const NO_PROXY_LOWER: &str = "no_proxy";
}

/// The values of the variables, read once.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentVariables {
    /// [`variable::ROLECALL_HOME`].
    pub rolecall_home: Option<PathBuf>,
    /// [`variable::XDG_CONFIG_HOME`], when absolute.
    pub xdg_config_home: Option<PathBuf>,
    /// [`variable::XDG_STATE_HOME`], when absolute.
    pub xdg_state_home: Option<PathBuf>,
    /// [`variable::XDG_RUNTIME_DIR`], when absolute.
    pub xdg_runtime_dir: Option<PathBuf>,
    /// [`variable::XDG_DATA_HOME`], when absolute.
    pub xdg_data_home: Option<PathBuf>,
    /// [`variable::HOME`], when absolute.
    pub home: Option<PathBuf>,
    /// [`variable::PATH`].
    pub path: Option<OsString>,
    /// [`variable::SHELL`].
    pub shell: Option<OsString>,
    /// [`variable::VISUAL`], else [`variable::EDITOR`].
    pub editor: Option<OsString>,
    /// [`variable::APPIMAGE`], if this program is inside it, and not merely started by it.
    pub app_image: Option<PathBuf>,
    /// [`variable::BROWSER`].
    pub browser: Option<String>,
    /// [`variable::NO_COLOR`].
    pub no_color: bool,
    /// Whether a terminal understands escape sequences, by [`variable::TERM`]. Windows sets none.
    pub takes_escapes: bool,
    /// [`variable::SSH_CONNECTION`] or [`variable::SSH_TTY`].
    pub over_ssh: bool,
    /// [`variable::WSL_DISTRO_NAME`] or [`variable::WSL_INTEROP`].
    pub in_wsl: bool,
    /// Whether [`variable::DISPLAY`] or [`variable::WAYLAND_DISPLAY`] is set; always true on macOS and Windows.
    pub has_display: bool,
    /// [`variable::AWS_CONFIG_FILE`].
    pub aws_config_file: Option<PathBuf>,
    /// [`variable::AWS_SHARED_CREDENTIALS_FILE`].
    pub aws_shared_credentials_file: Option<PathBuf>,
    /// [`variable::AWS_CA_BUNDLE`].
    pub aws_ca_bundle: Option<PathBuf>,
    /// [`variable::HTTPS_PROXY`].
    pub https_proxy: Option<String>,
    /// [`variable::NO_PROXY`].
    pub no_proxy: Option<String>,
}

impl EnvironmentVariables {
    /// Reads the environment of this process.
    pub fn read() -> Self {
        Self {
            rolecall_home: path(variable::ROLECALL_HOME),
            xdg_config_home: absolute(variable::XDG_CONFIG_HOME),
            xdg_state_home: absolute(variable::XDG_STATE_HOME),
            xdg_runtime_dir: absolute(variable::XDG_RUNTIME_DIR),
            xdg_data_home: absolute(variable::XDG_DATA_HOME),
            home: env::home_dir().filter(|home| home.is_absolute()),
            path: non_empty(variable::PATH),
            shell: non_empty(variable::SHELL),
            editor: non_empty(variable::VISUAL).or_else(|| non_empty(variable::EDITOR)),
            app_image: own_app_image(),
            browser: text(variable::BROWSER),
            no_color: non_empty(variable::NO_COLOR).is_some(),
            takes_escapes: match non_empty(variable::TERM) {
                Some(kind) => kind != "dumb",
                None => cfg!(windows),
            },
            over_ssh: non_empty(variable::SSH_CONNECTION)
                .or_else(|| non_empty(variable::SSH_TTY))
                .is_some(),
            in_wsl: non_empty(variable::WSL_DISTRO_NAME)
                .or_else(|| non_empty(variable::WSL_INTEROP))
                .is_some(),
            has_display: cfg!(any(windows, target_os = "macos"))
                || non_empty(variable::DISPLAY)
                    .or_else(|| non_empty(variable::WAYLAND_DISPLAY))
                    .is_some(),
            aws_config_file: path(variable::AWS_CONFIG_FILE),
            aws_shared_credentials_file: path(variable::AWS_SHARED_CREDENTIALS_FILE),
            aws_ca_bundle: path(variable::AWS_CA_BUNDLE),
            https_proxy: text(variable::HTTPS_PROXY).or_else(|| text(variable::HTTPS_PROXY_LOWER)),
            no_proxy: text(variable::NO_PROXY).or_else(|| text(variable::NO_PROXY_LOWER)),
        }
    }

    /// Returns the file that [`variable::AWS_CA_BUNDLE`] names, and what reading it gave.
    pub fn ca_bundle(&self) -> Option<(PathBuf, io::Result<Vec<u8>>)> {
        let path = self.aws_ca_bundle.clone()?;
        let content = std::fs::read(&path);
        Some((path, content))
    }

    /// Returns the absolute path of a program found in the search path.
    pub fn find_program(&self, name: &str) -> Option<PathBuf> {
        let path = Path::new(name);
        if path.is_absolute() {
            return is_program(path).then(|| path.to_owned());
        }
        if path.components().count() != 1 {
            return None;
        }
        env::split_paths(self.path.as_ref()?)
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(path))
            .find(|candidate| is_program(candidate))
    }
}

/// Returns the program `name` in the folder of this program, if it is there.
pub(crate) fn beside_this_program(name: &str) -> Option<PathBuf> {
    let this = env::current_exe().ok()?.canonicalize().ok()?;
    let beside = this
        .parent()?
        .join(name)
        .with_extension(env::consts::EXE_EXTENSION);
    is_program(&beside).then_some(beside)
}

fn own_app_image() -> Option<PathBuf> {
    let mounted = absolute(variable::APPDIR)?.canonicalize().ok()?;
    let this = env::current_exe().ok()?.canonicalize().ok()?;
    absolute(variable::APPIMAGE).filter(|image| this.starts_with(mounted) && is_program(image))
}

/// Returns the value of a variable that an export of role credentials may meet; what is not UTF-8 in it is replaced.
pub fn variable_value(name: &str) -> Option<String> {
    non_empty(name).map(|value| value.to_string_lossy().into_owned())
}

/// Returns the value of [`variable::ROLECALL_PACE`].
pub fn pace() -> Option<String> {
    non_empty(variable::ROLECALL_PACE).and_then(|value| value.into_string().ok())
}

/// Tells whether another program may drive the web view ([`variable::TAURI_WEBVIEW_AUTOMATION`]).
pub fn web_view_automation_is_on() -> bool {
    non_empty(variable::TAURI_WEBVIEW_AUTOMATION).is_some()
}

/// Returns the names of the desktop environment ([`variable::XDG_CURRENT_DESKTOP`]).
pub fn desktop_names() -> Vec<String> {
    let names = non_empty(variable::XDG_CURRENT_DESKTOP).and_then(|names| names.into_string().ok());
    let names = names.unwrap_or_default();
    names.split(':').map(str::to_owned).collect()
}

/// Tells whether the desktop environment runs on Wayland ([`variable::WAYLAND_DISPLAY`]), where no program can register global
/// shortcuts.
pub fn on_wayland() -> bool {
    non_empty(variable::WAYLAND_DISPLAY).is_some()
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

fn non_empty(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn text(name: &str) -> Option<String> {
    non_empty(name).and_then(|value| value.into_string().ok())
}

fn path(name: &str) -> Option<PathBuf> {
    non_empty(name).map(PathBuf::from)
}

/// The XDG specification says to ignore relative paths.
fn absolute(name: &str) -> Option<PathBuf> {
    path(name).filter(|path| path.is_absolute())
}
