//! The emulator through its socket: every flow and every error.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod access_portal;
mod account_access;
mod boto3;
mod control;
mod demo;
mod device;
mod faults;
mod federation;
mod oidc;
mod organization;
mod pages;
mod program;
mod refresh;
mod roles_anywhere;
mod signin;
mod sts;
mod support;
