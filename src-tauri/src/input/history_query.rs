//! Which part of the history.

use crate::messages;
use crate::wire::HistoryQueryInput;
use rolecall::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryQuery;

/// The page shows at limit this many entries at once.
pub(crate) const MAX_SHOWN_ENTRIES: u32 = 5_000;
/// A file contains at limit this many entries.
pub(crate) const MAX_EXPORTED_ENTRIES: u32 = 500_000;

/// Parses a query for the newest `limit` entries of a span.
///
/// # Errors
/// `WrongInput` when a time is malformed or the span is empty.
pub(crate) fn history_query(query: &HistoryQueryInput, limit: u32) -> Result<HistoryQuery, Problem> {
    let time = |text: &str| {
        text.parse::<Timestamp>()
            .map_err(|_| Problem::invalid_input(messages::INVALID_TIME))
    };
    let (from, until) = (time(&query.from)?, time(&query.until)?);
    if from >= until {
        return Err(Problem::invalid_input(messages::EMPTY_SPAN));
    }
    Ok(HistoryQuery { from, until, limit })
}

#[cfg(test)]
mod tests {
    use super::{MAX_SHOWN_ENTRIES, history_query};
    use crate::wire::HistoryQueryInput;

    #[test]
    fn the_span_must_start_before_it_ends() {
        let parse = |from: &str, until: &str| {
            let query = HistoryQueryInput {
                from: from.to_owned(),
                until: until.to_owned(),
            };
            history_query(&query, MAX_SHOWN_ENTRIES)
        };
        let whole = parse("2026-11-23T00:00:00Z", "2026-11-24T00:00:00+01:00").unwrap();
        assert!(whole.from < whole.until && whole.limit == MAX_SHOWN_ENTRIES);
        for (from, until) in [
            ("2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z"),
            ("2026-11-25T00:00:00Z", "2026-11-24T00:00:00Z"),
            ("", "2026-11-24T00:00:00Z"),
            ("yesterday", "today"),
            ("2026-11-24", "2026-11-25"),
            ("2026-11-24T00:00:00Z", "99999-01-01T00:00:00Z"),
        ] {
            assert!(parse(from, until).is_err(), "{from} {until}");
        }
    }
}
