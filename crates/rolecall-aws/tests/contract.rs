//! The contracts of the ports: the adapter and the emulator pass the same ones as the fakes.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use async_trait::async_trait;
use rolecall::ports::{AccessPortal, AccountAccessRuntime, AssignedRole, Authorization, Federation, Sts};
use rolecall_emulator::{EmulatorSettings, OrgIamRole, OrgRole, Organization};
use rolecall_fakes::contract::{self, AwsFixture, CallFailure, hostile_roles, iam_roles};
use rolecall_fakes::{Operation, account_access_portal};
use rolecall_model::account::{Account, RoleName};
use rolecall_model::portal::{Portal, PortalKind};
use rolecall_model::secret::AuthorizationUrl;
use rolecall_model::sign_in::DeviceAuthorization;
use serde_json::json;
use std::time::Duration;
use support::emulated::{EmulatedAws, fetch, location};
use url::Url;

/// How often the adapter tries a call that fails.
const ATTEMPTS: u32 = 3;

struct ContractSubject(EmulatedAws);

impl ContractSubject {
    fn new() -> Self {
        let mut organization = Organization::generated(1, 1);
        organization.accounts = hostile_roles()
            .into_iter()
            .map(|(account, roles)| rolecall_emulator::OrgAccount {
                id: account.id.as_str().to_owned(),
                name: account.name,
                email: account.email,
                roles: roles.iter().map(role).collect(),
                ..rolecall_emulator::OrgAccount::default()
            })
            .collect();
        organization.account_access_tenant = Some("aa-contract".to_owned());
        for AssignedRole { account, role_arn } in iam_roles() {
            let id = account.id.as_str().to_owned();
            let known = organization.accounts.iter().position(|known| known.id == id);
            let index = known.unwrap_or_else(|| {
                organization.accounts.push(rolecall_emulator::OrgAccount {
                    id,
                    name: account.name,
                    ..rolecall_emulator::OrgAccount::default()
                });
                organization.accounts.len() - 1
            });
            let iam_roles = &mut organization.accounts[index].iam_roles;
            iam_roles.push(iam_role(role_arn.role_name()));
        }
        Self(EmulatedAws::with(organization, EmulatorSettings::default()))
    }

    fn user(&self) -> &str {
        &self.0.emulator.users()[0]
    }
}

fn role(name: &RoleName) -> OrgRole {
    OrgRole {
        name: name.as_str().to_owned(),
        ..OrgRole::default()
    }
}

/// An IAM role in the path of the contract that everybody has, for an hour at most.
fn iam_role(name: &RoleName) -> OrgIamRole {
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "account-access.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:SetContext"]}});
    let role = json!({"name": name.as_str(), "path": "/team/", "max_session_seconds": 3600,
        "account_access": {}, "trust_policy": trust});
    serde_json::from_value(role).unwrap()
}

/// Returns the name of an operation at AWS and how often the adapter tries it when it fails.
fn named(operation: Operation) -> (&'static str, u32) {
    match operation {
        Operation::RegisterClient => ("RegisterClient", ATTEMPTS),
        Operation::StartDeviceAuthorization => ("StartDeviceAuthorization", ATTEMPTS),
        Operation::CreateTokenWithDeviceCode
        | Operation::CreateTokenWithAuthorizationCode
        | Operation::CreateTokenWithRefreshToken => ("CreateToken", 1),
        Operation::CreateOAuth2TokenWithCode | Operation::CreateOAuth2TokenWithRefreshToken => {
            ("CreateOAuth2Token", 1)
        }
        Operation::ListAccounts => ("ListAccounts", 1),
        Operation::ListAccountRoles => ("ListAccountRoles", 1),
        Operation::GetRoleCredentials => ("GetRoleCredentials", 1),
        Operation::Logout => ("Logout", 1),
        Operation::ListRoles => ("ListRoles", 1),
        Operation::GetAccessCredentials => ("GetAccessCredentials", 1),
        Operation::GetCallerIdentity => ("GetCallerIdentity", ATTEMPTS),
        Operation::AssumeRole => ("AssumeRole", 1),
        Operation::AssumeRoleWithWebIdentity => ("AssumeRoleWithWebIdentity", 1),
        Operation::GetSessionToken => ("GetSessionToken", 1),
        Operation::ListAccessKeys => ("ListAccessKeys", 1),
        Operation::GetAccessKeyLastUsed => ("GetAccessKeyLastUsed", 1),
        Operation::CreateAccessKey => ("CreateAccessKey", 1),
        Operation::UpdateAccessKey => ("UpdateAccessKey", 1),
        Operation::DeleteAccessKey => ("DeleteAccessKey", 1),
        Operation::AssumeRoleWithSaml => ("AssumeRoleWithSAML", 1),
        Operation::CreateSession => ("CreateSession", 1),
        Operation::GetSigninToken => ("GetSigninToken", ATTEMPTS),
    }
}

#[async_trait]
impl AwsFixture for ContractSubject {
    fn portal(&self) -> Portal {
        self.0.portal.clone()
    }

    fn assigned(&self) -> Vec<(Account, Vec<RoleName>)> {
        hostile_roles()
    }

    fn authorization(&self) -> &dyn Authorization {
        &self.0.aws
    }

    fn access_portal(&self) -> &dyn AccessPortal {
        &self.0.aws
    }

    fn account_access_portal(&self) -> Portal {
        let center = self.portal();
        let portal = account_access_portal("contract", center.region.as_str());
        let Some(access) = portal.kind.account_access() else {
            unreachable!("it is one")
        };
        let mut access = access.clone();
        access.application.identity_center_url = center.start_url;
        Portal {
            kind: PortalKind::AccountAccess(Box::new(access)),
            endpoint_url: center.endpoint_url,
            ..portal
        }
    }

    fn assigned_iam_roles(&self) -> Vec<AssignedRole> {
        iam_roles()
    }

    fn account_access(&self) -> &dyn AccountAccessRuntime {
        &self.0.aws
    }

    fn sts(&self) -> &dyn Sts {
        &self.0.aws
    }

    fn federation(&self) -> &dyn Federation {
        &self.0.aws
    }

    async fn approve(&self, page: &AuthorizationUrl) -> String {
        // EXPOSE: the test plays the user's browser.
        let shown = fetch(&Url::parse(page.expose()).unwrap(), None).await;
        let (_, rest) = shown.split_once("name=\"transaction\" value=\"").unwrap();
        let (transaction, _) = rest.split_once('"').unwrap();
        let form = format!("transaction={transaction}&answer=allow&user={}", self.user());
        let consent = Url::parse(self.0.emulator.url())
            .unwrap()
            .join("/consent")
            .unwrap();
        location(&fetch(&consent, Some(&form)).await).unwrap()
    }

    async fn decide_device(&self, device: &DeviceAuthorization, approve: bool) {
        let body = json!({"user_code": device.user_code, "allow": approve, "user": self.user()});
        self.0.command("device", body);
    }

    async fn advance(&self, time: Duration) {
        self.0
            .command("clock", json!({"advance_seconds": time.as_secs()}));
    }

    async fn fail_next(&self, operation: Operation, failure: CallFailure) {
        let (name, attempts) = named(operation);
        let fault = match failure {
            CallFailure::Throttled => json!({"operation": name, "kind": "throttle", "retry_after": 7}),
            CallFailure::ServerError => json!({"operation": name, "kind": "server_error", "count": attempts}),
            CallFailure::ConnectionLost => json!({"operation": name, "kind": "drop", "count": attempts}),
        };
        self.0.command("faults", fault);
    }
}

#[tokio::test]
async fn authorization_passes_its_contract() {
    contract::authorization(&ContractSubject::new()).await;
}

#[tokio::test]
async fn the_access_portal_passes_its_contract() {
    contract::access_portal(&ContractSubject::new()).await;
}

#[tokio::test]
async fn account_access_manager_passes_its_contract() {
    contract::account_access(&ContractSubject::new()).await;
}

#[tokio::test]
async fn sts_passes_its_contract() {
    contract::sts(&ContractSubject::new()).await;
}

#[tokio::test]
async fn federation_passes_its_contract() {
    contract::federation(&ContractSubject::new()).await;
}
