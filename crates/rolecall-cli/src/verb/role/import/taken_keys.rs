//! Access keys that were in the shared files: kept in the keychain, and removed from the files where the user says so.

use crate::command_line::RoleImportArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::role_import as messages;
use crate::messages::role_sessions;
use rolecall::ports::{RoleSecretKey, RoleSecretKind};
use rolecall::profiles::{Document, SharedFile, SharedFileTexts};
use rolecall_model::role_definition::AccessKeyId;
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::{RoleSecret, SecretAccessKey};
use std::path::Path;

/// An access key with its secret, and the profile that it stands in.
pub(super) struct TakenKey {
    pub(super) profile: String,
    pub(super) role: DefinedRoleName,
    pub(super) id: AccessKeyId,
    pub(super) secret: SecretAccessKey,
}

impl TakenKey {
    fn key(&self) -> RoleSecretKey {
        RoleSecretKey {
            role: self.role.clone(),
            kind: RoleSecretKind::SecretAccessKey(self.id.to_string()),
        }
    }
}

/// Stores the secrets in the keychain; on failure none of them stays.
pub(super) async fn store(ctx: &Context, keys: &[TakenKey]) -> Result<(), Failure> {
    let keychain = &ctx.ports.store.keychain;
    for key in keys {
        // EXPOSE: what is in the file becomes a secret of the keychain
        let secret = RoleSecret::from_exposed(key.secret.expose());
        if let Err(error) = keychain.save_role_secret(&key.key(), &secret).await {
            erase(ctx, keys).await?;
            return Err(Failure::from_error(&error));
        }
    }
    Ok(())
}

/// Erases the secrets from the keychain.
pub(super) async fn erase(ctx: &Context, keys: &[TakenKey]) -> Result<(), Failure> {
    for key in keys {
        let erased = ctx.ports.store.keychain.erase_role_secret(&key.key()).await;
        erased.map_err(|error| Failure::from_error(&error))?;
    }
    Ok(())
}

/// Removes the keys from the files, if the user wants that; the files as they were are kept beside them.
pub(super) fn offer_removal(
    ctx: &Context,
    texts: &SharedFileTexts,
    keys: &[TakenKey],
    args: &RoleImportArgs,
) -> Result<(), Failure> {
    for (file, (path, text)) in [
        (SharedFile::Credentials, &texts.credentials),
        (SharedFile::Config, &texts.config),
    ] {
        let (without, count) = without_keys(text, file, keys);
        if count > 0 && is_wanted(ctx, path, args) {
            let replaced = ctx.machine.replace_shared_file(path, text, &without);
            let shown = path.to_string_lossy();
            let backup = replaced.map_err(|detail| {
                Failure::invalid_input(messages::not_removed(&shown, &detail), messages::STORED_ANYWAY)
            })?;
            ctx.terminal
                .note(messages::removed(&shown, &backup.to_string_lossy()));
        } else if count > 0 {
            ctx.terminal.note(messages::still_there(&path.to_string_lossy()));
        }
    }
    Ok(())
}

/// Returns the text without the keys, and how many of its lines that leaves out.
fn without_keys(text: &str, file: SharedFile, keys: &[TakenKey]) -> (String, usize) {
    keys.iter().fold((text.to_owned(), 0), |(text, count), key| {
        // It was read before, and leaving lines out breaks nothing.
        match Document::parse(&text, file) {
            Ok(document) => {
                let (without, more) = document.without_access_key(&key.profile, key.id.as_str());
                (without, count + more)
            }
            Err(_) => (text, count),
        }
    })
}

/// Somebody who said yes to everything else was not asked about this.
fn is_wanted(ctx: &Context, path: &Path, args: &RoleImportArgs) -> bool {
    let ask = || {
        let reply = ctx
            .machine
            .ask(&messages::removal_question(&path.to_string_lossy()));
        reply.is_some_and(|reply| role_sessions::is_yes(&reply))
    };
    args.remove_keys || (!args.yes && ask())
}
