//! The headings of tables.

pub(crate) const ACCOUNT: &str = "ACCOUNT";
pub(crate) const ACCOUNT_ID: &str = "ACCOUNT ID";
pub(crate) const ALIAS: &str = "ALIAS";
pub(crate) const ASSUMED_WITH: &str = "ASSUMED WITH";
pub(crate) const BY: &str = "BY";
pub(crate) const COLOUR: &str = "COLOUR";
pub(crate) const DETAIL: &str = "DETAIL";
pub(crate) const ENVIRONMENT: &str = "ENVIRONMENT";
pub(crate) const EVENT: &str = "EVENT";
pub(crate) const LEFT: &str = "LEFT";
pub(crate) const NOTE: &str = "NOTE";
pub(crate) const PORTAL: &str = "PORTAL";
pub(crate) const REGION: &str = "REGION";
pub(crate) const RENEWAL: &str = "RENEWAL";
pub(crate) const ROLE: &str = "ROLE";
pub(crate) const PROFILE: &str = "PROFILE";
pub(crate) const ROLE_ARN: &str = "ROLE ARN";
pub(crate) const SIGN_IN: &str = "SIGN-IN";
pub(crate) const START_URL: &str = "START URL";
pub(crate) const STATE: &str = "STATE";
pub(crate) const TAGS: &str = "TAGS";
pub(crate) const TARGET: &str = "TARGET";
pub(crate) const TIME: &str = "TIME";
pub(crate) const UNTIL: &str = "UNTIL";
pub(crate) const USED_BY: &str = "USED BY";
