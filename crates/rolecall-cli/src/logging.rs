//! The log: written to standard error if `ROLECALL_LOG` is set (`debug` or `rolecall=debug`).
//!
//! Messages of other crates below warnings are never shown, because they could contain secrets. Control characters are
//! escaped.

use rolecall::hostile_text::printable;
use std::io::{self, Write};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

/// The environment variable that turns on the log.
pub const VARIABLE: &str = "ROLECALL_LOG";

/// Starts the log if [`VARIABLE`] is set to a valid filter.
pub fn start() {
    let Ok(filter) = EnvFilter::try_from_env(VARIABLE) else {
        return;
    };
    let lines = layer()
        .with_ansi(false)
        .with_writer(|| EscapedLines(io::stderr()));
    // If a log is already started, it stays.
    drop(
        registry()
            .with(lines.with_filter(filter).with_filter(filter_fn(is_safe_to_show)))
            .try_init(),
    );
}

fn is_safe_to_show(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::WARN || metadata.target().starts_with("rolecall")
}

struct EscapedLines<W>(W);

impl<W: Write> Write for EscapedLines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in String::from_utf8_lossy(bytes).split_inclusive('\n') {
            let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
            self.0.write_all(printable(line).as_bytes())?;
            self.0.write_all(end.as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::EscapedLines;
    use std::io::Write;

    #[test]
    fn a_hostile_line_stays_one_line() {
        let mut written = Vec::new();
        EscapedLines(&mut written)
            .write_all("a\u{1b}[2J\u{202e}\nb\n".as_bytes())
            .unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "a\\u{1b}[2J\\u{202e}\nb\n");
    }
}
