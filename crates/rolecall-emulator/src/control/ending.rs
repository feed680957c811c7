//! Ending things before their time: expiry and revocation, all of a kind or one user's. Must not know who
//! asked.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::Moment;
use crate::state::{
    AccessToken, AuthorizationCode, ConsoleSignIn, Credentials, DeviceAuthorization, RefreshToken,
    Registration, Remembered, SignIn, SigninToken,
};

/// Expired things are remembered as expired; revoked ones are as if they had never been.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Expire,
    Revoke,
}

/// What to end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    what: What,
    /// Only what belongs to this user.
    #[serde(default)]
    user: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    AccessTokens,
    RefreshTokens,
    Registrations,
    Credentials,
    PortalSignIns,
    DeviceCodes,
    AuthorizationCodes,
    SigninTokens,
    ConsoleSignIns,
}

type SignIns = BTreeMap<u64, SignIn>;

/// Something with an end and, mostly, an owner.
trait Ends {
    fn end(&mut self) -> &mut Moment;
    fn owner<'a>(&'a self, sign_ins: &'a SignIns) -> Option<&'a str>;
}

macro_rules! ends {
    ($kind:ty, $end:ident, |$it:ident, $sign_ins:ident| $owner:expr) => {
        impl Ends for $kind {
            fn end(&mut self) -> &mut Moment {
                &mut self.$end
            }
            fn owner<'a>(&'a self, $sign_ins: &'a SignIns) -> Option<&'a str> {
                let $it = self;
                $owner
            }
        }
    };
}

ends!(AccessToken, expires, |it, sign_ins| user_of(it.sign_in, sign_ins));
ends!(RefreshToken, expires, |it, sign_ins| user_of(
    it.sign_in, sign_ins
));
ends!(Credentials, expires, |it, _sign_ins| Some(&it.caller.user));
ends!(AuthorizationCode, expires, |it, _sign_ins| Some(&it.user));
ends!(SigninToken, expires, |it, _sign_ins| Some(&it.caller.user));
ends!(ConsoleSignIn, ends, |it, _sign_ins| Some(&it.caller.user));
ends!(Registration, expires, |_it, _sign_ins| None);
ends!(DeviceAuthorization, expires, |_it, _sign_ins| None);

fn user_of(id: u64, sign_ins: &SignIns) -> Option<&str> {
    sign_ins.get(&id).map(|sign_in| sign_in.user.as_str())
}

/// Ends what is asked for and says how many there were.
pub(super) fn end(all: &mut Remembered, which: Result<Which, String>, how: How) -> Result<Value, String> {
    let Which { what, user } = which?;
    let user = user.as_deref();
    let sign_ins = &all.sign_ins;
    let count = match what {
        What::AccessTokens => ended(&mut all.access_tokens, sign_ins, user, how),
        What::RefreshTokens => ended(&mut all.refresh_tokens, sign_ins, user, how),
        What::Registrations => ended(&mut all.registrations, sign_ins, user, how),
        What::Credentials => ended(&mut all.credentials, sign_ins, user, how),
        What::DeviceCodes => ended(&mut all.device_authorizations, sign_ins, user, how),
        What::AuthorizationCodes => ended(&mut all.authorization_codes, sign_ins, user, how),
        What::SigninTokens => ended(&mut all.signin_tokens, sign_ins, user, how),
        What::ConsoleSignIns => ended(&mut all.console_sign_ins, sign_ins, user, how),
        What::PortalSignIns => {
            let meant = all
                .sign_ins
                .values_mut()
                .filter(|it| user.is_none_or(|user| it.user == user));
            meant.map(|sign_in| sign_in.ends = Moment::PAST).count()
        }
    };
    Ok(json!({"ended": count}))
}

fn ended<T: Ends>(
    things: &mut HashMap<String, T>,
    sign_ins: &SignIns,
    user: Option<&str>,
    how: How,
) -> usize {
    let is_meant = |it: &T| user.is_none() || it.owner(sign_ins) == user;
    let before = things.len();
    match how {
        How::Revoke => {
            things.retain(|_, it| !is_meant(it));
            before - things.len()
        }
        How::Expire => {
            let meant = things.values_mut().filter(|it| is_meant(it));
            meant.map(|it| *it.end() = Moment::PAST).count()
        }
    }
}
