//! The WebDriver protocol, as far as journeys need it: elements, keys, scripts. It must not know which browser answers.

use crate::http;
use crate::wait::{self, TIMEOUT};
use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys as WebDriver writes them.
pub mod key {
    /// Enter.
    pub const ENTER: &str = "\u{E007}";
    /// Escape.
    pub const ESCAPE: &str = "\u{E00C}";
    /// Arrow down.
    pub const DOWN: &str = "\u{E015}";
    /// Page down.
    pub const PAGE_DOWN: &str = "\u{E00F}";
    /// Home.
    pub const HOME: &str = "\u{E011}";
    /// Tab.
    pub const TAB: &str = "\u{E004}";
    /// The shift key, held while the next is pressed.
    pub const SHIFT: &str = "\u{E008}";
    /// The control key, held while the next is pressed.
    pub const CONTROL: &str = "\u{E009}";
}

/// A driven browser or window.
#[derive(Debug)]
pub struct Driver {
    address: String,
    path: String,
}

/// An element of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element(String);

impl Element {
    /// Returns it as an argument of a script.
    pub fn argument(&self) -> Value {
        json!({ELEMENT: self.0})
    }
}

impl Driver {
    /// Opens a driven browser with `capabilities`, through the driver that listens at `address`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn open(address: &str, capabilities: &Value) -> Result<Self> {
        wait::until_so("the driver", TIMEOUT, || {
            Ok(http::request(address, "GET /status", None, Duration::from_secs(2))?.0 == 200)
        })?;
        let wanted = json!({"capabilities": {"alwaysMatch": capabilities}});
        let body = Some(&wanted);
        let (status, answer) = http::request(address, "POST /session", body, Duration::from_secs(60))?;
        let answer: Value = serde_json::from_slice(&answer)?;
        let id = answer.pointer("/value/sessionId").and_then(Value::as_str);
        let id = id.with_context(|| format!("the driver opened nothing: {status} {answer}"))?;
        Ok(Self {
            address: address.to_owned(),
            path: format!("/session/{id}"),
        })
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let line = format!("{method} {}{path}", self.path);
        let (status, answer) = http::request(&self.address, &line, body, Duration::from_secs(60))?;
        let mut answer: Value = serde_json::from_slice(&answer).with_context(|| line.clone())?;
        let value = answer["value"].take();
        if status != 200 {
            bail!(
                "{line}: {} {}",
                value["error"].as_str().unwrap_or("?"),
                value["message"].as_str().unwrap_or("")
            );
        }
        Ok(value)
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn go(&self, address: &str) -> Result<()> {
        self.call("POST", "/url", Some(&json!({"url": address})))
            .map(drop)
    }

    /// Returns the address of the page.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn address(&self) -> Result<String> {
        Ok(self
            .call("GET", "/url", None)?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Runs a script and returns what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        self.call(
            "POST",
            "/execute/sync",
            Some(&json!({"script": script, "args": arguments})),
        )
    }

    /// Runs a script that calls its last argument with what it returns.
    ///
    /// # Errors
    /// When it throws or takes too long.
    pub fn run_later(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        self.call(
            "POST",
            "/execute/async",
            Some(&json!({"script": script, "args": arguments})),
        )
    }

    /// Returns the elements that a CSS selector finds.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn all(&self, selector: &str) -> Result<Vec<Element>> {
        self.find("css selector", selector)
    }

    /// Returns the elements that an XPath finds.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn all_by_path(&self, path: &str) -> Result<Vec<Element>> {
        self.find("xpath", path)
    }

    fn find(&self, using: &str, value: &str) -> Result<Vec<Element>> {
        let found = self.call(
            "POST",
            "/elements",
            Some(&json!({"using": using, "value": value})),
        )?;
        let found = found.as_array().context("a list of elements")?;
        Ok(found
            .iter()
            .filter_map(|each| each[ELEMENT].as_str())
            .map(|id| Element(id.to_owned()))
            .collect())
    }

    /// Waits for the one element that a CSS selector finds first.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn find_one(&self, selector: &str) -> Result<Element> {
        wait::until(&format!("the element {selector}"), TIMEOUT, || {
            Ok(self.all(selector)?.into_iter().next())
        })
    }

    /// Waits for the one element that an XPath finds first, and can be seen.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn one_by_path(&self, path: &str) -> Result<Element> {
        wait::until(&format!("the element {path}"), TIMEOUT, || {
            let found = self.all_by_path(path)?;
            Ok(found.into_iter().find(|element| self.is_shown(element)))
        })
    }

    fn is_shown(&self, element: &Element) -> bool {
        let shown = self.call("GET", &format!("/element/{}/displayed", element.0), None);
        shown.is_ok_and(|shown| shown == Value::Bool(true))
    }

    /// Clicks an element as soon as it can be clicked.
    ///
    /// # Errors
    /// When it cannot.
    pub fn click(&self, element: &Element) -> Result<()> {
        let path = format!("/element/{}/click", element.0);
        wait::until("an element that can be clicked", TIMEOUT, || {
            self.call("POST", &path, Some(&json!({}))).map(Some)
        })
        .map(drop)
    }

    /// Types into an element.
    ///
    /// # Errors
    /// When it takes no keys.
    pub fn type_into(&self, element: &Element, text: &str) -> Result<()> {
        self.call(
            "POST",
            &format!("/element/{}/value", element.0),
            Some(&json!({"text": text})),
        )
        .map(drop)
    }

    /// Empties a field.
    ///
    /// # Errors
    /// When it is none.
    pub fn clear(&self, element: &Element) -> Result<()> {
        self.call("POST", &format!("/element/{}/clear", element.0), Some(&json!({})))
            .map(drop)
    }

    /// Presses keys wherever the focus is.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn press(&self, keys: &[&str]) -> Result<()> {
        let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys
            .iter()
            .rev()
            .map(|key| json!({"type": "keyUp", "value": key}));
        let all: Vec<Value> = down.chain(up).collect();
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": all}]});
        self.call("POST", "/actions", Some(&actions)).map(drop)
    }

    /// Returns the text of an element as it is shown.
    ///
    /// # Errors
    /// When it is gone.
    pub fn text(&self, element: &Element) -> Result<String> {
        let text = self.call("GET", &format!("/element/{}/text", element.0), None)?;
        Ok(crate::without_isolates(text.as_str().unwrap_or_default()))
    }

    /// Returns the text of the element that a CSS selector finds first; it must be there.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn text_of(&self, selector: &str) -> Result<String> {
        self.text(&self.find_one(selector)?)
    }

    /// Returns the whole text of the page, as it is in the document.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn page_text(&self) -> Result<String> {
        let text = self.run("return document.body.innerText", &[])?;
        Ok(crate::without_isolates(text.as_str().unwrap_or_default()))
    }

    /// Waits until the page shows `text`.
    ///
    /// # Errors
    /// When it does not in time; with what it shows.
    pub fn sees(&self, text: &str) -> Result<()> {
        let shown = wait::until_so(&format!("the page to show {text:?}"), TIMEOUT, || {
            Ok(self.page_text()?.contains(text))
        });
        shown.with_context(|| format!("the page shows: {}", self.page_text().unwrap_or_default()))
    }

    /// Writes a picture of the page to `file`. WebKit does not answer where it may not use the graphics card.
    ///
    /// # Errors
    /// When it cannot.
    pub fn photograph(&self, file: &Path) -> Result<()> {
        let picture = self.call("GET", "/screenshot", None)?;
        let picture = STANDARD.decode(picture.as_str().unwrap_or_default())?;
        std::fs::write(file, picture)?;
        Ok(())
    }

    /// Closes what is driven.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn close(&self) -> Result<()> {
        self.call("DELETE", "", None).map(drop)
    }
}
