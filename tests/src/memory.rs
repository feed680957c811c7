//! Looks for secrets in the memory of processes, as root may.

use crate::leaks::Found;
use crate::marker;
use anyhow::{Context as _, Result, ensure};
use rolecall_fakes::leak::{Scanner, Secret};
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

const PAGE: u64 = 4096;
const PIECE: u64 = 4 << 20;
const OVERLAP: u64 = 16 << 10;

/// Looks into all memory of a process that it can write; what it cannot is its program and its libraries.
///
/// # Errors
/// When it may not be read.
pub fn of_process(secrets: &[Secret], id: u32) -> Result<Vec<Found>> {
    let scanner = Scanner::new(secrets);
    let place = format!("memory of process {id}");
    let memory = File::open(format!("/proc/{id}/mem")).with_context(|| place.clone())?;
    let mut found = Vec::new();
    let mut read = 0;
    for (from, to) in present(id).with_context(|| place.clone())? {
        let mut at = from;
        while at < to {
            let mut piece = vec![0; usize::try_from((to - at).min(PIECE + OVERLAP))?];
            // A page may go meanwhile.
            let got = memory.read_at(&mut piece, at).unwrap_or(0);
            read += got;
            for near in marker::neighbourhoods(&piece[..got]) {
                found.extend(Found::all(&place, scanner.find_as_is(near)));
            }
            at += PIECE;
        }
    }
    ensure!(read > 1 << 20, "no memory of process {id} could be read");
    found.sort_by(|left, other| (&left.kind, left.encoding).cmp(&(&other.kind, other.encoding)));
    found.dedup();
    Ok(found)
}

/// Returns the runs of pages that can be written and are there. A web process reserves a thousand times what it uses.
fn present(id: u32) -> Result<Vec<(u64, u64)>> {
    let maps = fs::read_to_string(format!("/proc/{id}/smaps"))?;
    let pages = File::open(format!("/proc/{id}/pagemap"))?;
    let mut runs = Vec::new();
    let mut here = None;
    for line in maps.lines() {
        if let Some(mapping) = mapping(line) {
            here = mapping;
        } else if let Some(size) = line.strip_prefix("Rss:")
            && let Some((from, to)) = here
            && size.trim() != "0 kB"
        {
            runs.extend(present_between(&pages, from, to)?);
        }
    }
    Ok(runs)
}

/// Returns the bounds of a mapping from its first line in `/proc/PID/smaps`: `Some(None)` when it cannot be written.
fn mapping(line: &str) -> Option<Option<(u64, u64)>> {
    let mut words = line.split_whitespace();
    let (from, to) = words.next()?.split_once('-')?;
    let bounds = (
        u64::from_str_radix(from, 16).ok()?,
        u64::from_str_radix(to, 16).ok()?,
    );
    Some(words.next()?.starts_with("rw").then_some(bounds))
}

/// Reads `/proc/PID/pagemap`: eight bytes for each page, of which the highest bits tell whether it is there or swapped out.
fn present_between(pages: &File, from: u64, to: u64) -> Result<Vec<(u64, u64)>> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut at = from;
    let mut entries = vec![0; 1 << 20];
    while at < to {
        let wanted = usize::try_from((to - at) / PAGE * 8)?.min(entries.len());
        let got = pages.read_at(&mut entries[..wanted], at / PAGE * 8)?;
        ensure!(got >= 8, "the page map ends early");
        for entry in entries[..got].chunks_exact(8) {
            if entry[7] & 0b1100_0000 != 0 {
                match runs.last_mut() {
                    Some((_, end)) if *end == at => *end += PAGE,
                    _ => runs.push((at, at + PAGE)),
                }
            }
            at += PAGE;
        }
    }
    Ok(runs)
}
