//! Who a user is in the console, and the credentials of that identity. Must not know how one signs in.

use serde_json::{Value, json};

use crate::caller::RequestSigner;
use crate::clock::EpochTime;
use crate::secrets;
use crate::state::{
    AssumedRole, ConsoleIdentity, CredentialsRecord, EmulatorState, RoleSession, UserSessionRecord,
};

/// The identity that the organization gives a user in the console; none if it gives none, or names what is not there.
pub(super) fn of_user(state: &EmulatorState, user: &str) -> Option<ConsoleIdentity> {
    let console = state.directory.user(user)?.console.as_ref()?;
    let account = state.directory.account(&console.account)?;
    if let Some(name) = &console.user {
        account.iam_user(name)?;
        return Some(ConsoleIdentity::User {
            account_id: account.id.clone(),
            name: name.clone(),
        });
    }
    let role_name = console.role.clone()?;
    let is_permission_set = account.roles.iter().any(|role| role.name == role_name);
    (is_permission_set || account.iam_role(&role_name).is_some()).then(|| {
        ConsoleIdentity::Role(AssumedRole {
            account_id: account.id.clone(),
            role_name,
            is_permission_set,
            user: user.to_owned(),
        })
    })
}

/// The ARN of an identity, as an ID token has it; none if it is gone.
pub(super) fn arn(state: &EmulatorState, identity: &ConsoleIdentity) -> Option<String> {
    match identity {
        ConsoleIdentity::User { account_id, name } => {
            let user = state.directory.account(account_id)?.iam_user(name)?;
            Some(user.arn(state.partition.id, account_id))
        }
        ConsoleIdentity::Role(assumed) => {
            let session = RoleSession::beginning_at(state.now());
            Some(RequestSigner::of_role(state, assumed, &session).arn)
        }
    }
}

/// Issues credentials of an identity, as the member `accessToken` of a response.
pub(super) fn issue(state: &mut EmulatorState, identity: &ConsoleIdentity, expires_at: EpochTime) -> Value {
    let access_key_id = secrets::access_key_id();
    let secret = state.secrets.secret_access_key();
    let session_token = state.secrets.session_token(state.settings.session_token_bytes);
    let issued = json!({
        "accessKeyId": access_key_id,
        "secretAccessKey": &*secret,
        "sessionToken": &*session_token,
    });
    let issued_at = state.now();
    match identity.clone() {
        ConsoleIdentity::User { account_id, name } => {
            let record = UserSessionRecord {
                secret,
                session_token,
                account_id,
                user_name: name,
                mfa_at: None,
                issued_at,
                expires_at,
            };
            state.records.iam.user_sts.insert(access_key_id, record);
        }
        ConsoleIdentity::Role(assumed) => {
            let record = CredentialsRecord {
                secret,
                session_token,
                assumed,
                session: RoleSession::beginning_at(issued_at),
                expires_at,
            };
            state.records.credentials.insert(access_key_id, record);
        }
    }
    issued
}
