//! What a portal's lists may be: pages that differ and end, and no more text than any organization has.
//!
//! It must not know what is listed.

use crate::ports::{AccessPortalError, Page};
use std::collections::HashSet;

/// More pages of accounts than any organization has: at 100 a page, 100,000 accounts.
pub(super) const MAX_ACCOUNT_PAGES: usize = 1_000;
/// More pages of roles than any account has: at 100 a page, five times the permission sets that AWS allows an instance
/// ("IAM Identity Center quotas").
pub(super) const MAX_ROLE_PAGES: usize = 100;
/// The maximum size of a whole listing, in bytes: thirty times what 5,000 accounts of ten roles take.
pub(super) const MAX_LISTING_SIZE: usize = 64 * 1024 * 1024;
/// What a page counts besides its texts: pages that hold nothing must end as well.
const PAGE_SIZE: usize = 256;
/// What an item counts besides its texts.
const ITEM_SIZE: usize = 64;

/// The pages of one list that were asked for, known by their tokens.
#[derive(Debug, Default)]
pub(super) struct Pages(HashSet<String>);

impl Pages {
    /// Records that the page of `next_token` is requested.
    ///
    /// # Errors
    /// The page was asked for before, or it is one more than `max`: the list does not end.
    pub(super) fn follow(&mut self, next_token: &str, max: usize) -> Result<(), AccessPortalError> {
        // The first page has no token.
        let is_within = self.0.len() + 1 < max;
        if is_within && self.0.insert(next_token.to_owned()) {
            Ok(())
        } else {
            Err(AccessPortalError::Unexpected {
                detail: "the list does not end".to_owned(),
            })
        }
    }
}

/// How much a listing has brought so far.
#[derive(Debug, Default)]
pub(super) struct ListingSize(usize);

impl ListingSize {
    /// Counts a page whose items hold as much text as `text_size` says.
    ///
    /// # Errors
    /// The whole is larger than [`MAX_LISTING_SIZE`].
    pub(super) fn add<T>(
        &mut self,
        page: &Page<T>,
        text_size: impl Fn(&T) -> usize,
    ) -> Result<(), AccessPortalError> {
        let items = page.items.iter().map(|item| ITEM_SIZE + text_size(item));
        let token = page.next_token.as_ref().map_or(0, String::len);
        self.0 = items.fold(self.0 + PAGE_SIZE + token, usize::saturating_add);
        if self.0 > MAX_LISTING_SIZE {
            return Err(AccessPortalError::Unexpected {
                detail: "the whole list is too large".to_owned(),
            });
        }
        Ok(())
    }
}

/// A list that came, but of which nothing can be read, is no empty list.
pub(super) fn unreadable() -> AccessPortalError {
    AccessPortalError::Unexpected {
        detail: "no item of the list can be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{ListingSize, MAX_LISTING_SIZE, Pages};
    use crate::ports::Page;

    #[test]
    fn pages_differ_and_end() {
        let mut pages = Pages::default();
        assert!(pages.follow("a", 4).is_ok() && pages.follow("b", 4).is_ok());
        assert!(pages.follow("a", 4).is_err());
        assert!(pages.follow("c", 4).is_ok());
        assert!(pages.follow("d", 4).is_err());
    }

    #[test]
    fn text_items_and_empty_pages_all_count() {
        let page = |items: usize| Page {
            items: vec![(); items],
            unreadable: 0,
            next_token: Some("t".to_owned()),
        };
        let mut large = ListingSize::default();
        assert!(large.add(&page(1), |()| MAX_LISTING_SIZE / 2).is_ok());
        assert!(large.add(&page(1), |()| MAX_LISTING_SIZE / 2).is_err());
        for items in [0, 1] {
            let mut size = ListingSize::default();
            let pages = (0..MAX_LISTING_SIZE).take_while(|_| size.add(&page(items), |()| 0).is_ok());
            assert!(pages.count() < 1_000_000, "{items} items");
        }
    }
}
