//! A failure in words.

use serde::Serialize;
use specta::Type;

/// A failure in words.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProblemView {
    /// Stable name, such as `signInNeeded`.
    pub(crate) code: String,
    /// What did not happen.
    pub(crate) summary: String,
    /// What to do.
    pub(crate) advice: String,
    /// What a button can do about it.
    pub(crate) recovery: RecoveryView,
    /// Short text that stands in the log, too.
    pub(crate) reference: String,
}

/// What a button can do about a problem.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "action", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum RecoveryView {
    /// Nothing.
    None,
    /// Sign in at the portal.
    SignIn {
        /// Its name.
        portal: String,
    },
    /// Sign in at the portal with a code.
    SignInWithCode {
        /// Its name.
        portal: String,
    },
    /// Do it again.
    Retry,
    /// Unlock the keychain, then do it again.
    UnlockKeychain,
}
