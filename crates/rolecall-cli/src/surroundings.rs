//! What a verb may touch: the domain's ports, the terminal, the machine, and the settings as they are now.
//!
//! It must not know which adapters stand behind them.

use crate::machine::Machine;
use crate::terminal::{Style, Terminal, Text};
use jiff::tz::TimeZone;
use rolecall::ports::Ports;
use rolecall_model::Timestamp;
use rolecall_model::history::{Actor, Surface};

/// Everything around a verb.
#[expect(
    missing_debug_implementations,
    reason = "a set of trait objects has nothing to show"
)]
pub struct Surroundings {
    /// The domain's ports.
    pub ports: Ports,
    /// Where answers and remarks go.
    pub terminal: Terminal,
    /// The environment and other programs.
    pub machine: Box<dyn Machine>,
    /// The user's time zone.
    pub time_zone: TimeZone,
}

impl Surroundings {
    /// Returns the time now.
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// Returns the ports, acting for the program that started this one; `by_default` tells whether `@default` was asked for.
    /// Looking for that program takes a moment: only what goes into the history needs it.
    pub fn acting(&self, surface: Surface, by_default: bool) -> Ports {
        self.ports.with_actor(Actor {
            surface,
            program: self.ports.desktop.programs.parent(),
            by_default,
        })
    }

    /// Says what happened on the machine meanwhile.
    pub fn say_news(&self) {
        for line in self.machine.news() {
            self.terminal.remark(Text::styled(Style::Warning, &line));
        }
    }
}
