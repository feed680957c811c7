//! Exclusive XML Canonicalization 1.0 of an element, without comments (W3C, 2002).

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Attribute, Node, NodeType};

/// What is left out, and which prefixes are taken over although the element does not use them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scope<'a> {
    /// The signature that an enveloped signature leaves out.
    pub(super) without: Option<roxmltree::NodeId>,
    /// `InclusiveNamespaces`.
    pub(super) inclusive: &'a [String],
}

/// The canonical form; none when a prefix has no namespace.
pub(super) fn canonicalize(element: Node<'_, '_>, scope: Scope<'_>) -> Option<String> {
    let mut text = String::new();
    write_element(element, scope, &BTreeMap::new(), &mut text)?;
    Some(text)
}

fn write_element<'a>(
    element: Node<'a, '_>,
    scope: Scope<'_>,
    rendered: &BTreeMap<String, &'a str>,
    text: &mut String,
) -> Option<()> {
    let source = element.document().input_text();
    let name = qualified_name(&source[element.range()]);
    let mut used = BTreeSet::from([prefix(name)]);
    let mut attributes: Vec<(Attribute<'_, '_>, &str)> = element
        .attributes()
        .map(|attribute| (attribute, &source[attribute.range_qname()]))
        .collect();
    attributes.sort_by_key(|(attribute, _)| (attribute.namespace().unwrap_or_default(), attribute.name()));
    used.extend(
        attributes
            .iter()
            .map(|(_, name)| prefix(name))
            .filter(|prefix| !prefix.is_empty()),
    );
    let mut rendered = rendered.clone();
    text.push('<');
    text.push_str(name);
    used.extend(
        scope
            .inclusive
            .iter()
            .map(|prefix| if prefix == "#default" { "" } else { prefix }),
    );
    for prefix in used.into_iter().filter(|prefix| *prefix != "xml") {
        let is_needed =
            prefix == self::prefix(name) || attributes.iter().any(|(_, name)| self::prefix(name) == prefix);
        let uri = element.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix));
        let uri = match uri {
            Some(uri) => uri,
            None if prefix.is_empty() => "",
            None if is_needed => return None,
            None => continue,
        };
        let known = rendered.get(prefix).copied();
        if known == Some(uri) || (known.is_none() && uri.is_empty()) {
            continue;
        }
        let declaration = if prefix.is_empty() {
            "xmlns".to_owned()
        } else {
            format!("xmlns:{prefix}")
        };
        write_attribute(&declaration, uri, text);
        rendered.insert(prefix.to_owned(), uri);
    }
    for (attribute, name) in attributes {
        write_attribute(name, attribute.value(), text);
    }
    text.push('>');
    for child in element
        .children()
        .filter(|child| Some(child.id()) != scope.without)
    {
        match child.node_type() {
            NodeType::Element => write_element(child, scope, &rendered, text)?,
            NodeType::Text => text.push_str(&escape(child.text().unwrap_or_default(), false)),
            NodeType::PI => {
                let instruction = child.pi()?;
                let value = instruction
                    .value
                    .map(|value| format!(" {value}"))
                    .unwrap_or_default();
                text.push_str(&format!("<?{}{value}?>", instruction.target));
            }
            NodeType::Comment | NodeType::Root => {}
        }
    }
    text.push_str(&format!("</{name}>"));
    Some(())
}

fn write_attribute(name: &str, value: &str, text: &mut String) {
    text.push_str(&format!(" {name}=\"{}\"", escape(value, true)));
}

fn escape(text: &str, is_attribute: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match (character, is_attribute) {
            ('&', _) => escaped.push_str("&amp;"),
            ('<', _) => escaped.push_str("&lt;"),
            ('>', false) => escaped.push_str("&gt;"),
            ('"', true) => escaped.push_str("&quot;"),
            ('\t', true) => escaped.push_str("&#x9;"),
            ('\n', true) => escaped.push_str("&#xA;"),
            ('\r', _) => escaped.push_str("&#xD;"),
            (other, _) => escaped.push(other),
        }
    }
    escaped
}

/// The name after the `<` of an element.
fn qualified_name(source: &str) -> &str {
    let rest = source.strip_prefix('<').unwrap_or(source);
    let ends = |character: char| character.is_whitespace() || matches!(character, '>' | '/');
    rest.split(ends).next().unwrap_or_default()
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

#[cfg(test)]
mod tests;
