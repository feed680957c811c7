//! From the arguments of a command to the definition of a role.

mod entered;
pub(super) mod foreign;
mod process;
mod saml;
pub(super) mod user;
mod web_identity;

use crate::command_line::{RoleAddArgs, RoleEditArgs, RoleOptionArgs, WebIdentityArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles as messages;
use crate::messages::iam_users;
use crate::resolve;
use rolecall::messages::roles::field;
use rolecall::problem::Problem;
use rolecall::settings::{RoleField, SettingsEditError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    AssumeRole, ExternalId, InvalidRoleSessionOption, MAX_POLICY_ARNS, MAX_SESSION_TAGS, PolicyArn,
    RoleDefinition, RoleMethod, RoleSessionOptions, SessionDuration, SessionNameTemplate, SessionPolicy,
    SessionTag, SourceIdentityName, TagKey,
};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::secret::RoleSecret;
use rolecall_model::settings::Settings;
use std::path::Path;

/// Returns the name of a new role.
pub(super) fn name(text: &str) -> Result<DefinedRoleName, Failure> {
    let name = DefinedRoleName::parse(text);
    name.map_err(|_| Failure::invalid_input(messages::invalid_name(text), ""))
}

/// A definition, and what the user entered for it.
pub(super) struct EnteredDefinition {
    pub(super) definition: RoleDefinition,
    pub(super) entered: Option<Entered>,
}

/// What the user entered for a role, which the keychain keeps.
pub(super) enum Entered {
    /// A SAML assertion.
    Assertion(RoleSecret),
    /// Credentials, and when they end.
    Credentials(Box<RoleCredentials>),
}

/// Returns the definition of a new role.
pub(super) async fn new(
    ctx: &Context,
    settings: &Settings,
    args: &RoleAddArgs,
) -> Result<EnteredDefinition, Failure> {
    let name = name(&args.name)?;
    let is_taken = |role: &RoleDefinition| role.name.as_str().eq_ignore_ascii_case(name.as_str());
    if settings.roles.iter().any(is_taken) {
        // Before a command is run, or anything is asked for.
        return Err(Problem::from(SettingsEditError::RoleExists).into());
    }
    let mut entered = None;
    let method = match (&args.assume, &args.from) {
        _ if saml::is_given(&args.saml) => {
            let role = saml::new(ctx, args)?;
            entered = saml::entered(ctx, &args.saml)?.map(Entered::Assertion);
            RoleMethod::Saml(role)
        }
        _ if args.process.process.is_some() => {
            RoleMethod::CredentialProcess(process::new(ctx, settings, args).await?)
        }
        _ if args.entered.credentials => {
            foreign::refuse_options(&args.options)?;
            let endpoints = foreign::endpoints(ctx, settings, &args.web_identity)?;
            let (role, credentials) = entered::read(ctx, &args.entered, endpoints).await?;
            entered = Some(Entered::Credentials(Box::new(credentials)));
            RoleMethod::Entered(role)
        }
        (Some(arn), Some(parent)) => {
            let mut assume = AssumeRole::new(role_arn(arn)?, from(ctx, settings, parent).await?);
            set_options(ctx, &mut assume, &args.options)?;
            RoleMethod::AssumeRole(assume)
        }
        _ => RoleMethod::WebIdentity(web_identity::new(ctx, args)?),
    };
    let definition = RoleDefinition { name, method };
    Ok(EnteredDefinition { definition, entered })
}

/// Returns `before` with what `args` change.
pub(super) async fn changed(
    ctx: &Context,
    settings: &Settings,
    before: &RoleDefinition,
    args: &RoleEditArgs,
) -> Result<EnteredDefinition, Failure> {
    refuse_other_sources(before, args)?;
    let mut entered = None;
    let method = match before.method.clone() {
        RoleMethod::AssumeRole(assume) => {
            RoleMethod::AssumeRole(changed_assume_role(ctx, settings, assume, args).await?)
        }
        RoleMethod::WebIdentity(role) => RoleMethod::WebIdentity(web_identity::changed(ctx, role, args)?),
        RoleMethod::Saml(role) => {
            let role = saml::changed(ctx, role, args)?;
            entered = saml::entered(ctx, &args.saml)?.map(Entered::Assertion);
            RoleMethod::Saml(role)
        }
        RoleMethod::CredentialProcess(process) => {
            RoleMethod::CredentialProcess(process::changed(ctx, process, args).await?)
        }
        RoleMethod::Entered(mut role) => {
            foreign::refuse_options(&args.options)?;
            process::change_endpoints(&mut role, args)?;
            if args.entered.credentials {
                let credentials = entered::read_of(ctx, &args.entered, &role).await?;
                entered = Some(Entered::Credentials(Box::new(credentials)));
            }
            RoleMethod::Entered(role)
        }
        RoleMethod::User(user) => RoleMethod::User(user::changed(user, args)?),
        RoleMethod::RolesAnywhere(_) => {
            let summary = messages::of_certificate(&before.name);
            return Err(Failure::invalid_input(summary, messages::EDIT_SETTINGS));
        }
    };
    let definition = RoleDefinition {
        name: before.name.clone(),
        method,
    };
    Ok(EnteredDefinition { definition, entered })
}

/// Refuses arguments that are about another source than the role has.
fn refuse_other_sources(before: &RoleDefinition, args: &RoleEditArgs) -> Result<(), Failure> {
    let own = match &before.method {
        RoleMethod::AssumeRole(_) => Source::Role,
        RoleMethod::WebIdentity(_) => Source::Token,
        RoleMethod::Saml(_) => Source::Assertion,
        RoleMethod::CredentialProcess(_) => Source::Process,
        RoleMethod::Entered(_) => Source::Entered,
        RoleMethod::User(_) => Source::User,
        RoleMethod::RolesAnywhere(_) => return Ok(()),
    };
    let WebIdentityArgs {
        web_identity_token_file: file,
        web_identity_command: command,
        role,
        region,
        endpoint_url,
    } = &args.web_identity;
    let of_others = [
        (&[Source::Role][..], args.assume.is_some() || args.from.is_some()),
        (&[Source::Token], file.is_some() || command.is_some()),
        (&[Source::Token, Source::Assertion], role.is_some()),
        (
            &[
                Source::Token,
                Source::Assertion,
                Source::Process,
                Source::Entered,
                Source::User,
            ],
            region.is_some() || endpoint_url.is_some(),
        ),
        (&[Source::Assertion], saml::is_given(&args.saml)),
        (&[Source::Process], args.process.process.is_some()),
        (&[Source::Entered], args.entered.credentials),
    ];
    let mut of_others = of_others.into_iter();
    if !of_others.any(|(sources, is_given)| is_given && !sources.contains(&own)) {
        return Ok(());
    }
    let name = &before.name;
    let summary = match own {
        Source::Role => messages::of_role(name),
        Source::Token => messages::of_token(name),
        Source::Assertion => messages::of_assertion(name),
        Source::Process => messages::of_process(name),
        Source::Entered => messages::of_entered(name),
        Source::User => iam_users::of_user(name),
    };
    Err(Failure::invalid_input(summary, messages::DEFINE_AGAIN))
}

/// What leads to a role, as far as the arguments differ.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Role,
    Token,
    Assertion,
    Process,
    Entered,
    User,
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

/// Sets what a token or an assertion can be asked for with: tags and a source identity are in it already.
fn set_token_options(
    ctx: &Context,
    session: &mut RoleSessionOptions,
    args: &RoleOptionArgs,
    refused: impl FnOnce(&str) -> Failure,
) -> Result<(), Failure> {
    let options = [
        ("--external-id", args.external_id.is_some()),
        ("--source-identity", args.source_identity.is_some()),
        ("--tag", !args.tag.is_empty()),
        ("--transitive", !args.transitive.is_empty()),
        ("--mfa-serial", args.mfa_serial.is_some()),
    ];
    match options.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(refused(option)),
        None => set_role_session_options(ctx, session, args),
    }
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
