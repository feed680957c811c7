//! Texts with `*`, `?` and policy variables (`${aws:username}`), matched against a value.

use super::context::RequestContext;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PatternToken {
    Literal(char),
    AnyText,
    AnyCharacter,
}

/// Whether a pattern with variables matches; not when one of its variables has no value.
pub(super) fn matches(pattern: &str, value: &str, context: &RequestContext) -> bool {
    tokens(pattern, context).is_some_and(|tokens| is_match(&tokens, value))
}

/// The text with its variables replaced, wildcards being ordinary characters.
pub(super) fn expand(text: &str, context: &RequestContext) -> Option<String> {
    let tokens = tokens(text, context)?;
    let characters = tokens.into_iter().map(|token| match token {
        PatternToken::Literal(character) => character,
        PatternToken::AnyText => '*',
        PatternToken::AnyCharacter => '?',
    });
    Some(characters.collect())
}

/// Whether an action's pattern matches, in any case.
pub(super) fn matches_action(pattern: &str, action: &str) -> bool {
    let context = RequestContext::default();
    matches(
        &pattern.to_ascii_lowercase(),
        &action.to_ascii_lowercase(),
        &context,
    )
}

fn tokens(pattern: &str, context: &RequestContext) -> Option<Vec<PatternToken>> {
    let mut tokens = Vec::new();
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix("${").and_then(|rest| rest.split_once('}')) {
            tokens.extend(variable(name, context)?.chars().map(PatternToken::Literal));
            rest = after;
            continue;
        }
        tokens.push(match character {
            '*' => PatternToken::AnyText,
            '?' => PatternToken::AnyCharacter,
            other => PatternToken::Literal(other),
        });
        rest = &rest[character.len_utf8()..];
    }
    Some(tokens)
}

/// `*`, `?` and `$` stand for themselves; `key, 'default'` has a value when the key has none.
fn variable<'a>(name: &'a str, context: &'a RequestContext) -> Option<&'a str> {
    if matches!(name, "*" | "?" | "$") {
        return Some(name);
    }
    match name.split_once(',') {
        None => context.value(name.trim()),
        Some((key, default)) => {
            let default = default.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            Some(context.value(key.trim()).unwrap_or(default))
        }
    }
}

/// The usual match with one point of return: the last `*`.
fn is_match(tokens: &[PatternToken], value: &str) -> bool {
    let value: Vec<char> = value.chars().collect();
    let (mut at, mut in_value) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while in_value < value.len() {
        match tokens.get(at) {
            Some(PatternToken::AnyText) => {
                last_star = Some((at, in_value));
                at += 1;
            }
            Some(PatternToken::AnyCharacter) => {
                at += 1;
                in_value += 1;
            }
            Some(PatternToken::Literal(character)) if *character == value[in_value] => {
                at += 1;
                in_value += 1;
            }
            Some(PatternToken::Literal(_)) | None => {
                let Some((star, from)) = last_star else {
                    return false;
                };
                last_star = Some((star, from + 1));
                at = star + 1;
                in_value = from + 1;
            }
        }
    }
    tokens[at..].iter().all(|token| *token == PatternToken::AnyText)
}
