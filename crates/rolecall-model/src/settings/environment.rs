//! Which environment an account belongs to and how long its role sessions may last, by patterns over name, id and tags.
//!
//! It must not know where the patterns come from.

use super::Settings;
use crate::Timestamp;
use crate::account::{Account, RoleName};
use crate::role_session::{RoleSessionRecord, limit_time};
use std::time::Duration;

/// Before the pattern of a tag.
const TAG: &str = "tag:";

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Real customers.
    Production,
    /// The rehearsal for it.
    Staging,
    /// Work in progress.
    Development,
}

impl Environment {
    /// Every environment, the one to be most careful with first.
    pub const ALL: [Self; 3] = [Self::Production, Self::Staging, Self::Development];

    /// Returns the word that the settings file holds.
    pub fn id(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
            Self::Development => "development",
        }
    }

    /// Returns the patterns of its accounts.
    pub fn patterns(self, settings: &Settings) -> &[String] {
        match self {
            Self::Production => &settings.production_patterns,
            Self::Staging => &settings.staging_patterns,
            Self::Development => &settings.development_patterns,
        }
    }
}

impl Settings {
    /// Returns the environment of `account`: the one with the most exact pattern that fits. A tag is more exact than any name, of
    /// names and ids the pattern with the most characters is: `payments-nonprod` is development by `*nonprod*`, though `*prod*` fits
    /// too. Of equals the most careful wins.
    pub fn environment_of(&self, account: &Account) -> Option<Environment> {
        let subject = PatternSubject::new(self, account);
        let mut best: Option<((bool, usize), Environment)> = None;
        for environment in Environment::ALL {
            let exactness = environment
                .patterns(self)
                .iter()
                .filter_map(|pattern| subject.exactness(pattern))
                .max();
            if let Some(exactness) = exactness
                && best.is_none_or(|(before, _)| exactness > before)
            {
                best = Some((exactness, environment));
            }
        }
        best.map(|(_, environment)| environment)
    }

    /// Returns whether `account` is a production account.
    pub fn is_production(&self, account: &Account) -> bool {
        self.environment_of(account) == Some(Environment::Production)
    }

    /// Returns how long a role session of `role_name` in `account` may last, from its start; the shortest of the limits that
    /// fit, `None` where none does.
    pub fn limit_of(&self, account: &Account, role_name: &RoleName) -> Option<Duration> {
        if self.limits.is_empty() {
            return None;
        }
        let subject = PatternSubject::new(self, account);
        let role = lowercase_chars(role_name.as_str());
        let fits_role = |pattern: &String| fits(&lowercase_chars(pattern), &role);
        let limits = self.limits.iter().filter(|limit| {
            let account_fits =
                limit.accounts.is_empty() || limit.accounts.iter().any(|pattern| subject.fits(pattern));
            account_fits && (limit.roles.is_empty() || limit.roles.iter().any(fits_role))
        });
        limits.map(|limit| limit.max_duration).min()
    }

    /// Returns when its limit ends the role session of `record`, whose account is `account`; `None` without a limit.
    pub fn limit_time(&self, account: &Account, record: &RoleSessionRecord) -> Option<Timestamp> {
        let limit = self.limit_of(account, &record.role.role_name)?;
        limit_time(record.started_at, limit)
    }
}

/// What patterns are matched against.
struct PatternSubject {
    name: Vec<char>,
    id: Vec<char>,
    tags: Vec<Vec<char>>,
}

impl PatternSubject {
    fn new(settings: &Settings, account: &Account) -> Self {
        let tags = settings.tags.get(&account.id);
        Self {
            name: lowercase_chars(&account.name),
            id: lowercase_chars(account.id.as_str()),
            tags: tags
                .into_iter()
                .flatten()
                .map(|tag| lowercase_chars(tag))
                .collect(),
        }
    }

    fn fits(&self, pattern: &str) -> bool {
        self.exactness(pattern).is_some()
    }

    /// Whether `pattern` is of a tag, and how many characters it names; nothing when it does not fit.
    fn exactness(&self, pattern: &str) -> Option<(bool, usize)> {
        let pattern = pattern.to_lowercase();
        let tag = pattern.strip_prefix(TAG);
        let pattern_chars: Vec<char> = tag.unwrap_or(&pattern).chars().collect();
        let it_fits = match tag {
            Some(_) => self.tags.iter().any(|tag| fits(&pattern_chars, tag)),
            None => fits(&pattern_chars, &self.name) || fits(&pattern_chars, &self.id),
        };
        let named = pattern_chars.iter().filter(|c| !matches!(c, '*' | '?')).count();
        it_fits.then_some((tag.is_some(), named))
    }
}

fn lowercase_chars(text: &str) -> Vec<char> {
    text.to_lowercase().chars().collect()
}

/// Whether the whole of `text` fits `pattern`, where `*` stands for any text and `?` for any one character. Takes at most
/// as many steps as the product of their lengths.
fn fits(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            Some(_) | None => {
                let Some((after_star, taken)) = star else {
                    return false;
                };
                star = Some((after_star, taken + 1));
                p = after_star;
                t = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests;
