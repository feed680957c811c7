//! The text of the checkout, as the rules see it: every file that git knows or would add.

use std::fs;

use anyhow::{Context as _, Result};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::tidy::source_text::{SourceText, Syntax};

/// The packages whose code a user runs. The others may use what these may not.
const PRODUCT: [&str; 6] = [
    "crates/rolecall/",
    "crates/rolecall-model/",
    "crates/rolecall-aws/",
    "crates/rolecall-os/",
    "crates/rolecall-cli/",
    "src-tauri/",
];

/// One file of text.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// Its path from the root, with `/`.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
    /// Its code, comments and strings, when its syntax is understood.
    pub(super) source: Option<SourceText>,
}

impl SourceFile {
    /// Returns the file, split when its name says that its syntax is understood.
    pub(super) fn new(path: &str, text: &str) -> Self {
        let source = Syntax::of_path(path).map(|syntax| SourceText::read(text, syntax));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            source,
        }
    }

    /// Returns whether a user runs this code: a file of a product package that is not a test.
    pub(super) fn is_product(&self) -> bool {
        PRODUCT.iter().any(|package| self.path.starts_with(package)) && !self.is_test()
    }

    /// Returns whether the whole file is tests.
    pub(super) fn is_test(&self) -> bool {
        let path = &self.path;
        path.contains("/tests/")
            || path.starts_with("tests/")
            || path.ends_with("/tests.rs")
            || path.ends_with("_tests.rs")
            || path.ends_with(".test.ts")
            || path.contains("/benches/")
    }

    /// Returns whether the file is generated.
    pub(super) fn is_generated(&self) -> bool {
        self.path.ends_with("/bindings.ts") || self.path.contains("/generated/")
    }

    /// Returns the file as Rust.
    pub(super) fn rust(&self) -> Option<&SourceText> {
        self.source.as_ref().filter(|_| self.path.ends_with(".rs"))
    }

    /// Returns whether the file belongs to one of the page's kinds.
    pub(super) fn is_page(&self) -> bool {
        self.path.starts_with("ui/src/")
            && [".ts", ".svelte", ".css", ".html"]
                .iter()
                .any(|kind| self.path.ends_with(kind))
    }
}

/// All files.
#[derive(Debug, Default)]
pub(super) struct SourceTree {
    /// The files, in the order of their paths.
    pub(super) files: Vec<SourceFile>,
}

impl SourceTree {
    /// Reads the checkout.
    ///
    /// # Errors
    /// When git fails.
    pub(super) fn read(checkout: &Checkout) -> Result<Self> {
        let list = command::program("git", &checkout.root)
            .split_args("ls-files --cached --others --exclude-standard -z");
        let list = command::output(list).context("git cannot list the files of the checkout")?;
        let mut paths: Vec<&str> = list.split('\0').filter(|path| !path.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        // What cannot be read as text (pictures) or was deleted but not yet committed has no rule.
        let texts = paths.into_iter().filter_map(|path| {
            fs::read_to_string(checkout.root.join(path))
                .ok()
                .map(|text| SourceFile::new(path, &text))
        });
        Ok(Self {
            files: texts.collect(),
        })
    }

    /// Returns the file at this path.
    pub(super) fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Returns all files of Rust.
    pub(super) fn rust_files(&self) -> impl Iterator<Item = (&SourceFile, &SourceText)> {
        self.files
            .iter()
            .filter_map(|file| file.rust().map(|rust| (file, rust)))
    }

    /// Returns the Rust that users run.
    pub(super) fn product_files(&self) -> impl Iterator<Item = (&SourceFile, &SourceText)> {
        self.rust_files().filter(|(file, _)| file.is_product())
    }
}
