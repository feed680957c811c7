//! `rolecall role`: defines, changes, removes, lists and tries out the roles that no portal lists.
//!
//! It must not know how credentials of a role are obtained.

mod definition;
mod import;
mod json;
mod user;

pub(super) use user::find_user;

use super::{demo_banner, guard};
use crate::command_line::{JsonArg, RoleAddArgs, RoleEditArgs, RoleNameArgs, RoleTestArgs, RoleVerb};
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::defined_roles as messages;
use crate::messages::{headings, iam_users};
use crate::terminal::{Column, Style, Table, Text};
use crate::{mfa, resolve, settings, time_limit};
use definition::{Entered, EnteredDefinition};
use json::{DefinedRoleJson, DefinedRolesJson, IdentityJson};
use rolecall::ports::{RoleSecretKey, RoleSecretKind};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_secrets::{erase_role_secrets, stored_role_secrets};
use rolecall::role_session::{request_identity, stop_role_session, store_entered};
use rolecall::settings::{add_role, remove_role, replace_role};
use rolecall_model::history::Surface;
use rolecall_model::role_definition::{AssertionSource, IdentityTokenSource, RoleDefinition, RoleMethod};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::settings::Settings;

const COLUMNS: [Column; 4] = [
    Column::no_truncate(headings::TARGET),
    Column::new(headings::ROLE_ARN),
    Column::new(headings::ASSUMED_WITH),
    Column::new(""),
];

pub(super) async fn run(ctx: &Context, verb: RoleVerb) -> Result<(), Failure> {
    match verb {
        RoleVerb::Add(args) => add(ctx, &args).await,
        RoleVerb::Edit(args) => edit(ctx, &args).await,
        RoleVerb::Remove(args) => remove(ctx, &args).await,
        RoleVerb::List(args) => list(ctx, &args),
        RoleVerb::Import(args) => import::run(ctx, &args).await,
        RoleVerb::Test(args) => test(ctx, &args).await,
        RoleVerb::MfaSeed(args) => user::mfa_seed(ctx, &args).await,
    }
}

async fn add(ctx: &Context, args: &RoleAddArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    if args.user.user {
        let name = definition::name(&args.name)?;
        let definition = user::add(ctx, &settings, name, args).await?;
        return print_json(ctx, &definition, args.json);
    }
    let EnteredDefinition { definition, entered } = definition::new(ctx, &settings, args).await?;
    check(&settings, &definition)?;
    settings::change(&ctx.ports, |text| add_role(text, &definition))?;
    store(ctx, &definition, entered).await?;
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::added(&definition.name));
    print_json(ctx, &definition, args.json)
}

async fn edit(ctx: &Context, args: &RoleEditArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let before = find(&settings, &args.name)?;
    let EnteredDefinition { definition, entered } = definition::changed(ctx, &settings, before, args).await?;
    check(&settings, &definition)?;
    settings::change(&ctx.ports, |text| replace_role(text, &definition))?;
    if before.key() != definition.key() {
        stop(ctx, &before.key()).await?;
    }
    store(ctx, &definition, entered).await?;
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::changed(&definition.name));
    print_json(ctx, &definition, args.json)
}

/// Keeps what the user entered for a role that is defined now.
async fn store(ctx: &Context, definition: &RoleDefinition, entered: Option<Entered>) -> Result<(), Failure> {
    let ports = ctx.ports_with_actor(Surface::Command, false);
    match entered {
        None => Ok(()),
        Some(Entered::Assertion(secret)) => {
            let key = RoleSecretKey {
                role: definition.name.clone(),
                kind: RoleSecretKind::SamlAssertion,
            };
            let saved = ports.store.keychain.save_role_secret(&key, &secret).await;
            saved.map_err(|error| Failure::from_error(&error))?;
            ctx.terminal.note(messages::ASSERTION_LASTS);
            Ok(())
        }
        Some(Entered::Credentials(credentials)) => {
            let role = resolve::source(&settings::load(&ctx.ports)?, &definition.key())?;
            let stored = store_entered(&ports, &role, *credentials).await;
            stored.map_err(|error| Failure::for_role(&role, &error))
        }
    }
}

/// Checks that the role can succeed with this definition.
fn check(settings: &Settings, definition: &RoleDefinition) -> Result<(), Failure> {
    let mut settings = settings.clone();
    settings.roles.retain(|role| role.name != definition.name);
    settings.roles.push(definition.clone());
    resolve::source(&settings, &definition.key()).map(drop)
}

async fn remove(ctx: &Context, args: &RoleNameArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let definition = match find(&settings, &args.name) {
        Ok(definition) => definition,
        Err(unknown) => return erase_what_is_left(ctx, &args.name, unknown).await,
    };
    settings::change(&ctx.ports, |text| remove_role(text, &definition.name))?;
    stop(ctx, &definition.key()).await?;
    erase_secrets(ctx, &definition.name).await?;
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::removed(&definition.name));
    print_json(ctx, definition, args.json)
}

/// Erases what the keychain still holds for a role whose definition was removed by hand; `unknown` says that nothing is left.
async fn erase_what_is_left(ctx: &Context, name: &str, unknown: Failure) -> Result<(), Failure> {
    let Ok(name) = DefinedRoleName::parse(name) else {
        return Err(unknown);
    };
    let left = stored_role_secrets(&ctx.ports, &name).await;
    if left.map_err(|error| Failure::from_error(&error))?.is_empty() {
        return Err(unknown);
    }
    erase_secrets(ctx, &name).await?;
    ctx.terminal.note(messages::removed(&name));
    Ok(())
}

async fn erase_secrets(ctx: &Context, name: &DefinedRoleName) -> Result<(), Failure> {
    let erased = erase_role_secrets(&ctx.ports, name).await;
    erased.map_err(|error| Failure::from_error(&error))
}

/// Gives up what is stored for a role that is not defined any more.
async fn stop(ctx: &Context, role: &RoleRef) -> Result<(), Failure> {
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let stopped = stop_role_session(&ports, role).await;
    stopped.map(drop).map_err(|error| Failure::from_error(&error))
}

fn print_json(ctx: &Context, definition: &RoleDefinition, json: bool) -> Result<(), Failure> {
    if json {
        ctx.terminal.print_json(&DefinedRoleJson::new(definition, None))?;
    }
    Ok(())
}

fn list(ctx: &Context, args: &JsonArg) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    if args.json {
        return Ok(ctx.terminal.print_json(&DefinedRolesJson::new(&settings))?);
    }
    if settings.roles.is_empty() {
        ctx.terminal.note(messages::NONE);
    }
    let mut table = Table::new(&COLUMNS);
    for role in &settings.roles {
        let problem = settings.resolve(&role.key()).err();
        let problem = problem.map(|error| Problem::from(&error).summary);
        table.push(vec![
            Text::styled(Style::Bold, role.name.as_str()),
            Text::from(role_column(role).as_str()),
            Text::from(assumed_with(&role.method).as_str()),
            Text::styled(Style::Warning, &problem.unwrap_or_default()),
        ]);
    }
    Ok(table.print(&ctx.terminal)?)
}

/// Returns the ARN of a role or a user; account and name of what has none.
fn role_column(role: &RoleDefinition) -> String {
    if let RoleMethod::User(user) = &role.method {
        return user.user_arn.as_str().to_owned();
    }
    let key = role.key();
    role.method.role_arn().map_or_else(
        || format!("{}/{}", key.account_id, key.role_name.as_str()),
        str::to_owned,
    )
}

/// Returns with what a role is assumed: another role, where its token is, or who gives its credentials.
fn assumed_with(method: &RoleMethod) -> String {
    match method {
        RoleMethod::AssumeRole(assume) => assume.from.target(),
        RoleMethod::RolesAnywhere(_) => String::new(),
        RoleMethod::User(user) => iam_users::key_of(&user.access_key_id),
        RoleMethod::WebIdentity(role) => read_from(&role.token),
        RoleMethod::Saml(role) => match &role.assertion {
            AssertionSource::Read(source) => read_from(source),
            AssertionSource::Entered => messages::ENTERED_ASSERTION.to_owned(),
        },
        RoleMethod::CredentialProcess(process) => process.command.clone(),
        RoleMethod::Entered(_) => messages::ENTERED_CREDENTIALS.to_owned(),
    }
}

fn read_from(source: &IdentityTokenSource) -> String {
    match source {
        IdentityTokenSource::File(path) => path.to_string_lossy().into_owned(),
        IdentityTokenSource::Command(command) => command.clone(),
    }
}

async fn test(ctx: &Context, args: &RoleTestArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let definition = find(&settings, &args.name)?;
    let role = resolve::source(&settings, &definition.key())?;
    demo_banner::print_for_role(ctx, &role);
    guard::confirm(ctx, &settings, &role.key, args.yes)?;
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let ports = mfa::with_prompt(ctx, &time_limit::of_obtaining(&ports), &args.mfa)?;
    let identity = request_identity(&ports, &role).await;
    let identity = identity.map_err(|error| Failure::for_role(&role, &error))?;
    if args.json {
        return Ok(ctx
            .terminal
            .print_json(&IdentityJson::new(definition, &identity))?);
    }
    ctx.terminal.note(messages::succeeded(&definition.name));
    Ok(ctx.terminal.print_line(identity.arn.as_str())?)
}

pub(super) fn find<'a>(settings: &'a Settings, name: &str) -> Result<&'a RoleDefinition, Failure> {
    let found = DefinedRoleName::parse(name).ok();
    let found = found.and_then(|name| settings.definition(&name));
    found.ok_or_else(|| {
        Problem {
            summary: messages::unknown(name),
            advice: messages::LIST.to_owned(),
            ..Problem::new(ProblemCode::NoMatch, "")
        }
        .into()
    })
}

#[cfg(test)]
mod foreign_tests;
#[cfg(test)]
mod saml_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod web_identity_tests;
