//! What roles have in common whose credentials others obtain.

use super::web_identity::{endpoint_url, region};
use crate::command_line::{RoleOptionArgs, WebIdentityArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles as messages;
use rolecall::ports::CallerIdentity;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::ForeignRole;
use rolecall_model::settings::Settings;

/// Where a region is when the user gives none, in the order of the AWS CLI.
const REGION_VARIABLES: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// Returns where requests go.
pub(in crate::verb::role) fn endpoints(
    ctx: &Context,
    settings: &Settings,
    given: &WebIdentityArgs,
) -> Result<AwsEndpoints, Failure> {
    if given.role.is_some() {
        return Err(Failure::invalid_input(messages::not_for_foreign("--role"), ""));
    }
    let of_environment = || {
        let mut regions = REGION_VARIABLES
            .into_iter()
            .filter_map(|name| ctx.machine.variable(name));
        regions.find_map(|text| Region::parse_typed(&text).ok())
    };
    let region = match &given.region {
        Some(text) => Some(region(text)?),
        None => settings.console_region.clone().or_else(of_environment),
    };
    Ok(AwsEndpoints {
        region: region.ok_or_else(|| Failure::invalid_input(messages::NO_REGION, messages::GIVE_REGION))?,
        endpoint_url: given.endpoint_url.as_deref().map(endpoint_url).transpose()?,
    })
}

/// Refuses what can be asked of AWS alone.
pub(in crate::verb::role) fn refuse_options(args: &RoleOptionArgs) -> Result<(), Failure> {
    let options = [
        ("--external-id", args.external_id.is_some()),
        ("--duration", args.duration.is_some()),
        ("--session-name", args.session_name.is_some()),
        ("--source-identity", args.source_identity.is_some()),
        ("--tag", !args.tag.is_empty()),
        ("--transitive", !args.transitive.is_empty()),
        ("--policy", args.policy.is_some()),
        ("--policy-arn", !args.policy_arn.is_empty()),
    ];
    match options.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(Failure::invalid_input(messages::not_for_foreign(option), "")),
        None => Ok(()),
    }
}

/// Returns the role of `identity`.
pub(crate) fn role(identity: &CallerIdentity, endpoints: AwsEndpoints) -> Result<ForeignRole, Failure> {
    let account_id = AccountId::parse(&identity.account);
    Ok(ForeignRole {
        account_id: account_id.map_err(|_| Failure::invalid_input(messages::UNKNOWN_IDENTITY, ""))?,
        role_name: RoleName::new(identity.role_name()),
        region: endpoints.region,
        endpoint_url: endpoints.endpoint_url,
    })
}
