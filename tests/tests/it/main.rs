//! The journeys. Each has a desk of its own; they need the built programs, see `cargo xtask test`.

mod command_line;
mod keychain;
mod steps;
mod window;
