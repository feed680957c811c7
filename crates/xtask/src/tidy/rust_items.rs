//! What a Rust file defines and names: its types, its modules and the paths into its own crate.
//!
//! Reads tokens, not syntax trees: code for tests (`cfg(test)`) is skipped, macros are read as they stand.

use crate::tidy::source_text::SourceText;

/// A path that starts with `crate`, `self` or `super`, or is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathUse {
    /// The inline modules around it.
    pub(super) inside: Vec<String>,
    /// Its segments.
    pub(super) segments: Vec<String>,
    /// The name that an import gives to it.
    pub(super) imported_as: Option<String>,
    /// Where it starts.
    pub(super) line: usize,
}

/// What one file holds, without its tests.
#[derive(Debug, Default)]
pub(super) struct RustItems {
    /// Name and line of each type, trait and type alias of a module; those of a trait or a function do not count.
    pub(super) types: Vec<(String, usize)>,
    /// The paths of modules that are declared here, from this file on.
    pub(super) modules: Vec<Vec<String>>,
    /// The modules that are declared for tests only.
    pub(super) test_modules: Vec<Vec<String>>,
    /// The paths.
    pub(super) paths: Vec<PathUse>,
}

/// A word, `::`, or one other character.
#[derive(Debug, Clone, Copy)]
struct RustToken<'a> {
    text: &'a str,
    line: usize,
}

impl RustItems {
    /// Reads a file.
    pub(super) fn read(source: &SourceText) -> Self {
        let mut reader = ItemReader {
            tokens: tokens(source),
            position: 0,
            blocks: Vec::new(),
            items: Self::default(),
        };
        while reader.position < reader.tokens.len() {
            reader.step();
        }
        reader.items
    }
}

struct ItemReader<'a> {
    tokens: Vec<RustToken<'a>>,
    position: usize,
    /// The braces that are open; those of a module have its name.
    blocks: Vec<Option<String>>,
    items: RustItems,
}

impl<'a> ItemReader<'a> {
    fn step(&mut self) {
        let Some(token) = self.tokens.get(self.position).copied() else {
            return;
        };
        match token.text {
            "#" if self.is_test_attribute() => self.skip_test_item(),
            "{" => self.open(None),
            "}" => {
                self.blocks.pop();
                self.position += 1;
            }
            "mod" if self.at_module_level() => self.module(),
            "use" => self.import(),
            "struct" | "enum" | "trait" | "type" | "union" if self.at_module_level() => {
                let name = self.text(1);
                if is_name(name) {
                    self.items.types.push((name.to_owned(), token.line));
                }
                self.position += 2;
            }
            "crate" | "super" | "self" if self.text(1) == "::" => self.path(),
            _ => self.position += 1,
        }
    }

    fn text(&self, ahead: usize) -> &'a str {
        self.tokens
            .get(self.position + ahead)
            .map_or("", |token| token.text)
    }

    fn line(&self) -> usize {
        self.tokens.get(self.position).map_or(0, |token| token.line)
    }

    fn at_module_level(&self) -> bool {
        self.blocks.iter().all(Option::is_some)
    }

    fn inside(&self) -> Vec<String> {
        self.blocks.iter().flatten().cloned().collect()
    }

    fn open(&mut self, module: Option<String>) {
        self.blocks.push(module);
        self.position += 1;
    }

    fn module(&mut self) {
        let name = self.text(1).to_owned();
        let mut path = self.inside();
        path.push(name.clone());
        self.position += 2;
        match self.text(0) {
            ";" => self.items.modules.push(path),
            "{" => {
                self.items.modules.push(path);
                self.open(Some(name));
            }
            _ => {}
        }
    }

    fn import(&mut self) {
        self.position += 1;
        self.use_tree(&mut Vec::new());
    }

    /// Reads `a::b`, `a::{b, c as d}`, `a::*`, and ends before what follows.
    fn use_tree(&mut self, prefix: &mut Vec<String>) {
        let (depth, line) = (prefix.len(), self.line());
        let mut imported_as = None;
        let mut is_group = false;
        loop {
            match self.text(0) {
                "::" => self.position += 1,
                "{" => {
                    is_group = true;
                    self.position += 1;
                    while !["}", ""].contains(&self.text(0)) {
                        let before = self.position;
                        self.use_tree(prefix);
                        self.position += usize::from(self.text(0) == "," || self.position == before);
                    }
                    self.position += 1;
                }
                "*" => {
                    prefix.push("*".to_owned());
                    self.position += 1;
                }
                "as" => {
                    imported_as = Some(self.text(1).to_owned());
                    self.position += 2;
                }
                name if is_name(name) => {
                    prefix.push(name.to_owned());
                    self.position += 1;
                }
                _ => break,
            }
        }
        if !is_group && prefix.len() > depth {
            let mut segments = prefix.clone();
            if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
                segments.pop();
            }
            self.items.paths.push(PathUse {
                inside: self.inside(),
                imported_as: imported_as.or_else(|| segments.last().cloned()),
                segments,
                line,
            });
        }
        prefix.truncate(depth);
    }

    fn path(&mut self) {
        let line = self.line();
        let mut segments = vec![self.text(0).to_owned()];
        self.position += 1;
        while self.text(0) == "::" && is_name(self.text(1)) {
            segments.push(self.text(1).to_owned());
            self.position += 2;
        }
        self.items.paths.push(PathUse {
            inside: self.inside(),
            segments,
            imported_as: None,
            line,
        });
    }

    /// Recognises `#[cfg(test)]`, `#[cfg(all(test, …))]` and `#[test]`.
    fn is_test_attribute(&self) -> bool {
        let attribute: Vec<&str> = self
            .tokens
            .iter()
            .skip(self.position + 1)
            .map(|token| token.text)
            .take_while(|&text| text != "]")
            .collect();
        match attribute.as_slice() {
            ["[", "test"] => true,
            ["[", "cfg", rest @ ..] => rest.contains(&"test") && !rest.contains(&"not"),
            _ => false,
        }
    }

    /// Passes the attribute and the item (or field) that it stands on.
    fn skip_test_item(&mut self) {
        while self.text(0) == "#" {
            self.skip_until(&["]"]);
        }
        if self.text(0) == "pub" {
            self.position += 1;
            if self.text(0) == "(" {
                self.skip_until(&[")"]);
            }
        }
        if self.text(0) == "mod" && self.text(2) == ";" {
            let mut path = self.inside();
            path.push(self.text(1).to_owned());
            self.items.test_modules.push(path);
        }
        let ends: &[&str] = if self.text(1) == ":" { &[","] } else { &[";", "}"] };
        self.skip_until(ends);
    }

    /// Passes everything up to one of `ends` outside of brackets that opened on the way.
    fn skip_until(&mut self, ends: &[&str]) {
        let mut depth = 0_usize;
        while self.position < self.tokens.len() {
            let text = self.text(0);
            // The brace around a last field is not ours.
            if depth == 0 && text == "}" {
                return;
            }
            self.position += 1;
            match text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && ends.contains(&text) {
                return;
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_') && text != "as"
}

fn tokens(source: &SourceText) -> Vec<RustToken<'_>> {
    let mut tokens = Vec::new();
    for (number, line) in source.product_lines() {
        let mut rest = line.code.as_str();
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_')
                    .unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (text, after) = rest.split_at(length);
            if !first.is_whitespace() {
                tokens.push(RustToken { text, line: number });
            }
            rest = after;
        }
    }
    tokens
}
