//! The list of banned words, as its file has it.

use std::collections::HashMap;

use anyhow::{Context as _, Result, bail};
use toml_edit::{DocumentMut, InlineTable, Value};

use super::scan::{self, Occurrence, WordId};

/// Which occurrences of a word are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// In code, comments, texts and file names.
    Anywhere,
    /// In names of code and of files.
    Code,
    /// In names of types, where they are defined.
    Type,
    /// In names of functions, where they are defined.
    Function,
    /// In names of constants.
    Constant,
    /// In names of modules, files and folders.
    Module,
}

/// One entry.
#[derive(Debug)]
pub(super) struct BannedWord {
    /// As the list has it.
    pub(super) text: String,
    /// Its words.
    pub(super) words: Vec<WordId>,
    /// `=Name`: the whole identifier, in this case.
    pub(super) exact: Option<String>,
    /// `word_*`: an identifier that begins so and continues.
    pub(super) is_prefix: bool,
    /// Where it is banned.
    pub(super) scope: Scope,
    /// The term to use.
    pub(super) instead: String,
    /// Why.
    pub(super) reason: String,
    /// Longer phrases in which it may stand.
    pub(super) phrases: Vec<Vec<WordId>>,
    allowed_in: Vec<String>,
    only_in: Vec<String>,
}

/// The list.
#[derive(Debug, Default)]
pub(super) struct WordList {
    /// All entries.
    pub(super) words: Vec<BannedWord>,
    /// The entries by their first word.
    pub(super) by_first_word: HashMap<WordId, Vec<usize>>,
    /// Every word of an entry or of an allowed phrase.
    pub(super) vocabulary: HashMap<String, WordId>,
}

impl Scope {
    fn parse(name: &str) -> Result<Self> {
        Ok(match name {
            "anywhere" => Self::Anywhere,
            "code" => Self::Code,
            "type" => Self::Type,
            "function" => Self::Function,
            "constant" => Self::Constant,
            "module" => Self::Module,
            other => bail!("there is no scope `{other}`"),
        })
    }

    /// Returns whether an occurrence is one that is meant.
    pub(super) fn includes(self, occurrence: &Occurrence<'_>) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Code => occurrence.in_code,
            Self::Type => matches!(
                occurrence.keyword,
                "struct" | "enum" | "trait" | "type" | "union" | "class" | "interface"
            ),
            Self::Function => matches!(occurrence.keyword, "fn" | "function"),
            Self::Constant => {
                occurrence.in_code
                    && occurrence.identifier.len() > 1
                    && !occurrence.identifier.chars().any(char::is_lowercase)
            }
            Self::Module => matches!(occurrence.keyword, "mod" | scan::PATH),
        }
    }
}

impl BannedWord {
    /// Returns whether the entry is about the file at this path.
    pub(super) fn applies_to(&self, path: &str) -> bool {
        let within = |folders: &[String]| folders.iter().any(|folder| path.starts_with(folder.as_str()));
        (self.only_in.is_empty() || within(&self.only_in)) && !within(&self.allowed_in)
    }
}

impl WordList {
    /// Reads the list.
    ///
    /// # Errors
    /// When it is not TOML, or an entry lacks something or has something unknown.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let document: DocumentMut = text.parse().context("the list is not TOML")?;
        let mut list = Self::default();
        let groups = document
            .get("group")
            .and_then(|groups| groups.as_array_of_tables());
        for group in groups.context("the list has no [[group]]")? {
            let reason = group.get("reason").and_then(|reason| reason.as_str());
            let reason = reason.context("a group has no reason")?;
            let entries = group.get("words").and_then(|words| words.as_array());
            for entry in entries.context("a group has no words")? {
                let entry = entry.as_inline_table().context("an entry is no table")?;
                list.add(entry, reason)
                    .with_context(|| format!("in the entry {entry}"))?;
            }
        }
        Ok(list)
    }

    fn add(&mut self, entry: &InlineTable, reason: &str) -> Result<()> {
        const KEYS: [&str; 6] = ["ban", "scope", "use", "allow", "allow_in", "only_in"];
        if let Some((key, _)) = entry.iter().find(|(key, _)| !KEYS.contains(key)) {
            bail!("there is no key `{key}`");
        }
        let scope = Scope::parse(entry.get("scope").and_then(Value::as_str).unwrap_or("anywhere"))?;
        let instead = entry
            .get("use")
            .and_then(Value::as_str)
            .context("it does not say what to use")?;
        let phrases: Vec<Vec<WordId>> = texts(entry, "allow")
            .iter()
            .map(|phrase| self.numbers(phrase))
            .collect();
        for text in texts(entry, "ban") {
            let words = self.numbers(&text);
            let first = *words.first().context("an empty word")?;
            self.by_first_word
                .entry(first)
                .or_default()
                .push(self.words.len());
            self.words.push(BannedWord {
                words,
                exact: text.strip_prefix('=').map(str::to_owned),
                is_prefix: text.ends_with("_*"),
                scope,
                instead: instead.to_owned(),
                reason: reason.to_owned(),
                phrases: phrases.clone(),
                allowed_in: texts(entry, "allow_in"),
                only_in: texts(entry, "only_in"),
                text,
            });
        }
        Ok(())
    }

    /// Returns the words of a text as numbers; a new word gets the next one.
    fn numbers(&mut self, text: &str) -> Vec<WordId> {
        let mut numbers = Vec::new();
        scan::each_word(text, |word| {
            let next = WordId::try_from(self.vocabulary.len() + 1).unwrap_or(WordId::MAX);
            numbers.push(*self.vocabulary.entry(word.to_owned()).or_insert(next));
        });
        numbers
    }
}

fn texts(entry: &InlineTable, key: &str) -> Vec<String> {
    let list = entry.get(key).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
