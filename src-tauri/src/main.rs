//! The desktop program. Everything is in the library beside it, where tests can reach it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use rolecall_os::{WIPING_ALLOCATOR, WipingAllocator};

#[global_allocator]
static ALLOCATOR: WipingAllocator = WIPING_ALLOCATOR;

fn main() -> std::process::ExitCode {
    rolecall_app::run(std::env::args_os().skip(1))
}
