//! The project's own tasks, run as `cargo xtask TASK`.
//!
//! Owns what a newcomer types and what continuous integration runs. It knows how the product is
//! built and tried; the product knows nothing of it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the tasks talk to a person or to a log; printing is their interface"
)]

mod bench;
mod bindings;
mod command;
mod demo;
mod icons;
mod layout;
mod loopback;
mod package;
mod programs;
mod setup;
mod suite;
mod tally;
mod tidy;

use std::process::ExitCode;

use layout::Layout;

const HELP: &str = "\
cargo xtask TASK

  setup               installs what building and testing needs (Debian packages, npm, Python)
  demo                sets up, builds, and opens the window on a demo organization
  test                sets up and runs every check and every test
  tidy                checks the rules of the house that the compiler cannot check
  bindings [--check]  writes (or compares) the page's generated bindings
  icons               draws the icon sets from the SVG masters
  bench               measures the budgets of docs/benchmarks.md
  package             builds the Debian package
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let layout = Layout::of_this_checkout();
    let outcome = match words.as_slice() {
        ["setup"] => setup::run(&layout),
        ["demo"] => demo::run(&layout),
        ["test"] => suite::run(&layout),
        ["tidy"] => tidy::run(&layout),
        ["bindings"] => bindings::run(&layout, bindings::Mode::Write),
        ["bindings", "--check"] => bindings::run(&layout, bindings::Mode::Check),
        ["icons"] => icons::run(&layout),
        ["bench"] => bench::run(&layout),
        ["bench", "inside"] => bench::run_inside(&layout),
        ["package"] => package::run(&layout),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("There is no task `{}`.\n\n{HELP}", other.join(" "));
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}
