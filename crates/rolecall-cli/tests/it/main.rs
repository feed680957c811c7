//! The built command, as programs and people meet it: a bus, a keychain and a loopback AWS of its own around it.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests start programs, wait for them and make folders"
)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what cannot be set up fails the test"
)]

mod contract;
mod desktop;
mod history;
mod hostile;
mod journey;
mod place;
mod speed;
