//! What went wrong with one request, in the cases that matter to a caller. Details hold no address beyond the host,
//! no query, no secret, and no text of an error: they are made here from types, kinds and codes.

use crate::error_answer::ErrorAnswer;
use crate::wire::{Barred, EmptyAnswer};
use aws_smithy_async::future::timeout::TimedOutError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use http_body_util::LengthLimitError;
use std::error::Error;
use std::{io, iter};

/// How one request failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was not let out, or the other side is not who it says: asking again changes nothing.
    Barred(String),
    /// No connection was made: nothing of the request left this machine.
    NotConnected(String),
    /// Whether AWS got the request is not known.
    NoAnswer(String),
    /// AWS answered, with something else than success.
    ErrorAnswer(Box<ErrorAnswer>),
    /// AWS answered with success that cannot be understood.
    Unreadable(&'static str),
}

impl Failure {
    pub(crate) const TIMED_OUT: &str = "no answer in time";

    /// Reads what the SDK reports.
    pub(crate) fn of_call<E: ProvideErrorMetadata + Error + 'static>(
        error: &SdkError<E, HttpResponse>,
    ) -> Self {
        match error {
            SdkError::ConstructionFailure(_) => Self::Unreadable("the request could not be made"),
            SdkError::TimeoutError(_) => Self::NoAnswer(Self::TIMED_OUT.to_owned()),
            SdkError::DispatchFailure(failure) => failure
                .as_connector_error()
                .map_or_else(|| Self::NoAnswer("no answer".to_owned()), Self::of_connection),
            SdkError::ResponseError(_) => error.source().map_or_else(Self::broken_off, Self::of_body),
            SdkError::ServiceError(answer) if answer.raw().status().is_success() => {
                Self::Unreadable("the answer is not of the documented form")
            }
            SdkError::ServiceError(answer) => {
                Self::ErrorAnswer(Box::new(ErrorAnswer::read(answer.raw(), answer.err().code())))
            }
            _ => Self::Unreadable("an unknown kind of failure"),
        }
    }

    /// Reads why a request brought no answer.
    pub(crate) fn of_connection(error: &ConnectorError) -> Self {
        if let Some(barred) = find::<Barred>(error) {
            return Self::Barred(barred.to_string());
        }
        if find::<EmptyAnswer>(error).is_some() {
            return Self::Unreadable("the answer is empty");
        }
        if find::<rustls::Error>(error).is_some() {
            return Self::Barred("no trusted TLS connection".to_owned());
        }
        let detail = if find::<TimedOutError>(error).is_some() {
            Self::TIMED_OUT.to_owned()
        } else {
            find::<io::Error>(error).map_or_else(|| "connection failed".to_owned(), |e| e.kind().to_string())
        };
        let connecting = find::<hyper_util::client::legacy::Error>(error)
            .is_some_and(hyper_util::client::legacy::Error::is_connect);
        if connecting {
            Self::NotConnected(detail)
        } else {
            Self::NoAnswer(detail)
        }
    }

    /// Reads why the body of an answer did not arrive whole.
    pub(crate) fn of_body(error: &(dyn Error + 'static)) -> Self {
        if find::<LengthLimitError>(error).is_some() {
            Self::Unreadable("the answer is too large")
        } else {
            Self::broken_off()
        }
    }

    fn broken_off() -> Self {
        Self::NoAnswer("the answer broke off".to_owned())
    }
}

/// Finds an error of one type among an error and its causes. The payload of an `io::Error` counts as its cause,
/// which its `source` leaves out.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    iter::successors(Some(error), |error| cause(*error)).find_map(|error| error.downcast_ref::<E>())
}

fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(io) => io.get_ref().map(|payload| -> &(dyn Error + 'static) { payload }),
        None => error.source(),
    }
}
