//! What a run of tests prints: a line per step, the output of a failed one, where the time went, the sum.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::checkout::Checkout;
use crate::test_counts::TestCounts;

/// How much of a failed step's output is shown; the whole is in its log file.
const SHOWN_LINES: usize = 400;

/// How many of the slowest steps and test programs are listed.
const SLOWEST: usize = 10;

/// The steps so far. They may run side by side; each prints its line when it ends.
pub(super) struct TestRun {
    logs: PathBuf,
    started: Instant,
    results: Mutex<Results>,
}

#[derive(Default)]
struct Results {
    counts: TestCounts,
    failed_steps: Vec<String>,
    steps: Vec<(String, Duration)>,
    programs: Vec<(String, Duration)>,
}

impl TestRun {
    /// Starts a run with an empty folder of logs.
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
            results: Mutex::default(),
        })
    }

    /// Runs one step, prints how it ended, and returns whether it succeeded.
    pub(super) fn step(&self, name: &str, work: impl FnOnce(&File) -> Result<()>) -> bool {
        self.step_if_possible(name, |log| work(log).map(|()| None))
    }

    /// Runs one step of which the machine may lack a part: `work` returns the reason then, and the step counts as skipped.
    pub(super) fn step_if_possible(
        &self,
        name: &str,
        work: impl FnOnce(&File) -> Result<Option<String>>,
    ) -> bool {
        let path = self.log_path(name);
        let started = Instant::now();
        let outcome = File::create(&path)
            .context("cannot open the log")
            .and_then(|log| work(&log));
        let duration = started.elapsed();
        let output = read(&path);
        let mut counts = TestCounts::from_output(&output);
        let word = match &outcome {
            Ok(None) => "ok",
            Ok(Some(_)) => "skipped",
            Err(_) => "FAILED",
        };
        if outcome.is_err() && counts.failed == 0 {
            // A step that ended without counting is still one failure: the sum must not look green.
            counts.failed = 1;
        }
        let mut results = self.results();
        println!("{}", line(word, name, duration, counts));
        match &outcome {
            Ok(None) => {}
            Ok(Some(reason)) => {
                println!("{name}: {reason}");
                counts.skipped += 1;
            }
            Err(problem) => {
                println!("{}", last_lines(&output));
                println!("{name}: {problem:#}\nthe complete output: {}\n", path.display());
                results.failed_steps.push(name.to_owned());
            }
        }
        results.counts.add(counts);
        results.steps.push((name.to_owned(), duration));
        outcome.is_ok()
    }

    /// Prints that a step was not run because an earlier one failed; the run has failed then.
    pub(super) fn not_run(&self, name: &str, reason: &str) {
        let mut results = self.results();
        println!("not run  {name}: {reason}");
        results.failed_steps.push(name.to_owned());
    }

    /// Adds the time that one test program took.
    pub(super) fn add_program(&self, name: String, duration: Duration) {
        self.results().programs.push((name, duration));
    }

    /// Returns where the output of a step, or of a part of one, is written.
    pub(super) fn log_path(&self, name: &str) -> PathBuf {
        self.logs
            .join(format!("{}.log", name.replace([' ', ',', ':', '/'], "-")))
    }

    /// Prints where the time went, if `with_times`, and the sum.
    ///
    /// # Errors
    /// When a step failed or was not run.
    pub(super) fn close(self, with_times: bool) -> Result<()> {
        let results = self.results.into_inner().unwrap_or_else(PoisonError::into_inner);
        if with_times {
            print!("{}", slowest("steps", results.steps));
            print!("{}", slowest("test programs", results.programs));
        }
        println!("\n{:.0} s in all", self.started.elapsed().as_secs_f64());
        println!("{}", sum(results.counts));
        if !results.failed_steps.is_empty() {
            bail!("failed: {}", results.failed_steps.join(", "));
        }
        Ok(())
    }

    fn results(&self) -> MutexGuard<'_, Results> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(path: &Path) -> String {
    fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

fn line(word: &str, name: &str, duration: Duration, counts: TestCounts) -> String {
    let tests = match counts.passed + counts.failed {
        0 => String::new(),
        _ if word != "FAILED" || counts.passed > 0 => {
            format!("  {} passed, {} failed", counts.passed, counts.failed)
        }
        _ => String::new(),
    };
    format!("{word:<8} {name:<24} {:>7.1} s{tests}", duration.as_secs_f64())
        .trim_end()
        .to_owned()
}

/// Lists what took longest; one thing alone needs no list.
fn slowest(what: &str, mut all: Vec<(String, Duration)>) -> String {
    if all.len() < 2 {
        return String::new();
    }
    all.sort_by_key(|(_, duration)| std::cmp::Reverse(*duration));
    let lines = all
        .iter()
        .take(SLOWEST)
        .map(|(name, duration)| format!("{:>9.1} s  {name}\n", duration.as_secs_f64()));
    format!("\nslowest {what}:\n{}", lines.collect::<String>())
}

fn sum(counts: TestCounts) -> String {
    let skipped = if counts.skipped == 0 {
        String::new()
    } else {
        format!(", {} skipped", counts.skipped)
    };
    format!("{} passed, {} failed{skipped}", counts.passed, counts.failed)
}

fn last_lines(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let first = lines.len().saturating_sub(SHOWN_LINES);
    lines.get(first..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{TestRun, last_lines, slowest, sum};
    use crate::checkout::Checkout;
    use crate::test_counts::TestCounts;
    use std::time::Duration;

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
    fn what_the_machine_cannot_do_is_counted_and_is_no_failure() {
        let target = std::env::temp_dir().join(format!("xtask-test-run-{}", std::process::id()));
        let checkout = Checkout {
            root: target.clone(),
            target: target.clone(),
        };
        let test_run = TestRun::new(&checkout).unwrap();
        assert!(test_run.step_if_possible("a", |_| Ok(Some("no compiler".to_owned()))));
        assert!(test_run.step_if_possible("b", |_| Ok(None)));
        assert_eq!(test_run.results().counts.skipped, 1);
        test_run.close(false).unwrap();
        std::fs::remove_dir_all(target).unwrap();
    }

    #[test]
    fn the_end_of_a_long_output_is_shown() {
        let long: String = (0..1000).map(|number| format!("line {number}\n")).collect();
        let shown = last_lines(&long);
        assert!(shown.starts_with("line 600") && shown.ends_with("line 999"));
    }

    #[test]
    fn what_took_longest_comes_first() {
        let all = [("a", 1), ("b", 30), ("c", 2)];
        let all = all.map(|(name, seconds)| (name.to_owned(), Duration::from_secs(seconds)));
        assert_eq!(
            slowest("steps", all.to_vec()),
            "\nslowest steps:\n     30.0 s  b\n      2.0 s  c\n      1.0 s  a\n"
        );
        assert_eq!(slowest("steps", all[..1].to_vec()), "");
    }
}
