//! From the arguments of a command to an IAM user.

use super::parsed;
use crate::command_line::{RoleAddArgs, RoleEditArgs, RoleOptionArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles;
use crate::messages::iam_users as messages;
use crate::verb::role::definition::web_identity::{endpoint_url, region};
use rolecall::messages::iam_users::field;
use rolecall::settings::{RoleField, UserField, is_token_command};
use rolecall_model::partition::Region;
use rolecall_model::portal::{AwsEndpoints, EndpointUrl};
use rolecall_model::role_definition::{
    AccessKeyId, IamUser, InvalidRoleSessionOption, MfaSerial, UserSessionDuration,
};
use rolecall_model::settings::Settings;

/// Where a key is tried out if nobody says: any region of the partition knows every user.
const DEFAULT_REGION: &str = "us-east-1";

/// What the arguments say of an IAM user; who it is, AWS tells.
pub(crate) struct NewUser {
    pub(crate) access_key_id: AccessKeyId,
    mfa_serial: Option<MfaSerial>,
    mfa_command: Option<String>,
    duration: Option<UserSessionDuration>,
    region: Region,
    endpoint_url: Option<EndpointUrl>,
}

impl NewUser {
    /// Reads the arguments.
    pub(crate) fn from_arguments(
        ctx: &Context,
        settings: &Settings,
        args: &RoleAddArgs,
    ) -> Result<Self, Failure> {
        refuse_options(&args.options)?;
        let given = &args.web_identity;
        let id = AccessKeyId::parse(args.user.access_key_id.as_deref().unwrap_or_default());
        let id = id.map_err(|_| Failure::invalid_input(messages::INVALID_KEY_ID, messages::TEMPORARY_KEY))?;
        Ok(Self {
            access_key_id: id,
            mfa_serial: args.options.mfa_serial.as_deref().map(mfa_serial).transpose()?,
            mfa_command: args.mfa_command.mfa_command.as_deref().map(command).transpose()?,
            duration: args.options.duration.map(duration).transpose()?,
            region: match &given.region {
                Some(text) => region(text)?,
                None => default_region(ctx, settings)?,
            },
            endpoint_url: given.endpoint_url.as_deref().map(endpoint_url).transpose()?,
        })
    }

    /// Returns where the key is tried out.
    pub(crate) fn endpoints(&self) -> AwsEndpoints {
        AwsEndpoints {
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
        }
    }

    /// Returns the user whose ARN AWS told.
    pub(crate) fn with_arn(self, user_arn: rolecall_model::role_definition::IamUserArn) -> IamUser {
        IamUser {
            user_arn,
            access_key_id: self.access_key_id,
            mfa_serial: self.mfa_serial,
            mfa_command: self.mfa_command,
            duration: self.duration,
            region: self.region,
            endpoint_url: self.endpoint_url,
        }
    }
}

/// Returns `user` with what `args` change.
pub(super) fn changed(mut user: IamUser, args: &RoleEditArgs) -> Result<IamUser, Failure> {
    refuse_options(&args.options)?;
    for field in &args.unset {
        match field {
            RoleField::MfaSerial => user.mfa_serial = None,
            RoleField::Duration => user.duration = None,
            // A user has none of these.
            RoleField::SessionName
            | RoleField::Policy
            | RoleField::PolicyArns
            | RoleField::ExternalId
            | RoleField::SourceIdentity
            | RoleField::Tags
            | RoleField::TransitiveTags => {}
        }
    }
    let given = &args.web_identity;
    if let Some(text) = &args.options.mfa_serial {
        user.mfa_serial = Some(mfa_serial(text)?);
    }
    if let Some(text) = &args.mfa_command.mfa_command {
        // An empty one takes it away.
        user.mfa_command = if text.is_empty() {
            None
        } else {
            Some(command(text)?)
        };
    }
    if let Some(seconds) = args.options.duration {
        user.duration = Some(duration(seconds)?);
    }
    if let Some(text) = &given.region {
        user.region = region(text)?;
    }
    if let Some(text) = &given.endpoint_url {
        user.endpoint_url = Some(endpoint_url(text)?);
    }
    Ok(user)
}

/// What only roles can be asked for with.
fn refuse_options(args: &RoleOptionArgs) -> Result<(), Failure> {
    let options = [
        ("--external-id", args.external_id.is_some()),
        ("--session-name", args.session_name.is_some()),
        ("--source-identity", args.source_identity.is_some()),
        ("--tag", !args.tag.is_empty()),
        ("--transitive", !args.transitive.is_empty()),
        ("--policy", args.policy.is_some()),
        ("--policy-arn", !args.policy_arn.is_empty()),
    ];
    match options.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(Failure::invalid_input(
            messages::not_for_users(option),
            messages::ASSUME_FOR_IT,
        )),
        None => Ok(()),
    }
}

/// The region of the environment, as for the AWS CLI, else that of the settings.
pub(crate) fn default_region(ctx: &Context, settings: &Settings) -> Result<Region, Failure> {
    let variable = |name| ctx.machine.variable(name).filter(|text| !text.is_empty());
    let named = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
    match (named, &settings.console_region) {
        (Some(text), _) => region(&text),
        (None, Some(region)) => Ok(region.clone()),
        (None, None) => region(DEFAULT_REGION),
    }
}

pub(super) fn mfa_serial(text: &str) -> Result<MfaSerial, Failure> {
    parsed(
        RoleField::MfaSerial,
        MfaSerial::parse(text).map_err(|_| InvalidRoleSessionOption),
    )
}

fn duration(seconds: u64) -> Result<UserSessionDuration, Failure> {
    UserSessionDuration::from_seconds(seconds).map_err(|_| {
        let rule = field(UserField::Duration);
        Failure::invalid_input(defined_roles::invalid_option(RoleField::Duration, rule), "")
    })
}

fn command(text: &str) -> Result<String, Failure> {
    let invalid = || Failure::invalid_input(defined_roles::INVALID_COMMAND, "");
    is_token_command(text)
        .then(|| text.to_owned())
        .ok_or_else(invalid)
}
