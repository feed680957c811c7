//! What the user typed and what it matches.

use rolecall_model::partition::{Partition, Region};
use rolecall_model::portal::AwsEndpoints;

pub(crate) const LIST_ROLES: &str = "List your roles with `rolecall roles`.";
pub(crate) const SUGGESTIONS: &str = "Did you mean one of these?";
pub(crate) const CANDIDATES: &str = "Use one of these targets:";
pub(crate) const NO_DEFAULT: &str = "No default role is set.";
pub(crate) const SET_DEFAULT: &str = "Set one with `rolecall default TARGET`.";
pub(crate) const ACCOUNT_IDS: &str = "Use one of these account IDs:";
pub(crate) const LIST_ACCOUNTS: &str =
    "List your accounts with `rolecall roles`, or use the account ID (12 digits).";
pub(crate) const SEVERAL_PORTALS: &str = "You have several portals.";
pub(crate) const NAME_ONE: &str = "Name one of them:";
pub(crate) const PORTALS: &str = "Your portals are:";
pub(crate) const NO_PORTAL: &str = "You have not added a portal yet.";
pub(crate) const ADD_PORTAL: &str =
    "Add one with `rolecall portal add NAME --start-url URL --region REGION`.";
pub(crate) const REGION_FORM: &str = "A region looks like eu-central-1.";
pub(crate) const TIME_FORM: &str =
    "Use a time such as 2026-11-24T09:30:00Z, 2026-11-24, today, yesterday, 2h or 7d.";

pub(crate) fn no_match(text: &str) -> String {
    format!("Nothing matches \"{text}\".")
}

pub(crate) fn ambiguous_role(text: &str) -> String {
    format!("More than one role matches \"{text}\".")
}

pub(crate) fn unknown_account(text: &str) -> String {
    format!("There is no account named \"{text}\".")
}

pub(crate) fn ambiguous_account(text: &str) -> String {
    format!("More than one account is named \"{text}\".")
}

pub(crate) fn unknown_portal(name: &str) -> String {
    format!("There is no portal named \"{name}\".")
}

pub(crate) fn more_candidates(count: usize) -> String {
    format!("… and {count} more")
}

pub(crate) fn invalid_time(text: &str) -> String {
    format!("Invalid time \"{text}\".")
}

pub(crate) fn invalid_region(text: &str) -> String {
    format!("Invalid region \"{text}\".")
}

pub(crate) fn region_of_other_partition(region: &Region, target: &str, own: Partition) -> String {
    format!(
        "The region {region} is in the partition {}, but the role {target} is in {}.",
        region.partition().id(),
        own.id()
    )
}

pub(crate) fn use_region_of(endpoints: &AwsEndpoints) -> String {
    format!(
        "Use a region of {}, such as {}.",
        endpoints.partition().id(),
        endpoints.region
    )
}
