//! How much the long tests do: as much as finds what is rare when asked for, otherwise as much as finds what they are for.

/// Set to `full`, the long tests have their full sizes; `cargo xtask soak` sets it.
pub const VARIABLE: &str = "ROLECALL_SOAK";

/// Returns `full` if [`VARIABLE`] asks for it, otherwise `short`.
#[expect(
    clippy::disallowed_methods,
    reason = "who starts the tests says it to them alone"
)]
pub fn size<T>(full: T, short: T) -> T {
    if std::env::var_os(VARIABLE).is_some_and(|value| value == "full") {
        full
    } else {
        short
    }
}
