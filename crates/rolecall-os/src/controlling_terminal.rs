//! The terminal that this process belongs to, for a question to the user wherever standard input and output lead.
//!
//! It must not know what is asked.

#[cfg(unix)]
use crate::hidden_input::HiddenInput;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::thread;
use zeroize::Zeroizing;

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

/// As [`ask`], given up when nobody waits for the reply any more. `None` if this process has no terminal, another program has it, or
/// the user ended the input. A process in the background that read from its terminal would be stopped (termios(3)).
pub async fn ask_in_foreground(question: String) -> Option<String> {
    if !is_in_foreground() {
        return None;
    }
    let (reply, replied) = tokio::sync::oneshot::channel();
    // A thread of its own: one of the runtime would keep the program from ending.
    let asking = move || drop(reply.send(ask(&question).ok()));
    thread::Builder::new().spawn(asking).ok()?;
    replied.await.ok().flatten().filter(|text| !text.is_empty())
}

/// Returns the first line of `input`, without its line break.
///
/// # Errors
/// That of reading, and for a line that is not text.
pub fn first_line(input: impl io::Read) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(Vec::with_capacity(usize::try_from(MAX_REPLY).unwrap_or_default()));
    BufReader::new(input)
        .take(MAX_REPLY)
        .read_until(b'\n', &mut line)?;
    let text = std::str::from_utf8(&line).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}

#[cfg(unix)]
fn is_in_foreground() -> bool {
    open().is_ok_and(|(terminal, _)| {
        rustix::termios::tcgetpgrp(&terminal).is_ok_and(|group| group == rustix::process::getpgrp())
    })
}

#[cfg(windows)]
fn is_in_foreground() -> bool {
    open().is_ok()
}

/// As [`ask`], without showing what the user types. `None` if they gave up with Ctrl-C or Ctrl-D.
///
/// # Errors
/// As [`ask`].
#[cfg(unix)]
pub fn ask_hidden(question: &str) -> io::Result<Option<Zeroizing<String>>> {
    let (mut input, mut output) = open()?;
    let hidden = HiddenInput::begin(input.try_clone()?)?;
    output.write_all(question.as_bytes())?;
    let mut typed = Zeroizing::new(Vec::with_capacity(usize::try_from(MAX_REPLY).unwrap_or_default()));
    let is_given = loop {
        let mut byte = [0];
        // The line is edited here: the terminal does not, while it shows nothing.
        match (input.read(&mut byte)?, byte[0]) {
            (0, _) | (_, END_OF_TEXT) => break false,
            (_, END_OF_TRANSMISSION) => break !typed.is_empty(),
            (_, b'\r' | b'\n') => break true,
            (_, BACKSPACE | DELETE) => drop(typed.pop()),
            (_, ERASE_LINE) => typed.clear(),
            (_, byte) if typed.len() < typed.capacity() => typed.push(byte),
            (_, _) => {}
        }
    };
    drop(hidden);
    output.write_all(b"\n")?;
    let text = std::str::from_utf8(&typed).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(is_given.then(|| Zeroizing::new(text.to_owned())))
}

/// As [`ask`]; on Windows the secret is given on standard input.
///
/// # Errors
/// Always: nothing is shown in plain.
#[cfg(windows)]
pub fn ask_hidden(_question: &str) -> io::Result<Option<Zeroizing<String>>> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(unix)]
const END_OF_TEXT: u8 = 3;
#[cfg(unix)]
const END_OF_TRANSMISSION: u8 = 4;
#[cfg(unix)]
const BACKSPACE: u8 = 8;
#[cfg(unix)]
const ERASE_LINE: u8 = 21;
#[cfg(unix)]
const DELETE: u8 = 127;
