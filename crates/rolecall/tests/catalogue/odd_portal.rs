//! Lists of an access portal that repeats itself or has no end.

use rolecall::catalogue::{CatalogueError, CatalogueEvent, PriorityAccounts, RefreshOutcome, refresh};
use rolecall::ports::{AccessPortal, AccessPortalError, Page};
use rolecall_fakes::World;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::AccessToken;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// An access portal whose pages are what two functions return for a page number.
struct OddPortal {
    accounts: fn(u32) -> Page<u32>,
    roles: fn(u32) -> Page<&'static str>,
    listed: Mutex<Vec<String>>,
    clock: Arc<dyn rolecall::ports::Clock>,
}

fn odd_id(number: u32) -> AccountId {
    AccountId::parse(&format!("{number:012}")).unwrap()
}

fn page_number(next_token: Option<&str>) -> u32 {
    next_token.map_or(0, |token| token.parse().unwrap())
}

#[async_trait::async_trait]
impl AccessPortal for OddPortal {
    async fn list_accounts(
        &self,
        _: &Portal,
        _: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError> {
        // Roles are listed while the next page is awaited.
        self.clock.sleep(Duration::from_millis(500)).await;
        let page = (self.accounts)(page_number(next_token));
        let account = |number| Account {
            id: odd_id(number),
            name: format!("account {number}"),
            email: None,
        };
        Ok(Page {
            items: page.items.into_iter().map(account).collect(),
            unreadable: page.unreadable,
            next_token: page.next_token,
        })
    }

    async fn list_account_roles(
        &self,
        _: &Portal,
        _: &AccessToken,
        account_id: &AccountId,
        next_token: Option<&str>,
    ) -> Result<Page<RoleName>, AccessPortalError> {
        self.listed.lock().unwrap().push(account_id.to_string());
        let page = (self.roles)(page_number(next_token));
        Ok(Page {
            items: page.items.into_iter().map(RoleName::new).collect(),
            unreadable: page.unreadable,
            next_token: page.next_token,
        })
    }

    async fn get_role_credentials(
        &self,
        _: &Portal,
        _: &AccessToken,
        _: &AccountId,
        _: &RoleName,
    ) -> Result<RoleCredentials, AccessPortalError> {
        Err(AccessPortalError::NotAssigned)
    }

    async fn logout(&self, _: &Portal, _: &AccessToken) -> Result<(), AccessPortalError> {
        Ok(())
    }
}

/// Lists `odd`; returns the outcome, what was reported of accounts, and whose roles were requested for.
async fn list_odd(
    accounts: fn(u32) -> Page<u32>,
    roles: fn(u32) -> Page<&'static str>,
) -> (
    Result<RefreshOutcome, CatalogueError>,
    Vec<(String, usize)>,
    Vec<String>,
) {
    let (world, portal) = World::with_sign_in().await;
    let odd = Arc::new(OddPortal {
        accounts,
        roles,
        listed: Mutex::default(),
        clock: world.clock.clone(),
    });
    let mut ports = world.ports();
    ports.aws.access_portal = odd.clone();
    let reported = Mutex::new(Vec::new());
    let report = |event| match event {
        CatalogueEvent::Roles { account_id, roles } => {
            reported
                .lock()
                .unwrap()
                .push((account_id.to_string(), roles.len()));
        }
        CatalogueEvent::Accounts { .. }
        | CatalogueEvent::AccountFailed { .. }
        | CatalogueEvent::Throttled(_) => {}
    };
    let outcome = refresh(&ports, &portal, &PriorityAccounts::default(), &report).await;
    let listed = odd.listed.lock().unwrap().clone();
    (outcome, reported.into_inner().unwrap(), listed)
}

fn last<T>(items: Vec<T>) -> Page<T> {
    Page {
        items,
        unreadable: 0,
        next_token: None,
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_on_two_pages_is_listed_once_and_a_role_twice_in_a_list_is_one() {
    let accounts = |page| match page {
        0..9 => Page {
            items: vec![1, page + 2],
            unreadable: 0,
            next_token: Some((page + 1).to_string()),
        },
        _ => last(vec![1, 2]),
    };
    let (outcome, reported, listed) = list_odd(accounts, |_| last(vec!["Admin", "Admin", "ReadOnly"])).await;
    assert_eq!(outcome.unwrap().failed_accounts, 0);
    assert_eq!(listed.len(), 10, "{listed:?}");
    assert_eq!(reported.len(), 10);
    assert!(reported.iter().all(|(_, roles)| *roles == 2));
}

fn page_before(next: &str, items: Vec<&'static str>) -> Page<&'static str> {
    Page {
        next_token: Some(next.to_owned()),
        ..last(items)
    }
}

fn is_unexpected(outcome: &Result<RefreshOutcome, CatalogueError>) -> bool {
    matches!(
        outcome,
        Err(CatalogueError::Accounts(AccessPortalError::Unexpected { .. }))
    )
}

#[tokio::test(start_paused = true)]
async fn a_list_of_accounts_without_an_end_ends_the_listing() {
    let new_pages = |page: u32| Page {
        next_token: Some((page + 1).to_string()),
        ..last(vec![1])
    };
    let (outcome, _, _) = list_odd(new_pages, |_| last(vec!["Admin"])).await;
    assert!(is_unexpected(&outcome), "{outcome:?}");

    let same_page = |page: u32| {
        assert!(page < 8, "the page that came again was followed");
        Page {
            next_token: Some("7".to_owned()),
            ..last(vec![page + 1])
        }
    };
    let (outcome, _, _) = list_odd(same_page, |_| last(vec!["Admin"])).await;
    assert!(is_unexpected(&outcome), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_list_of_roles_without_an_end_fails_its_account_after_few_calls() {
    type Roles = fn(u32) -> Page<&'static str>;
    let same_page: Roles = |_| page_before("0", vec!["Admin"]);
    let circle: Roles = |page| page_before(&((page + 1) % 3).to_string(), vec!["Admin"]);
    let new_pages: Roles = |page| page_before(&(page + 1).to_string(), vec![]);
    for (roles, max_calls) in [(same_page, 2), (circle, 4), (new_pages, 100)] {
        let (outcome, reported, listed) = list_odd(|_| last(vec![1]), roles).await;
        let failed = matches!(
            outcome,
            Err(CatalogueError::EveryAccount {
                count: 1,
                error: AccessPortalError::Unexpected { .. }
            })
        );
        assert!(failed, "{outcome:?}");
        assert!(reported.is_empty());
        assert!(listed.len() <= max_calls, "{} calls", listed.len());
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_counted_and_no_list_is_empty_for_it() {
    fn with_bad<T>(items: Vec<T>) -> Page<T> {
        Page {
            unreadable: 2,
            ..last(items)
        }
    }
    let (outcome, _, _) = list_odd(|_| with_bad(vec![1]), |_| last(vec!["Admin"])).await;
    assert_eq!(outcome.unwrap().unreadable, 2);
    let (outcome, _, _) = list_odd(|_| with_bad(Vec::new()), |_| last(vec!["Admin"])).await;
    assert!(is_unexpected(&outcome), "{outcome:?}");
    let (outcome, _, _) = list_odd(|_| last(vec![1, 2]), |_| with_bad(vec!["Admin"])).await;
    assert_eq!(outcome.unwrap().unreadable, 4);
    let (outcome, _, _) = list_odd(|_| last(vec![1, 2]), |_| with_bad(Vec::new())).await;
    let failed = matches!(outcome, Err(CatalogueError::EveryAccount { count: 2, .. }));
    assert!(failed, "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn more_text_than_any_organization_has_ends_the_listing() {
    static LARGE: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| "r".repeat(1 << 20));
    let roles = |page: u32| page_before(&(page + 1).to_string(), vec![LARGE.as_str()]);
    let (outcome, _, listed) = list_odd(|_| last(vec![1, 2]), roles).await;
    assert!(is_unexpected(&outcome), "{outcome:?}");
    assert!(listed.len() < 80, "{}", listed.len());
}
