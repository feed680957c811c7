//! Exclusive XML Canonicalization 1.0 of an element, without comments (W3C, 2002).

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Attribute, Node, NodeType};

/// What is left out, and which prefixes are taken over although the element does not use them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CanonicalScope<'a> {
    /// The signature that an enveloped signature leaves out.
    pub(super) without: Option<roxmltree::NodeId>,
    /// `InclusiveNamespaces`.
    pub(super) inclusive: &'a [String],
}

/// The canonical form; none when a prefix has no namespace.
pub(super) fn canonicalize(element: Node<'_, '_>, scope: CanonicalScope<'_>) -> Option<String> {
    let mut text = String::new();
    write_element(element, scope, &BTreeMap::new(), &mut text)?;
    Some(text)
}

fn write_element<'a>(
    element: Node<'a, '_>,
    scope: CanonicalScope<'_>,
    rendered: &BTreeMap<String, &'a str>,
    text: &mut String,
) -> Option<()> {
    let source = element.document().input_text();
    let name = qualified_name(&source[element.range()]);
    let mut attributes: Vec<(Attribute<'_, '_>, &str)> = element
        .attributes()
        .map(|attribute| (attribute, &source[attribute.range_qname()]))
        .collect();
    attributes.sort_by_key(|(attribute, _)| (attribute.namespace().unwrap_or_default(), attribute.name()));
    let of_attributes = attributes.iter().map(|(_, name)| prefix(name));
    let mut used: BTreeSet<&str> = of_attributes.filter(|prefix| !prefix.is_empty()).collect();
    used.insert(prefix(name));

    text.push('<');
    text.push_str(name);
    let mut rendered = rendered.clone();
    write_namespaces(element, &used, scope.inclusive, &mut rendered, text)?;
    for (attribute, name) in attributes {
        write_attribute(name, attribute.value(), text);
    }
    text.push('>');
    let children = element.children();
    for child in children.filter(|child| Some(child.id()) != scope.without) {
        write_child(child, scope, &rendered, text)?;
    }
    text.push_str(&format!("</{name}>"));
    Some(())
}

/// Declares the namespaces that the element uses, or that are taken over, unless they are declared around it.
fn write_namespaces<'a>(
    element: Node<'a, '_>,
    used: &BTreeSet<&str>,
    inclusive: &[String],
    rendered: &mut BTreeMap<String, &'a str>,
    text: &mut String,
) -> Option<()> {
    let inclusive = inclusive
        .iter()
        .map(|prefix| if prefix == "#default" { "" } else { prefix });
    let prefixes: BTreeSet<&str> = used.iter().copied().chain(inclusive).collect();
    for prefix in prefixes.into_iter().filter(|prefix| *prefix != "xml") {
        let found = element.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix));
        let uri = match found {
            Some(uri) => uri,
            None if prefix.is_empty() => "",
            None if used.contains(prefix) => return None,
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
    Some(())
}

fn write_child<'a>(
    child: Node<'a, '_>,
    scope: CanonicalScope<'_>,
    rendered: &BTreeMap<String, &'a str>,
    text: &mut String,
) -> Option<()> {
    match child.node_type() {
        NodeType::Element => write_element(child, scope, rendered, text)?,
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
