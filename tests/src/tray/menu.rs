//! Menus as `com.canonical.dbusmenu` tells them. It must not know whose they are.

use anyhow::{Context as _, Result};
use std::collections::HashMap;
use std::fmt::Write as _;
use zbus::blocking::Proxy;
use zbus::zvariant::{OwnedValue, Structure, Value};

/// A line of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, to click it.
    pub id: i32,
    /// What a user reads: marks of shortcut characters and isolates are taken out. Empty for a line between groups.
    pub label: String,
    /// Whether it is a line between groups.
    pub separates: bool,
    /// Whether it is shown at all.
    pub visible: bool,
    /// Whether it can be clicked.
    pub enabled: bool,
    /// Whether it has a check mark.
    pub checked: bool,
    /// What is behind it.
    pub lines: Vec<Line>,
}

/// Number, facts and lines of the whole.
type Root = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

pub(super) fn read(menu: &Proxy<'_>) -> Result<Vec<Line>> {
    let (_revision, root): (u32, Root) = menu.call("GetLayout", &(0_i32, -1_i32, Vec::<&str>::new()))?;
    root.2.iter().map(|line| line_of(line)).collect()
}

fn line_of(value: &Value<'_>) -> Result<Line> {
    let value = inner(value);
    let Value::Structure(structure) = value else {
        anyhow::bail!("a line is no structure: {value:?}");
    };
    let (id, facts, lines) = parts(structure).context("a line of three parts")?;
    let text = |name: &str| {
        facts
            .get(name)
            .and_then(|value| String::try_from(value.clone()).ok())
    };
    let truth = |name: &str| {
        facts
            .get(name)
            .and_then(|value| bool::try_from(value.clone()).ok())
    };
    let state = facts
        .get("toggle-state")
        .and_then(|value| i32::try_from(value.clone()).ok());
    Ok(Line {
        id,
        label: crate::without_isolates(&without_marks(&text("label").unwrap_or_default())),
        separates: text("type").as_deref() == Some("separator"),
        visible: truth("visible").unwrap_or(true),
        enabled: truth("enabled").unwrap_or(true),
        checked: state == Some(1),
        lines: lines.iter().map(line_of).collect::<Result<_>>()?,
    })
}

/// A value is often wrapped in another that tells its type.
fn inner<'a, 'b>(value: &'b Value<'a>) -> &'b Value<'a> {
    if let Value::Value(inner) = value {
        inner.as_ref()
    } else {
        value
    }
}

type Parts<'a> = (i32, HashMap<String, Value<'a>>, Vec<Value<'a>>);

fn parts<'a>(structure: &Structure<'a>) -> Option<Parts<'a>> {
    let [Value::I32(id), Value::Dict(facts), Value::Array(lines)] = structure.fields() else {
        return None;
    };
    let facts = facts
        .iter()
        .filter_map(|(name, value)| {
            let Value::Str(name) = name else { return None };
            Some((name.to_string(), inner(value).try_clone().ok()?))
        })
        .collect();
    let lines = lines
        .iter()
        .map(|line| line.try_clone().ok())
        .collect::<Option<_>>()?;
    Some((*id, facts, lines))
}

/// One underscore marks the character after it; two are one that is read.
fn without_marks(label: &str) -> String {
    label
        .replace("__", "\u{0}")
        .replace('_', "")
        .replace('\u{0}', "_")
}

pub(super) fn find<'a>(lines: &'a [Line], wanted: &impl Fn(&Line) -> bool) -> Option<&'a Line> {
    lines.iter().find_map(|line| {
        if wanted(line) {
            Some(line)
        } else {
            find(&line.lines, wanted)
        }
    })
}

pub(super) fn follow<'a>(lines: &'a [Line], labels: &[&str]) -> Option<&'a Line> {
    let (first, rest) = labels.split_first()?;
    lines
        .iter()
        .filter(|line| line.label.starts_with(first))
        .find_map(|line| {
            if rest.is_empty() {
                Some(line)
            } else {
                follow(&line.lines, rest)
            }
        })
}

pub(super) fn text(lines: &[Line]) -> String {
    let mut text = String::new();
    write_lines(&mut text, lines, 0);
    text
}

fn write_lines(text: &mut String, lines: &[Line], depth: usize) {
    for line in lines {
        let label = if line.label.is_empty() {
            "────"
        } else {
            &line.label
        };
        let check = if line.checked { "✓ " } else { "" };
        let dim = if line.enabled { "" } else { " (heading)" };
        // Writing into a String cannot fail.
        writeln!(text, "{:depth$}{check}{label}{dim}", "", depth = depth * 2).ok();
        write_lines(text, &line.lines, depth + 1);
    }
}
