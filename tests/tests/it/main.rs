//! The journeys. Each has a desk of its own; they need the built programs, see `cargo xtask test`.

mod again;
mod amount;
mod command_line;
mod corner;
mod day;
mod hostile;
mod keychain;
mod labels;
mod life;
mod notified;
mod private;
mod secrets;
mod steps;
mod tray;
mod undriven;
mod walls;
mod window;
