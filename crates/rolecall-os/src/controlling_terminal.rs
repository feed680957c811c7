//! The terminal that this process belongs to, for a question to the user wherever standard input and output lead.
//!
//! It must not know what is asked.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};

/// The longest line of a terminal, in bytes (termios(3)): nothing of it stays for the next program that reads.
const MAX_REPLY: u64 = 4096;

/// Writes `question` to the terminal and returns the line that the user replies, without its line break; empty if they end the
/// input. Waits for the user without a time limit.
///
/// # Errors
/// That of opening the terminal, if this process has none, or of reading it.
pub fn ask(question: &str) -> io::Result<String> {
    let (input, mut output) = open()?;
    output.write_all(question.as_bytes())?;
    let mut reply = Vec::new();
    BufReader::new(input)
        .take(MAX_REPLY)
        .read_until(b'\n', &mut reply)?;
    let reply = String::from_utf8_lossy(&reply);
    Ok(reply.trim_end_matches(['\r', '\n']).to_owned())
}

/// Opens the terminal for reading and for writing (tty(4)).
#[cfg(unix)]
fn open() -> io::Result<(File, File)> {
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    Ok((terminal.try_clone()?, terminal))
}

/// Opens the console for reading and for writing (Windows, "Console Handles").
#[cfg(windows)]
fn open() -> io::Result<(File, File)> {
    let open = |name| OpenOptions::new().read(true).write(true).open(name);
    Ok((open("CONIN$")?, open("CONOUT$")?))
}
