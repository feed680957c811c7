//! What patterns of production accounts would do, while the user writes them.
//!
//! It must not know where the accounts are listed.

use super::Settings;
use super::pattern::PatternSubject;
use crate::account::Account;

/// What patterns of production accounts would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductionPreview<'a> {
    /// How many accounts would be production accounts; a pattern may fit more, if a more exact one of another environment fits too.
    pub production: usize,
    /// The accounts that each pattern fits, in the order of the patterns.
    pub hits: Vec<Vec<&'a Account>>,
}

impl Settings {
    /// Returns what `patterns` would do with `accounts` in the place of the patterns of production accounts.
    pub fn preview_production<'a>(
        &self,
        patterns: &[String],
        accounts: impl IntoIterator<Item = &'a Account>,
    ) -> ProductionPreview<'a> {
        let settings = Self {
            production_patterns: patterns.to_vec(),
            ..self.clone()
        };
        let mut preview = ProductionPreview {
            production: 0,
            hits: vec![Vec::new(); patterns.len()],
        };
        for account in accounts {
            preview.production += usize::from(settings.is_production(account));
            let subject = PatternSubject::account(account, settings.tags.get(&account.id));
            for (pattern, hits) in patterns.iter().zip(&mut preview.hits) {
                if subject.fits(pattern) {
                    hits.push(account);
                }
            }
        }
        preview
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::AccountId;

    #[test]
    fn it_tells_what_each_pattern_fits_and_how_many_are_production() {
        let accounts: Vec<Account> = ["payments-prod", "product-catalog", "payments-nonprod", "lab"]
            .into_iter()
            .zip(1..)
            .map(|(name, number)| Account {
                id: AccountId::parse(&format!("{number:012}")).unwrap(),
                name: name.to_owned(),
                email: None,
            })
            .collect();
        let settings = Settings {
            tags: [(accounts[3].id.clone(), vec!["pci".to_owned()])].into(),
            ..Settings::default()
        };
        let patterns = ["word:prod", "*prod*", "tag:pci", "none"].map(str::to_owned);
        let preview = settings.preview_production(&patterns, &accounts);
        let [payments, product, nonprod, lab] = accounts.as_slice() else {
            panic!()
        };
        let hits = [
            vec![payments],
            vec![payments, product, nonprod],
            vec![lab],
            vec![],
        ];
        assert_eq!(preview.hits, hits);
        assert_eq!(preview.production, 3, "the third is development by word:nonprod");
    }
}
