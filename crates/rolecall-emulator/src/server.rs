//! The socket side: reads a request, applies faults, delays and rates, has it handled under the lock, and
//! writes the response or closes the connection. Must not know any operation.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::errors::Api;
use crate::faults::{self, FaultEffect, FaultTarget};
use crate::operation::ApiOperation;
use crate::registry;
use crate::request::ApiRequest;
use crate::response::{ApiResponse, ResponseBody};
use crate::state::{EmulatorState, RequestLogEntry};

const MAX_BODY_SIZE: usize = 1024 * 1024;
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(20);

/// The state, shared by all connections.
#[derive(Clone, Debug)]
pub(crate) struct SharedState(Arc<Mutex<EmulatorState>>);

impl SharedState {
    pub(crate) fn new(state: EmulatorState) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// A handler that panicked leaves the state as consistent as any other early return would.
    pub(crate) fn lock(&self) -> MutexGuard<'_, EmulatorState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves until `stop` changes; then every connection is closed. With `tls` every connection is encrypted.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    shared: SharedState,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(accept(stream, tls.clone(), shared.clone()))),
                // Out of file descriptors, say: the next attempt would fail at once.
                Err(_) => tokio::time::sleep(ACCEPT_RETRY_DELAY).await,
            }
        }
    }
}

async fn accept(stream: TcpStream, tls: Option<TlsAcceptor>, shared: SharedState) {
    // Without this, small responses wait for the other side's acknowledgement.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    match tls {
        None => serve_connection(stream, shared).await,
        Some(tls) => {
            // A client that does not trust the certificate ends here.
            if let Ok(stream) = tls.accept(stream).await {
                serve_connection(stream, shared).await;
            }
        }
    }
}

async fn serve_connection(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, shared: SharedState) {
    let service = service_fn(move |request| respond(shared.clone(), request));
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // An injected drop ends here as an error, and so does a client that went away.
    drop(connection.await);
}

/// An error closes the connection without a response.
async fn respond(shared: SharedState, request: Request<Incoming>) -> io::Result<Response<ResponseBody>> {
    let closed = || io::Error::from(io::ErrorKind::ConnectionAborted);
    let request = read(request).await.ok_or_else(closed)?;
    let operation = match registry::find(&request) {
        Ok(operation) => operation,
        Err(error) => return Ok(to_http(&shared, error, false)),
    };
    let (effect, delay) = admit(&mut shared.lock(), operation, &request);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let (response, is_cut) = handle(&mut shared.lock(), operation, &request, effect.as_ref());
    log(&mut shared.lock(), operation, &request, response.as_ref());
    if let Some(FaultEffect::DelayAfter { ms }) = effect {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    Ok(to_http(&shared, response.ok_or_else(closed)?, is_cut))
}

async fn read(request: Request<Incoming>) -> Option<ApiRequest> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, MAX_BODY_SIZE).collect().await.ok()?.to_bytes();
    Some(ApiRequest {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    })
}

/// Counts a request, and decides which fault affects it and how long it waits.
fn admit(
    state: &mut EmulatorState,
    operation: &ApiOperation,
    request: &ApiRequest,
) -> (Option<FaultEffect>, Duration) {
    if operation.api == Api::Control {
        return (None, Duration::ZERO);
    }
    state.count(operation.name);
    if operation.counts_detail
        && let Some(detail) = (operation.detail)(request)
    {
        state.count(&format!("{}/{detail}", operation.name));
    }
    let target = FaultTarget {
        operation: operation.name,
        is_aws: operation.api.is_aws(),
        account_id: account_id(request),
    };
    let (mut effect, mut delay) = faults::take_effect(&mut state.faults, &target);
    if operation.api.is_aws() {
        delay += Duration::from_millis(state.settings.latency_ms);
    }
    let bucket = operation.rate_limit_key.and_then(|key| key(request));
    if effect.is_none() && bucket.is_some_and(|key| !state.is_within_rate(key)) {
        state.count("throttled");
        let retry_after = state.settings.retry_after;
        effect = Some(FaultEffect::Throttle { retry_after });
    }
    (effect, delay)
}

/// The account that a request names, itself or in the ARN of a role.
fn account_id(request: &ApiRequest) -> Option<String> {
    let of_role = || Some(request.parameter("RoleArn")?.split(':').nth(4)?.to_owned());
    request.query_value("account_id").or_else(of_role)
}

/// The response, or none where the connection is to be closed; and whether its body is to be cut.
fn handle(
    state: &mut EmulatorState,
    operation: &ApiOperation,
    request: &ApiRequest,
    effect: Option<&FaultEffect>,
) -> (Option<ApiResponse>, bool) {
    if matches!(effect, Some(FaultEffect::Drop)) {
        return (None, false);
    }
    if let Some(error) = effect.and_then(|effect| operation.api.injected(effect)) {
        return (Some(error), false);
    }
    let response = operation.handle(state, request);
    if matches!(effect, Some(FaultEffect::DropAfter)) {
        return (None, false);
    }
    (Some(response), matches!(effect, Some(FaultEffect::CutBody)))
}

fn log(
    state: &mut EmulatorState,
    operation: &ApiOperation,
    request: &ApiRequest,
    response: Option<&ApiResponse>,
) {
    if operation.api == Api::Control {
        return;
    }
    let entry = RequestLogEntry {
        at: state.now().iso(),
        operation: operation.name,
        detail: (operation.detail)(request),
        account_id: account_id(request),
        role_name: request.query_value("role_name"),
        status: response.map(|response| response.status.as_u16()),
    };
    state.log(entry);
}

fn to_http(shared: &SharedState, response: ApiResponse, is_cut: bool) -> Response<ResponseBody> {
    let (location, date) = {
        let state = shared.lock();
        (state.settings.error_type, state.now().http_date())
    };
    response.into_http(location, &date, is_cut)
}
