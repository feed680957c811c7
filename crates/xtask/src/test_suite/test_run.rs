//! What `cargo xtask test` tells while it runs: a line per step, the output of a failed one, the sum.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::checkout::Checkout;
use crate::test_counts::TestCounts;

/// How much of a failed step's output is shown; the whole is in its log file.
const SHOWN_LINES: usize = 400;

/// The steps so far.
pub(super) struct TestRun {
    logs: PathBuf,
    started: Instant,
    test_counts: TestCounts,
    broken: Vec<String>,
}

impl TestRun {
    /// Begins a test_run with an empty folder of logs.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn new(checkout: &Checkout) -> Result<Self> {
        let logs = checkout.logs();
        if logs.exists() {
            fs::remove_dir_all(&logs).context("cannot remove the logs of the last run")?;
        }
        fs::create_dir_all(&logs).context("cannot make the folder of logs")?;
        Ok(Self {
            logs,
            started: Instant::now(),
            test_counts: TestCounts::default(),
            broken: Vec::new(),
        })
    }

    /// Runs one step, tells how it went, and returns whether it went well.
    pub(super) fn step(&mut self, name: &str, work: impl FnOnce(&File) -> Result<()>) -> bool {
        let path = self
            .logs
            .join(format!("{}.log", name.replace([' ', ',', ':'], "-")));
        let begun = Instant::now();
        let outcome = File::create(&path)
            .context("cannot open the log")
            .and_then(|log| work(&log));
        let output = fs::read(&path)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default();
        let mut counted = TestCounts::from_output(&output);
        if outcome.is_err() && counted.failed == 0 {
            // A step that died without counting is still one failure: the sum must not look green.
            counted.failed = 1;
        }
        self.test_counts.add(counted);
        println!("{}", line(name, begun.elapsed(), counted, outcome.is_ok()));
        if let Err(problem) = &outcome {
            println!("{}", shown(&output));
            println!("{name}: {problem:#}\nthe complete output: {}\n", path.display());
            self.broken.push(name.to_owned());
        }
        outcome.is_ok()
    }

    /// Tells that a step could not be tried because an earlier one failed.
    pub(super) fn not_run(&mut self, name: &str, reason: &str) {
        println!("not run  {name}: {reason}");
        self.broken.push(name.to_owned());
    }

    /// Prints the sum.
    ///
    /// # Errors
    /// When a step failed or could not be tried.
    pub(super) fn close(self) -> Result<()> {
        println!("\n{:.0} s in all", self.started.elapsed().as_secs_f64());
        println!("{}", sum(self.test_counts));
        if !self.broken.is_empty() {
            bail!("failed: {}", self.broken.join(", "));
        }
        Ok(())
    }
}

fn line(name: &str, took: Duration, counted: TestCounts, well: bool) -> String {
    let word = if well { "ok" } else { "FAILED" };
    let tests = match counted.passed + counted.failed {
        0 => String::new(),
        _ if well || counted.passed > 0 => format!("  {} passed, {} failed", counted.passed, counted.failed),
        _ => String::new(),
    };
    format!("{word:<8} {name:<24} {:>7.1} s{tests}", took.as_secs_f64())
        .trim_end()
        .to_owned()
}

fn sum(test_counts: TestCounts) -> String {
    let skipped = if test_counts.skipped == 0 {
        String::new()
    } else {
        format!(", {} skipped", test_counts.skipped)
    };
    format!(
        "{} passed, {} failed{skipped}",
        test_counts.passed, test_counts.failed
    )
}

fn shown(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let first = lines.len().saturating_sub(SHOWN_LINES);
    lines.get(first..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{shown, sum};
    use crate::test_counts::TestCounts;

    #[test]
    fn the_sum_is_one_plain_line() {
        assert_eq!(
            sum(TestCounts {
                passed: 12,
                failed: 0,
                skipped: 0
            }),
            "12 passed, 0 failed"
        );
        assert_eq!(
            sum(TestCounts {
                passed: 1,
                failed: 2,
                skipped: 3
            }),
            "1 passed, 2 failed, 3 skipped"
        );
    }

    #[test]
    fn the_end_of_a_long_output_is_shown() {
        let long: String = (0..1000).map(|number| format!("line {number}\n")).collect();
        let shown = shown(&long);
        assert!(shown.starts_with("line 600") && shown.ends_with("line 999"));
    }
}
