//! Canonical forms, as libxml2 writes them.

use roxmltree::Document;

use super::*;

#[test]
fn elements_have_the_form_that_libxml2_gives_them() {
    let cases: [(&str, &str, &[&str], &str); 5] = [
        (
            "<a:r xmlns:a=\"urn:a\" xmlns:b=\"urn:b\" xmlns:c=\"urn:c\" xmlns=\"urn:d\" ID=\"x\"><b:s b:z=\"1\" a:y=\"2\" x=\"3\"/><t xmlns=\"\"><u/></t></a:r>",
            "r",
            &[],
            "<a:r xmlns:a=\"urn:a\" ID=\"x\"><b:s xmlns:b=\"urn:b\" x=\"3\" a:y=\"2\" b:z=\"1\"></b:s><t><u></u></t></a:r>",
        ),
        (
            "<a:r xmlns:a=\"urn:a\" xmlns:b=\"urn:b\" xmlns:c=\"urn:c\" xmlns=\"urn:d\"><b:s c=\"&quot;&#9;&#10;&#13;&lt;&gt;&amp;'\">&lt;&gt;&amp;\"'&#13;<!-- no --><![CDATA[<&]]><?pi  data ?><?e?></b:s></a:r>",
            "s",
            &[],
            "<b:s xmlns:b=\"urn:b\" c=\"&quot;&#x9;&#xA;&#xD;&lt;>&amp;'\">&lt;&gt;&amp;\"'&#xD;&lt;&amp;<?pi data ?><?e?></b:s>",
        ),
        (
            "<a:r xmlns:a=\"urn:a\" xmlns:b=\"urn:b\" xmlns:c=\"urn:c\" xmlns=\"urn:d\"><b:s><c:t/></b:s></a:r>",
            "s",
            &["a", "nope"],
            "<b:s xmlns:a=\"urn:a\" xmlns:b=\"urn:b\"><c:t xmlns:c=\"urn:c\"></c:t></b:s>",
        ),
        (
            "<r xmlns:a=\"urn:a\"><a:s xml:lang=\"en\" xmlns:a=\"urn:other\"><a:t xmlns:a=\"urn:a\"/></a:s></r>",
            "s",
            &[],
            "<a:s xmlns:a=\"urn:other\" xml:lang=\"en\"><a:t xmlns:a=\"urn:a\"></a:t></a:s>",
        ),
        (
            "<r xmlns=\"urn:d\"><s  b = \"2\"\n a=\"1\"  ><t xmlns=\"urn:d\"/></s ></r>",
            "s",
            &[],
            "<s xmlns=\"urn:d\" a=\"1\" b=\"2\"><t></t></s>",
        ),
    ];
    for (text, name, inclusive, expected) in cases {
        let document = Document::parse(text).unwrap();
        let element = document.descendants().find(|node| node.tag_name().name() == name);
        let inclusive: Vec<String> = inclusive.iter().map(|prefix| (*prefix).to_owned()).collect();
        let scope = CanonicalScope {
            without: None,
            inclusive: &inclusive,
        };
        assert_eq!(
            canonicalize(element.unwrap(), scope).as_deref(),
            Some(expected),
            "{text}"
        );
    }
}
