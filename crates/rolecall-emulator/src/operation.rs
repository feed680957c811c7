//! One row of the registry: an operation's API and name, the requests it takes, and its handler. Owns how a
//! request is recognised. Must not know which operations exist.

use crate::errors::Api;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

/// What a handler returns; an error is a response as well, and is sent as it is.
pub(crate) type HandlerResult = Result<ApiResponse, ApiResponse>;

/// Handles a request under the lock of the state.
pub(crate) type Handler = fn(&mut EmulatorState, &ApiRequest) -> HandlerResult;

/// An operation of an API.
#[derive(Debug)]
pub(crate) struct ApiOperation {
    /// Whose errors the operation has.
    pub(crate) api: Api,
    /// The name in counters, in the request log and in faults.
    pub(crate) name: &'static str,
    routes: &'static [Route],
    handler: Handler,
    /// The key of the token bucket that a request is taken from; requests without a key are not limited.
    pub(crate) rate_limit_key: Option<fn(&ApiRequest) -> Option<&str>>,
    /// What the request log says of a request besides the operation's name.
    pub(crate) detail: fn(&ApiRequest) -> Option<String>,
    /// Whether requests are also counted as `name/detail`.
    pub(crate) counts_detail: bool,
}

impl ApiOperation {
    /// An operation without a rate limit, whose name says all there is to log.
    pub(crate) const fn new(
        api: Api,
        name: &'static str,
        routes: &'static [Route],
        handler: Handler,
    ) -> Self {
        Self {
            api,
            name,
            routes,
            handler,
            rate_limit_key: None,
            detail: |_| None,
            counts_detail: false,
        }
    }

    pub(crate) const fn rate_limited_by(mut self, key: fn(&ApiRequest) -> Option<&str>) -> Self {
        self.rate_limit_key = Some(key);
        self
    }

    pub(crate) const fn with_detail(mut self, detail: fn(&ApiRequest) -> Option<String>) -> Self {
        self.detail = detail;
        self
    }

    pub(crate) const fn counting_detail(mut self) -> Self {
        self.counts_detail = true;
        self
    }

    /// How well the best of the routes matches.
    pub(crate) fn matches(&self, request: &ApiRequest) -> RouteMatch {
        let matches = self.routes.iter().map(|route| route.matches(request));
        matches.max().unwrap_or(RouteMatch::None)
    }

    pub(crate) fn handle(&self, state: &mut EmulatorState, request: &ApiRequest) -> ApiResponse {
        (self.handler)(state, request).unwrap_or_else(|error| error)
    }
}

/// How well a route matches a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RouteMatch {
    None,
    /// All but the method matches.
    WrongMethod,
    Full,
}

/// Which requests an operation takes: by method, path and the `Action` parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    /// None for every method.
    method: Option<&'static str>,
    path: &'static str,
    is_prefix: bool,
    action: Action,
}

#[derive(Clone, Copy, Debug)]
enum Action {
    Ignored,
    Absent,
    Named(&'static str),
}

impl Route {
    pub(crate) const fn get(path: &'static str) -> Self {
        Self::new(Some("GET"), path)
    }

    pub(crate) const fn post(path: &'static str) -> Self {
        Self::new(Some("POST"), path)
    }

    pub(crate) const fn any_method(path: &'static str) -> Self {
        Self::new(None, path)
    }

    /// Takes requests with this `Action` parameter (query string or form body), with any method.
    pub(crate) const fn action(path: &'static str, name: &'static str) -> Self {
        let mut route = Self::new(None, path);
        route.action = Action::Named(name);
        route
    }

    const fn new(method: Option<&'static str>, path: &'static str) -> Self {
        Self {
            method,
            path,
            is_prefix: false,
            action: Action::Ignored,
        }
    }

    /// Also takes every path that starts with this one.
    pub(crate) const fn and_below(mut self) -> Self {
        self.is_prefix = true;
        self
    }

    /// Takes only requests without an `Action` parameter.
    pub(crate) const fn without_action(mut self) -> Self {
        self.action = Action::Absent;
        self
    }

    fn matches(&self, request: &ApiRequest) -> RouteMatch {
        let is_path = request.path == self.path || (self.is_prefix && request.path.starts_with(self.path));
        let is_action = || match self.action {
            Action::Ignored => true,
            Action::Absent => request.parameter("Action").is_none(),
            Action::Named(name) => request.parameter("Action").as_deref() == Some(name),
        };
        if !(is_path && is_action()) {
            RouteMatch::None
        } else if self.method.is_none_or(|method| request.method == method) {
            RouteMatch::Full
        } else {
            RouteMatch::WrongMethod
        }
    }
}
