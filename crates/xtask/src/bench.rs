//! `cargo xtask bench`: measures the product against its budgets, as ratios within one run.

mod desk;
mod load;
mod page;
mod pairs;

use std::fs::{self, File};

use anyhow::Result;

use crate::command;
use crate::layout::Layout;
use crate::programs;
use crate::setup;

/// One line of the table.
struct Figure {
    what: &'static str,
    measured: String,
    against: String,
    ratio: Option<f64>,
    budget: &'static str,
}

/// Builds the release programs and the page and measures them under a D-Bus and a keychain of their own.
///
/// # Errors
/// When something cannot be built or measured.
pub(crate) fn run(layout: &Layout) -> Result<()> {
    setup::run(layout)?;
    fs::create_dir_all(layout.logs())?;
    let log = File::create(layout.logs().join("bench.log"))?;
    eprintln!("Building the release programs and the page");
    programs::build_page(layout, &log)?;
    programs::build_product(layout, &["rolecall-cli", "rolecall-emulator"], "release", &log)?;
    let mut inside = command::program("dbus-run-session", &layout.root);
    inside
        .arg("--")
        .arg(std::env::current_exe()?)
        .args(["bench", "inside"]);
    inside.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command::loud(inside)
}

/// Measures; runs within the private D-Bus that [`run`] made.
///
/// # Errors
/// When a program fails or a figure is missing.
pub(crate) fn run_inside(layout: &Layout) -> Result<()> {
    let desk = desk::Desk::new(layout)?;
    desk.unlock_keychain()?;
    let mut table = pairs::figures(layout, &desk)?;
    table.extend(load::figures(layout, &desk)?);
    table.extend(page::figures(layout)?);
    println!("| what | measured | against | ratio | budget |\n| --- | --- | --- | --- | --- |");
    for figure in table {
        let ratio = figure
            .ratio
            .map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let (what, measured, against) = (figure.what, figure.measured, figure.against);
        println!(
            "| {what} | {measured} | {against} | {ratio} | {} |",
            figure.budget
        );
    }
    Ok(())
}
