//! What a verb works with: the domain's ports, the terminal, the machine and the time zone.
//!
//! It must not know which adapters implement them.

use crate::machine::Machine;
use crate::terminal::{Style, Terminal, Text};
use jiff::tz::TimeZone;
use rolecall::ports::Ports;
use rolecall_model::Timestamp;
use rolecall_model::history::{Actor, Surface};
use std::sync::Arc;

/// Everything a verb works with.
#[expect(
    missing_debug_implementations,
    reason = "a set of trait objects has nothing to show"
)]
pub struct Context {
    /// The domain's ports.
    pub ports: Ports,
    /// Standard output and standard error.
    pub terminal: Terminal,
    /// The environment and other programs.
    pub machine: Arc<dyn Machine>,
    /// The user's time zone.
    pub time_zone: TimeZone,
}

impl Context {
    /// Returns the current time.
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// Returns the ports with the program that started this process as the actor. `by_default` is whether the user named
    /// `@default`. Finding the program takes some time, so this is only for what is logged in the history.
    pub fn ports_with_actor(&self, surface: Surface, by_default: bool) -> Ports {
        self.ports.with_actor(Actor {
            surface,
            program: self.ports.desktop.programs.parent(),
            by_default,
            reason: None,
        })
    }

    /// Prints each pending warning of the machine once.
    pub fn print_warnings(&self) {
        for line in self.machine.take_warnings() {
            self.terminal.note(Text::styled(Style::Warning, &line));
        }
    }
}
