//! The page: what its JavaScript weighs, and how long a keystroke takes in a long list.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};

use super::Figure;
use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// What the page's own test prints before its figures.
const KEYSTROKE: &str = "keystroke over 20,000 rows: ";

/// Weighs what was built and runs the page's test of speed.
///
/// # Errors
/// When there is no page, or the test prints no figures.
pub(super) fn figures(checkout: &Checkout) -> Result<Vec<Figure>> {
    Ok(vec![
        weight(&checkout.ui().join("dist/assets"))?,
        keystroke(checkout)?,
    ])
}

fn weight(assets: &Path) -> Result<Figure> {
    let (mut plain, mut packed) = (0, 0);
    for entry in fs::read_dir(assets).context("the page has not been built")? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "js") {
            plain += fs::metadata(&file)?.len();
            packed += gzipped(&file)?;
        }
    }
    Ok(Figure {
        what: "the page's JavaScript, gzip -9",
        measured: format!("{} KB", packed / 1000),
        against: format!("as it is: {} KB", plain / 1000),
        ratio: None,
        budget: "≤ 120 KB",
    })
}

fn gzipped(file: &Path) -> Result<usize> {
    let mut gzip = command::program("gzip", Path::new(".")).split_args("-9 -n -c");
    let mut gzip = gzip.arg(file).stdout(Stdio::piped()).spawn()?;
    let mut packed = Vec::new();
    if let Some(mut out) = gzip.stdout.take() {
        out.read_to_end(&mut packed)?;
    }
    if !gzip.wait()?.success() {
        bail!("gzip failed");
    }
    Ok(packed.len())
}

fn keystroke(checkout: &Checkout) -> Result<Figure> {
    let ui = checkout.ui();
    command::output(command::program("npm", &ui).split_args("run --silent build:fake"))?;
    let test =
        command::program("node", &ui).split_args("--test --test-reporter=tap tests/page/speed.test.js");
    let printed = command::output(test)?;
    let figures = printed.lines().find_map(|line| line.split_once(KEYSTROKE));
    let (_, figures) = figures.context("the page's test printed no figures")?;
    Ok(Figure {
        what: "keystroke, the page's own work over 20,000 rows",
        measured: figures.to_owned(),
        against: String::new(),
        ratio: None,
        budget: "≤ 16 ms median, ≤ 50 ms p99",
    })
}
