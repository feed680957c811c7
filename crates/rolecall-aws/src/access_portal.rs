//! The access portal API (SSO, API 2019-06-10) behind the port `AccessPortal`.
//!
//! One call is one request: it must not know about pace, paging or renewal.

use crate::Aws;
use crate::failure::Failure;
use async_trait::async_trait;
use aws_sdk_sso::types::{AccountInfo, RoleCredentials as SdkRoleCredentials, RoleInfo};
use rolecall::ports::{AccessPortal, AccessPortalError, Page};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::{AccessToken, SecretAccessKey, SessionToken};

/// The most that AWS gives in one page ("ListAccounts", `max_result`).
const PAGE: i32 = 100;

#[async_trait]
impl AccessPortal for Aws {
    async fn list_accounts(
        &self,
        portal: &Portal,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError> {
        let answer = self
            .access_portal(portal)
            .list_accounts()
            // EXPOSE: the bearer token goes to the portal it was issued for.
            .access_token(token.expose())
            .max_results(PAGE)
            .set_next_token(next_token.map(str::to_owned))
            .send()
            .await
            .map_err(|error| access_portal_error(Failure::of_call(&error)))?;
        Ok(page(
            answer.account_list.unwrap_or_default(),
            answer.next_token,
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
        let answer = self
            .access_portal(portal)
            .list_account_roles()
            // EXPOSE: the bearer token goes to the portal it was issued for.
            .access_token(token.expose())
            .account_id(account_id.as_str())
            .max_results(PAGE)
            .set_next_token(next_token.map(str::to_owned))
            .send()
            .await
            .map_err(|error| access_portal_error(Failure::of_call(&error)))?;
        Ok(page(
            answer.role_list.unwrap_or_default(),
            answer.next_token,
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
        let answer = self
            .access_portal(portal)
            .get_role_credentials()
            // EXPOSE: the bearer token goes to the portal it was issued for.
            .access_token(token.expose())
            .account_id(account_id.as_str())
            .role_name(role_name.as_str())
            .send()
            .await
            .map_err(|error| access_portal_error(Failure::of_call(&error)))?;
        role_credentials(answer.role_credentials).map_err(access_portal_error)
    }

    async fn logout(&self, portal: &Portal, token: &AccessToken) -> Result<(), AccessPortalError> {
        self.access_portal(portal)
            .logout()
            // EXPOSE: AWS ends the sign-in that this bearer token stands for.
            .access_token(token.expose())
            .send()
            .await
            .map_err(|error| access_portal_error(Failure::of_call(&error)))?;
        Ok(())
    }
}

impl Aws {
    fn access_portal(&self, portal: &Portal) -> aws_sdk_sso::Client {
        self.clients
            .access_portal(portal.access_portal_url(), &portal.region)
    }
}

/// Reads a page. An item that cannot be read is left out and counted in the log: it must not hide the others.
fn page<Item, Read>(
    items: Vec<Item>,
    next_token: Option<String>,
    read: impl Fn(Item) -> Option<Read>,
) -> Page<Read> {
    let listed = items.len();
    let items: Vec<Read> = items.into_iter().filter_map(read).collect();
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

fn role_credentials(answer: Option<SdkRoleCredentials>) -> Result<RoleCredentials, Failure> {
    const INCOMPLETE: Failure = Failure::Unreadable("the role credentials are incomplete");
    let answer = answer.ok_or(INCOMPLETE)?;
    let present = |text: Option<String>| text.filter(|text| !text.is_empty()).ok_or(INCOMPLETE);
    let expires_at = Timestamp::from_millisecond(answer.expiration)
        .ok()
        .filter(|at| *at > Timestamp::UNIX_EPOCH)
        .ok_or(Failure::Unreadable("the expiration is missing or no time"))?;
    Ok(RoleCredentials {
        access_key_id: present(answer.access_key_id)?,
        secret_access_key: SecretAccessKey::from_exposed(present(answer.secret_access_key)?),
        session_token: SessionToken::from_exposed(present(answer.session_token)?),
        expires_at,
        obtained_at: None,
        place: None,
    })
}

/// What the portal's exceptions and statuses mean ("GetRoleCredentials", errors). 403 is not in the service's model.
#[derive(Clone, Copy)]
enum Meaning {
    SignInEnded,
    NotAssigned,
    Throttled,
}

fn meaning(name: &str) -> Option<Meaning> {
    match name {
        "UnauthorizedException" => Some(Meaning::SignInEnded),
        "ForbiddenException" | "ResourceNotFoundException" => Some(Meaning::NotAssigned),
        "TooManyRequestsException" => Some(Meaning::Throttled),
        _ => None,
    }
}

fn meaning_of_status(status: u16) -> Option<Meaning> {
    match status {
        401 => Some(Meaning::SignInEnded),
        403 | 404 => Some(Meaning::NotAssigned),
        429 => Some(Meaning::Throttled),
        _ => None,
    }
}

fn access_portal_error(failure: Failure) -> AccessPortalError {
    let answer = match failure {
        Failure::Barred(detail) | Failure::NotConnected(detail) | Failure::NoAnswer(detail) => {
            return AccessPortalError::Unreachable { detail };
        }
        Failure::Unreadable(detail) => {
            return AccessPortalError::Unexpected {
                detail: detail.to_owned(),
            };
        }
        Failure::ErrorAnswer(answer) => answer,
    };
    match answer
        .meaning(meaning)
        .or_else(|| meaning_of_status(answer.status))
    {
        Some(Meaning::SignInEnded) => AccessPortalError::SignInEnded,
        Some(Meaning::NotAssigned) => AccessPortalError::NotAssigned,
        Some(Meaning::Throttled) => AccessPortalError::Throttled {
            retry_in: answer.retry_in,
        },
        None if answer.is_server_failure() => AccessPortalError::Unreachable {
            detail: answer.summary(),
        },
        None => AccessPortalError::Unexpected {
            detail: answer.summary(),
        },
    }
}

#[cfg(test)]
mod tests;
