//! Finding roles that can be assumed from another: which ones are worth a try, and trying them out one by one.
//!
//! AWS lists nobody the roles of other accounts, so that each is tried, and each try is in CloudTrail. It must not know how the
//! outcome is shown, and keeps nothing of what AWS issues.

use crate::ports::{Ports, StsDenial, StsError};
use crate::profiles::{ProfileSet, definition_name};
use crate::role_session::{RoleSessionError, role_credentials, try_to_assume};
use rolecall_model::account::AccountId;
use rolecall_model::history::HistoryEntry;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{AssumeRole, RoleDefinition, RoleMethod, SessionDuration};
use rolecall_model::role_ref::RoleOrigin;
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use rolecall_model::settings::Settings;
use std::time::Duration;

/// What roles for the administration of member accounts are usually called: those that AWS Organizations, AWS Control Tower, Account
/// Factory for Terraform and CloudFormation StackSets make (in their guides).
pub const USUAL_ROLE_NAMES: [&str; 4] = [
    "OrganizationAccountAccessRole",
    "AWSControlTowerExecution",
    "AWSAFTExecution",
    "AWSCloudFormationStackSetExecutionRole",
];

/// How many roles are tried unless the user says otherwise.
pub const DEFAULT_MAX_TRIES: usize = 25;
/// How many roles are tried at most.
pub const MAX_TRIES: usize = 200;
/// Between one try and the next: AWS limits `AssumeRole` by account, and others use it, too.
const PAUSE: Duration = Duration::from_millis(250);
/// When no other role is tried.
const MAX_DURATION: Duration = Duration::from_mins(2);
/// What the credentials of the other role must be good for: they sign every try.
const MIN_REMAINING: Duration = Duration::from_mins(5);

/// How a role came to be a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CandidateOrigin {
    /// The user named it.
    Argument,
    /// A profile of the shared files assumes it.
    Profile(String),
    /// It was used before under a definition that is not there any more.
    History,
    /// It has one of the [`USUAL_ROLE_NAMES`].
    UsualName,
}

/// A role that is worth a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleCandidate {
    /// The role as it would be defined.
    pub definition: RoleDefinition,
    /// Its ARN.
    pub arn: RoleArn,
    /// How it came to be one.
    pub origin: CandidateOrigin,
}

/// Where candidates come from.
#[derive(Debug)]
pub struct CandidateSources<'a> {
    /// What the user named.
    pub given: &'a [RoleArn],
    /// The profiles of the shared files.
    pub profiles: &'a ProfileSet,
    /// What was done.
    pub history: &'a [HistoryEntry],
    /// The accounts that may have roles of the [`USUAL_ROLE_NAMES`].
    pub accounts: &'a [AccountId],
}

/// Returns the roles that are worth a try with the credentials of `from`, each once: what the user named first. Those that are defined
/// with `from` already, those of another partition and `from` itself are none.
pub fn role_candidates(
    settings: &Settings,
    from: &ResolvedRole,
    sources: &CandidateSources<'_>,
) -> Vec<RoleCandidate> {
    let partition = from.source.endpoints().partition().id();
    let start = format!("arn:{partition}:");
    let mut candidates: Vec<RoleCandidate> = Vec::new();
    let mut taken: Vec<String> = settings.roles.iter().map(|role| role.name.to_string()).collect();
    for (arn, origin) in named(partition, sources) {
        let is_from = *arn.account_id() == from.key.account_id && *arn.role_name() == from.key.role_name;
        let is_known = is_defined(settings, from, &arn) || candidates.iter().any(|each| each.arn == arn);
        if is_from || is_known || !arn.as_str().starts_with(&start) {
            continue;
        }
        let wanted = format!("{}-{}", arn.role_name().as_str(), arn.account_id());
        let taken_names: Vec<&str> = taken.iter().map(String::as_str).collect();
        let Some(name) = definition_name(&wanted, &taken_names) else {
            continue;
        };
        taken.push(name.to_string());
        candidates.push(RoleCandidate {
            definition: RoleDefinition {
                name,
                method: RoleMethod::AssumeRole(AssumeRole::new(arn.clone(), from.key.clone())),
            },
            arn,
            origin,
        });
    }
    candidates
}

fn named<'a>(
    partition: &'a str,
    sources: &'a CandidateSources<'_>,
) -> impl Iterator<Item = (RoleArn, CandidateOrigin)> + 'a {
    let given = sources.given.iter();
    let given = given.map(|arn| (arn.clone(), CandidateOrigin::Argument));
    let profiles = sources.profiles.profiles().filter_map(|(name, properties)| {
        let arn = RoleArn::parse(properties.get("role_arn")?).ok()?;
        Some((arn, CandidateOrigin::Profile(name.to_owned())))
    });
    let role_arn = move |account: &AccountId, name: &str| {
        RoleArn::parse(&format!("arn:{partition}:iam::{account}:role/{name}")).ok()
    };
    let history = sources.history.iter().filter_map(move |entry| {
        let role = entry.role()?;
        let was_defined = matches!(role.origin, RoleOrigin::Defined(_));
        let arn = role_arn(&role.account_id, role.role_name.as_str()).filter(|_| was_defined)?;
        Some((arn, CandidateOrigin::History))
    });
    let usual = sources.accounts.iter().flat_map(move |account| {
        let names = USUAL_ROLE_NAMES.into_iter();
        names.filter_map(move |name| Some((role_arn(account, name)?, CandidateOrigin::UsualName)))
    });
    given.chain(profiles).chain(history).chain(usual)
}

fn is_defined(settings: &Settings, from: &ResolvedRole, arn: &RoleArn) -> bool {
    settings.roles.iter().any(|role| match &role.method {
        RoleMethod::AssumeRole(assume) => assume.role_arn == *arn && assume.from == from.key,
        RoleMethod::RolesAnywhere(_)
        | RoleMethod::User(_)
        | RoleMethod::WebIdentity(_)
        | RoleMethod::Saml(_)
        | RoleMethod::CredentialProcess(_)
        | RoleMethod::Entered(_)
        | RoleMethod::Login(_) => false,
    })
}

/// What a try came to.
#[derive(Debug)]
pub enum TryOutcome {
    /// The role can be assumed.
    Assumable,
    /// AWS denies it.
    Denied(StsDenial),
    /// AWS does not accept the request, or did not answer.
    Failed(RoleSessionError),
    /// It was not tried: others took too long, or AWS stopped answering.
    NotTried,
}

/// Tries the roles one after another with the credentials of `from`, with a pause between them and for two minutes at most; `begin` hears
/// of each before it is tried. Where AWS does not answer, or does not take the credentials of `from`, no other is tried. Credentials of
/// `from` are obtained, used and stored as ever; those of the roles are asked for the minimum duration and let go at once.
///
/// # Errors
/// Why there are no credentials of `from`.
pub async fn try_candidates(
    ports: &Ports,
    from: &ResolvedRole,
    candidates: &[RoleCandidate],
    begin: &(dyn Fn(&RoleCandidate) + Send + Sync),
) -> Result<Vec<TryOutcome>, RoleSessionError> {
    if !candidates.is_empty() {
        role_credentials(ports, from, MIN_REMAINING).await?;
    }
    let until = ports.clock.now() + MAX_DURATION;
    let mut outcomes = Vec::with_capacity(candidates.len());
    let mut can_continue = true;
    for candidate in candidates {
        if !can_continue || ports.clock.now() >= until {
            outcomes.push(TryOutcome::NotTried);
            continue;
        }
        if !outcomes.is_empty() {
            ports.clock.sleep(PAUSE).await;
        }
        begin(candidate);
        let outcome = match try_to_assume(ports, &tried(candidate, from)).await {
            Ok(()) => TryOutcome::Assumable,
            Err(RoleSessionError::Sts(StsError::Denied(denial))) => TryOutcome::Denied(denial),
            Err(error) => TryOutcome::Failed(error),
        };
        can_continue = match &outcome {
            TryOutcome::Failed(error) => {
                matches!(error, RoleSessionError::Sts(StsError::InvalidRequest(_)))
            }
            TryOutcome::Assumable | TryOutcome::Denied(_) | TryOutcome::NotTried => true,
        };
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// Returns the role as it is tried.
fn tried(candidate: &RoleCandidate, from: &ResolvedRole) -> ResolvedRole {
    let mut assume = AssumeRole::new(candidate.arn.clone(), from.key.clone());
    assume.session.duration = Some(SessionDuration::MIN);
    ResolvedRole {
        key: candidate.definition.key(),
        source: RoleSource::AssumeRole {
            assume: Box::new(assume),
            from: Box::new(from.clone()),
        },
    }
}

#[cfg(test)]
mod tests;
