//! Which environment an account belongs to, by patterns over its name and id.

use super::Settings;
use crate::account::Account;

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

/// Returns the environment of `account`: the one with the most exact pattern, that with the most letters, that fits its name or
/// id. `payments-nonprod` is development by `*nonprod*`, though `*prod*` fits too. Of equals the most careful wins.
pub fn environment_of(settings: &Settings, account: &Account) -> Option<Environment> {
    let name: Vec<char> = account.name.to_lowercase().chars().collect();
    let id: Vec<char> = account.id.as_str().chars().collect();
    let mut best: Option<(usize, Environment)> = None;
    for environment in Environment::ALL {
        let exactness = environment
            .patterns(settings)
            .iter()
            .map(|pattern| pattern.to_lowercase().chars().collect::<Vec<char>>())
            .filter(|pattern| fits(pattern, &name) || fits(pattern, &id))
            .map(|pattern| pattern.iter().filter(|c| !matches!(c, '*' | '?')).count())
            .max();
        if let Some(exactness) = exactness
            && best.is_none_or(|(before, _)| exactness > before)
        {
            best = Some((exactness, environment));
        }
    }
    best.map(|(_, environment)| environment)
}

/// Whether the whole of `text` fits `pattern`, where `*` stands for any text and `?` for any one letter. Takes at most
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
