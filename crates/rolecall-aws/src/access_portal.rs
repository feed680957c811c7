//! The access portal API (SSO, API 2019-06-10) behind the port `AccessPortal`.
//!
//! One call is one request: it must not know about rate limits, paging or renewal.

use crate::aws::Aws;
use crate::request_error::RequestError;
use async_trait::async_trait;
use aws_sdk_sso::types::{AccountInfo, RoleCredentials as SdkRoleCredentials, RoleInfo};
use rolecall::ports::{AccessPortal, AccessPortalError, Page};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::{AccessToken, SecretAccessKey, SessionToken};

/// The maximum number of items that AWS returns in one page ("ListAccounts", `max_result`).
const MAX_PAGE_SIZE: i32 = 100;

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
            .max_results(MAX_PAGE_SIZE)
            .set_next_token(next_token.map(str::to_owned))
            .send()
            .await
            .map_err(|error| access_portal_error(RequestError::from_sdk(&error)))?;
        Ok(page(
            response.account_list.unwrap_or_default(),
            response.next_token,
            account,
        ))
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
            .max_results(MAX_PAGE_SIZE)
            .set_next_token(next_token.map(str::to_owned))
            .send()
            .await
            .map_err(|error| access_portal_error(RequestError::from_sdk(&error)))?;
        Ok(page(
            response.role_list.unwrap_or_default(),
            response.next_token,
            role_name,
        ))
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

/// Converts a page. An invalid item is left out and counted in the log: it must not hide the others.
fn page<SdkItem, Item>(
    items: Vec<SdkItem>,
    next_token: Option<String>,
    convert: impl Fn(SdkItem) -> Option<Item>,
) -> Page<Item> {
    let listed = items.len();
    let items: Vec<Item> = items.into_iter().filter_map(convert).collect();
    if items.len() < listed {
        tracing::warn!(
            left_out = listed - items.len(),
            "the access portal listed items without a usable id or name"
        );
    }
    Page {
        items,
        next_token: next_token.filter(|token| !token.is_empty()),
    }
}

fn account(info: AccountInfo) -> Option<Account> {
    Some(Account {
        id: AccountId::parse(&info.account_id?).ok()?,
        name: info.account_name.unwrap_or_default(),
        email: info.email_address.filter(|address| !address.is_empty()),
    })
}

fn role_name(info: RoleInfo) -> Option<RoleName> {
    info.role_name.filter(|name| !name.is_empty()).map(RoleName::new)
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
