//! Which operation a request is: one table from method and path (or query action) to a name. Must not know
//! what an operation does.

use http::{Method, StatusCode};
use serde_json::json;

use crate::answer::{Answer, Exception};
use crate::call::Call;

/// Everything that can be asked of the emulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    RegisterClient,
    StartDeviceAuthorization,
    CreateToken,
    ListAccounts,
    ListAccountRoles,
    GetRoleCredentials,
    Logout,
    GetCallerIdentity,
    OtherQueryAction,
    GetSigninToken,
    Login,
    Authorize,
    DevicePage,
    ConsentAnswer,
    ConsolePage,
    ConsoleSignOut,
    FrontPage,
    Stylesheet,
    Icon,
    Control,
}

/// Which wire shape an operation's errors have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Oidc,
    Portal,
    Query,
    Federation,
    Page,
    Control,
}

impl Operation {
    /// The operation a request asks for, or the answer to one that asks for none.
    pub(crate) fn of(call: &Call) -> Result<Self, Answer> {
        if call.path == "/_emulator" || call.path.starts_with("/_emulator/") {
            return Ok(Self::Control);
        }
        if call.path == "/federation" {
            return Ok(match call.parameter("Action").as_deref() {
                Some("login") => Self::Login,
                Some(_) | None => Self::GetSigninToken,
            });
        }
        let (operation, method) = match call.path.as_str() {
            "/client/register" => (Self::RegisterClient, Method::POST),
            "/device_authorization" => (Self::StartDeviceAuthorization, Method::POST),
            "/token" => (Self::CreateToken, Method::POST),
            "/assignment/accounts" => (Self::ListAccounts, Method::GET),
            "/assignment/roles" => (Self::ListAccountRoles, Method::GET),
            "/federation/credentials" => (Self::GetRoleCredentials, Method::GET),
            "/logout" => (Self::Logout, Method::POST),
            "/authorize" => (Self::Authorize, Method::GET),
            "/device" | "/platform/authorize" | "/start" | "/start/" => (Self::DevicePage, Method::GET),
            "/consent" => (Self::ConsentAnswer, Method::POST),
            "/console/logout" => (Self::ConsoleSignOut, Method::GET),
            "/pages/style.css" => (Self::Stylesheet, Method::GET),
            "/pages/icon.svg" => (Self::Icon, Method::GET),
            "/" => return Ok(Self::of_query(call)),
            path if path.starts_with("/console/") => (Self::ConsolePage, Method::GET),
            _ => return Err(unknown()),
        };
        if call.method == method {
            Ok(operation)
        } else {
            Err(operation.wrong_method())
        }
    }

    fn of_query(call: &Call) -> Self {
        match call.parameter("Action").as_deref() {
            Some("GetCallerIdentity") => Self::GetCallerIdentity,
            None if call.method == Method::GET => Self::FrontPage,
            Some(_) | None => Self::OtherQueryAction,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RegisterClient => "RegisterClient",
            Self::StartDeviceAuthorization => "StartDeviceAuthorization",
            Self::CreateToken => "CreateToken",
            Self::ListAccounts => "ListAccounts",
            Self::ListAccountRoles => "ListAccountRoles",
            Self::GetRoleCredentials => "GetRoleCredentials",
            Self::Logout => "Logout",
            Self::GetCallerIdentity => "GetCallerIdentity",
            Self::OtherQueryAction => "OtherQueryAction",
            Self::GetSigninToken => "GetSigninToken",
            Self::Login => "Login",
            Self::Authorize => "Authorize",
            Self::DevicePage => "DevicePage",
            Self::ConsentAnswer => "ConsentAnswer",
            Self::ConsolePage => "ConsolePage",
            Self::ConsoleSignOut => "ConsoleSignOut",
            Self::FrontPage => "FrontPage",
            Self::Stylesheet => "Stylesheet",
            Self::Icon => "Icon",
            Self::Control => "Control",
        }
    }

    pub(crate) fn api(self) -> Api {
        match self {
            Self::RegisterClient | Self::StartDeviceAuthorization | Self::CreateToken => Api::Oidc,
            Self::ListAccounts | Self::ListAccountRoles | Self::GetRoleCredentials | Self::Logout => {
                Api::Portal
            }
            Self::GetCallerIdentity | Self::OtherQueryAction => Api::Query,
            Self::GetSigninToken => Api::Federation,
            Self::Authorize
            | Self::Login
            | Self::DevicePage
            | Self::ConsentAnswer
            | Self::ConsolePage
            | Self::ConsoleSignOut
            | Self::FrontPage
            | Self::Stylesheet
            | Self::Icon => Api::Page,
            Self::Control => Api::Control,
        }
    }

    /// Whether the portal's rate applies.
    pub(crate) fn is_rated(self) -> bool {
        matches!(
            self,
            Self::ListAccounts | Self::ListAccountRoles | Self::GetRoleCredentials
        )
    }

    fn wrong_method(self) -> Answer {
        if self.api() == Api::Portal {
            return crate::portal::failure(
                StatusCode::METHOD_NOT_ALLOWED,
                "MethodNotAllowedException",
                "HTTP method is not allowed",
            );
        }
        Answer::json(
            StatusCode::METHOD_NOT_ALLOWED,
            json!({"message": "HTTP method is not allowed"}),
        )
    }
}

fn unknown() -> Answer {
    let exception = Exception {
        name: "UnknownOperationException".to_owned(),
        origin: "",
        namespace: "com.amazon.coral.service#",
        in_body: true,
    };
    Answer::json(StatusCode::NOT_FOUND, json!({})).thrown(exception)
}
