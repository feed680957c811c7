//! What is stored, whether it is all there, and whether a loss would be seen.

use anyhow::{Context as _, Result, ensure};
use journeys::TestDesktop;
use std::path::Path;

/// What must outlive every kill.
pub(crate) struct StoredState {
    pub(crate) portals: Vec<String>,
    listed: usize,
    documents: Vec<(String, String)>,
}

impl StoredState {
    /// Starts role sessions that no command is going to touch.
    pub(crate) fn new(desktop: &TestDesktop, targets: &[String]) -> Result<Self> {
        let mut documents = Vec::new();
        for target in targets {
            let answer = desktop.rolecall(&["credential-process", target])?.done()?;
            documents.push((target.clone(), answer.printed));
        }
        let listed = listed(desktop)?.len();
        Ok(Self {
            portals: vec!["work".to_owned()],
            listed,
            documents,
        })
    }

    pub(crate) fn is_there(&self, desktop: &TestDesktop) -> Result<()> {
        let portals = desktop.rolecall(&["portal", "list", "--json"])?.done()?.printed;
        for portal in &self.portals {
            ensure!(
                portals.contains(&format!("\"{portal}\"")),
                "{portal} is not in {portals}"
            );
        }
        let now = listed(desktop)?.len();
        ensure!(
            now == self.listed,
            "{now} roles are listed instead of {}",
            self.listed
        );
        let active = desktop.rolecall(&["sessions", "--json"])?.done()?.printed;
        for (target, document) in &self.documents {
            ensure!(active.contains(target), "{target} is not active: {active}");
            let answer = desktop.rolecall(&["credential-process", target])?.done()?;
            ensure!(answer.printed == *document, "{target} has other credentials");
        }
        Ok(())
    }
}

/// The check that found nothing must find what was done on purpose.
pub(crate) fn damage_is_seen(desktop: &TestDesktop, stored: &StoredState, targets: &[String]) -> Result<()> {
    let settings = desktop.home().join(".config/rolecall/settings.toml");
    let whole = cut_in_half(&settings)?;
    ensure!(
        stored.is_there(desktop).is_err(),
        "half of the settings went unseen"
    );
    std::fs::write(&settings, &whole)?;
    stored.is_there(desktop)?;
    desktop.rolecall(&["stop", &targets[0]])?.done()?;
    ensure!(
        stored.is_there(desktop).is_err(),
        "a lost role session went unseen"
    );
    Ok(())
}

/// Half a database is set aside; the keychain and AWS still have everything that a new one needs.
pub(crate) fn a_damaged_database_is_replaced(desktop: &TestDesktop, stored: &StoredState) -> Result<()> {
    let folder = desktop.home().join(".local/state/rolecall");
    cut_in_half(&folder.join("state.db"))?;
    // Its log would complete it.
    let log = folder.join("state.db-wal");
    if log.exists() {
        std::fs::remove_file(log)?;
    }
    stored.is_there(desktop)?;
    let is_set_aside = |entry: &std::fs::DirEntry| {
        entry
            .file_name()
            .to_string_lossy()
            .starts_with("state.db.damaged-")
    };
    let mut files = std::fs::read_dir(&folder)?.filter_map(Result::ok);
    ensure!(
        files.any(|entry| is_set_aside(&entry)),
        "half a database was used"
    );
    Ok(())
}

/// Returns what the file held.
fn cut_in_half(file: &Path) -> Result<Vec<u8>> {
    let whole = std::fs::read(file).with_context(|| file.display().to_string())?;
    std::fs::write(file, &whole[..whole.len() / 2])?;
    Ok(whole)
}

pub(crate) fn listed(desktop: &TestDesktop) -> Result<Vec<String>> {
    let all = desktop.json(&["roles", "--json"])?;
    let all = all["assignments"].as_array().context("assignments")?;
    let targets = all
        .iter()
        .filter_map(|each| each["target"].as_str().map(str::to_owned));
    Ok(targets.collect())
}
