//! Every operation is found by its own requests, and by no others.

use std::collections::HashSet;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::*;

fn request(method: Method, target: &str) -> ApiRequest {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    ApiRequest {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
    }
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let mut names = HashSet::new();
    for operation in operations() {
        assert!(names.insert(operation.name), "{}", operation.name);
    }
}

#[test]
fn requests_find_their_operation() {
    for (method, target, name) in [
        (Method::POST, "/client/register", "RegisterClient"),
        (Method::POST, "/device_authorization", "StartDeviceAuthorization"),
        (Method::POST, "/token", "CreateToken"),
        (Method::GET, "/authorize", "Authorize"),
        (Method::GET, "/device", "DevicePage"),
        (Method::GET, "/platform/authorize", "DevicePage"),
        (Method::GET, "/start", "DevicePage"),
        (Method::GET, "/start/", "DevicePage"),
        (Method::POST, "/consent", "ConsentAnswer"),
        (Method::GET, "/v1/authorize", "AuthorizeOAuth2Access"),
        (Method::POST, "/v1/consent", "OAuth2ConsentAnswer"),
        (Method::POST, "/v1/token", "CreateOAuth2Token"),
        (Method::GET, "/assignment/accounts", "ListAccounts"),
        (Method::GET, "/assignment/roles", "ListAccountRoles"),
        (Method::GET, "/federation/credentials", "GetRoleCredentials"),
        (Method::POST, "/logout", "Logout"),
        (Method::GET, "/federation?Action=login", "Login"),
        (
            Method::POST,
            "/federation?Action=getSigninToken",
            "GetSigninToken",
        ),
        (Method::GET, "/federation", "GetSigninToken"),
        (Method::GET, "/console/s3/home", "ConsolePage"),
        (Method::GET, "/console/logout", "ConsoleSignOut"),
        (Method::GET, "/", "FrontPage"),
        (Method::GET, "/pages/style.css", "Stylesheet"),
        (Method::GET, "/pages/icon.svg", "Icon"),
        (Method::HEAD, "/vanity", "VanityAddress"),
        (Method::GET, "/vanity", "VanityAddress"),
        (Method::POST, "/?Action=GetCallerIdentity", "GetCallerIdentity"),
        (Method::GET, "/?Action=GetCallerIdentity", "GetCallerIdentity"),
        (Method::POST, "/?Action=AssumeRole", "AssumeRole"),
        (Method::GET, "/?Action=AssumeRole", "AssumeRole"),
        (Method::POST, "/", "OtherQueryAction"),
        (Method::GET, "/_emulator", "Control"),
        (Method::DELETE, "/_emulator/faults", "Control"),
    ] {
        let found = find(&request(method, target)).unwrap();
        assert_eq!(found.name, name, "{target}");
    }
}

#[test]
fn other_paths_and_methods_find_none() {
    for (method, target, status) in [
        (Method::POST, "/assignment/accounts", 405),
        (Method::GET, "/token", 405),
        (Method::POST, "/console/s3/home", 405),
        (Method::GET, "/_emulators", 404),
        (Method::GET, "/console", 404),
        (Method::GET, "/token/", 404),
    ] {
        let response = find(&request(method, target)).unwrap_err();
        assert_eq!(response.status.as_u16(), status, "{target}");
    }
}
