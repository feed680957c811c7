//! HTML: the layout that every page has, and escaping: every text from outside goes through [`escape`]. Must
//! not know which pages there are.

use http::StatusCode;

use crate::response::ApiResponse;

/// Text that is safe in HTML, XML and attribute values.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\r' | '\t' => escaped.push(character),
            // Other control characters are invalid in HTML and XML.
            _ if character.is_control() => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Text from outside, isolated so that its direction cannot reorder the text around it.
pub(crate) fn name(id: &str, text: &str) -> String {
    format!("<bdi id=\"{id}\">{}</bdi>", escape(text))
}

/// A whole page around a main part that is HTML already.
pub(crate) fn page(status: StatusCode, title: &str, main: &str) -> ApiResponse {
    let title = escape(title);
    let text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · Rolecall emulator</title>\n<link rel=\"icon\" href=\"/pages/icon.svg\">\n\
         <link rel=\"stylesheet\" href=\"/pages/style.css\">\n</head>\n\
         <body>\n<p class=\"mark\" role=\"note\"><strong>Rolecall emulator — not AWS.</strong> \
         Everything here is made up and stays on this computer.</p>\n<main class=\"card\">\n{main}\n</main>\n\
         </body>\n</html>\n"
    );
    ApiResponse::html(status, &text)
}

/// A page with a title and one paragraph.
pub(crate) fn notice(status: StatusCode, title: &str, text: &str) -> ApiResponse {
    let main = format!(
        "<h1 id=\"notice\">{}</h1>\n<p>{}</p>",
        escape(title),
        escape(text)
    );
    page(status, title, &main)
}

#[cfg(test)]
mod tests;
