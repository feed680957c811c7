//! A token that holds a private key and signs with it (PKCS #11): a smart card, a security key, a TPM, a file of SoftHSM.
//!
//! The module that reaches it is loaded when it is asked for. It must not know what is signed, nor where a PIN is kept.

mod module;
mod signer;

use super::x509::Certificate;
use cryptoki::context::Pkcs11;
use cryptoki::error::{Error, RvError};
use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::AuthPin;
use rolecall::ports::{PinTries, TokenError};
use rolecall_model::roles_anywhere::Pkcs11Uri;
use rolecall_model::secret::KeyPassword;
use signer::{TokenKey, TokenKeyKind, is_signed_by, sign};

/// How many keys of a token are tried where the URI does not say which.
const MAX_KEYS: usize = 16;
/// How many certificates of a token are read.
const MAX_CERTIFICATES: usize = 64;
/// What a key signs to show which certificate is its own.
const TRIAL: &[u8] = b"Which certificate belongs to this key?";

/// A key, its certificate and others.
pub(super) struct KeyOnToken {
    pub(super) key: TokenKey,
    pub(super) certificate: Certificate,
    pub(super) others: Vec<Certificate>,
}

/// Opens the key that `uri` says. Its certificate is one of `given`; without any, one on the token.
///
/// # Errors
/// [`TokenError`].
pub(super) fn open(
    uri: &Pkcs11Uri,
    given: Vec<Certificate>,
    pin: Option<&KeyPassword>,
) -> Result<KeyOnToken, TokenError> {
    let module = module::open(uri.module_path())?;
    let (slot, info) = module::find_token(&module, uri)?;
    let token = info.label().to_owned();
    let failed = |error: Error| TokenError::Failed {
        token: token.clone(),
        detail: error.to_string(),
    };
    let session = module.open_ro_session(slot).map_err(failed)?;
    if info.login_required() {
        log_in(&module, slot, &session, pin)?;
    }
    let keys = private_keys(&session, uri).map_err(failed)?;
    if keys.is_empty() {
        return Err(TokenError::NoKey(token));
    }
    let mut certificates = if given.is_empty() {
        certificates_on(&session).map_err(failed)?
    } else {
        given
    };
    for (key, kind) in keys {
        let signature = sign(&session, key, kind, TRIAL).map_err(failed)?;
        let index = certificates
            .iter()
            .enumerate()
            .filter(|(_, certificate)| is_signed_by(&certificate.public_key, TRIAL, &signature))
            .max_by_key(|(_, certificate)| certificate.not_after)
            .map(|(index, _)| index);
        if let Some(index) = index {
            return Ok(KeyOnToken {
                certificate: certificates.remove(index),
                key: TokenKey::new(session, key, kind),
                others: certificates,
            });
        }
    }
    Err(TokenError::NoCertificate(token))
}

/// Gives the token its PIN; once, and never as the last try.
fn log_in(
    module: &Pkcs11,
    slot: Slot,
    session: &Session,
    pin: Option<&KeyPassword>,
) -> Result<(), TokenError> {
    let info = module.get_token_info(slot);
    let info = info.map_err(|error| TokenError::Failed {
        token: String::new(),
        detail: error.to_string(),
    })?;
    let token = info.label().to_owned();
    if info.user_pin_locked() {
        return Err(TokenError::PinLocked(token));
    }
    let pin = pin.ok_or_else(|| TokenError::PinNeeded(token.clone()))?;
    if info.user_pin_final_try() {
        return Err(TokenError::LastTry(token));
    }
    // EXPOSE: the token compares it; it stays a secret of another type.
    let pin = AuthPin::from(pin.expose());
    match session.login(UserType::User, Some(&pin)) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        Err(Error::Pkcs11(RvError::PinLocked, _)) => Err(TokenError::PinLocked(token)),
        Err(Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _)) => {
            let after = module.get_token_info(slot).ok();
            Err(wrong_pin(token, after.as_ref().map(PinFlags::from_info)))
        }
        Err(error) => Err(TokenError::Failed {
            token,
            detail: error.to_string(),
        }),
    }
}

/// What a token says of the tries that are left for its PIN.
#[derive(Clone, Copy, Debug, Default)]
struct PinFlags {
    is_low: bool,
    is_final: bool,
    is_locked: bool,
}

impl PinFlags {
    fn from_info(info: &TokenInfo) -> Self {
        Self {
            is_low: info.user_pin_count_low(),
            is_final: info.user_pin_final_try(),
            is_locked: info.user_pin_locked(),
        }
    }
}

fn wrong_pin(token: String, after: Option<PinFlags>) -> TokenError {
    let flags = after.unwrap_or_default();
    let tries = match flags {
        PinFlags { is_locked: true, .. } => return TokenError::PinLocked(token),
        PinFlags { is_final: true, .. } => PinTries::One,
        PinFlags { is_low: true, .. } => PinTries::Few,
        PinFlags { .. } => PinTries::Unknown,
    };
    TokenError::WrongPin { token, tries }
}

/// Returns the private keys that fit the URI and are of a kind that can be used.
fn private_keys(session: &Session, uri: &Pkcs11Uri) -> Result<Vec<(ObjectHandle, TokenKeyKind)>, Error> {
    let mut template = vec![Attribute::Class(ObjectClass::PRIVATE_KEY)];
    if let Some(label) = &uri.object {
        template.push(Attribute::Label(label.as_bytes().to_vec()));
    }
    if let Some(id) = &uri.id {
        template.push(Attribute::Id(id.clone()));
    }
    let mut keys = Vec::new();
    for (key_type, kind) in [(KeyType::RSA, TokenKeyKind::Rsa), (KeyType::EC, TokenKeyKind::Ec)] {
        let template = [&template[..], &[Attribute::KeyType(key_type)]].concat();
        let found = session.find_objects(&template)?;
        keys.extend(found.into_iter().map(|key| (key, kind)));
    }
    keys.truncate(MAX_KEYS);
    Ok(keys)
}

fn certificates_on(session: &Session) -> Result<Vec<Certificate>, Error> {
    let template = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
    ];
    let mut certificates = Vec::new();
    let found = session.find_objects(&template)?;
    for object in found.into_iter().take(MAX_CERTIFICATES) {
        for attribute in session.get_attributes(object, &[AttributeType::Value])? {
            if let Attribute::Value(der) = attribute {
                certificates.extend(Certificate::parse(&der));
            }
        }
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::{PinFlags, wrong_pin};
    use rolecall::ports::{PinTries, TokenError};

    #[test]
    fn the_flags_of_a_token_say_how_many_tries_are_left() {
        let flags = |is_low, is_final, is_locked| {
            Some(PinFlags {
                is_low,
                is_final,
                is_locked,
            })
        };
        for (after, tries) in [
            (None, PinTries::Unknown),
            (flags(false, false, false), PinTries::Unknown),
            (flags(true, false, false), PinTries::Few),
            (flags(true, true, false), PinTries::One),
        ] {
            let token = "host".to_owned();
            assert_eq!(
                wrong_pin(token.clone(), after),
                TokenError::WrongPin { token, tries }
            );
        }
        let locked = wrong_pin("host".to_owned(), flags(true, true, true));
        assert_eq!(locked, TokenError::PinLocked("host".to_owned()));
    }
}
