//! The modules that reach tokens, each loaded once, and the token that a URI says.

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::slot::{Slot, TokenInfo};
use rolecall::ports::TokenError;
use rolecall_model::roles_anywhere::{Pkcs11Uri, TokenAttribute};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Reaches the tokens of all modules that the system's own list names (p11-kit).
const SYSTEM_MODULE: &str = if cfg!(windows) {
    "p11-kit-proxy.dll"
} else if cfg!(target_os = "macos") {
    "p11-kit-proxy.dylib"
} else {
    "p11-kit-proxy.so"
};

/// The modules that were loaded: each may be started only once in a process, and none is ever unloaded.
static MODULES: Mutex<Vec<(PathBuf, Pkcs11)>> = Mutex::new(Vec::new());

/// Returns the module at `path`; without one, that of the system.
pub(super) fn open(path: Option<&Path>) -> Result<Pkcs11, TokenError> {
    let path = path.unwrap_or(Path::new(SYSTEM_MODULE));
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, module)) = modules.iter().find(|(known, _)| known == path) {
        return Ok(module.clone());
    }
    let module = load(path).map_err(|error| TokenError::Module {
        module: path.to_string_lossy().into_owned(),
        detail: detail(&error),
    })?;
    modules.push((path.to_owned(), module.clone()));
    Ok(module)
}

fn load(path: &Path) -> Result<Pkcs11, Error> {
    let module = Pkcs11::new(path)?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(module),
        Err(error) => Err(error),
    }
}

/// Returns what the system says, where it says something.
fn detail(error: &Error) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    cause.unwrap_or_else(|| error.to_string())
}

/// Returns the one token that `uri` fits. Where it fits several, those without a PIN do not count: they hold no keys of users.
pub(super) fn find_token(module: &Pkcs11, uri: &Pkcs11Uri) -> Result<(Slot, TokenInfo), TokenError> {
    let failed = |error: Error| TokenError::Failed {
        token: uri.token(TokenAttribute::Token).unwrap_or_default().to_owned(),
        detail: error.to_string(),
    };
    let mut found = Vec::new();
    for slot in module.get_slots_with_token().map_err(failed)? {
        // A token that was just pulled out is not there.
        let Ok(info) = module.get_token_info(slot) else {
            continue;
        };
        if info.token_initialized() && is_meant(module, slot, &info, uri) {
            found.push((slot, info));
        }
    }
    if found.len() > 1 {
        found.retain(|(_, info)| info.user_pin_initialized());
    }
    match found.len() {
        0 | 1 => found.pop().ok_or(TokenError::Absent),
        count => Err(TokenError::Ambiguous(count)),
    }
}

/// Returns whether everything that `uri` says of a token is so.
fn is_meant(module: &Pkcs11, slot: Slot, info: &TokenInfo, uri: &Pkcs11Uri) -> bool {
    let has_slot_id = uri.slot_id.is_none_or(|id| id == slot.id());
    let mut attributes = TokenAttribute::ALL.into_iter();
    has_slot_id
        && attributes.all(|attribute| {
            let wanted = uri.token(attribute);
            wanted.is_none_or(|wanted| text(module, slot, info, attribute).as_deref() == Some(wanted))
        })
}

fn text(module: &Pkcs11, slot: Slot, info: &TokenInfo, attribute: TokenAttribute) -> Option<String> {
    let library = || module.get_library_info().ok();
    let slot = || module.get_slot_info(slot).ok();
    Some(match attribute {
        TokenAttribute::Token => info.label().to_owned(),
        TokenAttribute::Manufacturer => info.manufacturer_id().to_owned(),
        TokenAttribute::Serial => info.serial_number().to_owned(),
        TokenAttribute::Model => info.model().to_owned(),
        TokenAttribute::LibraryManufacturer => library()?.manufacturer_id().to_owned(),
        TokenAttribute::LibraryDescription => library()?.library_description().to_owned(),
        TokenAttribute::LibraryVersion => library()?.library_version().to_string(),
        TokenAttribute::SlotDescription => slot()?.slot_description().to_owned(),
        TokenAttribute::SlotManufacturer => slot()?.manufacturer_id().to_owned(),
    })
}
