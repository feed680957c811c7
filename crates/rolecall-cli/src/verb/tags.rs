//! `rolecall tag`: a user's tags for accounts.
//!
//! It must not know where tags are stored, or what they affect.

use super::guard;
use crate::command_line::TagArgs;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::headings;
use crate::messages::labels as messages;
use crate::resolve::AccountNamesById;
use crate::terminal::{Column, Style, Table, Text};
use crate::{resolve, settings, state};
use rolecall::settings::set_tags;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::settings::{Environment, Settings};
use serde::Serialize;

const COLUMNS: [Column; 4] = [
    Column::no_truncate(headings::ACCOUNT_ID),
    Column::new(headings::ACCOUNT),
    Column::new(headings::TAGS),
    Column::no_truncate(headings::ENVIRONMENT),
];

pub(super) async fn run(ctx: &Context, args: &TagArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let accounts = account_names(ctx, &settings)?;
    let Some(text) = &args.account else {
        return print(ctx, &settings, &accounts, settings.tags.keys(), args.json);
    };
    let id = resolve::account(&accounts, text)?;
    if args.tags.is_empty() {
        return print(ctx, &settings, &accounts, [&id], args.json);
    }
    settings::change(&ctx.ports, |text| {
        // Another program may have changed the tags since they were read.
        let current = rolecall::settings::read_settings(text)?.tags.remove(&id);
        set_tags(text, &id, &edited(current.unwrap_or_default(), args))
    })?;
    desktop::notify_changed(ctx).await;
    print(ctx, &settings::load(&ctx.ports)?, &accounts, [&id], args.json)
}

/// Returns the tags with those of `args` added or removed.
fn edited(current: Vec<String>, args: &TagArgs) -> Vec<String> {
    let is_given = |tag: &String| args.tags.iter().any(|given| given.eq_ignore_ascii_case(tag));
    let mut tags: Vec<String> = current.into_iter().filter(|tag| !is_given(tag)).collect();
    if !args.remove {
        tags.extend(args.tags.iter().cloned());
        tags.sort();
        tags.dedup();
    }
    tags
}

fn account_names(ctx: &Context, settings: &Settings) -> Result<AccountNamesById, Failure> {
    let mut accounts = AccountNamesById::new();
    for portal in &settings.portals {
        for listed in state::catalogue(&ctx.ports, &portal.name)?.accounts {
            accounts.insert(listed.account.id, listed.account.name);
        }
    }
    Ok(accounts)
}

fn print<'a>(
    ctx: &Context,
    settings: &Settings,
    accounts: &AccountNamesById,
    ids: impl IntoIterator<Item = &'a AccountId>,
    json: bool,
) -> Result<(), Failure> {
    let tagged: Vec<TaggedAccountJson<'_>> = ids
        .into_iter()
        .map(|id| TaggedAccountJson::new(settings, accounts, id))
        .collect();
    if json {
        return Ok(ctx.terminal.print_json(&TagsJson {
            version: 1,
            accounts: tagged,
        })?);
    }
    if tagged.iter().all(|account| account.tags.is_empty()) {
        ctx.terminal.note(messages::NO_TAGS);
        return Ok(());
    }
    let mut table = Table::new(&COLUMNS);
    for account in &tagged {
        let (style, environment) = account.environment.map_or((Style::Plain, ""), guard::label);
        table.push(vec![
            Text::from(account.account_id.as_str()),
            Text::from(account.account_name.unwrap_or_default()),
            Text::from(account.tags.join(", ")),
            Text::styled(style, environment),
        ]);
    }
    Ok(table.print(&ctx.terminal)?)
}

#[derive(Serialize)]
struct TagsJson<'a> {
    version: u8,
    accounts: Vec<TaggedAccountJson<'a>>,
}

#[derive(Serialize)]
struct TaggedAccountJson<'a> {
    account_id: String,
    account_name: Option<&'a str>,
    tags: &'a [String],
    #[serde(serialize_with = "as_id")]
    environment: Option<Environment>,
}

impl<'a> TaggedAccountJson<'a> {
    fn new(settings: &'a Settings, accounts: &'a AccountNamesById, id: &AccountId) -> Self {
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
