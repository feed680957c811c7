//! Counts tests from the closing lines of the test runners: cargo's, vitest's and Node's.

/// How many tests a run counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TestCounts {
    /// Tests that passed.
    pub(crate) passed: u32,
    /// Tests that failed.
    pub(crate) failed: u32,
    /// Tests that were not run though they exist.
    pub(crate) skipped: u32,
}

impl TestCounts {
    /// Adds up every closing line in what the runners printed.
    pub(crate) fn from_output(output: &str) -> Self {
        let mut sum = Self::default();
        for line in output.lines() {
            let plain = without_colour(line);
            let plain = plain.trim();
            if let Some(counts) = plain.strip_prefix("test result:") {
                sum.add(Self::from_counts(counts));
            } else if let Some(counts) = plain.strip_prefix("Tests ") {
                sum.add(Self::from_counts(counts));
            } else if let Some(count) = plain.strip_prefix("# ").or_else(|| plain.strip_prefix("ℹ ")) {
                sum.add(Self::from_node(count));
            }
        }
        sum
    }

    /// Adds another count to this one.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Reads `pass 3`, of which Node's runner prints one line per outcome.
    fn from_node(count: &str) -> Self {
        let mut sum = Self::default();
        let Some((noun, number)) = count.split_once(' ') else {
            return sum;
        };
        let Ok(number) = number.parse::<u32>() else {
            return sum;
        };
        match noun {
            "pass" => sum.passed = number,
            "fail" | "cancelled" => sum.failed = number,
            "skipped" | "todo" => sum.skipped = number,
            _ => {}
        }
        sum
    }

    /// Reads `ok. 3 passed; 1 failed; 0 ignored` and `1 failed | 11 passed (12)`.
    fn from_counts(counts: &str) -> Self {
        let parts: Vec<&str> = counts
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        let mut sum = Self::default();
        for pair in parts.windows(2) {
            let [number, noun] = pair else { continue };
            let Ok(number) = number.parse::<u32>() else {
                continue;
            };
            match *noun {
                "passed" => sum.passed += number,
                "failed" => sum.failed += number,
                "ignored" | "skipped" | "todo" => sum.skipped += number,
                _ => {}
            }
        }
        sum
    }
}

/// Removes the colour sequences that some runners print even into a file.
fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            for rest in characters.by_ref() {
                if rest.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::TestCounts;

    #[test]
    fn cargo_lines_are_added_up() {
        let output = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 5 filtered out\n\
            test result: FAILED. 3 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(
            TestCounts::from_output(output),
            TestCounts {
                passed: 5,
                failed: 4,
                skipped: 1
            }
        );
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let output = " Test Files  2 passed (2)\n\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | 11 passed | 2 skipped (14)\n";
        assert_eq!(
            TestCounts::from_output(output),
            TestCounts {
                passed: 11,
                failed: 1,
                skipped: 2
            }
        );
    }

    #[test]
    fn node_prints_a_line_per_outcome() {
        let output = "# tests 9\n# suites 1\n# pass 6\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n";
        assert_eq!(
            TestCounts::from_output(output),
            TestCounts {
                passed: 6,
                failed: 2,
                skipped: 1
            }
        );
    }

    #[test]
    fn a_runner_that_died_counts_nothing() {
        assert_eq!(
            TestCounts::from_output("running 2 tests\ntest a ... ok\n"),
            TestCounts::default()
        );
    }
}
