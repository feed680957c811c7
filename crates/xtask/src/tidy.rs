//! `cargo xtask tidy`: the project's rules that the compiler and clippy cannot check.
//!
//! A rule is a function from the source tree (the text of all its files) to violations. It touches no file
//! itself, so each is also tried on planted bad text.

mod banned_words;
mod boundaries;
mod documents;
mod module_cycles;
mod modules;
mod names;
mod page;
mod rust_items;
mod secrets;
mod sentences;
mod shell;
mod source_text;
mod source_tree;
#[cfg(test)]
mod tests;
mod type_names;

use std::fmt;
use std::fs::File;
use std::io::Write as _;

use anyhow::{Result, bail};

use crate::checkout::Checkout;
use source_tree::SourceTree;

/// One place where a rule is broken, and what to do there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    path: String,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl Violation {
    fn new(path: &str, line: usize, rule: &'static str, advice: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            rule,
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

/// Every rule.
const RULES: [fn(&SourceTree) -> Vec<Violation>; 24] = [
    modules::modules_open_with_a_document,
    modules::files_are_short,
    modules::nothing_is_left_unfinished,
    boundaries::crates_are_named_only_by_their_owner,
    boundaries::the_machine_is_reached_only_through_its_crate,
    boundaries::only_the_composition_names_adapters,
    boundaries::dependencies_point_one_way,
    boundaries::values_do_not_wait,
    boundaries::only_the_wire_derives_page_types,
    module_cycles::modules_form_no_cycle,
    names::empty_names_are_not_used,
    names::session_is_always_qualified,
    type_names::type_names_are_unique,
    banned_words::banned_words_are_not_used,
    secrets::every_exposure_has_a_reason,
    secrets::errors_are_not_matched_by_text,
    sentences::sentences_are_in_the_catalogue,
    page::one_file_talks_to_the_shell,
    page::colours_are_tokens,
    page::text_is_never_markup,
    shell::the_window_is_locked_down,
    shell::every_command_is_granted_by_name,
    documents::every_folder_is_on_the_map,
    documents::every_dependency_has_its_reason,
];

fn violations(tree: &SourceTree) -> Vec<Violation> {
    let mut all: Vec<Violation> = RULES.iter().flat_map(|rule| rule(tree)).collect();
    all.sort();
    all
}

/// Checks the checkout and prints what is wrong.
///
/// # Errors
/// When a rule is broken.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    let tree = SourceTree::read(checkout)?;
    let all = violations(&tree);
    for violation in &all {
        println!("{violation}");
    }
    for line in secrets::exposures(&tree) {
        println!("{line}");
    }
    verdict(&all)
}

/// Checks the checkout and writes what is wrong into `log`.
///
/// # Errors
/// When a rule is broken.
pub(crate) fn run_into(checkout: &Checkout, mut log: &File) -> Result<()> {
    let all = violations(&SourceTree::read(checkout)?);
    for violation in &all {
        writeln!(log, "{violation}")?;
    }
    verdict(&all)
}

/// Prints which modules of one crate import which.
///
/// # Errors
/// When there is no such crate.
pub(crate) fn print_graph(checkout: &Checkout, package: &str) -> Result<()> {
    let tree = SourceTree::read(checkout)?;
    let Some(lines) = module_cycles::describe(&tree, package) else {
        bail!("the workspace has no package `{package}`");
    };
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

fn verdict(all: &[Violation]) -> Result<()> {
    match all.len() {
        0 => Ok(()),
        1 => bail!("a project rule is broken in 1 place"),
        count => bail!("project rules are broken in {count} places"),
    }
}
