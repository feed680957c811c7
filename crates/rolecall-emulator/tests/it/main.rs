//! The emulator from outside, through its socket: every flow and every refusal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod control;
mod device;
mod faults;
mod federation;
mod judge;
mod oidc;
mod org;
mod pages;
mod portal;
mod program;
mod refresh;
mod sts;
mod support;
