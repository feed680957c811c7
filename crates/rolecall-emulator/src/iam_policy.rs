//! The policy language of IAM: documents, conditions, and what a set of policies says to one request (IAM User
//! Guide, "IAM JSON policy elements reference" and "Policy evaluation logic").
//!
//! Pure: from a document and the facts of a request to a verdict. Must not know HTTP, the organization or any
//! operation.

mod condition;
mod context;
mod decision;
mod document;
mod error;
mod pattern;
mod principal;
mod statement;

pub use document::PolicyDocument;
pub use error::PolicyError;

pub(crate) use context::RequestContext;
pub(crate) use decision::{Denial, IdentityPolicies, NamedPolicy, PolicyType, decide_trusted};
pub(crate) use document::PolicyKind;
pub(crate) use principal::RequestPrincipal;
pub(crate) use statement::PolicyRequest;

#[cfg(test)]
mod tests;
