//! IAM users: adding one with its access key, and the secret of its virtual MFA device.
//!
//! A secret is read from the terminal or from standard input, and kept in the keychain alone.

use super::definition::user::NewUser;
use super::{check, find};
use crate::command_line::{MfaSeedArgs, RoleAddArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::iam_users as messages;
use crate::terminal::{Style, Text};
use crate::{desktop, settings, time_limit};
use rolecall::ports::{AccessKey, RoleSecretKey, RoleSecretKind};
use rolecall::settings::add_role;
use rolecall::totp::MfaSeed;
use rolecall_model::history::Surface;
use rolecall_model::role_definition::{IamUser, IamUserArn, RoleDefinition, RoleMethod};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::{RoleSecret, SecretAccessKey};
use rolecall_model::settings::Settings;

/// Defines an IAM user: AWS says whose key it is. The secret is kept before the definition is written: what is killed in between
/// can be done again, and `doctor` names what is left.
pub(super) async fn add(
    ctx: &Context,
    settings: &Settings,
    name: DefinedRoleName,
    args: &RoleAddArgs,
) -> Result<RoleDefinition, Failure> {
    let new = NewUser::from_arguments(ctx, settings, args)?;
    refuse_taken(settings, &name)?;
    let secret = secret_access_key(ctx)?;
    let user_arn = user_of(ctx, &new, &secret).await?;
    let key = RoleSecretKey {
        role: name.clone(),
        kind: RoleSecretKind::SecretAccessKey(new.access_key_id.to_string()),
    };
    let definition = RoleDefinition {
        name,
        method: RoleMethod::User(new.with_arn(user_arn)),
    };
    check(settings, &definition)?;
    let keychain = &ctx.ports.store.keychain;
    let saved = keychain.save_role_secret(&key, &secret).await;
    saved.map_err(|error| Failure::from_error(&error))?;
    if let Err(failure) = settings::change(&ctx.ports, |text| add_role(text, &definition)) {
        // Nothing of what failed stays.
        let erased = keychain.erase_role_secret(&key).await;
        erased.map_err(|error| Failure::from_error(&error))?;
        return Err(failure);
    }
    desktop::notify_changed(ctx).await;
    if let RoleMethod::User(user) = &definition.method {
        ctx.terminal
            .note(messages::added(&definition.name, &user.user_arn));
    }
    Ok(definition)
}

/// A name that is taken is refused before anybody enters a secret.
fn refuse_taken(settings: &Settings, name: &DefinedRoleName) -> Result<(), Failure> {
    let taken = settings
        .roles
        .iter()
        .any(|role| role.name.as_str().eq_ignore_ascii_case(name.as_str()));
    if taken {
        return Err(Failure::from_error(
            &rolecall::settings::SettingsEditError::RoleExists,
        ));
    }
    Ok(())
}

fn secret_access_key(ctx: &Context) -> Result<RoleSecret, Failure> {
    let secret = ctx.machine.read_secret(messages::SECRET_QUESTION);
    let secret = secret.ok_or_else(|| Failure::invalid_input(messages::NO_SECRET, messages::GIVE_SECRET))?;
    // EXPOSE: its form is checked; it is not printed
    let text = secret.expose();
    if text.is_empty() || text.len() > 256 || !text.chars().all(|c| c.is_ascii_graphic()) {
        return Err(Failure::invalid_input(
            messages::INVALID_SECRET,
            messages::GIVE_SECRET,
        ));
    }
    Ok(secret)
}

/// Asks AWS whose key it is.
async fn user_of(ctx: &Context, new: &NewUser, secret: &RoleSecret) -> Result<IamUserArn, Failure> {
    let key = AccessKey {
        id: new.access_key_id.clone(),
        // EXPOSE: what the user entered becomes the key that signs
        secret: SecretAccessKey::from_exposed(secret.expose()),
    };
    let ports = time_limit::of_obtaining(&ctx.ports_with_actor(Surface::Command, false));
    let sessions = &ports.aws.user_sts;
    let identity = sessions.access_key_identity(&new.endpoints(), &key).await;
    let arn = identity.map_err(|error| Failure::from_error(&error))?.arn;
    IamUserArn::parse(&arn)
        .map_err(|_| Failure::invalid_input(messages::not_a_user(&arn), messages::USE_A_USER))
}

/// Stores or erases the secret of a virtual MFA device.
pub(super) async fn mfa_seed(ctx: &Context, args: &MfaSeedArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let (name, user) = find_user(&settings, &args.name)?;
    let key = RoleSecretKey {
        role: name.clone(),
        kind: RoleSecretKind::MfaSeed,
    };
    let keychain = &ctx.ports.store.keychain;
    if args.remove {
        let erased = keychain.erase_role_secret(&key).await;
        erased.map_err(|error| Failure::from_error(&error))?;
        ctx.terminal.note(messages::seed_removed(name));
        return Ok(());
    }
    if user.mfa_serial.is_none() {
        return Err(Failure::invalid_input(
            messages::no_device(name),
            messages::set_device(name),
        ));
    }
    let seed = ctx.machine.read_secret(messages::SEED_QUESTION);
    let seed = seed.ok_or_else(|| Failure::invalid_input(messages::NO_SEED, messages::GIVE_SECRET))?;
    if MfaSeed::parse(&seed).is_none() {
        return Err(Failure::invalid_input(
            messages::INVALID_SEED,
            messages::SEED_FORM,
        ));
    }
    let saved = keychain.save_role_secret(&key, &seed).await;
    saved.map_err(|error| Failure::from_error(&error))?;
    ctx.terminal
        .note(Text::styled(Style::Warning, messages::BOTH_FACTORS));
    ctx.terminal.note(messages::seed_stored(name));
    Ok(())
}

/// Returns the IAM user that is defined as `name`.
pub(in crate::verb) fn find_user<'a>(
    settings: &'a Settings,
    name: &str,
) -> Result<(&'a DefinedRoleName, &'a IamUser), Failure> {
    let definition = find(settings, name)?;
    if let RoleMethod::User(user) = &definition.method {
        return Ok((&definition.name, user));
    }
    let summary = messages::not_of_user(&definition.name);
    Err(Failure::invalid_input(summary, ""))
}

#[cfg(test)]
mod tests;
