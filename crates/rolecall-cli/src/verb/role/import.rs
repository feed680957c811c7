//! `rolecall role import`: from profiles that assume roles to defined roles, after showing what is added.

mod identified_roots;
mod json;
mod taken_keys;

use super::{assumed_with, role_column};
use crate::command_line::RoleImportArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::role_import as messages;
use crate::messages::{headings, role_sessions};
use crate::terminal::{Column, Style, Table, Text};
use crate::{desktop, settings};
use identified_roots::IdentifiedRoots;
use json::ImportJson;
use rolecall::profiles::{ProfileSet, RoleImport, SharedFile, SharedFileTexts, plan_role_import};
use rolecall::settings::add_role;

const COLUMNS: [Column; 4] = [
    Column::no_truncate(headings::PROFILE),
    Column::no_truncate(headings::TARGET),
    Column::new(headings::ROLE_ARN),
    Column::new(headings::ASSUMED_WITH),
];

pub(super) async fn run(ctx: &Context, args: &RoleImportArgs) -> Result<(), Failure> {
    let texts = read_texts(ctx)?;
    let profiles = parse_profiles(&texts)?;
    let settings = settings::load(&ctx.ports)?;
    let roots = IdentifiedRoots::ask(ctx, &settings, &profiles, args).await?;
    let import = plan_role_import(&profiles, &settings, &args.profiles, &roots.methods);
    if !args.json {
        print_plan(ctx, &import)?;
    }
    let adds = !args.plan && !import.roles.is_empty();
    if adds {
        confirm(ctx, import.roles.len(), args)?;
        let keys = roots.keys_of(&import);
        taken_keys::store(ctx, &keys).await?;
        let changed = settings::change(&ctx.ports, |text| {
            let mut definitions = import.roles.iter().map(|role| &role.definition);
            definitions.try_fold(text.to_owned(), |text, definition| add_role(&text, definition))
        });
        if let Err(failure) = changed {
            // Nothing of what failed stays.
            taken_keys::erase(ctx, &keys).await?;
            return Err(failure);
        }
        desktop::notify_changed(ctx).await;
        ctx.terminal.note(messages::added(import.roles.len()));
        taken_keys::offer_removal(ctx, &texts, &keys, args)?;
    }
    if args.json {
        ctx.terminal.print_json(&ImportJson::new(&import, adds))?;
    }
    Ok(())
}

/// Reads the profiles of the files that AWS tools share.
///
/// # Errors
/// The file that cannot be read, and why.
pub(super) fn read_profiles(ctx: &Context) -> Result<ProfileSet, Failure> {
    parse_profiles(&read_texts(ctx)?)
}

fn read_texts(ctx: &Context) -> Result<SharedFileTexts, Failure> {
    ctx.machine.read_shared_files().map_err(|(path, detail)| {
        Failure::invalid_input(messages::unreadable(&path.to_string_lossy(), &detail), "")
    })
}

fn parse_profiles(texts: &SharedFileTexts) -> Result<ProfileSet, Failure> {
    ProfileSet::parse(&texts.config.1, &texts.credentials.1).map_err(|(file, error)| {
        let (path, _) = match file {
            SharedFile::Config => &texts.config,
            SharedFile::Credentials => &texts.credentials,
        };
        Failure::invalid_input(
            messages::invalid_file(&path.to_string_lossy(), &error),
            messages::CORRECT_IT,
        )
    })
}

fn print_plan(ctx: &Context, import: &RoleImport) -> Result<(), Failure> {
    if import.roles.is_empty() && import.left_out.is_empty() {
        ctx.terminal.note(messages::NOTHING);
    }
    let mut table = Table::new(&COLUMNS);
    for role in &import.roles {
        table.push(vec![
            Text::from(role.profile.as_str()),
            Text::styled(Style::Bold, role.definition.name.as_str()),
            Text::from(role_column(&role.definition).as_str()),
            Text::from(assumed_with(&role.definition.method).as_str()),
        ]);
    }
    table.print(&ctx.terminal)?;
    for profile in &import.left_out {
        ctx.terminal
            .note(messages::left_out(&profile.profile, &profile.reason));
    }
    Ok(())
}

fn confirm(ctx: &Context, count: usize, args: &RoleImportArgs) -> Result<(), Failure> {
    if args.yes {
        return Ok(());
    }
    match ctx.machine.ask(&messages::question(count)) {
        Some(reply) if role_sessions::is_yes(&reply) => Ok(()),
        Some(_) => Err(Failure::Message(role_sessions::CANCELLED.to_owned())),
        None => Err(Failure::invalid_input(
            messages::NOT_CONFIRMED,
            messages::CONFIRM_WITH_YES,
        )),
    }
}

#[cfg(test)]
mod tests;
