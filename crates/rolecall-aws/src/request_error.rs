//! How one request failed, in the cases that matter to a caller.
//!
//! Details are made here from types, kinds and codes: they hold no address beyond the host, no query, no secret and no
//! text of a library's error.

use crate::error_response::ErrorResponse;
use crate::http_client::EmptyResponse;
use aws_smithy_async::future::timeout::TimedOutError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use http::Uri;
use http_body_util::LengthLimitError;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use rolecall::ports::BlockedConnection;
use std::error::Error;
use std::{io, iter};
use tower_service::Service;

/// Why a proxy made no tunnel. The library names the type in no other way.
type TunnelError = <Tunnel<HttpConnector> as Service<Uri>>::Error;

/// How one request failed.
#[derive(Debug)]
pub(crate) enum RequestError {
    /// It was not sent, and sending it again changes nothing.
    Blocked(BlockedConnection),
    /// No connection was made: nothing of the request left this machine.
    NotConnected(String),
    /// The connection broke or timed out: whether AWS received the request is not known.
    NoResponse(String),
    /// AWS responded with a status other than success.
    ErrorResponse(Box<ErrorResponse>),
    /// AWS responded with success, but the response cannot be parsed.
    InvalidResponse(&'static str),
}

impl RequestError {
    pub(crate) const TIMED_OUT: &str = "no response in time";

    /// Classifies what an SDK client reports.
    pub(crate) fn from_sdk<E: ProvideErrorMetadata + Error + 'static>(
        error: &SdkError<E, HttpResponse>,
    ) -> Self {
        match error {
            SdkError::ConstructionFailure(_) => Self::InvalidResponse("the request could not be made"),
            SdkError::TimeoutError(_) => Self::NoResponse(Self::TIMED_OUT.to_owned()),
            SdkError::DispatchFailure(failure) => failure.as_connector_error().map_or_else(
                || Self::NoResponse("no response".to_owned()),
                Self::from_connector,
            ),
            SdkError::ResponseError(_) => error.source().map_or_else(Self::incomplete, Self::from_body),
            SdkError::ServiceError(service_error) if service_error.raw().status().is_success() => {
                Self::InvalidResponse("the response is not of the documented form")
            }
            SdkError::ServiceError(service_error) => {
                let error = service_error.err();
                let response = ErrorResponse::parse(service_error.raw(), error.code());
                Self::ErrorResponse(Box::new(response.with_message(error.message())))
            }
            _ => Self::InvalidResponse("an unknown kind of error"),
        }
    }

    /// Classifies why a request got no response.
    pub(crate) fn from_connector(error: &ConnectorError) -> Self {
        if let Some(blocked) = find::<BlockedConnection>(error) {
            return Self::Blocked(blocked.clone());
        }
        if find::<EmptyResponse>(error).is_some() {
            return Self::InvalidResponse("the response is empty");
        }
        if let Some(error) = find::<rustls::Error>(error) {
            return Self::Blocked(untrusted(error));
        }
        match find::<TunnelError>(error) {
            Some(TunnelError::ProxyAuthRequired) => return Self::Blocked(BlockedConnection::ProxySignIn),
            Some(TunnelError::TunnelUnsuccessful | TunnelError::TunnelUnexpectedEof) => {
                return Self::NotConnected("the proxy made no connection".to_owned());
            }
            Some(_) | None => {}
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
            Self::NoResponse(detail)
        }
    }

    /// Classifies why the body of a response did not arrive completely.
    pub(crate) fn from_body(error: &(dyn Error + 'static)) -> Self {
        if find::<LengthLimitError>(error).is_some() {
            Self::InvalidResponse("the response is too large")
        } else {
            Self::incomplete()
        }
    }

    fn incomplete() -> Self {
        Self::NoResponse("the response is incomplete".to_owned())
    }
}

fn untrusted(error: &rustls::Error) -> BlockedConnection {
    use rustls::CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    let is_about_time = matches!(
        error,
        rustls::Error::InvalidCertificate(
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. }
        )
    );
    if is_about_time {
        BlockedConnection::CertificateTime
    } else {
        BlockedConnection::Untrusted
    }
}

/// Finds an error of type `E` among `error` and its causes. The payload of an `io::Error` counts as its cause, which
/// its `source` leaves out.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    iter::successors(Some(error), |error| cause(*error)).find_map(|error| error.downcast_ref::<E>())
}

fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(io) => io.get_ref().map(|payload| -> &(dyn Error + 'static) { payload }),
        None => error.source(),
    }
}
