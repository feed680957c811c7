//! `cargo xtask bench`: measures the product against its budgets, as ratios within one run.

mod load;
mod page;
mod pairs;
mod sandbox;

use std::fs::{self, File};

use anyhow::Result;

use crate::checkout::Checkout;
use crate::command;
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
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    setup::run(checkout)?;
    fs::create_dir_all(checkout.logs())?;
    let log = File::create(checkout.logs().join("bench.log"))?;
    eprintln!("Building the release programs and the page");
    programs::build_page(checkout, &log)?;
    programs::build_product(checkout, &["rolecall-cli", "rolecall-emulator"], "release", &log)?;
    let mut inside = command::program("dbus-run-session", &checkout.root);
    inside
        .arg("--")
        .arg(std::env::current_exe()?)
        .args(["bench", "inside"]);
    inside.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command::run_shown(inside)
}

/// Measures; runs within the private D-Bus that [`run`] starts.
///
/// # Errors
/// When a program fails or a figure is missing.
pub(crate) fn run_inside(checkout: &Checkout) -> Result<()> {
    let sandbox = sandbox::Sandbox::new(checkout)?;
    sandbox.unlock_keychain()?;
    let mut table = pairs::figures(checkout, &sandbox)?;
    table.extend(load::figures(checkout, &sandbox)?);
    table.extend(page::figures(checkout)?);
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
