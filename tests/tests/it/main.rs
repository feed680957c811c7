//! The journeys. Each has a desktop of its own; they need the built programs, see `cargo xtask test`.

mod account_access;
mod again;
mod amount;
mod chain;
mod command_line;
mod corner;
mod day;
mod defined_role;
mod desktop_environment;
mod hostile;
mod keychain;
mod labels;
mod notified;
mod other_sources;
mod private;
mod profiles;
mod screen_reader;
mod secrets;
mod steps;
mod tray;
mod tray_truth;
mod undriven;
mod users;
mod walls;
mod window;
mod window_lifetime;
