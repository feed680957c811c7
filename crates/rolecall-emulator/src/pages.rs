//! The HTML of the emulator: one frame with its mark, and the small pages inside it. Owns escaping: every text
//! from outside goes through [`escaped`]. Must not know what a button leads to.

pub(crate) mod consent;
pub(crate) mod console;

use http::StatusCode;

use crate::answer::{Answer, Content};
use crate::state::State;

const STYLE: &str = include_str!("pages/style.css");
const ICON: &str = include_str!("pages/icon.svg");

/// Text as it may stand in HTML, XML and attribute values.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\r' | '\t' => safe.push(letter),
            // Other control characters cannot stand in either language.
            _ if letter.is_control() => safe.push('\u{fffd}'),
            _ => safe.push(letter),
        }
    }
    safe
}

/// Text that somebody else chose, kept from reordering what stands beside it.
pub(crate) fn name(id: &str, text: &str) -> String {
    format!("<bdi id=\"{id}\">{}</bdi>", escaped(text))
}

/// A whole page around a main part that is HTML already.
pub(crate) fn framed(status: StatusCode, title: &str, main: &str) -> Answer {
    let title = escaped(title);
    let text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · Rolecall emulator</title>\n<link rel=\"icon\" href=\"/pages/icon.svg\">\n\
         <link rel=\"stylesheet\" href=\"/pages/style.css\">\n</head>\n\
         <body>\n<p class=\"mark\" role=\"note\"><strong>Rolecall emulator — not AWS.</strong> \
         Everything here is made up and stays on this computer.</p>\n<main class=\"card\">\n{main}\n</main>\n\
         </body>\n</html>\n"
    );
    Answer::html(status, text)
}

/// A page that only says something.
pub(crate) fn notice(status: StatusCode, title: &str, text: &str) -> Answer {
    let main = format!(
        "<h1 id=\"notice\">{}</h1>\n<p>{}</p>",
        escaped(title),
        escaped(text)
    );
    framed(status, title, &main)
}

/// What a person sees who opens the base address.
pub(crate) fn front(state: &State) -> Answer {
    let organization = &state.directory.organization;
    let main = format!(
        "<h1>A loopback AWS</h1>\n<p>Sign-in, access portal, STS and console of a made-up organization answer \
         here.</p>\n<dl class=\"facts\">\n<dt>Organization</dt><dd>{}</dd>\n<dt>Start URL</dt><dd>{}</dd>\n\
         <dt>Region</dt><dd>{}</dd>\n<dt>Accounts</dt><dd>{}</dd>\n</dl>",
        name("organization", &organization.name),
        name("start-url", &state.start_url),
        name("region", &state.region),
        organization.accounts.len()
    );
    framed(StatusCode::OK, "A loopback AWS", &main)
}

pub(crate) fn stylesheet() -> Answer {
    file("text/css; charset=utf-8", STYLE)
}

pub(crate) fn icon() -> Answer {
    file("image/svg+xml", ICON)
}

fn file(media_type: &'static str, text: &str) -> Answer {
    let body = Content::Text {
        media_type,
        text: text.to_owned(),
    };
    Answer {
        body,
        ..Answer::empty(StatusCode::OK)
    }
    .with("x-content-type-options", "nosniff")
}

#[cfg(test)]
mod tests;
