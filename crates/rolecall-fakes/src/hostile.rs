//! Hostile names: what an account, a role or an e-mail address may be called to break a program that shows or exports it.

/// What breaks shells, files, terminals, menus, pages, databases and paths; each breaks something else.
const NAMES: &[&str] = &[
    "'",
    "\"",
    "''; touch rolecall-was-here; '",
    "\"; touch rolecall-was-here; \"",
    "$(touch rolecall-was-here)",
    "`touch rolecall-was-here`",
    "${HOME}",
    "$env:PATH; New-Item rolecall-was-here",
    "%PATH%",
    "%00%0a%2e%2e",
    "!history!",
    "^&|<>",
    "a & type nul > rolecall-was-here",
    "a\nb",
    "a\r\nb",
    "\n[profile injected]\ncredential_process = touch rolecall-was-here",
    "name = value # comment",
    "; comment",
    "[section]",
    "a]b",
    "tab\there",
    "nul\0nul",
    "nul",
    "bell\u{7}backspace\u{8}vertical\u{b}form\u{c}delete\u{7f}",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;cm9sZWNhbGw=\u{7}",
    "\u{9b}31mC1\u{85}next line",
    "\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{202e}nimdA",
    "\u{2066}isolated\u{2069}\u{2067}other\u{2069}",
    "\u{200f}عربي\u{200e}",
    "שלום Production",
    "zero\u{200b}width\u{200d}joiner\u{feff}mark",
    "line\u{2028}separator\u{2029}paragraph",
    "Аdmin with a Cyrillic А",
    "e\u{301} combining é precomposed",
    "Z\u{30d}\u{311}\u{32b}a\u{317}\u{324}l\u{334}\u{322}g\u{309}o\u{353}",
    "👩‍👩‍👧‍👦 family",
    "🇩🇪🏳️‍🌈 flags",
    "日本語アカウント",
    "\u{10ffff}\u{e000}private",
    "\u{fffd}replaced",
    "<script>window.__pwned=1</script>",
    "<img src=x onerror=\"window.__pwned=1\">",
    "</textarea><svg/onload=window.__pwned=1>",
    "javascript:window.__pwned=1",
    "&lt;b&gt;&amp;#x27;",
    "{{constructor.constructor('window.__pwned=1')()}}",
    "<b>bold</b> <a href=\"https://evil.example\">link</a>",
    "'; DROP TABLE account; --",
    "%s%n%x{0}{}",
    "\\",
    "\\u0000\\x41\\",
    "/",
    "a/b",
    "../../../../etc/passwd",
    "..",
    "C:\\Windows\\System32",
    "CON",
    "-rf",
    "--help",
    "~root",
    "*?[a-z]{a,b}",
    " leading and trailing ",
    "  ",
    "\u{a0}no-break\u{3000}space",
    "@default",
    "acme/111122223333/Admin",
    "null",
    "true",
    "0",
    "__proto__",
    "constructor",
    "UPPER lower",
    "upper LOWER",
];

/// Returns every hostile name: [short ones](NAMES), and long ones of 256 to 65,536 bytes. All differ; none is empty.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    names.extend([
        "a".repeat(256),
        "ä".repeat(256),
        "😀".repeat(256),
        "A name of many words ".repeat(20),
        "'\"$`\\\n".repeat(100),
        "\u{202e}".repeat(300),
        "x".repeat(65_536),
    ]);
    names
}

/// Returns the hostile names of at most `max_length` bytes: AWS allows names of accounts 50 characters, of permission sets 32.
pub fn names_up_to(max_length: usize) -> Vec<String> {
    names()
        .into_iter()
        .filter(|name| name.len() <= max_length)
        .collect()
}

#[cfg(test)]
mod tests;
