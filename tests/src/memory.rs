//! Looks for secrets in the memory of processes, as root may.

use crate::leaks::Found;
use anyhow::{Context as _, Result, ensure};
use rolecall_fakes::leak::{Scanner, Secret};
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

const PIECE: usize = 4 << 20;
const OVERLAP: usize = 16 << 10;

/// Looks into all memory of a process that it can write; what it cannot is its program and its libraries.
///
/// # Errors
/// When it may not be read.
pub fn of_process(secrets: &[Secret], id: u32) -> Result<Vec<Found>> {
    let scanner = Scanner::new(secrets);
    let place = format!("memory of process {id}");
    let maps = fs::read_to_string(format!("/proc/{id}/maps")).with_context(|| place.clone())?;
    let memory = File::open(format!("/proc/{id}/mem")).with_context(|| place.clone())?;
    let mut piece = vec![0; PIECE + OVERLAP];
    let mut found = Vec::new();
    let mut read = 0;
    for (from, to) in maps.lines().filter_map(written) {
        let mut at = from;
        while at < to {
            let wanted = usize::try_from(to - at)?.min(piece.len());
            let Ok(got) = memory.read_at(&mut piece[..wanted], at) else {
                break;
            };
            if got == 0 {
                break;
            }
            read += got;
            found.extend(Found::all(&place, scanner.find_as_is(&piece[..got])));
            at += u64::try_from(got.min(PIECE))?;
        }
    }
    ensure!(read > 1 << 20, "no memory of process {id} could be read");
    found.sort_by(|one, other| (&one.kind, one.encoding).cmp(&(&other.kind, other.encoding)));
    found.dedup();
    Ok(found)
}

/// Returns the bounds of a mapping that can be written, from a line of `/proc/PID/maps`.
fn written(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split_whitespace();
    let (from, to) = words.next()?.split_once('-')?;
    let readable = words.next()?.starts_with("rw");
    let bounds = (
        u64::from_str_radix(from, 16).ok()?,
        u64::from_str_radix(to, 16).ok()?,
    );
    readable.then_some(bounds)
}
