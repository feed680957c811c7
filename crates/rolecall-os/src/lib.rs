//! Talks to the machine: keychain, clock, browser, notifications, clipboard, files and the state database.
//!
//! It owns every environment variable, every path and every file of Rolecall, and is the only crate that names
//! them. It must not know AWS, the window or the command line. Constructing an adapter opens nothing: each opens
//! what it needs when it is first used.

pub mod controlling_terminal;
mod credential_process;
pub mod diagnostics;
pub mod environment;
pub mod harden;
mod identity_token;
mod pasted_text;
pub mod paths;
pub mod process_launch;
mod shell_command;

mod app_id;
#[cfg(target_os = "linux")]
mod async_fd;
mod atomic_file;
mod autostart;
mod blocking;
mod browser;
mod client_certificate;
mod clipboard;
mod clock;
mod desktop_link;
mod desktop_socket;
mod downloads;
mod draft;
mod file_fault;
mod file_lock;
mod file_trust;
#[cfg(unix)]
mod hidden_input;
mod keychain;
mod lock;
mod lock_owner;
mod loopback_http;
mod machine_events;
mod mfa_command;
mod notifier;
mod private_files;
#[cfg(unix)]
mod private_group;
mod processes;
#[cfg(target_os = "linux")]
mod procfs;
mod random;
mod redirect;
mod settings_file;
mod shared_files;
mod sidecar;
mod state_store;
mod text_file;
mod tray_host;
mod web_processes;

pub use app_id::APP_ID;
pub use autostart::{Autostart, AutostartError};
pub use browser::SystemBrowser;
pub use client_certificate::CertificateFiles;
pub use clipboard::SystemClipboard;
pub use clock::SystemClock;
pub use credential_process::CredentialCommands;
pub use desktop_link::DesktopLink;
pub use desktop_socket::{DesktopSocket, ListenError};
pub use downloads::write_download;
pub use draft::{Draft, remove_draft};
pub use environment::EnvironmentVariables;
pub use harden::{Hardening, WIPING_ALLOCATOR, WipingAllocator, harden};
pub use identity_token::IdentityTokenReader;
pub use keychain::OsKeychain;
pub use lock::LockFiles;
pub use machine_events::SystemEvents;
pub use mfa_command::MfaCommandRunner;
pub use notifier::DesktopNotifier;
pub use pasted_text::read_pasted_text;
pub use paths::Paths;
pub use processes::SystemProcesses;
pub use random::SystemRandom;
pub use redirect::LoopbackRedirect;
pub use settings_file::SettingsToml;
pub use shared_files::{read_shared_files, replace_shared_file};
pub use sidecar::{Sidecar, SidecarError};
pub use state_store::{StateDatabase, StateWarning};
pub use text_file::read_text_file;
pub use tray_host::{ColourScheme, TrayHost};
pub use web_processes::end_network_process;

#[cfg(test)]
mod tests;
