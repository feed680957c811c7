//! `rolecall tag`: a user's own tags of accounts.
//!
//! It must not know where tags are kept, or what follows from one.

use super::guard;
use crate::choice;
use crate::command_line::TagArgs;
use crate::desktop;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Column, Style, Table, Text};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::settings::set_tags;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::settings::{Environment, Settings};
use serde::Serialize;
use std::collections::BTreeMap;

const COLUMNS: [Column; 4] = [
    Column {
        title: "ACCOUNT ID",
        kept_whole: true,
    },
    Column {
        title: "ACCOUNT",
        kept_whole: false,
    },
    Column {
        title: "TAGS",
        kept_whole: false,
    },
    Column {
        title: "ENVIRONMENT",
        kept_whole: true,
    },
];

pub(super) async fn run(here: &Surroundings, args: &TagArgs) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let accounts = listed(here, &settings)?;
    let Some(text) = &args.account else {
        return show(here, &settings, &accounts, settings.tags.keys(), args.json);
    };
    let id = account(&accounts, text)?;
    if args.tags.is_empty() {
        return show(here, &settings, &accounts, [&id], args.json);
    }
    choice::change_settings(&here.ports, |text| {
        // Another program may have tagged it meanwhile.
        let present = rolecall::settings::read_settings(text)?.tags.remove(&id);
        set_tags(text, &id, &changed(present.unwrap_or_default(), args))
    })?;
    desktop::changed(here).await;
    show(here, &choice::settings(&here.ports)?, &accounts, [&id], args.json)
}

fn changed(present: Vec<String>, args: &TagArgs) -> Vec<String> {
    let is_named = |tag: &String| args.tags.iter().any(|named| named.eq_ignore_ascii_case(tag));
    let mut tags: Vec<String> = present.into_iter().filter(|tag| !is_named(tag)).collect();
    if !args.remove {
        tags.extend(args.tags.iter().cloned());
        tags.sort();
        tags.dedup();
    }
    tags
}

type Accounts = BTreeMap<AccountId, String>;

fn listed(here: &Surroundings, settings: &Settings) -> Result<Accounts, Failure> {
    let mut accounts = Accounts::new();
    for portal in &settings.portals {
        let catalogue = here.ports.store.catalogue_store.catalogue(&portal.name);
        for listed in catalogue.map_err(|error| Failure::of(&error))?.accounts {
            accounts.insert(listed.account.id, listed.account.name);
        }
    }
    Ok(accounts)
}

/// An id is one, listed or not. A name must be of one account alone: exactly, else without regard to case.
fn account(accounts: &Accounts, text: &str) -> Result<AccountId, Failure> {
    let bare: String = text.chars().filter(|c| *c != '-').collect();
    if let Ok(id) = AccountId::parse(&bare) {
        return Ok(id);
    }
    let named = |fits: &dyn Fn(&str) -> bool| -> Vec<&AccountId> {
        let fitting = accounts.iter().filter(|(_, name)| fits(name));
        fitting.map(|(id, _)| id).collect()
    };
    let mut found = named(&|name| name == text);
    if found.is_empty() {
        found = named(&|name| name.to_lowercase() == text.to_lowercase());
    }
    match found.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(Failure::invalid_input(
            format!("No account is called \"{text}\"."),
            "List what there is with `rolecall roles`, or give the account's 12 digits.",
        )),
        several => {
            let problem = Problem {
                summary: format!("Several accounts are called \"{text}\"."),
                advice: "Give the 12 digits of one of them:".to_owned(),
                ..Problem::new(ProblemCode::Ambiguous, "")
            };
            let ids = several.iter().map(|id| id.to_string()).collect();
            Err(Failure::Problem(Box::new(problem), ids))
        }
    }
}

fn show<'a>(
    here: &Surroundings,
    settings: &Settings,
    accounts: &Accounts,
    ids: impl IntoIterator<Item = &'a AccountId>,
    json: bool,
) -> Result<(), Failure> {
    let tagged: Vec<Tagged<'_>> = ids
        .into_iter()
        .map(|id| Tagged::of(settings, accounts, id))
        .collect();
    if json {
        return here.terminal.json(&Answer {
            version: 1,
            accounts: tagged,
        });
    }
    if tagged.iter().all(|account| account.tags.is_empty()) {
        here.terminal
            .remark("There is no tag yet. Add one with `rolecall tag ACCOUNT TAG`.");
        return Ok(());
    }
    let mut table = Table::new(&COLUMNS);
    for account in &tagged {
        let (style, word) = account.environment.map_or((Style::Plain, ""), guard::word);
        table.push(vec![
            Text::from(account.account_id.as_str()),
            Text::from(account.account_name.unwrap_or_default()),
            Text::from(account.tags.join(", ")),
            Text::styled(style, word),
        ]);
    }
    table.print(&here.terminal)
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u8,
    accounts: Vec<Tagged<'a>>,
}

#[derive(Serialize)]
struct Tagged<'a> {
    account_id: String,
    account_name: Option<&'a str>,
    tags: &'a [String],
    #[serde(serialize_with = "as_id")]
    environment: Option<Environment>,
}

impl<'a> Tagged<'a> {
    fn of(settings: &'a Settings, accounts: &'a Accounts, id: &AccountId) -> Self {
        let name = accounts.get(id).map(String::as_str);
        let account = Account {
            id: id.clone(),
            name: name.unwrap_or_default().to_owned(),
            email: None,
        };
        Self {
            account_id: id.to_string(),
            account_name: name,
            tags: settings.tags.get(id).map(Vec::as_slice).unwrap_or_default(),
            environment: settings.environment_of(&account),
        }
    }
}

fn as_id<S: serde::Serializer>(environment: &Option<Environment>, serializer: S) -> Result<S::Ok, S::Error> {
    environment.map(Environment::id).serialize(serializer)
}

#[cfg(test)]
mod tests;
