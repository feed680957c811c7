//! `cargo xtask tidy`: the rules of the house that the compiler and clippy cannot check.
//!
//! A rule is a function from the house (the text of all its files) to findings. It touches no file
//! itself, so each is also tried on planted bad text.

mod documents;
mod house;
mod names;
mod page;
mod rooms;
mod rust_text;
mod secrets;
mod shell;
#[cfg(test)]
mod tests;
mod walls;

use std::fmt;
use std::fs::File;
use std::io::Write as _;

use anyhow::{Result, bail};

use crate::layout::Layout;
use house::House;

/// One place where a rule is broken, and what to do there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl Finding {
    fn new(path: &str, line: usize, rule: &'static str, advice: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            rule,
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

/// Every rule of the house.
const RULES: [fn(&House) -> Vec<Finding>; 19] = [
    rooms::modules_open_with_a_document,
    rooms::files_are_short,
    rooms::nothing_is_left_unfinished,
    walls::crates_are_named_only_by_their_owner,
    walls::the_machine_is_reached_only_through_its_crate,
    walls::only_the_composition_names_adapters,
    walls::dependencies_point_one_way,
    walls::only_the_wire_derives_page_types,
    names::empty_names_are_not_used,
    names::session_is_always_qualified,
    secrets::every_exposure_has_a_reason,
    secrets::errors_are_not_matched_by_text,
    page::one_file_talks_to_the_shell,
    page::colours_are_tokens,
    page::text_is_never_markup,
    shell::the_window_is_locked_down,
    shell::every_command_is_granted_by_name,
    documents::every_room_is_on_the_map,
    documents::every_dependency_has_its_reason,
];

fn findings(house: &House) -> Vec<Finding> {
    let mut all: Vec<Finding> = RULES.iter().flat_map(|rule| rule(house)).collect();
    all.sort();
    all
}

/// Checks the checkout and prints what is wrong.
///
/// # Errors
/// When a rule is broken.
pub(crate) fn run(layout: &Layout) -> Result<()> {
    let house = House::of(layout)?;
    let all = findings(&house);
    for finding in &all {
        println!("{finding}");
    }
    for line in secrets::exposures(&house) {
        println!("{line}");
    }
    verdict(&all)
}

/// Checks the checkout and writes what is wrong into `log`.
///
/// # Errors
/// When a rule is broken.
pub(crate) fn run_into(layout: &Layout, mut log: &File) -> Result<()> {
    let all = findings(&House::of(layout)?);
    for finding in &all {
        writeln!(log, "{finding}")?;
    }
    verdict(&all)
}

fn verdict(all: &[Finding]) -> Result<()> {
    match all.len() {
        0 => Ok(()),
        1 => bail!("a rule of the house is broken in 1 place"),
        count => bail!("rules of the house are broken in {count} places"),
    }
}
