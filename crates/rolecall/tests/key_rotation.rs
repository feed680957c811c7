//! Replacing the access key of an IAM user on the fakes: killed before each step and done again, undone where it fails.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]
#![expect(clippy::panic, reason = "a panic is what kills a process here")]

use rolecall::key_rotation::{KeyRotationError, RotationOutcome, RotationStep, list_keys, rotate_key};
use rolecall::ports::{AccessKey, AccessKeysError, Keychain, KeychainItem, RoleSecretKey, RoleSecretKind};
use rolecall::settings::read_settings;
use rolecall_fakes::{CAROL_ARN, CAROL_DEVICE, FakeClock, Fault, Operation, World};
use rolecall_model::role_definition::{AccessKeyId, RoleMethod};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::RoleSecret;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Every step of a replacement that nothing disturbs.
const STEPS: usize = 8;

fn carol() -> DefinedRoleName {
    DefinedRoleName::parse("carol").unwrap()
}

fn secret_of(id: &AccessKeyId) -> RoleSecretKey {
    RoleSecretKey {
        role: carol(),
        kind: RoleSecretKind::SecretAccessKey(id.to_string()),
    }
}

async fn world(options: &str) -> (World, AccessKey) {
    let world = World::with_clock(FakeClock::when_idle());
    let key = world.aws.create_carols_key();
    world.settings_file.set_text(format!(
        "[role.carol]\nuser = \"{CAROL_ARN}\"\naccess_key_id = \"{}\"\nregion = \"eu-west-1\"\n{options}\n",
        key.id
    ));
    // EXPOSE: the test enters it.
    let secret = RoleSecret::from_exposed(key.secret.expose());
    let secret_key = secret_of(&key.id);
    let saved = world.keychain.save_role_secret(&secret_key, &secret);
    saved.await.unwrap();
    (world, key)
}

fn used(world: &World) -> AccessKeyId {
    let settings = read_settings(&world.settings_file.text()).unwrap();
    let method = &settings.definition(&carol()).unwrap().method;
    let RoleMethod::User(user) = method else {
        panic!("{method:?}");
    };
    user.access_key_id.clone()
}

fn stored(world: &World) -> Vec<String> {
    let items = world.keychain.stored_items().into_iter();
    items
        .filter_map(|item| {
            let KeychainItem::RoleSecret(RoleSecretKey {
                kind: RoleSecretKind::SecretAccessKey(id),
                ..
            }) = item
            else {
                return None;
            };
            Some(id)
        })
        .collect()
}

async fn rotate(world: &World) -> Result<RotationOutcome, KeyRotationError> {
    rotate_key(&world.ports_of_another_process(), &carol(), &|_| {}).await
}

/// One key is left at AWS, in the settings and in the keychain: the same one, which works.
async fn is_whole(world: &World, former: &AccessKeyId) {
    let id = used(world);
    assert_ne!(id, *former);
    assert_eq!(world.aws.carols_keys(), [(id.clone(), true)]);
    assert_eq!(stored(world), [id.to_string()]);
    let settings = read_settings(&world.settings_file.text()).unwrap();
    let key = settings.definition(&carol()).unwrap().key();
    let role = settings.resolve(&key).unwrap();
    let listed = list_keys(&world.ports_of_another_process(), &role).await.unwrap();
    assert!(listed[0].is_used_here && listed[0].info.is_active && listed.len() == 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_key_takes_the_place_of_the_old_one() {
    let (world, old) = world("").await;
    let steps = Mutex::new(Vec::new());
    let about_to = |step: &RotationStep| steps.lock().unwrap().push(step.clone());
    let outcome = rotate_key(&world.ports(), &carol(), &about_to).await.unwrap();
    assert_eq!((&outcome.former, outcome.was_resumed), (&old.id, false));
    assert_eq!(steps.lock().unwrap().len(), STEPS);
    is_whole(&world, &old.id).await;
}

/// A process that is killed does nothing more: here it panics, before each step in turn.
#[tokio::test(start_paused = true)]
async fn whoever_is_killed_before_any_step_does_it_again() {
    for options in [String::new(), format!("mfa_serial = \"{CAROL_DEVICE}\"")] {
        for killed_at in 0..STEPS {
            let (world, old) = world(&options).await;
            world.mfa_device.read();
            let ports = world.ports_of_another_process();
            let count = AtomicUsize::new(0);
            let killed = tokio::spawn(async move {
                let about_to = move |step: &RotationStep| {
                    assert!(
                        count.fetch_add(1, Ordering::SeqCst) != killed_at,
                        "killed before {step:?}"
                    );
                };
                rotate_key(&ports, &carol(), &about_to).await.map(drop)
            });
            assert!(killed.await.unwrap_err().is_panic());
            let working = used(&world);
            let is_usable = world.aws.carols_keys().contains(&(working.clone(), true));
            assert!(
                is_usable && stored(&world).contains(&working.to_string()),
                "{killed_at}"
            );
            let outcome = rotate(&world).await.unwrap();
            assert_eq!(outcome.former, old.id, "{killed_at}");
            is_whole(&world, &old.id).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_before_the_new_key_is_used_is_undone() {
    for operation in [
        Operation::ListAccessKeys,
        Operation::CreateAccessKey,
        Operation::GetCallerIdentity,
    ] {
        let (world, old) = world("").await;
        world.aws.fail_next(operation, Fault::Unreachable);
        let before = world.settings_file.text();
        assert!(rotate(&world).await.is_err());
        assert_eq!(world.aws.carols_keys(), [(old.id.clone(), true)], "{operation:?}");
        assert_eq!(stored(&world), [old.id.to_string()]);
        assert_eq!(world.settings_file.text(), before);
        rotate(&world).await.unwrap();
        is_whole(&world, &old.id).await;
    }
    let (world, old) = world("").await;
    world
        .aws
        .fail_next(Operation::CreateAccessKey, Fault::NotAssigned);
    let denied = rotate(&world).await;
    assert!(matches!(
        denied,
        Err(KeyRotationError::AccessKeys(AccessKeysError::Denied { .. }))
    ));
    assert_eq!(used(&world), old.id);
}

#[tokio::test(start_paused = true)]
async fn what_fails_afterwards_is_done_the_next_time() {
    for operation in [Operation::UpdateAccessKey, Operation::DeleteAccessKey] {
        let (world, old) = world("").await;
        world.aws.fail_next(operation, Fault::Unreachable);
        assert!(rotate(&world).await.is_err());
        assert_ne!(used(&world), old.id, "the new key is used");
        assert!(rotate(&world).await.unwrap().was_resumed);
        is_whole(&world, &old.id).await;
    }
}

#[tokio::test(start_paused = true)]
async fn aws_may_need_a_while_to_know_a_new_key() {
    let (world, old) = world("").await;
    let refused = [Some(Fault::Refused), Some(Fault::Refused), None];
    world.aws.script(Operation::GetCallerIdentity, refused);
    rotate(&world).await.unwrap();
    is_whole(&world, &old.id).await;
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_not_made_here_is_left_alone() {
    let (world, old) = world("").await;
    let other = world.aws.create_carols_key();
    let refused = rotate(&world).await;
    assert!(matches!(refused, Err(KeyRotationError::OtherKey(id)) if id == other.id));
    assert_eq!(world.aws.carols_keys().len(), 2);
    assert_eq!(used(&world), old.id);
}

#[tokio::test(start_paused = true)]
async fn a_code_is_needed_before_anything_is_changed() {
    let (world, old) = world(&format!("mfa_serial = \"{CAROL_DEVICE}\"")).await;
    assert!(matches!(
        rotate(&world).await,
        Err(KeyRotationError::RoleSession(_))
    ));
    assert_eq!(world.aws.carols_keys(), [(old.id, true)]);
}
