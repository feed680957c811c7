//! Whole-product journeys: the built programs on a desktop of their own — home folder, session bus, keychain, display,
//! loopback AWS and a real browser — driven as a user would.
//!
//! This library is the harness; the journeys are in `tests/`, the tests of the built command in
//! `crates/rolecall-cli/tests/it`, the pictures of the demo in `src/bin/demo_walk.rs`.
//! It knows the product by its programs alone: what it prints, shows, opens and writes. It must not know a type of it.
//! A tool that is missing fails a journey with its name; nothing is skipped.

pub mod accessibility;
pub mod app;
pub mod arguments;
pub mod browser;
pub mod bus;
pub mod clipboard;
pub mod colour_scheme;
pub mod command;
pub mod display;
pub mod emulator;
pub mod foreign;
pub mod http;
pub mod isolates;
pub mod keychain;
pub mod leaks;
pub mod marker;
pub mod memory;
pub mod moto;
pub mod notifications;
pub mod openbox;
pub mod opened;
pub mod processes;
pub mod programs;
pub mod proxy;
pub mod started;
pub mod test_desktop;
pub mod tray;
pub mod wait;
pub mod webdriver;
pub mod window;
pub mod wine;

pub use app::{App, Pace};
pub use browser::Chromium;
pub use command::CommandOutput;
pub use emulator::Emulator;
pub use isolates::without_isolates;
pub use openbox::Openbox;
pub use test_desktop::{DesktopSetup, TestDesktop};
pub use window::Window;
pub use wine::Wine;
