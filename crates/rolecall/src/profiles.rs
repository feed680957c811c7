//! The shared files of AWS tools, `~/.aws/config` and `~/.aws/credentials` (AWS SDKs and Tools Reference Guide, "Shared config and
//! credentials files"): what is in them, and where credentials of a profile come from.
//!
//! It must not know where the files are, nor does it change one.

mod credential_chain;
mod definition_name;
mod document;
mod import;
mod profile_set;

pub use credential_chain::{
    ChainProblem, ChainRoot, ChainedRole, CredentialChain, SsoRole, StaticKeys, resolve_credential_chain,
};
pub(crate) use definition_name::definition_name;
pub use document::{Document, DocumentError, DocumentFault, SharedFile};
pub use import::{
    ImportedRole, KnownRoots, LeftOut, LeftOutProfile, RoleImport, plan_role_import, roots_of_profiles,
};
pub use profile_set::{ProfileSet, Properties, SharedFileTexts};
