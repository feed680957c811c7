//! `rolecall keys`: lists and replaces the access keys of IAM users.
//!
//! It must not know in which order a key is replaced.

use super::role::find_user;
use crate::command_line::{KeysArgs, KeysVerb};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{headings, iam_users as messages};
use crate::terminal::{Column, Style, Table, Text};
use crate::{desktop, mfa, resolve, settings, time_limit};
use rolecall::key_rotation::{ListedKey, RotationStep, list_keys, rotate_key};
use rolecall_model::Timestamp;
use rolecall_model::history::Surface;
use rolecall_model::role_source::ResolvedRole;
use serde::Serialize;

const COLUMNS: [Column; 4] = [
    Column::no_truncate(headings::ACCESS_KEY),
    Column::new(headings::STATE),
    Column::new(headings::CREATED),
    Column::new(headings::LAST_USED),
];

const SECONDS_OF_A_DAY: i64 = 86_400;

#[derive(Serialize)]
struct KeysJson<'a> {
    version: u8,
    target: &'a str,
    access_keys: Vec<KeyJson<'a>>,
}

#[derive(Serialize)]
struct KeyJson<'a> {
    access_key_id: &'a str,
    active: bool,
    used_by_rolecall: bool,
    created_at: Option<Timestamp>,
    age_days: Option<i64>,
    last_used_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct RotatedJson<'a> {
    version: u8,
    target: &'a str,
    access_key_id: &'a str,
    deleted_access_key_id: &'a str,
    resumed: bool,
}

pub(super) async fn run(ctx: &Context, verb: KeysVerb) -> Result<(), Failure> {
    match verb {
        KeysVerb::List(args) => list(ctx, &args).await,
        KeysVerb::Rotate(args) => rotate(ctx, &args).await,
    }
}

fn user(ctx: &Context, args: &KeysArgs) -> Result<ResolvedRole, Failure> {
    let settings = settings::load(&ctx.ports)?;
    find_user(&settings, &args.name)?;
    let definition = super::role::find(&settings, &args.name)?;
    resolve::source(&settings, &definition.key())
}

async fn list(ctx: &Context, args: &KeysArgs) -> Result<(), Failure> {
    let role = user(ctx, args)?;
    let ports = time_limit::of_obtaining(&ctx.ports_with_actor(Surface::Command, false));
    let ports = mfa::with_prompt(ctx, &ports, &args.mfa)?;
    let keys = list_keys(&ports, &role).await;
    let keys = keys.map_err(|error| Failure::for_role(&role, &error))?;
    let now = ctx.now();
    if args.json {
        let access_keys = keys.iter().map(|key| json(key, now)).collect();
        return Ok(ctx.terminal.print_json(&KeysJson {
            version: 1,
            target: &args.name,
            access_keys,
        })?);
    }
    let mut table = Table::new(&COLUMNS);
    for key in &keys {
        let state = messages::key_state(key.info.is_active, key.is_used_here);
        let created = key.info.created_at.map(|at| messages::age(days(at, now)));
        let last_used = key.last_used_at.map(|at| messages::age(days(at, now)));
        table.push(vec![
            Text::styled(Style::Bold, key.info.id.as_str()),
            Text::from(state),
            Text::from(created.unwrap_or_default().as_str()),
            Text::from(last_used.as_deref().unwrap_or(messages::NEVER)),
        ]);
    }
    Ok(table.print(&ctx.terminal)?)
}

fn json(key: &ListedKey, now: Timestamp) -> KeyJson<'_> {
    KeyJson {
        access_key_id: key.info.id.as_str(),
        active: key.info.is_active,
        used_by_rolecall: key.is_used_here,
        created_at: key.info.created_at,
        age_days: key.info.created_at.map(|at| days(at, now)),
        last_used_at: key.last_used_at,
    }
}

fn days(at: Timestamp, now: Timestamp) -> i64 {
    (now.as_second() - at.as_second()).max(0) / SECONDS_OF_A_DAY
}

async fn rotate(ctx: &Context, args: &KeysArgs) -> Result<(), Failure> {
    let role = user(ctx, args)?;
    let ports = time_limit::of_obtaining(&ctx.ports_with_actor(Surface::Command, false));
    let ports = mfa::with_prompt(ctx, &ports, &args.mfa)?;
    let Some(name) = role.key.defined_name() else {
        return Ok(());
    };
    let show = |step: &RotationStep| {
        if let Some(text) = messages::rotation_step(step) {
            ctx.terminal.show_progress(text);
        }
    };
    let outcome = rotate_key(&ports, name, &show).await;
    ctx.terminal.clear_progress();
    let outcome = outcome.map_err(|error| Failure::for_role(&role, &error))?;
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::rotated(name, &outcome));
    if args.json {
        ctx.terminal.print_json(&RotatedJson {
            version: 1,
            target: name.as_str(),
            access_key_id: outcome.key.as_str(),
            deleted_access_key_id: outcome.former.as_str(),
            resumed: outcome.was_resumed,
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
