//! Whose credentials the keys and the commands of profiles give: AWS is asked, and only where the user wants it.

use super::taken_keys::TakenKey;
use crate::command_line::RoleImportArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::defined_roles::UNKNOWN_IDENTITY;
use crate::messages::{iam_users, role_import as messages};
use crate::time_limit;
use crate::verb::role::definition::{foreign, user};
use rolecall::ports::{AccessKey, Ports};
use rolecall::problem::Problem;
use rolecall::profiles::{
    ChainRoot, ImportedRole, KnownRoots, ProfileSet, RoleImport, StaticKeys, roots_of_profiles,
};
use rolecall::role_session::identity_of_process;
use rolecall_model::history::Surface;
use rolecall_model::partition::Region;
use rolecall_model::portal::{AwsEndpoints, EndpointUrl};
use rolecall_model::role_definition::{AccessKeyId, CredentialProcessRole, IamUser, IamUserArn, RoleMethod};
use rolecall_model::secret::SecretAccessKey;
use rolecall_model::settings::Settings;
use std::collections::BTreeMap;

/// What gives the first credentials of profiles, with the keys that come with it.
#[derive(Default)]
pub(super) struct IdentifiedRoots {
    pub(super) methods: KnownRoots,
    secrets: BTreeMap<String, SecretAccessKey>,
}

impl IdentifiedRoots {
    /// Asks AWS about those that `args` are about. One that AWS refuses is noted, and left out.
    pub(super) async fn ask(
        ctx: &Context,
        settings: &Settings,
        profiles: &ProfileSet,
        args: &RoleImportArgs,
    ) -> Result<Self, Failure> {
        let mut identified = Self::default();
        if !args.take_keys && !args.run_commands {
            return Ok(identified);
        }
        let ports = time_limit::of_obtaining(&ctx.ports_with_actor(Surface::Command, false));
        for (profile, root) in roots_of_profiles(profiles, &args.profiles) {
            let method = match &root {
                ChainRoot::StaticKeys(keys) if args.take_keys && keys.session_token.is_none() => {
                    let endpoints = endpoints(ctx, settings, profiles, &profile)?;
                    user_of(&ports, endpoints, keys).await
                }
                ChainRoot::Process(command) if args.run_commands && !is_own(command) => {
                    let endpoints = endpoints(ctx, settings, profiles, &profile)?;
                    process_of(&ports, endpoints, command).await
                }
                ChainRoot::StaticKeys(_)
                | ChainRoot::Process(_)
                | ChainRoot::Sso(_)
                | ChainRoot::WebIdentity { .. }
                | ChainRoot::Login(_)
                | ChainRoot::Named(_) => continue,
            };
            match method {
                Ok(method) => {
                    identified.methods.insert(profile.clone(), method);
                    if let ChainRoot::StaticKeys(keys) = root {
                        identified.secrets.insert(profile, keys.secret_access_key);
                    }
                }
                Err(problem) => ctx.terminal.note(messages::unidentified(&profile, &problem)),
            }
        }
        Ok(identified)
    }

    /// Returns the keys of the users that `import` adds.
    pub(super) fn keys_of(&self, import: &RoleImport) -> Vec<TakenKey> {
        let key_of = |role: &ImportedRole| {
            let RoleMethod::User(user) = &role.definition.method else {
                return None;
            };
            Some(TakenKey {
                profile: role.profile.clone(),
                role: role.definition.name.clone(),
                id: user.access_key_id.clone(),
                secret: self.secrets.get(&role.profile)?.clone(),
            })
        };
        import.roles.iter().filter_map(key_of).collect()
    }
}

/// A command that asks Rolecall prints what Rolecall has already.
fn is_own(command: &str) -> bool {
    command.contains("rolecall") && command.contains("credential-process")
}

/// Returns where AWS is asked: what the profile says, or else what holds for a user who is added by hand.
fn endpoints(
    ctx: &Context,
    settings: &Settings,
    profiles: &ProfileSet,
    profile: &str,
) -> Result<AwsEndpoints, Failure> {
    let value = |key| profiles.profile(profile).and_then(|profile| profile.get(key));
    let region = value("region").and_then(|text| Region::parse(text).ok());
    Ok(AwsEndpoints {
        region: match region {
            Some(region) => region,
            None => user::default_region(ctx, settings)?,
        },
        endpoint_url: value("endpoint_url").and_then(|text| EndpointUrl::parse(text).ok()),
    })
}

async fn user_of(ports: &Ports, endpoints: AwsEndpoints, keys: &StaticKeys) -> Result<RoleMethod, Problem> {
    let id = AccessKeyId::parse(&keys.access_key_id);
    let id = id.map_err(|_| Problem::invalid_input(iam_users::INVALID_KEY_ID))?;
    let key = AccessKey {
        id,
        secret: keys.secret_access_key.clone(),
    };
    let identity = ports.aws.user_sts.access_key_identity(&endpoints, &key).await;
    let arn = identity.map_err(|error| Problem::from(&error))?.arn;
    let user_arn =
        IamUserArn::parse(&arn).map_err(|_| Problem::invalid_input(iam_users::not_a_user(&arn)))?;
    Ok(RoleMethod::User(IamUser {
        user_arn,
        access_key_id: key.id,
        mfa_serial: None,
        mfa_command: None,
        duration: None,
        region: endpoints.region,
        endpoint_url: endpoints.endpoint_url,
    }))
}

async fn process_of(ports: &Ports, endpoints: AwsEndpoints, command: &str) -> Result<RoleMethod, Problem> {
    let identity = identity_of_process(ports, &endpoints, command).await;
    let identity = identity.map_err(|error| Problem::from(&error))?;
    let role = foreign::role(&identity, endpoints);
    Ok(RoleMethod::CredentialProcess(CredentialProcessRole {
        command: command.to_owned(),
        role: role.map_err(|_| Problem::invalid_input(UNKNOWN_IDENTITY))?,
    }))
}
