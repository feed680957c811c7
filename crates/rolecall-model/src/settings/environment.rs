//! Which environment an account belongs to and how long its role sessions may last, by patterns over name, id and tags.
//!
//! It must not know where the patterns come from.

use super::Settings;
use super::pattern::{FoundWords, Match, PatternSubject};
use crate::Timestamp;
use crate::account::{Account, AccountId, RoleName};
use crate::role_session::{RoleSessionRecord, limit_time};
use std::time::Duration;

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

/// What the user marked one account as, whatever its name is: its id is among the patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvironmentMark {
    /// An account of the environment.
    Of(Environment),
    /// An account of no environment.
    NoEnvironment,
}

impl EnvironmentMark {
    /// Every mark, the one to be most careful with first.
    pub const ALL: [Self; 4] = [
        Self::Of(Environment::Production),
        Self::Of(Environment::Staging),
        Self::Of(Environment::Development),
        Self::NoEnvironment,
    ];

    /// Returns the patterns that the ids of its accounts are among.
    pub fn patterns(self, settings: &Settings) -> &[String] {
        match self {
            Self::Of(environment) => environment.patterns(settings),
            Self::NoEnvironment => &settings.no_environment_patterns,
        }
    }
}

impl Settings {
    /// Returns the environment of `account`: the one with the most exact pattern that fits. The account's whole id is the most exact,
    /// then a tag, and of names and parts of ids the pattern with the most characters: `payments-nonprod` is development by `word:nonprod`, though `*prod*`
    /// would fit too. Of equals the most careful wins, and any environment before none. A word of production gives way to a whole word of another
    /// environment, however long either is: `prod-dev` is development.
    pub fn environment_of(&self, account: &Account) -> Option<Environment> {
        let subject = PatternSubject::account(account, self.tags.get(&account.id));
        let most_exact = |patterns: &[String]| {
            patterns
                .iter()
                .filter_map(|pattern| subject.match_of(pattern))
                .max()
        };
        let found = Environment::ALL.map(|environment| {
            let best = most_exact(environment.patterns(self));
            best.map(|found| (found, environment))
        });
        let words = |found: &Option<(Match, Environment)>| found.as_ref().and_then(|(found, _)| found.words);
        let [production, others @ ..] = &found;
        let is_whole_word = |other| words(other) == Some(FoundWords::Whole);
        let gives_way = words(production).is_some() && others.iter().any(is_whole_word);
        let mut best: Option<&(Match, Environment)> = None;
        for found in found.iter().skip(usize::from(gives_way)).flatten() {
            if best.is_none_or(|(before, _)| found.0 > *before) {
                best = Some(found);
            }
        }
        let none = most_exact(&self.no_environment_patterns);
        best.filter(|(found, _)| none.is_none_or(|none| none <= *found))
            .map(|(_, environment)| *environment)
    }

    /// Returns how the user marked the account by its id.
    pub fn mark_of(&self, account_id: &AccountId) -> Option<EnvironmentMark> {
        let is_in = |mark: &EnvironmentMark| {
            let mut patterns = mark.patterns(self).iter();
            patterns.any(|pattern| pattern == account_id.as_str())
        };
        EnvironmentMark::ALL.into_iter().find(is_in)
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
        let subject = PatternSubject::account(account, self.tags.get(&account.id));
        let role = PatternSubject::role(role_name);
        let limits = self.limits.iter().filter(|limit| {
            let account_fits =
                limit.accounts.is_empty() || limit.accounts.iter().any(|pattern| subject.fits(pattern));
            account_fits && (limit.roles.is_empty() || limit.roles.iter().any(|pattern| role.fits(pattern)))
        });
        limits.map(|limit| limit.max_duration).min()
    }

    /// Returns when its limit ends the role session of `record`, whose account is `account`; `None` without a limit.
    pub fn limit_time(&self, account: &Account, record: &RoleSessionRecord) -> Option<Timestamp> {
        let limit = self.limit_of(account, &record.role.role_name)?;
        limit_time(record.started_at, limit)
    }
}

#[cfg(test)]
mod tests;
