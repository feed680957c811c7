//! Talks to the machine: keychain, clock, browser, notifications, clipboard, files and the state database.
//!
//! It owns every environment variable, every path and every file of Rolecall, and is the only crate that names
//! them. It must not know AWS, the window or the command line. Constructing an adapter costs nothing: each opens
//! what it needs when it is first asked.

pub mod environment;
pub mod harden;
pub mod inspection;
pub mod places;
pub mod programs;

mod atomic_file;
mod autostart;
#[cfg(target_os = "linux")]
mod awaited;
mod browser;
mod clipboard;
mod clock;
mod companion;
mod desktop_link;
mod desktop_socket;
mod downloads;
mod keychain;
mod lock;
mod loopback_http;
mod machine_events;
mod notifier;
mod private_files;
mod random;
mod redirect;
mod running_programs;
mod settings_file;
mod state_store;
mod tray_host;
mod web_processes;

pub use autostart::{Autostart, AutostartError};
pub use browser::SystemBrowser;
pub use clipboard::SystemClipboard;
pub use clock::SystemClock;
pub use companion::{Companion, CompanionError};
pub use desktop_link::DesktopLink;
pub use desktop_socket::{DesktopSocket, ListenError};
pub use downloads::write_download;
pub use environment::Environment;
pub use harden::{Hardening, harden};
pub use keychain::OsKeychain;
pub use lock::LockFiles;
pub use machine_events::SystemEvents;
pub use notifier::DesktopNotifier;
pub use places::Places;
pub use random::SystemRandom;
pub use redirect::LoopbackRedirect;
pub use running_programs::SystemPrograms;
pub use settings_file::SettingsToml;
pub use state_store::{StateDatabase, StateWarning};
pub use tray_host::{ColourScheme, TrayHost};
pub use web_processes::end_network_process;
