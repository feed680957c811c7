//! The log: to standard error, only when `ROLECALL_LOG` asks for it (`debug`, or `rolecall=debug`).
//!
//! What other crates say below a warning is never shown: nobody here decides what they put into it. Lines are made
//! printable like every other line.

use rolecall::hostile_text::printable;
use std::io::{self, Write};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

/// The variable that asks for the log.
pub const VARIABLE: &str = "ROLECALL_LOG";

/// Starts the log if it is asked for.
pub fn start() {
    let Ok(asked) = EnvFilter::try_from_env(VARIABLE) else {
        return;
    };
    let lines = layer()
        .with_ansi(false)
        .with_writer(|| PrintableLines(io::stderr()));
    // A log that was started already stays.
    drop(
        registry()
            .with(lines.with_filter(asked).with_filter(filter_fn(may_be_shown)))
            .try_init(),
    );
}

fn may_be_shown(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::WARN || metadata.target().starts_with("rolecall")
}

struct PrintableLines<W>(W);

impl<W: Write> Write for PrintableLines<W> {
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
    use super::PrintableLines;
    use std::io::Write;

    #[test]
    fn a_hostile_line_stays_one_line() {
        let mut written = Vec::new();
        PrintableLines(&mut written)
            .write_all("a\u{1b}[2J\u{202e}\nb\n".as_bytes())
            .unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "a\\u{1b}[2J\\u{202e}\nb\n");
    }
}
