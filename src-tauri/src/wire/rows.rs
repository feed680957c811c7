//! The rows of the role list.

use super::{ProblemView, RoleDefinitionView, RoleKey};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The rows of the list.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RowsView {
    /// The catalogue revision of these rows.
    pub(crate) revision: u32,
    /// The accounts in order.
    pub(crate) accounts: Vec<AccountView>,
    /// The roles that the last refresh did not find any more.
    pub(crate) removed: Vec<RoleKey>,
    /// The roles used last, newest first.
    pub(crate) recents: Vec<RoleKey>,
    /// The further aliases of roles that have several; only the search knows them.
    pub(crate) other_aliases: Vec<OtherAliasView>,
}

/// One more alias of a role.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OtherAliasView {
    /// The role.
    pub(crate) role_key: RoleKey,
    /// The alias.
    pub(crate) alias: String,
}

/// A role of a portal that seems to have another name now, in the same account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RenameKey {
    /// The role as it was called.
    pub(crate) role_key: RoleKey,
    /// Its name now.
    pub(crate) new_name: String,
}

/// Aliases of a role that seems to be renamed: the user is asked whether they move.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AliasMoveView {
    /// The aliases of the role that is gone.
    pub(crate) aliases: Vec<String>,
    /// The role and its new name.
    pub(crate) rename: RenameKey,
}

/// An account and its roles.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountView {
    /// The portal that lists it, or whose sign-in its roles depend on; absent where they depend on none.
    pub(crate) portal: Option<String>,
    /// 12 digits.
    pub(crate) account_id: String,
    /// As AWS returned it; may be empty.
    pub(crate) name: String,
    /// As AWS returned it.
    pub(crate) email: Option<String>,
    /// The account's environment by the user's patterns.
    pub(crate) environment: Option<EnvironmentView>,
    /// What the user marked it as.
    pub(crate) mark: Option<EnvironmentMarkView>,
    /// The user's tags of the account.
    pub(crate) tags: Vec<String>,
    /// Whether its roles were listed at least once.
    pub(crate) roles_listed: bool,
    /// Its roles by name.
    pub(crate) roles: Vec<RoleView>,
    /// Why its roles could not be listed.
    pub(crate) problem: Option<ProblemView>,
}

/// A role of an account.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleView {
    /// Where it comes from, as in its key.
    pub(crate) origin: String,
    /// As AWS returned it.
    pub(crate) name: String,
    /// The portal whose sign-in its credentials depend on; absent if they depend on none, or cannot be obtained as it is defined.
    pub(crate) portal: Option<String>,
    /// How the user defined it; absent for a role that the portal lists.
    pub(crate) definition: Option<RoleDefinitionView>,
    /// Its ARN; absent for a role that the portal lists, whose ARN Rolecall does not know.
    pub(crate) arn: Option<String>,
    /// Whether it is a favourite.
    pub(crate) favourite: bool,
    /// Whether the last refresh found it for the first time.
    pub(crate) added: bool,
    /// The user's alias, the first by name where there are several.
    pub(crate) alias: Option<String>,
    /// The user's colour.
    pub(crate) colour: Option<ColourView>,
    /// The user's note.
    pub(crate) note: Option<String>,
}

/// A colour of a role, as the word in the settings file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ColourView {
    Red,
    Orange,
    Amber,
    Green,
    Teal,
    Blue,
    Purple,
    Pink,
}

/// The environment that an account belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum EnvironmentView {
    Production,
    Staging,
    Development,
}

/// What the user marked an account as, whatever the patterns of names and tags say.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum EnvironmentMarkView {
    Production,
    Staging,
    Development,
    /// An account of no environment.
    None,
}

/// Names one account.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountKey {
    /// The name of the portal that lists it, if one does.
    pub(crate) portal: Option<String>,
    /// 12 digits.
    pub(crate) account_id: String,
}
