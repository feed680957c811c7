//! The project's own tasks, run as `cargo xtask TASK`.
//!
//! Owns the commands that developers and continuous integration run. It knows how the product is
//! built and tested; the product does not depend on it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the tasks write to a terminal or to a log; printing is their interface"
)]

mod bench;
mod bindings;
mod checkout;
mod command;
mod cross;
mod demo;
mod icons;
mod loopback;
mod package;
mod programs;
mod setup;
mod test_counts;
mod test_suite;
mod tidy;

use std::process::ExitCode;

use checkout::Checkout;

const HELP: &str = "\
cargo xtask TASK

  setup               installs what building and testing needs (Debian packages, npm, Python)
  demo                sets up, builds, and opens the window on a demo organization
  test                sets up and runs every check and every test
  test --quick        checks and unit tests of what changed, for use while working
  soak                runs the long tests at full length; takes hours
  tidy                checks the project's rules that the compiler cannot check; --graph PACKAGE prints its modules
  bindings [--check]  writes (or compares) the page's generated bindings
  cross               checks that everything compiles for Windows and macOS
  icons               draws the icon sets from the SVG masters
  bench               measures the budgets of docs/benchmarks.md
  package             builds the Debian package
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let checkout = Checkout::current();
    let outcome = match arguments.as_slice() {
        ["setup"] => setup::run(&checkout),
        ["demo"] => demo::run(&checkout),
        ["test"] => test_suite::run(&checkout),
        ["test", "--quick"] => test_suite::run_quick(&checkout),
        ["soak"] => test_suite::run_soaks(&checkout),
        ["tidy"] => tidy::run(&checkout),
        ["tidy", "--graph", package] => tidy::print_graph(&checkout, package),
        ["bindings"] => bindings::run(&checkout, bindings::Mode::Write),
        ["bindings", "--check"] => bindings::run(&checkout, bindings::Mode::Check),
        ["cross"] => cross::run(&checkout),
        ["icons"] => icons::run(&checkout),
        ["bench"] => bench::run(&checkout),
        ["bench", "inside"] => bench::run_inside(&checkout),
        ["package"] => package::run(&checkout),
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
