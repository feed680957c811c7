//! Why a page may not have opened in the user's browser.
//!
//! It must not know which page, nor how a browser is started.

/// Why a page may not have opened. After some of them it still can: a program that opens browsers may report a failure although
/// the page opens a moment later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrowserFailure {
    /// The variable `BROWSER` names no program that exists.
    ProgramNotFound {
        /// Its value.
        variable: String,
    },
    /// The program could not be started.
    NotStarted {
        /// What the system said; no address.
        detail: String,
    },
    /// The program ended with a failure.
    ProgramFailed {
        /// Such as `exit status: 1`.
        status: String,
    },
    /// The page was requested by a process of another user, and was not handed over.
    OtherUser,
    /// The page was requested, and the system did not tell by whom: it was not handed over.
    UnknownUser {
        /// What the system said.
        detail: String,
    },
    /// Nothing requested the page in time.
    NotFetched,
}
