//! The JSON output of `rolecall role find`. Fields may be added, but never renamed.

use rolecall::hostile_text::without_isolates;
use rolecall::ports::StsDenial;
use rolecall::problem::Problem;
use rolecall::role_finding::{CandidateOrigin, RoleCandidate, TryOutcome};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct FindJson<'a> {
    version: u8,
    /// The target whose credentials were used.
    from: String,
    roles: Vec<FoundJson<'a>>,
    /// How many roles were left out.
    omitted: usize,
}

#[derive(Serialize)]
pub(super) struct FoundJson<'a> {
    role_arn: &'a str,
    account_id: &'a str,
    role_name: &'a str,
    origin: &'static str,
    profile: Option<&'a str>,
    outcome: &'static str,
    /// Why AWS denies it, as far as it tells.
    denial: Option<&'static str>,
    problem: Option<String>,
    /// The target of the role, if it was added.
    added_as: Option<&'a str>,
}

impl<'a> FindJson<'a> {
    pub(super) fn new(from: String, omitted: usize, roles: Vec<FoundJson<'a>>) -> Self {
        Self {
            version: 1,
            from,
            roles,
            omitted,
        }
    }
}

impl<'a> FoundJson<'a> {
    pub(super) fn new(candidate: &'a RoleCandidate, outcome: &TryOutcome, added: &[&str]) -> Self {
        let (origin, profile) = match &candidate.origin {
            CandidateOrigin::Argument => ("named", None),
            CandidateOrigin::Profile(profile) => ("profile", Some(profile.as_str())),
            CandidateOrigin::History => ("history", None),
            CandidateOrigin::UsualName => ("usual-name", None),
        };
        let (outcome, denial, problem) = match outcome {
            TryOutcome::Assumable => ("assumable", None, None),
            TryOutcome::Denied(denial) => ("denied", Some(denial_id(*denial)), None),
            TryOutcome::Failed(error) => {
                let summary = Problem::from(error).summary;
                ("failed", None, Some(without_isolates(&summary).into_owned()))
            }
            TryOutcome::NotTried => ("not-tried", None, None),
        };
        let name = candidate.definition.name.as_str();
        Self {
            role_arn: candidate.arn.as_str(),
            account_id: candidate.arn.account_id().as_str(),
            role_name: candidate.arn.role_name().as_str(),
            origin,
            profile,
            outcome,
            denial,
            problem,
            added_as: added.contains(&name).then_some(name),
        }
    }
}

fn denial_id(denial: StsDenial) -> &'static str {
    match denial {
        StsDenial::Unexplained | StsDenial::IdentityToken | StsDenial::Assertion => "unexplained",
        StsDenial::Trust => "trust",
        StsDenial::Permissions => "permissions",
        StsDenial::ExplicitDeny => "explicit-deny",
    }
}
