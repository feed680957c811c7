//! From the arguments of a command to the definition of a role.

pub(super) mod user;
mod web_identity;

use crate::command_line::{RoleAddArgs, RoleEditArgs, RoleOptionArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles as messages;
use crate::messages::iam_users;
use crate::resolve;
use rolecall::messages::roles::field;
use rolecall::settings::RoleField;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    AssumeRole, ExternalId, InvalidRoleSessionOption, MAX_POLICY_ARNS, MAX_SESSION_TAGS, PolicyArn,
    RoleDefinition, RoleMethod, RoleSessionOptions, SessionDuration, SessionNameTemplate, SessionPolicy,
    SessionTag, SourceIdentityName, TagKey,
};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::settings::Settings;
use std::path::Path;

/// Returns the name of a new role.
pub(super) fn name(text: &str) -> Result<DefinedRoleName, Failure> {
    let name = DefinedRoleName::parse(text);
    name.map_err(|_| Failure::invalid_input(messages::invalid_name(text), ""))
}

/// Returns the definition of a new role.
pub(super) async fn new(
    ctx: &Context,
    settings: &Settings,
    args: &RoleAddArgs,
) -> Result<RoleDefinition, Failure> {
    let name = name(&args.name)?;
    let method = match (&args.assume, &args.from) {
        (Some(arn), Some(parent)) => {
            let mut assume = AssumeRole::new(role_arn(arn)?, from(ctx, settings, parent).await?);
            set_options(ctx, &mut assume, &args.options)?;
            RoleMethod::AssumeRole(assume)
        }
        _ => RoleMethod::WebIdentity(web_identity::new(ctx, args)?),
    };
    Ok(RoleDefinition { name, method })
}

/// Returns `before` with what `args` change.
pub(super) async fn changed(
    ctx: &Context,
    settings: &Settings,
    before: &RoleDefinition,
    args: &RoleEditArgs,
) -> Result<RoleDefinition, Failure> {
    let method = match before.method.clone() {
        RoleMethod::AssumeRole(assume) => {
            if web_identity::is_given(&args.web_identity) {
                let summary = messages::of_role(&before.name);
                return Err(Failure::invalid_input(summary, messages::DEFINE_AGAIN));
            }
            RoleMethod::AssumeRole(changed_assume_role(ctx, settings, assume, args).await?)
        }
        RoleMethod::WebIdentity(role) => {
            if args.assume.is_some() || args.from.is_some() {
                let summary = messages::of_token(&before.name);
                return Err(Failure::invalid_input(summary, messages::DEFINE_AGAIN));
            }
            RoleMethod::WebIdentity(web_identity::changed(ctx, role, args)?)
        }
        RoleMethod::User(user) => {
            if args.assume.is_some() || args.from.is_some() || web_identity::names_token(&args.web_identity) {
                let summary = iam_users::of_user(&before.name);
                return Err(Failure::invalid_input(summary, messages::DEFINE_AGAIN));
            }
            RoleMethod::User(user::changed(user, args)?)
        }
        RoleMethod::RolesAnywhere(_) => {
            let summary = messages::of_certificate(&before.name);
            return Err(Failure::invalid_input(summary, messages::EDIT_SETTINGS));
        }
    };
    Ok(RoleDefinition {
        name: before.name.clone(),
        method,
    })
}

async fn changed_assume_role(
    ctx: &Context,
    settings: &Settings,
    mut assume: AssumeRole,
    args: &RoleEditArgs,
) -> Result<AssumeRole, Failure> {
    if let Some(text) = &args.assume {
        assume.role_arn = role_arn(text)?;
    }
    if let Some(text) = &args.from {
        assume.from = from(ctx, settings, text).await?;
    }
    for field in &args.unset {
        unset(&mut assume, *field);
    }
    set_options(ctx, &mut assume, &args.options)?;
    Ok(assume)
}

fn role_arn(text: &str) -> Result<RoleArn, Failure> {
    let parsed = RoleArn::parse_or_link(text);
    parsed.map_err(|_| Failure::invalid_input(messages::invalid_arn(text), messages::ARN_FORM))
}

async fn from(ctx: &Context, settings: &Settings, text: &str) -> Result<RoleRef, Failure> {
    Ok(resolve::target(ctx, settings, text).await?.key)
}

fn unset(assume: &mut AssumeRole, field: RoleField) {
    match field {
        RoleField::SessionName | RoleField::Duration | RoleField::Policy | RoleField::PolicyArns => {
            unset_role_session_option(&mut assume.session, field)
        }
        RoleField::ExternalId => assume.external_id = None,
        RoleField::SourceIdentity => assume.source_identity = None,
        RoleField::Tags => assume.tags.clear(),
        RoleField::TransitiveTags => assume.transitive_tags.clear(),
        RoleField::MfaSerial => assume.mfa_serial = None,
    }
}

fn unset_role_session_option(session: &mut RoleSessionOptions, field: RoleField) {
    match field {
        RoleField::SessionName => session.name = None,
        RoleField::Duration => session.duration = None,
        RoleField::Policy => session.policy = None,
        RoleField::PolicyArns => session.policy_arns.clear(),
        // A token has none of these of its own.
        RoleField::ExternalId
        | RoleField::SourceIdentity
        | RoleField::Tags
        | RoleField::TransitiveTags
        | RoleField::MfaSerial => {}
    }
}

fn set_options(ctx: &Context, assume: &mut AssumeRole, args: &RoleOptionArgs) -> Result<(), Failure> {
    if let Some(text) = &args.external_id {
        assume.external_id = Some(parsed(RoleField::ExternalId, ExternalId::parse(text))?);
    }
    if let Some(text) = &args.source_identity {
        let name = SourceIdentityName::parse(text);
        assume.source_identity = Some(parsed(RoleField::SourceIdentity, name)?);
    }
    if let Some(text) = &args.mfa_serial {
        assume.mfa_serial = Some(user::mfa_serial(text)?);
    }
    set_role_session_options(ctx, &mut assume.session, args)?;
    if !args.tag.is_empty() {
        assume.tags = each(RoleField::Tags, MAX_SESSION_TAGS, &args.tag, tag)?;
        let mut keys: Vec<_> = assume.tags.iter().map(SessionTag::key).collect();
        keys.sort();
        keys.dedup();
        if keys.len() < assume.tags.len() {
            return Err(Failure::invalid_input(messages::TAG_TWICE, ""));
        }
    }
    if !args.transitive.is_empty() {
        let (field, keys) = (RoleField::TransitiveTags, &args.transitive);
        assume.transitive_tags = each(field, MAX_SESSION_TAGS, keys, TagKey::parse)?;
    }
    Ok(())
}

fn set_role_session_options(
    ctx: &Context,
    session: &mut RoleSessionOptions,
    args: &RoleOptionArgs,
) -> Result<(), Failure> {
    if let Some(text) = &args.session_name {
        let name = SessionNameTemplate::parse(text);
        session.name = Some(parsed(RoleField::SessionName, name)?);
    }
    if let Some(seconds) = args.duration {
        let duration = SessionDuration::from_seconds(seconds);
        session.duration = Some(parsed(RoleField::Duration, duration)?);
    }
    if let Some(path) = &args.policy {
        session.policy = Some(policy(ctx, path)?);
    }
    if !args.policy_arn.is_empty() {
        let (field, arns) = (RoleField::PolicyArns, &args.policy_arn);
        session.policy_arns = each(field, MAX_POLICY_ARNS, arns, PolicyArn::parse)?;
    }
    Ok(())
}

fn policy(ctx: &Context, path: &Path) -> Result<SessionPolicy, Failure> {
    let text = ctx.machine.read_text(path);
    let text = text
        .map_err(|error| Failure::invalid_input(messages::unreadable(&path.to_string_lossy(), &error), ""))?;
    parsed(RoleField::Policy, SessionPolicy::parse(text.trim()))
}

fn tag(text: &str) -> Result<SessionTag, InvalidRoleSessionOption> {
    let (key, value) = text.split_once('=').ok_or(InvalidRoleSessionOption)?;
    SessionTag::new(TagKey::parse(key)?, value)
}

fn each<T>(
    field: RoleField,
    max: usize,
    texts: &[String],
    parse: impl Fn(&str) -> Result<T, InvalidRoleSessionOption>,
) -> Result<Vec<T>, Failure> {
    if texts.len() > max {
        return parsed(field, Err(InvalidRoleSessionOption));
    }
    texts.iter().map(|text| parsed(field, parse(text))).collect()
}

fn parsed<T>(of: RoleField, value: Result<T, InvalidRoleSessionOption>) -> Result<T, Failure> {
    value.map_err(|_| Failure::invalid_input(messages::invalid_option(of, field(of)), ""))
}
