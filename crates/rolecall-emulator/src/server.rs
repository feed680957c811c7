//! The socket side: reads a request, has it decided and handled under the lock, waits where it must, and
//! writes the answer or closes the connection. Must not know what any operation does.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::{Request, Response};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::answer::Answer;
use crate::call::Call;
use crate::faults::{self, Verdict};
use crate::operation::{Api, Operation};
use crate::rate::Bucket;
use crate::response::{self, AnswerBody};
use crate::state::{CallRecord, State};
use crate::{console, control, federation, oidc, pages, portal, sts};

const LONGEST_BODY: usize = 1024 * 1024;
const BEFORE_THE_NEXT: Duration = Duration::from_millis(20);

/// The state, shared by all connections.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// A handler that panicked leaves the state as consistent as any other early return would.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves until `stop` changes; then every connection is closed.
pub(crate) async fn serve(listener: TcpListener, shared: Shared, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(served(stream, shared.clone()))),
                // Out of file descriptors, say: the next attempt would fail at once.
                Err(_) => tokio::time::sleep(BEFORE_THE_NEXT).await,
            }
        }
    }
}

async fn served(stream: TcpStream, shared: Shared) {
    // Without this, small answers wait for the other side's acknowledgement.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let service = service_fn(move |request| answered(shared.clone(), request));
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // An injected drop ends here as an error, and so does a caller that went away.
    drop(connection.await);
}

async fn answered(shared: Shared, request: Request<Incoming>) -> Result<Response<AnswerBody>, io::Error> {
    let dropped = || io::Error::from(io::ErrorKind::ConnectionAborted);
    let Some(call) = read(request).await else {
        return Err(dropped());
    };
    let operation = match Operation::of(&call) {
        Ok(operation) => operation,
        Err(refusal) => return Ok(written(&shared, refusal, false)),
    };
    let (verdict, wait) = admitted(&mut shared.lock(), operation, &call);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let (answer, cut) = match verdict {
        Verdict::Handle => (Some(handled(&mut shared.lock(), operation, &call)), false),
        Verdict::HandleAndCut => (Some(handled(&mut shared.lock(), operation, &call)), true),
        Verdict::Refuse(answer) => (Some(*answer), false),
        Verdict::Drop => (None, false),
        Verdict::HandleAndDrop => {
            let _lost: Answer = handled(&mut shared.lock(), operation, &call);
            (None, false)
        }
    };
    record(&mut shared.lock(), operation, &call, answer.as_ref());
    let answer = answer.ok_or_else(dropped)?;
    Ok(written(&shared, answer, cut))
}

async fn read(request: Request<Incoming>) -> Option<Call> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, LONGEST_BODY).collect().await.ok()?.to_bytes();
    Some(Call {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    })
}

/// Counts a call and decides what becomes of it.
fn admitted(state: &mut State, operation: Operation, call: &Call) -> (Verdict, Duration) {
    if operation == Operation::Control {
        return (Verdict::Handle, Duration::ZERO);
    }
    state.count(operation.name());
    if operation == Operation::CreateToken
        && let Some(grant) = oidc::token::grant_named(call)
    {
        state.count(&format!("CreateToken/{grant}"));
    }
    let (verdict, mut wait) = faults::verdict(&mut state.faults, operation, call);
    if operation.api() != Api::Page {
        wait += Duration::from_millis(state.settings.latency_ms);
    }
    if matches!(verdict, Verdict::Handle) && operation.is_rated() && !within_rate(state, call) {
        state.count("throttled");
        let answer = faults::throttled(Api::Portal, state.settings.retry_after);
        return (Verdict::Refuse(Box::new(answer)), wait);
    }
    (verdict, wait)
}

fn within_rate(state: &mut State, call: &Call) -> bool {
    let (rate, burst) = (state.settings.rate, state.settings.burst);
    let Some(token) = portal::bearer_token(call).filter(|_| rate > 0) else {
        return true;
    };
    let capacity = if burst == 0 { rate } else { burst };
    let now = Instant::now();
    let bucket = state
        .buckets
        .entry(token.to_owned())
        .or_insert_with(|| Bucket::full(capacity, now));
    bucket.take(rate, capacity, now)
}

fn handled(state: &mut State, operation: Operation, call: &Call) -> Answer {
    if let Some(token) = portal::bearer_token(call) {
        state.end_grace(token);
    }
    match operation {
        Operation::RegisterClient => oidc::register::register_client(state, call),
        Operation::StartDeviceAuthorization => oidc::device::start_device_authorization(state, call),
        Operation::CreateToken => oidc::token::create_token(state, call),
        Operation::Authorize => oidc::authorize::authorize(state, call),
        Operation::DevicePage => oidc::device::page(state, call),
        Operation::ConsentAnswer => oidc::consent::answer(state, call),
        Operation::ListAccounts => portal::list_accounts(state, call),
        Operation::ListAccountRoles => portal::list_account_roles(state, call),
        Operation::GetRoleCredentials => portal::get_role_credentials(state, call),
        Operation::Logout => portal::logout(state, call),
        Operation::GetCallerIdentity | Operation::OtherQueryAction => sts::answer(state, operation, call),
        Operation::GetSigninToken => federation::get_signin_token(state, call),
        Operation::Login => federation::login(state, call),
        Operation::ConsolePage => console::page(state, call),
        Operation::ConsoleSignOut => console::sign_out(state, call),
        Operation::FrontPage => pages::front(state),
        Operation::Stylesheet => pages::stylesheet(),
        Operation::Icon => pages::icon(),
        Operation::Control => control::answer(state, call),
    }
}

fn record(state: &mut State, operation: Operation, call: &Call, answer: Option<&Answer>) {
    if operation == Operation::Control {
        return;
    }
    let detail = match operation {
        Operation::CreateToken => oidc::token::grant_named(call).map(str::to_owned),
        Operation::OtherQueryAction => call.parameter("Action"),
        Operation::ConsolePage => Some(call.path.clone()),
        Operation::RegisterClient
        | Operation::StartDeviceAuthorization
        | Operation::ListAccounts
        | Operation::ListAccountRoles
        | Operation::GetRoleCredentials
        | Operation::Logout
        | Operation::GetCallerIdentity
        | Operation::GetSigninToken
        | Operation::Login
        | Operation::Authorize
        | Operation::DevicePage
        | Operation::ConsentAnswer
        | Operation::ConsoleSignOut
        | Operation::FrontPage
        | Operation::Stylesheet
        | Operation::Icon
        | Operation::Control => None,
    };
    let record = CallRecord {
        at: state.now().iso(),
        operation: operation.name(),
        detail,
        account_id: call.query_value("account_id"),
        role_name: call.query_value("role_name"),
        status: answer.map(|answer| answer.status.as_u16()),
    };
    state.record(record);
}

fn written(shared: &Shared, answer: Answer, cut: bool) -> Response<AnswerBody> {
    let (mode, date) = {
        let state = shared.lock();
        (state.settings.error_type, state.now().http_date())
    };
    response::written(answer.settled(mode), &date, cut)
}
