//! The access portal API (SSO, API 2019-06-10) behind the port `AccessPortal`.
//!
//! One call is one request: it must not know about rate limits, paging or renewal.

use crate::aws::Aws;
use crate::request_error::RequestError;
use async_trait::async_trait;
use aws_sdk_sso::types::{AccountInfo, RoleCredentials as SdkRoleCredentials, RoleInfo};
use rolecall::ports::{
    AccessPortal, AccessPortalError, MAX_NAME_SIZE, MAX_NEXT_TOKEN_SIZE, MAX_PAGE_SIZE, Page,
};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::{AccessToken, SecretAccessKey, SessionToken};

#[async_trait]
impl AccessPortal for Aws {
    async fn list_accounts(
        &self,
        portal: &Portal,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError> {
        let response = self
            .access_portal(portal)
            .list_accounts()
            // EXPOSE: the bearer token goes to the portal it was issued for.
            .access_token(token.expose())
            .max_results(MAX_PAGE_SIZE.into())
            .set_next_token(next_token.map(str::to_owned))
            .send()
            .await
            .map_err(|error| access_portal_error(RequestError::from_sdk(&error)))?;
        checked_page(response.account_list, response.next_token, account).map_err(access_portal_error)
    }

    async fn list_account_roles(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        next_token: Option<&str>,
    ) -> Result<Page<RoleName>, AccessPortalError> {
        let response = self
            .access_portal(portal)
            .list_account_roles()
            // EXPOSE: the bearer token goes to the portal it was issued for.
            .access_token(token.expose())
            .account_id(account_id.as_str())
            .max_results(MAX_PAGE_SIZE.into())
            .set_next_token(next_token.map(str::to_owned))
            .send()
            .await
            .map_err(|error| access_portal_error(RequestError::from_sdk(&error)))?;
        checked_page(response.role_list, response.next_token, role_name).map_err(access_portal_error)
    }

    async fn get_role_credentials(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<RoleCredentials, AccessPortalError> {
        let response = self
            .access_portal(portal)
            .get_role_credentials()
            // EXPOSE: the bearer token goes to the portal it was issued for.
            .access_token(token.expose())
            .account_id(account_id.as_str())
            .role_name(role_name.as_str())
            .send()
            .await
            .map_err(|error| access_portal_error(RequestError::from_sdk(&error)))?;
        role_credentials(response.role_credentials).map_err(access_portal_error)
    }

    async fn logout(&self, portal: &Portal, token: &AccessToken) -> Result<(), AccessPortalError> {
        self.access_portal(portal)
            .logout()
            // EXPOSE: AWS ends the sign-in that this bearer token stands for.
            .access_token(token.expose())
            .send()
            .await
            .map_err(|error| access_portal_error(RequestError::from_sdk(&error)))?;
        Ok(())
    }
}

impl Aws {
    fn access_portal(&self, portal: &Portal) -> aws_sdk_sso::Client {
        self.clients
            .access_portal(portal.access_portal_url(), &portal.region)
    }
}

/// Converts a page. An item that cannot be read is left out and counted: it must not hide the others.
pub(crate) fn checked_page<RawItem, Item>(
    items: Option<Vec<RawItem>>,
    next_token: Option<String>,
    convert: impl Fn(RawItem) -> Option<Item>,
) -> Result<Page<Item>, RequestError> {
    // Any JSON object would be a response, and a missing list in it an empty one.
    let items = items.ok_or(RequestError::InvalidResponse("the response holds no list"))?;
    let listed = items.len();
    if listed > usize::from(MAX_PAGE_SIZE) {
        return Err(RequestError::InvalidResponse(
            "the page holds more items than were asked for",
        ));
    }
    let next_token = next_token.filter(|token| !token.is_empty());
    if next_token
        .as_ref()
        .is_some_and(|token| token.len() > MAX_NEXT_TOKEN_SIZE)
    {
        return Err(RequestError::InvalidResponse(
            "the token of the next page is too long",
        ));
    }
    let items: Vec<Item> = items.into_iter().filter_map(convert).collect();
    Ok(Page {
        unreadable: listed - items.len(),
        items,
        next_token,
    })
}

fn account(info: AccountInfo) -> Option<Account> {
    let account = Account {
        id: AccountId::parse(&info.account_id?).ok()?,
        name: info.account_name.unwrap_or_default(),
        email: info.email_address.filter(|address| !address.is_empty()),
    };
    let texts = [Some(&account.name), account.email.as_ref()];
    let fits = texts.iter().flatten().all(|text| text.len() <= MAX_NAME_SIZE);
    fits.then_some(account)
}

fn role_name(info: RoleInfo) -> Option<RoleName> {
    let name = info.role_name?;
    (!name.is_empty() && name.len() <= MAX_NAME_SIZE).then(|| RoleName::new(name))
}

fn role_credentials(response: Option<SdkRoleCredentials>) -> Result<RoleCredentials, RequestError> {
    const INCOMPLETE: RequestError = RequestError::InvalidResponse("the role credentials are incomplete");
    let response = response.ok_or(INCOMPLETE)?;
    let present = |text: Option<String>| text.filter(|text| !text.is_empty()).ok_or(INCOMPLETE);
    let expires_at = Timestamp::from_millisecond(response.expiration)
        .ok()
        .filter(|at| *at > Timestamp::UNIX_EPOCH)
        .ok_or(RequestError::InvalidResponse(
            "the expiration is missing or invalid",
        ))?;
    Ok(RoleCredentials {
        access_key_id: present(response.access_key_id)?,
        secret_access_key: SecretAccessKey::from_exposed(present(response.secret_access_key)?),
        session_token: SessionToken::from_exposed(present(response.session_token)?),
        expires_at,
        obtained_at: None,
        source_identity: None,
        user: None,
    })
}

/// The portal's errors, by exception or status ("GetRoleCredentials", errors). 403 is not in the service's model.
#[derive(Clone, Copy)]
enum PortalErrorKind {
    SignInEnded,
    NotAssigned,
    Throttled,
}

fn kind_from_name(name: &str) -> Option<PortalErrorKind> {
    match name {
        "UnauthorizedException" => Some(PortalErrorKind::SignInEnded),
        "ForbiddenException" | "ResourceNotFoundException" => Some(PortalErrorKind::NotAssigned),
        "TooManyRequestsException" => Some(PortalErrorKind::Throttled),
        _ => None,
    }
}

fn kind_from_status(status: u16) -> Option<PortalErrorKind> {
    match status {
        401 => Some(PortalErrorKind::SignInEnded),
        403 | 404 => Some(PortalErrorKind::NotAssigned),
        429 => Some(PortalErrorKind::Throttled),
        _ => None,
    }
}

fn access_portal_error(error: RequestError) -> AccessPortalError {
    let response = match error {
        RequestError::Blocked(cause) => return AccessPortalError::Blocked(cause),
        RequestError::NotConnected(detail) | RequestError::NoResponse(detail) => {
            return AccessPortalError::Unreachable { detail };
        }
        RequestError::InvalidResponse(detail) => {
            return AccessPortalError::Unexpected {
                detail: detail.to_owned(),
            };
        }
        RequestError::ErrorResponse(response) => response,
    };
    match response
        .classify(kind_from_name)
        .or_else(|| kind_from_status(response.status))
    {
        Some(PortalErrorKind::SignInEnded) => AccessPortalError::SignInEnded,
        Some(PortalErrorKind::NotAssigned) => AccessPortalError::NotAssigned,
        Some(PortalErrorKind::Throttled) => AccessPortalError::Throttled {
            retry_in: response.retry_after,
        },
        None if response.is_server_error() => AccessPortalError::Unreachable {
            detail: response.summary(),
        },
        None => AccessPortalError::Unexpected {
            detail: response.summary(),
        },
    }
}

#[cfg(test)]
mod tests;
